"""Receipts: checked by anybody, with sha256sum or with this program, against a content and against a published head."""

from __future__ import annotations

import subprocess
from hashlib import sha256

import pytest

from tests.unit.model.collect.test_report import submitted
from xinxiao.errors import DataFault
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.receipt import receipt_of, verify_receipt
from xinxiao.model.event import START, Event, LedgerRead, Mark, appended
from xinxiao.model.receipt import Receipt, receipt

CONTENT = Content(cells={"A": "1"})
AT = "2026-09-03T01:00:00.000+00:00"


def chain() -> list[Event]:
    """A submission and three events after it."""
    facts = [submitted(1, sha256=CONTENT.sha256), *(LedgerRead(how="x", first=n, last=n) for n in (1, 2, 3))]
    return list(appended(START, "person:a1", AT, [(fact.kind, fact.payload) for fact in facts]))


MADE = chain()
OWN = receipt(MADE[0])
HEAD = Mark(MADE[2].sequence, MADE[2].hash)


def test_the_lines_of_a_receipt_have_its_hash_by_sha256sum() -> None:
    done = subprocess.run(["sha256sum"], input=OWN.lines, capture_output=True, check=True)
    assert done.stdout.split()[0].decode() == OWN.hash == MADE[0].hash
    assert OWN.lines.count(b"\n") == 5


@pytest.mark.parametrize("kept", [OWN.json, OWN.text.encode(), b"\xef\xbb\xbf" + OWN.json,
                                  ("某月回执\r\n" + OWN.text.replace("\n", "\r\n") + "谢谢").encode()])  # fmt: skip
def test_a_receipt_is_read_again_from_either_form_whatever_stands_around_it(kept: bytes) -> None:
    assert receipt_of(kept) == OWN


def test_a_receipt_holds_with_its_content_and_up_to_a_published_head() -> None:
    found = verify_receipt(OWN, CONTENT.canonical, MADE[1:], [HEAD])
    assert (found.lines, found.content, found.head, found.holds) == ("holds", "holds", "holds", True)


def test_what_could_not_be_asked_is_unknown_and_does_not_fail() -> None:
    found = verify_receipt(OWN)
    assert (found.lines, found.content, found.head, found.holds) == ("holds", "unknown", "unknown", True)
    assert verify_receipt(OWN, None, MADE[1:2], [HEAD]).head == "unknown"
    assert verify_receipt(OWN, None, (), [OWN.mark]).head == "holds"


@pytest.mark.parametrize("line", ["prev_hash", "sequence", "at", "actor", "payload"])
def test_a_receipt_with_another_line_fails(line: str) -> None:
    fields = {name: getattr(OWN, name) for name in OWN.__struct_fields__}
    fields[line] = {
        "prev_hash": "1" * 64,
        "sequence": 2,
        "at": AT.replace("3", "4"),
        "actor": "person:b",
    }.get(line, OWN.payload.replace('"number":1', '"number":2'))
    assert verify_receipt(Receipt(**fields)).lines == "fails"


def test_another_content_fails_and_so_does_a_chain_that_breaks_or_ends_elsewhere() -> None:
    assert verify_receipt(OWN, Content(cells={"A": "2"}).canonical).content == "fails"
    assert verify_receipt(OWN, None, MADE[2:], [HEAD]).head == "fails"
    assert verify_receipt(OWN, None, MADE[1:], [Mark(HEAD.sequence, "0" * 64)]).head == "fails"
    forged = Event(2, OWN.hash, MADE[1].hash, "person:b", AT, MADE[1].kind, MADE[1].payload)
    assert verify_receipt(OWN, None, [forged, *MADE[2:]], [HEAD]).head == "fails"


def test_an_event_that_is_no_submission_makes_no_receipt_that_holds() -> None:
    assert verify_receipt(receipt(MADE[1])).lines == "fails"


@pytest.mark.parametrize(
    "kept",
    [b"", b"{}", b"\xff", b"null", OWN.json.replace(b'"kind"', b'"king"'), OWN.json[:-20],
     OWN.text.replace("\nperson", "\n\nperson").encode(), b"-----BEGIN RECEIPT-----", b"x" * 2_000_001],
)  # fmt: skip
def test_what_is_no_receipt_is_told_so(kept: bytes) -> None:
    with pytest.raises(DataFault) as caught:
        receipt_of(kept)
    assert caught.value.told is not None
    assert caught.value.told.name == "receipt_form"


def test_a_receipt_names_hash_signers_and_channel_and_no_value() -> None:
    said = OWN.said
    assert (said["sha256"], said["channel"], said["number"]) == (
        sha256(CONTENT.canonical).hexdigest(),
        "web",
        1,
    )
    assert "cells" not in OWN.payload
