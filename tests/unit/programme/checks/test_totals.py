"""Checks of provinces against their nation."""

from __future__ import annotations

import numpy as np
import pytest

from tests.findings import Told
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.panel import panels_of
from xinxiao.programme.checks.provincial import provincial
from xinxiao.programme.checks.totals import confirmed, gaps_of, unusual
from xinxiao.programme.load import load_bytes


def test_a_province_off_by_a_hundred_breaks_the_sum(told: Told) -> None:
    found = told(
        "figures/people.csv",
        ("A,930000,POP,_Z,2018,2021-09-30,2030,", "A,930000,POP,_Z,2018,2021-09-30,2130,"),
    )
    sums = [f for f in found if f.code.startswith("FIGURE_SUM")]
    assert [(f.level, f.code, dict(f.places)["gap"]) for f in sums] == [("warning", "FIGURE_SUM", "+1.50%")]


def test_a_province_off_by_ten_thousand_is_an_error(told: Told) -> None:
    found = told(
        "figures/people.csv",
        ("A,930000,POP,_Z,2018,2021-09-30,2030,", "A,930000,POP,_Z,2018,2021-09-30,20300000,"),
    )
    assert ("error", "FIGURE_SUM_FAR") in [(f.level, f.code) for f in found]


POPULATION = {"indicator": "POP", "scope": "_Z", "area": "CN"}


@pytest.mark.parametrize(
    ("nation", "code", "gap"),
    [
        ("6643.4", None, ""),
        ("6656.6", None, ""),
        ("6657", "FIGURE_SUM", "-0.11%"),
        ("6643", "FIGURE_SUM", "+0.11%"),
        ("6785", "FIGURE_SUM", "-1.99%"),
        ("6786", "FIGURE_SUM_FAR", "-2.00%"),
    ],
)
def test_provinces_may_miss_the_nation_by_the_tolerance_and_by_a_fiftieth_it_is_an_error(
    told: Told, nation: str, code: str | None, gap: str
) -> None:
    # Five provinces have 6650 together; a thousandth is tolerated.
    found = told(
        "figures/people.csv", ("A,CN,POP,_Z,2018,2021-09-30,6650,", f"A,CN,POP,_Z,2018,2021-09-30,{nation},")
    )
    sums = [f for f in found if f.code.startswith("FIGURE_SUM")]
    assert [f.code for f in sums] == ([code] if code else [])
    places = {**POPULATION, "year": "2018", "gap": gap, "usual": "+0.00%", "tolerance": "0.10%"}
    assert [(f.line, dict(f.places)) for f in sums] == ([(95, places)] if code else [])


def test_where_more_is_tolerated_an_error_begins_at_five_times_that(tiny: dict[str, bytes]) -> None:
    own = tiny["indicators.yaml"].replace(
        b"tolerance: 0.001\n  - id: USERS", b"tolerance: 0.1\n  - id: USERS"
    )
    assert own != tiny["indicators.yaml"]

    def codes(nation: str) -> list[str]:
        old = b"A,CN,POP,_Z,2018,2021-09-30,6650,"
        people = tiny["figures/people.csv"].replace(old, f"A,CN,POP,_Z,2018,2021-09-30,{nation},".encode())
        found = load_bytes({**tiny, "indicators.yaml": own, "figures/people.csv": people}).findings
        return [f.code for f in found if f.code.startswith("FIGURE_SUM")]

    # 6650 / 4500 - 1 = 0.478; 6650 / 4400 - 1 = 0.511
    assert [codes(nation) for nation in ("6100", "5900", "4500", "4400")] == [
        ["FIGURE_SUM_UNUSUAL"], ["FIGURE_SUM"], ["FIGURE_SUM"], ["FIGURE_SUM_FAR"]
    ]  # fmt: skip


def test_no_comment_silences_a_sum(told: Told) -> None:
    old = "A,CN,POP,_Z,2018,2021-09-30,6650,10K_PERSONS,A,A,S_BOOK,"
    found = told("figures/people.csv", (old, old.replace("6650", "6700") + "rounded"))
    assert [(f.level, f.code) for f in found] == [("warning", "FIGURE_SUM")]


def test_a_gap_is_unusual_against_the_others() -> None:
    assert unusual(np.array([0.001, 0.001, 0.001, 0.004, 0.001])).tolist() == [3]
    assert unusual(np.array([0.001, 0.001, 0.001, 0.0029, 0.001])).tolist() == []
    assert unusual(np.array([0.001, 0.001, 0.004])).tolist() == []
    assert unusual(np.array([0.01, 0.03, 0.0, 0.02, 0.05])).tolist() == []


def test_an_unusual_gap_is_told_among_four_years_and_not_among_three() -> None:
    assert unusual(np.array([0.0, 0.0001, 0.0, 0.1])).tolist() == [3]
    assert unusual(np.array([0.0001, 0.0, 0.1])).tolist() == []


def test_a_gap_is_what_a_sum_has_more_than_the_nation_and_none_where_one_is_unknown() -> None:
    total, whole = np.array([101.0, np.nan, 100.0, 99.0]), np.array([100.0, 100.0, 0.0, np.nan])
    assert gaps_of(total, whole)[:1] == pytest.approx([0.01])
    assert np.isnan(gaps_of(total, whole)[1:]).all()


@pytest.mark.parametrize(
    ("nation", "borne"),
    [
        ("6783", True),  # as much more as the province: the sum meets it
        ("6786.2", True),  # a sum of 6783 misses it by less than one in two thousand
        ("6786.6", False),
        ("6650", False),
    ],
)
def test_a_figure_far_off_is_borne_out_by_a_nation_that_its_sum_meets(
    tiny: dict[str, bytes], nation: str, borne: bool
) -> None:
    changes = {
        b"A,930000,POP,_Z,2018,2021-09-30,2030,": b"A,930000,POP,_Z,2018,2021-09-30,2163,",
        b"A,CN,POP,_Z,2018,2021-09-30,6650,": f"A,CN,POP,_Z,2018,2021-09-30,{nation},".encode(),
    }
    text = tiny["figures/people.csv"]
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    loaded = load_bytes({**tiny, "figures/people.csv": text})
    known, panels = Known(loaded, loaded.parts), panels_of(loaded)
    held = list(provincial(known, panels))
    (place,) = (k for k, one in enumerate(held) if one.panel.indicator == "POP")
    panel = held[place].panel
    found = confirmed(known, panels, held)[place]
    assert found[panel.areas.index("930000"), panel.years.index(2018)] == borne
    assert not found[panel.areas.index("910000"), panel.years.index(2016)]  # nothing there to bear out


@pytest.mark.parametrize(
    ("nation", "code"),
    [
        ("6650", "FIGURE_SUM_VALIDITY"),
        ("6656.6", "FIGURE_SUM_VALIDITY"),
        ("6643.4", "FIGURE_SUM_VALIDITY"),
        ("6657", "FIGURE_SUM_FAR"),
        ("6643", "FIGURE_SUM_FAR"),
        ("4620", None),
    ],
)
def test_a_nation_that_counts_a_province_not_valid_in_the_year_is_told_by_that_reason(
    tiny: dict[str, bytes], nation: str, code: str | None
) -> None:
    # Five provinces have 6650 together, 2030 of them in 930000, which ends before; a thousandth is tolerated.
    areas = tiny["codelists/CL_AREA.csv"].decode().splitlines()
    head = areas[0].split(",")
    at = next(i for i, line in enumerate(areas) if line.startswith("930000,"))
    cells = areas[at].split(",")
    cells[head.index("VALID_TO")] = "2017-12-31"
    areas[at] = ",".join(cells)
    old = b"A,CN,POP,_Z,2018,2021-09-30,6650,"
    people = tiny["figures/people.csv"].replace(old, f"A,CN,POP,_Z,2018,2021-09-30,{nation},".encode())
    files = {**tiny, "codelists/CL_AREA.csv": "\n".join([*areas, ""]).encode(), "figures/people.csv": people}
    found = [
        (f.level, f.code, dict(f.places).get("areas"))
        for f in load_bytes(files).findings
        if f.code.startswith("FIGURE_SUM") and {("indicator", "POP"), ("year", "2018")} <= {*f.places}
    ]
    levels = {"FIGURE_SUM_VALIDITY": "warning", "FIGURE_SUM_FAR": "error"}
    areas_told = "930000" if code == "FIGURE_SUM_VALIDITY" else None
    assert found == ([(levels[code], code, areas_told)] if code else [])
