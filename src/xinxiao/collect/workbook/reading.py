"""A filled workbook read back: what it is of, and the cells of entry, each with what there is to say about it.

Opened by a child process with limits of memory and time (:func:`xinxiao.files.book.open_book`). Where a value would be lost or
made up (a formula nobody computed, an error, a date, a merged cell) it is told with sheet and cell and left blank; a number a
spreadsheet could not keep exactly is told as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from xinxiao.collect.carried import carried
from xinxiao.collect.received import Gathering, Received
from xinxiao.collect.workbook.layout import CODES, GUIDE, KIND, META, columns, item_in
from xinxiao.collect.workbook.template import EXACT
from xinxiao.files.book import cell_faults, open_book, text_of
from xinxiao.files.cells import column_of, reference
from xinxiao.files.child import Cell, Grid
from xinxiao.model.codes import fault
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import number_of
from xinxiao.model.collect.form import Section
from xinxiao.model.finding import Finding, by_weight

OWN_SHEETS = (META, CODES, GUIDE)
MOST_META = 40
"""Rows of the hidden sheet that are looked at."""
_KEPT = Context(prec=EXACT)
_UNSURE = Decimal(10) ** EXACT
"""From here on a spreadsheet may have dropped digits when they were typed."""
Bundles = Callable[[str], Bundle | None]
"""An issued bundle by its hash; None for one that was never issued."""


@dataclass(frozen=True)
class Expected:
    """What a workbook is expected to be of: a report, under the bundle that holds for it now."""

    bundle: Bundle
    sha256: str
    period: str
    unit: str


@dataclass(frozen=True)
class Meta:
    """What a workbook says it is."""

    form: str
    version: str
    period: str
    unit: str
    bundle: str


def read(content: bytes, expected: Expected, bundles: Bundles) -> Received:
    """What a filled workbook holds for a report, or why nothing of it is taken.

    Raises :class:`DataFault` for what is no workbook, is too large, or cannot be opened within the limits of the child process.
    """
    grids = open_book(content)
    meta = _meta(grids)
    if meta is None:
        return Received(None, (fault("", 0, "WORKBOOK_META"),))
    found = list(_other(meta, expected))
    if found:
        return Received(None, tuple(found))
    bundle = expected.bundle if meta.bundle == expected.sha256 else bundles(meta.bundle)
    if bundle is None or (bundle.form.id, bundle.form.version) != (meta.form, meta.version):
        return Received(None, (fault(META, 0, "WORKBOOK_BUNDLE", version=meta.version),))
    made = _gathered(grids, bundle)
    if bundle.form.version == expected.bundle.form.version or made.content is None:
        return made
    moved, told = carried(bundle.form, expected.bundle.form, made.content, META)
    return Received(moved, tuple(by_weight([*made.findings, *told])))


def _meta(grids: Sequence[Grid]) -> Meta | None:
    sheet = next((grid for grid in grids if grid.name == META), None)
    rows = sheet.cells[:MOST_META] if sheet else []
    said = {str(row[0]): row[1] for row in rows if len(row) > 1 and isinstance(row[1], str)}
    names = ("form", "version", "period", "unit", "bundle")
    if said.get("kind") != KIND or not all(name in said for name in names):
        return None
    return Meta(**{name: str(said[name]) for name in names})


def _other(meta: Meta, expected: Expected) -> Iterator[Finding]:
    """What a workbook is of that was not expected."""
    wanted = {"form": expected.bundle.form.id, "period": expected.period, "unit": expected.unit}
    for what, value in wanted.items():
        if getattr(meta, what) != value:
            yield fault(META, 0, "WORKBOOK_OTHER", what=what, found=getattr(meta, what), wanted=value)


def _gathered(grids: Sequence[Grid], bundle: Bundle) -> Received:
    gathering = Gathering(bundle)
    sections = {section.id: section for section in bundle.form.sections}
    seen: set[str] = set()
    for grid in grids:
        name = grid.cells[0][0] if grid.cells and grid.cells[0] else None
        section = sections.get(name) if isinstance(name, str) else None
        if section is None or section.id in seen:
            if grid.name not in OWN_SHEETS:
                gathering.tell(grid.name, 0, "WORKBOOK_EXTRA", sheet=grid.name)
            continue
        seen.add(section.id)
        _sheet(gathering, grid, section)
    for section in sections.values():
        if section.id not in seen:
            gathering.tell("", 0, "WORKBOOK_SHEET", section=section.id)
    return gathering.received()


def _sheet(gathering: Gathering, grid: Grid, section: Section) -> None:
    form, wanted = gathering.bundle.form, columns(section)
    places = {name: c for c, name in enumerate(grid.cells[0]) if isinstance(name, str) and name in wanted}
    for name in wanted:
        if name not in places:
            gathering.tell(grid.name, 1, "WORKBOOK_COLUMN", column=name)
    lost = _lost(gathering, grid, section, {c: name for name, c in places.items()})
    for r, row in enumerate(grid.cells[1:], start=1):
        line = row[0] if row else None
        if not isinstance(line, str) or not line:
            continue
        for column, c in places.items():
            place = reference(r, c)
            if c < len(row) and place not in lost:
                _take(gathering, item_in(form, section, line, column), row[c], grid.name, r, place)


def _lost(gathering: Gathering, grid: Grid, section: Section, places: Mapping[int, str]) -> set[str]:
    """The cells whose value cannot be told, each with its finding; ``places``: ids of columns by where they stand. Totals are
    computed here, whatever stands in their cells."""
    form = gathering.bundle.form
    lost: set[str] = set()
    for finding in cell_faults(grid.name, grid, places, first=1):
        row, told = grid.cells[finding.line - 1], dict(finding.places)
        column = next(id_ for c, id_ in places.items() if reference(finding.line - 1, c) == told["cell"])
        item = form.by_id.get(item_in(form, section, str(row[0]) if row else "", column))
        lost.add(told["cell"])
        if item is not None and not item.sums:
            gathering.found.append(finding)
    for mark in grid.marks:
        if mark.kind == "merged" and mark.column not in places and mark.row > 0:
            right = column_of(mark.text.partition(":")[2])
            if any(mark.column < c <= right for c in places):
                gathering.tell(grid.name, mark.row + 1, "BOOK_MERGED", value=mark.text)
    return lost


def _take(gathering: Gathering, name: str, cell: Cell, sheet: str, r: int, place: str) -> None:
    if cell is None or cell == "":
        return
    written = text_of(cell)
    if isinstance(cell, float):
        exact = Decimal(repr(cell))
        kept = _KEPT.plus(exact)
        item = gathering.bundle.form.by_id.get(name)
        if (kept != exact or abs(exact) >= _UNSURE) and item is not None and not item.sums:
            gathering.tell(
                sheet, r + 1, "ENTRY_DIGITS", cell=place, item=name, value=f"{exact:f}", read=f"{kept:f}"
            )
        written = number_of(f"{kept:f}") or f"{exact:f}"
    gathering.take(name, written, sheet, r + 1, place)
