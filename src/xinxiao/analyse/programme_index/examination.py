"""The audit of a programme's index: the engine's examination of exactly what its release published.

Intervals come from the same draws as the published ones, so that the audit and the ranking never disagree;
the sensitivity indices need more models (Sobol' design: replicates times the number of assumptions plus two).
Sealed indicators have ten significant digits: scores agree with the sealed ones to a millionth of a point.
"""

from __future__ import annotations

import msgspec

from xinxiao.analyse.programme_index.computation import inputs_of, uncertainty_of
from xinxiao.index import Audit, IndexSpec, Panel, Uncertainty, analyse, audit, build
from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import CycleSpec, Programme


def examine(programme: Programme, spec: IndexSpec, indicators: Dataset, cycle: CycleSpec) -> Audit:
    """The index of a programme audited on the indicators of one cycle, units named (in short) in both languages.

    Raises :class:`ProgrammeFault` when an indicator of the tree has no data.
    """
    panel = inputs_of(programme, spec, indicators, cycle).panel
    areas = {area.id: area.short or area.name for area in programme.provinces_in(cycle.index_years)}
    labels = {
        "zh": tuple(areas[unit].zh for unit in panel.units),
        "en": tuple(areas[unit].en for unit in panel.units),
    }
    panel = msgspec.structs.replace(panel, labels=labels)
    return audit(build(spec, panel), doubt(spec, panel) if spec.varied else None)


def doubt(spec: IndexSpec, panel: Panel) -> Uncertainty:
    """The published intervals, with sensitivity indices. Enumerated assumptions have both at once; sampled
    ones are run a second time on the Sobol' design, whose models count in ``replicates`` and ``failed``."""
    sure = uncertainty_of(spec, panel)
    if sure.sensitivity is not None:
        return sure
    more = analyse(spec, panel, mode="sample")
    return msgspec.structs.replace(sure, sensitivity=more.sensitivity)
