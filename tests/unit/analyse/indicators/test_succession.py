"""Areas in time: what is summed, ranked and compared in a year are the areas that were valid in it."""

from __future__ import annotations

import pytest

from tests.nouns import ROOT
from xinxiao import cycle
from xinxiao.model.codelist import Area
from xinxiao.model.dataset import Dataset
from xinxiao.model.text import Text
from xinxiao.programme.load import load_bytes

TUTORIAL = ROOT / "programmes" / "tutorial-reading"
END, NEXT = "2022-12-31", "2023-01-01"


def files() -> dict[str, bytes]:
    return {
        path.relative_to(TUTORIAL).as_posix(): path.read_bytes()
        for path in sorted(TUTORIAL.rglob("*"))
        if path.is_file()
    }


def abolished(e: str, *further: str) -> dict[str, bytes]:
    """The tutorial in which County E ends with 2022: ``e`` is the end of its row, ``further`` are rows of new areas. Its
    figures from 2023 on are gone, and so are those of the nation."""
    held = files()
    areas = held["codelists/CL_AREA.csv"].decode()
    old = next(line for line in areas.splitlines() if line.startswith("990005"))
    new = old.replace("province,990000,,,,", f"province,990000,{e},")
    held["codelists/CL_AREA.csv"] = areas.replace(old, "\n".join((new, *further))).encode()
    lines = held["figures/reading.csv"].decode().splitlines()
    kept = [
        line
        for line in lines
        if not (line.split(",")[1] == "990005" and line.split(",")[4] >= "2023")
        and not line.startswith("A,990000,READERS")
    ]
    held["figures/reading.csv"] = ("\n".join(kept) + "\n").encode()
    return held


def made(held: dict[str, bytes], step: str = "indicators") -> Dataset:
    loaded = load_bytes(held)
    assert loaded.programme is not None
    flow = next(f.id for f in loaded.programme.flows.values() if f.step == step)
    return cycle.compiled(loaded, None, None)[flow]


def told(data: Dataset, indicator: str, area: str, column: str = "OBS_VALUE") -> dict[str, object]:
    return {
        row["TIME_PERIOD"]: row[column]
        for row in data.table.to_pylist()
        if row["INDICATOR"] == indicator and row["REF_AREA"] == area
    }


def figures(held: dict[str, bytes], indicator: str, area: str) -> dict[str, float]:
    rows = (line.split(",") for line in held["figures/reading.csv"].decode().splitlines()[1:])
    return {row[4]: float(row[6]) for row in rows if row[1] == area and row[2] == indicator}


def test_an_area_is_valid_in_a_year_when_it_was_in_force_on_its_last_day() -> None:
    area = Area(id="1", name=Text(zh="x", en="x"), level="a", valid_from="2011-12-31", valid_to="2022-12-30")
    assert [area.valid_in(year) for year in (2010, 2011, 2021, 2022, "2012")] == [
        False, True, True, False, True
    ]  # fmt: skip
    whole = Area(id="1", name=Text(zh="x", en="x"), level="a", valid_to=END)
    assert [whole.valid_in(year) for year in (1, 2022, 2023)] == [True, True, False]


def test_the_nation_of_a_year_counts_a_county_that_was_abolished_later() -> None:
    held = abolished(f",{END},990004")
    every = ("990001", "990002", "990003", "990004")
    nation = told(made(held), "READERS", "990000")
    assert nation["2021"] == 230400.0
    assert nation["2023"] == sum(figures(held, "READERS", area)["2023"] for area in every)
    assert set(told(made(held), "READERS", "990000", "METHOD").values()) == {"SUM_OF_PROVINCES"}


def test_an_abolished_county_is_ranked_in_the_years_it_was_valid_in_and_in_no_other() -> None:
    data = made(abolished(f",{END},990004"), "index")
    ranks = {
        row["TIME_PERIOD"]: row["OBS_VALUE"]
        for row in data.table.to_pylist()
        if row["REF_AREA"] == "990005" and row["MEASURE"] == "RANK" and row["INDICATOR"] == "READING"
    }
    assert sorted(ranks) == ["2021", "2022"]
    of_2023 = {
        row["REF_AREA"]
        for row in data.table.to_pylist()
        if row["TIME_PERIOD"] == "2023" and row["MEASURE"] == "RANK"
    }
    assert of_2023 == {"990001", "990002", "990003", "990004"}


NEW = f"990006,己县,County F,province,990000,{NEXT},,,2,2,己县,S_INVENTED"
ROWS = "".join(
    f"A,990006,{name},{scope},{year},{year + 1}-03-31,{value},{unit},A,B,S_INVENTED,\n"
    for name, scope, unit, value in (
        ("POP", "_Z", "PERSONS", 200000),
        ("READERS", "_Z", "PERSONS", 20000),
        ("LENT", "PUBLIC_LIBRARIES", "ITEMS", 100000),
    )
    for year in (2023, 2024)
)


def renamed(successors: str, *further: str) -> dict[str, bytes]:
    held = abolished(f",{END},{successors}", NEW, *further)
    held["figures/reading.csv"] += ROWS.encode()
    return held


def test_a_new_county_has_what_it_was_made_of_in_earlier_years_and_says_so() -> None:
    held = renamed("990006")
    data = made(held)
    before = figures(held, "READERS", "990005")
    assert told(data, "READERS", "990006") == {
        "2021": before["2021"], "2022": before["2022"], "2023": 20000.0, "2024": 20000.0
    }  # fmt: skip
    assert told(data, "READERS", "990006", "METHOD")["2021"] == "SUM_OF_PREDECESSORS"
    assert told(data, "READERS", "990006", "OBS_STATUS")["2021"] == "E"
    assert told(data, "READERS", "990000")["2021"] == 230400.0
    key = "A.990006.READERS._Z.2021"
    sources = [row["IN_KEY"] for row in data.inputs.to_pylist() if row["KEY"] == key]
    assert sources == ["A.990005.READERS._Z.2021.2022-03-31"]


def test_what_cannot_be_added_up_is_not_restated_but_what_is_computed_from_sums_is() -> None:
    held = renamed("990006")
    data = made(held)
    assert "2021" not in told(data, "OPEN_HOURS", "990006")
    share = 100 * figures(held, "READERS", "990005")["2021"] / figures(held, "POP", "990005")["2021"]
    assert told(data, "READER_SHARE", "990006")["2021"] == pytest.approx(share)


def test_a_county_that_was_divided_restates_nothing() -> None:
    data = made(renamed("990006;990004"))
    assert sorted(told(data, "READERS", "990006")) == ["2023", "2024"]


def test_growth_across_a_merger_is_on_what_both_had() -> None:
    held = abolished(f",{END},990004")
    held["indicators.yaml"] += (
        "  - id: LENT_GROWTH\n    name: {zh: 外借增长, en: Growth of lending}\n    unit: PERCENT\n"
        "    definition: {zh: 比上年。, en: On the year before.}\n    kind: growth\n"
        "    formula: growth(LENT)\n    scope: PUBLIC_LIBRARIES\n"
        "  - id: SHARE_GROWTH\n    name: {zh: 读者比重增长, en: Growth of the share}\n    unit: PERCENT\n"
        "    definition: {zh: 比上年。, en: On the year before.}\n    kind: growth\n"
        "    formula: growth(OPEN_HOURS)\n"
    ).encode()
    data = made(held)
    d, e = figures(held, "LENT", "990004"), figures(held, "LENT", "990005")
    expected = 100 * (d["2023"] / (d["2022"] + e["2022"]) - 1)
    grown = told(data, "LENT_GROWTH", "990004")
    assert grown["2023"] == pytest.approx(expected)
    assert grown["2022"] == pytest.approx(100 * (d["2022"] / d["2021"] - 1))
    assert grown["2024"] == pytest.approx(100 * (d["2024"] / d["2023"] - 1))
    assert told(data, "LENT_GROWTH", "990004", "OBS_STATUS") == {"2022": "A", "2023": "E", "2024": "A"}
    sources = [
        row["IN_KEY"] for row in data.inputs.to_pylist() if row["KEY"].startswith("A.990004.LENT_GROWTH")
    ]
    assert "A.990005.LENT.PUBLIC_LIBRARIES.2022.2023-03-31" in sources
    assert sorted(told(data, "SHARE_GROWTH", "990004")) == ["2022", "2024"]
