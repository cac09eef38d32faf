"""The one seam between the portal and the house: what pages need, as a shape.

``bootstrap.App`` has it; tests may hand in another. Pages call nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from xinxiao.index.analysis.audit import Audit
    from xinxiao.index.spec.index import IndexSpec
    from xinxiao.model.dataset import Dataset
    from xinxiao.model.programme import Programme
    from xinxiao.model.release import Entry, Release
    from xinxiao.publish.files.export import Extract
    from xinxiao.release.explain import Explanation
    from xinxiao.release.revise import Revisions


class Sealed(Protocol):
    """A programme as sealed in a release: its nouns, its prose (language -> name -> Markdown), its index."""

    @property
    def programme(self) -> Programme | None:
        """The programme; never None in a sealed release."""
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
        as_of: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Extract:
        """Rows of a dataflow."""
        ...

    def explain(
        self, dataflow: str, where: Mapping[str, str], release_id: str | None = None, as_of: str | None = None
    ) -> Explanation:
        """Where a number comes from."""
        ...

    def index_audit(self, release_id: str | None = None) -> Audit:
        """The audit of its index."""
        ...

    def revisions(self, old: str, new: str) -> Revisions:
        """What differs between two releases, and why."""
        ...
