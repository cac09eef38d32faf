"""The forms on the command line, of the policy's programme."""

from __future__ import annotations

import json

from tests.e2e.conftest import Command
from tests.nouns import POLICY, TUTORIAL


def test_forms_are_listed_by_the_numbers_of_their_tables(xinxiao: Command) -> None:
    said = xinxiao("forms", "list", "--programme", POLICY, "--lang", "en")
    assert said.code == 0
    head, *lines = [line.split("\t") for line in said.out.splitlines()]
    assert head[:5] == ["table", "id", "version", "name", "filled"]
    assert [line[1] for line in lines] == [
        "IC_PLATFORM_M",
        "IC_SERVICE_M",
        "IC_DEVICE_M",
        "IC_CONTENT_M",
        "IC_INFORMATISATION_A",
        "IC_COUNTY_Q",
        "IC_HOUSEHOLD_Q",
    ]
    assert lines[5][4:] == ["Quarterly", "2028-12-31", "Groups: Counties", "-", "26", "19"]


def test_the_list_as_json_has_the_same_rows(xinxiao: Command) -> None:
    said = xinxiao("forms", "list", "--programme", POLICY, "--lang", "zh", "--format", "json")
    rows = json.loads(said.out)
    assert rows[0]["name"] == "平台企业电子商务和信息服务月报"
    assert rows[0]["frequency"] == "月"
    assert (rows[0]["items"], rows[0]["rules"]) == (42, 18)
    assert xinxiao("forms", "list", "--programme", TUTORIAL, "--format", "json").out == "[]\n"


def test_a_form_is_shown_with_the_days_of_a_period(xinxiao: Command) -> None:
    said = xinxiao(
        "forms", "show", "IC_PLATFORM_M", "--programme", POLICY, "--period", "2026-09", "--lang", "en"
    )
    assert said.code == 0
    assert "A trial: approved by nobody and filed with nobody, so nobody has to answer." in said.out
    assert said.out.splitlines()[-6:] == [
        "Period 2026-09",
        "opens 2026-10-01 00:00",
        "due until 2026-10-12 24:00",
        "Counties: accepted until 2026-10-13 24:00",
        "Prefectures: accepted until 2026-10-14 12:00",
        "Provinces: accepted until 2026-10-16 24:00",
    ]


def test_days_of_next_year_are_provisional(xinxiao: Command) -> None:
    said = xinxiao(
        "forms", "show", "IC_COUNTY_Q", "--programme", POLICY, "--period", "2026-Q4", "--lang", "zh"
    )
    assert said.out.splitlines()[-1] == "其中有的年份放假安排尚未公布，日期为暂定。"
    assert "截止：2027-01-11 24:00" in said.out  # the 10th is a Sunday


def test_a_form_or_period_there_is_not_is_told_with_what_there_is(xinxiao: Command) -> None:
    none = xinxiao("forms", "show", "IC_NONE", "--programme", POLICY)
    assert none.code == 1
    assert "IC_PLATFORM_M" in none.err
    wrong = xinxiao("forms", "show", "IC_PLATFORM_M", "--programme", POLICY, "--period", "2026-Q1")
    assert wrong.code == 1
    assert "2026-01" in wrong.err
    waived = xinxiao("forms", "show", "IC_PLATFORM_M", "--programme", POLICY, "--period", "2026-01")
    assert waived.code == 1
