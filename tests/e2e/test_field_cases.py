"""Cases from other people's bug reports, from a folder of files through the commands to the rows they give."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.e2e.conftest import Command

Rows = dict[tuple[str, str], tuple[float, str]]
PROFIT = """\
  - id: PROFIT
    name: {zh: 盈余, en: Surplus}
    unit: ITEMS
    definition: {zh: 盈余。, en: Surplus.}
    minimum: -1000.0
  - id: PROFIT_GROWTH
    name: {zh: 盈余增速, en: Growth of surplus}
    unit: PERCENT
    definition: {zh: 比上年增长。, en: Growth on the year before.}
    formula: growth(PROFIT)
    kind: growth
"""


def rows(xinxiao: Command, home: Path, flow: str, *where: str) -> Rows:
    """(area, year) -> value and method of what is asked for."""
    asked = [part for one in where for part in ("--where", one)]
    said = xinxiao("data", flow, *asked, "--home", home)
    assert said.code == 0
    table = csv.DictReader(io.StringIO(said.out))
    return {(r["REF_AREA"], r["TIME_PERIOD"]): (float(r["OBS_VALUE"]), r["METHOD"]) for r in table}


def test_a_surplus_that_was_a_deficit_has_no_rate_of_growth(
    xinxiao: Command, programme: Path, tmp_path: Path
) -> None:
    """pandas-dev/pandas#56618: -10 to -5 is no fall by half, -5 to 10 none by three times, 10 to -10 none by two."""
    with (programme / "indicators.yaml").open("a", encoding="utf-8") as file:
        file.write(PROFIT)
    with (programme / "figures" / "reading.csv").open("a", encoding="utf-8") as file:
        for area, values in (("990001", (-10, -5, 10, -10)), ("990002", (10, 15, 0, 5))):
            for year, value in zip(range(2021, 2025), values, strict=True):
                file.write(f"A,{area},PROFIT,_Z,{year},{year + 1}-03-31,{value},ITEMS,A,B,S_INVENTED,\n")
    said = xinxiao("check", programme)
    assert said.code == 0
    (line,) = said.out.splitlines()
    assert "FORMULA_UNDEFINED: PROFIT_GROWTH = growth(PROFIT)" in line
    assert "no value in 4 places (first: 990001 2022)" in line
    assert xinxiao("run", "--programme", programme, "--home", tmp_path / "home").code == 0
    found = rows(xinxiao, tmp_path / "home", "RD_INDICATORS", "INDICATOR=PROFIT_GROWTH")
    assert found == {("990002", "2022"): (50.0, "FORMULA"), ("990002", "2023"): (-100.0, "FORMULA")}


def merged(programme: Path, *nation: str) -> None:
    """County E goes into County D at the end of 2022; its later figures go, and so do those of the nation from 2023 on but
    for some indicators, and all of its readers."""
    areas = programme / "codelists" / "CL_AREA.csv"
    text = areas.read_text("utf-8")
    old = "990005,戊县,County E,province,990000,,,,"
    assert old in text
    areas.write_text(text.replace(old, "990005,戊县,County E,province,990000,,2022-12-31,990004,"), "utf-8")
    figures = programme / "figures" / "reading.csv"
    head, *lines = figures.read_text("utf-8").splitlines(keepends=True)
    kept = []
    for line in lines:
        _, area, indicator, _, year, *_ = line.split(",")
        late = year >= "2023" and (area == "990005" or (area == "990000" and indicator not in nation))
        if not late and (area, indicator) != ("990000", "READERS"):
            kept.append(line)
    figures.write_text(head + "".join(kept), "utf-8")


def test_a_county_counts_and_is_ranked_until_it_is_abolished(
    xinxiao: Command, programme: Path, tmp_path: Path
) -> None:
    """terraframe/geoprism-registry#886: a unit closed in the past was one of its nation before."""
    merged(programme)
    assert xinxiao("check", programme).out == ""
    home = tmp_path / "home"
    assert xinxiao("run", "--programme", programme, "--home", home).code == 0
    readers = rows(xinxiao, home, "RD_INDICATORS", "INDICATOR=READERS", "REF_AREA=990000")
    assert readers["990000", "2021"] == (230400.0, "SUM_OF_PROVINCES")
    assert readers["990000", "2022"] == (244426.0, "SUM_OF_PROVINCES")
    assert readers["990000", "2023"] == (258473.0 - 13261.0, "SUM_OF_PROVINCES")
    ranks = rows(xinxiao, home, "RD_INDEX", "MEASURE=RANK", "INDICATOR=READING")
    assert {year for area, year in ranks if area == "990005"} == {"2021", "2022"}
    assert {area for area, year in ranks if year == "2023"} == {f"99000{n}" for n in range(1, 5)}


def test_a_nation_that_still_counts_an_abolished_county_is_refused(xinxiao: Command, programme: Path) -> None:
    merged(programme, "LENT")
    said = xinxiao("check", programme)
    assert said.code != 0
    assert [line.split(": ")[2:4] for line in said.out.splitlines()] == [
        ["FIGURE_SUM_FAR", f"LENT {year}"] for year in (2023, 2024)
    ]


def test_figures_of_an_abolished_county_that_the_nation_counts_are_told_and_stop_nothing(
    xinxiao: Command, programme: Path, tmp_path: Path
) -> None:
    areas = programme / "codelists" / "CL_AREA.csv"
    text = areas.read_text("utf-8").replace(
        "County E,province,990000,,,,", "County E,province,990000,,2022-12-31,990004,"
    )
    areas.write_text(text, "utf-8")
    figures = programme / "figures" / "reading.csv"
    kept = [
        line
        for line in figures.read_text("utf-8").splitlines(True)
        if not line.startswith("A,990000,READERS,")
    ]
    figures.write_text("".join(kept), "utf-8")
    said = xinxiao("check", programme)
    assert said.code == 0
    told = [line.split(": ")[1:4] for line in said.out.splitlines()]
    assert {(level, code) for level, code, _ in told} == {
        ("warning", "FIGURE_SUM_VALIDITY"),
        ("warning", "AREA_VALIDITY"),
    }
    assert [where for _, code, where in told if code == "FIGURE_SUM_VALIDITY"] == [
        f"{name} {year}" for name in ("LENT", "LIBRARIES", "POP") for year in (2023, 2024)
    ]
    home = tmp_path / "home"
    assert xinxiao("run", "--programme", programme, "--home", home).code == 0
    readers = rows(xinxiao, home, "RD_INDICATORS", "INDICATOR=READERS", "REF_AREA=990000")
    assert readers["990000", "2021"] == (230400.0, "SUM_OF_PROVINCES")
    assert readers["990000", "2023"] == (258473.0 - 13261.0, "SUM_OF_PROVINCES")
