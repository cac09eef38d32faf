"""The audit of the index as a page, as data and as a PDF: the audit document with the portal's names and links.

What the audit says stands in :mod:`xinxiao.publish.documents.audit`; here its blocks become exhibits, nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from xinxiao.entry.portal.figure_table import Cell, Column, Exhibit, Figure, Grid
from xinxiao.entry.portal.page import Page, Raw
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.index import Audit
from xinxiao.model.cache import Cache
from xinxiao.publish.documents import Document, Names, audit_document
from xinxiao.publish.documents import document as blocks
from xinxiao.publish.documents import pdf as typeset
from xinxiao.texts import Language, text

KEPT = 8
"""How many PDFs stay in memory, by release, index and language."""


@dataclass(frozen=True)
class Part:
    """A section of the page: paragraphs and facts as they are, tables and figures as exhibits."""

    id: str
    head: str
    blocks: tuple[blocks.Paragraph | blocks.Facts | Exhibit, ...]


def audit(request: PageRequest) -> Page:
    """The audit of the index the release holds. Raises ``NotFound`` when it holds none."""
    document = _document(request)
    parts = [Part(s.id, s.head, tuple(_block(request, b) for b in s.blocks)) for s in document.sections]
    shown = tuple(b for part in parts for b in part.blocks if isinstance(b, Figure | Grid))
    context: dict[str, Any] = {
        "document": document,
        "parts": parts,
        "contents": text(request.lang, "document.contents"),
        "say_page": lambda key: text(request.lang, f"audit.page.{key}"),
    }
    return Page(
        "audit.html", document.title, "index", text(request.lang, "audit.page.summary"), context, shown
    )


def _document(request: PageRequest) -> Document:
    """The audit of a release in the words of its programme, saying which release it was recomputed from."""
    from xinxiao.uses.index_audit import index_audit  # it loads the engine

    made = index_audit(request.call, request.view.id, request.index)
    document = audit_document(made, request.lang, _names(request, made), _tile_grid(request))
    return replace(
        document, lead=text(request.lang, "audit.page.sealed", release=request.view.id, lead=document.lead)
    )


def _names(request: PageRequest, made: Audit) -> Names:
    w, result = request.words, made.result
    return Names(
        nodes={code: w.node(code) for code in result.framework.codes},
        units={unit: w.area(unit) for unit in result.inputs.units},
        short={unit: w.area(unit, "short") for unit in result.inputs.units},
        measures={leaf.unit: w.unit_name(leaf.unit) or leaf.unit for leaf in result.framework.indicators},
        periods={time: w.period(time) for time in result.times},
    )


def _tile_grid(request: PageRequest) -> dict[str, tuple[int, int]]:
    """Place -> (row, column) on the tile map."""
    places = request.view.places.items()
    return {code: (area.tile[1], area.tile[0]) for code, area in places if area.tile is not None}


def _block(request: PageRequest, block: blocks.Block) -> blocks.Paragraph | blocks.Facts | Exhibit:
    """A block for the page: a figure or a table as an exhibit, anything else as it is."""
    if isinstance(block, blocks.Figure):
        return Figure(block.id, block.caption, block.says, block.rows, block.draw)
    if isinstance(block, blocks.Table):
        lines = tuple(
            tuple(_cell(request, c, cell) for c, cell in zip(block.columns, line, strict=True))
            for line in block.lines
        )
        columns = tuple(Column(c.id, c.label, _KINDS.get(c.kind, "text")) for c in block.columns)
        return Grid(block.id, block.caption, columns, lines, says=block.says)
    return block


_KINDS = {"number": "number", "long": "long"}


def _cell(request: PageRequest, column: blocks.Column, cell: blocks.Cell) -> Cell:
    """A cell; places lead to their profile, indicators to their page."""
    if column.kind == "unit" and cell.code in request.view.areas:
        return Cell(cell.text, cell.raw, request.url(f"areas/{cell.code}"))
    if column.kind == "node" and cell.code in request.view.programme.indicators:
        return Cell(cell.text, cell.raw, request.url(f"indicators/{cell.code}"))
    return Cell(cell.text, cell.raw)


_PDFS: Cache[tuple[str, str, Language], bytes] = Cache(KEPT)


def pdf(request: PageRequest) -> Page:
    """The audit report of the index as a PDF. Raises ``Unavailable`` when this machine cannot set it."""
    name = f"audit-{request.tree.top if request.tree else 'index'}-{request.view.id}-{request.lang}.pdf"
    body = _PDFS.get((request.view.id, request.index, request.lang), lambda: typeset(_document(request)))
    return Page("", name, "index", raw=Raw(body, "application/pdf", name))
