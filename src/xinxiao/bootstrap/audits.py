"""Audits of the programmes' own indices: recomputed from sealed bytes when first asked for, then kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from xinxiao.analyse.programme_index import examine
from xinxiao.bootstrap.asked import part_of
from xinxiao.errors import NotFound
from xinxiao.index.analysis.audit import Audit
from xinxiao.model.dataset import Dataset
from xinxiao.model.release import Release
from xinxiao.programme import Loaded

KEPT = 4
"""How many audits stay in memory."""


class Audits:
    """The audits asked for last. Threads that ask for the same one at once wait for one computation."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, Audit] = OrderedDict()
        self._lock = Lock()

    def of(self, release: Release, loaded: Loaded, indicators: Dataset) -> Audit:
        """The audit of a release's index. Raises :class:`NotFound` for a release without one."""
        programme, spec = loaded.programme, loaded.index
        if part_of(release, "IC_INDEX").rows == 0 or programme is None or spec is None:
            raise NotFound(
                f"{release.id}: IC_INDEX is empty",
                told="unknown_dataflow",
                dataflow="IC_INDEX",
                release=release.id,
                known=", ".join(sorted(name for name, part in release.datasets.items() if part.rows)),
            )
        with self._lock:
            if release.sha256 not in self._made:
                cycle = programme.cycle(release.cycle)
                self._made[release.sha256] = examine(programme, spec, indicators, cycle)
            self._made.move_to_end(release.sha256)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return self._made[release.sha256]
