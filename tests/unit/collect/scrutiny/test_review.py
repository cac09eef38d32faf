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


# ---- planted errors

ITEMS = ("A", "B", "C", "D", "E", "G")
COUNT = 1200


def panel() -> tuple[list[Reported], dict[str, set[str]]]:
    """Three years of monthly-like reports of firms in four strata, and what was planted into the last one.

    Sizes are lognormal, growth is 3 % with a scatter of 8 % each period and a season common to all; an item that a firm does
    not have is 0 throughout. Planted: 30 reports in a unit 1000 or 10000 times too small, 30 copies of the last period, 40
    gross errors in one cell (three to nine times), 15 firms whose numbers end in 0 or 5 in all periods.
    """
    draw = np.random.default_rng(40)
    stratum = np.arange(COUNT) % 4
    level = np.exp(draw.normal(9 + stratum[:, None], 1.0, (COUNT, len(ITEMS))))
    level[draw.random(level.shape) < 0.1] = 0
    units = [f"U{i:05}" for i in range(COUNT)]
    periods, values = [], np.zeros_like(level)
    rounding = np.arange(COUNT) % 80 == 7
    for t in range(14):
        season = 1 + 0.1 * np.sin(t / 2)
        values = level * season * np.exp(draw.normal(0.03 * t, 0.08, level.shape))
        values = np.round(values)
        values[rounding] = np.round(values[rounding] / 5) * 5
        periods.append(values)
    now, before = periods[-1].copy(), periods[-2]
    chosen = draw.permutation(np.flatnonzero(~rounding & (np.count_nonzero(level, axis=1) >= 5)))
    slip, copy, gross = chosen[:30], chosen[30:60], chosen[60:100]
    now[slip] *= np.where(np.arange(30) % 2 == 0, 1000, 10000)[:, None]
    now[copy] = before[copy]
    for row in gross:
        column = int(np.argmax(level[row]))
        now[row, column] = np.round(now[row, column] * draw.uniform(3, 9))
    periods[-1] = now
    made = [
        Reported(
            pa.array(units),
            {item: pa.array([str(int(v)) for v in values[:, k]]) for k, item in enumerate(ITEMS)},
        )
        for values in periods
    ]
    planted = {"slip": slip, "copied": copy, "gross": gross, "last_digit": np.flatnonzero(rounding)}
    return made, {kind: {units[i] for i in rows} for kind, rows in planted.items()}


def test_planted_errors_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    periods, planted = panel()
    strata = np.arange(COUNT, dtype=np.int64) % 4
    work = Asked(FORM, periods[-1], strata, 4, np.ones(COUNT), periods[-2], periods[1], periods[:-1])
    found = scrutinise(work, ScrutinySpec())
    told = {
        "slip": {one.unit for one in found.suspicions if one.test == "slip"},
        "copied": {one.unit for one in found.suspicions if one.test == "copied"},
        "gross": {one.unit for one in found.suspicions if one.test in ("previous", "year", "slip")}
        - planted["slip"],
        "last_digit": {one.unit for one in found.suspicions if one.test == "last_digit"},
    }
    with capsys.disabled():
        print()
        for kind, units in planted.items():
            right = len(units & told[kind])
            print(
                f"  {kind}: planted {len(units)}, told {len(told[kind])}, recall {right / len(units):.2f}, precision {right / max(len(told[kind]), 1):.2f}"
            )
    for kind, (recall, precision) in {
        "slip": (1.0, 0.8),
        "copied": (1.0, 0.95),
        "gross": (0.95, 0.95),
        "last_digit": (0.9, 0.9),
    }.items():
        right = len(planted[kind] & told[kind])
        assert right >= recall * len(planted[kind]), kind
        assert right >= precision * len(told[kind]), kind
    first = {one.unit for one in found.suspicions[:200]}
    assert planted["slip"] <= first  # six cells of each: what would move totals most comes first


def test_items_declared_constant_are_no_copies() -> None:
    spec = ScrutinySpec(
        constants=(Constants(form="F", items=("A", "B")), Constants(form="OTHER", items=("C",)))
    )
    assert spec.constant("F") == {"A", "B"}
    assert spec.constant("G") == frozenset()
