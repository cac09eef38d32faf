"""A domain is known to hold by one reading of the values."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao.index.steps import domain
from xinxiao.index.steps.combine import arithmetic, geometric

ABOVE, AT_LEAST = domain.LOG_SCALE, domain.of_weights("bod")


@pytest.mark.parametrize(
    ("values", "above", "at_least"),
    [
        ([1.0, 0.5], True, True),
        ([1.0, 0.0], False, True),
        ([1.0, -1e-300], False, False),
        ([1.0, float("nan")], False, False),
        ([], True, True),
    ],
)
def test_values_hold_where_the_least_does(values: list[float], above: bool, at_least: bool) -> None:
    assert AT_LEAST is not None
    assert ABOVE.holds(np.array(values)) is above
    assert AT_LEAST.holds(np.array(values)) is at_least


def test_a_missing_value_is_in_every_domain_and_a_zero_beside_it_is_not() -> None:
    domain.demand(ABOVE, np.array([1.0, np.nan]), "geometric", "x")
    with pytest.raises(domain.Undefined, match="'x' must be positive") as told:
        domain.demand(ABOVE, np.array([1.0, np.nan, 0.0]), "geometric", "x")
    assert told.value.where.tolist() == [False, False, True]
    domain.demand(ABOVE, np.array([1.0, 0.0]), "geometric", "x", np.array([True, False]))


def test_means_leave_out_what_is_missing_and_rescale_the_weights() -> None:
    columns = [np.array([1.0, np.nan, 2.0]), np.array([4.0, 9.0, np.nan])]
    assert arithmetic(columns, [3.0, 1.0]).tolist() == [1.75, 9.0, 2.0]
    assert geometric(columns, [1.0, 1.0]) == pytest.approx([2.0, 9.0, 2.0])
    assert arithmetic([np.array([]), np.array([])], [1.0, 1.0]).tolist() == []


@pytest.mark.parametrize("beside", [1.0, np.nan, -2.0])
def test_a_geometric_mean_of_zero_or_less_is_missing(beside: float) -> None:
    found = geometric([np.array([0.0, 4.0, beside]), np.array([1.0, 1.0, 1.0])], [1.0, 1.0])
    assert bool(np.isnan(found[0])) and found[1] == pytest.approx(2.0)
    assert found[2] == pytest.approx({1.0: 1.0}.get(beside, 1.0 if np.isnan(beside) else np.nan), nan_ok=True)
