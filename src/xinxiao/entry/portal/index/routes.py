"""Rows of the index's pages."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.index.scores import first_year, last_year, years
from xinxiao.entry.portal.index.view import COMPARED, compare, framework, ranking
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.parameters import choice

YEAR = choice("year", years, last_year)

ROUTES = (
    *page_routes("index", ranking, YEAR, section="index", access=PUBLIC),
    *page_routes(
        "index/compare",
        compare,
        *(choice(name, lambda request: list(request.view.places)) for name in COMPARED),
        choice("from", years, first_year),
        choice("to", years, last_year),
        section="index",
        access=PUBLIC,
    ),
    *page_routes("index/framework", framework, section="index", access=PUBLIC),
)
