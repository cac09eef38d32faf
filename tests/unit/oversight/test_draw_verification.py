"""Whatever is changed in the file of a draw is told, by this program and by the stand-alone one alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.broken_draws import (
    CHANGES,
    COMMITTED,
    FORMS,
    LEAST,
    committed,
    record_of,
    repeated,
    rewritten,
    sound,
    void,
)
from tests.draws import SIX, code, codes, draft, made
from xinxiao.model.oversight.draw import Before
from xinxiao.oversight.draw_proof import proof
from xinxiao.oversight.draw_verification import verify, verify_series
from xinxiao.oversight.standalone import verify_draw

Told = set[tuple[str, str]]


def by_alone(content: bytes) -> Told:
    """What the stand-alone program tells."""
    found: Told = set()

    def add(bad: Any, words: str, where: str = "") -> None:
        assert len(words.split(" ")) > 2
        found.update(
            (words.split(" ", maxsplit=1)[0], one)
            for one in (bad if isinstance(bad, set) else [where] * bool(bad))
        )

    verify_draw.check(content, add)
    return found


def by_both(content: bytes) -> Told:
    """What both tell, which is the same."""
    found = {(fault.code.removeprefix("DRAW_"), fault.where) for fault in verify(content)}
    assert by_alone(content) == found
    return found


@pytest.mark.parametrize("content", [sound, void, repeated, made], ids=lambda make: make.__name__)
def test_a_draw_that_is_what_it_says_has_no_fault(content: Callable[[], bytes]) -> None:
    assert by_both(content()) == set()
    assert by_both(content() + b"\r\n") == set()


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_changed_afterwards_is_told(name: str) -> None:
    change, faults = CHANGES[name]
    found = by_both(rewritten(change))
    assert found >= faults if name in LEAST else found == faults


@pytest.mark.parametrize("name", COMMITTED)
def test_what_is_wrong_from_the_start_is_told(name: str) -> None:
    change, faults = COMMITTED[name]
    found = by_both(committed(change))
    assert found >= faults
    assert not found & {("COMMITMENT", ""), ("SEED", "")}


@pytest.mark.parametrize("name", FORMS)
def test_what_is_no_draw_is_told_as_that_alone(name: str) -> None:
    assert FORMS[name](sound()) != sound()
    assert by_both(FORMS[name](sound())) == {("FORM", "")}


def test_all_faults_are_told_and_not_the_first_only() -> None:
    def change(plain: dict[str, Any]) -> None:
        for name in ("another plan", "a value taken away", "the same person twice", "another line"):
            CHANGES[name][0](plain)

    assert {name for name, _ in by_both(rewritten(change))} == {
        "COMMITMENT", "SOURCES", "SEED", "SAME_PERSON", "PAIR", "LINE",
    }  # fmt: skip


def test_the_ledgers_list_knows_the_number_with_its_commitment() -> None:
    own = json.loads(sound())["commitment"]["sha256"]
    assert verify(sound(), {"DRAW-2026-0007": own}) == []
    for listed in ({}, {"DRAW-2026-0007": "0" * 64}, {"DRAW-2026-0008": own}):
        [fault] = verify(sound(), listed)
        assert (fault.code, fault.where) == ("DRAW_NUMBER_UNKNOWN", "DRAW-2026-0007")


def series(*numbers: int, skipped: int = 0) -> list[bytes]:
    """Draws that follow each other, without the one that is skipped."""
    found, before = [], None
    for number in numbers:
        own = made(draft(number=f"DRAW-2026-{number:04}", before=before))
        commitment = json.loads(own)["commitment"]["sha256"]
        before = Before(number=f"DRAW-2026-{number:04}", commitment=commitment)
        found += [own] if number != skipped else []
    return found


def by_both_of(contents: list[bytes]) -> Told:
    found: Told = set()
    records = [json.loads(content) for content in contents]
    verify_draw._series(records, lambda bad, words: found.update((words.split(" ")[0], one) for one in bad))
    assert found == {(fault.code.removeprefix("DRAW_"), fault.where) for fault in verify_series(contents)}
    return found


def test_numbers_of_a_series_follow_each_other() -> None:
    assert by_both_of(series(1, 2, 3)) == set()
    assert by_both_of(series(1, 2, 3)[::-1]) == set()
    assert by_both_of(series(1, 2, 3)[1:]) == set()
    assert by_both_of(series(1, 2, 3)[:1] * 2) == set()
    assert by_both_of(series(1, 2, 3, 4, skipped=3)) == {("NUMBER_SKIPPED", "DRAW-2026-0003")}


def test_a_number_that_was_used_for_two_draws_is_told_by_the_two_and_by_what_follows_one() -> None:
    one, two, three = series(1, 2, 3)
    other = made(
        draft(
            number="DRAW-2026-0002",
            task="T2",
            before=Before(number="DRAW-2026-0001", commitment=json.loads(one)["commitment"]["sha256"]),
        )
    )
    assert by_both(other) == set()
    assert by_both_of([one, two, other]) == {("NUMBER_TWICE", "DRAW-2026-0002")}
    assert by_both_of([one, other, three]) == {("NUMBER_TWICE", "DRAW-2026-0002")}


@pytest.mark.parametrize("count", [1, 2, 17, 300])
def test_every_subject_can_check_its_own_ticket_without_the_roster(count: int) -> None:
    record = record_of(made(strata={"A": codes(count)}))
    drawn = {one.subject for one in record.selected}
    for subject in sorted(codes(count))[:: max(1, count // 7)]:
        own = proof(record, subject.lower())
        assert by_both(own) == set()
        plain = json.loads(own)
        assert plain["drawn"] == (subject in drawn)
        assert not any(other in own.decode() for other in codes(count) if other != subject)


def test_a_proof_of_five_million_is_small() -> None:
    """Six levels of at most fifteen hashes: under seven thousand characters beside the terms."""
    assert 16**5 < 5_000_000 <= 16**6
    assert 6 * 15 * 67 < 7_000


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (lambda p: p.update(subject=code(77_777)), {"PROOF", "TICKET"}),
        (lambda p: p.update(stratum="B"), {"PROOF"}),
        (lambda p: p.update(place=p["place"] + 1), {"PROOF"}),
        (lambda p: p.update(place=900_000_000), {"PROOF"}),
        (lambda p: p.update(path=[]), {"PROOF"}),
        (lambda p: p["path"][0].pop(), {"PROOF"}),
        (lambda p: p.update(path=p["path"] + [[]]), {"PROOF"}),
        (lambda p: p.update(ticket="0" * 64, drawn=True), {"TICKET"}),
        (lambda p: p.update(drawn=not p["drawn"]), {"LINE"}),
        (lambda p: p.update(line="0" * 64, drawn=True), {"LINE"}),
        (lambda p: p.update(line=""), {"LINE"}),
        (lambda p: p["terms"].update(task="T2"), {"COMMITMENT"}),
        (lambda p: p["values"][0].update(value="3"), {"SEED"}),
        (lambda p: p["values"][0].update(at="2026-03-02T08:00:00Z"), {"EARLY"}),
        (lambda p: p.update(path=[["0" * 63]]), {"FORM"}),
        (lambda p: p.update(roster=[]), {"FORM"}),
    ],
)
def test_a_changed_proof_is_told(change: Callable[[dict[str, Any]], object], faults: set[str]) -> None:
    record = record_of(made(strata={"A": codes(40)}))
    content = proof(record, record.selected[0].subject)
    assert {name for name, _ in by_both(rewritten(change, content))} == faults


def test_the_six_firms_of_the_reference_are_drawn_in_the_order_it_gives() -> None:
    """Its roster's hash stands for the commitment; the third to fifth were computed with Python's hmac alone."""
    order = [
        n
        for _, n in verify_draw._low(
            ("41d74c9b92a2d7fd7642305f8bc229df7fe788b87870db884589e57f96c70346", "", SIX, 6)
        )
    ]
    assert (order[0], order[1], order[5]) == (
        "91110000802100433B",
        "9144030071526726XG",
        "91440400192548256N",
    )
    assert (
        verify_draw._hash("\n".join(sorted(SIX)))
        == "868b9fdf5ec911236322ab13f1e20e8e6530ad14514d62ab87b65eb33a4fec5d"
    )
