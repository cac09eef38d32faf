"""Rows of the targets' pages."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.targets.view import one, overview

ROUTES = (
    *page_routes("targets", overview, section="targets", access=PUBLIC),
    *page_routes("targets/{target}", one, section="targets", access=PUBLIC),
)
