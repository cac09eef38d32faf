from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from xinxiao.collect.scrutiny.digits import BENFORD, UNIFORM, Digits, chi_square, counts
from xinxiao.collect.scrutiny.digits import first_digits as firsts
from xinxiao.collect.scrutiny.digits import last_digits as lasts
from xinxiao.collect.scrutiny.reported import Reported
from xinxiao.model.collect.scrutiny import ScrutinySpec


def one_unit(numbers: list[str]) -> Reported:
    """A unit that reported these numbers, each for an item of its own."""
    return Reported(pa.array(["U"]), {f"I{i}": pa.array([text]) for i, text in enumerate(numbers)})


def last_digits(periods: list[Reported], items: dict[str, int], spec: ScrutinySpec) -> Digits:
    return lasts(counts(periods, items, spec.digit_length), spec)


def first_digits(periods: list[Reported], items: dict[str, int], spec: ScrutinySpec) -> Digits:
    return firsts(counts(periods, items, spec.digit_length), spec)


def places(count: int, after: int = 0) -> dict[str, int]:
    return {f"I{i}": after for i in range(count)}


def test_chances_are_those_of_the_distribution_integrated_by_hand() -> None:
    last = np.array([[20, 2, 3, 4, 5, 6, 2, 3, 2, 3], [5, 6, 4, 5, 7, 3, 5, 5, 6, 4]])
    assert chi_square(last, UNIFORM).tolist() == pytest.approx([2.67844729e-08, 0.98345295], rel=1e-6)
    first = np.array([[11, 11, 11, 11, 11, 11, 11, 11, 12]])
    assert chi_square(first, BENFORD)[0] == pytest.approx(1.13572511e-06, rel=1e-6)


def test_last_digits_are_taken_at_the_precision_of_the_item() -> None:
    """With two places, 12.5 is 12.50 and ends in 0; 12.57 ends in 7; 300 ends in 0."""
    numbers = ["12.5", "12.57", "300", "-41.03"]
    found = last_digits([one_unit(numbers)], places(4, 2), ScrutinySpec(digit_cells=4))
    # counts: 0 twice, 7 and 3 once; expected 0.4 each: chi-square 11, nine degrees of freedom
    assert found.chance[0] == pytest.approx(
        float(chi_square(np.array([[2, 0, 0, 1, 0, 0, 0, 1, 0, 0]]), UNIFORM)[0])
    )
    assert not found.few[0]


def test_too_few_numbers_or_too_short_ones_let_nothing_be_said() -> None:
    short = last_digits([one_unit(["12"] * 60)], places(60), ScrutinySpec())
    assert short.few[0] and np.isnan(short.chance[0])
    few = last_digits([one_unit(["1234"] * 49)], places(49), ScrutinySpec())
    assert few.few[0]
    enough = last_digits([one_unit(["1230"] * 50)], places(50), ScrutinySpec())
    assert not enough.few[0] and enough.chance[0] < 1e-80


def test_first_digits_are_held_against_benford_where_values_span_powers_of_ten() -> None:
    numbers = [
        str(d * 10**p) for p in range(4) for d in range(1, 10)
    ]  # each first digit four times: 36 numbers
    found = first_digits([one_unit(numbers)], places(36), ScrutinySpec(first_cells=36))
    # chi-square by hand: sum (4 - 36 p)^2 / (36 p) over p = log10(1 + 1/d) = 14.49
    assert found.chance[0] == pytest.approx(float(chi_square(np.full((1, 9), 4), BENFORD)[0]))
    narrow = first_digits([one_unit([str(100 + i) for i in range(120)])], places(120), ScrutinySpec())
    assert narrow.narrow[0] and not narrow.few[0] and np.isnan(narrow.chance[0])


def test_first_digits_skip_signs_points_and_zeros() -> None:
    numbers = ["-0.0052", "0", "0.7", "31"]
    found = first_digits([one_unit(numbers)], places(4, 6), ScrutinySpec(first_cells=3, digit_span=1.0))
    assert found.chance[0] == pytest.approx(
        float(chi_square(np.array([[0, 0, 1, 0, 1, 0, 1, 0, 0]]), BENFORD)[0])
    )


def test_several_periods_are_counted_together() -> None:
    period = one_unit(["1234"] * 25)
    assert last_digits([period], places(25), ScrutinySpec()).few[0]
    assert not last_digits([period, period], places(25), ScrutinySpec()).few[0]


def test_blank_cells_are_no_digits() -> None:
    empty = Reported(pa.array(["U"]), {"I0": pa.nulls(1, pa.string())})
    assert last_digits([empty], places(2), ScrutinySpec()).few[0]
    assert first_digits([empty], places(2), ScrutinySpec()).few[0]
