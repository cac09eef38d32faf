"""The method of an index as data: every choice of every step, with its parameters.

A method is a tuple of steps (`Method.stages`), each a frozen struct below; ``method.yaml`` of an index
folder holds exactly these structs and its JSON Schema is generated from them
(:mod:`xinxiao.index.layouts.files`). Nothing here computes.

Field names follow the ten steps of the OECD/JRC *Handbook on Constructing Composite Indicators* (2008).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from xinxiao.model.ranges import (
    MOST_LEVELS,
    Few,
    Line,
    Many,
    Named,
    Number,
    Positive,
    Seed,
    Share,
    Size,
    Weight,
    Word,
)

Scope = Literal["year", "panel"]
"""Whose distribution a step looks at: each year's own, or all years of the panel together."""


class DenominateSpec(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step", tag="denominate"
):
    """Divide indicators by a size variable.

    ``by`` overrides or adds to the ``denominator`` of the framework; ``scale`` multiplies the ratio.
    """

    name: Word = ""
    by: Named[Word, Word] = {}
    scale: Named[Word, Positive] = {}


class ScreenSpec(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step", tag="screen"
):
    """Leave out units with too little data (``missing``), too many zeros (``zeros``), or either (``both``).

    ``min_available``: smallest share of indicators that must be observed. ``min_nonzero``: smallest share
    of the *observed* indicators that must differ from zero. ``include`` and ``exclude`` force units.
    """

    name: Word = ""
    rule: Literal["missing", "zeros", "both"] = "missing"
    min_available: Share = 2 / 3
    min_nonzero: Share = 0.05
    include: Many[Word] = ()
    exclude: Many[Word] = ()


ImputeMethod = Literal[
    "none",
    "mean",
    "median",
    "group_mean",
    "group_median",
    "framework_mean",
    "framework_median",
    "latest",
    "constant",
    "linear",
    "knn",
    "regression",
    "multiple",
]
ALONG_TIME: tuple[ImputeMethod, ...] = ("latest", "constant", "linear")
"""Methods that fill a gap from the same unit's other periods."""


class ImputeSpec(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step", tag="impute"
):
    """Fill missing values; observed values never change.

    ``group``: unit group used by ``group_mean``/``group_median``. ``level``: framework level whose groups
    ``framework_*`` average within. ``max_periods``: longest gap bridged by the panel methods.
    ``neighbours``: k of ``knn``. ``iterations``: sweeps of ``regression`` and ``multiple``. ``ridge``:
    stabiliser of the regressions (share of the unit diagonal). ``draws``, ``seed``, ``draw``: multiple
    imputation, and which of its draws this run uses. ``only``: restrict to these indicators, so that
    several impute steps may treat different indicators differently.
    """

    name: Word = ""
    method: ImputeMethod = "none"
    group: Word = ""
    level: Annotated[int, Meta(ge=2, le=MOST_LEVELS)] = 2
    scope: Scope = "year"
    max_periods: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    neighbours: Annotated[int, Meta(ge=1, le=10_000)] = 5
    iterations: Annotated[int, Meta(ge=1, le=200)] = 10
    ridge: Annotated[float, Meta(ge=0.0, le=1000.0)] = 0.01
    draws: Annotated[int, Meta(ge=1, le=1000)] = 20
    seed: Seed = 20080901
    draw: Annotated[int, Meta(ge=0, lt=1000)] = 0
    only: Many[Word] = ()


class TreatRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one indicator's outliers are treated: test, winsorise, test, transform, test.

    Passes when ``|G1| < skewness`` or ``G2 < kurtosis`` (sample-corrected). ``points`` or ``share`` (of
    observed units) limits how many values may be winsorised; 0 skips winsorising. ``transform`` acts on the
    ORIGINAL values: ``log`` ln(x - min + 0.01 range); ``log_reflected`` the same, mirrored when the skew is
    negative; ``ln`` plain natural log; ``log1p`` ln(1 + x); ``boxcox`` with ``boxcox_lambda`` or the
    maximum-likelihood value. ``when`` = ``always`` winsorises to the limit and transforms untested.
    """

    skewness: Positive = 2.0
    kurtosis: Number = 3.5
    points: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    share: Share | None = None
    transform: Literal["none", "log", "log_reflected", "ln", "log1p", "boxcox"] = "log"
    boxcox_lambda: Annotated[float, Meta(ge=-5.0, le=5.0)] | None = None
    when: Literal["needed", "always"] = "needed"


class TreatSpec(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step", tag="treat"
):
    """Outlier treatment, before direction is applied. ``indicators`` overrides ``default`` by code;
    ``untreated`` lists codes left alone."""

    name: Word = ""
    default: TreatRule = TreatRule(points=5)
    indicators: Named[Word, TreatRule] = {}
    untreated: Many[Word] = ()
    scope: Scope = "year"


NormaliseMethod = Literal[
    "minmax",
    "zscore",
    "scaled",
    "distance_to_max",
    "distance_to_reference",
    "distance_to_target",
    "fraction_of_max",
    "percentile_rank",
    "rank",
    "borda",
    "goalposts",
    "ampi",
    "none",
]


class NormaliseRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one indicator is put on a common scale; values are multiplied by the direction first.

    ``lower``/``upper``: fixed goalposts (``goalposts``, ``scaled``), default those of the framework.
    ``outside``: what happens beyond fixed goalposts or a target: ``keep`` (as the DESI), ``truncate`` to the
    range, or ``extend`` the goalposts to the observed extremes. ``target``: for ``distance_to_target``,
    default that of the framework. ``reference``: unit code of ``distance_to_reference`` and ``ampi`` (empty
    for ``ampi`` = mean of units). ``reference_time``: base period of ``ampi`` (empty = first).
    ``ties``: the rank that equal values share in ``percentile_rank``, ``average`` or ``min``imum (as COINr).
    ``mean``, ``sd``: of ``zscore``. ``scale``: ``log`` takes ln of values and goalposts (as the HDI income).
    """

    method: NormaliseMethod = "minmax"
    lower: Number | None = None
    upper: Number | None = None
    outside: Literal["keep", "truncate", "extend"] = "keep"
    target: Number | None = None
    reference: Word = ""
    reference_time: Word = ""
    mean: Number = 0.0
    sd: Positive = 1.0
    scale: Literal["linear", "log"] = "linear"
    ties: Literal["average", "min"] = "average"


class NormaliseSpec(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step", tag="normalise"
):
    """Normalisation. ``range`` is the common output range of all methods (null: each method's own scale);
    a lower end above 0 keeps geometric means away from zero. ``indicators`` overrides by code."""

    name: Word = ""
    default: NormaliseRule = NormaliseRule()
    indicators: Named[Word, NormaliseRule] = {}
    range: tuple[Number, Number] | None = (0.0, 100.0)
    scope: Scope = "year"


class WeightSpec(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step", tag="weights"
):
    """Weights among the children of each group. ``given`` reads the framework; ``sets`` holds named
    alternatives (code -> weight) chosen by ``set``; other methods are computed by
    :mod:`xinxiao.index.weights.rules` with ``parameters`` (:mod:`xinxiao.index.spec.parameters`). ``groups`` names
    another method for a group."""

    name: Word = ""
    method: Word = "given"
    parameters: Named[Word, Any] = {}
    groups: Named[Word, WeightSpec] = {}
    sets: Named[Word, Named[Word, Weight]] = {}
    set: Word = ""


class AggregationSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one group is computed from its children.

    ``method`` names a function of :mod:`xinxiao.index.steps.combine`, ``parameters`` are its own
    (:mod:`xinxiao.index.spec.parameters`).
    ``missing_threshold``: smallest share of children (by count) that must be present; below it the group
    score is missing. ``None``: any one child suffices and weights are rescaled over those present.
    """

    method: Word = "arithmetic"
    parameters: Named[Word, Any] = {}
    missing_threshold: Share | None = None


class AggregateSpec(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step", tag="aggregate"
):
    """Aggregation: ``default``, then ``levels`` (level number as text -> spec), then ``groups`` (code)."""

    name: Word = ""
    default: AggregationSpec = AggregationSpec()
    levels: Named[Word, AggregationSpec] = {}
    groups: Named[Word, AggregationSpec] = {}


class CustomSpec(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="step", tag="custom"
):
    """A step of one's own, anywhere before weights: the Python function registered as ``function`` by
    :func:`xinxiao.index.custom`. Files cannot have one."""

    name: Word = ""
    function: Word


StageSpec = (
    DenominateSpec
    | ScreenSpec
    | ImputeSpec
    | TreatSpec
    | NormaliseSpec
    | WeightSpec
    | AggregateSpec
    | CustomSpec
)


def step_of(stage: StageSpec) -> str:
    """The tag of a stage: denominate, screen, impute, treat, normalise, weights or aggregate."""
    return str(stage.__struct_config__.tag)


def label_of(stage: StageSpec) -> str:
    """The name a stage is addressed by: its ``name``, or its step."""
    return stage.name or step_of(stage)


class GoalpostRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the fixed goalposts are set on the base period: quantiles ``lower`` and ``upper`` of all its values, moved
    outward by ``margin`` of their range, not below ``floor``, with ``digits`` digits. The goalposts themselves stand in
    the framework; whether they are what the rule gives is checked (:mod:`xinxiao.index.analysis.suitability`)."""

    lower: Share = 0.01
    upper: Share = 0.99
    margin: Share = 0.1
    floor: Number | None = None
    digits: Annotated[int, Meta(ge=1, le=15)] = 3


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What two indicators may have in common, and how much one must tell units apart, on the base period.

    ``within``, ``across``: largest absolute correlation of two indicators of one group, and of any two.
    ``spread``: smallest standard deviation over units within a period, in points of the common scale."""

    within: Share = 1.0
    across: Share = 1.0
    spread: Size = 0.0


class Method(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The declared pipeline: stages run in this order. ``version`` names the method for revision tables;
    ``base`` states the period the goalposts were set on (2016-2020), ``goalposts`` by which rule, ``limits`` what the
    indicators must keep."""

    version: Word = "1"
    title: Line = ""
    base: Word = ""
    goalposts: GoalpostRule | None = None
    limits: Limits | None = None
    stages: Few[StageSpec] = (
        DenominateSpec(),
        ImputeSpec(),
        ScreenSpec(),
        TreatSpec(),
        NormaliseSpec(),
        WeightSpec(),
        AggregateSpec(),
    )


class Alternative(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One named choice of an assumption: field overrides of the stage (nested dicts merge), and its
    probability (null for all = equal)."""

    name: Word
    parameters: Named[Word, Any] = {}
    probability: Share | None = None
    name_zh: Word = ""

    def title(self, language: str) -> str:
        """The name for readers of a language."""
        return self.name_zh if language == "zh" and self.name_zh else self.name


class Assumption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named choice in a declared step that the uncertainty analysis varies.

    ``stage``: label of a stage of the method, or ``framework`` or ``inputs``. ``kind``:

    * ``alternatives``: one of ``alternatives``, by probability;
    * ``dirichlet``: weights ~ Dirichlet(``concentration`` * nominal shares) inside each group of ``codes``
      (empty = every group);
    * ``perturb``: each weight times U(1 - ``spread``, 1 + ``spread``);
    * ``omit``: leave out one of ``codes`` (empty = each indicator), or none;
    * ``noise``: measurement error of the inputs: normal with ``relative`` (share of the value) or
      ``absolute`` standard error by indicator code (``*`` = all); the codes of ``in_logarithms`` have their relative
      error in logarithms: a value stays above zero, as an interval that is symmetric in logarithms says;
    * ``goalposts``: goalposts times U(1 - ``spread``, 1 + ``spread``) of their range;
    * ``draws``: which multiple-imputation draw is used.

    ``name_zh``: the name for readers of Chinese; without it they read ``name``.
    """

    name: Word
    stage: Word
    kind: Literal["alternatives", "dirichlet", "perturb", "omit", "noise", "goalposts", "draws"]
    alternatives: Few[Alternative] = ()
    codes: Many[Word] = ()
    spread: Share = 0.25
    concentration: Annotated[float, Meta(ge=1e-6, le=1e9)] = 100.0
    relative: Named[Word, Annotated[float, Meta(ge=0.0, le=10.0)]] = {}
    absolute: Named[Word, Size] = {}
    in_logarithms: Many[Word] = ()
    name_zh: Word = ""

    def title(self, language: str) -> str:
        """The name for readers of a language."""
        return self.name_zh if language == "zh" and self.name_zh else self.name


class Assumptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``assumptions.yaml``: what is varied, how often, from which seed.

    ``replicates``: models drawn (base points of the Sobol' design). ``enumerate_up_to``: combinations up to which
    all are computed instead. ``top``: k of the probabilities to be among the best k. ``level`` of the intervals.
    """

    version: Word = "1"
    seed: Seed = 20080901
    replicates: Annotated[int, Meta(ge=1, le=1_000_000)] = 1024
    enumerate_up_to: Annotated[int, Meta(ge=0, le=1_000_000)] = 4096
    top: Annotated[tuple[Annotated[int, Meta(ge=1, le=1_000_000)], ...], Meta(max_length=20)] = (3, 5, 10)
    level: Annotated[float, Meta(gt=0.0, le=1.0)] = 0.9
    assumptions: Annotated[tuple[Assumption, ...], Meta(max_length=100)] = ()
