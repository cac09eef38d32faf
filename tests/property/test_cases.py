"""Cases by workflows at random: what is replayed is the same, what is separated stays so, no state changes without an event."""

from __future__ import annotations

from random import Random

import pytest

from tests.workflows import Table, acted, at_random, facts
from xinxiao.model.event import follow
from xinxiao.model.oversight.case import Case, Happened, happened
from xinxiao.model.oversight.case_facts import CaseActed, ClockRanOut
from xinxiao.oversight.fold import after, fold

SEEDS = range(150)


@pytest.fixture(scope="module")
def tables() -> list[Table]:
    """Cases on which acts were tried, a hundred and fifty of them, each by a workflow of its own."""
    made = list[Table]()
    for seed in SEEDS:
        random = Random(seed)
        made.append(acted(random, at_random(random), 60)[0])
    return made


def test_replaying_the_stored_events_gives_the_same_case_byte_for_byte(tables: list[Table]) -> None:
    for table in tables:
        assert table.case is not None
        assert fold(map(happened, table.events)).text == table.case.text
        links = (
            (event.sequence, event.prev_hash.encode(), event.hash.encode(), _content(event.row))
            for event in table.events
        )
        assert follow("oversight", links)[1] is None  # type: ignore[arg-type,unused-ignore]


def _content(row: tuple[int, str, str, str, str, str, str]) -> bytes:
    sequence, before, _, actor, at, kind, payload = row
    return "\n".join((before, str(sequence), at, actor, kind, payload)).encode()


def test_the_tries_reach_what_there_is_to_reach(tables: list[Table]) -> None:
    kinds = {one.event.kind for table in tables for one in table.happened}
    states = {run.state for table in tables if table.case for run in table.case.clocks}
    assert kinds == {"case.acted", "case.clock_ran_out"}
    assert states == {"running", "suspended", "met", "met_late", "ran_out", "dropped"}
    assert sum(len(table.events) for table in tables) > 1_200
    assert any(fact.recusal == "granted" for table in tables for fact in facts(table))


def test_a_state_is_one_an_event_said_and_its_number_is_how_many_there_are(tables: list[Table]) -> None:
    for table in tables:
        case = table.case
        assert case is not None
        assert case.number == len(table.events) == len(case.steps)
        assert [step.number for step in case.steps] == list(range(1, case.number + 1))
        assert case.state == facts(table)[-1].state


def test_no_act_is_done_by_who_had_to_be_another(tables: list[Table]) -> None:
    separated = 0
    for table in tables:
        doers: dict[str, set[str]] = {}
        for one in table.happened:
            if isinstance(one.fact, CaseActed):
                act = table.workflow.act[one.fact.act]
                if one.event.actor != "system":
                    separated += bool(act.unlike)
                    assert all(one.event.actor not in doers.get(other, ()) for other in act.unlike)
                doers.setdefault(act.id, set()).add(one.event.actor)
    assert separated > 100


def test_an_act_is_done_from_its_states_by_its_roles_and_a_decision_by_a_person(tables: list[Table]) -> None:
    for table in tables:
        state = ""
        for one in table.happened:
            if isinstance(one.fact, CaseActed):
                act = table.workflow.act[one.fact.act]
                assert one.fact.role in act.by
                assert state in act.from_ or (not state and not act.from_)
                assert not (act.decides and one.event.actor == "system")
                assert one.fact.state == (act.to or state)
                state = one.fact.state


def _clocks(
    before: Case | None, one: Happened
) -> tuple[Case, dict[tuple[str, int], str], dict[tuple[str, int], str]]:
    made = after(before, one)
    was = {(run.clock, run.run): run.state for run in before.clocks} if before is not None else {}
    return made, was, {(run.clock, run.run): run.state for run in made.clocks}


def test_a_clock_changes_by_an_event_alone_and_never_comes_back_from_its_end(tables: list[Table]) -> None:
    for table in tables:
        case: Case | None = None
        for one in table.happened:
            case, was, now = _clocks(case, one)
            assert set(was) <= set(now)
            for key, state in was.items():
                assert state not in ("met", "met_late", "dropped") or now[key] == state
                assert state != "ran_out" or now[key] in ("ran_out", "met", "met_late")
            for run in case.clocks:
                assert bool(run.ended) == (not run.waits)
                assert bool(run.suspended_on) == (run.state == "suspended")
            running = [run.clock for run in case.waiting]
            assert len(running) == len(set(running))
            assert not (case.ends and case.waiting)


def test_what_runs_out_is_noticed_after_its_last_day_and_in_order(tables: list[Table]) -> None:
    for table in tables:
        noticed = [one for one in table.happened if isinstance(one.fact, ClockRanOut)]
        for one in noticed:
            assert isinstance(one.fact, ClockRanOut)
            assert one.fact.day < one.event.at[:10]
            assert one.event.actor == "system"


def test_no_event_holds_what_is_sealed(tables: list[Table]) -> None:
    for table in tables:
        assert all("nobody may read" not in event.payload for event in table.events)
        assert all("because it is so" not in event.payload for event in table.events)
