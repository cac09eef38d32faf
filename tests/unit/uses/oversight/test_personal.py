"""What is kept of people: masked for everybody, shown on a reason, handed out to who it is about, erased for good."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.databases import KINDS, database
from tests.keeping import (
    ANNA,
    BO,
    CORA,
    FAR,
    LAW,
    NOW,
    READER,
    REASON,
    REQUEST,
    RULES,
    World,
)
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, XinxiaoError
from xinxiao.model.oversight.content import Opened
from xinxiao.model.oversight.rule import Basis
from xinxiao.uses.oversight import erasure, personal
from xinxiao.uses.oversight.personal import Masked

SAID = {"NAME": "张三", "PHONE": "13800138000", "STORY": "张三说收到短信"}


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with database(request.param, tmp_path) as url:
        made = World(url, tmp_path)
        yield made
        made.close()


def told(error: pytest.ExceptionInfo[XinxiaoError]) -> str:
    assert error.value.told is not None
    return error.value.told.name


def test_without_a_reason_everything_sealed_is_masked(world: World) -> None:
    file = world.open("C-1", **SAID)
    assert personal.masked(world.of(ANNA), file, RULES) == (
        Masked(1, {"NAME": "张某", "PHONE": "138****8000", "STORY": "＊＊＊"}),
    )
    assert world.kinds() == ["case.acted"]  # which is no reading


def test_on_a_reason_it_is_shown_and_that_is_an_event_with_the_fields_and_the_sealed_reason(
    world: World,
) -> None:
    file = world.open("C-1", **SAID)
    shown = personal.show(world.of(ANNA), file, RULES, ["PHONE", "NAME"], f"  {REASON} ")
    assert shown.values == {1: {"NAME": "张三", "PHONE": "13800138000"}}
    (event,) = world.ledger.oversight.events(shown.event - 1)
    assert (event.kind, event.actor) == ("case.shown", "person:anna")
    sealed = world.ports.personal.words(event.sequence)
    assert sealed is not None
    assert event.fact == {
        "case": "C-1",
        "fields": ["NAME", "PHONE"],
        "reason": sha256(sealed).hexdigest(),
    }
    assert REASON not in event.payload and REASON.encode() not in sealed
    assert personal.reason_of(world.of(BO), file, event.sequence) == REASON
    assert world.ledger.verify("oversight")[1] is None


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "reason_empty"), ("  。", "reason_empty"), ("工作需要", "reason_formula"), ("本案的工作需要，查看。", "reason_formula"),
        ("核对住址", "reason_short"), ("NAME", "reason_repeats"), ("工作需要工作需要工作需要", "reason_formula"), ("x" * 2_001, "reason_long"),
        ("needed for work", "reason_formula"), ("12345678901234", "reason_formula"),
    ],
)  # fmt: skip
def test_what_is_no_reason_shows_nothing_and_leaves_no_event(world: World, reason: str, said: str) -> None:
    file = world.open("C-1", **SAID)
    with pytest.raises(DataFault) as caught:
        personal.show(world.of(ANNA), file, RULES, ["NAME"], reason)
    assert told(caught) == said and world.kinds() == ["case.acted"]


@pytest.mark.parametrize("fields", [[], ["CODE"], ["NAME", "\n"]])
def test_fields_nothing_is_sealed_of_are_not_shown(world: World, fields: list[str]) -> None:
    file = world.open("C-1", **SAID)
    with pytest.raises(DataFault) as caught:
        personal.show(world.of(ANNA), file, RULES, fields, REASON)
    assert told(caught) == "personal_nothing"


@pytest.mark.parametrize("actor", [FAR, READER])
def test_who_does_not_handle_cases_of_the_area_sees_not_even_masks(world: World, actor: object) -> None:
    file, office = world.open("C-1", **SAID), world.of(actor)  # type: ignore[arg-type]
    for act in (
        lambda: personal.masked(office, file, RULES),
        lambda: personal.show(office, file, RULES, ["NAME"], REASON),
        lambda: personal.hand_out(office, file, RULES, REQUEST),
        lambda: personal.hold(office, file, RULES, REASON),
        lambda: personal.reason_of(office, file, 1),
        lambda: erasure.ask(office, file, RULES, "person", [LAW], REASON),
        lambda: erasure.approve(office, file, 1),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert world.kinds() == ["case.acted"]


def test_what_of_a_person_is_kept_is_handed_out_to_them_whole(world: World) -> None:
    world.open("C-1", **SAID)
    file = world.end("C-1", "2026-03-03", STORY="办结")
    made = personal.hand_out(world.of(ANNA), file, RULES, REQUEST)
    held = json.loads(made.json)
    assert (held["format"], held["case"], held["part"], held["made_at"]) == (
        "xinxiao-person-1",
        "C-1",
        "person",
        "2026-03-02T04:00:00.000+00:00",
    )
    assert [(act["number"], act["on"]) for act in held["acts"]] == [(1, "2026-03-02")]
    assert [(one["id"], one["value"], one["basis"]) for one in held["acts"][0]["fields"]] == [
        ("NAME", "张三", [{"rule": "LAW", "article": "9"}]),
        ("PHONE", "13800138000", [{"rule": "LAW", "article": "9"}]),
    ]
    assert "13800138000" in made.text and "张三说" not in made.text  # the story is no field about the person
    (event,) = world.ledger.oversight.events(made.event - 1)
    assert (event.kind, event.fact["fields"]) == ("case.handed_out", ["NAME", "PHONE"])
    assert event.fact["sha256"] == sha256(made.json).hexdigest()
    assert personal.reason_of(world.of(ANNA), file, made.event) == REQUEST
    again = personal.hand_out(world.of(ANNA), file, RULES, REQUEST)
    assert again.json != made.json  # so that the hash alone tells nothing of what was in it


def test_erasing_a_person_takes_two_and_leaves_the_rest_of_the_case_and_the_chain(world: World) -> None:
    file = world.open("C-1", **SAID)
    asked = erasure.ask(world.of(ANNA), file, RULES, "person", [LAW], REASON)
    assert personal.masked(world.of(ANNA), file, RULES)[0].values["NAME"] == "张某"  # not yet
    done = erasure.approve(world.of(BO), file, asked)
    (event,) = world.ledger.oversight.events(done - 1)
    assert (event.kind, event.actor) == ("case.key_destroyed", "person:bo")
    assert event.fact == {
        "case": "C-1",
        "part": "person",
        "why": "asked",
        "basis": [{"rule": "LAW", "article": "47"}],
        "asked": asked,
        "approver": "person:bo",
        "due": "",
        "noticed": "",
    }
    assert personal.masked(world.of(ANNA), file, RULES) == (
        Masked(1, {"STORY": "＊＊＊"}, ("NAME", "PHONE")),
    )
    shown = personal.show(world.of(ANNA), file, RULES, ["NAME", "STORY"], REASON)
    assert (shown.values, shown.erased) == ({1: {"STORY": "张三说收到短信"}}, ("NAME",))
    with pytest.raises(NotFound):
        personal.hand_out(world.of(ANNA), file, RULES, REQUEST)
    assert world.ports.content.opened("C-1", file.rows)[1].erased == ("NAME", "PHONE")  # the key is gone
    assert world.ledger.verify("oversight")[1] is None
    with pytest.raises(Conflict):
        erasure.ask(world.of(ANNA), file, RULES, "person", [LAW], REASON)


def test_nobody_decides_on_what_they_asked_for_and_only_a_supervisor_does(world: World) -> None:
    file = world.open("C-1", **SAID)
    own = erasure.ask(world.of(BO), file, RULES, "", [LAW], REASON)
    for actor, said in ((BO, "erase_same_person"), (ANNA, "erase_supervisor")):
        with pytest.raises(NotAllowed) as caught:
            erasure.approve(world.of(actor), file, own)
        assert told(caught) == said
    erasure.refuse(world.of(CORA), file, RULES, own, "记录仍用于在审的复议案件")
    with pytest.raises(NotFound):
        erasure.approve(world.of(CORA), file, own)
    with pytest.raises(NotFound):
        erasure.approve(world.of(CORA), file, 99)
    assert world.ports.personal.erased("C-1") == frozenset()


def test_an_erasure_without_part_basis_or_reason_is_not_asked_for(world: World) -> None:
    file, office = world.open("C-1", **SAID), world.of(ANNA)
    for part, basis, reason, said in (
        ("witness", [LAW], REASON, "erase_part"),
        ("person", [], REASON, "erase_basis"),
        ("person", [Basis(rule="OTHER")], REASON, "erase_basis"),
        ("person", [LAW], "查看", "reason_formula"),
    ):
        with pytest.raises(DataFault) as caught:
            erasure.ask(office, file, RULES, part, basis, reason)
        assert told(caught) == said
    erasure.ask(office, file, RULES, "person", [LAW], REASON)
    with pytest.raises(Conflict) as again:
        erasure.ask(office, file, RULES, "person", [LAW], REASON)
    assert told(again) == "erase_asked"


def test_a_hold_keeps_a_case_until_a_supervisor_ends_it(world: World) -> None:
    file = world.open("C-1", **SAID)
    asked = erasure.ask(world.of(ANNA), file, RULES, "", [LAW], REASON)
    held = personal.hold(world.of(ANNA), file, RULES, "法院调取本案全部材料作证据")
    with pytest.raises(Conflict) as caught:
        erasure.approve(world.of(BO), file, asked)
    assert told(caught) == "case_is_held"
    with pytest.raises(NotAllowed):
        personal.end_hold(world.of(ANNA), file, RULES, held, "法院已退回全部材料原件")
    personal.end_hold(world.of(BO), file, RULES, held, "法院已退回全部材料原件")
    erasure.approve(world.of(BO), file, asked)
    assert personal.masked(world.of(ANNA), file, RULES)[0].erased == ("NAME", "PHONE", "STORY")
    with pytest.raises(Conflict):
        personal.hold(world.of(ANNA), file, RULES, REASON)
    assert personal.reason_of(world.of(BO), file, held) is None  # reasons go with the case


# ---- between the fact and the key


def test_who_was_killed_between_the_fact_and_the_key_is_made_up_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, content = world.open("C-1", **SAID), world.ports.content
    (row,) = (row for row in file.rows if row.part == "person")
    scan = content.sealed_file(row.place, 1, b"%PDF-")
    asked = erasure.ask(world.of(ANNA), file, RULES, "person", [LAW], REASON)
    with monkeypatch.context() as killed:
        killed.setattr(erasure, "carry_out", lambda office: 0)
        erasure.approve(world.of(BO), file, asked)
    assert world.ports.keys.find([row.key])[row.key] is not None  # type: ignore[attr-defined]  # the key is there still
    assert content.opened("C-1", file.rows)[1] == Opened({"STORY": "张三说收到短信"}, ("NAME", "PHONE"))
    with pytest.raises(NotFound) as gone:
        content.opened_file(row.place, 1, scan)
    assert told(gone) == "content_gone"
    for seal in (
        lambda: content.sealed("C-1", 2, {"NAME": "李四"}, {"NAME": "person"}),
        lambda: content.sealed_file(row.place, 2, b"%PDF-"),
    ):
        with pytest.raises(Conflict) as closed:
            seal()
        assert told(closed) == "content_erased"
    assert personal.masked(world.of(ANNA), file, RULES)[0].erased == ("NAME", "PHONE")  # and nobody is shown
    assert erasure.carry_out(world.system) == 1 and erasure.carry_out(world.system) == 0
    assert world.ports.content.opened("C-1", file.rows)[1].erased == ("NAME", "PHONE")


def test_words_about_a_whole_case_that_is_erased_are_not_opened_while_its_key_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = world.open("C-1", **SAID)
    shown = personal.show(world.of(ANNA), file, RULES, ["STORY"], REASON).event
    asked = erasure.ask(world.of(ANNA), file, RULES, "", [LAW], REASON)
    monkeypatch.setattr(erasure, "carry_out", lambda office: 0)
    assert personal.reason_of(world.of(BO), file, shown) == REASON
    erasure.approve(world.of(BO), file, asked)
    assert personal.reason_of(world.of(BO), file, shown) is None
    assert world.ports.content.opened("C-1", file.rows) == {1: Opened({}, ("NAME", "PHONE", "STORY"))}
    with pytest.raises(Conflict):
        world.ports.content.sealed_words("C-1", "更多")


def test_an_old_copy_of_the_keys_does_not_bring_an_erased_person_back(world: World) -> None:
    file = world.open("C-1", **SAID)
    folder = world.folder / "backups"
    world.ports.keys.back_up(folder, NOW, 30)
    erasure.approve(world.of(BO), file, erasure.ask(world.of(ANNA), file, RULES, "person", [LAW], REASON))
    world.ports.keys.close()  # type: ignore[attr-defined]
    for left in (world.folder / "keys").iterdir():
        left.unlink()
    wanted = list(erasure.destroyed(world.system))
    done = world.ports.keys.restore(folder, None, wanted, world.ledger.oversight.mark())
    assert (done.keys, done.destroyed) == (1, 1)
    found = world.ports.content.opened("C-1", file.rows)[1]
    assert found.values == {"STORY": SAID["STORY"]} and found.erased == ("NAME", "PHONE")


def test_destructions_are_carried_out_anew_on_a_store_that_knows_another_chain(world: World) -> None:
    from xinxiao.model.event import Mark

    file = world.open("C-1", **SAID)
    world.ports.keys.destroy_all([], Mark(99, "9" * 64))  # of a chain that was restored to less
    erasure.approve(world.of(BO), file, erasure.ask(world.of(ANNA), file, RULES, "person", [LAW], REASON))
    assert world.ports.content.opened("C-1", file.rows)[1].erased == ("NAME", "PHONE")
    assert world.ports.keys.replayed == world.ledger.oversight.mark()
