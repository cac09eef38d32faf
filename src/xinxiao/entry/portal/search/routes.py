"""The row of the search."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.parameters import text
from xinxiao.entry.portal.search.view import search

ROUTES = page_routes("search", search, text("q"), section="search", access=PUBLIC)
