"""Rows of the pages of revisions."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.parameters import text
from xinxiao.entry.portal.revisions.files import averages_of
from xinxiao.entry.portal.revisions.view import one, overview

_CSV, *_PAGE = page_routes(
    "revisions/{flow}", one, text("series", 400), section="releases", access=PUBLIC, room="heavy"
)
ROUTES = (
    *page_routes("revisions", overview, section="releases", access=PUBLIC),
    replace(
        _CSV,
        make=averages_of,
        says="All series of a dataflow with revisions, or the triangle of one, as CSV.",
    ),
    *_PAGE,
)
