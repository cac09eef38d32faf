"""What events say is what a case is; events out of turn are no case."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from tests.workflows import CALENDAR, ENTRY, FILE, OFFICER, OTHER, PERMIT, Table, asked, noun, permits
from xinxiao.errors import Conflict
from xinxiao.model.calendar import DaysOff
from xinxiao.model.oversight.case import Happened, happened
from xinxiao.model.oversight.case_facts import CaseAssigned, CaseReviewed
from xinxiao.oversight.fold import after, fold
from xinxiao.oversight.overdue import recomputed


def test_a_field_that_says_nothing_is_left_out_of_the_payload() -> None:
    event = asked().events[0]
    assert sorted(event.fact) == [
        "act", "area", "case", "clocks", "definition", "ends", "number", "on", "role", "state", "subject", "values", "workflow",
    ]  # fmt: skip
    assert happened(event).fact.payload == event.payload


def test_a_case_that_is_assigned_or_sent_to_review_says_so() -> None:
    table = asked()
    assert table.case is not None
    table.say("person:cora", CaseAssigned(case=table.case.id, number=2, handler="bert", role="supervisor"))
    assert table.case.handler == "bert"
    table.say(
        "system",
        CaseReviewed(case=table.case.id, number=3, state="LOOKED_AT_AGAIN", entry=ENTRY, why="lapsed"),
    )
    assert (table.case.state, table.case.in_review) == ("LOOKED_AT_AGAIN", True)


def test_a_number_that_does_not_follow_is_out_of_turn() -> None:
    table = asked()
    table.act(OFFICER, "TEST")
    first, second = table.happened
    for wrong in ([second], [first, first], []):
        with pytest.raises(Conflict) as error:
            fold(wrong)
        assert error.value.told is not None and error.value.told.name == "case_torn"
    other = Happened(second.event, replace(second.fact, case="PER-2026-000002"))
    with pytest.raises(Conflict):
        after(fold([first]), other)


def test_a_clock_that_is_moved_as_it_does_not_stand_is_out_of_turn() -> None:
    table = asked()
    table.act(OFFICER, "TEST")
    first, second = table.happened
    moved = replace(second.fact, number=3)
    with pytest.raises(Conflict):
        fold([first, second, Happened(second.event, moved)])


def test_a_provisional_day_is_counted_anew_when_the_year_is_arranged() -> None:
    table = Table(PERMIT, date(2026, 12, 31))
    said = permits()
    said["clocks"][0]["versions"] = [said["clocks"][0]["versions"][0] | {"valid_to": None}]
    table.workflow = noun(said)
    table.act(OFFICER, "ASK", values={"RECEIVED": "2026-12-31"})
    assert table.case is not None
    assert (table.case.clocks[0].due, table.case.clocks[0].provisional) == ("2027-01-07", True)
    assert list(recomputed(table.workflow, table.case, table.grounds, "e" * 64, "d" * 64)) == []
    arranged = DaysOff(year=2027, off=("2027-01-01", "2027-01-04"))
    table.calendar = replace(CALENDAR, years=(*CALENDAR.years, arranged))
    (fact,) = recomputed(table.workflow, table.case, table.grounds, "e" * 64, "d" * 64)
    assert (fact.before, fact.due, fact.provisional, fact.why, fact.source) == (
        "2027-01-07", "2027-01-11", False, "calendar", "e" * 64,
    )  # fmt: skip
    table.say("system", fact)
    assert (table.case.clocks[0].due, table.case.clocks[0].provisional) == ("2027-01-11", False)
    assert list(recomputed(table.workflow, table.case, table.grounds, "e" * 64, "d" * 64)) == []


def test_a_clock_that_crosses_a_change_of_its_rule_follows_the_new_one() -> None:
    said = permits()
    said["clocks"][0]["crossing"] = "change"
    table = Table(noun(said), date(2026, 6, 30))
    table.act(OFFICER, "ASK", values={"RECEIVED": "2026-06-30"})
    assert table.case is not None
    assert list(recomputed(table.workflow, table.case, table.grounds, "e" * 64, "d" * 64)) == []
    table.today = date(2026, 7, 1)
    (fact,) = recomputed(table.workflow, table.case, table.grounds, "e" * 64, "d" * 64)
    assert (fact.before, fact.due, fact.why, fact.source) == ("2026-07-07", "2026-07-10", "rule", "d" * 64)
    assert (fact.rule, fact.article) == ("RULE_TWO", "15")
    table.say("system", fact)
    assert table.case.clocks[0].rule == "RULE_TWO"
    table.act(OTHER, "EXAMINE", evidence=(FILE,))
