"""The desk's questions on both databases: in which order, whose, from where on; what is public and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from tests.databases import KINDS, database
from tests.officers import public
from tests.workflows import FILE, HEAD, OFFICER, OTHER, Table
from xinxiao.model.event import Misfit
from xinxiao.model.oversight.case_facts import CaseActed
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.desk import NOBODY, Count, Means, Published
from xinxiao.oversight.fold import after
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.desk_tables import CASE_PUBLIC
from xinxiao.store.oversight import desk as store
from xinxiao.store.oversight.cases import Cases
from xinxiao.store.oversight.desk import CaseDesk

FIRM = "91110000802100433B"


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with database(request.param, tmp_path) as url:
        opened = Ledger(url)
        yield opened
        opened.close()


@pytest.fixture
def desk(ledger: Ledger) -> CaseDesk:
    return CaseDesk(ledger.database)


def put(
    ledger: Ledger, number: int, day: str, area: str = "110000", handler: str = "", acts: int = 0
) -> Table:
    """A permit of this number that was asked for on a day, with so many of its further acts; its answer is due five working days later."""
    table = Table(public(), date.fromisoformat(day))
    table.act(OFFICER, "ASK", values={"RECEIVED": day}, area=area, handler=handler)
    steps: tuple[tuple[Any, str, dict[str, Any]], ...] = (
        (OFFICER, "EXAMINE", {"evidence": (FILE,)}),
        (OTHER, "PROPOSE", {"values": {"OUTCOME": "YES"}}),
        (HEAD, "GRANT", {"reason": "so"}),
    )
    for by, act, more in steps[:acts]:
        table.act(by, act, **more)
    cases, case = Cases(ledger.database, ledger.oversight), None
    for one in table.happened:
        fact = replace(one.fact, case=f"PER-2026-{number:06d}")
        if isinstance(fact, CaseActed):
            fact = replace(fact, content="")
        cases.append(one.event.actor, one.event.at, [fact], case)
        case = after(case, replace_fact(one, fact))
    return table


def replace_fact(one: Any, fact: Any) -> Any:
    """The same event with another fact."""
    from dataclasses import replace as changed

    return changed(one, fact=fact)


def numbers(rows: Any) -> list[int]:
    return [int(row.case_id[-6:]) for row in rows]


@pytest.fixture
def held(ledger: Ledger) -> Ledger:
    """Six permits: five wait (two in another area), one went all the way."""
    put(ledger, 1, "2026-06-05", handler="anna")
    put(ledger, 2, "2026-06-01")
    put(ledger, 3, "2026-06-03", area="120000")
    put(ledger, 4, "2026-06-02", handler="anna", acts=3)
    put(ledger, 5, "2026-06-01", area="120000", handler="bert")
    put(ledger, 6, "2026-06-04", acts=1)
    return ledger


@pytest.mark.parametrize("few", [0, 40], ids=["by order", "by area"])
@pytest.mark.usefixtures("held")
def test_what_is_due_comes_first_due_first_and_page_by_page(
    desk: CaseDesk, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FEW", few)
    both, one = ("110000", "120000"), ("110000",)
    assert numbers(desk.listed(CaseQuery(order="due"))) == [2, 5, 3, 1]
    assert numbers(desk.listed(CaseQuery(both, order="due"))) == [2, 5, 3, 1]
    assert numbers(desk.listed(CaseQuery(one, order="due"))) == [2, 1]
    assert desk.listed(CaseQuery((), order="due")) == ()
    assert numbers(desk.listed(CaseQuery(both, order="due", handler="anna"))) == [1]
    assert numbers(desk.listed(CaseQuery(both, order="due", handler=NOBODY))) == [2, 3]
    first = desk.listed(CaseQuery(both, order="due", most=3))
    assert [(row.due, row.clock, row.provisional) for row in first] == [
        ("2026-06-08", "ANSWER", False),
        ("2026-06-08", "ANSWER", False),
        ("2026-06-10", "ANSWER", False),
    ]
    after_ = (first[0].due, first[0].case_id)
    assert numbers(desk.listed(CaseQuery(both, order="due", after=after_))) == [5, 3, 1]


@pytest.mark.parametrize("few", [0, 40], ids=["by order", "by area"])
@pytest.mark.usefixtures("held")
def test_cases_come_youngest_first_by_state_area_and_handler(
    desk: CaseDesk, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FEW", few)
    assert numbers(desk.listed(CaseQuery())) == [1, 6, 3, 4, 5, 2]
    assert numbers(desk.listed(CaseQuery(("120000",)))) == [3, 5]
    assert numbers(desk.listed(CaseQuery(workflow="PERMIT", state="ASKED"))) == [1, 3, 5, 2]
    assert numbers(desk.listed(CaseQuery(workflow="PERMIT", state="DONE"))) == [4]
    assert numbers(desk.listed(CaseQuery(handler="anna"))) == [1, 4]
    assert numbers(desk.listed(CaseQuery(after=("2026-06-03", "PER-2026-000003")))) == [4, 5, 2]
    assert desk.listed(CaseQuery(in_review=True)) == ()


@pytest.mark.usefixtures("held")
def test_words_mean_numbers_codes_and_subjects(desk: CaseDesk) -> None:
    assert numbers(desk.meant(CaseQuery(), Means("PER-2026-000004"))) == [4]
    assert numbers(desk.meant(CaseQuery(), Means("PER-2026-"))) == [6, 5, 4, 3, 2, 1]
    assert numbers(desk.meant(CaseQuery(("120000",)), Means("911100"))) == [3, 5]
    assert numbers(desk.meant(CaseQuery(most=2), Means(subjects=(FIRM,)))) == [1, 6]
    assert desk.meant(CaseQuery(), Means("PER-2025")) == ()
    assert desk.meant(CaseQuery(), Means("PER%")) == ()
    assert desk.meant(CaseQuery(), Means("PER_2026")) == ()


@pytest.mark.usefixtures("held")
def test_counts_are_sums_over_areas_and_rules_those_of_clocks_that_run(desk: CaseDesk) -> None:
    found = {(one.state, one.cases) for one in desk.counts(None) if one.cases}
    assert found == {("ASKED", 4), ("EXAMINED", 1), ("DONE", 1)}
    assert [one for one in desk.counts(["120000"]) if one.cases] == [Count("PERMIT", "ASKED", 2)]
    assert desk.rules(["PER-2026-000001", "PER-2026-000004"]) == {
        ("PER-2026-000001", "ANSWER"): ("RULE_ONE", "2026-01-01")
    }


def test_what_is_public_stops_on_its_day(held: Ledger, desk: CaseDesk) -> None:
    (one,) = desk.published("2026-06-02", None, 0, 9)
    assert one == Published(
        "PER-2026-000004", "RESULT", one.event, "PERMIT", FIRM, "2026-06-02", "2027-06-02", False
    )
    assert desk.published("2027-06-02", None, 0, 9) == (one,)
    assert desk.published("2027-06-03", None, 0, 9) == ()
    assert desk.published("2026-06-01", None, 0, 9) == ()
    assert desk.published("2026-06-02", Means("PER-2026-000004"), 0, 9) == (one,)
    assert desk.published("2026-06-02", Means("91110000"), 0, 9) == (one,)
    assert desk.published("2026-06-02", Means("9199"), 0, 9) == ()
    assert desk.published("2026-06-02", Means(subjects=(FIRM,)), one.event, 9) == ()
    assert desk.publications("PER-2026-000004", "2026-06-02") == (one,)
    assert desk.publications("PER-2026-000001", "2026-06-02") == ()
    assert held.verify("oversight")[1] is None


def test_a_row_of_what_is_public_that_was_changed_is_found(held: Ledger, desk: CaseDesk) -> None:
    (one,) = desk.published("2026-06-02", None, 0, 9)
    with held.database.writing() as connection:
        connection.execute(sa.update(CASE_PUBLIC).values(until="2099-01-01"))
    assert held.verify("oversight")[1] == Misfit("oversight", one.event, "projection")
    with held.database.writing() as connection:
        connection.execute(sa.delete(CASE_PUBLIC))
    assert held.verify("oversight")[1] == Misfit("oversight", one.event, "projection")


def test_nothing_is_asked_of_a_ledger_that_is_not_there(tmp_path: Path) -> None:
    desk = CaseDesk(Ledger(f"sqlite:///{tmp_path}/none.sqlite").database)
    assert (
        desk.listed(CaseQuery()) == ()
        and desk.counts(None) == ()
        and desk.published("2026-01-01", None, 0, 1) == ()
    )
