"""Rows of the chance as known on a day: by each declared model, from what was known then."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.nouns import WORD, flow, programme
from xinxiao.analyse.targets.ahead import chances
from xinxiao.analyse.targets.outcome import Known
from xinxiao.analyse.targets.rows import Sheet
from xinxiao.model.dataset import Dataset
from xinxiao.model.observations import Observations
from xinxiao.model.target import Rule, Target

SCALES = ((2012, 1.7), (2013, 2.2), (2014, 2.8), (2016, 3.9), (2017, 4.5))


def level(year: int, value: float, scope: str = "OURS") -> Known:
    return Known(
        scope, "A", str(year), value, "P", "A-", None, "2018-08-17", "IC_FIGURES", f"k.{scope}.{year}", None
    )


LEVELS = [level(year, value) for year, value in SCALES]


def made(known: list[Known], rule: Rule, **more: Any) -> Dataset:
    usual: dict[str, Any] = {
        "id": "T1", "name": WORD, "article": "1", "kind": "level", "deadline": "2020-12-31", "value": rule.value,
        "unit": "TRN_YUAN", "scopes": ("OURS",), "models": ("LAST", "DAMPED", "TREND"), "precision": 0.05,
    }  # fmt: skip
    own = programme()
    sheet = Sheet(Observations(flow("targets")), own, own.file.nation, "T1", "TRN_YUAN")
    chances(sheet, Target(**usual | more), rule, [("2018-12-31", known)], "A.CN.T1.OURS.TARGET.2020")
    return sheet.made.dataset()


def told(data: Dataset) -> dict[str, float]:
    return {row["MEASURE"]: row["OBS_VALUE"] for row in data.table.to_pylist()}


def test_each_declared_model_has_a_row_of_its_own() -> None:
    data = made(LEVELS, Rule(6.0))
    assert told(data) == pytest.approx(
        {
            "PROBABILITY": 0.9489,
            "PROBABILITY_LAST": 0.7415,
            "PROBABILITY_DAMPED": 0.6401,
            "PROBABILITY_TREND": 0.2191,
        },
        abs=0.0001,
    )
    rows = {row["MEASURE"]: row for row in data.table.to_pylist()}
    assert {row["TIME_PERIOD"] for row in rows.values()} == {"2018-12"}
    assert {row["UNIT_MEASURE"] for row in rows.values()} == {"PROBABILITY"}
    assert rows["PROBABILITY"]["METHOD"] == "TARGET_CHANCE"
    assert rows["PROBABILITY_DAMPED"]["METHOD"] == "TARGET_CHANCE_DAMPED"
    assert rows["PROBABILITY_DAMPED"]["COMMENT"] == "known on 2018-12-31"
    assert rows["PROBABILITY"]["FORMULA"] == (
        "P(t3 ≤ (ln(4.5 / 5.95) + h m) / (s √(h + h²/D))); h = 3, m = 0.1947, s = 0.0591, D = 5"
    )
    assert len(data.inputs) == 4 * 5 + 1


def test_a_model_that_needs_more_levels_has_no_row_yet() -> None:
    assert set(told(made(LEVELS[:3], Rule(6.0)))) == {"PROBABILITY", "PROBABILITY_LAST", "PROBABILITY_DAMPED"}
    assert told(made(LEVELS[:2], Rule(6.0))) == {}


def test_only_the_models_declared_are_told() -> None:
    assert set(told(made(LEVELS, Rule(6.0), models=()))) == {"PROBABILITY"}


def test_growth_of_another_scope_is_told_by_constant_growth_alone() -> None:
    own = [level(2017, 4.0, "NARROW"), *LEVELS]
    assert set(told(made(own, Rule(6.0), scopes=("NARROW", "OURS")))) == {"PROBABILITY"}


def test_a_target_without_scopes_is_told_in_the_scope_of_its_figures() -> None:
    found = made(LEVELS, Rule(6.0), scopes=()).table.to_pylist()
    assert {row["SCOPE"] for row in found} == {"OURS"}
    assert len(found) == 4


def test_of_what_should_fall_the_chance_is_that_of_at_most_the_value() -> None:
    falling = [level(year, 10.0 / value) for year, value in SCALES]
    rule = Rule(2.0, "reduce_to")
    data = made(falling, rule, precision=None)
    # the mirror image of growth from 4.5 to 5: every logarithm has the other sign
    rising = made(LEVELS, Rule(5.0), precision=None)
    assert told(data) == pytest.approx(told(rising))
    assert told(data)["PROBABILITY"] > 0.9
    [row] = [row for row in data.table.to_pylist() if row["MEASURE"] == "PROBABILITY"]
    assert row["FORMULA"].startswith("P(t3 ≥ (ln(2.222 / 2) + h m)")
    wide = made(falling, rule, precision=0.1)
    assert "ln(2.222 / 2.1)" in next(
        row["FORMULA"] for row in wide.table.to_pylist() if row["MEASURE"] == "PROBABILITY"
    )
    assert told(wide)["PROBABILITY_LAST"] > told(data)["PROBABILITY_LAST"]
    assert math.isclose(told(data)["PROBABILITY_LAST"], told(rising)["PROBABILITY_LAST"])
