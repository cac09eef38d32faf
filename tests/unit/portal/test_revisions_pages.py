"""Pages of revisions: averages, one triangle, and all differences of two releases as CSV."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.portal.conftest import TUTORIAL, Get, asker
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.uses import releases
from xinxiao.uses.call import Call
from xinxiao.uses.revisions import revisions
from xinxiao.uses.run import run


@pytest.fixture(scope="module")
def two(fresh_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """A home with two live releases. Tests only read it."""
    call = bootstrap.call(shutil.copytree(fresh_home, tmp_path_factory.mktemp("two") / "home"))
    run(call, TUTORIAL, None, "2024-06-30")
    yield call
    call.ports.ledger.close()


@pytest.fixture(scope="module")
def ask(two: Call) -> Get:
    return asker(create(two.ports))


def test_every_dataflow_has_a_page_of_revisions_and_a_file_of_all_series(two: Call, ask: Get) -> None:
    assert "RD_INDICATORS" in ask("/en/revisions").text
    page = ask("/en/revisions/RD_INDICATORS")
    assert page.status_code == 200
    assert "2 vintages" in page.text
    rows = list(csv.DictReader(io.StringIO(ask("/en/revisions/RD_INDICATORS.csv").text)))
    assert len(rows) > 0
    assert set(rows[0]) == {
        "SERIES",
        "UNIT_MEASURE",
        "PAIRS",
        "MEAN_REVISION",
        "MEAN_ABSOLUTE_REVISION",
        "RELATIVE_MEAN_ABSOLUTE_REVISION",
    }
    assert ask("/en/revisions/NONE").status_code == 404


def test_one_series_is_a_triangle_of_releases_and_periods(two: Call, ask: Get) -> None:
    series = next(csv.DictReader(io.StringIO(ask("/en/revisions/RD_INDICATORS.csv").text)))["SERIES"]
    rows = ask(f"/en/revisions/RD_INDICATORS.json?series={series}").json()["exhibits"][0]["rows"]
    assert [row["VINTAGE"] for row in rows] == [e.id for e in releases.entries(two)]
    assert {"VINTAGE", "2021", "2022"} <= set(rows[0])
    sheet = list(csv.DictReader(io.StringIO(ask(f"/en/revisions/RD_INDICATORS.csv?series={series}").text)))
    assert [row["VINTAGE"] for row in sheet] == [e.id for e in releases.entries(two)]
    text = ask(f"/en/revisions/RD_INDICATORS?series={series}").text
    assert "published at least twice" in text
    assert ask("/en/revisions/RD_INDICATORS?series=A.B.C").status_code == 404


def test_the_file_of_changes_has_every_difference_and_says_why(two: Call, ask: Get) -> None:
    first, last = (entry.id for entry in releases.entries(two))
    whole = revisions(two, first, last).table
    rows = list(csv.DictReader(io.StringIO(ask(f"/en/releases/{last}/changes.csv").text)))
    assert len(rows) == whole.num_rows > 0
    assert {row["WHY"] for row in rows} == set(whole.column("WHY").to_pylist())
    own = [row for row in rows if row["DATAFLOW"] == "RD_INDICATORS"]
    some = list(csv.DictReader(io.StringIO(ask(f"/en/releases/{last}/changes.csv?flow=RD_INDICATORS").text)))
    assert some == own
    back = ask(f"/en/releases/{first}/changes.csv?against={last}").text
    assert len(list(csv.DictReader(io.StringIO(back)))) == len(rows)
    page = ask(f"/en/releases/{last}/changes").text
    added = sum(row["CHANGE"] == "ADDED" for row in own)
    assert f"of which {added} are added" in page


def test_figures_carry_the_stage_that_their_producers_practice_gives_them(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TUTORIAL, tmp_path / "programme"))
    with (folder / "quality.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "practices:\n  - indicators: [READERS]\n    source: {zh: 某, en: The yearbook says so}\n"
            "    stages:\n      - {name: {zh: 初, en: FIRST}, months: 4}\n      - {name: {zh: 后, en: LATER}}\n"
        )
    call = bootstrap.call(tmp_path / "home")
    run(call, folder)
    get = asker(create(call.ports))
    figures = releases.dataset(call, releases.find(call), "RD_FIGURES").table.to_pylist()
    row = next(row for row in figures if row["INDICATOR"] == "READERS")
    series = ".".join(row[name] for name in ("FREQ", "REF_AREA", "INDICATOR", "SCOPE"))
    page = get(f"/en/revisions/RD_FIGURES?series={series}").text
    assert "The yearbook says so" in page
    assert "FIRST" in page
    key = ".".join(row[name] for name in ("FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD", "VINTAGE"))
    assert "Stage: FIRST" in get(f"/en/explain/RD_FIGURES/{key}").text
    other = next(row for row in figures if row["INDICATOR"] != "READERS")
    names = ("FREQ", "REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD", "VINTAGE")
    key, series = (".".join(other[name] for name in some) for some in (names, names[:4]))
    assert "Stage: not stated" in get(f"/en/explain/RD_FIGURES/{key}").text
    assert "The yearbook says so" not in get(f"/en/revisions/RD_FIGURES?series={series}").text
    call.ports.ledger.close()
