"""All tests together: what is told, in which order, and how many planted errors are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pytest

from tests.forms import small_form
from xinxiao.collect.scrutiny import Asked, Reported, scrutinise
from xinxiao.model.collect.scrutiny import Constants, ScrutinySpec

FORM = small_form("F", ("A", "B", "C", "D", "E", "G"))
UNITS = [f"U{i:02}" for i in range(12)]
OLD = [100, 200, 400, 800, 50, 100, 200, 400, 1000, 100, 300, 500]
GREW = [1.1, 1.05, 1.12, 1.025, 1.11, 1.0, 1.15, 1.06, 1.12, 1.09, 1.08, 1.13]


def reported(columns: Mapping[str, Sequence[object]], units: Sequence[str] = UNITS) -> Reported:
    cells = {
        item: pa.array(
            [None if v is None else f"{v:g}" if isinstance(v, float) else str(v) for v in values], pa.string()
        )
        for item, values in columns.items()
    }
    return Reported(pa.array(units), cells)


def asked(now: Reported, previous: Reported | None = None, **more: object) -> Asked:
    strata = np.zeros(len(now.units), dtype=np.int64)
    return Asked(FORM, now, strata, 1, np.ones(len(now.units)), previous, **more)  # type: ignore[arg-type]


def test_a_value_in_yuan_instead_of_ten_thousand_is_a_slip_and_nothing_else() -> None:
    now = [old * growth for old, growth in zip(OLD, GREW, strict=True)]
    now[9] = 1_090_000.0
    found = scrutinise(asked(reported({"A": now}), reported({"A": OLD})), ScrutinySpec())
    (only,) = found.suspicions
    assert (only.unit, only.item, only.test, only.value, only.size) == ("U09", "A", "slip", "1.09e+06", 4.0)
    # the median ratio is (1.09 + 1.1) / 2 or so; 100 of it is expected, of a total of 4150 of it
    middle = sorted([*GREW[:9], 10900.0, *GREW[10:]])
    ratio = (middle[5] + middle[6]) / 2
    assert only.expected == pytest.approx(100 * ratio)
    assert only.weight == pytest.approx((1_090_000 - 100 * ratio) / (4150 * ratio))


def test_what_would_move_the_total_most_comes_first() -> None:
    now = [old * growth for old, growth in zip(OLD, GREW, strict=True)]
    now[4], now[8] = 200.0, 4000.0  # both four times what they were, of 50 and of 1000
    found = scrutinise(asked(reported({"A": now}), reported({"A": OLD})), ScrutinySpec())
    told = [(one.unit, one.test) for one in found.suspicions if one.test == "previous"]
    assert told == [("U08", "previous"), ("U04", "previous")]
    weights = [one.weight for one in found.suspicions]
    assert weights == sorted(weights, reverse=True)


def test_frame_weights_count() -> None:
    now = [old * growth for old, growth in zip(OLD, GREW, strict=True)]
    now[4], now[8] = 200.0, 4000.0
    work = asked(reported({"A": now}), reported({"A": OLD}))
    heavy = np.ones(12)
    heavy[4] = 1000.0
    found = scrutinise(Asked(FORM, work.now, work.strata, 1, heavy, work.previous), ScrutinySpec())
    assert found.suspicions[0].unit == "U04"


def test_ties_are_ordered_by_unit_and_the_order_does_not_depend_on_that_of_the_units() -> None:
    old, now = [100] * 12, [105, 95, 103, 97, 102, 98, 101, 99, 100, 100, 400, 400]
    one = scrutinise(asked(reported({"A": now}), reported({"A": old})), ScrutinySpec())
    back = reported({"A": now[::-1]}, UNITS[::-1])
    other = scrutinise(asked(back, reported({"A": old})), ScrutinySpec())
    assert [s.unit for s in one.suspicions if s.test == "previous"] == ["U10", "U11"]
    assert one.suspicions == other.suspicions


def test_every_test_says_where_it_says_nothing() -> None:
    now = reported({"A": [100, *[None] * 10, 5], "B": [0] * 12})
    found = scrutinise(asked(now), ScrutinySpec())
    assert found.suspicions == ()
    said = {(one.test, one.item, one.reason): one.units for one in found.unsaid}
    assert said[("previous", "A", "earlier")] == 2
    assert said[("year", "B", "earlier")] == 12
    assert said[("peers", "A", "few_peers")] == 2
    assert said[("last_digit", "", "few_cells")] == 12
    assert (
        "peers",
        "B",
        "few_peers",
    ) not in said  # zeros are no values to compare, and nobody is among too few


def test_the_same_period_last_year_is_asked_where_the_last_period_is_missing() -> None:
    now = [old * growth for old, growth in zip(OLD, GREW, strict=True)]
    now[9] = 10.9
    found = scrutinise(asked(reported({"A": now}), None, year=reported({"A": OLD})), ScrutinySpec())
    assert [(one.unit, one.test, one.size) for one in found.suspicions] == [("U09", "slip", -1.0)]


def test_nobody_reported_is_no_suspicion() -> None:
    empty = reported({}, [])
    assert scrutinise(asked(empty), ScrutinySpec()).suspicions == ()


def test_items_declared_constant_are_no_copies() -> None:
    spec = ScrutinySpec(
        constants=(Constants(form="F", items=("A", "B")), Constants(form="OTHER", items=("C",)))
    )
    assert spec.constant("F") == {"A", "B"}
    assert spec.constant("G") == frozenset()
