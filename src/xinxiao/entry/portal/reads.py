"""The one seam between the portal and the house: what pages need, as a shape.

:class:`~xinxiao.entry.portal.house.House` has it over the uses; tests may hand in another. Pages call nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from xinxiao.index.analysis.audit import Audit
    from xinxiao.index.spec.index import IndexSpec
    from xinxiao.model.dataset import Dataset
    from xinxiao.model.extract import Extract
    from xinxiao.model.programme import Programme
    from xinxiao.model.release import Entry, Release
    from xinxiao.release.explain import Explanation
    from xinxiao.release.revise import Revisions


class Sealed(Protocol):
    """A programme as sealed in a release: its nouns, its prose (language -> name -> Markdown), its index."""

    @property
    def programme(self) -> Programme:
        """The programme."""
        ...

    @property
    def texts(self) -> Mapping[str, Mapping[str, str]]:
        """Prose by language and name."""
        ...

    @property
    def index(self) -> IndexSpec | None:
        """Its index."""
        ...


class Head(Protocol):
    """The releases there are, told without asking the ledger each time; at most about a second old."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All sealed releases, in the order of sealing."""
        ...

    def watched(self) -> AbstractContextManager[None]:
        """Keep it fresh in the background meanwhile."""
        ...


class ReadUses(Protocol):
    """The functions behind the pages; the same that the command line calls."""

    @property
    def head(self) -> Head:
        """Which releases there are."""
        ...

    def release(self, release_id: str | None = None) -> Release:
        """A release, or the last one."""
        ...

    def loaded(self, release_id: str | None = None) -> Sealed:
        """The programme sealed in it."""
        ...

    def dataset(self, dataflow: str, release_id: str | None = None) -> Dataset:
        """One of its datasets."""
        ...

    def data(
        self,
        dataflow: str,
        where: Mapping[str, Sequence[str]] | None = None,
        release_id: str | None = None,
    ) -> Extract:
        """Rows of a dataflow, not read yet."""
        ...

    def explain(self, dataflow: str, where: Mapping[str, str], release_id: str | None = None) -> Explanation:
        """Where a number comes from."""
        ...

    def index_audit(self, release_id: str | None = None) -> Audit:
        """The audit of its index."""
        ...

    def revisions(self, old: str, new: str) -> Revisions:
        """What differs between two releases, and why."""
        ...

    def blob(self, digest: str) -> Path:
        """A file that holds just the sealed bytes of this hash."""
        ...

    def sums(self, release: Release) -> str:
        """The hashes of everything a release consists of, as ``sha256sum`` writes them."""
        ...
