"""Tables hand out exactly what they show, and say common labels once."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.figure_table import Cell, Grid, as_csv, columns


def test_a_table_hands_out_its_raw_values() -> None:
    grid = Grid(
        "g", "caption", columns(("A", "甲"), ("B", "乙", "number")), ((Cell("x"), Cell("1,234.5", 1234.5)),)
    )
    assert as_csv(grid.rows) == b"A,B\nx,1234.5\n"


def test_labels_that_a_whole_column_shares_are_told_once() -> None:
    lines: Any = tuple((Cell(str(i)), Cell("1", float(i), flags=("grade B",))) for i in range(5))
    grid = Grid("g", "c", columns(("A", "a"), ("B", "b", "number")), lines)
    assert grid.shared == ((), ("grade B",))


def test_a_table_says_how_to_read_it_when_it_does_not_speak_for_itself() -> None:
    heads, cells = columns(("A", "甲")), ((Cell("x"),),)
    assert Grid("g", "c", heads, cells).sentence == ""
    assert Grid("g", "c", heads, cells, says="Read the last column.").sentence == "Read the last column."
