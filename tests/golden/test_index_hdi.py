"""The Human Development Index from its published components.

Method: UNDP, *Human Development Report 2016*, Technical note 1. Goalposts: life expectancy 20 to 85 years,
expected years of schooling 0 to 18 (above: 18), mean years of schooling 0 to 15, GNI per capita 100 to 75 000
(2011 PPP $, natural log). Education is the arithmetic mean of its two parts; the index is the geometric
mean of three dimensions. Components and HDI for 2015: the same report, Statistical table 1.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from xinxiao import index

PUBLISHED = {  # life expectancy, expected years, mean years, GNI per capita, HDI 2015
    "NOR": (81.7, 17.7, 12.7, 67614.0, 0.949),
    "AUS": (82.5, 20.4, 13.2, 42822.0, 0.939),
    "CHE": (83.1, 16.0, 13.4, 56364.0, 0.939),
    "CAF": (51.5, 7.1, 4.2, 587.0, 0.352),
}


def _hdi() -> index.Result:
    framework = index.framework_of(
        [
            index.Indicator(code="life", parent="health", lower=20.0, upper=85.0),
            index.Indicator(code="expected", parent="education", lower=0.0, upper=18.0),
            index.Indicator(code="mean", parent="education", lower=0.0, upper=15.0),
            index.Indicator(code="gni", parent="income", lower=100.0, upper=75000.0),
        ],
        [index.Group(code=c, parent="HDI") for c in ("health", "education", "income")]
        + [index.Group(code="HDI")],
    )
    values = np.array([row[:4] for row in PUBLISHED.values()])
    panel = index.Panel(values, tuple(PUBLISHED), ("life", "expected", "mean", "gni"))
    posts = index.NormaliseRule(method="goalposts", outside="truncate")
    in_logs = index.NormaliseRule(method="goalposts", outside="truncate", scale="log")
    method = index.Method(
        stages=(
            index.NormaliseSpec(default=posts, indicators={"gni": in_logs}, range=(0.0, 1.0)),
            index.AggregateSpec(groups={"HDI": index.AggregationSpec(method="geometric")}),
        )
    )
    return index.build(index.IndexSpec(framework=framework, method=method), panel)


@pytest.mark.parametrize("country", list(PUBLISHED))
def test_the_hdi_of_2015_is_reproduced_to_its_three_published_decimals(country: str) -> None:
    result = _hdi()
    assert round(float(result.of("HDI")[result.units.index(country)]), 3) == PUBLISHED[country][4]


def test_norway_by_hand_is_the_cube_root_of_0_9492_times_0_9150_times_0_9843() -> None:
    health = (81.7 - 20.0) / 65.0
    education = (17.7 / 18.0 + 12.7 / 15.0) / 2.0
    income = (math.log(67614.0) - math.log(100.0)) / (math.log(75000.0) - math.log(100.0))
    assert (round(health, 4), round(education, 4), round(income, 4)) == (0.9492, 0.9150, 0.9843)
    assert _hdi().of("HDI")[0] == pytest.approx((health * education * income) ** (1 / 3), abs=1e-12)


def test_australias_20_4_expected_years_count_as_18() -> None:
    result = _hdi()
    assert result.of("expected")[1] == 1.0
    assert result.stage("normalise").details.outside == {"expected": 1}
