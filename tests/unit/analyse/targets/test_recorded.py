"""Rows of the record of a target, compiled from figures with their vintages."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from tests.nouns import WORD, figures, known, programme
from xinxiao.analyse import targets
from xinxiao.analyse.targets.outcome import Known
from xinxiao.analyse.targets.recorded import event_of
from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import Indicator
from xinxiao.model.target import Rule, Target

FIGURES = [
    ("CN", "SIZE", "2012", "2013-07-01", 1.0),
    ("CN", "SIZE", "2013", "2014-07-01", 1.3),
    ("CN", "SIZE", "2014", "2015-07-01", 1.5),
    ("CN", "SIZE", "2014", "2016-03-01", 1.6),
    ("CN", "SIZE", "2015", "2016-07-01", 2.0),
    ("CN", "SIZE", "2016", "2017-07-01", 2.2),
    ("310000", "SIZE", "2016", "2017-07-01", 9.0),
    ("CN", "OTHER", "2016", "2017-07-01", 9.0),
]


def target(**more: Any) -> Target:
    usual: dict[str, Any] = {
        "id": "T1", "name": WORD, "article": "1", "kind": "level", "deadline": "2018-12-31", "value": 3.0,
        "unit": "TRN_YUAN", "indicator": "SIZE", "scopes": ("OURS",), "models": ("TREND",), "record": 2, "growth": 10.0,
    }  # fmt: skip
    return Target(**usual | more)


def compiled(day: str = "2018-01-01", **more: Any) -> Dataset:
    own = programme(targets=(target(**more),))
    held = figures(FIGURES, SCOPE="OURS", UNIT_MEASURE="TRN_YUAN")
    made = targets.compile_record(own, known(held, day))
    assert made is not None
    return made


def told(made: Dataset, **where: str) -> dict[tuple[str, str, str], float]:
    """Values by measure, years ahead and year."""
    return {
        (row["MEASURE"], row["HORIZON"], row["TIME_PERIOD"]): row["OBS_VALUE"]
        for row in made.table.to_pylist()
        if all(row[name] == value for name, value in where.items())
    }


def test_each_pair_has_its_median_its_interval_and_what_came_of_it() -> None:
    made = compiled()
    pairs = {key[1:] for key in told(made, MODEL="CONSTANT") if key[1] != "_T"}
    assert pairs == {("1", "2015"), ("2", "2016"), ("1", "2016")}
    own = told(made, MODEL="CONSTANT", HORIZON="1", TIME_PERIOD="2015")
    assert {name for name, _, _ in own} == {"PREDICTED", "ERROR", "INSIDE", "PIT", "P_ASKED", "BRIER"}
    # known in July 2015: 1.0, 1.3 and 1.5, so growth a year is ln(1.5) / 2 in logarithms
    assert own["PREDICTED", "1", "2015"] == pytest.approx(1.5 * math.sqrt(1.5))
    assert own["ERROR", "1", "2015"] == pytest.approx(100 * math.log(2.0 / (1.5 * math.sqrt(1.5))))
    assert own["INSIDE", "1", "2015"] == 100.0
    row = next(
        r for r in made.table.to_pylist() if r["MEASURE"] == "PREDICTED" and r["TIME_PERIOD"] == "2015"
    )
    assert (row["KNOWN_ON"], row["UNIT_MEASURE"], row["METHOD"]) == (
        "2015-07-01",
        "TRN_YUAN",
        "TARGET_RECORD",
    )
    # one degree of freedom: the ends lie 6.3138 scales away, of spread |ln 1.3 − ln(1.5 / 1.3)| / √2 and √(1 + 1 / 2)
    far = 6.3138 * abs(math.log(1.3) - math.log(1.5 / 1.3)) / math.sqrt(2) * math.sqrt(1.5)
    assert (
        math.log(row["LOWER"] / row["OBS_VALUE"]),
        math.log(row["UPPER"] / row["OBS_VALUE"]),
    ) == pytest.approx((-far, far), rel=1e-4)


def test_the_actual_level_stands_once_beside_all_models_with_the_status_of_its_figure() -> None:
    made = compiled()
    assert told(made, MEASURE="ACTUAL", MODEL="_Z") == {
        ("ACTUAL", "1", "2015"): 2.0,
        ("ACTUAL", "1", "2016"): 2.2,
        ("ACTUAL", "2", "2016"): 2.2,
    }
    edges = [e for e in made.inputs.to_pylist() if e["KEY"] == "A.CN.T1.OURS._Z.1.ACTUAL.2015"]
    assert [(e["ROLE"], e["IN_DATAFLOW"], e["IN_KEY"], e["WEIGHT"]) for e in edges] == [
        ("OUTCOME", "IC_FIGURES", "A.CN.SIZE.OURS.2015.2016-07-01", 1.0)
    ]
    assert {r["OBS_STATUS"] for r in made.table.to_pylist() if r["MEASURE"] == "ACTUAL"} == {"A"}


def test_a_pair_rests_on_the_vintages_of_its_day() -> None:
    made = compiled()
    used = {
        edge["IN_KEY"]
        for edge in made.inputs.to_pylist()
        if edge["ROLE"] == "KNOWN" and edge["KEY"] == "A.CN.T1.OURS.CONSTANT.1.PREDICTED.2015"
    }
    assert used == {
        "A.CN.SIZE.OURS.2012.2013-07-01",
        "A.CN.SIZE.OURS.2013.2014-07-01",
        "A.CN.SIZE.OURS.2014.2015-07-01",
    }
    later = [e["IN_KEY"] for e in made.inputs.to_pylist() if e["KEY"].endswith("CONSTANT.1.PREDICTED.2016")]
    assert "A.CN.SIZE.OURS.2014.2016-03-01" in later


def test_what_pairs_come_to_is_told_of_each_model_and_of_the_pairs_that_all_have() -> None:
    made = compiled()
    constant, trend = (told(made, MODEL=model, HORIZON="_T") for model in ("CONSTANT", "TREND"))
    assert (constant["PAIRS", "_T", "2016"], constant["ORIGINS", "_T", "2016"]) == (3.0, 2.0)
    assert (trend["PAIRS", "_T", "2016"], trend["ORIGINS", "_T", "2016"]) == (1.0, 1.0)
    assert constant["PAIRS_SHARED", "_T", "2016"] == trend["PAIRS_SHARED", "_T", "2016"] == 1.0
    comments = {
        r["COMMENT"] for r in made.table.to_pylist() if r["MODEL"] == "CONSTANT" and r["HORIZON"] == "_T"
    }
    assert comments == {"pairs: 3, days: 2; they overlap", "pairs: 1, days: 1; they overlap"}
    errors = [value for key, value in told(made, MODEL="CONSTANT").items() if key[0] == "ERROR"]
    assert constant["ERROR_ABSOLUTE", "_T", "2016"] == pytest.approx(sum(map(abs, errors)) / 3)
    scores = [
        value for key, value in told(made, MODEL="CONSTANT").items() if key[0] == "BRIER" and key[1] != "_T"
    ]
    assert constant["BRIER", "_T", "2016"] == pytest.approx(sum(scores) / 3)
    assert trend["ERROR_ABSOLUTE_SHARED", "_T", "2016"] == trend["ERROR_ABSOLUTE", "_T", "2016"]
    roles = {
        (edge["ROLE"], edge["IN_KEY"])
        for edge in made.inputs.to_pylist()
        if edge["KEY"] == "A.CN.T1.OURS.TREND._T.ERROR_ABSOLUTE.2016"
    }
    assert roles == {("ERROR", "A.CN.T1.OURS.TREND.1.ERROR.2016")}


def test_every_row_has_inputs_and_a_chance_none_of_what_came_later() -> None:
    made = compiled()
    roles: dict[str, set[str]] = {}
    for edge in made.inputs.to_pylist():
        roles.setdefault(edge["KEY"], set()).add(edge["ROLE"])
    pair = "A.CN.T1.OURS.CONSTANT.1.{}.2015"
    assert roles[pair.format("P_ASKED")] == {"PREDICTED"}
    assert roles[pair.format("BRIER")] == roles[pair.format("PIT")] == {"PREDICTED", "OUTCOME"}
    assert set(made.keys.to_pylist()) == set(made.inputs.column("KEY").to_pylist())


def test_the_record_ends_at_the_day_and_at_the_longest_horizon() -> None:
    early = told(compiled("2017-06-30"), MODEL="CONSTANT")
    assert {key[1:] for key in early if key[1] != "_T"} == {("1", "2015")}
    short = told(compiled(record=1), MODEL="CONSTANT")
    assert {key[1:] for key in short if key[1] != "_T"} == {("1", "2015"), ("1", "2016")}
    assert told(compiled("2015-12-31")) == {}


def test_the_event_is_the_growth_asked_and_else_that_of_the_path() -> None:
    rule = Rule(3.0)
    base = Known("OURS", "A", "2016", 2.0, "A", "A", None, "2017-07-01", "F", "k", None)
    asked = event_of(target(precision=0.05), rule, [base])
    assert asked is not None
    assert (asked.growth, asked.direction, asked.precision) == (10.0, "reach", 0.05)
    path = event_of(target(growth=None, baseline="2016"), rule, [base])
    assert path is not None
    assert path.growth == pytest.approx(100 * (math.sqrt(1.5) - 1))
    assert path.precision == 0.0
    assert event_of(target(growth=None), rule, [base]) is None
    assert event_of(target(growth=None, baseline="2015"), rule, [base]) is None
    assert event_of(target(growth=None, baseline="2016", deadline="2016-12-31"), rule, [base]) is None
    assert event_of(target(growth=None, baseline="2016"), Rule(0.0), [base]) is None
    nothing = replace(base, value=0.0)
    assert event_of(target(growth=None, baseline="2016"), rule, [nothing]) is None


def test_without_an_event_there_is_no_chance_and_no_score() -> None:
    names = {key[0] for key in told(compiled(growth=None))}
    assert not names & {"P_ASKED", "BRIER", "BRIER_SHARED"}
    assert names >= {"PIT", "INSIDE_SHARED"}


def test_no_record_is_made_that_no_target_asks_for() -> None:
    held = figures(FIGURES, SCOPE="OURS", UNIT_MEASURE="TRN_YUAN")
    assert targets.compile_record(programme(targets=(target(record=None),)), known(held)) is None
    asks = programme(targets=(target(record=None), target(id="T2", kind="milestone", value=None)))
    made = targets.compile_record(asks, known(held))
    assert made is not None
    assert made.rows == 0


def test_a_target_without_a_unit_is_told_in_that_of_its_indicator() -> None:
    item = Indicator(id="SIZE", name=WORD, unit="TRN_YUAN", definition=WORD)
    held = figures(FIGURES, SCOPE="OURS", UNIT_MEASURE="TRN_YUAN")
    own = programme(targets=(target(unit=None),), indicators={"SIZE": item})
    made = targets.compile_record(own, known(held))
    assert made is not None
    units = {row["UNIT_MEASURE"] for row in made.table.to_pylist() if row["MEASURE"] == "PREDICTED"}
    assert units == {"TRN_YUAN"}


def test_less_of_an_indicator_that_is_better_when_small_is_asked_for_as_at_most() -> None:
    item = Indicator(id="SIZE", name=WORD, unit="TRN_YUAN", definition=WORD, direction=-1)
    held = figures(FIGURES, SCOPE="OURS", UNIT_MEASURE="TRN_YUAN")
    falls = programme(targets=(target(growth=-10.0),), indicators={"SIZE": item})
    made = targets.compile_record(falls, known(held))
    assert made is not None
    asked = [row["FORMULA"] for row in made.table.to_pylist() if row["MEASURE"] == "P_ASKED"]
    assert len(asked) == 4
    assert {text[:4] for text in asked} == {"P(≤ "}
    # nothing fell, so every score is the square of what was given to a fall
    table = told(made, MODEL="CONSTANT", HORIZON="1", TIME_PERIOD="2015")
    assert table["BRIER", "1", "2015"] == pytest.approx(table["P_ASKED", "1", "2015"] ** 2)
