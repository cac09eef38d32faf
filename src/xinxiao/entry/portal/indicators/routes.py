"""Rows of the indicators' pages."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.indicators.view import KINDS, one, overview
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.parameters import choice, text

ROUTES = (
    *page_routes(
        "indicators",
        overview,
        text("q"),
        choice("kind", lambda request: KINDS),
        section="indicators",
        access=PUBLIC,
    ),
    *page_routes("indicators/{indicator}", one, section="indicators", access=PUBLIC),
)
