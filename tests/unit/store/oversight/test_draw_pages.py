"""Many draws as pages ask for them: by year, by state, a page at a time, on both databases; and numbers that are missing are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.databases import KINDS, database
from tests.nouns import POLICY
from tests.offices import ports_of
from tests.random_inspection import AFTER, ANNA, FIRST, LATER, Drawing
from xinxiao.model.oversight.draw import SourceOfChance, Value
from xinxiao.model.oversight.draw_facts import DrawAssigned, DrawCommitted, DrawDrawn, DrawFact, DrawVoided
from xinxiao.model.oversight.draw_list import DrawQuery, DrawState
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.draw_tables import DRAW
from xinxiao.store.oversight.draw_pages import DrawPages
from xinxiao.store.oversight.draws import Draws
from xinxiao.uses.oversight import draw_pages

AT = "2026-01-01T00:00:00.000Z"
SOURCE = SourceOfChance(source="S", issue="1", takes='"draw_kind":"void"', at="2026-01-02T00:00:00Z")
SAID = Value(source="S", issue="1", value="1", at="2026-01-02T00:00:00Z")


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with database(request.param, tmp_path) as url:
        made = Ledger(url)
        yield made
        made.close()


def committed(number: str, before: str = "", kind: str = "first", of: str = "") -> DrawCommitted:
    return DrawCommitted(
        number=number,
        commitment=number,
        before=before,
        draw_kind=kind,  # type: ignore[arg-type]
        of=of,
        roster="r",
        exclusions="e",
        inspectors="i",
        sources=(SOURCE,),
        case="DA-1",
        published="2026-01-01T00:00:00Z",
        synthetic=True,
    )


def drawn(number: str) -> DrawDrawn:
    return DrawDrawn(number=number, values=(SAID,), seed="s", record="r", selected=1)


def series(ledger: Ledger, year: int, count: int) -> None:
    """So many draws of a year; of every five the last is committed, others drawn, assigned, void, or record that."""
    draws = Draws(ledger.office, ledger.oversight)
    last = draws.last("DRAW")
    before = last[0] if last else ""
    facts: list[DrawFact] = []
    for own in range(1, count + 1):
        number, way = f"DRAW-{year}-{own:04}", own % 5
        former = f"DRAW-{year}-{own - 1:04}"
        void = way == 4
        facts.append(committed(number, before, kind="void" if void else "first", of=former if void else ""))
        facts += [drawn(number)] if way else []
        facts += [DrawAssigned(number=number, cases=1)] if way == 2 else []
        facts += [DrawVoided(number=former, by=number)] if void else []
        before = number
    for start in range(0, len(facts), 500):
        draws.append("system", AT, facts[start : start + 500])


def test_draws_are_found_by_year_and_state_a_page_at_a_time(ledger: Ledger) -> None:
    pages = DrawPages(ledger.office)
    assert pages.page(DrawQuery()) == () and pages.numbers() == ()
    series(ledger, 2025, 10)
    series(ledger, 2026, 20)
    numbers = [one.committed.number for one in pages.page(DrawQuery(most=3))]
    assert numbers == ["DRAW-2026-0020", "DRAW-2026-0019", "DRAW-2026-0018"]
    every, before = [], 0
    while found := pages.page(DrawQuery(before=before, most=7)):
        every += [one.committed.number for one in found]
        before = found[-1].event.sequence
    assert every == sorted(every, reverse=True) and len(every) == 30
    assert len(pages.page(DrawQuery(year=2025))) == 10
    assert len(pages.page(DrawQuery(begins="DRAW-2026-000"))) == 9
    assert pages.page(DrawQuery(begins="%")) == ()
    states: tuple[DrawState, ...] = ("committed", "drawn", "assigned", "void", "voiding")
    for state in states:
        found = pages.page(DrawQuery(year=2026, state=state))
        assert [one.state for one in found] == [state] * 4, state
    assert [one.committed.number for one in pages.found(["DRAW-2026-0003", "DRAW-2025-0001", "X"])] == [
        "DRAW-2025-0001",
        "DRAW-2026-0003",
    ]


def test_the_events_of_each_step_are_told(ledger: Ledger) -> None:
    series(ledger, 2026, 5)
    pages = DrawPages(ledger.office)
    (void,) = pages.page(DrawQuery(state="void"))
    assert void.committed.number == "DRAW-2026-0003"
    assert [one.kind for one in void.later] == ["draw.drawn", "draw.void"]
    event = void.event_of(DrawDrawn)
    assert event is not None and event.sequence == void.event.sequence + 1
    assert void.event_of(DrawAssigned) is None and void.event_of(DrawCommitted) == void.event


def test_thousands_of_draws_take_a_few_statements(ledger: Ledger) -> None:
    series(ledger, 2026, 2_000)
    asked: list[str] = []
    sa.event.listen(ledger.office.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    pages = DrawPages(ledger.office)
    assert len(pages.page(DrawQuery(most=51))) == 51
    assert len(pages.page(DrawQuery(state="void", most=51))) == 51
    (year,) = pages.numbers()
    assert (year.count, year.first, year.last, year.is_whole) == (2_000, 1, 2_000, True)
    assert sum(one.lstrip().upper().startswith("SELECT") for one in asked) <= 8


def test_a_number_that_somebody_took_out_of_the_table_is_missed(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    series(ledger, 2026, 7)
    ports = ports_of(ledger, tmp_path, POLICY)
    office = Drawing(ports, tmp_path).of(ANNA)
    assert draw_pages.listed(office, DrawQuery()).missing == ()
    with ledger.office.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS draw_delete")
        for name, sql in connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'draw'"
        ).all():
            assert sql
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(sa.delete(DRAW).where(DRAW.c.number.in_([2, 5])))
    found = draw_pages.listed(office, DrawQuery())
    assert found.missing == ("DRAW-2026-0002", "DRAW-2026-0005")
    (year,) = found.years
    assert not year.is_whole and (year.count, year.last) == (5, 7)
    ledger.close()


def test_what_followed_from_a_draw_is_found_on_both_databases(ledger: Ledger, tmp_path: Path) -> None:
    ports = ports_of(ledger, tmp_path, POLICY)
    drawing = Drawing(ports, tmp_path)
    plan = drawing.begun()
    drawing.committed(plan)
    drawing.drawn(FIRST)
    one, two = drawing.assigned(FIRST)
    drawing.inspected(one)
    subjects = [ports.cases.find(case).subject for case in (one, two)]
    pages = ports.draw_pages

    def rows(number: str, among: list[str]) -> list[tuple[str, str, tuple[str, ...]]]:
        found = pages.inspections("INSPECTION", "DRAW", number, among, {"PUBLISH_BY"})
        return [(row.case, row.clock, row.publications) for row in found]

    assert rows(FIRST, subjects) == [(one, "met", ("CLEAR_RESULT",)), (two, "", ())]
    assert rows("DRAW-2026-0002", subjects) == rows(FIRST, []) == []
    day = f"{AFTER:%Y-%m-%d}"
    assert [(row.case, row.publication) for row in pages.published([one, two, plan], day)] == [
        (one, "CLEAR_RESULT"),
        (plan, "PLAN"),
    ]
    assert pages.published([one], f"{LATER:%Y-%m-%d}") == ()
    assert [case.id for case in pages.cases([two, one, "IN-2026-999999"])] == [one, two]
    assert pages.cases([one])[0] == ports.cases.find(one)
    found = ports.subjects.among([*subjects, "91110000100003962T"], day)
    assert set(found) == set(subjects)
