"""An entry of a list lapses: draws that rest on it go to review, whichever of their matters it is and however far they are, and so do
the inspections they led to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests import listed
from tests.databases import KINDS
from tests.lots import ANNA, CHEN, INSPECTORS, LATER, LIST, SAID, World, world_of
from xinxiao.errors import Conflict
from xinxiao.model.actor import SYSTEM
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.oversight.draw_verification import verify, verify_series
from xinxiao.uses.oversight import draw_assigning, draw_roster, draws, lapses

HEAD = "计划编号,任务名称,抽查类型,事项编码,抽取条件,抽查比例,实施时间,实施单位\n"
TASKS = HEAD + "".join(
    f"{row},2026-12-10至2026-12-31,MIIT\n"
    for row in (
        f"TWO,联合,不定向,{LIST}/TI-01;MSA={LIST}/TI-03,,2户",
        f"BOTH,一个单位两事项,不定向,{LIST}/TI-01;{LIST}/TI-03,,2户",
        f"ONE,一事项,不定向,{LIST}/TI-01,,2户",
    )
)
TOMORROW = LATER + timedelta(days=1)
BOTH = INSPECTORS + "".join(f"Q{n},MSA,LAW_ENFORCEMENT,2026-01-01,2027-12-31\n" for n in range(1, 4))


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world_of(request.param, tmp_path) as made:
        yield made


def prepared(world: World, task: str, plan: str) -> draws.Prepared:
    return world.prepared(plan, text=TASKS, task=task, inspectors=BOTH)


def end(world: World, entry: str = "TI-03") -> None:
    """End an entry from tomorrow on, and have the installation notice."""
    listed.end(world.ports, EntryKey(LIST, entry), date(2026, 12, 8), "废止", "2026-9")
    (lapse,) = lapses.notice(world.of(SYSTEM, TOMORROW))
    assert (lapse.entry, lapse.why) == (entry, "ended")


def test_prepared_committed_and_drawn_draws_go_to_review_by_any_of_their_matters(world: World) -> None:
    known, plan = draw_roster.known(world.of(ANNA)), world.plan(TASKS)
    committed = prepared(world, "TWO", plan)
    world.act(CHEN, committed.case, "APPROVE", reason="同意抽取")
    draws.committed(world.of(ANNA), known, committed.case)
    waiting, other = prepared(world, "TWO", plan), prepared(world, "ONE", plan)
    assert [(e.code, e.version) for e in world.ports.cases.find(waiting.case).entries] == [
        ("TI-03", 1),
        ("TI-01", 1),
    ]
    end(world)
    states = [world.ports.cases.find(one.case).state for one in (committed, waiting, other)]
    assert states == ["HELD", "HELD", "PROPOSED"]
    assert [one.actor for one in world.ports.cases.find(waiting.case).steps] == ["person:anna", "system"]
    with pytest.raises(Conflict, match="HELD"):
        draws.drawn_with(world.of(ANNA, LATER), known, "DRAW-2026-0001", (SAID,))
    with pytest.raises(Conflict, match="HELD"):
        draws.committed(world.of(ANNA), known, waiting.case)
    assert world.ledger.verify("oversight")[1] is None


def test_a_draw_in_review_can_be_made_void_and_its_number_is_accounted_for(world: World) -> None:
    known, plan = draw_roster.known(world.of(ANNA)), world.plan(TASKS)
    waiting = prepared(world, "TWO", plan)
    world.drawn(waiting)
    end(world)
    assert world.ports.cases.find(waiting.case).state == "HELD"
    with pytest.raises(Conflict, match="USE from HELD"):
        draw_assigning.assigned(world.of(ANNA, LATER), known, "DRAW-2026-0001")
    world.make_void(waiting.case, TOMORROW)
    draws.voided(world.of(ANNA, TOMORROW), known, "DRAW-2026-0001", "matter repealed")
    files = [draws.exported(world.of(ANNA, TOMORROW), f"DRAW-2026-000{n}") for n in (1, 2)]
    assert [verify(one) for one in files] == [[], []] and verify_series(files) == []


def test_before_the_installation_notices_nothing_is_drawn_or_assigned_either(world: World) -> None:
    known, plan = draw_roster.known(world.of(ANNA)), world.plan(TASKS)
    first = prepared(world, "TWO", plan)
    world.drawn(first)
    second = prepared(world, "ONE", plan)
    world.act(CHEN, second.case, "APPROVE", reason="同意抽取")
    draws.committed(world.of(ANNA), known, second.case)
    for entry in ("TI-01", "TI-03"):
        listed.end(world.ports, EntryKey(LIST, entry), date(2026, 12, 7), "废止", "9")
    with pytest.raises(Conflict, match="does not hold"):
        draw_assigning.assigned(world.of(ANNA, LATER), known, "DRAW-2026-0001")
    with pytest.raises(Conflict, match="does not hold"):
        draws.drawn_with(world.of(ANNA, LATER), known, "DRAW-2026-0002", (SAID,))
    assert [one.state for one in world.ports.draws.listed()] == ["drawn", "committed"]


def test_inspections_rest_on_all_matters_of_their_body(world: World) -> None:
    known, plan = draw_roster.known(world.of(ANNA)), world.plan(TASKS)
    world.drawn(prepared(world, "BOTH", plan))
    opened = draw_assigning.assigned(world.of(ANNA, LATER), known, "DRAW-2026-0001")
    end(world)
    assert [world.ports.cases.find(one).state for one in opened] == ["HELD", "HELD"]
    assert world.ledger.verify("oversight")[1] is None


def test_inspections_of_another_body_go_on(world: World) -> None:
    known, plan = draw_roster.known(world.of(ANNA)), world.plan(TASKS)
    world.drawn(prepared(world, "TWO", plan))
    opened = draw_assigning.assigned(world.of(ANNA, LATER), known, "DRAW-2026-0001")
    end(world)
    states = {
        (one.entries[0].code, one.state) for one in (world.ports.cases.find(number) for number in opened)
    }
    assert states == {("TI-01", "ASSIGNED"), ("TI-03", "HELD")}
