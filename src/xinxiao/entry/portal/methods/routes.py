"""Rows of the methods' pages."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.methods.view import method, methods
from xinxiao.entry.portal.page_answers import page_routes

ROUTES = (
    *page_routes("methods", methods, section="methods", access=PUBLIC),
    *page_routes("methods/{name}", method, section="methods", access=PUBLIC),
)
