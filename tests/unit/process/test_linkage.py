"""What several publications tell together: totals by industry and area, months and counts of the year, items and their sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from scipy.optimize import linprog

from tests.unit.process.test_totals import coarser, form, spec
from xinxiao.files.convert import convert
from xinxiao.files.places import Places
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.total import Breakdown
from xinxiao.process.domains import domains_of
from xinxiao.process.quantities import columns_of
from xinxiao.process.totals import Key, Shown, Totals, Written, shown, totals

MONTHS = ("02", "03", "04")
Row = tuple[str, str, Mapping[str, Sequence[int]]]
"""An area, an industry, and of each item its number in each of four months."""


def table(rows: Sequence[Row], month: int, counts: bool = False) -> pa.Table:
    """A snapshot of a month (1..4): what each unit reported of the month, or from January on."""
    columns: dict[str, object] = {
        "unit": [f"U{n}" for n in range(len(rows))],
        "area": [row[0] for row in rows],
        "industry": [row[1] for row in rows],
        "size": ["S"] * len(rows),
        "group": ["G"] * len(rows),
        "state": ["submitted"] * len(rows),
    }
    for name in rows[0][2]:
        series = [row[2][name] for row in rows]
        values = [sum(one[:month]) if counts else one[month - 1] for one in series]
        columns[name] = pa.array([Decimal(v) for v in values], pa.decimal128(38, 0))
        columns[f"{name}__TOLD"] = ["V"] * len(rows)
        if counts:
            parts = [Decimal(one[month - 1]) for one in series]
            columns[f"{name}__PERIOD"] = pa.array(parts, pa.decimal128(38, 0))
    return pa.table(columns)


def said(found: Totals) -> dict[Key, str]:
    """What was written of totals."""
    return {one.key: shown(one.cell.value, 1.0) if one.conf == "F" else "" for one in found.shown}


def ends(rows: np.ndarray, values: np.ndarray, aim: np.ndarray) -> tuple[float, float]:
    """Between which values a sum of parts lies for whoever knows some other sums, by SciPy."""
    found = [linprog(sign * aim, A_eq=rows, b_eq=values, method="highs-ipm") for sign in (1, -1)]
    low, high = (
        sign * one.fun if one.status == 0 else sign * -np.inf
        for sign, one in zip((1, -1), found, strict=True)
    )
    return low, high


def assert_hidden(low: float, high: float, value: float) -> None:
    need = max(0.15 * value, 1.0) * (1 - 1e-3)
    assert high >= value + need
    assert low <= max(value - need, 0) + 1e-3


def is_hidden(low: float, high: float, value: float) -> bool:
    need = max(0.15 * value, 1.0) * (1 - 1e-3)
    return high >= value + need and low <= max(value - need, 0) + 1e-3


def crossed() -> list[Row]:
    """Four areas by three sections of two divisions each; one unit alone in a division, two in a section of another area."""
    rows: list[Row] = []
    made = np.random.default_rng(5)
    for area in ("A1", "A2", "A3", "A4"):
        for section in ("X", "Y", "Z"):
            for division in "12":
                few = {("A1", "X1"): 1, ("A2", "Y1"): 0, ("A2", "Y2"): 2}.get((area, section + division), 4)
                for _ in range(few):
                    rows.append((area, section + division, {"TWO": [int(made.integers(20, 90))] * 4}))
    return rows


BY = (
    Breakdown(columns=("industry",), depth=1),
    Breakdown(columns=("industry",), depth=2, levels=("nation",)),
)


def test_totals_by_industry_have_the_domains_that_are_declared() -> None:
    own = msgspec.structs.replace(spec("TWO"), by=BY)
    assert [one.by for one in domains_of(own)] == [
        ("area:nation",),
        ("area:province",),
        ("area:nation", "industry:1"),
        ("area:province", "industry:1"),
        ("area:nation", "industry:2"),
    ]
    rows = crossed()
    found = {one.key: one for one in totals(form(), [own], table(rows, 1), coarser).shown}
    whole = sum(row[2]["TWO"][0] for row in rows if row[1][0] == "Z")
    assert found["TWO", "S", "CN", "Z", "_T", "_T"].cell.value == whole
    part = sum(row[2]["TWO"][0] for row in rows if row[1] == "Z2")
    assert found["TWO", "S", "CN", "Z2", "_T", "_T"].cell.value == part
    assert len(found) == 1 + 4 + 3 + 12 + 6


def test_an_attacker_with_all_areas_sections_and_divisions_cannot_tell_an_unsafe_cell() -> None:
    own = msgspec.structs.replace(spec("TWO"), by=BY)
    rows = crossed()
    found = totals(form(), [own], table(rows, 1), coarser)
    assert found.open == ()
    atoms = sorted({(row[0], row[1]) for row in rows})

    def mask(one: Shown) -> np.ndarray:
        area, industry = one.codes["area"], one.codes["industry"]
        return np.array(
            [float(area in ("CN", a) and (industry == "_T" or i.startswith(industry))) for a, i in atoms]
        )

    free = [one for one in found.shown if one.conf == "F"]
    unsafe = [one for one in found.shown if one.conf == "C"]
    assert ("A2", "Y") in {(one.code, one.codes["industry"]) for one in unsafe}
    matrix, values = (
        np.array([mask(one) for one in free]),
        np.array([float(one.cell.value or 0) for one in free]),
    )
    for one in unsafe:
        assert_hidden(*ends(matrix, values, mask(one)), float(one.cell.value or 0))
    # and with only the unsafe ones withheld it can
    rest = [one for one in found.shown if one.conf != "C"]
    matrix, values = (
        np.array([mask(one) for one in rest]),
        np.array([float(one.cell.value or 0) for one in rest]),
    )
    assert not all(is_hidden(*ends(matrix, values, mask(one)), float(one.cell.value or 0)) for one in unsafe)


def counting() -> Form:
    """The same form, whose items count from January."""
    given = msgspec.to_builtins(form())
    for item in given["sections"][0]["items"]:
        item["flow"] = "cumulative"
    made, findings = convert("forms/TRADE_M.yaml", given, Form, Places())
    assert made is not None, findings
    return made


def yearly() -> list[Row]:
    """Four areas of four units; in the third month only two of the first area have sold anything, and in the first month one of
    the second."""
    made = np.random.default_rng(9)
    rows: list[Row] = []
    for area in ("A1", "A2", "A3", "A4"):
        for unit in range(4):
            sold = [int(v) for v in made.integers(20, 90, 4)]
            if area == "A1" and unit > 1:
                sold[2] = 0
            if area == "A2" and unit > 0:
                sold[0] = 0
            rows.append((area, "X1", {"TWO": sold}))
    return rows


def published(rows: Sequence[Row], remembers: bool) -> dict[tuple[int, str, str], Shown]:
    """What is published of months 2, 3, 4, by month, ``count`` or ``part``, and area."""
    whole, part = spec("TWO"), msgspec.structs.replace(spec("TWO"), id="T_PART", indicator="PART", part=True)
    found: dict[tuple[int, str, str], Shown] = {}
    before: dict[Key, str] = {}
    for month in (2, 3, 4):
        made = totals(
            counting(), [whole, part], table(rows, month, counts=True), coarser, Written(previous=before)
        )
        assert made.open == ()
        for one in made.shown:
            found[month, "part" if one.spec.part else "count", one.code] = one
        before = said(made) if remembers else {}
    return found


def attack(found: Mapping[tuple[int, str, str], Shown]) -> list[bool]:
    """Whether each withheld total that is unsafe by itself stays hidden from somebody with all months."""
    areas = ("A1", "A2", "A3", "A4")

    def mask(month: int, kind: str, code: str) -> np.ndarray:
        made = np.zeros((4, 4))
        chosen = [at for at, area in enumerate(areas) if code in ("CN", area)]
        made[np.ix_(range(month) if kind == "count" else [month - 1], chosen)] = 1
        return made.ravel()

    free = [(key, one) for key, one in found.items() if one.conf == "F"]
    matrix = np.array([mask(*key) for key, _ in free])
    values = np.array([float(one.cell.value or 0) for _, one in free])
    unsafe = [(key, one) for key, one in found.items() if one.conf == "C"]
    assert unsafe
    return [is_hidden(*ends(matrix, values, mask(*key)), float(one.cell.value or 0)) for key, one in unsafe]


def test_a_month_is_not_told_by_two_counts_from_january() -> None:
    found = published(yearly(), remembers=True)
    assert found[3, "part", "A1"].conf == "C"
    # August less July would be August: one of the two counts is withheld too, or the month before's was
    assert not {found[3, "count", "A1"].conf, found[2, "count", "A1"].conf} <= {"F"}
    assert all(attack(found))


def test_without_the_months_before_it_would_be_told() -> None:
    assert not all(attack(published(yearly(), remembers=False)))


def test_counts_alone_do_not_tell_a_month_that_nobody_publishes() -> None:
    rows, whole = yearly(), spec("TWO")
    first = totals(counting(), [whole], table(rows, 2, counts=True), coarser)
    second = totals(counting(), [whole], table(rows, 3, counts=True), coarser, Written(previous=said(first)))
    status = {one.code: one.conf for one in second.shown}
    # of the third month two units of the first area would be told by subtracting
    assert {one.code: one.conf for one in first.shown}["A1"] == "F"
    assert status["A1"] == "D"
    alone = totals(counting(), [whole], table(rows, 3, counts=True), coarser)
    assert {one.code: one.conf for one in alone.shown} == dict.fromkeys(("CN", "A1", "A2", "A3", "A4"), "F")


def test_what_is_missing_beside_a_sum_is_protected_though_nobody_publishes_it() -> None:
    # ALL = ONE + TWO; TWO is not declared, and in the first area only one unit has any
    rows: list[Row] = []
    for area in ("A1", "A2", "A3", "A4"):
        for unit in range(4):
            two = 0 if area == "A1" and unit else 40 + unit
            one = 30 + 7 * unit
            rows.append((area, "X1", {"ONE": [one] * 4, "TWO": [two] * 4, "ALL": [one + two] * 4}))
    specs = [spec("ONE"), spec("ALL")]
    assert {"TWO", "TWO__TOLD"} <= set(columns_of(form(), specs))
    found = totals(form(), specs, table(rows, 1), coarser)
    status = {(one.spec.item, one.code): one.conf for one in found.shown}
    assert "D" in (status["ONE", "A1"], status["ALL", "A1"])
    assert found.open == ()


def test_units_in_no_area_of_a_level_are_not_told_by_subtracting_the_areas() -> None:
    rows = [(area, "X1", {"TWO": [50 + unit] * 4}) for area in ("A1", "A2", "A3", "A4") for unit in range(4)]
    rows.append(("ABROAD", "X1", {"TWO": [77] * 4}))

    def placed(column: str, step: str, code: str) -> str:
        return "" if (step, code) == ("province", "ABROAD") else coarser(column, step, code)

    found = totals(form(), [spec("TWO")], table(rows, 1), placed)
    status = {one.code: one.conf for one in found.shown}
    assert "ABROAD" not in status
    # the nation less four provinces would be the unit abroad
    assert list(status.values()).count("D") == 1


@pytest.mark.parametrize("known", [True, False])
def test_what_was_shown_before_and_is_the_same_still_does_not_hide_anything(known: bool) -> None:
    ones = {"A1": [0, 0, 9, 8], "A2": [20, 21, 22, 23], "A3": [30, 31, 32, 33], "A4": [40, 41, 42, 43]}
    rows = [(area, "X1", {"TWO": [value] * 4}) for area, own in ones.items() for value in own]
    plain = totals(form(), [spec("TWO")], table(rows, 1), coarser)
    (other,) = [one.key for one in plain.shown if one.conf == "D"]
    before = {one.key: shown(one.cell.value, 1.0) for one in plain.shown if one.key == other} if known else {}
    again = totals(form(), [spec("TWO")], table(rows, 1), coarser, Written(same=before))
    status = {one.key: one.conf for one in again.shown}
    assert again.open == ()
    assert (status[other] == "F") == known
    assert list(status.values()).count("D") == 1


def test_a_total_that_was_shown_and_may_not_be_any_more_is_not_told_by_those_that_stay_as_they_were() -> None:
    def rows(first: Sequence[int]) -> list[Row]:
        ones = {"A1": first, "A2": [20, 21, 22, 23], "A3": [30, 31, 32, 33], "A4": [40, 41, 42, 43]}
        return [(area, "X1", {"TWO": [value] * 4}) for area, own in ones.items() for value in own]

    before = totals(form(), [spec("TWO")], table(rows([20, 21, 22, 23]), 1), coarser)
    assert {one.conf for one in before.shown} == {"F"}
    after = totals(form(), [spec("TWO")], table(rows([0, 0, 22, 23]), 1), coarser, Written(same=said(before)))
    # the other areas are known already, so only the nation can be withheld with the first
    assert {one.code: one.conf for one in after.shown} == {
        "CN": "D",
        "A1": "C",
        "A2": "F",
        "A3": "F",
        "A4": "F",
    }
    assert after.open == ()


def test_a_withheld_total_stays_so_when_one_more_unit_reports() -> None:
    def rows(first: Sequence[int]) -> list[Row]:
        ones = {"A1": first, "A2": [20, 21, 22, 23], "A3": [30, 31, 32, 33], "A4": [40, 41, 42, 43]}
        return [(area, "X1", {"TWO": [value] * 4}) for area, own in ones.items() for value in own]

    before = totals(form(), [spec("TWO")], table(rows([20, 21]), 1), coarser)
    held = {one.key: one.conf for one in before.shown}
    after = totals(form(), [spec("TWO")], table(rows([20, 21, 22]), 1), coarser, Written(same=said(before)))
    # three units are enough, but both nations less what else is shown would be the two of before and the one that came
    assert [one.key for one in after.shown if one.conf != "F"] == [
        key for key, conf in held.items() if conf != "F"
    ]
