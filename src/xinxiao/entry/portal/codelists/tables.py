"""Tables of code lists: the lists, and the codes of one."""

from __future__ import annotations

from collections.abc import Iterable

from xinxiao.entry.portal.codelists.lists import CodeList
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.publish.sdmx.structure.artefact import Item
from xinxiao.publish.sdmx.structure.codes import SUCCESSORS, UNIT, VALIDITY

DEEPER = "\u3000"
"""What sets a code in below the one it belongs to."""


def lists(request: PageRequest, found: Iterable[CodeList]) -> Grid:
    """All code lists, with how many codes they have and how many columns they represent."""
    w = request.words
    lines = tuple(
        (
            Cell(one.id, href=request.url(f"codelists/{one.id}")),
            Cell(w.say(one.artefact.name)),
            Cell(one.artefact.ref.version),
            Cell(f"{len(one.codes):,}", len(one.codes)),
            Cell(str(len(one.users)), len(one.users)),
        )
        for one in found
    )
    heads = columns(
        ("CODELIST", w.t("codelists.list")),
        ("NAME", w.t("codelists.name")),
        ("VERSION", w.t("codelists.version")),
        ("CODES", w.t("codelists.codes"), "number"),
        ("COLUMNS", w.t("codelists.columns"), "number"),
    )
    return Grid("lists", w.t("codelists.caption"), heads, lines, stacks=True)


def codes(request: PageRequest, rows: list[tuple[int, Item]], before: int, total: int) -> Grid:
    """Some codes of a list, of ``total`` those after the ones ``before`` them; columns that hold nothing fall out."""
    w = request.words
    heads = columns(
        ("CODE", w.t("codelists.code")),
        ("NAME", w.t("codelists.name")),
        ("PARENT", w.t("codelists.parent")),
        ("VALID_FROM", w.t("codelists.valid_from")),
        ("VALID_TO", w.t("codelists.valid_to")),
        ("SUCCESSORS", w.t("codelists.successors")),
        ("UNIT", w.t("codelists.unit")),
        ("NOTE", w.t("codelists.note"), "long"),
    )
    lines = [_line(request, depth, item) for depth, item in rows]
    used = [i for i in range(len(heads)) if i < 2 or any(line[i].text for line in lines)]
    caption = w.t(
        "codelists.shown", first=before + 1 if rows else 0, last=before + len(rows), total=f"{total:,}"
    )
    cells = tuple(tuple(line[i] for i in used) for line in lines)
    return Grid("codes", caption, tuple(heads[i] for i in used), cells, stacks=True)


def _line(request: PageRequest, depth: int, item: Item) -> tuple[Cell, ...]:
    w = request.words
    notes = {note.type: note.title for note in item.notes}
    first, _, last = notes.get(VALIDITY, "").partition("/")
    unit = notes.get(UNIT, "")
    return (
        Cell(item.id, item.id),
        Cell(DEEPER * depth + w.say(item.name), w.say(item.name)),
        Cell(item.parent or ""),
        Cell(first[:10]),
        Cell(last[:10]),
        Cell(w.join(notes.get(SUCCESSORS, "").split())),
        Cell(w.unit_name(unit), unit),
        Cell(w.say(item.description)),
    )
