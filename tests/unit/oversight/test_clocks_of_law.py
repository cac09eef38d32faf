"""All times the reference lists, as clocks of a file: each day they end is the one counted day by day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from tests.clocks import day, slow
from tests.nouns import calendar
from xinxiao.files.convert import convert
from xinxiao.files.places import Places
from xinxiao.files.yaml import read_yaml
from xinxiao.model.oversight.clock import ClockSpec, ClockVersion
from xinxiao.oversight.due import due, version_on

FILE = Path(__file__).parents[2] / "data" / "oversight-clocks.yaml"


@cache
def clocks() -> dict[str, ClockSpec]:
    marked = read_yaml(FILE.name, FILE.read_bytes())
    nouns, faults = convert(FILE.name, marked.value, tuple[ClockSpec, ...], Places({FILE.name: marked.marks}))
    assert faults == []
    return {clock.id: clock for clock in nouns}


def held(clock: str, on: str) -> ClockVersion:
    version = version_on(clocks()[clock], day(on))
    assert version is not None
    return version


def test_the_51_rows_of_the_reference_are_57_versions_of_52_clocks() -> None:
    versions = [version for clock in clocks().values() for version in clock.versions]
    assert (len(clocks()), len(versions)) == (52, 57)
    assert len(set(re.findall(r"# (c_[a-z0-9_]+)", FILE.read_text("utf-8")))) == 51
    assert (
        sum(not version.confirmed for version in versions) == 14
    )  # second-hand copies, and a day nobody gave


@pytest.mark.parametrize("clock", sorted(clocks()))
def test_a_time_of_law_ends_where_days_counted_one_by_one_end(clock: str) -> None:
    own = clocks()[clock]
    starts = [date(2017, 1, 3) + timedelta(days=n) for n in range(0, 3640, 53)]
    for on in starts:
        version = version_on(own, on)
        if version is None or own.beforehand:
            continue
        found = due(version, on, calendar())
        assert found.day == slow(version, on, calendar())


@pytest.mark.parametrize(
    ("clock", "start", "rule", "last"),
    [
        ("C_MED", "2024-06-28", "ORDER_20", "2024-08-30"),
        ("C_MED", "2024-07-01", "CONSUMER_REGULATION", "2024-08-30"),
        ("C_MED", "2026-04-14", "CONSUMER_REGULATION", "2026-06-13"),
        ("C_MED", "2026-04-15", "ORDER_121", "2026-06-14"),
        ("C_MED", "2026-08-02", "ORDER_121", "2026-10-08"),
        ("C_MED", "2026-04-20", "ORDER_121", "2026-06-22"),
        ("C_ACC", "2026-02-12", "ORDER_20", "2026-02-28"),
        ("C_ACC", "2026-04-28", "ORDER_121", "2026-05-11"),
        ("C_REP_CHECK", "2026-04-14", "PENALTY_PROCEDURE", "2026-05-08"),
        ("C_PEN_PUB", "2026-09-24", "ORDER_45", "2026-10-29"),
        ("C_BL_TERM", "2024-02-29", "ORDER_44", "2027-02-28"),
        ("C_REP107_SER_STOP", "2026-01-31", "ORDER_107", "2029-01-31"),
        ("C_TEL_FEE", "2025-09-30", "MIIT_35", "2026-02-28"),
    ],
)
def test_known_days_come_out(clock: str, start: str, rule: str, last: str) -> None:
    version = held(clock, start)
    assert (version.rule, due(version, day(start), calendar()).day) == (rule, day(last))


def test_a_hearing_is_told_of_seven_working_days_before() -> None:
    found = due(held("C_HEAR_NOTICE", "2026-11-20"), day("2026-11-20"), calendar(), beforehand=True)
    assert found.day == day("2026-11-11")


def test_who_reported_is_told_within_five_working_days_until_the_rule_ended() -> None:
    assert held("C_REP_TELL", "2026-04-14").length is not None
    assert version_on(clocks()["C_REP_TELL"], day("2026-04-15")) is None


def test_fifteen_working_days_more_are_given_for_a_report() -> None:
    version = held("C_REP_CHECK", "2026-04-14")
    assert version.extension is not None
    more = (version.extension.length,)
    assert due(version, day("2026-04-14"), calendar(), (), more).day == day("2026-05-28")
