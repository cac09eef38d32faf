"""Checking a programme tells the faults of its index files too, before any figure is compiled."""

from __future__ import annotations

import shutil
from pathlib import Path

from xinxiao.bootstrap import check_programme

TUTORIAL = Path(__file__).parents[3] / "programmes" / "tutorial-reading"


def test_a_misspelt_weight_and_aggregation_method_are_found_at_their_lines(tmp_path: Path) -> None:
    folder = tmp_path / "programme"
    shutil.copytree(TUTORIAL, folder)
    method = folder / "index" / "method.yaml"
    text = (
        method.read_text("utf-8")
        .replace("method: given", "method: gifen")
        .replace("arithmetic", "arithmetik")
    )
    method.write_text(text, "utf-8")
    found = [(f.file, f.line, f.code, f.level) for f in check_programme(folder)]
    assert found == [
        ("index/method.yaml", 8, "index.refused", "error"),
        ("index/method.yaml", 10, "index.refused", "error"),
    ]


def test_the_tutorial_programme_has_no_findings() -> None:
    assert check_programme(TUTORIAL) == ()
