"""The data of a figure or table as a file: names beside codes, values as shown, source, release, and that they are invented."""

from __future__ import annotations

import csv
import io

from tests.unit.portal.conftest import Get
from xinxiao.entry.portal.figure_table import Cell, Grid, Note, columns
from xinxiao.entry.portal.labelled import labelled
from xinxiao.entry.portal.page_request import PageRequest


def test_names_stand_beside_codes_and_the_release_behind_all(english: PageRequest) -> None:
    grid = Grid(
        "g",
        "G",
        columns(("REF_AREA", "Place"), ("WORDS", "Words")),
        ((Cell("County A", "990001"), Cell("x")), (Cell("–"), Cell("y"))),
        (Note("Source", "A bureau, a report"),),
    )
    first, second = labelled(english, grid)
    assert list(first) == ["REF_AREA", "REF_AREA_NAME", "WORDS", "SOURCE_NAME", "RELEASE", "SYNTHETIC"]
    assert list(first.values()) == ["990001", "County A", "x", "A bureau, a report", english.view.id, "true"]
    assert (second["REF_AREA"], second["REF_AREA_NAME"]) == ("–", "–")


def test_a_value_whose_unit_only_its_cell_says_stands_as_shown_too(english: PageRequest) -> None:
    grid = Grid(
        "g",
        "G",
        columns(("A", "a"), ("B", "b"), ("C", "c")),
        ((Cell("1.5 %", 1.5), Cell("2.5", 2.5), Cell("3", 3)),),
    )
    (row,) = labelled(english, grid)
    assert [name for name in row if name not in ("RELEASE", "SYNTHETIC")] == ["A", "A_SHOWN", "B", "C"]
    assert (row["A"], row["A_SHOWN"]) == (1.5, "1.5 %")


def test_rows_with_a_source_of_their_own_keep_it(english: PageRequest) -> None:
    grid = Grid("g", "G", columns(("SOURCE", "s")), ((Cell("S_X"),),), (Note("Source", "words"),))
    (row,) = labelled(english, grid)
    assert "SOURCE_NAME" not in row
    assert row["SOURCE"] == "S_X"


def test_the_csv_of_a_page_is_labelled_in_its_language_and_its_name_holds_the_release(get: Get) -> None:
    english, chinese = (get(f"/{lang}/index.csv?figure=ranking") for lang in ("en", "zh"))
    rows = [next(csv.DictReader(io.StringIO(answer.text))) for answer in (english, chinese)]
    assert rows[0]["RELEASE"].startswith("TR-2024-")
    assert (
        english.headers["content-disposition"]
        == f'attachment; filename="index-ranking-{rows[0]["RELEASE"]}.csv"'
    )
    assert rows[0]["SYNTHETIC"] == "true"
    part = get("/en/index.csv?figure=ranking", range="bytes=0-3")
    assert (part.status_code, part.content) == (206, english.content[:4])
