"""What the portal needs from the house, as a shape: ``bootstrap.App`` has it, tests may hand in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from xinxiao.index.analysis.audit import Audit
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import Programme
from xinxiao.model.release import Entry, Release
from xinxiao.publish.files.export import Extract
from xinxiao.release.explain import Explanation
from xinxiao.release.revise import Revisions


class Sealed(Protocol):
    """A programme as sealed in a release: its nouns, its prose (language -> name -> Markdown), its files."""

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


class House(Protocol):
    """The functions behind the pages; the same that the command line calls."""

    def releases(self) -> Sequence[Entry]:
        """All sealed releases, in the order of sealing."""
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
