"""Rows of the index's pages."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.index.editions import editions
from xinxiao.entry.portal.index.scores import first_year, headline, indices, last_year, years
from xinxiao.entry.portal.index.view import COMPARED, compare, framework, ranking
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.page_request import INDEX
from xinxiao.entry.portal.parameters import choice

YEAR = choice("year", years, last_year)
WHICH = choice(INDEX, indices, headline)

ROUTES = (
    *page_routes("index", ranking, WHICH, YEAR, section="index", access=PUBLIC),
    *page_routes(
        "index/compare",
        compare,
        WHICH,
        *(choice(name, lambda request: list(request.view.places)) for name in COMPARED),
        choice("from", years, first_year),
        choice("to", years, last_year),
        section="index",
        access=PUBLIC,
    ),
    *page_routes("index/editions", editions, YEAR, section="index", access=PUBLIC, room="heavy"),
    *page_routes("index/framework", framework, WHICH, section="index", access=PUBLIC),
)
