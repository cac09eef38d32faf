"""``calendar`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.nouns import TUTORIAL
from xinxiao.entry.cli.commands import app


def run(home: Path, *words: str, lang: str = "en", code: int = 0) -> str:
    own = [*words, "--programme", str(TUTORIAL), "--home", str(home)]
    found = CliRunner().invoke(app, own, env={"XINXIAO_LANG": lang})
    assert found.exit_code == code, found.output
    return found.stdout


def test_the_last_day_is_told_with_each_step(tmp_path: Path) -> None:
    told = run(
        tmp_path, "calendar", "due", "--from", "2025-02-08", "--length", "5", "--last-day", "rolls_over_rest"
    )
    assert told.splitlines() == [
        "The last day is 2025-02-14 (Friday).",
        "  It starts on 2025-02-08 (Saturday); that day does not count.",
        "  working days: 5: the last is 2025-02-14 (Friday).",
    ]


def test_what_is_provisional_is_told_so_in_chinese(tmp_path: Path) -> None:
    told = run(tmp_path, "calendar", "due", "--from", "2025-12-30", "--length", "2", lang="zh")
    assert told.splitlines()[0] == "到期日为 2026-01-01（星期四），暂定。"
    assert "2026-01-01（星期四）起的放假安排尚未公布" in told


def test_the_same_is_told_as_json(tmp_path: Path) -> None:
    words = ["--from", "2024-12-31", "--length", "3", "--stopped", "2025-01-02", "--resumed", "2025-01-03"]
    told = json.loads(run(tmp_path, "calendar", "due", *words, "--format", "json"))
    assert told["due"] == "2025-01-07"
    assert (told["off"], told["worked"], told["rolled_from"]) == (["2025-01-01"], [], None)
    assert told["steps"][1] == (
        "From 2025-01-02 (Thursday) to 2025-01-02 (Thursday) it stood still: 1 that would have counted do not."
    )


def test_days_are_counted_back(tmp_path: Path) -> None:
    told = run(tmp_path, "calendar", "due", "--from", "2025-02-14", "--length", "7", "--before")
    assert told.splitlines()[0] == "The last day is 2025-02-05 (Wednesday)."


def test_years_are_listed(tmp_path: Path) -> None:
    assert run(tmp_path, "calendar", "years").splitlines()[1].split("\t") == [
        *("2025", "260", "1", "0", "0", "-", "-", "-")
    ]
    (row,) = json.loads(run(tmp_path, "calendar", "years", "--format", "json"))
    assert (row["year"], row["working"], row["amended_by"]) == (2025, 260, [])


@pytest.mark.parametrize("words", [["--length", "0"], ["--unit", "week"], ["--last-day", "never"]])
def test_what_no_option_can_be_is_wrong_usage(tmp_path: Path, words: list[str]) -> None:
    run(tmp_path, "calendar", "due", "--from", "2025-02-03", "--length", "5", *words, code=2)
