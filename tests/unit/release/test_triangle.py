"""Revision triangles and averages, by numbers computed by hand."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from tests.nouns import observations
from xinxiao.model.programme import Renaming
from xinxiao.release.triangle import AVERAGES, PUBLISHED, averages, of_figures, of_releases, triangle

FIXED = {"FREQ": "A", "REF_AREA": "990001", "INDICATOR": "LENT", "SCOPE": "_Z"}
SERIES = "A.990001.LENT._Z"


def figures(*rows: tuple[str, str, float | None, str]) -> Any:
    """Vintage, period, value and status of each."""
    columns = {
        "VINTAGE": [r[0] for r in rows],
        "TIME_PERIOD": [r[1] for r in rows],
        "OBS_VALUE": [r[2] for r in rows],
        "OBS_STATUS": [r[3] for r in rows],
    }
    return observations("figures", columns, **FIXED)


THREE = figures(
    ("2024-03-01", "2022", 100.0, "A"),
    ("2024-03-01", "2023", 110.0, "P"),
    ("2025-03-01", "2022", 104.0, "A"),
    ("2025-03-01", "2023", 108.0, "A"),
    ("2025-03-01", "2024", 120.0, "P"),
    ("2026-03-01", "2023", 107.0, "A"),
)


def test_averages_are_of_last_less_first_over_periods_published_twice() -> None:
    # 2022: 104 - 100 = 4; 2023: 107 - 110 = -3; 2024 was published once
    (row,) = averages(of_figures(THREE)).to_pylist()
    assert row["SERIES"] == SERIES
    assert (row["PAIRS"], row["MEAN_REVISION"], row["MEAN_ABSOLUTE_REVISION"]) == (2, 0.5, 3.5)
    assert row["RELATIVE_MEAN_ABSOLUTE_REVISION"] == pytest.approx(7 / 211)


def test_a_triangle_has_vintages_down_and_periods_across_and_the_status_of_each_value() -> None:
    found = triangle(of_figures(THREE), SERIES)
    assert found.rows == ("2024-03-01", "2025-03-01", "2026-03-01")
    assert found.columns == ("2022", "2023", "2024")
    assert {place: (cell.value, cell.status) for place, cell in found.cells.items()} == {
        ("2024-03-01", "2022"): (100.0, "A"),
        ("2024-03-01", "2023"): (110.0, "P"),
        ("2025-03-01", "2022"): (104.0, "A"),
        ("2025-03-01", "2023"): (108.0, "A"),
        ("2025-03-01", "2024"): (120.0, "P"),
        ("2026-03-01", "2023"): (107.0, "A"),
    }


def test_a_triangle_is_a_table_with_what_was_not_published_empty() -> None:
    assert triangle(of_figures(THREE), SERIES).table == [
        {"VINTAGE": "2024-03-01", "2022": 100.0, "2023": 110.0, "2024": None},
        {"VINTAGE": "2025-03-01", "2022": 104.0, "2023": 108.0, "2024": 120.0},
        {"VINTAGE": "2026-03-01", "2022": None, "2023": 107.0, "2024": None},
    ]


def test_a_wide_triangle_falls_into_parts_with_the_vintages_that_speak_of_them() -> None:
    whole = triangle(of_figures(THREE), SERIES)
    one, two = whole.parts(2)
    assert (one.columns, one.rows) == (("2022", "2023"), ("2024-03-01", "2025-03-01", "2026-03-01"))
    assert (two.columns, two.rows) == (("2024",), ("2025-03-01",))
    assert (len(one.cells), len(two.cells)) == (5, 1)
    assert whole.parts(3) == (whole,)


def test_a_value_that_is_missing_is_no_revision_and_one_that_stands_is_a_revision_of_nothing() -> None:
    found = figures(
        ("2024-03-01", "2022", None, "M"),
        ("2025-03-01", "2022", 5.0, "A"),
        ("2024-03-01", "2023", 7.0, "A"),
        ("2025-03-01", "2023", 7.0, "A"),
    )
    (row,) = averages(of_figures(found)).to_pylist()
    assert (row["PAIRS"], row["MEAN_REVISION"], row["MEAN_ABSOLUTE_REVISION"]) == (1, 0.0, 0.0)
    assert ("2024-03-01", "2022") not in triangle(of_figures(found), SERIES).cells


def test_without_two_vintages_there_are_no_averages() -> None:
    once = of_figures(figures(("2024-03-01", "2022", 1.0, "A")))
    assert averages(once).num_rows == 0
    assert averages(once).schema == AVERAGES
    assert triangle(once, "A.B.C.D").rows == ()


def test_values_that_end_at_nothing_have_no_relative_revision() -> None:
    found = figures(("2024-03-01", "2022", 2.0, "A"), ("2025-03-01", "2022", 0.0, "A"))
    (row,) = averages(of_figures(found)).to_pylist()
    assert (row["MEAN_REVISION"], row["RELATIVE_MEAN_ABSOLUTE_REVISION"]) == (-2.0, None)


def made(*rows: tuple[str, str, float]) -> pa.Table:
    """Scope, period and value of each, of a dataflow without vintages."""
    columns = {
        "SCOPE": [r[0] for r in rows],
        "TIME_PERIOD": [r[1] for r in rows],
        "OBS_VALUE": [r[2] for r in rows],
    }
    return observations("indicators", columns, FREQ="A", REF_AREA="990001", INDICATOR="LENT", OBS_STATUS="A")


def test_of_releases_each_is_a_vintage_in_the_order_given() -> None:
    one, two = made(("_Z", "2022", 10.0)), made(("_Z", "2022", 12.0), ("_Z", "2023", 13.0))
    told = of_releases(one.dataflow, [("B", one.table), ("A", two.table)])
    assert told.schema == PUBLISHED
    assert triangle(told, SERIES).rows == ("B", "A")
    (row,) = averages(told).to_pylist()
    assert (row["PAIRS"], row["MEAN_REVISION"]) == (1, 2.0)


def test_values_in_another_unit_are_no_revision_and_each_unit_has_averages_of_its_own() -> None:
    held = [
        ("1", "10K_ITEMS", {"2021": 1.0, "2022": 2.0}),
        ("2", "10K_ITEMS", {"2021": 1.5}),
        ("3", "ITEMS", {"2022": 20000.0, "2023": 30000.0}),
        ("4", "ITEMS", {"2023": 27000.0}),
    ]
    releases = [
        (
            name,
            observations(
                "indicators",
                {"TIME_PERIOD": list(values), "OBS_VALUE": list(values.values())},
                UNIT_MEASURE=unit,
                OBS_STATUS="A",
                **FIXED,
            ),
        )
        for name, unit, values in held
    ]
    published = of_releases(releases[0][1].dataflow, [(name, made.table) for name, made in releases])
    # 2021: 1.5 - 1.0; 2022 stands in two units; 2023: 27000 - 30000
    found = [(r["UNIT_MEASURE"], r["PAIRS"], r["MEAN_REVISION"]) for r in averages(published).to_pylist()]
    assert found == [("10K_ITEMS", 1, 0.5), ("ITEMS", 1, -3000.0)]
    cells = triangle(published, SERIES).cells
    assert (cells["1", "2022"].unit, cells["3", "2022"].unit) == ("10K_ITEMS", "ITEMS")


def test_a_renamed_code_goes_on_and_of_two_that_meet_the_first_named_does() -> None:
    one = made(("OLD_B", "2022", 1.0), ("OLD_A", "2022", 2.0), ("OLD_B", "2023", 3.0))
    two = made(("NEW", "2022", 5.0), ("NEW", "2023", 5.0))
    moved = Renaming(dimension="SCOPE", old=("OLD_A", "OLD_B"), new="NEW")
    told = of_releases(one.dataflow, [("1", one.table), ("2", two.table)], [moved])
    found = triangle(told, "A.990001.LENT.NEW")
    assert {place: cell.value for place, cell in found.cells.items()} == {
        ("1", "2022"): 2.0,
        ("1", "2023"): 3.0,
        ("2", "2022"): 5.0,
        ("2", "2023"): 5.0,
    }
    assert set(told.column("SERIES").to_pylist()) == {"A.990001.LENT.NEW"}


def test_nothing_published_is_an_empty_table() -> None:
    flow = made(("_Z", "2022", 1.0)).dataflow
    assert of_releases(flow, []).num_rows == 0
    assert averages(of_releases(flow, [])).num_rows == 0
