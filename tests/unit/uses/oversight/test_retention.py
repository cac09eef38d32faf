"""How long cases are kept, and that their keys are destroyed when the time is over: in order, also after an outage, and not while held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.databases import KINDS, database
from tests.keeping import ANNA, BO, RULES, World
from xinxiao.errors import NotAllowed
from xinxiao.model.actor import SYSTEM
from xinxiao.model.oversight.clock import Length
from xinxiao.model.workdays import Workdays
from xinxiao.uses.oversight import erasure, personal

NONE = Workdays(frozenset(), frozenset(), frozenset(), frozenset())


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with database(request.param, tmp_path) as url:
        made = World(url, tmp_path)
        yield made
        made.close()


def duty(world: World, year: int, month: int, day: int) -> str:
    """The duty of a day, at four in the morning in Shanghai."""
    moment = datetime(year, month, day, tzinfo=UTC)
    return erasure.retain(world.of(SYSTEM, moment))


def test_a_case_is_kept_as_long_as_its_workflow_says_and_then_its_keys_are_destroyed(world: World) -> None:
    world.open("C-1", NAME="张三")
    file = world.end("C-1", "2026-03-03", STORY="办结")
    assert duty(world, 2026, 3, 4) == "1 kept, 0 destroyed"
    (kept,) = world.ledger.oversight.events(kind="case.kept")
    assert kept.fact == {
        "case": "C-1",
        "ended": "2026-03-03",
        "until": "2028-03-03",
        "basis": [{"rule": "LAW", "article": "19"}],
        "confirmed": True,
    }
    assert duty(world, 2028, 3, 3) == "0 kept, 0 destroyed"  # its last day
    assert duty(world, 2028, 3, 4) == "0 kept, 1 destroyed"
    (gone,) = world.ledger.oversight.events(kind="case.key_destroyed")
    assert (gone.actor, gone.fact["why"], gone.fact["part"]) == ("system", "retention", "")
    assert (gone.fact["due"], gone.fact["noticed"]) == ("2028-03-04", "2028-03-04T00:00:00.000+00:00")
    assert world.ports.content.opened("C-1", file.rows)[2].erased == ("STORY",)
    assert duty(world, 2028, 3, 5) == "0 kept, 0 destroyed"
    assert world.ledger.verify("oversight")[1] is None


def test_after_an_outage_they_are_ended_in_the_order_of_their_days(world: World) -> None:
    for case, day in (
        ("C-1", "2026-03-05"),
        ("C-2", "2026-03-03"),
        ("C-3", "2026-03-04"),
        ("C-4", "2026-12-31"),
    ):
        world.open(case, NAME="张三")
        world.end(case, day)
    world.open("C-5", NAME="李四")
    assert duty(world, 2028, 6, 1) == "4 kept, 3 destroyed"
    gone = world.ledger.oversight.events(kind="case.key_destroyed")
    assert [(event.fact["case"], event.fact["due"]) for event in gone] == [
        ("C-2", "2028-03-04"),
        ("C-3", "2028-03-05"),
        ("C-1", "2028-03-06"),
    ]
    assert world.ports.content.opened("C-5", world.file("C-5").rows)[1].values == {"NAME": "李四"}


def test_many_cases_are_ended_in_pieces(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasure, "TOGETHER", 2)
    for number in range(5):
        world.open(f"C-{number}", NAME="张三")
        world.end(f"C-{number}", "2026-03-03")
    assert duty(world, 2030, 1, 1) == "5 kept, 5 destroyed"


def test_a_hold_stops_it_and_its_end_lets_it_go_on(world: World) -> None:
    world.open("C-1", NAME="张三")
    file = world.end("C-1", "2026-03-03")
    held = personal.hold(world.of(ANNA), file, RULES, "法院调取本案全部材料作证据")
    assert duty(world, 2030, 1, 1) == "1 kept, 0 destroyed"
    assert world.ports.content.opened("C-1", file.rows)[1].values == {"NAME": "张三"}
    personal.end_hold(world.of(BO), file, RULES, held, "法院已退回全部材料原件")
    assert duty(world, 2030, 1, 2) == "0 kept, 1 destroyed"


def test_a_hold_that_comes_between_is_heeded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.open("C-1", NAME="张三")
    file = world.end("C-1", "2026-03-03")
    past = world.ports.personal.past

    def meanwhile(*arguments: object, **named: object) -> object:
        found = past(*arguments, **named)  # type: ignore[arg-type]
        if found:
            personal.hold(world.of(ANNA), file, RULES, "法院调取本案全部材料作证据")
        return found

    monkeypatch.setattr(world.ports.personal, "past", meanwhile)
    assert duty(world, 2030, 1, 1) == "1 kept, 0 destroyed"
    assert world.ports.content.opened("C-1", file.rows)[1].values == {"NAME": "张三"}


def test_a_workflow_that_says_nothing_keeps_its_cases(tmp_path: Path) -> None:
    world = World(f"sqlite:///{tmp_path}/ledger.sqlite", tmp_path, {})
    world.open("C-1", NAME="张三")
    world.end("C-1", "2026-03-03")
    assert duty(world, 2099, 1, 1) == "1 kept, 0 destroyed"
    assert duty(world, 2099, 1, 2) == "0 kept, 0 destroyed"
    world.close()


def test_a_duty_killed_after_its_facts_is_made_up_for_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.open("C-1", NAME="张三")
    file = world.end("C-1", "2026-03-03")
    with monkeypatch.context() as killed:
        killed.setattr(erasure, "carry_out", lambda office: 0)
        duty(world, 2030, 1, 1)
    assert world.ports.keys.held().keys > 0  # the keys are there still, and nothing is opened by them
    assert world.ports.content.opened("C-1", file.rows)[1].values == {}
    assert duty(world, 2030, 1, 2) == "0 kept, 0 destroyed"
    assert world.ports.content.opened("C-1", file.rows)[1].erased == ("NAME",)


def test_only_the_installation_ends_retention(world: World) -> None:
    with pytest.raises(NotAllowed):
        erasure.retain(world.of(ANNA))


@pytest.mark.parametrize(
    ("number", "unit", "ended", "last"),
    [
        (2, "year", "2024-02-29", "2026-02-28"), (1, "month", "2026-01-31", "2026-02-28"), (30, "day", "2026-03-01", "2026-03-31"),
        (10, "year", "2026-03-03", "2036-03-03"), (3, "year", "2026-12-31", "2029-12-31"),
    ],
)  # fmt: skip
def test_the_last_day_of_a_retention(number: int, unit: str, ended: str, last: str) -> None:
    length = Length(number=number, unit=unit)  # type: ignore[arg-type]
    assert erasure.last_day(length, date.fromisoformat(ended), NONE).isoformat() == last


def test_a_case_that_is_opened_again_is_reckoned_anew(world: World) -> None:
    world.open("C-1", NAME="张三")
    world.end("C-1", "2026-03-03")
    assert duty(world, 2026, 3, 4) == "1 kept, 0 destroyed"
    world.reopen("C-1", "2026-04-01")
    assert duty(world, 2028, 3, 4) == "1 kept, 0 destroyed"  # said that it is open; nothing is over
    assert [event.fact["until"] for event in world.ledger.oversight.events(kind="case.kept")] == [
        "2028-03-03",
        "",
    ]
    assert world.ports.content.opened("C-1", world.file("C-1").rows)[1].values == {"NAME": "张三"}
    assert world.ledger.verify("oversight")[1] is None
