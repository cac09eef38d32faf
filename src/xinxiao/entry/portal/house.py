"""The house as pages read it: each use called for a reader nobody knows, on the stores at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xinxiao.entry.portal.reads import Head, Sealed
from xinxiao.model.actor import ANONYMOUS
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Ports, clock

if TYPE_CHECKING:
    from xinxiao.index.analysis.audit import Audit
    from xinxiao.model.dataset import Dataset
    from xinxiao.model.extract import Extract
    from xinxiao.model.release import Release
    from xinxiao.release.explain import Explanation
    from xinxiao.release.revise import Revisions


class House:
    """What :class:`~xinxiao.entry.portal.reads.ReadUses` asks for, over the stores. A use is imported when first called."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports

    @property
    def head(self) -> Head:
        """Which releases there are."""
        return self.ports.head

    def release(self, release_id: str | None = None) -> Release:
        """A release, or the last one."""
        return releases.find(self._call(), release_id)

    def loaded(self, release_id: str | None = None) -> Sealed:
        """The programme sealed in it."""
        call = self._call()
        return releases.programme(call, releases.find(call, release_id))

    def dataset(self, dataflow: str, release_id: str | None = None) -> Dataset:
        """One of its datasets."""
        call = self._call()
        return releases.dataset(call, releases.find(call, release_id), dataflow)

    def data(
        self,
        dataflow: str,
        where: Mapping[str, Sequence[str]] | None = None,
        release_id: str | None = None,
    ) -> Extract:
        """Rows of a dataflow."""
        from xinxiao.uses.data import data

        return data(self._call(), dataflow, where, release_id)

    def explain(self, dataflow: str, where: Mapping[str, str], release_id: str | None = None) -> Explanation:
        """Where a number comes from."""
        from xinxiao.uses.explain import explain

        return explain(self._call(), dataflow, where, release_id)

    def index_audit(self, release_id: str | None = None) -> Audit:
        """The audit of its index."""
        from xinxiao.uses.index_audit import index_audit

        return index_audit(self._call(), release_id)

    def revisions(self, old: str, new: str) -> Revisions:
        """What differs between two releases, and why."""
        from xinxiao.uses.revisions import revisions

        return revisions(self._call(), old, new)

    def blob(self, digest: str) -> Path:
        """A file that holds just the sealed bytes of this hash."""
        from xinxiao.uses.blob import blob

        return blob(self._call(), digest).path

    def sums(self, release: Release) -> str:
        """The hashes of everything a release consists of, as ``sha256sum`` writes them."""
        from xinxiao.uses.blob import sums

        return sums(release)

    def _call(self) -> Call:
        return Call(self.ports, ANONYMOUS, clock())
