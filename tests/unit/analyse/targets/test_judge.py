"""Targets of a small programme: path, outcome and gap by numbers one can check by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nouns import TINY, files_of, known
from xinxiao.analyse import targets
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
