"""Rows of the places' pages."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.areas.view import one, overview
from xinxiao.entry.portal.index.routes import WHICH, YEAR
from xinxiao.entry.portal.page_answers import page_routes

ROUTES = (
    *page_routes("areas", overview, section="areas", access=PUBLIC),
    *page_routes("areas/{area}", one, WHICH, YEAR, section="areas", access=PUBLIC),
)
