"""The names at the door; a room is opened when its first name is asked for."""

from . import arrays
from .analysis.audit import Audit, audit
from .analysis.decompose import Version
from .analysis.structure import Coherence, Importance
from .analysis.suitability import ruled_goalposts, suitability
from .coherence.statistics import Availability, Flags
from .doubt.account import Uncertainty
from .doubt.factors import Factor
from .doubt.intervals import Change
from .doubt.sample import Replicated, replicates
from .doubt.sobol import Indices, exact_indices, sobol_indices
from .doubt.uncertainty import analyse
from .layouts.coin_tool import from_coin_tool
from .layouts.coinr import from_coinr
from .layouts.files import json_schemas
from .layouts.folder import IndexFolder, parse, read_folder
from .layouts.workbook import read_workbook
from .pipeline.cache import Cache
from .pipeline.result import Result, StageOutput
from .pipeline.run import build
from .spec.framework import Framework, Group, Indicator, framework_of
from .spec.index import IndexSpec, override
from .spec.method import (
    AggregateSpec,
    AggregationSpec,
    Alternative,
    Assumption,
    Assumptions,
    CustomSpec,
    DenominateSpec,
    GoalpostRule,
    ImputeSpec,
    Limits,
    Method,
    NormaliseRule,
    NormaliseSpec,
    ScreenSpec,
    TreatRule,
    TreatSpec,
    WeightSpec,
)
from .spec.panel import Columns, Panel, panel_from_long, panel_from_wide
from .spec.table import Table
from .steps.custom import custom
from .steps.normalise import Normalised
from .steps.screen import Screened
from .steps.treat import Treated
from .tables.coherence import (
    adequacy_table,
    ancestor_table,
    cluster_table,
    coherence_table,
    component_table,
    correlation_table,
    denominator_table,
    eigenvalue_table,
    importance_table,
    pair_table,
)
from .tables.csv_bytes import write_csv
from .tables.data import availability_table, statistics_table, trend_table
from .tables.results import (
    group_rank_table,
    profile_table,
    ranking_table,
    replicate_table,
    scores_table,
    sensitivity_table,
    superiority_table,
    turnout_table,
    uncertainty_table,
)
from .tables.weights import (
    benefit_of_the_doubt_table,
    copeland_table,
    outranking_table,
    weights_table,
)
from .tables.whatif import (
    agreement_table,
    change_table,
    comparison_table,
    contribution_rows_table,
    contribution_table,
    gap_table,
    removal_table,
    revision_table,
    trait_table,
)
from .tables.xlsx import write_results
from .weights.framework import effective_weights

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
    "CustomSpec",
    "custom",
    "ScreenSpec",
    "ImputeSpec",
    "TreatSpec",
    "TreatRule",
    "NormaliseSpec",
    "NormaliseRule",
    "WeightSpec",
    "AggregateSpec",
    "AggregationSpec",
    "GoalpostRule",
    "Limits",
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
    "replicates",
    "Replicated",
    "Uncertainty",
    "Factor",
    "Change",
    "sobol_indices",
    "exact_indices",
    "Indices",
    # examine
    "audit",
    "suitability",
    "ruled_goalposts",
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
    "replicate_table",
    "sensitivity_table",
    "superiority_table",
    "turnout_table",
    # tables: data and coherence
    "statistics_table",
    "availability_table",
    "trend_table",
    "correlation_table",
    "pair_table",
    "ancestor_table",
    "coherence_table",
    "component_table",
    "denominator_table",
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
    "contribution_rows_table",
    "change_table",
    "revision_table",
    # the same on bare arrays
    "arrays",
]
