from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import pyarrow as pa
import pytest

from xinxiao.collect.scrutiny.copied import at_least, copies
from xinxiao.collect.scrutiny.reported import Reported
from xinxiao.model.collect.scrutiny import ScrutinySpec

ITEMS = ["A", "B", "C", "D", "E", "F"]


def reported(rows: list[list[str | None]]) -> Reported:
    units = pa.array([f"U{i}" for i in range(len(rows))])
    return Reported(
        units, {item: pa.array([row[k] for row in rows], pa.string()) for k, item in enumerate(ITEMS)}
    )


def moving(count: int, step: int) -> list[list[str | None]]:
    return [[str(1000 + 37 * i + 11 * k + step) for k in range(6)] for i in range(count)]


def test_the_chance_of_so_many_is_that_of_all_outcomes_listed() -> None:
    chances = [0.5, 0.2, 0.1]
    outcomes = [
        prod(p if o else 1 - p for p, o in zip(chances, w, strict=True))
        for w in product([0, 1], repeat=3)
        if sum(w) >= 2
    ]
    assert (
        at_least(np.array([2]), np.array([chances]))[0] == pytest.approx(sum(outcomes)) == pytest.approx(0.15)
    )
    assert at_least(np.array([0, 4]), np.array([chances, chances])).tolist() == pytest.approx([1.0, 0.0])


def test_a_report_that_is_the_last_one_again_is_told_with_its_chance() -> None:
    before, now = moving(20, 0), moving(20, 5)
    now[7] = before[7]
    found = copies(reported(now), reported(before), ITEMS, (), ScrutinySpec())
    assert np.flatnonzero(found.told).tolist() == [7]
    assert (found.cells[7], found.same[7]) == (6, 6)
    assert found.chance[7] == pytest.approx(
        (1 / 21) ** 6
    )  # none of 19 others stayed: (0 + 1) / (19 + 2), six times


def test_zeros_twice_and_declared_constants_are_no_copies() -> None:
    before, now = moving(20, 0), moving(20, 5)
    now[3] = [*before[3][:2], "0", "0", "0", "0"]
    before[3] = [*before[3][:2], "0", "0", "0", "0"]
    found = copies(reported(now), reported(before), ITEMS, (), ScrutinySpec(copied_cells=2))
    assert (found.cells[3], found.same[3]) == (2, 2)
    without = copies(reported(now), reported(before), ITEMS, ("A",), ScrutinySpec(copied_cells=2))
    assert (without.cells[3], without.same[3]) == (1, 1)
    assert np.isnan(without.chance[3])


def test_where_everybody_stays_staying_is_plausible() -> None:
    before = moving(20, 0)
    found = copies(reported(before), reported(before), ITEMS, (), ScrutinySpec())
    assert found.same.tolist() == [6] * 20
    assert not found.told.any()
    assert found.chance[0] == pytest.approx((20 / 21) ** 6)


def test_a_report_with_few_numbers_is_not_tested() -> None:
    before: list[list[str | None]] = [["1", "2", "3", "4", None, None]] * 20
    found = copies(reported(before), reported(before), ITEMS, (), ScrutinySpec())
    assert np.isnan(found.chance).all() and not found.told.any()


def test_no_item_in_common_is_nothing_to_compare() -> None:
    now = reported(moving(3, 0))
    found = copies(now, Reported(now.units, {}), ITEMS, (), ScrutinySpec())
    assert found.cells.tolist() == [0, 0, 0] and not found.told.any()
