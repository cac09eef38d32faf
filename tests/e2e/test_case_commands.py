"""A workflow that nobody wrote code for, worked through on the command line: files alone make it, receipts hold, forged ones do not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.casework import plain, write
from tests.e2e.conftest import Command
from tests.workflows import FIRM

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in that has a programme of files alone, whose only workflow has no clock."""
    write(tmp_path / "programmes" / "made-up", plain(clocks=[]))
    (tmp_path / "a.pdf").write_bytes(PDF)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened(xinxiao: Command, home: Path) -> tuple[str, str]:
    """The number of a case that was opened, and the receipt."""
    wanted = (
        "--area",
        "110000",
        "--subject",
        FIRM,
        "--value",
        "RECEIVED=2026-06-01",
        "--value",
        "CONTACT=Wang",
    )
    said = xinxiao("case", "open", "PERMIT", "ASK", *wanted, "--synthetic", "--home", home)
    assert said.code == 0, said.err
    first, _, receipt = said.out.partition("\n")
    match = re.fullmatch(r"(PER-[0-9]{4}-000001) step 1: ASKED", first)
    assert match is not None
    return match[1], receipt


def test_a_made_up_workflow_is_worked_through_by_commands(place: Path, xinxiao: Command) -> None:
    home = place / "home"
    case, receipt = opened(xinxiao, home)
    assert "Wang" not in receipt
    (place / "receipt.txt").write_text(receipt, "utf-8")
    said = xinxiao("case", "act", case, "EXAMINE", "--seen", 1, "--evidence", place / "a.pdf", "--home", home)
    assert (said.code, said.out.splitlines()[0]) == (0, f"{case} step 2: EXAMINED")
    said = xinxiao("case", "act", case, "EXAMINE", "--seen", 1, "--evidence", place / "a.pdf", "--home", home)
    assert said.code == 1
    assert "you saw step 1, it stands at 2. Meanwhile: 2 EXAMINE (operator:" in said.err
    said = xinxiao("case", "act", case, "PROPOSE", "--seen", 2, "--value", "OUTCOME=YES", "--home", home)
    assert said.code == 0
    said = xinxiao("case", "act", case, "GRANT", "--seen", 3, "--reason", "all is in order", "--home", home)
    assert said.code == 1
    assert "has to be done by somebody else" in said.err
    listed = json.loads(xinxiao("case", "list", "--format", "json", "--home", home).out)
    assert [(row["case_id"], row["state"], row["subject"]) for row in listed] == [(case, "PROPOSED", FIRM)]
    assert xinxiao("case", "due", "--home", home).out == ""
    shown = json.loads(xinxiao("case", "show", case, "--format", "json", "--home", home).out)
    assert (shown["number"], shown["state"], shown["synthetic"]) == (3, "PROPOSED", True)
    assert "PROPOSE" in xinxiao("case", "show", case, "--home", home).out
    said = xinxiao("case", "verify", place / "receipt.txt", "--home", home)
    assert said.code == 0
    assert said.out.splitlines()[1:] == [
        "the receipt itself: holds", "published heads: could not be asked", "this ledger: holds",
    ]  # fmt: skip
    (place / "receipt.txt").write_text(receipt.replace("110000", "310000"), "utf-8")
    said = xinxiao("case", "verify", place / "receipt.txt", "--home", home)
    assert (said.code, said.out.splitlines()[1]) == (1, "the receipt itself: fails")
    assert xinxiao("ledger", "verify", "--home", home).code == 0


def test_what_cannot_be_meant_says_what_would(place: Path, xinxiao: Command) -> None:
    home = place / "home"
    case, _ = opened(xinxiao, home)
    for arguments, words in (
        (("case", "open", "NONE", "ASK", "--area", "110000"), "PERMIT"),
        (("case", "open", "PERMIT", "FLY", "--area", "110000"), "ASK"),
        (("case", "act", case, "TEST", "--seen", 1, "--value", "FIRST"), "--value RECEIVED="),
        (("case", "act", case, "TEST", "--seen", 1, "--entry", "M-1"), "--entry MATTERS:1:M-1"),
        (("case", "act", "PER-2020-000009", "TEST", "--seen", 1), "case list"),
        (("case", "show", "PER-2020-000009"), "case list"),
        (("case", "verify", place / "none"), "none"),
    ):
        said = xinxiao(*arguments, "--home", home)
        assert said.code == 1
        assert words in said.err
