"""Targets of a small programme: path, outcome and gap by numbers one can check by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nouns import TINY, files_of, known
from xinxiao.analyse import targets
from xinxiao.analyse.targets import ahead, judge
from xinxiao.analyse.targets.outcome import Estimate, Known
from xinxiao.analyse.targets.rows import Sheet
from xinxiao.model.observations import Observations
from xinxiao.model.programme import Programme
from xinxiao.model.target import Rule, Target
from xinxiao.programme.load import load_bytes


def rows(day: str = "2021-12-31", **changes: str) -> list[dict[str, Any]]:
    """The rows of target T1: a size of 100 in 2020, from 50 in 2016; what was reached is 98."""
    text = files_of(TINY)["targets.yaml"].decode()
    for old, new in changes.items():
        field = f"{old}: "
        line = next(line for line in text.splitlines() if line.strip().startswith(field))
        text = text.replace(line, line.partition(field)[0] + field + new)
    loaded = load_bytes({**files_of(TINY), "targets.yaml": text.encode()})
    assert loaded.errors == ()
    assert loaded.programme is not None
    made: list[dict[str, Any]] = targets.compile(
        loaded.programme, known(loaded.figures, day)
    ).table.to_pylist()
    return made


def of(found: list[dict[str, Any]], measure: str) -> dict[str, float]:
    return {row["TIME_PERIOD"]: row["OBS_VALUE"] for row in found if row["MEASURE"] == measure}


def test_an_outcome_below_the_target_has_a_gap_below_zero() -> None:
    assert of(rows(), "GAP") == {"2020": pytest.approx(-2.0)}


def test_an_outcome_above_the_target_has_a_gap_above_zero() -> None:
    found = rows(value="80")
    assert of(found, "GAP") == {"2020": pytest.approx(22.5)}
    assert [row["VERDICT"] for row in found if row["VERDICT"]] == ["MET"]


def test_the_path_grows_by_one_factor_from_the_baseline_to_the_target() -> None:
    path = of(rows(), "PATH")
    assert sorted(path) == ["2016", "2017", "2018", "2019", "2020"]
    assert (path["2016"], path["2020"]) == (50.0, pytest.approx(100.0))
    assert path["2018"] == pytest.approx(50 * 2**0.5)
    assert path["2017"] == pytest.approx(50 * 2**0.25)


def test_a_path_that_falls_falls_by_one_factor_too() -> None:
    path = of(rows(value="25"), "PATH")
    assert [path[str(year)] for year in range(2016, 2021)] == pytest.approx(
        [50, 50 / 2**0.25, 50 / 2**0.5, 50 / 2**0.75, 25]
    )


def test_the_gap_is_of_the_target_and_not_of_the_path_or_the_outcome() -> None:
    row = next(row for row in rows() if row["MEASURE"] == "GAP")
    assert row["FORMULA"] == "(outcome / target − 1) × 100"
    assert row["UNIT_MEASURE"] == "PERCENT"


def test_before_the_figure_was_known_there_is_neither_outcome_nor_gap() -> None:
    found = rows(day="2021-09-29")
    assert of(found, "GAP") == {}
    assert [(row["VERDICT"], row["REASON"]) for row in found if row["VERDICT"]] == [
        ("NOT_VERIFIABLE", "NO_OUTCOME")
    ]
    assert of(rows(day="2021-09-30"), "GAP") == {"2020": pytest.approx(-2.0)}


def test_a_target_in_another_unit_of_the_same_thing_is_judged_in_its_own() -> None:
    units = files_of(TINY)["codelists/CL_UNIT.csv"] + "YUAN,元,yuan,yuan,0\n".encode()
    text = files_of(TINY)["targets.yaml"].replace(b"value: 100", b"value: 9.8e+9")
    text = text.replace(b"unit: 100M_YUAN", b"unit: YUAN")
    loaded = load_bytes({**files_of(TINY), "codelists/CL_UNIT.csv": units, "targets.yaml": text})
    assert loaded.programme is not None
    made = targets.compile(loaded.programme, known(loaded.figures)).table.to_pylist()
    assert of(made, "OUTCOME")["2020"] == pytest.approx(9.8e9)
    assert of(made, "GAP")["2020"] == pytest.approx(0.0, abs=1e-9)


def programme() -> Programme:
    found = load_bytes(files_of(TINY)).programme
    assert found is not None
    return found


def grown(*figures: tuple[str, str, float], growth: float = 20.0) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows OUTCOME_GROWTH of a target of 20 % a year from 2016 to 2020 in scope NEW, by scope and period."""
    own = programme()
    sheet = Sheet(Observations(own.flow("targets")), own, own.file.nation, "T1", "100M_YUAN")
    target = own.targets[0]
    asked = Target(
        id="T1", name=target.name, article="1", kind="level", deadline="2020-12-31", value=100.0, precision=1.0,
        growth=growth, baseline="2016",
    )  # fmt: skip
    known = [
        Known(
            scope, "A", year, value, "A", "A", None, "2021-05-01", "TINY_FIGURES", f"k.{scope}.{year}", None
        )
        for scope, year, value in figures
    ]
    judge.growth_outcomes(sheet, asked, known, "NEW")
    made = sheet.made.dataset().table.to_pylist()
    return {(row["SCOPE"], row["TIME_PERIOD"]): row for row in made}


def test_mean_growth_is_the_root_of_the_ratio_inside_one_scope_with_its_rounding() -> None:
    row = grown(("NEW", "2016", 50.0), ("NEW", "2020", 100.0))["NEW", "2020"]
    assert row["OBS_VALUE"] == pytest.approx((2**0.25 - 1) * 100)
    assert row["LOWER"] == pytest.approx(((99 / 51) ** 0.25 - 1) * 100)
    assert row["UPPER"] == pytest.approx(((101 / 49) ** 0.25 - 1) * 100)
    assert row["VERDICT"] == "MISSED"


def test_growth_stays_inside_one_scope_and_begins_where_the_scope_does() -> None:
    found = grown(("OLD", "2016", 40.0), ("OLD", "2019", 60.0), ("NEW", "2018", 64.0), ("NEW", "2020", 100.0))
    assert sorted(found) == [("NEW", "2020")]
    row = found["NEW", "2020"]
    assert row["OBS_VALUE"] == pytest.approx(25.0)
    assert row["FORMULA"].startswith("((100 / 64)^(1/2)")
    assert (row["VERDICT"], row["REASON"]) == ("NOT_VERIFIABLE", "GROWTH_PART_OF_PERIOD")


def test_a_figure_before_the_baseline_or_in_another_scope_begins_no_growth() -> None:
    row = grown(("NEW", "2015", 50.0), ("OLD", "2018", 60.0), ("NEW", "2020", 100.0))["NEW", "2020"]
    assert (row["OBS_VALUE"], row["VERDICT"], row["REASON"]) == (None, "NOT_VERIFIABLE", "GROWTH_NO_BASE")


@pytest.mark.parametrize(("first", "last"), [(0.0, 100.0), (-5.0, 100.0), (50.0, -1.0)])
def test_growth_from_nothing_or_less_or_to_less_is_not_defined(first: float, last: float) -> None:
    row = grown(("NEW", "2016", first), ("NEW", "2020", last))["NEW", "2020"]
    assert (row["OBS_VALUE"], row["OBS_STATUS"]) == (None, "M")
    assert (row["VERDICT"], row["REASON"]) == ("NOT_VERIFIABLE", "GROWTH_UNDEFINED")
    assert (row["LOWER"], row["UPPER"]) == (None, None)


def test_growth_to_nothing_is_minus_a_hundred_per_cent() -> None:
    row = grown(("NEW", "2016", 50.0), ("NEW", "2020", 0.0))["NEW", "2020"]
    assert (row["OBS_VALUE"], row["VERDICT"]) == (-100.0, "MISSED")


def test_growth_from_a_base_that_rounding_may_make_nothing_has_no_upper_bound() -> None:
    row = grown(("NEW", "2016", 1.0), ("NEW", "2020", 1.5))["NEW", "2020"]
    assert (row["LOWER"], row["UPPER"], row["REASON"]) == (None, None, "GROWTH_BELOW_WITHIN_ROUNDING")


def test_a_path_from_nothing_or_less_is_none() -> None:
    for start in (0.0, -5.0):
        own = programme()
        sheet = Sheet(Observations(own.flow("targets")), own, own.file.nation, "T1", "100M_YUAN")
        known = [Known("NARROW", "A", "2016", start, "A", "A", None, "2021-05-01", "TINY_FIGURES", "k", None)]
        judge.path(sheet, own.targets[0], known, "goal")
        assert sheet.made.dataset().table.num_rows == 0


def test_a_level_asks_for_its_value_and_a_milestone_for_one() -> None:
    own = programme()
    sheet = Sheet(Observations(own.flow("targets")), own, own.file.nation, "T1", "100M_YUAN")
    judge.asked(sheet, own.targets[0], Rule(100.0), "NARROW")
    milestone = Target(
        id="T2", name=own.targets[0].name, article="1", kind="milestone", deadline="2020-12-31"
    )
    judge.asked(sheet, milestone, None, "_Z")
    assert {row["SCOPE"]: row["OBS_VALUE"] for row in sheet.made.dataset().table.to_pylist()} == {
        "NARROW": 100.0,
        "_Z": 1.0,
    }


def sheet_of(own: Programme) -> Sheet:
    return Sheet(Observations(own.flow("targets")), own, own.file.nation, "T1", "100M_YUAN")


def edges(sheet: Sheet, measure: str, scope: str) -> list[tuple[str, str, str]]:
    """(role, dataflow, key) of what the only row of a measure in a scope was made of."""
    data = sheet.made.dataset()
    rows_ = zip(data.table.to_pylist(), data.keys.to_pylist(), strict=True)
    [key] = [key for row, key in rows_ if (row["MEASURE"], row["SCOPE"]) == (measure, scope)]
    found = data.inputs.to_pylist()
    return [(e["ROLE"], e["IN_DATAFLOW"], e["IN_KEY"]) for e in found if e["KEY"] == key]


def test_a_pulled_output_is_estimated_by_reading_and_only_the_reading_taken_decides() -> None:
    own = programme()
    target = Target(
        id="T1", name=own.targets[0].name, article="1", kind="pull", deadline="2020-12-31", value=100.0,
        scopes=("NARROW",),
    )  # fmt: skip
    sheet = sheet_of(own)
    goal = judge.asked(sheet, target, Rule(15.0), "NARROW")
    estimates = [
        Estimate("NARROW", "TOTAL", False, 130.0, "PULL", "k1", "said"),
        Estimate("NARROW", "OUTSIDE", True, 90.0, "PULL", "k2", "said"),
        Estimate("WIDE", "OUTSIDE", True, 95.0, "PULL", "k3", "said"),
    ]
    judge.pulled(sheet, target, estimates, "2021-12-31", goal)
    made = {row["MEASURE"]: row for row in sheet.made.dataset().table.to_pylist() if row["SCOPE"] == "NARROW"}
    assert [made[f"OUTCOME_{kind}"]["OBS_VALUE"] for kind in ("TOTAL", "OUTSIDE")] == [130.0, 90.0]
    assert [made[f"GAP_{kind}"]["OBS_VALUE"] for kind in ("TOTAL", "OUTSIDE")] == pytest.approx([30.0, -10.0])
    assert [made[f"OUTCOME_{kind}"]["VERDICT"] for kind in ("TOTAL", "OUTSIDE")] == ["MET", "MISSED"]
    first = made["OUTCOME_OUTSIDE"]
    assert (first["GRADE"], first["METHOD"], first["COMMENT"]) == ("B", "TARGET_PULL_OUTSIDE", "said")
    whole = made["OUTCOME"]
    assert (whole["OBS_VALUE"], whole["LOWER"], whole["UPPER"]) == (None, 90.0, 95.0)
    assert (whole["OBS_STATUS"], whole["VERDICT"], whole["TIME_PERIOD"]) == ("M", "MISSED", "2020")
    assert edges(sheet, "OUTCOME_OUTSIDE", "NARROW") == [("ESTIMATE", "PULL", "k2")]
    flow = sheet.flow.id
    own_keys = [key for role, _, key in edges(sheet, "OUTCOME", "NARROW") if role == "ESTIMATE"]
    assert [set(key.split(".")) & {"NARROW", "WIDE", "OUTCOME_OUTSIDE"} for key in own_keys] == [
        {"NARROW", "OUTCOME_OUTSIDE"},
        {"WIDE", "OUTCOME_OUTSIDE"},
    ]
    assert ("TARGET", flow, goal) in edges(sheet, "GAP_TOTAL", "NARROW")


def test_without_an_estimate_a_pull_has_neither_bounds_nor_a_verdict_that_decides() -> None:
    own = programme()
    target = Target(
        id="T1", name=own.targets[0].name, article="1", kind="pull", deadline="2020-12-31", value=100.0
    )
    sheet = sheet_of(own)
    judge.pulled(sheet, target, [], "2021-12-31", "goal")
    [row] = sheet.made.dataset().table.to_pylist()
    assert (row["SCOPE"], row["LOWER"], row["UPPER"], row["VERDICT"]) == ("_Z", None, None, "NOT_VERIFIABLE")


def test_a_chance_takes_growth_from_the_richest_scope_and_the_level_from_the_first_that_has_one() -> None:
    own = programme()
    target = Target(
        id="T1", name=own.targets[0].name, article="1", kind="level", deadline="2020-12-31", value=100.0,
        scopes=("NONE", "NEW", "OLD"), unit="100M_YUAN", indicator="SIZE",
    )  # fmt: skip

    def figure(scope: str, year: int, value: float, freq: str = "A") -> Known:
        period = str(year) if freq == "A" else f"{year}-06"
        return Known(
            scope, freq, period, value, "A", "A", None, "2021-05-01", "TINY_FIGURES", f"{scope}{period}", None
        )

    old = [figure("OLD", 2013 + i, v) for i, v in enumerate((40.0, 44.0, 50.0, 54.0, 60.0))]
    new = [figure("NEW", 2016, 70.0), figure("NEW", 2017, 80.0), figure("NEW", 2018, 95.0, "M")]
    sheet = sheet_of(own)
    by_day = [("2018-03-31", [*old, *new]), ("2017-03-31", []), ("2016-01-01", new[:1])]
    ahead.chances(sheet, target, Rule(100.0), by_day, "g")
    [row] = sheet.made.dataset().table.to_pylist()
    assert (row["SCOPE"], row["TIME_PERIOD"], row["METHOD"]) == ("NEW", "2018-03", "TARGET_CHANCE")
    assert row["COMMENT"] == "known on 2018-03-31; growth of OLD, level of NEW"
    # Four steps of growth leave three degrees of freedom; their mean is ln(60 / 40) / 4 over the years from 2017 to 2020.
    assert row["FORMULA"].startswith("P(t3 ≤ (ln(80 / 100) + h m)")
    assert "h = 3, m = 0.1014," in row["FORMULA"]
    assert row["FORMULA"].endswith("D = 4")
    assert edges(sheet, "PROBABILITY", "NEW") == [
        *(
            ("KNOWN", "TINY_FIGURES", key)
            for key in ("NEW2017", *(f"OLD{year}" for year in range(2013, 2018)))
        ),
        ("TARGET", sheet.flow.id, "g"),
    ]


def test_a_target_takes_its_direction_from_its_indicator() -> None:
    files = files_of(TINY)
    text = files["indicators.yaml"].decode()
    place = text.index("    unit:", text.index("- id: SIZE"))
    lower = (text[:place] + "    direction: -1\n" + text[place:]).encode()
    asked = files["targets.yaml"].replace(b"    value: 100\n", b"    value: 20\n")
    told = {}
    for name, own in {
        "less": {**files, "indicators.yaml": lower, "targets.yaml": asked},
        "more": files,
    }.items():
        loaded = load_bytes(own)
        assert loaded.programme is not None
        made = targets.compile(loaded.programme, known(loaded.figures)).table.to_pylist()
        told[name] = next(row["FORMULA"] for row in made if row["MEASURE"] == "TARGET")
    assert told["less"].startswith("reduce_to, ")
    assert told["more"].startswith("reach, ")


def test_figures_without_comments_are_judged_all_the_same() -> None:
    files = files_of(TINY)
    flows = files["dataflows.yaml"].replace(b"      - {id: COMMENT}\n", b"")
    assert flows != files["dataflows.yaml"]
    loaded = load_bytes({**files, "dataflows.yaml": flows})
    assert loaded.programme is not None
    made = targets.compile(loaded.programme, known(loaded.figures)).table.to_pylist()
    assert of(made, "OUTCOME")["2020"] == 98


def test_estimates_are_not_held_against_a_target_without_a_value() -> None:
    own = programme()
    target = Target(id="T1", name=own.targets[0].name, article="1", kind="pull", deadline="2020-12-31")
    sheet = sheet_of(own)
    estimate = Estimate("NARROW", "OUTSIDE", True, 90.0, "PULL", "k1", "said")
    judge.pulled(sheet, target, [estimate], "2021-12-31", "goal")
    [row] = sheet.made.dataset().table.to_pylist()
    assert (row["MEASURE"], row["VERDICT"]) == ("OUTCOME", "NOT_VERIFIABLE")
