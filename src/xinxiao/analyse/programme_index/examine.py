"""The audit of a programme's index: the engine's examination of exactly what its release published.

Intervals come from the same draws as the published ones, so that the audit and the ranking never disagree;
the sensitivity indices need more models (Sobol' design: replicates times the number of assumptions plus two).
Sealed indicators have ten significant digits: scores agree with the sealed ones to a millionth of a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xinxiao.analyse.programme_index.compile import folder_of, uncertainty_of
from xinxiao.index import IndexFolder, Pipeline
from xinxiao.index.analysis.audit import Audit, audit, judged
from xinxiao.index.doubt.uncertainty import Uncertainty, analyse
from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import CycleSpec, Programme


def examine(programme: Programme, files: Mapping[str, bytes], indicators: Dataset, cycle: CycleSpec) -> Audit:
    """The index of a programme audited on IC_INDICATORS of one cycle, units named (in short) in both languages.

    ``files`` are the bytes of the ``index/`` folder by name. Raises :class:`ProgrammeFault` when the folder
    does not fit together.
    """
    folder, _ = folder_of(programme, files, indicators, cycle)
    areas = {area.id: area.short or area.name for area in programme.provinces}
    labels = {
        "zh": tuple(areas[unit].zh for unit in folder.panel.units),
        "en": tuple(areas[unit].en for unit in folder.panel.units),
    }
    panel = replace(folder.panel, labels=labels)
    made = audit(Pipeline(folder.framework, panel).run(folder.method))
    if folder.assumptions is None or not folder.assumptions.assumptions:
        return made
    made = replace(made, uncertainty=doubt(folder))
    return replace(made, findings=(*made.result.findings, *judged(made)))


def doubt(folder: IndexFolder) -> Uncertainty:
    """The published intervals, with sensitivity indices. Enumerated assumptions have both at once; sampled
    ones are run a second time on the Sobol' design, whose models count in ``replicates`` and ``failed``."""
    sure = uncertainty_of(folder)
    if sure.sensitivity is not None or folder.assumptions is None:
        return sure
    more = analyse(folder.panel, folder.framework, folder.method, folder.assumptions, mode="sample")
    return replace(sure, sensitivity=more.sensitivity)
