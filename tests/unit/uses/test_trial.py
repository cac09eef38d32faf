"""A trial that found nothing is remembered while nothing it reads has changed; one that found something never is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.nouns import TINY, TUTORIAL
from xinxiao.model.release import Code
from xinxiao.uses import trial as module
from xinxiao.uses.call import Call
from xinxiao.uses.check import check

EARLY = (
    "  - id: C2019\n    name: {zh: 早, en: Early}\n    as_of: '2021-10-31'\n    release_date: '2021-11-15'\n"
    "    first: 2015\n    last: 2019\n"
)


@pytest.fixture
def fresh(own: Call) -> Call:
    """A call on a home without notes."""
    shutil.rmtree(own.ports.home / "cache", ignore_errors=True)
    return own


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The cycles tried, as they are."""
    heard: list[str] = []
    trial = module.trial

    def hearing(loaded: module.Loaded, item: module.CycleSpec, progress: module.Progress) -> object:
        heard.append(item.id)
        return trial(loaded, item, progress)

    monkeypatch.setattr(module, "trial", hearing)
    yield heard


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    """A programme of two cycles."""
    folder = Path(shutil.copytree(TINY, tmp_path / "programme"))
    file = folder / "programme.yaml"
    text = file.read_text("utf-8")
    assert "cycles:\n" in text
    file.write_text(text.replace("cycles:\n", "cycles:\n" + EARLY, 1), "utf-8")
    return folder


def cycles(folder: Path) -> list[str]:
    return [
        line.split(":")[1].strip()
        for line in (folder / "programme.yaml").read_text("utf-8").splitlines()
        if line.strip().startswith("- id: C20")
    ]


def test_what_was_tried_is_not_tried_again(fresh: Call, programme: Path, tried: list[str]) -> None:
    first = check(fresh, programme)
    assert tried == cycles(programme)
    assert check(fresh, programme) == first
    assert tried == cycles(programme)


def test_a_later_vintage_has_the_last_cycle_tried_again_and_not_the_early_one(
    fresh: Call, programme: Path, tried: list[str]
) -> None:
    check(fresh, programme)
    tried.clear()
    figures = programme / "figures" / "people.csv"
    old = "A,920000,POP,_Z,2018,2021-09-30,1530,"
    text = figures.read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith(old)]
    figures.write_text(text.rstrip() + "\n" + line.replace("2021-09-30", "2021-12-01") + "\n", "utf-8")
    check(fresh, programme)
    assert tried == cycles(programme)[1:]


def test_another_word_of_the_programme_has_every_cycle_tried_again(
    fresh: Call, programme: Path, tried: list[str]
) -> None:
    check(fresh, programme)
    tried.clear()
    file = programme / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("last: 2019", "last: 2018"), "utf-8")
    check(fresh, programme)
    assert tried == cycles(programme)


def test_other_code_has_it_tried_again(fresh: Call, tried: list[str]) -> None:
    check(fresh, TUTORIAL)
    check(fresh, TUTORIAL)
    assert tried == ["C2024"]
    other = replace(fresh, ports=replace(fresh.ports, checking=lambda: Code(version="9", sha256="9" * 64)))
    check(other, TUTORIAL)
    assert tried == ["C2024", "C2024"]


def test_what_stops_a_cycle_is_told_each_time(fresh: Call, programme: Path, tried: list[str]) -> None:
    file = programme / "programme.yaml"
    text = file.read_text("utf-8").replace("first: 2015\n    last: 2019", "first: 2005\n    last: 2010")
    file.write_text(text, "utf-8")
    first = check(fresh, programme)
    assert {dict(f.places)["cycle"] for f in first if f.code == "INDEX_NO_DATA"} == {"C2019"}
    tried.clear()
    assert check(fresh, programme) == first
    assert tried == ["C2019"]


def test_no_home_is_made_to_remember_in(fresh: Call, tried: list[str], tmp_path: Path) -> None:
    nowhere = replace(fresh, ports=replace(fresh.ports, home=tmp_path / "nowhere"))
    check(nowhere, TUTORIAL)
    check(nowhere, TUTORIAL)
    assert tried == ["C2024", "C2024"]
    assert not (tmp_path / "nowhere").exists()
