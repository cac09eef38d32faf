"""``collection`` and ``scrutiny`` on the command line."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from xinxiao.entry.cli.commands import app


@pytest.fixture(scope="module")
def home(desk_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a collection of fourteen shops."""
    return Path(shutil.copytree(desk_home, tmp_path_factory.mktemp("collection") / "home"))


def run(home: Path, *words: str) -> str:
    found = CliRunner().invoke(app, [*words, "--home", str(home)], env={"XINXIAO_LANG": "en"})
    assert found.exit_code == 0, found.output
    return found.stdout


def test_how_far_a_collection_is_is_told_as_a_table(home: Path) -> None:
    lines = run(home, "collection", "SHOP_M", "2026-08").splitlines()
    assert lines[1].split("\t") == [
        "910000",
        "Province A",
        "13",
        "12",
        "11",
        "1",
        "1",
        "0",
        "12",
        "0",
        "0",
        "0.9231",
    ]
    assert lines[-1].startswith("CN\tNation\t14\t13\t12\t1")


def test_it_is_written_as_csv_and_json(home: Path) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(run(home, "collection", "SHOP_M", "2026-08", "--area", "910100", "--format", "csv"))
        )
    )
    assert [(row["code"], row["expected"]) for row in rows] == [
        ("910101", "11"),
        ("910102", "2"),
        ("910100", "13"),
    ]
    found = json.loads(run(home, "collection", "SHOP_M", "2026-08", "--industries", "--format", "json"))
    assert (found[0]["code"], found[0]["late"]) == ("G52", 1)


def test_scrutiny_says_what_it_found(home: Path) -> None:
    assert run(home, "scrutiny", "SHOP_M", "2026-08") == "1 suspicions in the reports of 1 units\n"


def test_a_form_that_was_not_issued_is_told(home: Path) -> None:
    found = CliRunner().invoke(app, ["collection", "NONE", "2026-08", "--home", str(home)])
    assert found.exit_code != 0
