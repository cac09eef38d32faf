"""The engine on bare NumPy arrays: what :mod:`xinxiao.index` does with codes, without them.

Values are (..., N, K): units by indicators, any leading axes, NaN = missing; matrices are (N, K). Answers are arrays, or
small frozen records of arrays. What takes a :class:`Result` gives arrays on its axes.
"""

from __future__ import annotations

from xinxiao.index.analysis.decompose import (
    PeriodChange,
    VersionChange,
    between_periods,
    between_versions,
    contributions,
)
from xinxiao.index.analysis.trends import Trend, trends
from xinxiao.index.analysis.whatif import (
    Comparison,
    Removal,
    Step,
    Trait,
    close_gap,
    compare,
    remove_elements,
    strengths_and_weaknesses,
)
from xinxiao.index.coherence.arrays import rank_series, rank_units, skewness_kurtosis
from xinxiao.index.coherence.correlate import (
    Correlation,
    Pair,
    correlation,
    with_ancestors,
    within_groups,
)
from xinxiao.index.coherence.multivariate import (
    Adequacy,
    Clusters,
    Components,
    ParallelAnalysis,
    clusters,
    complete,
    cronbach_alpha,
    parallel_analysis,
    principal_components,
    sampling_adequacy,
    varimax,
)
from xinxiao.index.coherence.statistics import availability, describe, medians
from xinxiao.index.doubt.significance import change_direction
from xinxiao.index.doubt.sobol import (
    Design,
    estimate_indices,
    exact_indices,
    sobol_design,
    sobol_indices,
)
from xinxiao.index.steps.aggregate import aggregate, combine_group, score_columns
from xinxiao.index.steps.bod import BenefitOfDoubt, benefit_of_the_doubt
from xinxiao.index.steps.combine import (
    arithmetic,
    geometric,
    harmonic,
    mazziotta_pareto,
    mean_min,
    ordered_weighted,
    power,
    total,
    wroclaw,
)
from xinxiao.index.steps.denominate import denominate
from xinxiao.index.steps.impute import impute, nearest_neighbours
from xinxiao.index.steps.normalise import normalise
from xinxiao.index.steps.outrank import Outranking, copeland, outrank, outranking_matrix
from xinxiao.index.steps.screen import screen
from xinxiao.index.steps.treat import treat
from xinxiao.index.weights.framework import weights_of
from xinxiao.index.weights.rules import (
    Balanced,
    Budget,
    ComponentWeights,
    Hierarchy,
    analytic_hierarchy,
    balanced,
    budget_allocation,
    component_weights,
    critic,
    doubt_weights,
    entropy,
    equal,
    shares,
)

__all__ = [
    # the data described, units by rank
    "describe",
    "availability",
    "medians",
    "trends",
    "Trend",
    "skewness_kurtosis",
    "rank_units",
    "rank_series",
    # the steps
    "denominate",
    "screen",
    "impute",
    "nearest_neighbours",
    "treat",
    "normalise",
    "aggregate",
    "combine_group",
    "score_columns",
    # means of the children of a group
    "arithmetic",
    "geometric",
    "harmonic",
    "total",
    "power",
    "mazziotta_pareto",
    "mean_min",
    "ordered_weighted",
    "wroclaw",
    # without compensation
    "benefit_of_the_doubt",
    "BenefitOfDoubt",
    "copeland",
    "outranking_matrix",
    "outrank",
    "Outranking",
    # coherence
    "correlation",
    "Correlation",
    "within_groups",
    "with_ancestors",
    "Pair",
    "complete",
    "cronbach_alpha",
    "principal_components",
    "Components",
    "varimax",
    "sampling_adequacy",
    "Adequacy",
    "parallel_analysis",
    "ParallelAnalysis",
    "clusters",
    "Clusters",
    # weights
    "shares",
    "equal",
    "budget_allocation",
    "Budget",
    "analytic_hierarchy",
    "Hierarchy",
    "component_weights",
    "ComponentWeights",
    "balanced",
    "Balanced",
    "entropy",
    "critic",
    "doubt_weights",
    "weights_of",
    # sensitivity of any function
    "sobol_design",
    "Design",
    "sobol_indices",
    "estimate_indices",
    "exact_indices",
    # what if, and where scores come from
    "remove_elements",
    "Removal",
    "compare",
    "Comparison",
    "strengths_and_weaknesses",
    "Trait",
    "change_direction",
    "close_gap",
    "Step",
    "contributions",
    "between_periods",
    "PeriodChange",
    "between_versions",
    "VersionChange",
]
