"""What happened to what is kept of people: recorded with its rows, and seen when either is changed."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import KINDS, database
from xinxiao.errors import Conflict
from xinxiao.model.event import Misfit
from xinxiao.model.oversight.personal_facts import (
    CaseHeld,
    CaseHoldEnded,
    CaseKept,
    CaseKeyDestroyed,
    CaseShown,
    ErasureAsked,
    ErasureRefused,
)
from xinxiao.model.oversight.personal_record import Erasure, KeptUntil
from xinxiao.model.oversight.rule import Basis
from xinxiao.store.ledger import Ledger
from xinxiao.store.oversight.personal import PersonalRecords

AT = "2026-03-02T08:00:00.000+00:00"
WORDS = b"sealed words"
HASH = sha256(WORDS).hexdigest()
BASIS = [Basis(rule="R", article="4")]


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with database(request.param, tmp_path) as url:
        made = Ledger(url)
        yield made
        made.close()


@pytest.fixture
def records(ledger: Ledger) -> PersonalRecords:
    return PersonalRecords(ledger.office, ledger.oversight)


def destroyed(case: str, part: str = "", asked: int = 0) -> CaseKeyDestroyed:
    why = "asked" if asked else "retention"
    return CaseKeyDestroyed(
        case=case, part=part, why=why, basis=BASIS, asked=asked, approver="", due="2026-03-01", noticed=AT
    )  # type: ignore[arg-type]


def ask(records: PersonalRecords, case: str, part: str = "person") -> int:
    fact = ErasureAsked(case=case, part=part, basis=BASIS, reason=HASH)
    return records.say("person:a", AT, [fact], WORDS)[0].sequence


def test_a_reason_is_kept_sealed_with_the_event_that_holds_its_hash(
    ledger: Ledger, records: PersonalRecords
) -> None:
    (event,) = records.say("person:a", AT, [CaseShown(case="C-1", fields=["NAME"], reason=HASH)], WORDS)
    assert records.words(event.sequence) == WORDS and records.words(99) is None
    assert ledger.verify("oversight")[1] is None
    for words in (b"others", None):
        with pytest.raises(Conflict, match="other words"):
            records.say("person:a", AT, [CaseShown(case="C-1", fields=["NAME"], reason=HASH)], words)
    assert ledger.oversight.mark().sequence == 1


def test_an_erasure_is_asked_for_and_decided_once(ledger: Ledger, records: PersonalRecords) -> None:
    one, two = ask(records, "C-1"), ask(records, "C-1", "")
    assert records.erasures() == (
        Erasure(one, "C-1", "person", "person:a", "open"),
        Erasure(two, "C-1", "", "person:a", "open"),
    )
    records.say("person:b", AT, [destroyed("C-1", "person", one)])
    records.say("person:b", AT, [ErasureRefused(case="C-1", asked=two, reason=HASH)], WORDS)
    assert records.erasures() == () and records.erased("C-1") == {"person"}
    assert [erasure.state for erasure in records.erasures("C-1")] == ["done", "refused"]
    for asked in (one, two, 99):
        with pytest.raises(Conflict, match="nothing to decide"):
            records.say("person:b", AT, [destroyed("C-1", "person", asked)])
    with pytest.raises(Conflict, match="nothing to decide"):
        records.say("person:b", AT, [destroyed("C-2", "", ask(records, "C-1"))])  # of another case
    assert ledger.verify("oversight")[1] is None


def test_nothing_of_a_case_that_is_held_is_destroyed(ledger: Ledger, records: PersonalRecords) -> None:
    (hold,) = records.say("person:a", AT, [CaseHeld(case="C-1", reason=HASH)], WORDS)
    assert records.holds("C-1") == (hold.sequence,) and records.holds("C-2") == ()
    with pytest.raises(Conflict, match="is held"):
        records.say("system", AT, [destroyed("C-1")])
    with pytest.raises(Conflict, match="nothing to decide"):
        records.say("person:a", AT, [CaseHoldEnded(case="C-2", hold=hold.sequence, reason=HASH)], WORDS)
    records.say("person:a", AT, [CaseHoldEnded(case="C-1", hold=hold.sequence, reason=HASH)], WORDS)
    records.say("system", AT, [destroyed("C-1")])
    assert records.erased("C-1") == {""} and ledger.verify("oversight")[1] is None


def test_cases_whose_time_is_over_come_in_the_order_of_their_days(
    ledger: Ledger, records: PersonalRecords
) -> None:
    days = {"C-1": "2026-03-01", "C-2": "2026-02-01", "C-3": "2026-03-01", "C-4": "2026-03-02", "C-5": ""}
    records.say(
        "system", AT, [CaseKept(case=case, ended="2025-01-01", until=day) for case, day in days.items()]
    )
    records.say("person:a", AT, [CaseHeld(case="C-3", reason=HASH)], WORDS)
    assert [one.case for one in records.past("2026-03-02")] == ["C-2", "C-1"]
    assert [one.case for one in records.past("2026-03-02", most=1)] == ["C-2"]
    assert [one.case for one in records.past("2026-03-02", ("2026-02-01", "C-2"))] == ["C-1"]
    assert records.kept("C-1") == KeptUntil("C-1", "2025-01-01", "2026-03-01") and records.kept("C-9") is None
    records.say("system", AT, [CaseKept(case="C-1", ended="", until="")])
    records.say("system", AT, [destroyed("C-2")])
    assert records.past("2026-03-02") == () and ledger.verify("oversight")[1] is None


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE case_retention SET until = '2099-01-01'", 2),
        ("DELETE FROM case_retention", 2),
        ("UPDATE case_erasure SET state = 'refused'", 1),
        ("DELETE FROM case_hold", 3),
        ("INSERT INTO case_hold VALUES (7, 'C-9')", 7),
        ("DROP TRIGGER case_words_update{on words}; UPDATE case_words SET sealed = 'x'", 1),
        ("DROP TRIGGER case_words_delete{on words}; DELETE FROM case_words WHERE event = 3", 3),
        ("DROP TRIGGER case_erased_delete{on erased}; DELETE FROM case_erased", 4),
        ("INSERT INTO case_erased VALUES (9, 'C-1', '')", 9),
    ],
)
def test_a_row_that_was_changed_is_found(
    ledger: Ledger, records: PersonalRecords, statement: str, number: int
) -> None:
    ask(records, "C-1")
    records.say("system", AT, [CaseKept(case="C-1", ended="2025-01-01", until="2026-02-01")])
    records.say("person:a", AT, [CaseHeld(case="C-2", reason=HASH)], WORDS)
    records.say("system", AT, [destroyed("C-3")])
    assert ledger.verify("oversight")[1] is None
    postgresql = ledger.office.kind == "postgresql"
    with ledger.office.writing() as connection:
        for one in statement.split("; "):
            drops = postgresql and one.startswith("DROP")
            table = "case_erased" if "erased" in one else "case_words"
            said = f"ALTER TABLE {table} DISABLE TRIGGER ALL" if drops else one
            connection.exec_driver_sql(said.partition("{")[0])
    assert ledger.verify("oversight")[1] == Misfit("oversight", number, "projection")


@pytest.mark.parametrize("table", ["case_words", "case_erased"])
def test_what_only_grows_is_refused_a_change(ledger: Ledger, records: PersonalRecords, table: str) -> None:
    ask(records, "C-1")
    records.say("system", AT, [destroyed("C-3")])
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET case_id = 'x'"):
        with pytest.raises(sa.exc.DBAPIError), ledger.office.engine.begin() as connection:
            connection.exec_driver_sql(statement)
