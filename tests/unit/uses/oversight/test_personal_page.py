"""What the desk says of what is kept of people: one case with all that happened to it, and what waits where somebody handles cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.databases import KINDS, database
from tests.keeping import ANNA, BO, CORA, FAR, LAW, READER, REASON, REQUEST, RULES, World
from xinxiao.errors import Conflict, NotAllowed, NotFound
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.collect.people import Grant
from xinxiao.oversight.erased import Counted
from xinxiao.uses.oversight import erasure, personal, personal_page, shown
from xinxiao.uses.oversight.personal_page import Part
from xinxiao.uses.oversight.shown import AskedShown

SAID = {"NAME": "张三", "PHONE": "13800138000", "STORY": "张三说收到短信"}
AUDITOR = Actor.signed_in("aud", (Grant("audit_admin"),))
OPERATOR, ANOTHER = Actor("operator", "otto"), Actor("operator", "olga")
LAWSUIT, RETURNED = "法院调取本案全部材料作证据", "法院已退回全部材料原件"


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with database(request.param, tmp_path) as url:
        made = World(url, tmp_path)
        yield made
        made.close()


def test_one_case_says_which_fields_it_holds_in_which_part_and_no_value(world: World) -> None:
    world.open("C-1", **SAID)
    found = personal_page.page(world.of(ANNA), "C-1")
    assert found.parts == (Part("case", ("STORY",), (), ()), Part("person", ("NAME", "PHONE"), (), ()))
    assert found.open_parts() == ("person", "") and not found.supervises
    assert "张三" not in repr(found) and "13800138000" not in repr(found)
    (read,) = world.ports.readings.events(kind="case.read")
    assert (read.actor, read.fact) == ("person:anna", {"what": "personal", "key": "C-1"})


def test_an_erasure_is_followed_from_asking_to_what_is_left(world: World) -> None:
    file = world.open("C-1", **SAID)
    personal.show(world.of(ANNA), file, RULES, ["NAME"], REASON)
    personal.hand_out(world.of(ANNA), file, RULES, REQUEST)
    asked = erasure.ask(world.of(ANNA), file, RULES, "person", [LAW], REASON)
    (waits,) = personal_page.page(world.of(BO), "C-1").asked
    assert (waits.asked.event.sequence, waits.asked.reason, waits.decided, waits.barred) == (
        asked,
        REASON,
        None,
        None,
    )
    assert waits.would.fields == ((1, "NAME"), (1, "PHONE"))
    (own,) = personal_page.page(world.of(ANNA), "C-1").asked
    assert (
        own.barred is not None and own.barred.told is not None and own.barred.told.name == "erase_supervisor"
    )
    done = erasure.approve(world.of(BO), file, asked)
    found = personal_page.page(world.of(BO), "C-1")
    ((said, left),) = found.gone
    assert (said.event.sequence, said.event.actor) == (done, "person:bo")
    assert left.fields == ((1, "NAME"), (1, "PHONE"))
    assert left.destroyed == (Counted("fields", 2),)
    assert left.stays == (
        Counted("fields", 1),  # the story, which is the case's
        Counted("reasons", 3),  # of what was shown, handed out and asked
        Counted("handed_out", 1),
        Counted("events", 5),  # one of the case, four of what is kept of people
    )
    assert found.asked[0].decided is not None and found.open_parts() == ("",)
    assert found.parts[1] == Part("person", ("NAME", "PHONE"), ("NAME", "PHONE"), ())


def test_what_is_erased_whole_leaves_no_reason_to_read(world: World) -> None:
    file = world.open("C-1", **SAID)
    asked = erasure.ask(world.of(BO), file, RULES, "", [LAW], REASON)
    assert personal_page.page(world.of(BO), "C-1").asked[0].barred is not None  # who asked does not decide
    erasure.approve(world.of(CORA), file, asked)
    found = personal_page.page(world.of(CORA), "C-1")
    assert found.is_erased and found.open_parts() == ()
    assert found.asked[0].asked.reason is None
    assert found.gone[0][1].destroyed == (Counted("fields", 3), Counted("reasons", 1))
    assert found.gone[0][1].stays == (Counted("events", 3),)


def test_a_reason_is_not_read_between_the_fact_and_the_key(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = world.open("C-1", **SAID)
    asked = erasure.ask(world.of(ANNA), file, RULES, "", [LAW], REASON)
    monkeypatch.setattr(erasure, "carry_out", lambda office: 0)
    erasure.approve(world.of(BO), file, asked)
    assert personal.reason_of(world.of(BO), file, asked) is None


def test_holds_stand_with_their_reasons_and_their_ends(world: World) -> None:
    file = world.open("C-1", **SAID)
    number = personal.hold(world.of(ANNA), file, RULES, LAWSUIT)
    (lasts,) = personal_page.page(world.of(ANNA), "C-1").holds
    assert (lasts.put.event.sequence, lasts.put.reason, lasts.ended) == (number, LAWSUIT, None)
    personal.end_hold(world.of(BO), file, RULES, number, RETURNED)
    (over,) = personal_page.page(world.of(ANNA), "C-1").holds
    assert over.ended is not None and (over.ended.event.actor, over.ended.reason) == ("person:bo", RETURNED)


def test_who_handles_no_cases_there_is_told_that_there_is_none(world: World) -> None:
    world.open("C-1", **SAID)
    with pytest.raises(NotFound):
        personal_page.page(world.of(FAR), "C-1")
    for actor in (READER, AUDITOR):
        with pytest.raises(NotAllowed):
            personal_page.page(world.of(actor), "C-1")
        with pytest.raises(NotAllowed):
            personal_page.board(world.of(actor))


def test_the_board_lists_what_is_within_reach_alone(world: World) -> None:
    for number in range(1, 5):
        world.open(f"C-{number}", **SAID)
    file = world.file("C-1")
    asked = erasure.ask(world.of(ANNA), file, RULES, "person", [LAW], REASON)
    held = personal.hold(world.of(ANNA), world.file("C-2"), RULES, LAWSUIT)
    for case in ("C-2", "C-3", "C-4"):
        world.end(case, "2026-03-03")
    erasure.retain(world.of(SYSTEM, datetime(2026, 3, 4, tzinfo=UTC)))
    near = datetime(2028, 3, 1, tzinfo=UTC)
    board = personal_page.board(world.of(ANNA, near))
    assert [(one.event, one.case, one.part) for one in board.waiting] == [(asked, "C-1", "person")]
    assert [(one.event, one.case) for one in board.held] == [(held, "C-2")]
    assert [(one.case, one.until, one.held) for one in board.due] == [
        ("C-2", "2028-03-03", True),
        ("C-3", "2028-03-03", False),
        ("C-4", "2028-03-03", False),
    ]
    assert board.gone == () and board.more == frozenset()
    assert personal_page.board(world.of(FAR, near)) == personal_page.PersonalBoard(
        (), (), (), (), frozenset()
    )
    erasure.retain(world.of(SYSTEM, datetime(2028, 3, 4, tzinfo=UTC)))
    board = personal_page.board(world.of(ANNA, datetime(2028, 3, 4, tzinfo=UTC)))
    assert [(one.case, one.event.fact["why"], one.event.fact["due"]) for one in board.gone] == [
        ("C-4", "retention", "2028-03-04"),
        ("C-3", "retention", "2028-03-04"),
    ]
    assert [one.case for one in board.due] == ["C-2"]
    assert personal_page.board(world.of(FAR)).gone == ()
    assert len(personal_page.board(world.of(OPERATOR)).gone) == 2


def test_what_is_due_more_than_ninety_days_ahead_is_not_listed(world: World) -> None:
    world.open("C-1", **SAID)
    world.end("C-1", "2026-03-03")
    erasure.retain(world.of(SYSTEM, datetime(2026, 3, 4, tzinfo=UTC)))
    # 27 days of December, 31 of January, 29 of February and 3 of March are 90
    assert len(personal_page.board(world.of(ANNA, datetime(2027, 12, 4, 4, tzinfo=UTC))).due) == 1
    assert personal_page.board(world.of(ANNA, datetime(2027, 12, 3, 4, tzinfo=UTC))).due == ()


def test_a_page_of_the_board_ends_after_fifty_and_goes_on(world: World) -> None:
    for number in range(52):
        personal.hold(world.of(ANNA), world.open(f"C-{number}", NAME="张三"), RULES, LAWSUIT)
    first = personal_page.board(world.of(ANNA))
    assert (len(first.held), first.more) == (50, frozenset({"held"}))
    second = personal_page.board(world.of(ANNA), held=first.held[-1].event)
    assert [one.case for one in second.held] == ["C-1", "C-0"] and second.more == frozenset()


# ---- at the command line


def test_who_runs_the_installation_does_it_under_their_own_name_and_not_for_two(world: World) -> None:
    file = world.open("C-1", **SAID)
    asked = erasure.ask(world.of(OPERATOR), file, RULES, "person", [LAW], REASON)
    with pytest.raises(NotAllowed):
        erasure.approve(world.of(OPERATOR), file, asked)
    number = personal.hold(world.of(OPERATOR), file, RULES, LAWSUIT)
    with pytest.raises(Conflict):
        erasure.approve(world.of(ANOTHER), file, asked)
    personal.end_hold(world.of(ANOTHER), file, RULES, number, RETURNED)
    erasure.approve(world.of(ANOTHER), file, asked)
    assert world.ports.personal.erased("C-1") == {"person"}


# ---- who saw what


def test_the_audit_administrator_sees_who_saw_which_fields_why_and_no_value(world: World) -> None:
    one, two = world.open("C-1", **SAID), world.open("C-2", **SAID)
    personal.show(world.of(ANNA), one, RULES, ["NAME", "PHONE"], REASON)
    personal.show(
        world.of(BO, datetime(2026, 3, 3, 4, tzinfo=UTC)), two, RULES, ["PHONE"], "复核登记的电话是否属实"
    )
    personal.hand_out(world.of(ANNA, datetime(2026, 3, 3, 5, tzinfo=UTC)), one, RULES, REQUEST)
    office = world.of(AUDITOR)

    def cases(**asked: str) -> list[tuple[str, str]]:
        found = shown.shown(office, AskedShown(**asked))
        return [(seen.looked.case, seen.looked.event.kind) for seen in found.seen]

    whole = shown.shown(office, AskedShown())
    assert [
        (seen.looked.case, seen.looked.event.actor, seen.fields[0][0], seen.reason) for seen in whole.seen
    ] == [
        ("C-1", "person:anna", "NAME", REQUEST),
        ("C-2", "person:bo", "PHONE", "复核登记的电话是否属实"),
        ("C-1", "person:anna", "NAME", REASON),
    ]
    assert whole.next == 0
    assert "张三" not in repr(whole) and "13800138000" not in repr(whole)
    assert cases(actor="person:bo") == [("C-2", "case.shown")]
    assert cases(case="C-1") == [("C-1", "case.handed_out"), ("C-1", "case.shown")]
    assert cases(since="2026-03-03") == [("C-1", "case.handed_out"), ("C-2", "case.shown")]
    assert cases(until="2026-03-02") == [("C-1", "case.shown")]
    assert cases(case="C-9") == []
    reads = [event.fact for event in world.ports.readings.events(kind="case.read")]
    assert reads[0] == {"what": "shown", "key": "- - - -"}
    assert {"what": "shown", "key": "person:bo - - -"} in reads


def test_days_of_the_record_are_those_of_the_installation(world: World) -> None:
    file = world.open("C-1", **SAID)
    for hour in (15, 16):  # 23:00 of 2 March and 0:00 of 3 March in Shanghai
        personal.show(world.of(ANNA, datetime(2026, 3, 2, hour, tzinfo=UTC)), file, RULES, ["NAME"], REASON)
    asked = AskedShown(since="2026-03-03", until="2026-03-03")
    (seen,) = shown.shown(world.of(AUDITOR), asked).seen
    assert seen.looked.event.at == "2026-03-02T16:00:00.000+00:00"


def test_the_record_goes_on_where_a_page_ends(world: World) -> None:
    file = world.open("C-1", **SAID)
    for _ in range(3):
        personal.show(world.of(ANNA), file, RULES, ["NAME"], REASON)
    first = shown.shown(world.of(AUDITOR), AskedShown(), 2)
    second = shown.shown(world.of(AUDITOR), AskedShown(before=first.next), 2)
    assert (len(first.seen), len(second.seen), second.next) == (2, 1, 0)


@pytest.mark.parametrize("actor", [ANNA, BO, CORA, READER])
def test_who_handles_cases_does_not_read_the_record(world: World, actor: Actor) -> None:
    world.open("C-1", **SAID)
    with pytest.raises(NotAllowed):
        shown.shown(world.of(actor), AskedShown())


def test_a_reason_that_went_with_its_case_is_not_there_and_the_record_is(world: World) -> None:
    file = world.open("C-1", **SAID)
    personal.show(world.of(ANNA), file, RULES, ["NAME"], REASON)
    erasure.approve(world.of(BO), file, erasure.ask(world.of(ANNA), file, RULES, "", [LAW], REASON))
    (seen,) = shown.shown(world.of(AUDITOR), AskedShown()).seen
    assert (seen.looked.event.actor, seen.reason) == ("person:anna", None)
