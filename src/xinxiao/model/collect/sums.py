"""Totals of a report: computed from their parts, never entered. A total is known when all its parts are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal

import msgspec

from xinxiao.model.collect.content import DIGITS, Content, Mark, is_number, number_of
from xinxiao.model.collect.form import Form

_EXACT = Context(prec=4 * DIGITS)


def totalled(form: Form, content: Content) -> Content:
    """The content with every total as its parts make it.

    Parts that cannot exist (M) add nothing; where all are so, the total cannot exist either. A part that is blank, unknown (L)
    or no number leaves the total blank, and so does a sum of more than ``DIGITS`` digits.
    """
    cells, marks = dict(content.cells), dict(content.marks)
    done: set[str] = set()

    def total(name: str) -> None:
        item = form.by_id.get(name)
        if item is None or not item.sums or name in done:
            return
        done.add(name)
        for part in item.sums:
            total(part)
        value, mark = _sum(item.sums, cells, marks)
        for kept in (cells, marks):
            kept.pop(name, None)
        if mark:
            marks[name] = mark
        elif value:
            cells[name] = value

    for item in form.items:
        total(item.id)
    return msgspec.structs.replace(content, cells=cells, marks=marks)


def _sum(
    parts: tuple[str, ...], cells: Mapping[str, str], marks: Mapping[str, Mark]
) -> tuple[str, Mark | None]:
    existing = [part for part in parts if marks.get(part) != "M"]
    if not existing:
        return "", "M"
    values = [cells.get(part, "") for part in existing]
    if not all(map(is_number, values)):
        return "", None
    found = Decimal(0)
    for value in values:
        found = _EXACT.add(found, Decimal(value))
    return number_of(f"{found:f}") or "", None
