"""The figures of the shipped programme against numbers as their sources published them."""

from __future__ import annotations

import csv
import math
from decimal import Decimal

import pyarrow.compute as pc
import pytest

from tests.nouns import POLICY, ROOT
from xinxiao.model.vintage import latest
from xinxiao.programme.load import load
from xinxiao.programme.loaded import Loaded

REJECTED = ROOT / "tests" / "data" / "rejected_broadband.csv"
Row = dict[str, str | Decimal]


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(POLICY)


@pytest.fixture(scope="module")
def rows(loaded: Loaded) -> list[Row]:
    """The last vintage of every figure."""
    return list(latest(loaded.figures).to_pylist())


def values(rows: list[Row], indicator: str, period: str) -> dict[str, float]:
    """Value by area of one indicator and period."""
    return {
        str(row["REF_AREA"]): float(row["OBS_VALUE"])
        for row in rows
        if (row["INDICATOR"], row["TIME_PERIOD"]) == (indicator, period)
    }


def provinces(rows: list[Row], indicator: str, period: str) -> list[float]:
    found = values(rows, indicator, period)
    assert len(found.keys() - {"CN"}) == 31
    return [value for area, value in sorted(found.items()) if area != "CN"]


def test_the_programme_has_no_error(loaded: Loaded) -> None:
    assert [found.line_text("en") for found in loaded.errors] == []


def test_the_programme_has_31_provinces_6_targets_and_42_tasks_numbered_1_to_42(loaded: Loaded) -> None:
    programme = loaded.programme
    assert programme is not None
    assert len(programme.provinces) == 31
    assert [target.id for target in programme.targets] == ["T1", "T2", "T3", "T4", "T5", "T6"]
    assert [task.id for task in programme.tasks] == list(range(1, 43))
    assert {lang: sorted(names) for lang, names in loaded.texts.items()}["zh"] == sorted(loaded.texts["en"])


@pytest.mark.parametrize(
    ("period", "scope", "trillion", "source"),
    [
        ("2012", "MIIT_SCALE", Decimal("1.7"), "S_MIIT_IC_2012"),
        ("2013", "MIIT_SCALE", Decimal("2.2"), "S_MIIT_IC_2013"),
        ("2016", "MIIT_SCALE", Decimal("3.9"), "S_MIIT_IC_2016"),
        ("2017", "MIIT_SCALE", Decimal("4.5"), "S_MIIT_IC_2017"),
        ("2018", "MIIT_SCALE", Decimal("5.0"), "S_MIIT_IC_2018"),
        ("2020", "MIIT_SCALE", Decimal("5.8"), "S_MIIT_IC_2020"),
    ],
)
def test_the_published_scale_of_information_consumption(
    rows: list[Row], period: str, scope: str, trillion: Decimal, source: str
) -> None:
    """As the ministry published it (dates of publication are the vintages), in its two wordings."""
    found = [row for row in rows if (row["INDICATOR"], row["TIME_PERIOD"]) == ("IC_SCALE", period)]
    assert [(r["SCOPE"], r["OBS_VALUE"], r["UNIT_MEASURE"], r["SOURCE"]) for r in found] == [
        (scope, trillion, "TRN_YUAN", source)
    ]


def test_what_was_known_on_31_december_2018_ends_with_4_5_trillion_for_2017(loaded: Loaded) -> None:
    known = latest(loaded.figures, "2018-12-31").to_pylist()
    scale = {
        r["TIME_PERIOD"]: r["OBS_VALUE"] for r in known if r["INDICATOR"] == "IC_SCALE" and r["FREQ"] == "A"
    }
    assert max(scale.items()) == ("2017", Decimal("4.5"))


def test_broadband_of_the_31_provinces_sums_to_the_nations_483_549_million_lines_in_2020(
    rows: list[Row],
) -> None:
    """National figure: 483.55 million fixed broadband subscribers (statistical communiqué for 2020)."""
    total = math.fsum(provinces(rows, "BB_USERS", "2020"))
    assert round(total, 1) == 48354.9
    assert round(total) == 48355
    assert "CN" not in values(rows, "BB_USERS", "2020")  # the cycle adds up


def test_parcels_of_the_31_provinces_sum_to_175_08_billion_in_2024(rows: list[Row]) -> None:
    """State Post Bureau, 2024: 175.08 billion parcels, 1403.35 billion yuan (provinces are rounded)."""
    assert round(math.fsum(provinces(rows, "EXPRESS_VOL", "2024")), 1) == 1750.8
    assert values(rows, "EXPRESS_VOL", "2024")["CN"] == 1750.8
    assert values(rows, "EXPRESS_REV", "2024")["CN"] == 14033.5
    assert math.fsum(provinces(rows, "EXPRESS_REV", "2024")) == pytest.approx(14033.5, abs=31 * 0.05)


def test_parcels_of_2023_have_the_total_first_published_and_the_one_on_the_wider_coverage(
    loaded: Loaded,
) -> None:
    found = [
        (row["VINTAGE"], row["OBS_VALUE"])
        for row in loaded.figures.table.to_pylist()
        if (row["INDICATOR"], row["REF_AREA"], row["TIME_PERIOD"]) == ("EXPRESS_VOL", "CN", "2023")
    ]
    assert found == [("2024-01-31", Decimal("1320.7"))]


def test_residents_of_the_31_provinces_sum_to_1410_13_million_in_2020(rows: list[Row]) -> None:
    """The nation's 1412.12 million also counts servicemen and persons without a fixed residence."""
    assert math.fsum(provinces(rows, "POP", "2020")) == pytest.approx(141013, rel=0.0005)
    assert values(rows, "POP", "2020")["CN"] == 141212


def test_every_figure_has_a_known_source_a_grade_a_unit_and_an_indicator(loaded: Loaded) -> None:
    programme = loaded.programme
    assert programme is not None
    table = loaded.figures.table
    assert table.num_rows > 12_000
    assert set(table.column("SOURCE").unique().to_pylist()) <= set(programme.sources)
    assert set(table.column("GRADE").unique().to_pylist()) == {"A", "A-", "B", "C", "D"}
    assert set(table.column("UNIT_MEASURE").unique().to_pylist()) <= set(programme.units)
    assert set(table.column("INDICATOR").unique().to_pylist()) <= set(programme.indicators)
    assert set(table.column("SCOPE").unique().to_pylist()) - {"_Z"} <= set(programme.scopes)


def test_no_source_gives_one_indicator_in_two_scopes(loaded: Loaded) -> None:
    """Two scopes are never one series: the two indicators with rival scopes keep them apart by source."""
    scopes: dict[str, set[str]] = {}
    series: dict[tuple[str, str], set[str]] = {}
    for row in loaded.figures.table.to_pylist():
        scopes.setdefault(row["INDICATOR"], set()).add(row["SCOPE"])
        series.setdefault((row["INDICATOR"], row["SOURCE"]), set()).add(row["SCOPE"])
    assert sorted(name for name, own in scopes.items() if len(own) > 1) == [
        "DIG_CONS",
        "DIG_CONS_SHARE_HCE",
    ]
    assert sorted(key for key, own in series.items() if len(own) > 1) == []


@pytest.mark.parametrize(
    ("year", "billions"),
    [("2012", 53680), ("2015", 68025), ("2017", 82322), ("2018", 92206), ("2020", 101642)],
)
def test_value_added_of_the_nations_input_output_tables(loaded: Loaded, year: str, billions: int) -> None:
    """National Bureau of Statistics: total value added of each table; columns add up to TIU at every level."""
    wanted = pc.and_(
        pc.equal(loaded.io.table.column("TIME_PERIOD"), year), pc.equal(loaded.io.table.column("ROW"), "TVA")
    )
    found = [row for row in loaded.io.table.filter(wanted).to_pylist() if row["REF_AREA"] == "CN"]
    for level in sorted({row["LEVEL"] for row in found}):
        own = {row["COL"]: float(row["OBS_VALUE"]) for row in found if row["LEVEL"] == level}
        assert round(own.pop("TIU") / 1e5) == billions
        assert round(math.fsum(own.values()) / 1e5) == billions


def test_the_rejected_broadband_series_is_the_true_one_read_backwards(rows: list[Row]) -> None:
    """Its value of year y is subscribers per 10 000 residents of year 4040 - y; six cells were clipped besides."""
    with REJECTED.open(encoding="utf-8") as stream:
        rejected = {
            (r["REF_AREA"], int(r["TIME_PERIOD"])): float(r["OBS_VALUE"]) for r in csv.DictReader(stream)
        }
    assert len(rejected) == 279
    assert {year for _, year in rejected} == set(range(2016, 2025))
    far: dict[tuple[str, int], float] = {}
    compared = 0
    true = {year: per_10_000(rows, str(year)) for year in range(2016, 2025)}
    for (area, year), value in rejected.items():
        if area in true[4040 - year]:
            compared += 1
            if abs(true[4040 - year][area] / value - 1) > 0.001:
                far[(area, year)] = value
    assert compared == 278
    assert len(far) == 6
    assert set(far.values()) == {1474.450228, 5592.36031}
    assert rejected[("110000", 2024)] == pytest.approx(true[2016]["110000"], rel=1e-4)
    assert rejected[("110000", 2016)] > 1.5 * rejected[("110000", 2024)]


def per_10_000(rows: list[Row], year: str) -> dict[str, float]:
    """Broadband subscribers per 10 000 residents, by area."""
    users, people = values(rows, "BB_USERS", year), values(rows, "POP", year)
    return {area: users[area] / people[area] * 1e4 for area in users if area in people}
