"""Numbers in words: a true minus, no false zero, gaps where nothing is known."""

from __future__ import annotations

import pytest

from xinxiao.publish.documents import cells


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [(1234.5, 1, "1,234.5"), (-0.04, 1, "0.0"), (-3.0, 2, "\u22123.00"), (0, 0, "0")],
)
def test_a_number_has_its_decimals_and_a_true_minus(value: float, decimals: int, said: str) -> None:
    assert cells.number(value, decimals) == cells.Cell(said, value)


def test_what_is_not_known_is_a_gap_without_a_raw_value() -> None:
    gaps = [f(float("nan")) for f in (cells.measure, cells.share, cells.chance, cells.significance)]
    assert [*gaps, cells.number(float("nan"), 2)] == [cells.Cell("–")] * 5


@pytest.mark.parametrize(("value", "said"), [(0.0, "<1%"), (0.004, "<1%"), (0.5, "50%"), (1.0, ">99%")])
def test_a_chance_is_never_a_false_0_or_100(value: float, said: str) -> None:
    assert cells.chance(value).text == said


@pytest.mark.parametrize(("value", "said"), [(1.0, "100%"), (0.05, "5.0%"), (0.0, "0.0%")])
def test_a_share_has_one_decimal_and_the_whole_has_none(value: float, said: str) -> None:
    assert cells.share(value).text == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(84834.0, "84,834"), (0.04555123, "0.04555"), (-12.345, "\u221212.35"), (1646.4, "1,646")],
)
def test_a_measure_of_any_size_has_about_four_digits(value: float, said: str) -> None:
    assert cells.measure(value).text == said


@pytest.mark.parametrize(("value", "said"), [(1e-9, "<0.001"), (0.0004, "<0.001"), (0.0312, "0.031")])
def test_a_p_value_is_never_a_false_0(value: float, said: str) -> None:
    assert cells.significance(value).text == said
