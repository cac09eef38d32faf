"""The record of the models: who knew what when, and what came of it, by numbers of one degree of freedom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from xinxiao.analyse.targets.models import Prediction
from xinxiao.analyse.targets.outcome import Known
from xinxiao.analyse.targets.record import (
    TAIL,
    Event,
    Forecast,
    forecasts,
    origins,
    score,
    shared,
)

RATE = 0.2
CAUCHY = Prediction(RATE, 0.1, 1)
"""Median e^0.2 times the last level; half of the probability within 0.1 of it in logarithms."""
FAR = 0.1 / math.tan(math.pi * TAIL)
"""The tangent of the tail: in logarithms, how far the ends of the interval lie from its median: 0.6314."""


def level(year: int, value: float, day: str = "2030-01-01") -> Known:
    return Known("S", "A", str(year), value, "A", "A", None, day, "FLOW", f"k{year}", None)


def pair(actual: float, year: int = 2021, said: Prediction = CAUCHY, day: str = "2021-05-01") -> Forecast:
    return Forecast("LAST", day, (level(2018, 8.0), level(2020, 10.0)), level(year, actual), said)


def test_the_place_of_the_median_is_one_half_and_of_a_scale_more_three_quarters() -> None:
    assert pair(10 * math.exp(RATE)).place == pytest.approx(0.5)
    assert pair(10 * math.exp(RATE)).error == pytest.approx(0.0)
    assert pair(10 * math.exp(RATE + 0.1)).place == pytest.approx(0.75)
    assert pair(10 * math.exp(RATE + 0.1)).error == pytest.approx(10.0)
    assert pair(10 * math.exp(RATE - 0.1)).error == pytest.approx(-10.0)


def test_the_interval_holds_nine_in_ten_and_its_ends_are_inside() -> None:
    assert TAIL == 0.05
    assert pytest.approx(0.6314, abs=0.0001) == FAR
    assert pair(11.0).level(0.05) == pytest.approx(10 * math.exp(RATE - FAR))
    assert pair(11.0).level(0.95) == pytest.approx(10 * math.exp(RATE + FAR))
    inside = {
        shift: pair(10 * math.exp(RATE + shift)).inside for shift in (-FAR - 1e-6, -FAR, FAR, FAR + 1e-6)
    }
    assert list(inside.values()) == [False, True, True, False]


def test_what_is_predicted_without_doubt_and_comes_is_inside() -> None:
    sure = Prediction(2 * math.log(1.1), 0.0, 1)
    assert pair(12.1, said=sure).inside
    assert not pair(12.11, said=sure).inside


def test_the_years_ahead_are_counted_from_the_last_level_known() -> None:
    assert (pair(11.0).horizon, pair(11.0, 2024).horizon, pair(11.0).start) == (1, 4, 10.0)
    assert pair(11.0, 2024).pair == ("2021-05-01", "2024")


def test_an_origin_is_a_day_on_which_a_later_year_became_known() -> None:
    first, second = level(2018, 8.0), level(2019, 9.0)
    revised = replace(first, value=8.1)
    known: list[tuple[str, Sequence[Known]]] = [
        ("2019-01-01", ()),
        ("2019-05-01", (first,)),
        ("2019-09-01", (revised,)),
        ("2020-05-01", (revised, second)),
    ]
    assert origins(known) == [("2019-05-01", (first,)), ("2020-05-01", (revised, second))]


YEARS = [level(2015 + i, value) for i, value in enumerate((1.0, 1.2, 1.3, 1.6, 1.7, 2.0))]
AT = [(f"{2016 + i}-05-01", tuple(YEARS[: i + 1])) for i in range(6)]
"""From each year the level is known in May of the next."""


def test_every_later_year_up_to_the_longest_horizon_makes_a_pair() -> None:
    made = list(forecasts(AT, YEARS, ("CONSTANT", "TREND"), 2))
    assert [(f.model, f.day[:4], f.actual.period) for f in made] == [
        ("CONSTANT", "2018", "2018"),
        ("CONSTANT", "2018", "2019"),
        ("CONSTANT", "2019", "2019"),
        ("CONSTANT", "2019", "2020"),
        ("CONSTANT", "2020", "2020"),
        ("TREND", "2019", "2019"),
        ("TREND", "2019", "2020"),
        ("TREND", "2020", "2020"),
    ]
    assert shared(made, ("CONSTANT", "TREND")) == {f.pair for f in made if f.model == "TREND"}
    assert shared(made, ()) == set()
    assert [len(f.known) for f in made[:3]] == [3, 3, 4]


def test_a_pair_rests_on_what_was_known_then_and_not_on_what_is_known_now() -> None:
    then = [replace(YEARS[0], value=0.9), *YEARS[1:3]]
    (made,) = forecasts([("2018-05-01", tuple(then))], YEARS, ("CONSTANT",), 1)
    assert made.prediction.growth == pytest.approx(math.log(1.3 / 0.9) / 2)
    assert made.actual.value == 1.6


def test_a_later_level_of_nothing_makes_no_pair() -> None:
    none = [*YEARS[:3], replace(YEARS[3], value=0.0)]
    assert list(forecasts(AT[2:3], none, ("CONSTANT",), 3)) == []


def test_growth_asked_leads_from_the_last_level_to_the_year_predicted_and_rounding_may_reach_it() -> None:
    event = Event(10.0, "reach", 0.05)
    assert event.rule(pair(11.0)).value == pytest.approx(11.0)
    assert event.rule(pair(11.0, 2022)).value == pytest.approx(12.1)
    assert event.happened(pair(10.951))
    assert not event.happened(pair(10.949))
    assert event.chance(pair(9.0)) == pytest.approx(0.5 - math.atan((math.log(1.095) - RATE) / 0.1) / math.pi)


def test_growth_asked_to_fall_is_reached_from_above() -> None:
    event = Event(-10.0, "reduce_to", 0.0)
    assert (event.happened(pair(9.0)), event.happened(pair(9.01))) == (True, False)
    assert event.chance(pair(9.0)) == pytest.approx(0.5 + math.atan((math.log(0.9) - RATE) / 0.1) / math.pi)


def test_the_score_is_the_square_of_what_the_chance_missed() -> None:
    event = Event(100.0 * (math.exp(RATE + 0.1) - 1.0), "reach", 0.0)  # its chance is one quarter
    assert event.score(pair(20.0)) == pytest.approx(0.75**2)
    assert event.score(pair(10.0)) == pytest.approx(0.25**2)


def test_pairs_come_to_their_share_inside_their_mean_error_and_their_mean_score() -> None:
    event = Event(100.0 * (math.exp(RATE + 0.1) - 1.0), "reach", 0.0)
    pairs = [pair(10 * math.exp(RATE + shift)) for shift in (0.3, -0.1, -0.9)]
    pairs.append(replace(pairs[0], day="2022-05-01"))
    found = score(pairs, event)
    assert found is not None
    assert (found.pairs, found.origins, found.inside) == (4, 2, 75.0)
    assert found.error == pytest.approx((30 + 10 + 90 + 30) / 4)
    assert found.brier == pytest.approx((0.5625 + 0.0625 + 0.0625 + 0.5625) / 4)
    without = score(pairs, None)
    assert without is not None
    assert without.brier is None
    assert score([], event) is None
