"""Cases in the ledger of both databases: written with their events, found by rows, held against the events."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from tests.databases import KINDS, database
from tests.workflows import FILE, FIRM, HEAD, OFFICER, OTHER, PERMIT, Table, asked, noun, permits
from xinxiao.errors import Conflict, NotFound
from xinxiao.model.event import Misfit
from xinxiao.model.oversight.case_facts import CaseActed, CaseFact, DocumentMade
from xinxiao.model.oversight.case_list import CaseCount, CaseQuery
from xinxiao.model.oversight.content import Row, content_hash
from xinxiao.oversight.fold import after as folded
from xinxiao.oversight.wanted import By
from xinxiao.store.ledger import Ledger
from xinxiao.store.oversight.cases import Cases

AT = "2026-06-01T08:00:00.000+00:00"
CASE = "PER-2026-000001"


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with database(request.param, tmp_path) as url:
        opened = Ledger(url)
        yield opened
        opened.close()


@pytest.fixture
def cases(ledger: Ledger) -> Cases:
    return Cases(ledger.database, ledger.oversight)


def put(cases: Cases, table: Table) -> None:
    """Write a case whole, event by event."""
    case = None
    for one in table.happened:
        cases.append(one.event.actor, one.event.at, [one.fact], case)
        case = folded(case, one)


def renamed(table: Table, number: str, **more: Any) -> Table:
    """The same case under another number."""
    made = Table(table.workflow, table.today)
    for one in table.happened:
        own = more if isinstance(one.fact, CaseActed) and one.fact.number == 1 else {}
        made.say(one.event.actor, replace(one.fact, case=number, **own))
    return made


def walked() -> Table:
    """A case that was proposed, by the made-up workflow without an entry of a list, which the database would look for."""
    said = permits()
    for act in said["acts"]:
        act.pop("entry", None)
    table = asked(handler="anna")
    table.workflow = noun(said)
    table.act(OFFICER, "EXAMINE", evidence=(FILE,))
    table.act(OTHER, "PROPOSE", values={"OUTCOME": "YES"})
    return table


def test_a_case_is_found_again_as_it_was_folded(ledger: Ledger, cases: Cases) -> None:
    table = walked()
    put(cases, table)
    assert table.case is not None
    assert cases.find(CASE).text == table.case.text
    assert [event.hash for event in cases.events(CASE)] == [event.hash for event in table.events]
    assert ledger.verify("oversight")[1] is None
    with pytest.raises(NotFound) as error:
        cases.find("PER-2026-000009")
    assert error.value.told is not None and error.value.told.name == "no_case"


def test_a_row_says_how_a_case_stands_and_what_runs_out_next(cases: Cases) -> None:
    put(cases, asked(handler="anna"))
    (row,) = cases.listed(CaseQuery())
    assert (row.case_id, row.workflow, row.state, row.area, row.subject) == (
        CASE,
        "PERMIT",
        "ASKED",
        "110000",
        FIRM,
    )
    assert (row.handler, row.opened, row.ended, row.number) == ("anna", "2026-06-01", "", 1)
    assert (row.due, row.clock, row.provisional, row.in_review, row.synthetic) == (
        "2026-06-08",
        "ANSWER",
        False,
        False,
        False,
    )


def test_lists_are_asked_by_area_handler_state_and_day_and_go_on_page_by_page(cases: Cases) -> None:
    for number in range(1, 6):
        own = {"area": "110000" if number < 4 else "310000", "handler": "anna" if number % 2 else "bert"}
        put(cases, renamed(asked(), f"PER-2026-00000{number}", **own))
    put(cases, renamed(walked(), "PER-2026-000006"))

    def found(**asked_for: Any) -> list[int]:
        return [int(row.case_id[-1]) for row in cases.listed(CaseQuery(**asked_for))]

    assert found() == [6, 5, 4, 3, 2, 1]
    assert found(order="due") == [1, 2, 3, 4, 5]
    assert found(areas=("310000",)) == [5, 4]
    assert found(areas=()) == []
    assert found(handler="bert", order="due") == [2, 4]
    assert found(state="PROPOSED") == [6]
    assert found(until="2026-06-07") == []
    assert found(until="2026-06-08", order="due", most=2) == [1, 2]
    assert found(order="due", most=2, after=("2026-06-08", "PER-2026-000002")) == [3, 4]
    assert found(most=2, after=("2026-06-01", "PER-2026-000005")) == [4, 3]
    assert cases.over("2026-06-08") == ()
    assert len(cases.over("2026-06-09")) == 5
    assert cases.counting(provisional=True) == ()
    assert cases.counting(provisional=False, after="PER-2026-000003") == (
        "PER-2026-000004",
        "PER-2026-000005",
    )
    assert cases.counts() == (
        CaseCount("PERMIT", "ASKED", 5, 0, 0),
        CaseCount("PERMIT", "PROPOSED", 1, 0, 0),
    )
    assert cases.counts(["310000"]) == (CaseCount("PERMIT", "ASKED", 2, 0, 0),)


def test_who_saw_less_than_there_is_loses_and_nothing_of_it_is_written(ledger: Ledger, cases: Cases) -> None:
    table = asked()
    put(cases, table)
    seen = cases.find(CASE)
    first = table.decided(OFFICER, "TEST").fact
    second = table.decided(OTHER, "TEST").fact
    cases.append("person:anna", AT, [first], seen)
    with pytest.raises(Conflict) as error:
        cases.append("person:bert", AT, [second], seen)
    assert error.value.told is not None and error.value.told.name == "case_overtaken"
    with pytest.raises(Conflict):
        cases.append("person:bert", AT, [table.happened[0].fact], None)
    assert cases.find(CASE).number == 2
    assert ledger.oversight.mark().sequence == 2
    assert ledger.verify("oversight")[1] is None


def test_of_many_who_act_at_once_on_what_they_saw_one_wins_each_time(ledger: Ledger, cases: Cases) -> None:
    for number in range(1, 4):
        put(cases, renamed(asked(), f"PER-2026-00000{number}"))

    def tries(worker: int) -> int:
        won, by = 0, By(f"person:p{worker}", f"p{worker}", frozenset({"case_officer"}))
        for turn in range(12):
            case = cases.find(f"PER-2026-00000{1 + turn % 3}")
            table = Table(PERMIT, date(2026, 6, 1), case)
            act = "TEST" if case.clocks[0].state == "running" else "TESTED"
            try:
                cases.append(by.actor, AT, [table.decided(by, act).fact], case)
                won += 1
            except Conflict:
                pass
        return won

    with ThreadPoolExecutor(6) as pool:
        won = sum(pool.map(tries, range(6)))
    stood = [cases.find(f"PER-2026-00000{number}") for number in range(1, 4)]
    assert sum(case.number for case in stood) == 3 + won
    assert won >= 12
    assert ledger.verify("oversight")[1] is None


def sealed(case: str, act: int, content: bytes) -> Row:
    return Row(case, act, "case", ("reason",), content)


def test_what_is_sealed_is_written_with_its_event_and_another_is_refused(
    ledger: Ledger, cases: Cases
) -> None:
    table = asked()
    put(cases, table)
    fact, row = table.decided(OFFICER, "TEST").fact, sealed(CASE, 2, b"xinxiao-sealed-1 sealed")
    fact = replace(fact, content=content_hash([row]))
    with pytest.raises(Conflict):
        cases.append("person:anna", AT, [fact], table.case, [sealed(CASE, 2, b"another")])
    with pytest.raises(Conflict):
        cases.append("person:anna", AT, [fact], table.case)
    cases.append("person:anna", AT, [fact], table.case, [row])
    assert cases.contents(CASE) == (row,)
    assert ledger.verify("oversight")[1] is None


def test_documents_are_found_by_their_numbers(ledger: Ledger, cases: Cases) -> None:
    table = asked()
    put(cases, table)
    made = DocumentMade(
        document="LETTER",
        number="LET-2026-000001",
        sha256="e" * 64,
        kept="f" * 64,
        template="letter",
        rule="RULE_ONE",
    )
    cases.append(
        "person:anna", AT, [replace(table.decided(OFFICER, "TEST").fact, documents=(made,))], table.case
    )
    assert cases.of_document("LET-2026-000001") == (CASE, "e" * 64)
    assert cases.of_document("LET-2026-000002") is None
    assert cases.document_of("e" * 64) == "LET-2026-000001"
    assert cases.document_of("f" * 64) is None
    assert ledger.verify("oversight")[1] is None


def test_numbers_are_given_once_also_to_many_at_once(cases: Cases) -> None:
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda _: cases.give_numbers("PER", 2026)[0], range(40)))
    assert sorted(given) == list(range(1, 41))
    assert cases.give_numbers("PER", 2026, 3) == range(41, 44)
    assert cases.give_numbers("PER", 2027) == range(1, 2)
    assert cases.give_numbers("LET", 2026) == range(1, 2)


CHANGES = {
    "state": "UPDATE case_row SET state = 'DONE'",
    "due": "UPDATE case_row SET due = '2099-01-01'",
    "clock": "UPDATE case_clock SET due = '2099-01-01'",
    "met": "UPDATE case_clock SET state = 'running'",
    "lost row": "DELETE FROM case_row",
    "lost clock": "DELETE FROM case_clock",
    "count": "UPDATE case_tally SET cases = 7",
    "added": (
        "INSERT INTO case_row VALUES "
        "('PER-2026-000099', 'PERMIT', 'd', 'ASKED', '110000', '', '', '2026-01-01', '', 1, '', '', 0, 0, 0)"
    ),
    "added clock": "INSERT INTO case_clock VALUES ('PER-2026-000099', 'ANSWER', 1, '2026-01-01', 'running', 'R', '', 0)",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_that_says_something_else_than_the_events_is_found(
    ledger: Ledger, cases: Cases, change: str
) -> None:
    put(cases, walked())
    mark, misfit = ledger.verify("oversight")
    assert misfit is None
    with ledger.database.writing() as connection:
        connection.exec_driver_sql(CHANGES[change])
    found = ledger.verify("oversight")[1]
    assert found is not None and (found.chain, found.why) == ("oversight", "projection")
    if not change.startswith(("added", "count")):
        assert found == Misfit("oversight", 3, "projection")
    assert ledger.verify("oversight", mark)[1] is None


def test_a_content_that_was_changed_is_found(ledger: Ledger, cases: Cases, tmp_path: Path) -> None:
    table = asked()
    put(cases, table)
    row = sealed(CASE, 2, b"xinxiao-sealed-1 sealed")
    fact = replace(table.decided(OFFICER, "TEST").fact, content=content_hash([row]))
    cases.append("person:anna", AT, [fact], table.case, [row])
    with ledger.database.writing() as connection, pytest.raises(Exception, match="append-only"):
        connection.execute(sa.text("UPDATE case_content SET sealed = :other"), {"other": b"other"})
    with ledger.database.writing() as connection:
        if ledger.kind == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER case_content_update")
        else:
            connection.exec_driver_sql("ALTER TABLE case_content DISABLE TRIGGER ALL")
        connection.execute(sa.text("UPDATE case_content SET sealed = :other"), {"other": b"other"})
    assert ledger.verify("oversight")[1] == Misfit("oversight", 2, "projection")


def test_a_machine_cannot_write_a_fact_out_of_turn(ledger: Ledger, cases: Cases) -> None:
    table = asked()
    put(cases, table)
    fact: CaseFact = table.decided(HEAD, "MORE_TIME", reason="r").fact
    with pytest.raises(Conflict):
        cases.append("person:cora", AT, [replace(fact, number=3)], table.case)
    assert ledger.verify("oversight")[1] is None
