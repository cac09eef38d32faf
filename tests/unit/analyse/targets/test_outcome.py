"""What is known of a target: figures in its unit by scope, or the account's totals, and the chance from several scopes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nouns import TINY, figures, files_of, known, observations
from xinxiao.analyse.targets.ahead import chances
from xinxiao.analyse.targets.outcome import Known, history, shelf
from xinxiao.analyse.targets.rows import Sheet
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Programme
from xinxiao.model.target import Rule, Target
from xinxiao.programme.load import load_bytes

LOADED = load_bytes(files_of(TINY))


def programme() -> Programme:
    assert LOADED.programme is not None
    return LOADED.programme


def target(**more: Any) -> Target:
    usual = {"id": "T1", "name": programme().targets[0].name, "article": "1", "kind": "level",
             "deadline": "2020-12-31", "indicator": "SIZE", "unit": "100M_YUAN", "value": 6.0}  # fmt: skip
    return Target(**usual | more)


def test_a_target_without_scopes_takes_every_scope_in_their_order() -> None:
    held = shelf(programme(), known(LOADED.figures), None).of(programme(), target())
    assert list(dict.fromkeys(item.scope for item in held)) == ["NARROW", "WIDE"]
    own = shelf(programme(), known(LOADED.figures), None).of(programme(), target(scopes=("WIDE", "NARROW")))
    assert list(dict.fromkeys(item.scope for item in own)) == ["WIDE", "NARROW"]


def test_a_scope_without_figures_takes_the_nations_total_of_the_account_and_no_product_or_province() -> None:
    account = observations(
        "account",
        {"OBS_VALUE": [3.0, 2.0, 1.0], "PRODUCT": ["_T", "G", "_T"], "REF_AREA": ["CN", "CN", "910000"]},
        FREQ="A", SCOPE="OWN", TIME_PERIOD="2020", UNIT_MEASURE="100M_YUAN", GRADE="B",
    )  # fmt: skip
    found = shelf(programme(), known(LOADED.figures), account).of(programme(), target(scopes=("OWN",)))
    assert [(item.value, item.flow, item.key) for item in found] == [(3.0, "IC_ACCOUNT", "A.CN.OWN._T.2020")]


def level(scope: str, year: int, value: float) -> Known:
    key = f"k.{scope}.{year}"
    return Known(scope, "A", str(year), value, "A", "A", None, "2018-05-01", "TINY_FIGURES", key, None)


def test_the_chance_grows_by_the_scope_with_most_years_from_the_level_of_the_scope_judged() -> None:
    own = programme()
    sheet = Sheet(Observations(own.flow("targets")), own, own.file.nation, "T1", "100M_YUAN")
    values = ((2012, 1.7), (2013, 2.2), (2014, 2.8), (2016, 3.9), (2017, 4.5))
    long = [level("WIDE", year, value) for year, value in values]
    short = [level("NARROW", 2016, 4.0), level("NARROW", 2017, 4.4)]
    by_day = [("2018-06-30", [*long, *short])]
    chances(sheet, target(scopes=("NONE", "NARROW", "WIDE")), Rule(6.0), by_day, "goal")
    (row,) = sheet.made.dataset().table.to_pylist()
    assert (row["SCOPE"], row["TIME_PERIOD"]) == ("NARROW", "2018-06")
    assert row["COMMENT"] == "known on 2018-06-30; growth of WIDE, level of NARROW"
    assert "ln(4.4 / 6)" in row["FORMULA"]
    assert row["FORMULA"].endswith("h = 3, m = 0.1947, s = 0.0591, D = 5")
    used = [e["IN_KEY"] for e in sheet.made.dataset().inputs.to_pylist() if e["ROLE"] == "KNOWN"]
    assert used == ["k.NARROW.2017", *(f"k.WIDE.{year}" for year, _ in values)]
    assert row["OBS_VALUE"] == pytest.approx(0.9375, abs=0.0005)


def test_the_history_of_a_target_is_what_was_known_on_each_day_of_a_figure_of_its_own() -> None:
    data = figures(
        [
            ("CN", "SIZE", "2012", "2013-07-01", 1.7),
            ("CN", "SIZE", "2013", "2014-07-01", 2.2),
            ("CN", "SIZE", "2012", "2014-09-01", 1.8),
            ("CN", "USERS", "2013", "2014-08-01", 9.0),
            ("910000", "SIZE", "2013", "2014-08-02", 9.0),
            ("CN", "SIZE", "2014", "2016-07-01", 2.8),
        ],
        SCOPE="WIDE",
        UNIT_MEASURE="100M_YUAN",
    )  # fmt: skip
    found = history(programme(), target(scopes=("WIDE",)), known(data, "2015-12-31"))
    assert [(day, [item.value for item in items]) for day, items in found] == [
        ("2013-07-01", [1.7]),
        ("2014-07-01", [1.7, 2.2]),
        ("2014-09-01", [1.8, 2.2]),
    ]
