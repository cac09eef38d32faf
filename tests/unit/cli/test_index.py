"""``xinxiao index``: the same outcome written out in full and through the parser, and what is printed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from xinxiao.entry.cli.index import in_full
from xinxiao.entry.cli.main import run

SMALL = Path(__file__).resolve().parents[2] / "data" / "index-small"


@pytest.mark.parametrize(
    "arguments",
    [["index", "build", str(SMALL), "--out", "OUT"], ["index", "build", f"--out={'OUT'}", str(SMALL)]],
    ids=["in full", "through the parser"],
)
def test_the_steps_go_to_standard_error_and_the_outcome_to_standard_output(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    out = tmp_path / "out"
    assert run([a.replace("OUT", str(out)) for a in arguments]) == 0
    said = capsys.readouterr()
    assert said.out == f"15 files written to {out}\n"
    assert said.err.splitlines()[0] == "[1/3] Read the folder"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["index"],
        ["index", "build"],
        ["index", "build", "--help"],
        ["index", "build", "dir", "--out"],
        ["index", "build", "--out", "--help", "dir"],
        ["index", "check", "dir", "--out", "out"],
        ["run", "build", "dir", "--out", "out"],
        ["index", "build", "", "--out", "out"],
    ],
)
def test_arguments_that_are_not_written_out_in_full_are_left_to_the_parser(arguments: list[str]) -> None:
    assert in_full(arguments) is None


def test_a_fault_is_printed_with_file_and_line_and_ends_in_exit_code_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    folder = tmp_path / "in"
    shutil.copytree(SMALL, folder)
    method = (folder / "method.yaml").read_text("utf-8").replace("method: minmax", "method: maxmin")
    (folder / "method.yaml").write_text(method, "utf-8")
    assert run(["index", "build", str(folder), "--out", str(tmp_path / "out")]) == 1
    assert "method.yaml:23: error: FIELD_VALUE: stages.5.default.method: maxmin" in capsys.readouterr().err
    assert run(["index", "build", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1


def test_an_audit_takes_a_sample_and_alpha_of_pairs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    sample, out = tmp_path / "sample.csv", tmp_path / "out"
    sample.write_text("weights,top aggregation,normalisation\n0.1,0.4,0.9\n0.2,0.6,0.1\n", "utf-8")
    audit = ["index", "audit", str(SMALL), "--out", str(out)]
    assert run([*audit, "--sample", str(sample), "--replicates", "--pairwise-alpha"]) == 0
    rows = (out / "replicates.csv").read_text("utf-8").splitlines()
    assert (rows[1].split(",")[0], rows[-1].split(",")[0], len(rows)) == ("1", "2", 1 + 2 * 3 * 12)
    assert "Alpha on all pairs" in (out / "audit.html").read_text("utf-8")
    sample.write_text("weights,top aggregation,normalisation\n0.1,0.4,7\n", "utf-8")
    capsys.readouterr()
    assert run([*audit, "--sample", str(sample)]) == 1
    assert (
        "sample.csv:2: error: index.sample_point: column normalisation: 7 is no point"
        in capsys.readouterr().err
    )
    assert run([*audit, "--sample", str(tmp_path / "none.csv")]) == 1
