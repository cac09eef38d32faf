"""Where things stand in the workbook of a report: one sheet a section, the ids of rows in a hidden first column and those of
columns in a hidden first row, so that sheets may be renamed and rows sorted without a value changing its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xinxiao.model.collect.form import Form, Item, Section, cell

VALUE = "VALUE"
"""The one column of a section of single items."""
META = "_meta"
"""The hidden sheet that says what the workbook is."""
CODES, GUIDE = "codes", "guide"
"""Sheets beside those of sections: the code lists, the definitions."""
KIND = "xinxiao-report-1"
"""What a workbook of this layout calls itself."""
IDS, TITLE, HEAD, FIRST = 0, 1, 2, 3
"""Rows: ids of columns, title, heads of columns, the first of the form's own."""


@dataclass(frozen=True)
class Line:
    """A row of a section: its id and its items by the id of their column."""

    id: str
    items: Mapping[str, Item]


def columns(section: Section) -> tuple[str, ...]:
    """The ids of a section's columns."""
    return tuple(column.id for column in section.columns) if section.rows else (VALUE,)


def lines(form: Form, section: Section) -> tuple[Line, ...]:
    """The rows of a section: of a table its own, else one for each item."""
    if section.rows:
        return tuple(
            Line(row.id, {name: form.by_id[cell(row.id, name)] for name in columns(section)})
            for row in section.rows
        )
    return tuple(Line(item.id, {VALUE: form.by_id[item.id]}) for item in section.items)


def item_in(form: Form, section: Section, row: str, column: str) -> str:
    """The id of the item that two ids mean in a section, whether the form has it or not."""
    return cell(row, column) if section.rows else row
