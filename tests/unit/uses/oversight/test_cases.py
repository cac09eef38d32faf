"""Cases as people handle them, by a workflow that is a file alone: opened, acted on, overtaken, assigned, found, kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as changed

from tests.casework import ANNA, BERT, CORA, FAR, OPERATOR, Desk, plain
from tests.databases import KINDS, database
from tests.workflows import CALENDAR, FIRM, named, version
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, Unavailable
from xinxiao.model.calendar import DaysOff
from xinxiao.model.event import Mark
from xinxiao.model.oversight.case_facts import ClockRanOut
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.content import PERSON, Place
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import cases, clocks, letters, receipts
from xinxiao.uses.oversight.document_check import check

CASE = "PER-2026-000001"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture(params=KINDS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with database(request.param, tmp_path) as url:
        made = Desk(url, tmp_path)
        yield made
        made.ledger.close()


def opened(desk: Desk, **more: Any) -> cases.Done:
    wanted: dict[str, Any] = {
        "values": {"RECEIVED": "2026-06-01", "CONTACT": "王某"},
        "subject": FIRM,
        "area": "110000",
    }
    return cases.open_(desk.of(ANNA), "PERMIT", Wanted("ASK", **{**wanted, **more}))


def pdf(folder: Path) -> list[tuple[str, Path]]:
    (folder / "a.pdf").write_bytes(PDF)
    return [("a.pdf", folder / "a.pdf")]


def test_a_workflow_that_is_a_file_alone_is_walked_from_opening_to_decision(
    desk: Desk, tmp_path: Path
) -> None:
    first = opened(desk, handler="anna")
    assert (first.case.id, first.case.state, first.case.number) == (CASE, "ASKED", 1)
    done = cases.act(desk.of(ANNA), CASE, Wanted("EXAMINE", 1), pdf(tmp_path))
    (kept,) = done.case.evidence
    assert kept.kind == "pdf" and PDF not in desk.ports.blobs.get(kept.kept)
    cases.act(desk.of(BERT), CASE, Wanted("PROPOSE", 2, {"OUTCOME": "YES"}))
    with pytest.raises(NotAllowed):
        cases.act(desk.of(BERT), CASE, Wanted("GRANT", 3, reason="r"))
    last = cases.act(desk.of(CORA), CASE, Wanted("GRANT", 3, reason="一切齐备"))
    assert (last.case.state, last.case.ends, last.case.waiting) == ("DONE", True, ())
    assert cases.find(desk.of(ANNA), CASE).text == last.case.text
    assert [one.event.actor for one in cases.history(desk.of(ANNA), CASE)] == [
        "person:anna", "person:anna", "person:bert", "person:cora",
    ]  # fmt: skip
    said = desk.ports.content.opened(CASE, desk.ports.cases.contents(CASE))
    assert (said[1].values, said[4].values) == ({"CONTACT": "王某"}, {"reason": "一切齐备"})
    assert all("王某" not in one.event.payload for one in cases.history(desk.of(ANNA), CASE))
    assert desk.ledger.verify("oversight")[1] is None


def test_a_refused_opening_spends_no_number(desk: Desk) -> None:
    with pytest.raises(DataFault):
        opened(desk, values={})
    assert opened(desk).case.id == CASE
    with pytest.raises(NotFound) as error:
        cases.open_(desk.of(ANNA), "NONE", Wanted("ASK", area="110000"))
    assert error.value.told is not None and error.value.told.values["known"] == "PERMIT"


def test_cases_of_another_area_are_not_there_and_cannot_be_opened(desk: Desk) -> None:
    opened(desk)
    for do in (
        lambda: cases.find(desk.of(FAR), CASE),
        lambda: cases.history(desk.of(FAR), CASE),
        lambda: cases.act(desk.of(FAR), CASE, Wanted("TEST", 1)),
        lambda: receipts.of(desk.of(FAR), CASE, 1),
    ):
        with pytest.raises(NotFound) as error:
            do()
        assert error.value.told is not None and error.value.told.name == "no_case"
    with pytest.raises(NotAllowed):
        opened_far = Wanted("ASK", area="110000", subject=FIRM, values={"RECEIVED": "2026-06-01"})
        cases.open_(desk.of(FAR), "PERMIT", opened_far)
    assert cases.listed(desk.of(FAR), CaseQuery()) == ()
    assert [row.case_id for row in cases.listed(desk.of(ANNA), CaseQuery())] == [CASE]
    assert [row.cases for row in cases.counts(desk.of(OPERATOR))] == [1]
    assert cases.counts(desk.of(FAR)) == ()


def test_of_two_who_saw_the_same_one_is_told_who_did_what(desk: Desk) -> None:
    opened(desk)
    cases.act(desk.of(BERT), CASE, Wanted("TEST", 1))
    with pytest.raises(Conflict) as error:
        cases.act(desk.of(ANNA), CASE, Wanted("TEST", 1))
    told = error.value.told
    assert told is not None and told.name == "case_moved"
    assert told.filled("en")["what"] == "2 TEST (person:bert, 2026-06-01T02:00Z)"


def test_many_who_act_at_once_leave_whole_cases(desk: Desk) -> None:
    opened(desk)

    def tries(number: int) -> int:
        won = 0
        for _ in range(8):
            case = cases.find(desk.of(ANNA), CASE)
            act = "TEST" if case.clocks[0].state == "running" else "TESTED"
            try:
                cases.act(desk.of((ANNA, BERT)[number % 2]), CASE, Wanted(act, case.number))
                won += 1
            except Conflict as error:
                assert error.told is not None and error.told.name in ("case_moved", "case_state")
        return won

    with ThreadPoolExecutor(4) as pool:
        won = sum(pool.map(tries, range(4)))
    assert cases.find(desk.of(ANNA), CASE).number == 1 + won >= 9
    assert desk.ledger.verify("oversight")[1] is None


def test_a_supervisor_gives_a_case_to_somebody_and_nobody_else_does(desk: Desk) -> None:
    opened(desk)
    with pytest.raises(NotAllowed):
        cases.assign(desk.of(ANNA), CASE, "bert", 1)
    assert cases.assign(desk.of(CORA), CASE, "bert", 1).case.handler == "bert"
    with pytest.raises(Conflict):
        cases.assign(desk.of(CORA), CASE, "anna", 1)
    assert [row.handler for row in cases.listed(desk.of(CORA), CaseQuery(handler="bert", order="due"))] == [
        "bert"
    ]


def test_a_machine_suggests_and_nothing_follows_until_a_person_decides(desk: Desk) -> None:
    opened(desk)
    with pytest.raises(NotAllowed):
        cases.suggest(desk.of(ANNA), CASE, "TEST", "words", "model 1")
    done = cases.suggest(desk.system, CASE, "TEST", "looks incomplete", "model 1")
    assert (done.case.state, done.case.number, done.case.clocks[0].state) == ("ASKED", 2, "running")
    assert "incomplete" not in done.event.payload
    after = cases.act(desk.of(ANNA), CASE, Wanted("TEST", 2, suggestion=2))
    assert after.event.fact["suggestion"] == 2
    assert "looks incomplete" not in done.event.payload
    refused = [
        (NotFound, "case_no_act", "FLY", "words"),
        (Conflict, "case_state", "GRANT", "words"),
        (DataFault, "case_suggestion_words", "TEST", " \n"),
    ]
    for kind, name, act, words in refused:
        with pytest.raises(kind) as error:
            cases.suggest(desk.system, CASE, act, words, "model 1")
        assert error.value.told is not None and error.value.told.name == name


def test_a_persons_reasons_are_not_a_machines_words(desk: Desk) -> None:
    opened(desk)
    cases.suggest(desk.system, CASE, "TESTED", "材料齐全，建议恢复。", "model 1")
    for copied in ("材料齐全，建议恢复。", " 材料齐全， 建议恢复。\n"):
        with pytest.raises(DataFault) as error:
            cases.act(desk.of(ANNA), CASE, Wanted("TESTED", 2, reason=copied, suggestion=2))
        assert error.value.told is not None and error.value.told.name == "case_reason_machine"
    own = cases.act(desk.of(ANNA), CASE, Wanted("TESTED", 2, reason="已与原件核对，同意恢复。", suggestion=2))
    assert (own.event.actor, own.event.fact["suggestion"]) == ("person:anna", 2)


def test_who_keeps_the_installation_acts_under_their_own_name_and_not_as_two_people(
    desk: Desk, tmp_path: Path
) -> None:
    office = desk.of(OPERATOR)
    wanted = Wanted("ASK", values={"RECEIVED": "2026-06-01"}, subject=FIRM, area="110000")
    cases.open_(office, "PERMIT", wanted, synthetic=True)
    assert cases.find(office, CASE).synthetic
    cases.act(office, CASE, Wanted("EXAMINE", 1), pdf(tmp_path))
    cases.act(office, CASE, Wanted("PROPOSE", 2, {"OUTCOME": "YES"}))
    with pytest.raises(NotAllowed) as error:
        cases.act(office, CASE, Wanted("GRANT", 3, reason="r"))
    assert error.value.told is not None and error.value.told.name == "case_same_person"


# ---- receipts


def test_the_receipt_of_an_act_holds_against_the_ledger_and_a_forged_one_does_not(desk: Desk) -> None:
    done = opened(desk)
    kept = receipts.of(desk.of(ANNA), CASE, 1)
    assert kept == done.receipt
    head = Mark(kept.sequence, kept.hash)
    for given in (kept.json, kept.text.encode()):
        found, verdict = receipts.check(desk.of(OPERATOR), given, [head])
        assert found == kept
        assert (verdict.lines, verdict.head, verdict.ledger, verdict.holds) == (
            "holds",
            "holds",
            "holds",
            True,
        )
    forged = changed(kept, payload=kept.payload.replace("110000", "310000"))
    _, verdict = receipts.check(desk.of(OPERATOR), forged.json)
    assert (verdict.lines, verdict.holds) == ("fails", False)
    rehashed = changed(forged, hash=sha256(forged.lines).hexdigest())
    _, verdict = receipts.check(desk.of(OPERATOR), rehashed.json)
    assert (verdict.lines, verdict.ledger, verdict.holds) == ("holds", "fails", False)
    with pytest.raises(NotFound):
        receipts.of(desk.of(ANNA), CASE, 2)
    with pytest.raises(DataFault):
        receipts.check(desk.of(OPERATOR), b"no receipt")


# ---- clocks


def test_after_an_outage_clocks_are_noted_in_order_of_their_days_by_the_installation(desk: Desk) -> None:
    opened(desk, values={"RECEIVED": "2026-06-01"}, on="")
    desk.now = datetime(2026, 6, 3, 2, tzinfo=UTC)
    opened(desk, values={"RECEIVED": "2026-05-29"})
    stood = opened(desk).case.id
    cases.act(desk.of(ANNA), stood, Wanted("TEST", 1))
    desk.now = datetime(2026, 6, 20, 2, tzinfo=UTC)
    assert clocks.notice(desk.system) == 2
    assert clocks.notice(desk.system) == 0
    events = [one for one in desk.ledger.oversight.events() if one.actor == "system"]
    assert [(one.kind, one.fact["case"][-1]) for one in events] == [
        ("case.clock_ran_out", "2"), ("case.acted", "2"), ("case.clock_ran_out", "1"), ("case.acted", "1"),
    ]  # fmt: skip
    first = events[0].fact
    assert (first["day"], first["due"], first["noticed"]) == (
        "2026-06-05", "2026-06-05T16:00:00.000+00:00", "2026-06-20T02:00:00.000+00:00",
    )  # fmt: skip
    assert cases.find(desk.of(ANNA), CASE).state == "LATE"
    assert cases.find(desk.of(ANNA), stood).clocks[0].state == "suspended"
    assert desk.ledger.verify("oversight")[1] is None


def test_who_acts_on_a_case_whose_clock_ran_out_unnoticed_is_told_so_first(
    desk: Desk, tmp_path: Path
) -> None:
    opened(desk)
    desk.now = datetime(2026, 6, 9, 2, tzinfo=UTC)
    with pytest.raises(Conflict) as error:
        cases.act(desk.of(ANNA), CASE, Wanted("EXAMINE", 1), pdf(tmp_path))
    assert error.value.told is not None and error.value.told.name == "case_moved"
    assert [type(one.fact) is ClockRanOut for one in cases.history(desk.of(ANNA), CASE)] == [
        False,
        True,
        False,
    ]
    done = cases.act(desk.of(ANNA), CASE, Wanted("EXAMINE", 3), pdf(tmp_path))
    assert done.case.clocks[0].state == "met_late"


def test_a_provisional_day_moves_with_the_calendars_notice_and_leaves_a_trace(desk: Desk) -> None:
    said = plain()
    said["clocks"][0]["versions"] = [version(5, "working_day")]
    desk.rewrite(said)
    desk.now = datetime(2026, 12, 30, 2, tzinfo=UTC)
    case = opened(desk, values={"RECEIVED": "2026-12-30"}).case
    assert (case.clocks[0].due, case.clocks[0].provisional) == ("2027-01-06", True)
    assert clocks.recount(desk.system) == 0
    arranged = DaysOff(year=2027, off=("2027-01-01", "2027-01-04"))
    desk.rewrite(said, changed(CALENDAR, years=(*CALENDAR.years, arranged)))
    assert clocks.recount(desk.system) == 1
    assert clocks.recount(desk.system) == 0
    (fact,) = [one.fact for one in desk.ledger.oversight.events(kind="case.clock_recomputed")]
    assert (fact["before"], fact["due"], fact["provisional"], fact["why"]) == (
        "2027-01-06", "2027-01-08", False, "calendar",
    )  # fmt: skip
    (row,) = cases.listed(desk.of(ANNA), CaseQuery(order="due"))
    assert (row.due, row.provisional) == ("2027-01-08", False)
    assert desk.ledger.verify("oversight")[1] is None


# ---- files that change


def test_an_open_case_goes_on_by_the_file_it_was_opened_by(desk: Desk) -> None:
    opened(desk)
    said = plain(version="2")
    said["acts"] = [act for act in said["acts"] if act["id"] != "TEST"]
    said["clocks"][0].update(suspends=[])
    desk.rewrite(said)
    assert cases.act(desk.of(ANNA), CASE, Wanted("TEST", 1)).case.clocks[0].state == "suspended"
    other = opened(desk).case.id
    with pytest.raises(NotFound):
        cases.act(desk.of(ANNA), other, Wanted("TEST", 1))
    first, second = (cases.find(desk.of(ANNA), case) for case in (CASE, other))
    assert first.definition != second.definition


def test_a_file_may_say_that_open_cases_go_on_by_it_where_it_has_their_state(desk: Desk) -> None:
    before = opened(desk).case
    said = plain(version="2", crossing="change")
    said["acts"].append(named(id="LOOK", by=["case_officer"], **{"from": ["ASKED"]}))
    desk.rewrite(said)
    after = cases.act(desk.of(ANNA), CASE, Wanted("LOOK", 1)).case
    assert after.definition != before.definition
    said["states"] = [state for state in said["states"] if state["id"] != "ASKED"]
    said["acts"] = [act for act in said["acts"] if "ASKED" not in act.get("from", ())]
    said["acts"][0]["to"] = "EXAMINED"
    said["clocks"] = []
    desk.rewrite(said)
    assert cases.act(desk.of(ANNA), CASE, Wanted("LOOK", 2)).case.definition == after.definition


def test_a_file_that_is_not_kept_any_more_is_asked_for(desk: Desk) -> None:
    case = opened(desk).case
    desk.rewrite(plain(version="2"))
    desk.ports.blobs.drop(case.definition)
    with pytest.raises(Unavailable) as error:
        cases.act(desk.of(ANNA), CASE, Wanted("TEST", 1))
    assert error.value.told is not None and error.value.told.name == "case_definition"


# ---- documents


def lettered(folder: Path) -> dict[str, Any]:
    """The made-up workflow with a letter that an act of a person and one of the installation make."""
    said = plain()
    said["documents"] = [
        {
            **named(id="LETTER"),
            "prefix": "LET",
            "versions": [
                {
                    "rule": "RULE_ONE",
                    "article": "3",
                    "valid_from": "2026-01-01",
                    "template": "letter",
                    "fields": ["CONTACT"],
                }
            ],
        }
    ]
    for act in said["acts"]:
        if act["id"] in ("EXAMINE", "GO_LATE"):
            act["documents"] = ["LETTER"]
    place = folder / "programme" / "oversight" / "documents"
    place.mkdir(parents=True, exist_ok=True)
    for language in ("zh", "en"):
        (place / f"letter.{language}.md").write_text(
            "# 通知书\n\n编号：{{document.number}}\n\n{{field.CONTACT}}：案件 {{case.number}} 于 {{act.day}} 办理。\n",
            "utf-8",
        )
    return said


def test_an_act_makes_its_document_numbered_hashed_and_sealed(desk: Desk, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the typesetter is not installed")
    desk.rewrite(lettered(tmp_path))
    opened(desk)
    done = cases.act(desk.of(ANNA), CASE, Wanted("EXAMINE", 1), pdf(tmp_path))
    (made,) = done.case.documents
    assert (made.document, made.number, made.rule) == ("LETTER", "LET-2026-000001", "RULE_ONE")
    sealed = desk.ports.blobs.get(made.kept)
    content = desk.ports.content.opened_file(Place(CASE, 2, PERSON), letters.FIRST, sealed)
    assert content.startswith(b"%PDF") and sha256(content).hexdigest() == made.sha256
    checked = check(desk.ports.cases, desk.ports.known.pinned, sha256=made.sha256)
    assert (checked.standing, checked.number) == ("holds", "LET-2026-000001")
    assert desk.ledger.verify("oversight")[1] is None


def test_what_the_installation_does_when_a_clock_runs_out_makes_its_document_too(
    desk: Desk, tmp_path: Path
) -> None:
    pytest.importorskip("typst", reason="the typesetter is not installed")
    desk.rewrite(lettered(tmp_path))
    opened(desk)
    desk.now = datetime(2026, 6, 9, 2, tzinfo=UTC)
    assert clocks.notice(desk.system) == 1
    case = cases.find(desk.of(ANNA), CASE)
    assert (case.state, [made.number for made in case.documents]) == ("LATE", ["LET-2026-000001"])


# ---- cases that follow from others


def following(desk: Desk) -> None:
    """Have a permit follow from a permit in which it was proposed."""
    said = plain(version="2")
    for act in said["acts"]:
        if act["id"] == "TEST":
            act["opens"] = ["PERMIT"]
    desk.rewrite(said)


def test_a_case_follows_from_one_in_which_an_act_was_done_that_opens_its_workflow(desk: Desk) -> None:
    following(desk)
    first = opened(desk).case.id
    with pytest.raises(Conflict) as error:
        opened(desk, links=(first,))
    assert error.value.told is not None
    assert (error.value.told.name, error.value.told.values["case"]) == ("case_follows", first)
    cases.act(desk.of(ANNA), first, Wanted("TEST", 1))
    made = opened(desk, links=(first,)).case
    assert made.links == (first,) and made.id == "PER-2026-000002"


def test_a_case_that_is_out_of_reach_or_not_there_is_no_ground_for_another(desk: Desk) -> None:
    following(desk)
    first = opened(desk).case.id
    cases.act(desk.of(ANNA), first, Wanted("TEST", 1))
    far = Wanted("ASK", values={"RECEIVED": "2026-06-01"}, subject=FIRM, area="310000", links=(first,))
    for office, wanted in ((desk.of(FAR), far), (desk.of(ANNA), replace(far, area="110000", links=("X-1",)))):
        with pytest.raises(NotFound) as error:
            cases.open_(office, "PERMIT", wanted)
        assert error.value.told is not None and error.value.told.name == "no_case"
    assert opened(desk).case.id == "PER-2026-000002"  # no number was spent on them
