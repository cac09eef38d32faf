"""``list`` as its users call it: checking and proposing a file, issuing what people approved, looking, comparing, ending, handing out."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copy

import pytest

from tests.e2e.conftest import Command
from tests.nouns import POLICY
from xinxiao import bootstrap
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import clock
from xinxiao.uses.oversight import list_files, lists
from xinxiao.uses.oversight.office import Office

LIST = "TELECOM_INSPECTION"
FOLDER = POLICY / "oversight" / "lists"


def approve(home: Path) -> None:
    """Two people at the desk review and approve what is on its way."""
    ports = bootstrap.ports(home)
    for name, role in (("bo", "case_officer"), ("chen", "supervisor")):
        actor = Actor.signed_in(name, (Grant(role, "CN"),))  # type: ignore[arg-type]
        office = Office(ports.oversight, actor, clock())
        known = list_files.known(office)
        sha256 = lists.register(office, LIST).versions[-1].sha256
        if role == "supervisor":
            lists.approve(office, known, LIST, sha256, "2026-1")
        else:
            lists.review(office, known, LIST, sha256)
    ports.ledger.close()


def approve_end(home: Path) -> None:
    """A supervisor at the desk ends what was proposed."""
    ports = bootstrap.ports(home)
    office = Office(ports.oversight, Actor.signed_in("chen", (Grant("supervisor", "CN"),)), clock())
    (wanted,) = lists.register(office, LIST).proposed
    lists.end(office, list_files.known(office), LIST, wanted.event, "2")
    ports.ledger.close()


def always(place: Path) -> Path:
    """The list that ships, in force whenever this test runs: its head, and its entries beside it."""
    head = (FOLDER / f"{LIST}.yaml").read_text("utf-8")
    (place / f"{LIST}.yaml").write_text(head.replace("valid_to: '2028-12-31'", "valid_to: ''"), "utf-8")
    copy(FOLDER / f"{LIST}.csv", place)
    return place / f"{LIST}.yaml"


def test_a_list_is_kept_from_the_command_line_and_by_the_desk(
    tmp_path: Path, xinxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    home = ("--home", tmp_path / "home")
    done = xinxiao("list", "check", FOLDER / f"{LIST}.csv", *home)
    assert done.code == 0
    assert f"{LIST}.csv:7: note: list.subjects_none" in done.out
    assert done.out.splitlines()[-1] == "8 entries, 0 errors, 3 findings"
    assert "to be reviewed" in xinxiao("list", "propose", always(tmp_path), *home).out
    early = xinxiao("list", "issue", LIST, *home)
    assert early.code == 1
    assert "version 1 of the list" in early.err
    approve(tmp_path / "home")
    issued = xinxiao("list", "issue", LIST, *home)
    assert issued.code == 0, issued.err
    assert f"issued {LIST} version 1, in force from " in issued.out
    day = json.loads(xinxiao("list", "show", LIST, "--format", "json", *home).out)["versions"][0]["starts"]
    ended = xinxiao("list", "end", f"{LIST}/TI-03", "--day", day, "--reason", "repealed", *home)
    assert f"{LIST}/TI-03: its end from {day} on is proposed" in ended.out
    assert "TI-03" not in xinxiao("list", "show", LIST, *home).out  # until another approves it
    approve_end(tmp_path / "home")
    assert f"TI-03 ended from {day} (2): repealed" in xinxiao("list", "show", LIST, *home).out
    rows = xinxiao("list", "export", LIST, "--version", "1", *home).out
    assert len(rows.splitlines()) == 9
    sealed = xinxiao("list", "export", LIST, "--version", "1", "--format", "json", *home).out
    assert json.loads(sealed)["spec"]["id"] == LIST
    differ = xinxiao("list", "diff", LIST, "0", "1", *home).out.splitlines()
    assert differ[-1] == "8 entries differ"
    assert differ[0].startswith("added\tTI-01\t")
    assert "首次编制示例清单" in differ[0]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("check", "none.yaml"), 1, "cannot be read as a list"),
        (("issue", "NONE"), 1, "there is no list NONE"),
        (("show", "NONE"), 1, "there is no list NONE"),
        (("end", "X", "--reason", "r"), 1, "names no entry of a list: X"),
        (("end", "L/X", "--day", "2026-02-30", "--reason", "r"), 1, "2026-02-30"),
    ],
)
def test_what_cannot_be_done_is_said_with_a_remedy(
    tmp_path: Path,
    xinxiao: Command,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    done = xinxiao("list", *arguments, "--home", tmp_path / "home")
    assert done.code == code, done.err
    assert words in done.err


def test_a_file_with_errors_is_not_proposed(
    tmp_path: Path, xinxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "zh")
    copy(FOLDER / f"{LIST}.yaml", tmp_path)
    rows = (FOLDER / f"{LIST}.csv").read_text("utf-8").replace("重点", "要紧", 1)
    (tmp_path / f"{LIST}.csv").write_text(rows, "utf-8")
    done = xinxiao("list", "propose", tmp_path / f"{LIST}.csv", "--home", tmp_path / "home")
    assert done.code == 1
    assert f"{LIST}.csv:3: 错误: list.word: category 列不认识“要紧”" in done.out
    assert xinxiao("list", "show", "--home", tmp_path / "home").out == ""


def test_the_entries_of_a_list_may_stand_in_a_workbook_beside_it(tmp_path: Path, xinxiao: Command) -> None:
    import csv
    import io

    from xinxiao.files.workbook import Page, write

    head = always(tmp_path)
    rows = list(csv.reader(io.StringIO((FOLDER / f"{LIST}.csv").read_text("utf-8"))))
    tables = list(tmp_path.glob("*.csv"))
    for table in tables:
        table.unlink()
    book = head.with_suffix(".xlsx")
    book.write_bytes(write([Page("entries", rows[0], rows[1:])], "list"))
    home = ("--home", tmp_path / "home")
    for file in (book, head.with_suffix(".yaml")):
        said = xinxiao("list", "check", file, *home)
        assert (said.code, f"{len(rows) - 1} entries" in said.out) == (0, True), said.out + said.err
    book.write_bytes(b"PK\x03\x04 nothing")
    said = xinxiao("list", "propose", book, *home)
    assert said.code == 1 and said.err
    assert xinxiao("list", "show", *home).out == ""
