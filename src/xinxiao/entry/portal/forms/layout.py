"""A form as it is filled: its sections as tables of empty boxes, as they are printed."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.model.collect.form import Item, Section, cell
from xinxiao.publish.forms import FormWords


@dataclass(frozen=True)
class Box:
    """A box of a form: the item that is filled in there, and whether it is computed."""

    id: str
    computed: bool


@dataclass(frozen=True)
class Line:
    """A line of a form: what it is called, the words that stand before its boxes, and the boxes."""

    name: str
    words: tuple[str, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Sheet:
    """A table of a form: its heads and lines; ``words`` of the heads are words, the others are over boxes."""

    heads: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Laid:
    """A section of a form: single items, rows by columns, or both."""

    id: str
    name: str
    note: str
    sheets: tuple[Sheet, ...]


def layout(told: FormWords, section: Section) -> Laid:
    """A section as it is filled."""
    sheets = []
    if section.items:
        sheets.append(_items(told, section))
    if section.rows and section.columns:
        sheets.append(_table(told, section))
    return Laid(section.id, told.say(section.name), told.say(section.note), tuple(sheets))


def _items(told: FormWords, section: Section) -> Sheet:
    items = [told.form.by_id[spec.id] for spec in section.items]
    heads = tuple((told.t(f"head.{word}"), "") for word in ("item", "unit", "time", "value"))
    lines = (Line(told.say(item.name), (told.unit(item), told.flow(item)), (_box(item),)) for item in items)
    return Sheet(heads, tuple(lines))


def _table(told: FormWords, section: Section) -> Sheet:
    by_id = told.form.by_id
    first = section.rows[0]
    over = [by_id[cell(first.id, column.id)] for column in section.columns]
    heads = [
        (told.say(column.name), told.t("head.of", unit=told.unit(item), time=told.flow(item)))
        for column, item in zip(section.columns, over, strict=True)
    ]
    lines = (
        Line(
            told.say(row.name), (), tuple(_box(by_id[cell(row.id, column.id)]) for column in section.columns)
        )
        for row in section.rows
    )
    return Sheet(((told.t("head.row"), ""), *heads), tuple(lines))


def _box(item: Item) -> Box:
    return Box(item.id, bool(item.sums))
