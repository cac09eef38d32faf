"""How the value of an observation stands on a page: always with what a reader must be told of it, and a way to where it
comes from. Every cell that holds an OBS_VALUE is made here."""

from __future__ import annotations

from typing import Literal

from xinxiao.entry.portal.figure_table import ABSENT, Cell
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.steps import Step

FREE = "F"
"""SDMX CL_CONF_STATUS of what may be shown; all its other codes withhold."""


def observed(request: PageRequest, step: Step, row: Row | None, text: str | None = None) -> Cell:
    """The cell of an observation: its value with its unit, or ``text`` in its place; a dash where there is none,
    and a word where it is withheld."""
    if row is not None and row["OBS_VALUE"] is None and is_withheld(row):
        return Cell(request.words.t("withheld"), explain=request.explain(step, row))
    if row is None or row["OBS_VALUE"] is None:
        return ABSENT
    w = request.words
    told = w.value(row) if text is None else text
    return Cell(told, row["OBS_VALUE"], explain=request.explain(step, row), flags=tuple(w.flags(row)))


def is_withheld(row: Row) -> bool:
    """Whether an observation has a value that is not shown, so that nothing of a single respondent can be told."""
    return row.get("CONF_STATUS") not in (None, "", FREE)


def bounds(
    request: PageRequest, step: Step, row: Row | None, unit: Literal["said", "plain"] = "said"
) -> Cell:
    """The cell of an observation that has bounds and no value; ``plain`` without the unit, where that is said elsewhere."""
    if row is None or row.get("LOWER") is None or row.get("UPPER") is None:
        return ABSENT
    w = request.words
    flags = tuple(w.flags(row))
    text = w.interval(row)
    if unit == "plain":
        low, high = (w.plain(row[name], row.get("UNIT_MEASURE")) for name in ("LOWER", "UPPER"))
        text = w.t("interval", low=low, high=high)
    return Cell(text, row["UPPER"], explain=request.explain(step, row), flags=flags)


def bound(request: PageRequest, step: Step, row: Row, name: Literal["LOWER", "UPPER"]) -> Cell:
    """One of the bounds of an observation."""
    if row.get(name) is None:
        return ABSENT
    w = request.words
    text = w.number(row[name], row.get("UNIT_MEASURE")) if row[name] else "0"
    return Cell(text, row[name], explain=request.explain(step, row), flags=tuple(w.flags(row)))


def plain(request: PageRequest, step: Step, row: Row | None) -> Cell:
    """The same as :func:`observed` without the unit, for columns whose head says it."""
    if row is None or row["OBS_VALUE"] is None:
        return ABSENT
    return observed(request, step, row, request.words.plain(row["OBS_VALUE"], row.get("UNIT_MEASURE")))
