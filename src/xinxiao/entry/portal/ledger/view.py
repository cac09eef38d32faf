"""The page of the ledger."""

from __future__ import annotations

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.uses import ledger

SHOWN = 62
"""Days on the page; the file has all."""


def heads(request: PageRequest) -> Page:
    """Where the chains of events stood at the end of each day, newest first, and how to check it."""
    w, published = request.words, ledger.heads(request.call)
    lines = tuple(
        (
            Cell(head.day),
            Cell(w.t(f"ledger.chain.{name}"), name),
            Cell(f"{mark.sequence:,}", mark.sequence),
            Cell(mark.hash),
        )
        for head in reversed(published[-SHOWN:])
        for name, mark in head.marks.items()
    )
    shown = columns(
        ("DAY", w.t("ledger.day")),
        ("CHAIN", w.t("ledger.chain_of")),
        ("SEQUENCE", w.t("ledger.sequence"), "number"),
        ("HASH", "SHA-256"),
    )
    grid = Grid("heads", w.t("ledger.heads"), shown, lines)
    context = {"days": len(published), "shown": min(SHOWN, len(published))}
    return Page("ledger.html", w.t("nav.ledger"), "ledger", w.t("ledger.lead"), context, (grid,))
