"""``xinxiao check``: every finding at once as ``file:line: level: code: message``, in Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Protocol

import pytest

from tests.nouns import POLICY
from xinxiao.entry.cli.main import run
from xinxiao.model.finding import Finding
from xinxiao.texts import LANGUAGES
from xinxiao.uses import check


class Said(Protocol):
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]
FORM = re.compile(
    r"[^:]+:\d+: (error|warning|note|错误|警告|提示): ([A-Z]+(_[A-Z0-9]+)*|[a-z]+\.[a-z0-9_]+): .+"
)
HAN = re.compile("[\u3400-\u9fff]")


def change(programme: Path, file: str, old: str, new: str) -> None:
    text = (programme / file).read_text("utf-8")
    assert old in text
    (programme / file).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def broken(programme: Path) -> Path:
    """The tutorial's programme with one fault in each of six files."""
    change(programme, "programme.yaml", "last: 2024", "last: 2014")
    change(programme, "tasks.yaml", "bodies: [CULTURE, COUNTIES]", "bodies: [CULTUR, COUNTIES]")
    change(programme, "scopes.yaml", "kind: published", "kind: publishd")
    change(
        programme,
        "index/framework.csv",
        "SUPPLY,READING,group,,供给,Supply,INDEX_POINTS,0.4",
        "SUPPLY,READING,group,,供给,Supply,INDEX_POINTS,0.5",
    )
    change(programme, "figures/reading.csv", ",1224500,", ",1.224.500,")
    change(programme, "sources.yaml", "published: '2025-03-31'", "published: '2025-02-30'")
    return programme


EXPECTED = [
    ("figures/reading.csv", 2, "CSV_NUMBER"),
    ("index/framework.csv", 2, "WEIGHT_SUM"),
    ("programme.yaml", 27, "DATES_ORDER"),
    ("scopes.yaml", 5, "FIELD_VALUE"),
    ("sources.yaml", 5, "DATE_INVALID"),
    ("tasks.yaml", 21, "BODY_UNKNOWN"),
]


def places(out: str) -> list[tuple[str, int, str]]:
    parts = [line.split(":", 4) for line in out.splitlines()]
    return [(file, int(line), code.strip()) for file, line, _, code, _ in parts]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_six_faults_in_six_files_are_told_at_once_and_the_exit_code_is_1(
    broken: Path, xinxiao: Command, language: str
) -> None:
    said = xinxiao("check", broken, "--lang", language)
    assert said.code == 1
    assert all(FORM.fullmatch(line) for line in said.out.splitlines())
    assert [place for place in places(said.out) if place in EXPECTED] == EXPECTED
    messages = [line.split(": ", 3)[3] for line in said.out.splitlines()]
    assert all(HAN.search(message) for message in messages) == (language == "zh")
    assert "Traceback" not in said.out + said.err


def test_both_languages_tell_the_same_places(broken: Path, xinxiao: Command) -> None:
    assert places(xinxiao("check", broken, "--lang", "zh").out) == places(
        xinxiao("check", broken, "--lang", "en").out
    )


def test_the_language_of_the_environment_is_spoken_when_none_is_asked_for(
    broken: Path, xinxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "is not a number" in xinxiao("check", broken).out
    monkeypatch.setenv("XINXIAO_LANG", "zh")
    assert "不是数" in xinxiao("check", broken).out


def test_the_message_names_the_remedy(broken: Path, xinxiao: Command) -> None:
    lines = xinxiao("check", broken).out.splitlines()
    assert lines[0] == (
        "figures/reading.csv:2: error: CSV_NUMBER: OBS_VALUE: '1.224.500' is not a number. "
        "Write digits with a decimal point, without blanks or thousands separators."
    )
    assert any(
        line.startswith("tasks.yaml:21: error: BODY_UNKNOWN: CULTUR ") and "nearest: CULTURE" in line
        for line in lines
    )


def test_a_sound_programme_prints_no_finding_and_the_exit_code_is_0(
    programme: Path, xinxiao: Command
) -> None:
    said = xinxiao("check", programme)
    assert (said.code, said.out) == (0, "")


def test_a_warning_alone_does_not_fail(programme: Path, xinxiao: Command) -> None:
    (programme / "targts.yaml").write_text("a: 1\n", "utf-8")
    said = xinxiao("check", programme)
    assert said.code == 0
    assert places(said.out) == [("targts.yaml", 0, "FILE_UNKNOWN")]


def test_an_unreadable_list_of_sources_is_one_finding_and_not_one_for_each_figure(
    programme: Path, xinxiao: Command
) -> None:
    (programme / "sources.yaml").write_bytes(b"sources:\n  - id: S_INVENTED\n    seen: \xff\n")
    said = xinxiao("check", programme)
    assert said.code == 1
    assert places(said.out) == [("sources.yaml", 3, "FILE_ENCODING")]


@pytest.mark.parametrize("name", ["programme.yaml", "nowhere"])
def test_a_wrong_folder_is_answered_with_a_remedy(programme: Path, xinxiao: Command, name: str) -> None:
    said = xinxiao("check", programme / name)
    assert said.code == 1
    assert said.out == ""
    assert "folder that holds programme.yaml" in said.err
    assert "Traceback" not in said.err


def test_a_folder_with_sources_alone_names_the_six_other_files_that_are_needed(
    tmp_path: Path, xinxiao: Command
) -> None:
    (tmp_path / "sources.yaml").write_text("sources: []\n", "utf-8")
    said = xinxiao("check", tmp_path)
    assert said.code == 1
    assert [file for file, _, code in places(said.out) if code == "FILE_MISSING"] == [
        "codelists.yaml",
        "codelists/CL_AREA.csv",
        "codelists/CL_UNIT.csv",
        "dataflows.yaml",
        "indicators.yaml",
        "programme.yaml",
    ]


def test_an_empty_folder_is_said_to_hold_no_programme_and_named(tmp_path: Path, xinxiao: Command) -> None:
    said = xinxiao("check", tmp_path)
    assert (said.code, said.out) == (1, "")
    assert f"There is no programme in the folder {tmp_path}" in said.err
    assert "folder that holds programme.yaml" in said.err


def test_check_writes_nothing(broken: Path, xinxiao: Command, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))}
    xinxiao("check", broken, "--home", tmp_path / "home")
    assert {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))} == before


def test_a_file_that_may_not_be_read_is_named(
    programme: Path, xinxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **more: Any) -> IO[Any]:
        if path.name == "CHANGELOG.md":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **more)

    monkeypatch.setattr(Path, "open", refuse)
    said = xinxiao("check", programme)
    assert said.code == 1
    assert "CHANGELOG.md:0: error: FILE_UNREADABLE: the file cannot be read: Permission denied." in said.out


def test_the_shipped_programme_of_the_policy_has_no_error_and_the_jumps_in_its_benchmarks_are_notes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Finding] = []

    own = check.check

    def kept(*arguments: Any) -> tuple[Finding, ...]:
        found.extend(own(*arguments))
        return tuple(found)

    monkeypatch.setattr(check, "check", kept)
    assert run(["check", str(POLICY)]) == 0
    assert all(FORM.fullmatch(line) for line in capsys.readouterr().out.splitlines())
    assert [finding for finding in found if finding.level == "error"] == []
    jumps = {dict(f.places)["area"] for f in found if f.code == "ACCOUNT_SHARE_JUMPS"}
    assert jumps == {"540000", "630000"}
    assert all(f.line_text(language) for f in found for language in LANGUAGES)
