"""All totals of a form are protected as one: a sum of items does not tell what is withheld of one of them."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from scipy.optimize import linprog

from tests.reported import form as plain
from xinxiao.files.convert import convert
from xinxiao.files.places import Places
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.total import TotalSpec
from xinxiao.model.text import Text
from xinxiao.process.quantities import columns_of
from xinxiao.process.totals import Totals, totals

SAID = {"zh": "词", "en": "word"}
AREAS = ("A1", "A2", "A3", "A4")


def form() -> Form:
    """A form whose item ALL is the sum of ONE and TWO."""
    given = msgspec.to_builtins(plain())
    items = [{"id": name, "name": SAID, "definition": SAID} for name in ("ONE", "TWO")]
    items.append({"id": "ALL", "name": SAID, "definition": SAID, "sums": ["ONE", "TWO"]})
    given["sections"] = [{"id": "S", "name": SAID, "items": items}]
    made, findings = convert("forms/TRADE_M.yaml", given, Form, Places())
    assert made is not None, findings
    return made


def spec(item: str) -> TotalSpec:
    return TotalSpec(
        id=f"T_{item}",
        name=Text(zh="词", en="word"),
        form="TRADE_M",
        item=item,
        indicator=item,
        scope="S",
        levels=("nation", "province"),
        strata=("province",),
    )


def coarser(column: str, step: str, code: str) -> str:
    if column == "area":
        return "CN" if step == "nation" else code
    return code[: int(step)]


def reports(ones: list[list[int]], twos: list[list[int]]) -> pa.Table:
    """Reports of units by area."""
    rows = [
        (area, one, two)
        for area, own, other in zip(AREAS, ones, twos, strict=True)
        for one, two in zip(own, other, strict=True)
    ]
    numbers = {"ONE": [r[1] for r in rows], "TWO": [r[2] for r in rows], "ALL": [r[1] + r[2] for r in rows]}
    columns: dict[str, object] = {"unit": [f"U{n}" for n in range(len(rows))], "area": [r[0] for r in rows]}
    columns |= {name: ["x"] * len(rows) for name in ("industry", "size", "group")}
    columns["state"] = ["submitted"] * len(rows)
    for name, values in numbers.items():
        columns[name] = pa.array([Decimal(v) for v in values], pa.decimal128(38, 0))
        columns[f"{name}__TOLD"] = ["V"] * len(rows)
    return pa.table(columns)


ONES = [[0, 0, 0, 9, 8], [20, 21, 22, 23, 24], [30, 31, 32, 33, 34], [40, 41, 42, 43, 44]]
"""In the first area two units contribute to ONE."""
TWOS = [[50, 51, 52, 53, 54]] * 4


def bounds(found: Totals, item: str, area: str) -> tuple[float, float]:
    """Between which values a total must lie for whoever sees all that is shown: of ONE and TWO in each area, by SciPy."""
    at = {(name, code): n for n, (name, code) in enumerate((n, c) for n in ("ONE", "TWO") for c in AREAS)}

    def row(name: str, code: str) -> np.ndarray:
        names, codes = (("ONE", "TWO") if name == "ALL" else (name,)), (AREAS if code == "CN" else (code,))
        made = np.zeros(len(at))
        made[[at[n, c] for n in names for c in codes]] = 1
        return made

    shown = [one for one in found.shown if one.conf == "F"]
    rows = np.array([row(one.spec.item, one.code) for one in shown])
    values = [float(one.cell.value or 0) for one in shown]
    ends = [linprog(sign * row(item, area), A_eq=rows, b_eq=values, method="highs-ipm") for sign in (1, -1)]
    low, high = (
        sign * end.fun if end.status == 0 else sign * -np.inf for sign, end in zip((1, -1), ends, strict=True)
    )
    return low, high


def test_what_is_withheld_of_an_item_is_not_told_by_the_sum_it_is_part_of() -> None:
    specs = [spec(name) for name in ("ONE", "TWO", "ALL")]
    found = totals(form(), specs, reports(ONES, TWOS), coarser)
    status = {(one.spec.item, one.code): one.conf for one in found.shown}
    assert status["ONE", "A1"] == "C"
    assert found.open == ()
    # ALL less TWO would be ONE: one of the two is withheld in the first area too
    assert "D" in (status["TWO", "A1"], status["ALL", "A1"])
    low, high = bounds(found, "ONE", "A1")
    assert low <= 17 * 0.85
    assert high >= 17 * 1.15


def test_each_by_itself_the_items_would_give_it_away() -> None:
    apart = [totals(form(), [spec(name)], reports(ONES, TWOS), coarser) for name in ("ONE", "TWO", "ALL")]
    together = Totals(tuple(one for each in apart for one in each.shown), {})
    assert bounds(together, "ONE", "A1") == pytest.approx((17, 17), abs=1e-3)


def test_only_the_columns_that_totals_need_are_read() -> None:
    assert columns_of(form(), [spec("ONE")]) == (
        *("unit", "area", "industry", "size", "group", "state"),
        *("ONE", "ONE__TOLD"),
    )


def test_reports_in_other_states_are_no_answers() -> None:
    rows = reports(ONES, TWOS)
    state = pa.array(["held", *["accepted"] * (rows.num_rows - 1)])
    rows = rows.set_column(rows.column_names.index("state"), "state", state)
    (whole,) = [one for one in totals(form(), [spec("TWO")], rows, coarser).shown if one.code == "CN"]
    # the first area: 51 + 52 + 53 + 54 of four stand for five; three areas of 260
    assert whole.cell.value == Decimal("1042")  # 262.5 + 780 = 1042.5, half to even
    assert (whole.cell.status, whole.cell.answered) == ("E", 19)
