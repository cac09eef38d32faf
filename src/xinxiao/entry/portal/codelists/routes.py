"""Rows of the pages of code lists."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.codelists.view import one, overview, whole
from xinxiao.entry.portal.page_answers import page_route, page_routes
from xinxiao.entry.portal.parameters import count, text

_HOW = (text("q"), count("page", 100_000))
_FILES = page_routes("codelists/{name}", whole, *_HOW, section="data", access=PUBLIC)[:-1]

ROUTES = (
    *page_routes("codelists", overview, section="data", access=PUBLIC),
    *_FILES,
    page_route("codelists/{name}", one, *_HOW, section="data", access=PUBLIC),
)
"""The files of a list hold all its codes that fit; its page shows them in pieces."""
