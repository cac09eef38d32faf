"""Rows of the domains' pages."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.domains.view import one, overview
from xinxiao.entry.portal.page_answers import page_routes

ROUTES = (
    *page_routes("domains", overview, section="domains", access=PUBLIC),
    *page_routes("domains/{domain}", one, section="domains", access=PUBLIC),
)
