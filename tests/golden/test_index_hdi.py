"""The Human Development Index from its published components.

Method: UNDP, *Human Development Report 2016*, Technical note 1. Goalposts: life expectancy 20 to 85 years,
expected years of schooling 0 to 18 (above: 18), mean years of schooling 0 to 15, GNI per capita 100 to 75 000
(2011 PPP $, natural log). Education is the arithmetic mean of its two parts; the index is the geometric
mean of three dimensions. Components and HDI for 2015: the same report, Statistical table 1; no public copy of that table
was found to check these four rows against.

Components and HDI for 1990 to 2022 (``data/hdi.csv``): UNDP, *Human Development Report 2023/24*, "Composite indices complete
time series", as in a public copy (antonsadeq/Data-Visualization, commit fde7e54). Of its 206 rows, aggregates included, 23
countries in all 33 years are kept here; all 6,171 published values of the copy are reproduced to their three decimals.
UNDP publishes no HDI where a component is missing, and none for Rwanda in 1994, where life expectancy fell to 14.1 years,
below the goalpost of 20: the method gives 0 or nothing there, never a number to compare with.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import XinxiaoError

PUBLISHED = {  # life expectancy, expected years, mean years, GNI per capita, HDI 2015
    "NOR": (81.7, 17.7, 12.7, 67614.0, 0.949),
    "AUS": (82.5, 20.4, 13.2, 42822.0, 0.939),
    "CHE": (83.1, 16.0, 13.4, 56364.0, 0.939),
    "CAF": (51.5, 7.1, 4.2, 587.0, 0.352),
}


DATA = Path(__file__).parent / "data" / "hdi.csv"
COMPONENTS = ("life", "expected", "mean", "gni")


def published() -> dict[str, tuple[tuple[float, ...], str]]:
    """Country and year -> the four components, and the HDI as published (empty: none), where all components are."""
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if all(row[name] for name in COMPONENTS)]
    return {
        f"{row['unit']}_{row['time']}": (tuple(float(row[name]) for name in COMPONENTS), row["hdi"])
        for row in rows
    }


def _hdi(given: Mapping[str, tuple[float, ...]] = PUBLISHED) -> index.Result:
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
    values = np.array([row[:4] for row in given.values()])
    panel = index.Panel(values, tuple(given), COMPONENTS)
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


def test_every_published_hdi_of_23_countries_from_1990_to_2022_is_reproduced_to_three_decimals() -> None:
    given = {place: components for place, (components, hdi) in published().items() if hdi}
    assert len(given) == 731
    assert {place[-4:] for place in given} == {str(year) for year in range(1990, 2023)}
    result = _hdi(given)
    made = dict(zip(result.units, result.of("HDI").tolist(), strict=True))
    wrong = {
        place: (made[place], published()[place][1])
        for place in given
        if abs(made[place] - float(published()[place][1])) > 0.0005 + 1e-9
    }
    assert wrong == {}


def test_china_rose_from_0_482_in_1990_to_0_788_in_2022() -> None:
    rows = published()
    result = _hdi({place: rows[place][0] for place in ("CHN_1990", "CHN_2022")})
    assert [round(value, 3) for value in result.of("HDI").tolist()] == [0.482, 0.788]
    assert [rows["CHN_1990"][1], rows["CHN_2022"][1]] == ["0.482", "0.788"]


def test_rwanda_in_1994_has_no_hdi_in_the_report_and_is_named_when_the_method_is_asked_for_one() -> None:
    components, hdi = published()["RWA_1994"]
    assert (components[0], hdi) == (14.098, "")
    with pytest.raises(XinxiaoError, match="RWA_1994"):
        _hdi({"RWA_1994": components, "NOR_1994": published()["NOR_1994"][0]})
