"""What the numbers say against how the indices of a programme are made: said as findings, before anything is published."""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.analyse.programme_index.computation import inputs_of
from xinxiao.index import build
from xinxiao.index.analysis.suitability import suitability
from xinxiao.index.layouts.files import FRAMEWORK_CSV
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.dataset import Dataset
from xinxiao.model.finding import Finding
from xinxiao.model.programme import CycleSpec, Programme


def findings(
    programme: Programme, indices: Mapping[str, IndexSpec], indicators: Dataset, cycle: CycleSpec
) -> tuple[Finding, ...]:
    """Goalposts that the declared rule does not give, and indicators beyond the limits an index declares.

    Raises :class:`ProgrammeFault` when an indicator of a tree has no data.
    """
    found: list[Finding] = []
    for head in programme.indices:
        spec = indices[head.id]
        panel = inputs_of(programme, spec, indicators, cycle, head.folder).panel
        found += suitability(build(spec, panel), f"{head.folder}/{FRAMEWORK_CSV}")
    return tuple(found)
