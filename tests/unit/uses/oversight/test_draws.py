"""Random inspection from the file of a plan to the file of a draw that anybody verifies, and to the inspections that follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from tests.databases import KINDS
from tests.lots import (
    ANNA,
    BO,
    CHEN,
    LATER,
    SAID,
    World,
    world_of,
)
from xinxiao.entry.cli.draw import app
from xinxiao.errors import Conflict, DataFault, NotFound
from xinxiao.model.event import Event
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.draw import SourceOfChance, Value
from xinxiao.oversight.draw_verification import verify, verify_series
from xinxiao.uses.oversight import draw_assigning, draw_roster, draws


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world_of(request.param, tmp_path) as made:
        yield made


def test_a_plan_becomes_a_draw_that_anybody_verifies_and_the_inspections_that_follow(world: World) -> None:
    known, plan_case = draw_roster.known(world.of(ANNA)), world.plan()
    waiting = world.prepared(plan_case)
    assert waiting.terms.number == "DRAW-2026-0001" and waiting.terms.synthetic
    assert {one.subject: one.reason for one in waiting.exclusions} == {
        "9144030071526726XG": "NOT_LIVE", "91110000100001342C": "NO_CLASS",
    }  # fmt: skip
    assert [(one.stratum, one.population, one.size) for one in waiting.terms.strata] == [
        ("A", 2, 1),
        ("D", 1, 1),
    ]
    with pytest.raises(Conflict, match="PROPOSED"):
        draws.committed(world.of(ANNA), known, waiting.case)
    world.act(CHEN, waiting.case, "APPROVE", reason="同意抽取")
    standing = draws.committed(world.of(ANNA), known, waiting.case)
    assert (standing.state, standing.committed.commitment) == ("committed", waiting.commitment)
    number = "DRAW-2026-0001"
    with pytest.raises(NotFound):
        draws.exported(world.of(ANNA), number)
    with pytest.raises(Conflict):  # before the time that was announced
        draws.drawn_with(world.of(ANNA), known, number, (SAID,))
    for wrong in (replace_value(issue="2026146"), replace_value(source="DICE")):
        with pytest.raises(DataFault):
            draws.drawn_with(world.of(ANNA, LATER), known, number, (wrong,))
    with pytest.raises(Conflict):
        early = replace_value(at="2026-12-07T07:59:59Z")
        draws.drawn_with(world.of(ANNA, LATER), known, number, (early,))
    draws.drawn_with(world.of(ANNA, LATER), known, number, (SAID,))
    with pytest.raises(Conflict):
        draws.drawn_with(world.of(ANNA, LATER), known, number, (SAID,))
    content = draws.exported(world.of(ANNA, LATER), number)
    assert verify(content, {number: waiting.commitment}) == []
    (world.folder / "draw.json").write_bytes(content)
    told = CliRunner().invoke(app, ["verify", str(world.folder / "draw.json")])
    assert told.exit_code == 0 and number in told.stdout
    opened = draw_assigning.assigned(world.of(ANNA, LATER), known, number)
    assert opened == ("IN-2026-000001", "IN-2026-000002")
    for one in map(world.ports.cases.find, opened):
        assert one.state == "ASSIGNED" and one.synthetic and one.steps[0].actor == "system"
        assert {one.values["INSPECTOR_1"], one.values["INSPECTOR_2"]} <= {"P1", "P2", "P4"}
    assert world.ports.cases.find(waiting.case).state == "USED"
    with pytest.raises(Conflict):
        draw_assigning.assigned(world.of(ANNA, LATER), known, number)
    assert world.ledger.verify("oversight")[1] is None


def replace_value(**changes: str) -> Value:
    import msgspec

    return msgspec.structs.replace(SAID, **changes)


def test_a_void_draw_keeps_its_result_and_says_why_and_who_approved(world: World) -> None:
    known, plan_case = draw_roster.known(world.of(ANNA)), world.plan()
    waiting = world.prepared(plan_case)
    world.act(CHEN, waiting.case, "APPROVE", reason="同意抽取")
    draws.committed(world.of(ANNA), known, waiting.case)
    draws.drawn_with(world.of(ANNA, LATER), known, "DRAW-2026-0001", (SAID,))
    first = draws.exported(world.of(ANNA, LATER), "DRAW-2026-0001")
    with pytest.raises(Conflict):
        draws.voided(world.of(ANNA, LATER), known, "DRAW-2026-0001", "witness absent")
    world.make_void(waiting.case)
    void = draws.voided(world.of(ANNA, LATER), known, "DRAW-2026-0001", "witness absent")
    assert void.committed.number == "DRAW-2026-0002" and void.state == "voiding"
    second = draws.exported(world.of(ANNA, LATER), "DRAW-2026-0002")
    assert draws.exported(world.of(ANNA, LATER), "DRAW-2026-0001") == first
    assert verify(second) == [] and verify_series([first, second]) == []
    assert b'"approver":"person:dai"' in second and b"witness absent" in second
    with pytest.raises(Conflict):
        draw_assigning.assigned(world.of(ANNA, LATER), known, "DRAW-2026-0001")
    assert [one.state for one in world.ports.draws.listed(2026)] == ["void", "voiding"]
    assert world.ledger.verify("oversight")[1] is None


def test_a_draw_is_repeated_under_the_next_number_that_names_the_first(world: World) -> None:
    known, plan_case = draw_roster.known(world.of(ANNA)), world.plan()
    waiting = world.prepared(plan_case)
    world.act(CHEN, waiting.case, "APPROVE", reason="同意抽取")
    draws.committed(world.of(ANNA), known, waiting.case)
    draws.drawn_with(world.of(ANNA, LATER), known, "DRAW-2026-0001", (SAID,))
    world.make_void(waiting.case)
    again = SourceOfChance(
        source="LOTTERY", issue="2026146", takes="seven numbers", at="2026-12-08T08:00:00Z"
    )
    two = world.prepared(plan_case, draws.Repeat("DRAW-2026-0001", "witness absent"), LATER, again)
    assert two.terms.kind == "repeat" and two.terms.number == "DRAW-2026-0002"
    assert two.terms.roster == waiting.terms.roster  # who was drawn in the first is not left out
    world.act(CHEN, two.case, "APPROVE", LATER, reason="同意重抽")
    draws.committed(world.of(ANNA, LATER), known, two.case)
    after = LATER + timedelta(days=1)
    said = Value(source="LOTTERY", issue="2026146", value="1", at="2026-12-08T08:00:00Z")
    draws.drawn_with(world.of(ANNA, after), known, "DRAW-2026-0002", (said,))
    files = [draws.exported(world.of(ANNA, after), f"DRAW-2026-000{n}") for n in (1, 2)]
    assert verify(files[1]) == [] and verify_series(files) == []


def test_of_two_who_prepared_the_same_number_one_has_to_prepare_anew(world: World) -> None:
    known, plan_case = draw_roster.known(world.of(ANNA)), world.plan()
    one, two = world.prepared(plan_case), world.prepared(plan_case)
    for waiting in (one, two):
        world.act(CHEN, waiting.case, "APPROVE", reason="同意抽取")
    draws.committed(world.of(ANNA), known, one.case)
    with pytest.raises(Conflict, match="not next"):
        draws.committed(world.of(BO), known, two.case)
    with pytest.raises(Conflict, match="past"):  # the source has spoken
        draws.committed(world.of(BO, LATER), known, two.case)
    assert len(world.ports.draws.listed()) == 1
    assert replace(world.ports.draws.find("DRAW-2026-0001")).drawn is None


def drawn_first(world: World) -> tuple[draw_roster.DrawsKnown, draws.Prepared]:
    """A draw that was approved, committed to and drawn."""
    known = draw_roster.known(world.of(ANNA))
    waiting = world.prepared(world.plan())
    world.act(CHEN, waiting.case, "APPROVE", reason="同意抽取")
    draws.committed(world.of(ANNA), known, waiting.case)
    draws.drawn_with(world.of(ANNA, LATER), known, "DRAW-2026-0001", (SAID,))
    return known, waiting


class Cut(Exception):
    """The power failed."""


def failing(world: World, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Have the installation break off once the event of a kind is written, before its transaction ends."""
    chain = world.ledger.oversight
    step = chain._projections[kind]

    def breaks(connection: sa.Connection, event: Event) -> None:
        step(connection, event)
        raise Cut

    monkeypatch.setattr(chain, "_projections", {**chain._projections, kind: breaks})


def test_all_inspections_of_a_draw_are_opened_or_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    known, waiting = drawn_first(world)
    before = world.ledger.oversight.mark()
    with monkeypatch.context() as broken:
        failing(world, broken, "draw.assigned")
        with pytest.raises(Cut):
            draw_assigning.assigned(world.of(ANNA, LATER), known, "DRAW-2026-0001")
    assert world.ledger.oversight.mark() == before
    assert world.ports.cases.listed(CaseQuery(workflow="INSPECTION")) == ()
    assert world.ports.cases.find(waiting.case).state == "DRAWN"
    opened = draw_assigning.assigned(world.of(ANNA, LATER), known, "DRAW-2026-0001")
    assert opened == ("IN-2026-000003", "IN-2026-000004")  # numbers that were spent are not given again
    events = list(world.ledger.oversight.events(before.sequence))
    assert [(one.kind, one.actor) for one in events] == [
        ("case.acted", "system"), ("case.acted", "system"), ("case.acted", "person:anna"), ("draw.assigned", "person:anna"),
    ]  # fmt: skip
    assert events[-1].fact == {
        "number": "DRAW-2026-0001", "cases": 2, "first": "IN-2026-000003", "last": "IN-2026-000004",
    }  # fmt: skip
    assert world.ledger.verify("oversight")[1] is None


def test_a_draw_is_made_void_with_its_file_or_not_at_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, waiting = drawn_first(world)
    world.make_void(waiting.case)
    for kind in ("draw.committed", "draw.void", "draw.drawn"):
        with monkeypatch.context() as broken:
            failing(world, broken, kind)
            with pytest.raises(Cut):
                draws.voided(world.of(ANNA, LATER), known, "DRAW-2026-0001", "witness absent")
        assert [one.state for one in world.ports.draws.listed()] == ["drawn"]
    void = draws.voided(world.of(ANNA, LATER), known, "DRAW-2026-0001", "witness absent")
    assert void.drawn is not None
    assert verify(draws.exported(world.of(ANNA, LATER), "DRAW-2026-0002")) == []


def test_a_draw_is_drawn_with_the_note_of_it_in_its_case_or_not_at_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = draw_roster.known(world.of(ANNA))
    waiting = world.prepared(world.plan())
    world.act(CHEN, waiting.case, "APPROVE", reason="同意抽取")
    draws.committed(world.of(ANNA), known, waiting.case)
    with monkeypatch.context() as broken:
        failing(world, broken, "draw.drawn")
        with pytest.raises(Cut):
            draws.drawn_with(world.of(ANNA, LATER), known, "DRAW-2026-0001", (SAID,))
    assert world.ports.draws.find("DRAW-2026-0001").drawn is None
    assert world.ports.cases.find(waiting.case).state == "APPROVED"
    standing = draws.drawn_with(world.of(ANNA, LATER), known, "DRAW-2026-0001", (SAID,))
    case = world.ports.cases.find(waiting.case)
    assert standing.drawn is not None
    assert (case.state, case.values["RESULT_HASH"]) == ("DRAWN", standing.drawn.record)


def test_a_draw_that_is_to_be_void_is_not_assigned(world: World) -> None:
    known, waiting = drawn_first(world)
    world.make_void(waiting.case)  # approved; not recorded yet under a number
    with pytest.raises(Conflict, match="USE from VOID"):
        draw_assigning.assigned(world.of(ANNA, LATER), known, "DRAW-2026-0001")
    assert world.ports.cases.listed(CaseQuery(workflow="INSPECTION")) == ()
