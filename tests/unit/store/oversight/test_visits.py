"""Who goes to see whom, on both databases: by the day, whose, in which areas, until the case ends; and rows that were changed are found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from tests.databases import KINDS, database
from tests.officers import public
from tests.workflows import OFFICER, Table
from xinxiao.model.event import Misfit
from xinxiao.model.oversight.case_facts import CaseActed
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.desk_tables import CASE_VISIT
from xinxiao.store.oversight.cases import Cases
from xinxiao.store.oversight.desk import CaseDesk

HERE, THERE = "110000", "310000"


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with database(request.param, tmp_path) as url:
        opened = Ledger(url)
        yield opened
        opened.close()


def put(ledger: Ledger, number: int, day: str, *people: str, area: str = HERE) -> CaseActed:
    """A case for which some people go out on a day."""
    table = Table(public(), date(2026, 6, 1))
    fact = table.decided(OFFICER, "ASK", values={"RECEIVED": "2026-06-01"}, area=area).fact
    fact = replace(fact, case=f"PER-2026-{number:06d}", content="", visitors=people, visit_on=day)
    Cases(ledger.database, ledger.oversight).append("system", "2026-06-01T08:00:00.000+00:00", [fact], None)
    return fact


def then(ledger: Ledger, fact: CaseActed, **changes: object) -> None:
    """A further act on it, that says nothing but this."""
    cases = Cases(ledger.database, ledger.oversight)
    held = cases.find(fact.case)
    bare = {
        "values": {},
        "clocks": (),
        "visitors": (),
        "visit_on": "",
        "subject": "",
        "area": "",
        "number": held.number + 1,
    }
    more = replace(fact, **{**bare, **changes})
    cases.append("system", "2026-06-02T08:00:00.000+00:00", [more], held)


def seen(
    ledger: Ledger, account: str, areas: tuple[str, ...] | None = None, *, visited: bool = False
) -> list[tuple[str, int]]:
    found = CaseDesk(ledger.database).visits(account, areas, visited=visited, most=10)
    return [(day, int(row.case_id[-6:])) for day, row in found]


def test_visits_stand_by_their_days_and_areas_those_without_a_day_first(ledger: Ledger) -> None:
    put(ledger, 1, "2026-09-24", "anna", "bert")
    put(ledger, 2, "2026-09-21", "anna", "cora")
    put(ledger, 3, "", "anna", "bert")
    put(ledger, 4, "2026-09-22", "anna", "bert", area=THERE)
    assert seen(ledger, "anna") == [("", 3), ("2026-09-21", 2), ("2026-09-22", 4), ("2026-09-24", 1)]
    assert seen(ledger, "anna", (HERE,)) == [("", 3), ("2026-09-21", 2), ("2026-09-24", 1)]
    assert seen(ledger, "bert", (THERE,)) == [("2026-09-22", 4)]
    assert seen(ledger, "dora") == []
    assert len(CaseDesk(ledger.database).visits("anna", None, visited=False, most=2)) == 2


def test_a_visit_is_set_moved_to_others_done_and_gone_with_its_case(ledger: Ledger) -> None:
    fact = put(ledger, 1, "", "anna", "bert")
    then(ledger, fact, visit_on="2026-09-24")
    assert seen(ledger, "bert") == [("2026-09-24", 1)]
    then(ledger, fact, visitors=("anna", "cora"))
    assert (seen(ledger, "bert"), seen(ledger, "cora")) == ([], [("2026-09-24", 1)])
    then(ledger, fact, visited=True)
    assert (seen(ledger, "cora"), seen(ledger, "cora", visited=True)) == ([], [("2026-09-24", 1)])
    then(ledger, fact, state="DONE", ends=True)
    assert seen(ledger, "cora", visited=True) == []
    assert ledger.verify("oversight")[1] is None


@pytest.mark.parametrize("change", ["day", "account", "gone"])
def test_a_row_that_was_changed_is_found(ledger: Ledger, change: str) -> None:
    put(ledger, 1, "2026-09-24", "anna", "bert")
    statement = {
        "day": sa.update(CASE_VISIT).values(day="2026-09-25"),
        "account": sa.update(CASE_VISIT).where(CASE_VISIT.c.account == "anna").values(account="cora"),
        "gone": sa.delete(CASE_VISIT),
    }[change]
    with ledger.database.writing() as connection:
        connection.execute(statement)
    found = ledger.verify("oversight")[1]
    assert isinstance(found, Misfit)


def test_the_index_leads_to_the_visits_of_one(ledger: Ledger) -> None:
    if ledger.database.kind != "sqlite":
        return
    put(ledger, 1, "2026-09-24", "anna")
    query = "EXPLAIN QUERY PLAN SELECT v.day, r.* FROM case_visit v JOIN case_row r ON r.case_id = v.case_id WHERE v.account = 'a' AND v.visited = 0 ORDER BY v.day, v.case_id LIMIT 10"
    with ledger.database.reading() as connection:
        plan = " ".join(str(row) for row in connection.execute(sa.text(query)))
    assert "case_visit_account" in plan and "TEMP B-TREE" not in plan
