"""Numbers of cases from sets of cases: what falls in which class, medians, what may be shown."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from xinxiao.model.oversight.aggregate import AggregateSpec, ResultClass
from xinxiao.model.oversight.workflow import Condition
from xinxiao.oversight.counts import Earlier, Numbers, Sets, classes_of, median, numbers

CLASSES = tuple(
    ResultClass(code=code, any_of=(Condition(field="RESULT", is_=codes),))
    for code, codes in (("GOOD", ("A", "B")), ("BAD", ("C",)))
)
RUNS = ("area", "unit", "clock", "end", "started", "ended")
STATES, PUBLISHED = ("area", "unit", "states"), ("area", "unit", "publication", "RESULT")
Row = tuple[str | int, ...]


def table(names: tuple[str, ...], *rows: Row) -> pa.Table:
    """Rows that end with how many."""
    columns = list(zip(*rows, strict=True)) or [()] * (len(names) + 1)
    texts = [pa.array(column, pa.string()) for column in columns[:-1]]
    return pa.table([*texts, pa.array(columns[-1], pa.int64())], names=[*names, "n"])


def at(area: str, level: str) -> str:
    return "N" if level == "nation" else area if area in ("P1", "P2", "P3") else ""


def made(
    *published: Row, states: tuple[Row, ...] = (), runs: tuple[Row, ...] = (), earlier: Earlier | None = None
) -> Numbers:
    spec = AggregateSpec(
        workflow="W", code="W", scope="S", levels=("nation", "province"),
        counts=("opened", "open", "in_time", "late", "ran_out", "published", "days"), days_of="K", classes=CLASSES,
    )  # fmt: skip
    sets = Sets(
        states=table(STATES, *states), runs=table(RUNS, *runs), publications=table(PUBLISHED, *published)
    )
    areas = {"nation": ("N",), "province": ("P1", "P2", "P3")}
    return numbers(spec, sets, areas, at, earlier or Earlier())


def said(found: Numbers) -> dict[tuple[str, str, str], tuple[str, Decimal | None]]:
    return {one.key: (one.conf, one.value) for one in found.found}


def firms(area: str, result: str, count: int, first: int = 0) -> list[Row]:
    return [(area, f"{area}-{n}", "R", result, 1) for n in range(first, first + count)]


def test_a_result_with_two_codes_is_in_both_classes_and_one_with_none_in_none() -> None:
    assert classes_of(CLASSES, {"RESULT": "A"}) == ("GOOD",)
    assert classes_of(CLASSES, {"RESULT": "B C"}) == ("GOOD", "BAD")
    assert classes_of(CLASSES, {"RESULT": "B,C"}) == ("GOOD", "BAD")
    assert classes_of(CLASSES, {"RESULT": "", "OTHER": "A"}) == ()


@pytest.mark.parametrize(
    ("lengths", "middle"),
    [
        ({3: 1}, "3"),
        ({1: 1, 4: 1}, "2.5"),
        ({1: 2, 4: 1}, "1"),
        ({0: 1, 2: 1, 90: 2}, "46"),
        ({-1: 1, 2: 1}, "0.5"),
    ],
)
def test_the_median_of_whole_numbers(lengths: dict[int, int], middle: str) -> None:
    assert median(lengths) == Decimal(middle)


def test_classes_and_their_total_are_counted_and_a_small_class_is_withheld_with_the_other() -> None:
    found = said(made(*firms("P1", "A", 6), *firms("P1", "C", 2, 6)))
    assert found["published", "_T", "N"] == ("F", Decimal(8))
    # two of the second class; 8 less the six of the first would tell them
    assert found["published", "BAD", "N"] == ("C", Decimal(2))
    assert found["published", "GOOD", "N"] == ("D", Decimal(6))
    assert found["published", "_T", "P2"] == ("F", Decimal(0))


def test_one_result_with_two_codes_is_not_told_by_adding_the_classes() -> None:
    found = said(made(*firms("P1", "A", 6), *firms("P1", "C", 6, 6), *firms("P1", "A C", 1, 12)))
    # 7 + 7 - 13 is the one with both
    shown = [found["published", name, "N"][0] for name in ("_T", "GOOD", "BAD")]
    assert "D" in shown
    assert [found["published", name, "N"][1] for name in ("_T", "GOOD", "BAD")] == [13, 7, 7]


def test_what_lies_in_no_province_is_not_told_by_subtraction() -> None:
    found = said(made(*firms("P1", "", 5), *firms("P2", "", 5), *firms("N0", "", 1)))
    shown = [found["published", "_T", area][0] for area in ("N", "P1", "P2", "P3")]
    assert found["published", "_T", "N"][1] == 11
    assert shown != ["F"] * 4  # 11 - 5 - 5 - 0 is one firm
    assert "C" not in shown


def test_a_firm_with_many_cases_in_two_provinces_is_one_firm_of_the_nation() -> None:
    rows: list[Row] = [
        ("P1", "BIG", "R", "", 9),
        ("P2", "BIG", "R", "", 9),
        ("P1", "X", "R", "", 1),
        ("P2", "Y", "R", "", 1),
    ]
    found = said(made(*rows))
    assert found["published", "_T", "N"] == ("C", Decimal(20))  # 18 of 20


def test_days_are_withheld_where_few_firms_are_in_them_and_where_how_many_is_withheld() -> None:
    runs: list[Row] = [("P1", f"F{n}", "K", "met", "2026-03-02", "2026-03-05", 1) for n in range(5)]
    runs += [("P2", f"G{n}", "K", "met", "2026-03-02", "2026-03-12", 1) for n in range(2)]
    runs += [("P3", f"H{n}", "OTHER", "met", "2026-03-02", "2026-03-12", 1) for n in range(4)]
    found = said(made(runs=tuple(runs)))
    assert found["days", "_T", "N"] == ("F", Decimal(3))
    assert found["days", "_T", "P1"][1] == Decimal(3)
    assert found["days", "_T", "P2"] == ("C", Decimal(10))
    assert found["days", "_T", "P3"][1] is None
    assert found["in_time", "_T", "P2"] == ("C", Decimal(2))


def test_the_stock_of_the_month_before_that_was_withheld_is_not_told_by_this_month() -> None:
    # two were open in the first province and stay so, four are opened: 6 - 4 would tell the two
    states: list[Row] = [("P1", f"A{n}", "OO", 1) for n in range(2)] + [
        ("P1", f"B{n}", "NO", 1) for n in range(4)
    ]
    for area in ("P2", "P3"):
        states += [(area, f"{area}{n}", "OO", 1) for n in range(9)] + [
            (area, f"{area}n{n}", "NO", 1) for n in range(9)
        ]
    before = {
        ("open", "_T", "P1"): "",
        ("open", "_T", "P2"): "",
        ("open", "_T", "P3"): "9",
        ("open", "_T", "N"): "20",
    }
    found = said(made(states=tuple(states), earlier=Earlier(before=before)))  # type: ignore[arg-type]
    assert (found["open", "_T", "P1"][1], found["opened", "_T", "P1"][1]) == (6, 4)
    assert found["open", "_T", "P1"][0] != "F" or found["opened", "_T", "P1"][0] != "F"
    alone = said(made(states=tuple(states)))
    assert alone["open", "_T", "P3"] == ("F", Decimal(18))
