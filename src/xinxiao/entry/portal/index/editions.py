"""The page of what moved against an earlier edition of the index, and why."""

from __future__ import annotations

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.filters import chosen
from xinxiao.entry.portal.index.scores import indices, name
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.errors import NotFound


def earlier(request: PageRequest) -> list[str]:
    """The earlier editions of the release."""
    return [code for code in indices(request) if request.view.heads[code].standing == "earlier"]


def editions(request: PageRequest) -> Page:
    """Ranks in the headline and in an earlier edition, and which choice moved them. Raises ``NotFound`` without one."""
    from xinxiao.uses.index_editions import index_editions  # it loads the engine

    w, old, new, year = (
        request.words,
        next(iter(earlier(request)), ""),
        request.view.headline,
        request.get("year"),
    )
    if not old:
        raise NotFound(request.path)
    found = index_editions(request.call, request.view.release, old, new, year)
    order = sorted(range(len(found.units)), key=lambda i: (found.new[i], found.units[i]))
    parts = tuple(found.parts)
    lines = []
    for i in order:
        area, gained = found.units[i], float(found.old[i] - found.new[i])
        cells = [Cell(w.area(area), area, request.url(f"areas/{area}"))]
        cells += [
            Cell(w.plain(float(ranks[i]), decimals=0), float(ranks[i])) for ranks in (found.old, found.new)
        ]
        cells += [Cell(_signed(request, gained, 0), gained)]
        cells += [
            Cell(_signed(request, float(found.parts[p][i]), 1), float(found.parts[p][i])) for p in parts
        ]
        lines.append(tuple(cells))
    heads = columns(
        ("REF_AREA", w.column("REF_AREA")),
        ("OLD", w.t("index.edition_rank_old"), "number"),
        ("NEW", w.t("index.edition_rank_new"), "number"),
        ("GAINED", w.t("index.edition_gained"), "number"),
        *((part.upper(), w.t(f"index.edition_{part}"), "number") for part in parts),
    )
    places = {"old": name(request, old), "new": name(request, new), "year": w.period(year)}
    grid = Grid("editions", w.t("index.editions_caption", **places), heads, tuple(lines))
    lead = w.t("index.editions_lead", **places)
    filters = (chosen(request, "year", w.t("index.year"), w.period),)
    return Page("compare.html", w.t("index.editions"), "index", lead, {"filters": filters}, (grid,))


def _signed(request: PageRequest, change: float, decimals: int) -> str:
    value = round(change, decimals) + 0.0
    return ("+" if value > 0 else "") + request.words.plain(value, decimals=decimals)
