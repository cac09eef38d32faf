"""Charts: well-formed, named, with real text, and drawn where the values say."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from xinxiao.entry.portal.figure_table import Cell, Grid, as_csv, columns
from xinxiao.publish import charts
from xinxiao.publish.charts import scales, svg
from xinxiao.publish.charts.tiles import classes, step_of

NS = "{http://www.w3.org/2000/svg}"
SERIES = (
    charts.Series("甲 & 乙", (charts.Point(2016, 3.9), charts.Point(2018, 5.0, 4.9, 5.1, "5.0"))),
    charts.Series("<b>", (charts.Point(2017, 4.5),), "points", 1),
)


def drawings(width: int) -> dict[str, str]:
    """One of each chart."""
    frame = svg.Frame("one", "题目 <T>", "说明 & more", width)
    return {
        "lines": charts.lines(frame, SERIES, unit="万亿元", rule=(6.0, "target 6")),
        "bars": charts.bars(
            frame, [charts.Bar("a", 12.6, "12.6", 12, 13), charts.Bar("b", -2, "-2")], rule=(15, "15")
        ),
        "stacks": charts.stacks(
            frame, [charts.Stack("2012", (charts.Part("G", 3), charts.Part("S", 7)), "70%")]
        ),
        "dots": charts.dots(frame, [charts.Dot("x", 83.3, "83.3", 80, 86, "1")]),
        "tiles": charts.tiles(
            frame, [charts.Tile("京", 6, 2, 4, "83"), charts.Tile("藏", 0, 3, None, "–")], key=["a"] * 5
        ),
    }


@pytest.mark.parametrize("width", [348, 720])
@pytest.mark.parametrize("kind", ["lines", "bars", "stacks", "dots", "tiles"])
def test_a_chart_is_an_image_with_a_name_and_a_description(kind: str, width: int) -> None:
    root = ET.fromstring(drawings(width)[kind])
    assert (root.get("role"), root.get("width")) == ("img", str(width))
    title, description = root.find(f"{NS}title"), root.find(f"{NS}desc")
    assert title is not None and description is not None
    assert (title.text, description.text) == ("题目 <T>", "说明 & more")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@pytest.mark.parametrize("kind", ["lines", "bars", "stacks", "dots", "tiles"])
def test_nothing_is_drawn_outside_of_a_chart(kind: str) -> None:
    root = ET.fromstring(drawings(348)[kind])
    high = float(root.get("height", "0"))
    for mark in root.iter():
        for name, limit in (("x", 348.0), ("cx", 348.0), ("y", high), ("cy", high)):
            if mark.get(name) is not None:
                assert -1 <= float(mark.get(name, "0")) <= limit + 1


def test_two_scopes_are_two_lines_and_a_gap_of_years_is_dotted() -> None:
    drawn = drawings(720)["lines"]
    assert drawn.count('stroke-dasharray="1 4"') == 1
    assert drawn.count("<circle") == 1 + 2  # in the legend, and two points
    assert "甲 &amp; 乙" in drawn


def test_a_scale_has_round_ends_and_ticks() -> None:
    scale = scales.nice([1.7, 6.8], 300.0, 0.0, base="zero")
    assert scale.ticks == (0.0, 2.0, 4.0, 6.0, 8.0)
    assert (scale(0.0), scale(8.0), scale(4.0)) == (300.0, 0.0, 150.0)


@pytest.mark.parametrize(
    ("ticks", "said"), [((0.0, 0.5, 1.0), "0.5"), ((0.0, 2500.0), "2,500"), ((0.0, 2.5), "2.5")]
)
def test_a_tick_is_written_with_the_decimals_its_step_needs(ticks: tuple[float, ...], said: str) -> None:
    assert scales.plain(ticks[1], ticks) == said


def test_five_classes_hold_a_fifth_of_the_places_each() -> None:
    bounds = classes([float(v) for v in range(1, 31)])
    counts = [sum(step_of(float(v), bounds) == step for v in range(1, 31)) for step in range(5)]
    assert counts == [6, 6, 6, 6, 6]


def test_equal_values_make_one_class_and_no_fault() -> None:
    assert step_of(2.0, classes([2.0, 2.0, 2.0])) == 0
    assert classes([]) == ()


def test_words_are_cut_to_the_room_there_is() -> None:
    assert svg.clip("信息消费规模", 100) == "信息消费规模"
    assert svg.clip("信息消费规模", 60) == "信息消费…"


def test_a_table_hands_out_its_raw_values() -> None:
    grid = Grid(
        "g", "caption", columns(("A", "甲"), ("B", "乙", "number")), ((Cell("x"), Cell("1,234.5", 1234.5)),)
    )
    assert as_csv(grid.rows) == b"A,B\nx,1234.5\n"


def test_labels_that_a_whole_column_shares_are_told_once() -> None:
    lines: Any = tuple((Cell(str(i)), Cell("1", float(i), flags=("grade B",))) for i in range(5))
    grid = Grid("g", "c", columns(("A", "a"), ("B", "b", "number")), lines)
    assert grid.shared == ((), ("grade B",))
