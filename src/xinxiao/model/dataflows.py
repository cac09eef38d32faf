"""The dataflows every programme publishes, with their SDMX columns.

``METHOD`` is a code whose explanation stands in the texts of the programme or the product; ``FORMULA`` is the
language-neutral formula of the observation; ``GRADE`` is the worst grade among the inputs.
"""

from __future__ import annotations

from xinxiao.model.dataset import Component, Dataflow

_FREQ = Component("FREQ", codelist="CL_FREQ")
_AREA = Component("REF_AREA", codelist="CL_AREA")
_INDICATOR = Component("INDICATOR", codelist="CL_INDICATOR")
_SCOPE = Component("SCOPE", codelist="CL_SCOPE")
_TIME = Component("TIME_PERIOD", kind="period")
_VALUE = Component("OBS_VALUE", "measure", "number")
_LOWER = Component("LOWER", "attribute", "number")
_UPPER = Component("UPPER", "attribute", "number")
_UNIT = Component("UNIT_MEASURE", "attribute", codelist="CL_UNIT")
_STATUS = Component("OBS_STATUS", "attribute", codelist="CL_OBS_STATUS")
_GRADE = Component("GRADE", "attribute", codelist="CL_GRADE")
_METHOD = Component("METHOD", "attribute")
_FORMULA = Component("FORMULA", "attribute", "text")
_SOURCE = Component("SOURCE", "attribute", codelist="CL_SOURCE")
_COMMENT = Component("COMMENT", "attribute", "text")
_MEASURE = Component("MEASURE", codelist="CL_MEASURE")

IC_FIGURES = Dataflow(
    "IC_FIGURES",
    (
        _FREQ,
        _AREA,
        _INDICATOR,
        _SCOPE,
        _TIME,
        Component("VINTAGE", kind="date"),
        _VALUE,
        _UNIT,
        _STATUS,
        _GRADE,
        _SOURCE,
        _COMMENT,
    ),
)
"""Figures as published, every vintage of each; VINTAGE is the date the figure became known."""

IC_IO = Dataflow(
    "IC_IO",
    (
        _AREA,
        _TIME,
        Component("LEVEL"),
        Component("ORIGIN", codelist="CL_ORIGIN"),
        Component("ROW"),
        Component("COL"),
        _VALUE,
        _UNIT,
        _SOURCE,
    ),
)
"""Cells of the input-output tables (10 000 yuan), zeros left out."""

IC_ACCOUNT = Dataflow(
    "IC_ACCOUNT",
    (
        _FREQ,
        _AREA,
        _SCOPE,
        Component("PRODUCT", codelist="CL_PRODUCT"),
        _TIME,
        _VALUE,
        _LOWER,
        _UPPER,
        _UNIT,
        _STATUS,
        _GRADE,
        _METHOD,
        _FORMULA,
        _COMMENT,
    ),
)
"""The account: consumption by scope and PRODUCT (_T total, G goods, S services), with 90 % intervals."""

IC_ACCOUNT_ERROR = Dataflow(
    "IC_ACCOUNT_ERROR",
    (
        _FREQ,
        _AREA,
        _SCOPE,
        Component("PRODUCT", codelist="CL_PRODUCT"),
        _TIME,
        _MEASURE,
        _VALUE,
        _UNIT,
        _METHOD,
        _COMMENT,
    ),
)
"""The account's measured error: each benchmark dropped in turn. MEASURE: PREDICTED, ACTUAL, ERROR."""

IC_PULL = Dataflow(
    "IC_PULL",
    (
        _FREQ,
        _AREA,
        _SCOPE,
        Component("EFFECT", codelist="CL_EFFECT"),
        Component("MULTIPLIER_TYPE", codelist="CL_MULTIPLIER_TYPE"),
        Component("SECTOR", codelist="CL_SECTOR"),
        _MEASURE,
        _TIME,
        _VALUE,
        _UNIT,
        _STATUS,
        _METHOD,
        _FORMULA,
        _COMMENT,
    ),
)
"""Pull: EFFECT (OUTPUT, VALUE_ADDED, EMPLOYMENT) x MULTIPLIER_TYPE (I, II) x SECTOR (_T = all);
MEASURE MULTIPLIER (per unit of final consumption) or LEVEL."""

IC_INDICATORS = Dataflow(
    "IC_INDICATORS",
    (_FREQ, _AREA, _INDICATOR, _SCOPE, _TIME, _VALUE, _UNIT, _STATUS, _GRADE, _METHOD, _FORMULA, _COMMENT),
)
"""Indicators as of the cycle's vintage: levels taken from figures, and ratios, shares, growth by formula."""

IC_INDEX = Dataflow(
    "IC_INDEX",
    (_FREQ, _AREA, _INDICATOR, _MEASURE, _TIME, _VALUE, _UNIT, _STATUS, _GRADE, _METHOD, _FORMULA, _COMMENT),
)
"""The development index: INDICATOR is a node of the framework at any level. MEASURE: SCORE, RANK,
NORMALISED, CONTRIBUTION (points of the top score), SCORE_LOWER, SCORE_UPPER, RANK_LOWER, RANK_UPPER, RANK_MEDIAN,
P_TOP (probability of the top k), P_RISE (probability that the score rose on the year before)."""

IC_TARGETS = Dataflow(
    "IC_TARGETS",
    (
        _FREQ,
        _AREA,
        Component("TARGET", codelist="CL_TARGET"),
        _SCOPE,
        _MEASURE,
        _TIME,
        _VALUE,
        _LOWER,
        _UPPER,
        _UNIT,
        _STATUS,
        _GRADE,
        Component("VERDICT", "attribute"),
        Component("REASON", "attribute"),
        _METHOD,
        _FORMULA,
        _SOURCE,
        _COMMENT,
    ),
)
"""Targets: MEASURE TARGET, PATH, OUTCOME, GAP, PROBABILITY. VERDICT (on OUTCOME rows): MET, MET_EARLY, MISSED,
NOT_VERIFIABLE; REASON is a code explained in the texts."""

IC_TASKS = Dataflow(
    "IC_TASKS",
    (
        Component("TASK", codelist="CL_TASK"),
        _AREA,
        Component("ITEM"),
        _TIME,
        _VALUE,
        _UNIT,
        _STATUS,
        _GRADE,
        Component("LIGHT", "attribute"),
        Component("TRACKER", "attribute"),
        _SOURCE,
        _FORMULA,
        _COMMENT,
    ),
)
"""Tasks: ITEM ``LIGHT`` (one row a task: its light), ``E01``.. evidence, ``M01``.. milestones, or an indicator's id."""

DATAFLOWS: dict[str, Dataflow] = {
    flow.id: flow
    for flow in (
        IC_FIGURES,
        IC_IO,
        IC_ACCOUNT,
        IC_ACCOUNT_ERROR,
        IC_PULL,
        IC_INDICATORS,
        IC_INDEX,
        IC_TARGETS,
        IC_TASKS,
    )
}
