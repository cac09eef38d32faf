"""Rows of the quality reports."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import file_route, page_routes
from xinxiao.entry.portal.parameters import OF_RELEASE
from xinxiao.entry.portal.quality.files import report
from xinxiao.entry.portal.quality.view import one, overview

ROUTES = (
    *page_routes("quality", overview, section="quality", access=PUBLIC),
    *page_routes("quality/{flow}", one, section="quality", access=PUBLIC, room="heavy"),
    file_route("/quality/{flow}.json", report, OF_RELEASE, access=PUBLIC, cache="kept", room="heavy"),
)
