"""What is kept of people at the command line: held, handed out and erased by two, and who saw what; each in the words of its reader."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.casework import plain, write
from tests.e2e.conftest import Command
from tests.workflows import FIRM

WHY = "the person wrote and asks for it in so many words"

RULES = """
rules:
  - {id: RULE_ONE, name: {zh: 规定一, en: Rule one}, valid_from: '2026-01-01', source: S}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, xinxiao: Command) -> Path:
    """A home with a case that holds a name, opened by otto."""
    write(tmp_path / "programmes" / "made-up", plain(clocks=[]))
    (tmp_path / "programmes" / "made-up" / "oversight" / "rules.yaml").write_text(RULES, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOGNAME", "otto")
    wanted = ("--area", "110000", "--subject", FIRM, "--value", "RECEIVED=2026-06-01")
    said = xinxiao(
        "case", "open", "PERMIT", "ASK", *wanted, "--value", "CONTACT=Wang Li", "--home", tmp_path / "home"
    )
    assert said.code == 0, said.err
    return tmp_path / "home"


def case_of(xinxiao: Command, home: Path) -> str:
    return str(json.loads(xinxiao("case", "list", "--format", "json", "--home", home).out)[0]["case_id"])


def test_a_person_is_held_handed_out_and_erased_by_two(
    home: Path, xinxiao: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(xinxiao, home)
    said = xinxiao("case", "hand-out", case, tmp_path, "--reason", WHY, "--home", home)
    assert said.code == 0, said.err
    paths = [Path(line) for line in said.out.splitlines()]
    assert [path.suffix for path in paths] == [".json", ".txt"]
    assert all(
        path.stat().st_mode & 0o777 == 0o600 and "Wang Li" in path.read_text("utf-8") for path in paths
    )
    assert "Wang" not in said.out
    said = xinxiao("case", "erase", case, "--basis", "RULE_ONE:47", "--reason", WHY, "--home", home)
    asked = re.search(r"erasure (\d+) is asked for", said.out)
    assert asked is not None, said.err
    said = xinxiao("case", "approve-erasure", case, asked[1], "--home", home)
    assert (said.code, "does not decide on it" in said.err) == (1, True)
    held = xinxiao("case", "hold", case, "--reason", "a court has asked for all of this case", "--home", home)
    hold = re.search(r"held, event (\d+)", held.out)
    assert hold is not None, held.err
    monkeypatch.setenv("LOGNAME", "olga")
    said = xinxiao("case", "approve-erasure", case, asked[1], "--home", home)
    assert (said.code, "while it is held" in said.err) == (1, True)
    waiting = json.loads(xinxiao("case", "personal", "--format", "json", "--home", home).out)
    assert [(one["case"], one["actor"]) for one in waiting["waiting"]] == [(case, "operator:otto")]
    assert [one["event"] for one in waiting["held"]] == [int(hold[1])]
    said = xinxiao(
        "case", "end-hold", case, hold[1], "--reason", "the court has sent all of it back", "--home", home
    )
    assert said.code == 0, said.err
    said = xinxiao("case", "approve-erasure", case, asked[1], "--home", home)
    assert said.code == 0, said.err
    assert said.out.splitlines()[1:] == [
        "destroyed\tvalues of fields\t1",
        "stays\treasons\t4",  # handed out, asked, held, the hold ended
        "stays\tcopies handed out\t1",
        "stays\tevents\t6",
    ]
    said = xinxiao("case", "kept", case, "--home", home)
    assert said.out.splitlines()[0] == "person\tCONTACT\tCONTACT\t"
    assert "Wang" not in said.out
    said = xinxiao("case", "hand-out", case, tmp_path, "--reason", WHY, "--home", home)
    assert (said.code, "holds nothing of this person" in said.err) == (1, True)
    assert xinxiao("ledger", "verify", "--home", home).code == 0


def test_an_erasure_is_refused_with_a_reason_and_may_be_asked_for_again(
    home: Path, xinxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_of(xinxiao, home)
    ask = ("case", "erase", case, "--part", "whole", "--basis", "RULE_ONE", "--reason", WHY, "--home", home)
    asked = re.search(r"erasure (\d+)", xinxiao(*ask).out)
    assert asked is not None
    assert "asked already" in xinxiao(*ask).err
    monkeypatch.setenv("LOGNAME", "olga")
    said = xinxiao("case", "refuse-erasure", case, asked[1], "--reason", "no", "--home", home)
    assert said.code == 1
    said = xinxiao("case", "refuse-erasure", case, asked[1], "--reason", WHY, "--home", home)
    assert said.code == 0, said.err
    assert xinxiao(*ask).code == 0


def test_who_saw_what_is_listed_without_what(home: Path, xinxiao: Command, tmp_path: Path) -> None:
    case = case_of(xinxiao, home)
    xinxiao("case", "hand-out", case, tmp_path, "--reason", WHY, "--home", home)
    (row,) = json.loads(xinxiao("case", "shown", "--format", "json", "--home", home).out)
    assert (row["actor"], row["case"], row["kind"], row["fields"], row["reason"]) == (
        "operator:otto", case, "case.handed_out", ["CONTACT"], WHY,
    )  # fmt: skip
    said = xinxiao("case", "shown", "--officer", "operator:otto", "--case", case, "--home", home)
    assert WHY in said.out and "Wang" not in said.out
    assert xinxiao("case", "shown", "--officer", "anna", "--home", home).out == ""
    assert xinxiao("case", "shown", "--until", "2020-01-01", "--home", home).out == ""
    assert xinxiao("case", "shown", "--since", "2026-02-30", "--home", home).code == 1


def test_what_cannot_be_meant_says_what_would(home: Path, xinxiao: Command) -> None:
    case = case_of(xinxiao, home)
    for arguments, words in (
        (("case", "kept", "PER-2020-000009"), "case list"),
        (("case", "erase", case, "--basis", "NO_SUCH", "--reason", WHY), "oversight/rules.yaml"),
        (("case", "hand-out", case, home / "none", "--reason", WHY), "none"),
        (("case", "approve-erasure", case, 1), "nothing of this to decide"),
        (("case", "end-hold", case, 1, "--reason", WHY), "nothing of this to decide"),
    ):
        said = xinxiao(*arguments, "--home", home)
        assert (said.code, words in said.err) == (1, True), (arguments, said.err)
