"""Rows of the explanations: a page, and the whole tree as JSON."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.explain.files import explained
from xinxiao.entry.portal.explain.view import explain
from xinxiao.entry.portal.page_answers import file_route, page_routes
from xinxiao.entry.portal.parameters import OF_RELEASE

ROUTES = (
    *page_routes("explain/{flow}/{key}", explain, section="data", access=PUBLIC),
    file_route("/explain/{flow}/{key}.json", explained, OF_RELEASE, access=PUBLIC, cache="kept"),
)
