"""Rows of the pull effect's page."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.parameters import choice
from xinxiao.entry.portal.pull.view import areas, fullest, pull, years

ROUTES = page_routes(
    "pull",
    pull,
    choice("area", areas, lambda request: areas(request)[0]),
    choice("year", years, fullest),
    section="pull",
    access=PUBLIC,
)
