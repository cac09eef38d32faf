"""Which area lies in which: by the programme of the last release, or its folder before the first."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tests.nouns import TUTORIAL
from xinxiao import bootstrap
from xinxiao.programme.read import PLACES
from xinxiao.uses.call import Ports
from xinxiao.uses.collect.places import FramePlaces


def areas(units: Sequence[str], day: str) -> Mapping[str, str]:
    """One unit in one area."""
    return {unit: "990001" for unit in units if unit == "A"}


def places(ports: Ports) -> FramePlaces:
    """The places of these stores."""
    return FramePlaces(ports, areas)


def test_an_area_lies_in_those_above_it_and_one_nobody_knows_in_none(tmp_path: Path) -> None:
    ports = replace(bootstrap.ports(tmp_path / "home"), programme_folder=lambda given: TUTORIAL)
    found = places(ports)
    assert found.above("990001") == ("990001", "990000")
    assert found.above("990000") == ("990000",)
    assert (found.above("880000"), found.above("")) == ((), ())
    assert (found.area_of("A", "2026-01-01"), found.area_of("B", "2026-01-01"), found.area_of("", "")) == (
        "990001",
        "",
        "",
    )


def test_the_areas_are_those_of_the_last_release(fresh_home: Path, tmp_path: Path) -> None:
    ports = bootstrap.ports(Path(shutil.copytree(fresh_home, tmp_path / "home")))
    empty = replace(ports, programme_folder=lambda given: tmp_path)
    assert places(empty).above("990003") == ("990003", "990000")
    ports.ledger.close()


def test_without_a_programme_no_area_is_known(tmp_path: Path) -> None:
    ports = replace(bootstrap.ports(tmp_path / "home"), programme_folder=lambda given: tmp_path)
    assert places(ports).above("990001") == ()


def test_of_a_folder_only_what_says_which_areas_there_are_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "programme"
    (folder / "codelists").mkdir(parents=True)
    for name in PLACES:
        shutil.copy(TUTORIAL / name, folder / name)
    (folder / "sources.yaml").write_text("nothing that could be read: [", "utf-8")
    ports = replace(bootstrap.ports(tmp_path / "home"), programme_folder=lambda given: folder)
    assert places(ports).above("990001") == ("990001", "990000")


def test_no_area_at_all_lies_nowhere_and_nothing_is_read_for_it(tmp_path: Path) -> None:
    def never(given: Path | None) -> Path:
        raise AssertionError

    assert places(replace(bootstrap.ports(tmp_path / "home"), programme_folder=never)).above("") == ()
