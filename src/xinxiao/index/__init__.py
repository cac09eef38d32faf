"""A composite-index engine: from a tree of indicators and a panel of numbers to scores, ranks and their doubts.

The ten steps of the OECD/JRC *Handbook on Constructing Composite Indicators* (2008), each a named method with
parameters, declared in files or built in Python::

    from xinxiao import index

    folder = index.read_folder(Path("my-index"))          # framework, data, units, method, assumptions
    result = index.run(folder.framework, folder.panel, folder.method)
    result.of("INDEX")                                    # scores, (periods, units)
    result.rank_of("INDEX")                               # 1 = best
    result.findings                                       # what did not go as intended
    audit = index.audit(result, folder.assumptions)       # coherence, importance, rank intervals, sensitivity

Every step also works alone on a NumPy array of shape (..., N, K): units by indicators, any leading axes,
NaN = missing. Nothing here reads a clock or draws an undeclared random number.
"""

from __future__ import annotations

from xinxiao.index.analysis.audit import Audit, audit
from xinxiao.index.analysis.decompose import Version, between_periods, between_versions, contributions
from xinxiao.index.analysis.whatif import (
    close_gap,
    compare,
    remove_elements,
    strengths_and_weaknesses,
    variant,
    with_framework,
)
from xinxiao.index.coherence.arrays import rank_units, skewness_kurtosis
from xinxiao.index.coherence.statistics import Availability, Flags, availability, describe
from xinxiao.index.doubt.uncertainty import Uncertainty, analyse
from xinxiao.index.layouts.files import json_schemas
from xinxiao.index.layouts.folder import IndexFolder, parse, read_folder
from xinxiao.index.layouts.workbook import read_workbook
from xinxiao.index.pipeline.run import Cache, Pipeline, Result, StageOutput, override, run
from xinxiao.index.spec.framework import Framework, Group, Indicator, framework_of
from xinxiao.index.spec.method import (
    AggregateSpec,
    AggregationSpec,
    Alternative,
    Assumption,
    Assumptions,
    DenominateSpec,
    ImputeSpec,
    Method,
    NormaliseRule,
    NormaliseSpec,
    ScreenSpec,
    TreatRule,
    TreatSpec,
    WeightSpec,
)
from xinxiao.index.spec.panel import Columns, Panel, panel_from_long, panel_from_wide
from xinxiao.index.steps.aggregate import aggregate
from xinxiao.index.steps.denominate import denominate
from xinxiao.index.steps.impute import impute
from xinxiao.index.steps.normalise import Normalised, normalise
from xinxiao.index.steps.screen import Screened, screen
from xinxiao.index.steps.treat import Treated, treat
from xinxiao.index.tables.results import (
    group_ranks,
    ranking_table,
    scores_table,
    sensitivity_table,
    uncertainty_table,
    unit_profile,
)
from xinxiao.index.tables.xlsx import write_results
from xinxiao.index.weights.framework import effective_weights

__all__ = [
    "aggregate",
    "AggregateSpec",
    "AggregationSpec",
    "Alternative",
    "analyse",
    "Assumption",
    "Assumptions",
    "Audit",
    "audit",
    "Availability",
    "availability",
    "between_periods",
    "between_versions",
    "Cache",
    "close_gap",
    "Columns",
    "compare",
    "contributions",
    "denominate",
    "DenominateSpec",
    "describe",
    "effective_weights",
    "Flags",
    "Framework",
    "framework_of",
    "Group",
    "group_ranks",
    "impute",
    "ImputeSpec",
    "IndexFolder",
    "Indicator",
    "json_schemas",
    "Method",
    "normalise",
    "Normalised",
    "NormaliseRule",
    "NormaliseSpec",
    "override",
    "Panel",
    "panel_from_long",
    "panel_from_wide",
    "parse",
    "Pipeline",
    "rank_units",
    "ranking_table",
    "read_folder",
    "read_workbook",
    "remove_elements",
    "Result",
    "run",
    "scores_table",
    "screen",
    "Screened",
    "ScreenSpec",
    "sensitivity_table",
    "skewness_kurtosis",
    "StageOutput",
    "strengths_and_weaknesses",
    "treat",
    "Treated",
    "TreatRule",
    "TreatSpec",
    "Uncertainty",
    "uncertainty_table",
    "unit_profile",
    "variant",
    "Version",
    "WeightSpec",
    "with_framework",
    "write_results",
]
