"""Cases to figures: what is counted of a month, what is withheld, and what is told apart."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.casework import CORA
from tests.counted import Registry, aggregates, programme
from tests.databases import KINDS, database
from xinxiao.errors import (
    Conflict,
    DataFault,
    NotAllowed,
    NotFound,
    ProgrammeFault,
    WrongRequest,
    XinxiaoError,
)
from xinxiao.files.yaml import write_yaml
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.release import sha256
from xinxiao.programme.load import load
from xinxiao.uses.oversight.aggregates import Made, write

MARCH = ("2026-04-01", "2026-03")
"""The day after, and the month."""


@pytest.fixture(params=KINDS)
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Registry]:
    with database(request.param, tmp_path) as url:
        made = Registry.made(url, tmp_path, programme(tmp_path / "programme"))
        yield made
        made.ledger.close()


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Registry]:
    """The same on a file alone."""
    with database("sqlite", tmp_path) as url:
        made = Registry.made(url, tmp_path, programme(tmp_path / "programme"))
        yield made
        made.ledger.close()


def full(registry: Registry) -> list[str]:
    """In each of five counties ten cases are opened on 2 March; of three the result comes in time on the 12th, of three late on the
    22nd, and four stay open."""
    found = []
    for county in range(1, 6):
        cases = [registry.opened("2026-03-02", f"99000{county}") for _ in range(10)]
        for case in cases[:3]:
            registry.ended(case, "2026-03-12")
        for case in cases[3:6]:
            registry.ended(case, "2026-03-22", late=True, outcome="NO")
        found += cases
    return found


def counted(registry: Registry, day: str = MARCH[0], month: str = MARCH[1]) -> Made:
    return write(registry.office(day), registry.folder, month)


def said(made: Made, area: str = "990000") -> dict[tuple[str, str], str]:
    """The numbers of an area, or why there is none."""
    return {
        (row["INDICATOR"], row["RESULT"]): row["OBS_VALUE"] or row["CONF_STATUS"] + row["OBS_STATUS"]
        for row in made.rows
        if row["REF_AREA"] == area
    }


def told(error: pytest.ExceptionInfo[Any]) -> str:
    assert isinstance(error.value, XinxiaoError)
    assert error.value.told is not None
    return error.value.told.name


def test_what_is_counted_of_a_month(registry: Registry) -> None:
    full(registry)
    made = counted(registry)
    assert said(made) == {
        ("OPENED", "_T"): "50",
        ("ENDED", "_T"): "30",
        ("STILL_OPEN", "_T"): "20",
        ("IN_TIME", "_T"): "15",
        ("LATE", "_T"): "15",
        ("RAN_OUT", "_T"): "0",
        ("PUBLISHED", "_T"): "30",
        ("PUBLISHED", "YES"): "15",
        ("PUBLISHED", "NO"): "15",
        ("DAYS", "_T"): "15",  # 15 of 10 days and 15 of 20: half of 10 + 20
    }
    assert len(made.rows) == 6 * 10


def test_what_happened_in_other_months_is_not_counted_in_this_one(registry: Registry) -> None:
    waiting = [registry.opened("2026-02-10") for _ in range(7)]
    for day in ("2026-02-27", "2026-03-01", "2026-03-31", "2026-04-01"):
        for _ in range(5):
            registry.ended(registry.opened(day), day)
    for case in waiting[:4]:
        registry.ran_out(case, "2026-03-31")
    for case in waiting[4:]:
        registry.ran_out(case, "2026-04-01")
    march = said(counted(registry, "2026-04-20"))
    assert [march[name, "_T"] for name in ("OPENED", "ENDED", "STILL_OPEN", "IN_TIME", "RAN_OUT")] == [
        *("10", "10", "7", "10", "4")
    ]
    april = said(counted(registry, "2026-05-01", "2026-04"))
    assert [april[name, "_T"] for name in ("OPENED", "ENDED", "STILL_OPEN", "IN_TIME", "RAN_OUT")] == [
        *("5", "5", "7", "5", "3")
    ]


def test_fewer_than_three_firms_are_withheld_and_another_county_with_them(registry: Registry) -> None:
    full(registry)
    made = [registry.opened("2026-04-02", f"99000{n}") for n in (1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3)]
    assert len(made) == 11
    counted(registry)
    april = counted(registry, "2026-05-01", "2026-04")
    row = {
        area: said(april, area)["OPENED", "_T"] for area in ("990000", *(f"99000{n}" for n in range(1, 6)))
    }
    # two firms in the third county; the smallest of the others, the first, goes with it: 11 - 5 is 6 for both
    assert row == {
        "990000": "11",
        "990001": "DQ",
        "990002": "5",
        "990003": "CQ",
        "990004": "0",
        "990005": "0",
    }
    # 4 were open in the third county and 6 are: that would tell the two, so its stock goes too, and another's with it
    stocks = {area: said(april, area)["STILL_OPEN", "_T"] for area in row}
    assert stocks["990000"] == "31"
    assert stocks["990003"] == "DQ"
    assert list(stocks.values()).count("DQ") == 2


def test_one_firm_that_makes_up_most_of_a_county_is_withheld(plain: Registry) -> None:
    full(plain)
    counted(plain)
    for area in ("990001", "990002"):
        for number in range(4):
            plain.opened("2026-04-02", area, firm=f"{area}-{number}")
    for _ in range(18):  # 18 of 20 is more than 85 %
        plain.opened("2026-04-02", "990003", firm="LARGE")
    plain.opened("2026-04-02", "990003")
    plain.opened("2026-04-02", "990003")
    april = counted(plain, "2026-05-01", "2026-04")
    assert said(april, "990003")["OPENED", "_T"] == "CQ"


def test_a_month_without_cases_is_zero_and_one_before_the_first_is_missing(plain: Registry) -> None:
    full(plain)
    with pytest.raises(NotFound) as missing:
        counted(plain, "2026-04-01", "2026-02")
    assert told(missing) == "aggregate_before"
    counted(plain)
    april = said(counted(plain, "2026-05-01", "2026-04"))
    assert (april["OPENED", "_T"], april["STILL_OPEN", "_T"], april["PUBLISHED", "YES"]) == ("0", "20", "0")
    assert april["DAYS", "_T"] == "FM"  # of nothing there is no median


def test_a_month_that_is_not_over_is_refused(plain: Registry) -> None:
    full(plain)
    for day in ("2026-03-15", "2026-03-31"):
        with pytest.raises(Conflict) as early:
            counted(plain, day)
        assert told(early) == "aggregate_early"
    assert not (plain.folder / "cases").exists()
    counted(plain, "2026-04-01")


@pytest.mark.parametrize("month", ["2026", "2026-Q1", "2026-13", "2026-3", "../2026-03", "", "２０２６-０３"])
def test_what_is_no_month_is_refused(plain: Registry, month: str) -> None:
    with pytest.raises(WrongRequest) as wrong:
        counted(plain, month=month)
    assert told(wrong) == "aggregate_month"


def test_clocks_that_ran_out_and_were_not_noted_are_noted_first(plain: Registry) -> None:
    full(plain)
    with pytest.raises(Conflict) as waiting:  # the clocks of these cases have until the end of 2027
        counted(plain, "2028-01-01", "2027-12")
    assert told(waiting) == "aggregate_clocks"


def test_nothing_new_writes_nothing_and_a_correction_is_a_further_vintage(registry: Registry) -> None:
    cases = full(registry)
    first = counted(registry)
    before = first.files[-1].read_bytes()
    mark = registry.ports.chain.mark()
    assert not counted(registry, "2026-04-05").files
    assert registry.ports.chain.mark() == mark
    for area in range(1, 6):
        for _ in range(4):  # entered in April, done in March
            registry.opened("2026-03-20", f"99000{area}", entered="2026-04-06")
    second = counted(registry, "2026-04-07")
    assert said(second)["OPENED", "_T"] == "70"
    lines = second.files[-1].read_bytes()
    assert lines.startswith(before)  # what was handed over stays as it was
    rows = list(csv.DictReader(lines.decode().splitlines()))
    values = [
        (row["VINTAGE"], row["OBS_VALUE"])
        for row in rows
        if (row["REF_AREA"], row["INDICATOR"]) == ("990000", "OPENED")
    ]
    assert values == [("2026-04-01", "50"), ("2026-04-07", "70")]
    assert len(cases) == 50


def test_a_second_vintage_on_one_day_that_says_something_else_is_refused(plain: Registry) -> None:
    full(plain)
    counted(plain)
    for _ in range(5):
        plain.opened("2026-03-20", entered="2026-04-01")
    with pytest.raises(Conflict) as today:
        counted(plain)
    assert told(today) == "aggregate_today"


def test_what_was_withheld_once_stays_so(plain: Registry) -> None:
    full(plain)
    counted(plain)
    for area, many in (("990001", 2), ("990002", 5), ("990003", 9)):
        for _ in range(many):
            plain.opened("2026-04-10", area)
    april = said(counted(plain, "2026-05-01", "2026-04"), "990001")
    assert april["OPENED", "_T"] == "CQ"
    for _ in range(10):
        plain.opened("2026-04-20", "990001", entered="2026-05-02")
    again = counted(plain, "2026-05-03", "2026-04")
    assert (
        said(again, "990001")["OPENED", "_T"] == "DQ"
    )  # 12 firms now, but 12 less what was added would tell the two
    assert said(again)["OPENED", "_T"] == "26"


def test_each_number_says_as_of_which_event_it_was_counted(plain: Registry) -> None:
    full(plain)
    mark = plain.ports.chain.mark()
    made = counted(plain)
    assert {(row["AS_OF_EVENT"], row["AS_OF_HASH"]) for row in made.rows} == {(str(mark.sequence), mark.hash)}
    (event,) = plain.ports.chain.events(after=mark.sequence)
    content = (plain.folder / "cases/2026-03.csv").read_bytes()
    assert event.kind == "case.counted"
    assert event.fact == {
        "month": "2026-03",
        "vintage": "2026-04-01",
        "sequence": mark.sequence,
        "head": mark.hash,
        "sha256": sha256(content),
        "numbers": 60,
        "withheld": sum(row["CONF_STATUS"] != "F" for row in made.rows),
        "synthetic": False,
    }
    (source,) = yaml.safe_load((plain.folder / "sources_cases_2026-03.yaml").read_text("utf-8"))["sources"]
    assert source["seen"] == f"chain of oversight as of event {mark.sequence} {mark.hash}"


def test_what_is_written_is_sound_and_nothing_of_a_case_is_in_it(plain: Registry) -> None:
    cases = full(plain)
    plain.opened("2026-03-03", firm="91110000802100433B")
    made = counted(plain)
    assert not [found for found in load(plain.folder).findings if found.level == "error"]
    written = b"".join(path.read_bytes() for path in made.files)
    assert not any(case.encode() in written for case in (*cases, "91110000802100433B", "F000001", "PER-"))


def test_invented_cases_stay_out_of_a_programme_that_is_not_invented(tmp_path: Path) -> None:
    with database("sqlite", tmp_path) as url:
        place = programme(tmp_path / "programme", synthetic=False)
        registry = Registry.made(url, tmp_path, place)
        full(registry)
        registry.synthetic = True
        registry.opened("2026-03-09")
        with pytest.raises(DataFault) as invented:
            counted(registry)
        assert told(invented) == "aggregate_synthetic"
        assert not (place / "cases").exists()
        registry.ledger.close()


def test_invented_cases_are_marked_wherever_they_are_counted(plain: Registry) -> None:
    plain.synthetic = True
    full(plain)
    made = counted(plain)
    assert made.synthetic
    assert {row["SYNTHETIC"] for row in made.rows} == {"Y"}
    (source,) = yaml.safe_load((plain.folder / "sources_cases_2026-03.yaml").read_text("utf-8"))["sources"]
    assert source["synthetic"] is True
    file = plain.folder / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("synthetic: true", "synthetic: false"), "utf-8")
    codes = {found.code for found in load(plain.folder).findings if found.level == "error"}
    assert {"aggregate.synthetic", "SOURCE_SYNTHETIC"} <= codes


def test_who_may_hand_numbers_over_is_said_by_the_programme(plain: Registry) -> None:
    full(plain)
    officer = Actor.signed_in("anna", (Grant("case_officer", "990000"),))
    county = Actor.signed_in("dora", (Grant("supervisor", "990001"),))
    for actor in (officer, county, CORA):
        with pytest.raises(NotAllowed) as refused:
            write(plain.office("2026-04-01", actor), plain.folder, "2026-03")
        assert told(refused) == "aggregate_role"
    head = Actor.signed_in("emma", (Grant("supervisor", "990000"),))
    assert write(plain.office("2026-04-01", head), plain.folder, "2026-03").files


def test_a_programme_that_declares_nothing_or_something_wrong_is_told(plain: Registry) -> None:
    full(plain)
    file = plain.folder / "oversight/aggregates.yaml"
    file.write_bytes(write_yaml(aggregates(levels=["village"])))
    with pytest.raises(ProgrammeFault) as wrong:
        counted(plain)
    assert [found.code for found in wrong.value.findings] == ["aggregate.level"]
    file.unlink()
    with pytest.raises(NotFound) as none:
        counted(plain)
    assert told(none) == "aggregate_none"


def test_a_case_that_was_ended_and_opened_again_is_open(plain: Registry) -> None:
    cases = full(plain)
    counted(plain)
    for case in cases[:3] + cases[10:13] + cases[20:23]:
        plain.reopened(case, "2026-04-03")
    april = said(counted(plain, "2026-05-01", "2026-04"))
    assert (april["OPENED", "_T"], april["ENDED", "_T"], april["STILL_OPEN", "_T"]) == ("0", "0", "29")
    may = said(counted(plain, "2026-06-01", "2026-05"))
    assert may["STILL_OPEN", "_T"] == "29"


def test_an_earlier_month_is_counted_again_after_a_later_one_and_the_later_again(plain: Registry) -> None:
    full(plain)
    counted(plain)
    for county in range(1, 6):
        for _ in range(5):
            plain.opened("2026-04-02", f"99000{county}")
    assert said(counted(plain, "2026-05-01", "2026-04"))["STILL_OPEN", "_T"] == "45"
    for county in range(1, 6):
        for _ in range(3):
            plain.opened("2026-03-30", f"99000{county}", entered="2026-05-02")
    march = said(counted(plain, "2026-05-03"))
    assert (march["OPENED", "_T"], march["STILL_OPEN", "_T"]) == ("65", "35")
    april = said(counted(plain, "2026-05-03", "2026-04"))
    assert (april["OPENED", "_T"], april["STILL_OPEN", "_T"]) == ("25", "60")


def test_what_can_be_told_from_what_was_shown_before_is_not_handed_over(plain: Registry) -> None:
    for number in range(8):
        case = plain.opened("2026-03-02")
        plain.ended(case, "2026-03-12", outcome="NO" if number < 2 else "YES")
    counted(plain)
    file = plain.folder / "cases/2026-03.csv"
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    for row in rows:  # as if somebody had shown the total and all but the two
        if (
            row["INDICATOR"] == "PUBLISHED"
            and row["RESULT"] != "NO"
            and row["REF_AREA"] in ("990000", "990001")
        ):
            row |= {
                "OBS_VALUE": "6" if row["RESULT"] == "YES" else "8",
                "CONF_STATUS": "F",
                "OBS_STATUS": "A",
            }
    with file.open("w", newline="", encoding="utf-8") as held:
        writer = csv.DictWriter(held, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    before = file.read_bytes()
    with pytest.raises(Conflict) as shown:
        counted(plain, "2026-04-09")
    assert told(shown) == "aggregate_open"
    assert file.read_bytes() == before
