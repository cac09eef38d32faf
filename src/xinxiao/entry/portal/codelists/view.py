"""Pages of code lists: all of them, and one with its codes, who uses it, and where to take it as data."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.codelists import tables
from xinxiao.entry.portal.codelists.lists import CodeList, codelist, codelists
from xinxiao.entry.portal.filters import typed
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.publish.sdmx.structure.artefact import Item

SHOWN = 200
"""Codes on a page."""


def overview(request: PageRequest) -> Page:
    """All code lists of a release."""
    w = request.words
    shown = (tables.lists(request, codelists(request.call, request.view)),)
    return Page(
        "listing.html", w.t("codelists.title"), "data", w.t("codelists.summary"), {"filters": ()}, shown
    )


def one(request: PageRequest) -> Page:
    """One code list: its codes with names, hierarchy and validity, who uses it, and links to it as data.

    Raises ``NotFound``.
    """
    found = codelist(request.call, request.view, request.args["name"])
    rows = _wanted(request, found)
    page = int(request.get("page"))
    before, last = (page - 1) * SHOWN, max(1, -(-len(rows) // SHOWN))
    if page > last:
        raise parameters.wrong("parameter_count", "page", str(page), most=last)
    shown = tables.codes(request, rows[before : before + SHOWN], before, len(rows))
    context = _context(request, found) | {
        "filters": (typed(request, "q", request.words.t("search.words")),),
        "before": request.here(page=str(page - 1)) if page > 1 else "",
        "after": request.here(page=str(page + 1)) if page < last else "",
    }
    return Page("codelist.html", found.id, "data", context["what"], context, (shown,))


def whole(request: PageRequest) -> Page:
    """One code list with all codes that fit. Raises ``NotFound``."""
    found = codelist(request.call, request.view, request.args["name"])
    rows = _wanted(request, found)
    return Page("codelist.html", found.id, "data", found.id, {}, (tables.codes(request, rows, 0, len(rows)),))


def _wanted(request: PageRequest, found: CodeList) -> list[tuple[int, Item]]:
    words = request.get("q").lower()
    return [
        (depth, item)
        for depth, item in found.ordered()
        if not words or words in f"{item.id} {item.name.zh} {item.name.en}".lower()
    ]


def _context(request: PageRequest, found: CodeList) -> dict[str, Any]:
    w, ref = request.words, found.artefact.ref
    users = [
        (flow.id, w.say(flow.name), w.say(part.name) or part.id, request.url(f"data/{flow.id}"))
        for flow, part in found.users
    ]
    return {
        "what": w.say(found.artefact.name),
        "list": found,
        "ref": ref,
        "users": users,
        "sdmx": request.file(f"/sdmx/v2/structure/codelist/{ref.agency}/{ref.id}/{ref.version}"),
    }
