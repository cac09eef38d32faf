"""Checks of series and panels that run backwards in time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.findings import said, with_rows
from xinxiao.programme.checks.panel import Panel
from xinxiao.programme.checks.reversal import backwards, profiles
from xinxiao.programme.load import load_bytes


def reversed_series(files: dict[str, bytes], wanted: Callable[[list[str]], bool]) -> dict[str, bytes]:
    lines = [line.split(",") for line in files["figures/people.csv"].decode().splitlines()]
    for row in lines[1:]:
        if wanted(row):
            row[4] = str(4035 - int(row[4]))
    return {**files, "figures/people.csv": ("\n".join(map(",".join, lines)) + "\n").encode()}


def test_provinces_that_run_backwards_against_the_nation_are_told(tiny: dict[str, bytes]) -> None:
    files = reversed_series(tiny, lambda row: row[2] == "USERS" and row[1] != "CN")
    found = [dict(f.places) for f in load_bytes(files).errors if f.code == "FIGURE_REVERSED"]
    assert [(f["area"], f["reference"], f["first"], f["last"]) for f in found] == [
        ("*", "CN", "2015", "2020")
    ]


def test_one_province_that_runs_backwards_is_told(tiny: dict[str, bytes]) -> None:
    files = reversed_series(tiny, lambda row: row[2] == "USERS" and row[1] == "930000")
    found = [f for f in load_bytes(files).findings if f.code == "FIGURE_OPPOSED"]
    assert [dict(f.places)["area"] for f in found] == ["930000"]


def test_a_series_that_mirrors_another_one_is_told(tiny: dict[str, bytes]) -> None:
    copy = "".join(
        line.replace(",USERS,", ",SHARE2,")
        .replace("10K_ACCOUNTS", "PERCENT")
        .replace(f",{year},", f",{4035 - year},")
        + "\n"
        for line in tiny["figures/people.csv"].decode().splitlines()
        for year in range(2015, 2021)
        if ",USERS," in line and f",{year}," in line and ",CN," not in line
    )
    indicator = tiny["indicators.yaml"] + (
        b"  - id: SHARE2\n    name: {zh: x\xe5\x88\x86, en: Other}\n    unit: PERCENT\n"
        b"    definition: {zh: x\xe5\x88\x86, en: Other.}\n    kind: growth\n"
    )
    figures = tiny["figures/people.csv"] + copy.encode()
    found = load_bytes({**tiny, "figures/people.csv": figures, "indicators.yaml": indicator}).findings
    assert [f.code for f in found if f.level == "error"] == ["FIGURE_MIRRORED"]


def profile(indicator: str, values: dict[str, list[float]], first: int = 2015) -> Panel:
    """A panel of areas by years, each cell with a row of its own."""
    years = len(next(iter(values.values())))
    row = np.arange(len(values) * years, dtype=np.int64).reshape(len(values), years)
    return Panel(
        indicator,
        "_Z",
        tuple(values),
        tuple(range(first, first + years)),
        np.array(list(values.values())),
        row,
    )


def test_a_series_is_read_backwards_when_it_fits_its_reference_from_the_end_only() -> None:
    rising = np.log(np.array([1.0, 1.2, 1.5, 1.9, 2.4, 3.0]))
    assert backwards(rising[::-1], rising)
    assert not backwards(rising, rising)
    assert not backwards(rising[:4][::-1], rising[:4])  # four years are too few to tell
    assert backwards(rising[:5][::-1], rising[:5])
    flat = np.log(np.array([1.0, 1.02, 1.04, 1.06, 1.08, 1.1]))
    assert not backwards(flat[::-1], flat)  # forwards it fits as well
    assert backwards(np.append(np.nan, rising[::-1]), np.append(np.nan, rising))


def test_a_profile_is_of_logs_about_their_mean_without_what_is_not_positive() -> None:
    found = profiles(profile("X", {"a": [1.0, np.e**2, np.nan], "b": [0.0, -1.0, 5.0], "c": [0.0, 0.0, 0.0]}))
    assert found[0].tolist()[:2] == pytest.approx([-1.0, 1.0])
    assert np.isnan(found[0, 2])
    assert np.isnan(found[1]).tolist() == [True, True, False]
    assert found[1, 2] == 0.0
    assert np.isnan(found[2]).all()


@pytest.mark.parametrize(
    ("areas", "years", "mirrored"), [(5, 5, True), (4, 5, False), (5, 4, False), (6, 7, True)]
)
def test_panels_mirror_each_other_in_at_least_five_areas_and_five_years(
    tiny: dict[str, bytes], areas: int, years: int, mirrored: bool
) -> None:
    def rows(indicator: str, unit: str, turned: bool) -> list[str]:
        return [
            f"A,9{a}0000,{indicator},_Z,{2000 + (years - 1 - y if turned else y)},2021-09-30,"
            f"{10 * (a + 1) * 1.5**y:.4f},{unit},A,A,S_BOOK,"
            for a in range(1, areas + 1)
            for y in range(years)
        ]

    more = "".join(
        f"  - id: M{n}\n    name: {{zh: 镜, en: M}}\n    unit: 100M_YUAN\n    definition: {{zh: 镜。, en: M.}}\n"
        for n in (1, 2)
    )
    places_ = tiny["codelists/CL_AREA.csv"].decode() + "960000,己省,Province F,province,CN,,,,3,2,己,S_BOOK\n"
    found = with_rows(
        tiny,
        *rows("M1", "100M_YUAN", False),
        *rows("M2", "100M_YUAN", True),
        **{
            "indicators.yaml": tiny["indicators.yaml"] + more.encode(),
            "codelists/CL_AREA.csv": places_.encode(),
        },
    )
    # Both are graded alike, so the one that falls is to blame.
    assert said(found, "FIGURE_MIRRORED", "indicator", "other") == ([("M2", "M1")] if mirrored else [])


def test_a_revision_that_turned_a_series_round_is_told_against_its_earlier_vintage(
    tiny: dict[str, bytes],
) -> None:
    values = [100.0, 120.0, 150.0, 190.0, 240.0, 300.0]
    rows = [
        f"A,950100,SIZE,NARROW,{2005 + y},{vintage},{value},100M_YUAN,A,A,S_BOOK,"
        for vintage, own in (("2021-01-31", values), ("2021-09-30", values[::-1]))
        for y, value in enumerate(own)
    ]
    found = with_rows(tiny, *rows)
    names = ("indicator", "area", "reference", "first", "last")
    assert said(found, "FIGURE_REVERSED", *names) == [("SIZE", "950100", "VINTAGE", "2005", "2020")]
