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

from xinxiao.analyse.index.aggregate import aggregate
from xinxiao.analyse.index.arrays import rank_units, skewness_kurtosis
from xinxiao.analyse.index.audit import Audit, audit
from xinxiao.analyse.index.data import Columns, Panel, panel_from_long, panel_from_wide
from xinxiao.analyse.index.decompose import Version, between_periods, between_versions, contributions
from xinxiao.analyse.index.denominate import denominate
from xinxiao.analyse.index.excel import read_workbook
from xinxiao.analyse.index.framework import Framework, Group, Indicator, framework_of
from xinxiao.analyse.index.impute import impute
from xinxiao.analyse.index.layout import json_schemas
from xinxiao.analyse.index.normalise import Normalised, normalise
from xinxiao.analyse.index.pipeline import Cache, Pipeline, Result, StageOutput, override, run
from xinxiao.analyse.index.read import IndexFolder, parse, read_folder
from xinxiao.analyse.index.results import (
    group_ranks,
    ranking_table,
    scores_table,
    sensitivity_table,
    uncertainty_table,
    unit_profile,
)
from xinxiao.analyse.index.screen import Screened, screen
from xinxiao.analyse.index.spec import (
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
from xinxiao.analyse.index.statistics import Availability, Flags, availability, describe
from xinxiao.analyse.index.treat import Treated, treat
from xinxiao.analyse.index.uncertainty import Uncertainty, analyse
from xinxiao.analyse.index.weigh import effective_weights
from xinxiao.analyse.index.whatif import (
    close_gap,
    compare,
    remove_elements,
    strengths_and_weaknesses,
    variant,
    with_framework,
)
from xinxiao.analyse.index.workbook import write_results

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
