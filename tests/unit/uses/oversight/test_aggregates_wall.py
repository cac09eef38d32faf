"""Numbers of cases cross the wall, in one direction: whoever counts sees no figure, and whoever computes sees no case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.counted import Registry, programme
from tests.databases import database, granted, roles
from xinxiao.errors import Unavailable
from xinxiao.programme.load import load
from xinxiao.store.ledger import Ledger
from xinxiao.uses.oversight.aggregates import write

DAY, MONTH = "2026-04-01", "2026-03"


def some(registry: Registry) -> None:
    for area in ("990001", "990002"):
        for _ in range(5):
            registry.ended(registry.opened("2026-03-02", area), "2026-03-12")


@pytest.mark.postgres
def test_the_role_of_oversight_counts_and_that_of_statistics_is_refused(tmp_path: Path) -> None:
    place = programme(tmp_path / "programme")
    with roles() as made:
        owner = Ledger(made["owner"])
        owner.migrate(granted(made))
        owner.close()
        office = Registry.made(made["officer"], tmp_path, place)  # sees nothing of statistics
        some(office)
        written = write(office.office(DAY), place, MONTH)
        assert written.counts["free"] > 0
        office.ledger.close()
        statistics = Registry.made(made["writer"], tmp_path, place)
        (place / "cases/2026-03.csv").unlink()
        with pytest.raises(Unavailable):
            write(statistics.office(DAY), place, MONTH)
        with pytest.raises(Unavailable):
            statistics.ports.counts.states("PERMIT", ["2026-03-31"], 20)
        assert not (place / "cases/2026-03.csv").exists()
        statistics.ledger.close()


def test_whoever_counts_opens_no_file_of_figures_and_writes_four(tmp_path: Path) -> None:
    place = programme(tmp_path / "programme")
    for name in ("figures", "index"):
        shutil.rmtree(place / name)
    (place / "sources.yaml").write_bytes(b"\xff\xfe no text")
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    with database("sqlite", tmp_path) as url:
        registry = Registry.made(url, tmp_path, place)
        some(registry)
        made = write(registry.office(DAY), place, MONTH)
        registry.ledger.close()
    after = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert {path: content for path, content in after.items() if path in before} == before
    assert sorted(path.relative_to(place).as_posix() for path in set(after) - set(before)) == [
        "cases/2026-03.csv",
        "figures/cases-2026-03.csv",
        "figures/cases-2026-03.yaml",
        "sources_cases_2026-03.yaml",
    ]
    assert set(made.files) == set(after) - set(before)


def test_statistics_take_the_numbers_from_the_file_without_any_ledger(tmp_path: Path) -> None:
    place = programme(tmp_path / "programme")
    with database("sqlite", tmp_path) as url:
        registry = Registry.made(url, tmp_path, place)
        some(registry)
        write(registry.office(DAY), place, MONTH)
        registry.ledger.close()
    (tmp_path / "ledger.sqlite").unlink()
    shutil.rmtree(place / "oversight")  # not even what was declared of cases is needed
    found = load(place).cases
    assert found is not None
    rows = {(row["INDICATOR"], row["REF_AREA"]): row["OBS_VALUE"] for row in found.table.to_pylist() if row["RESULT"] == "_T"}  # fmt: skip
    assert rows["OPENED", "990000"] == 10
