"""The commands of draws: what is right, what is wrong in words and exit codes, and the program that stands by itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.broken_draws import CHANGES, ONE, rewritten, sound
from tests.draws import SIX, made
from xinxiao.entry.cli.main import run
from xinxiao.oversight.standalone import program


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    path = tmp_path / "draw.json"
    path.write_bytes(sound())
    return path


def test_a_sound_draw_ends_with_0_and_says_that_it_is_invented(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["draw", "verify", str(file)]) == 0
    out = capsys.readouterr().out
    assert "all is right (draw DRAW-2026-0007, 66 on the roster, 6 drawn, seed " in out
    assert "These are invented data" in out


def test_faults_are_told_in_words_with_exit_code_1(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change, _ = CHANGES["a value that came to be before the commitment"]
    file.write_bytes(rewritten(change))
    assert run(["draw", "verify", str(file)]) == 1
    words = "randomness from before the commitment, or from before its announced time: dice"
    assert capsys.readouterr().out == f"{file}: DRAW_EARLY: {words}\n"
    assert run(["draw", "verify", str(file), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == {str(file): [{"code": "DRAW_EARLY", "where": "dice"}]}


def test_faults_are_told_in_chinese(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "zh")
    file.write_bytes(rewritten(CHANGES["another plan"][0]))
    assert run(["draw", "verify", str(file)]) == 1
    assert capsys.readouterr().out == f"{file}：DRAW_COMMITMENT：承诺不是抽取条件的哈希\n"


def test_the_numbers_of_several_files_are_checked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = file.with_name("other.json")
    other.write_bytes(made())
    assert run(["draw", "verify", str(file), str(other)]) == 1
    assert (
        "the numbers: DRAW_NUMBER_SKIPPED: a number was skipped: DRAW-2026-0006\n" in capsys.readouterr().out
    )


def test_the_list_of_the_ledger_is_asked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = json.loads(sound())["commitment"]["sha256"]
    numbers = file.with_name("numbers.txt")
    numbers.write_text(f"# number commitment\nDRAW-2026-0006 {ONE}\n\nDRAW-2026-0007 {own}\n")
    assert run(["draw", "verify", str(file), "--numbers", str(numbers)]) == 0
    numbers.write_text(f"DRAW-2026-0007 {ONE}\n")
    assert run(["draw", "verify", str(file), "--numbers", str(numbers)]) == 1
    numbers.write_text("DRAW-2026-0007\n")
    capsys.readouterr()
    assert run(["draw", "verify", str(file), "--numbers", str(numbers)]) == 1
    assert f"Line 1 of {numbers} is not a number and a commitment" in capsys.readouterr().err


def test_a_firm_checks_its_own_ticket(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draw", "proof", str(file), SIX[3].lower()]) == 0
    own = file.with_name("own.json")
    own.write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(["draw", "check-proof", str(own)]) == 0
    told = capsys.readouterr().out
    assert f"{SIX[3]} has ticket " in told
    assert ": drawn;" in told or ": not drawn;" in told


def test_a_firm_that_is_not_on_the_roster_is_told_so(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["draw", "proof", str(file), "91100000100003962T"]) == 1
    assert "91100000100003962T is not on the roster of the draw DRAW-2026-0007" in capsys.readouterr().err


def test_what_is_no_draw_or_not_there_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"{}")
    assert run(["draw", "proof", str(file), SIX[0]]) == 1
    assert f"{file} is no file of a draw" in capsys.readouterr().err
    assert run(["draw", "verify", str(file.with_name("none"))]) == 1
    assert "none" in capsys.readouterr().err


def test_the_program_that_stands_by_itself_runs_without_anything_of_ours(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["draw", "program"]) == 0
    own = file.with_name("verify_draw.py")
    own.write_text(capsys.readouterr().out, encoding="utf-8")
    assert own.read_bytes() == program()

    def verified(*files: Path) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(own), *map(str, files)],
            capture_output=True,
            encoding="utf-8",
            env={},
        )
        return done.returncode, done.stderr

    assert verified(file) == (0, "")
    wrong = file.with_name("wrong.json")
    wrong.write_bytes(rewritten(CHANGES["the same person twice"][0]))
    code, told = verified(file, wrong)
    assert code == 1
    assert f"{wrong}: DRAW_SAME_PERSON 同一人被抽作两名检查人员 one person twice for a subject: " in told
    assert f"{file}:" not in told


def test_the_program_has_at_most_150_lines_and_imports_the_standard_library_alone() -> None:
    lines = program().decode().splitlines()
    assert len(lines) <= 150
    imports = {
        line.split()[1].strip(",").split(".")[0] for line in lines if line.startswith(("import ", "from "))
    }
    assert imports <= sys.stdlib_module_names
