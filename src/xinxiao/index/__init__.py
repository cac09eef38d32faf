"""A composite-index engine: from a tree of indicators and a panel of numbers to scores, ranks and their doubts.

The ten steps of the OECD/JRC *Handbook on Constructing Composite Indicators* (2008), each a named method with
parameters, declared in files or built in Python::

    from xinxiao import index

    folder = index.read_folder(Path("my-index"))          # what the index is (spec), and its numbers (panel)
    result = index.build(folder.spec, folder.panel)
    index.ranking_table(result)                           # units, best first
    result.of("INDEX"), result.rank_of("INDEX")           # the same as arrays, (periods, units); rank 1 = best
    result.findings                                       # what did not go as intended
    doubt = index.analyse(folder.spec, folder.panel)      # rank intervals, sensitivity
    audit = index.audit(result, doubt)                    # coherence, importance, removal: what a reviewer asks

**Tables and arrays.** A function whose name ends in ``_table`` gives a :class:`Table`: a row per unit, period, node or
assumption, columns by name, missing = None. ``table["SCORE"]`` is one column and ``table.array`` all its numbers as a
float64 matrix; ``rows()``, ``to_arrow()`` and ``to_pandas()`` give the whole. Everything on :mod:`xinxiao.index.arrays`
takes and gives bare NumPy arrays and knows no codes. Nothing else here returns an array without the codes of its axes.

Nothing here reads a clock or draws an undeclared random number. NumPy is imported at once; SciPy, HiGHS and the readers
and writers of workbooks when a function needs them; Arrow and pandas never, unless a table is asked for as one.
"""

from __future__ import annotations

from xinxiao.index import arrays
from xinxiao.index.analysis.audit import Audit, audit
from xinxiao.index.analysis.decompose import Version
from xinxiao.index.analysis.structure import Coherence, Importance
from xinxiao.index.coherence.statistics import Availability, Flags
from xinxiao.index.doubt.factors import Factor
from xinxiao.index.doubt.intervals import Change
from xinxiao.index.doubt.sobol import Indices, exact_indices, sobol_indices
from xinxiao.index.doubt.uncertainty import Uncertainty, analyse
from xinxiao.index.layouts.files import json_schemas
from xinxiao.index.layouts.folder import IndexFolder, parse, read_folder
from xinxiao.index.layouts.workbook import from_coin_tool, from_coinr, read_workbook
from xinxiao.index.pipeline.cache import Cache
from xinxiao.index.pipeline.result import Result, StageOutput
from xinxiao.index.pipeline.run import build
from xinxiao.index.spec.framework import Framework, Group, Indicator, framework_of
from xinxiao.index.spec.index import IndexSpec, override
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
from xinxiao.index.spec.table import Table
from xinxiao.index.steps.normalise import Normalised
from xinxiao.index.steps.screen import Screened
from xinxiao.index.steps.treat import Treated
from xinxiao.index.tables.coherence import (
    adequacy_table,
    ancestor_table,
    cluster_table,
    coherence_table,
    component_table,
    correlation_table,
    eigenvalue_table,
    importance_table,
    pair_table,
)
from xinxiao.index.tables.csv_bytes import write_csv
from xinxiao.index.tables.data import availability_table, statistics_table
from xinxiao.index.tables.results import (
    group_rank_table,
    profile_table,
    ranking_table,
    scores_table,
    sensitivity_table,
    superiority_table,
    uncertainty_table,
)
from xinxiao.index.tables.weights import (
    benefit_of_the_doubt_table,
    copeland_table,
    outranking_table,
    weights_table,
)
from xinxiao.index.tables.whatif import (
    agreement_table,
    change_table,
    comparison_table,
    contribution_table,
    gap_table,
    removal_table,
    revision_table,
    trait_table,
)
from xinxiao.index.tables.xlsx import write_results
from xinxiao.index.weights.framework import effective_weights

__all__ = [
    # what an index is
    "IndexSpec",
    "override",
    "Framework",
    "Indicator",
    "Group",
    "framework_of",
    "effective_weights",
    # its method, step by step
    "Method",
    "DenominateSpec",
    "ScreenSpec",
    "ImputeSpec",
    "TreatSpec",
    "TreatRule",
    "NormaliseSpec",
    "NormaliseRule",
    "WeightSpec",
    "AggregateSpec",
    "AggregationSpec",
    # what its makers are not sure of
    "Assumptions",
    "Assumption",
    "Alternative",
    # its numbers
    "Panel",
    "Columns",
    "panel_from_long",
    "panel_from_wide",
    # files in: a folder, the COIN Tool's and COINr's layouts; files out: a workbook of results, a table
    "read_folder",
    "parse",
    "IndexFolder",
    "json_schemas",
    "read_workbook",
    "from_coin_tool",
    "from_coinr",
    "write_results",
    "write_csv",
    # compute
    "build",
    "Cache",
    "Result",
    "StageOutput",
    "Screened",
    "Treated",
    "Normalised",
    "Availability",
    "Flags",
    # how sure is it
    "analyse",
    "Uncertainty",
    "Factor",
    "Change",
    "sobol_indices",
    "exact_indices",
    "Indices",
    # examine
    "audit",
    "Audit",
    "Coherence",
    "Importance",
    "Version",
    # tables: results
    "Table",
    "scores_table",
    "ranking_table",
    "group_rank_table",
    "profile_table",
    "uncertainty_table",
    "sensitivity_table",
    "superiority_table",
    # tables: data and coherence
    "statistics_table",
    "availability_table",
    "correlation_table",
    "pair_table",
    "ancestor_table",
    "coherence_table",
    "component_table",
    "eigenvalue_table",
    "adequacy_table",
    "cluster_table",
    "importance_table",
    # tables: weights, outranking, benefit of the doubt
    "weights_table",
    "outranking_table",
    "copeland_table",
    "benefit_of_the_doubt_table",
    # tables: what if, and where scores come from
    "removal_table",
    "trait_table",
    "gap_table",
    "comparison_table",
    "agreement_table",
    "contribution_table",
    "change_table",
    "revision_table",
    # the same on bare arrays
    "arrays",
]
