"""Vintages: of every figure, the value last known on a day, that day among it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nouns import figures, observations
from xinxiao.model.dataset import Dataset
from xinxiao.model.vintage import known, latest, vintage


def gdp_and_people() -> Dataset:
    return figures(
        [
            ("CN", "GDP", "2024", "2025-01-17", 1349084.0),
            ("CN", "GDP", "2024", "2025-12-26", 1348066.0),
            ("CN", "POP", "2024", "2025-02-28", 140828.0),
        ]
    )


def test_the_last_vintage_of_each_figure_is_kept() -> None:
    assert latest(gdp_and_people()).column("OBS_VALUE").to_pylist() == [1348066, 140828]


def test_on_an_earlier_day_the_vintage_known_then_is_kept() -> None:
    assert latest(gdp_and_people(), "2025-02-01").column("OBS_VALUE").to_pylist() == [1349084]


@pytest.mark.parametrize(
    ("day", "values"),
    [
        ("2025-01-16", []),
        ("2025-01-17", [1349084]),
        ("2025-02-27", [1349084]),
        ("2025-02-28", [1349084, 140828]),
        ("2025-12-25", [1349084, 140828]),
        ("2025-12-26", [1348066, 140828]),
    ],
)
def test_what_is_known_on_a_day_includes_what_became_known_that_very_day(day: str, values: list[int]) -> None:
    assert latest(gdp_and_people(), day).column("OBS_VALUE").to_pylist() == values
    assert vintage(gdp_and_people(), day).table.column("OBS_VALUE").to_pylist() == values


def test_every_vintage_up_to_the_day_is_kept_for_those_who_look_back_further() -> None:
    found = vintage(gdp_and_people(), "2025-12-26")
    assert found.figures.rows == 3
    assert known(gdp_and_people(), "2025-02-28").num_rows == 2
    assert vintage(gdp_and_people(), "2025-02-28").figures.rows == 2


def test_an_earlier_day_seen_from_a_later_one_is_the_earlier_day() -> None:
    then = vintage(gdp_and_people(), "2025-12-31").on("2025-01-31")
    assert then.day == "2025-01-31"
    assert then.table.equals(vintage(gdp_and_people(), "2025-01-31").table)


def test_a_day_after_the_one_known_is_not_known_better() -> None:
    then = vintage(gdp_and_people(), "2025-01-31").on("2025-12-31")
    assert then.table.column("OBS_VALUE").to_pylist() == [1349084.0]


def test_numbers_to_compute_with_are_binary_and_carry_the_key_of_their_figure() -> None:
    found = vintage(gdp_and_people(), "2025-12-31")
    assert found.table.column("OBS_VALUE").to_pylist() == [1348066.0, 140828.0]
    assert str(found.table.schema.field("OBS_VALUE").type) == "double"
    assert found.table.column("KEY").to_pylist() == [
        "A.CN.GDP._Z.2024.2025-12-26",
        "A.CN.POP._Z.2024.2025-02-28",
    ]
    assert found.figures.lineage[-1].parameters == (("as_of", "2025-12-31"),)


def test_before_anything_was_known_there_is_an_empty_table_with_all_columns() -> None:
    found = vintage(gdp_and_people(), "2000-01-01")
    assert found.table.num_rows == 0
    assert found.table.column_names == [*gdp_and_people().table.column_names, "KEY"]


@pytest.mark.parametrize(
    ("other", "code"),
    [("REF_AREA", "990001"), ("INDICATOR", "POP"), ("TIME_PERIOD", "2023"), ("SCOPE", "WIDE"), ("FREQ", "Q")],
)
def test_figures_that_differ_in_any_dimension_but_the_day_are_two_figures(other: str, code: str) -> None:
    row = {"REF_AREA": "CN", "INDICATOR": "GDP", "TIME_PERIOD": "2024", "SCOPE": "_Z", "FREQ": "A"}
    two = {name: [value, code if name == other else value] for name, value in row.items()}
    data = observations("figures", {**two, "VINTAGE": ["2025-01-01", "2025-02-01"], "OBS_VALUE": [1, 2]})
    assert latest(data).num_rows == 2


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["CN", "990001"]),
        st.sampled_from(["GDP", "POP"]),
        st.sampled_from(["2023", "2024"]),
        st.sampled_from([f"2025-0{m}-{d:02d}" for m in (1, 2, 9) for d in (1, 9, 10, 31)] + ["2024-12-31"]),
        st.integers(0, 99),
    ),
    min_size=1,
    max_size=24,
    unique_by=lambda row: row[:4],
)


def naive(rows: list[tuple[str, str, str, str, int]], day: str) -> dict[tuple[str, ...], tuple[str, int]]:
    """Of each figure the (day, value) a person would find who leafs through all rows."""
    found: dict[tuple[str, ...], tuple[str, int]] = {}
    for *place, known_on, value in rows:
        at = tuple(str(part) for part in place)
        if known_on <= day and (at not in found or found[at][0] < known_on):
            found[at] = (known_on, value)
    return found


@settings(max_examples=40)
@given(rows=ROWS, day=st.sampled_from(["2024-12-30", "2024-12-31", "2025-01-09", "2025-02-10", "2025-12-31"]))
def test_whatever_the_rows_the_latest_are_those_a_person_would_find(
    rows: list[tuple[str, str, str, str, int]], day: str
) -> None:
    names = ("REF_AREA", "INDICATOR", "TIME_PERIOD")
    listed: list[dict[str, Any]] = latest(figures(rows), day).to_pylist()
    found = {tuple(row[n] for n in names): (row["VINTAGE"], int(row["OBS_VALUE"])) for row in listed}
    assert found == naive(rows, day)
    assert len(listed) == len(found)
    keys = [tuple(row[n] for n in names) for row in listed]
    assert keys == sorted(keys)


def test_a_figure_without_a_value_still_has_its_vintage() -> None:
    data = figures(
        [("CN", "GDP", "2024", "2025-01-17", 5), ("CN", "GDP", "2024", "2025-03-01", None)], DECIMALS=0
    )
    assert latest(data).column("OBS_VALUE").to_pylist() == [None]
    assert latest(data, "2025-02-01").column("OBS_VALUE").to_pylist() == [Decimal(5)]
