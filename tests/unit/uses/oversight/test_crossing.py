"""Open cases over a change of their file or of the rule: what goes on as before, and what follows the rule in force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.casework import ANNA, Desk, plain
from tests.databases import KINDS, database
from tests.unit.uses.oversight.test_cases import pdf
from tests.workflows import FIRM, named, version
from xinxiao.model.oversight.case import ClockRun
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import case_page, cases, clocks

CASE = "PER-2026-000001"
TEN_DAYS = version(10, "day", rule="RULE_TWO", article="15", valid_from="2026-06-10")


@pytest.fixture(params=KINDS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with database(request.param, tmp_path) as url:
        made = Desk(url, tmp_path, ruled())
        yield made
        made.ledger.close()


def ruled(*more: dict[str, Any], until: str | None = None, **changes: Any) -> dict[str, Any]:
    """The made-up workflow with a clock that each test starts anew; ``more``: versions of its rule after the first."""
    said = plain(**changes)
    clock = {
        **named(id="TEST_BY"),
        "versions": [version(5, "day", valid_to=until), *more],
        "starts": ["TEST"],
        "suspends": ["TESTED"],
        "resumes": ["MORE_TIME"],
        "stops": ["EXAMINE"],
    }
    said["clocks"] = [clock]
    said["acts"][3]["by"] = ["case_officer"]
    said["acts"][3]["reason"] = False
    return said


def opened(desk: Desk) -> None:
    wanted = Wanted("ASK", values={"RECEIVED": "2026-06-01"}, subject=FIRM, area="110000")
    cases.open_(desk.of(ANNA), "PERMIT", wanted)


def on(desk: Desk, day: int, act: str) -> ClockRun:
    """The last run of the clock after an act on a day of June."""
    desk.now = datetime(2026, 6, day, 2, tzinfo=UTC)
    done = cases.act(desk.of(ANNA), CASE, Wanted(act, cases.find(desk.of(ANNA), CASE).number))
    return done.case.clocks[-1]


def test_a_case_that_keeps_its_file_starts_clocks_by_the_rule_of_the_day_of_the_act(desk: Desk) -> None:
    opened(desk)
    first = on(desk, 8, "TEST")
    assert (first.rule, first.due) == ("RULE_ONE", "2026-06-13")
    desk.rewrite(ruled(TEN_DAYS, until="2026-06-09", version="2", crossing="keep"))
    later = on(desk, 11, "TEST")
    assert (later.run, later.rule, later.article, later.due) == (2, "RULE_TWO", "15", "2026-06-21")
    case = cases.find(desk.of(ANNA), CASE)
    assert [run.state for run in case.clocks] == ["dropped", "running"]
    assert case.definition == first.file != later.file
    steps = case_page.page(desk.of(ANNA), CASE).traces["TEST_BY", 2]
    assert [(step.what, step.on.isoformat()) for step in steps] == [
        ("starts", "2026-06-11"), ("counted", "2026-06-21"),
    ]  # fmt: skip


def test_what_follows_a_version_of_a_further_file_goes_on_by_it_when_no_file_says_it_any_more(
    desk: Desk,
) -> None:
    opened(desk)
    desk.rewrite(ruled(TEN_DAYS, until="2026-06-09", version="2", crossing="keep"))
    on(desk, 11, "TEST")
    desk.rewrite(ruled(version="3", crossing="keep"))
    on(desk, 12, "TESTED")
    run = on(desk, 15, "MORE_TIME")
    assert (run.state, run.rule, run.due) == ("running", "RULE_TWO", "2026-06-24")
    assert len(case_page.page(desk.of(ANNA), CASE).traces["TEST_BY", 1]) == 3


def test_a_clock_that_runs_keeps_its_version_or_crosses_as_todays_file_declares(desk: Desk) -> None:
    opened(desk)
    assert on(desk, 8, "TEST").due == "2026-06-13"
    said = ruled(TEN_DAYS, until="2026-06-09", version="2", crossing="keep")
    desk.rewrite(said)
    desk.now = datetime(2026, 6, 10, 2, tzinfo=UTC)
    assert clocks.recount(desk.system) == 0
    said["clocks"][0]["crossing"] = "change"
    desk.rewrite(said)
    assert clocks.recount(desk.system) == 1
    assert clocks.recount(desk.system) == 0
    case = cases.find(desk.of(ANNA), CASE)
    (run,) = case.clocks
    assert (run.rule, run.due, run.started) == ("RULE_TWO", "2026-06-18", "2026-06-08")
    assert run.file == desk.ports.known.current("PERMIT").digest != case.definition  # type: ignore[union-attr]


def test_after_an_outage_a_clock_crosses_before_it_is_noticed_unless_it_ran_out_before(desk: Desk) -> None:
    opened(desk)
    on(desk, 8, "TEST")
    said = ruled(TEN_DAYS, until="2026-06-09", version="2", crossing="keep")
    said["clocks"][0]["crossing"] = "change"
    desk.rewrite(said)
    desk.now = datetime(2026, 6, 15, 2, tzinfo=UTC)
    assert clocks.notice(desk.system) == 0
    assert cases.find(desk.of(ANNA), CASE).clocks[0].due == "2026-06-18"
    desk.now = datetime(2026, 6, 19, 2, tzinfo=UTC)
    assert clocks.notice(desk.system) == 1
    assert cases.find(desk.of(ANNA), CASE).clocks[0].state == "ran_out"


def test_an_act_that_a_further_file_has_is_shown_where_the_case_goes_by_it(
    desk: Desk, tmp_path: Path
) -> None:
    opened(desk)
    said = ruled(version="2", crossing="change")
    said["acts"].append(named(id="LOOK", by=["case_officer"], **{"from": ["ASKED"]}))
    desk.rewrite(said)
    assert "LOOK" in {one.spec.id for one in case_page.page(desk.of(ANNA), CASE).acts}
    said["crossing"] = "keep"
    desk.rewrite(said)
    assert "LOOK" not in {one.spec.id for one in case_page.page(desk.of(ANNA), CASE).acts}
    assert cases.act(desk.of(ANNA), CASE, Wanted("EXAMINE", 1), pdf(tmp_path)).case.state == "EXAMINED"
