"""Rows for those who run the portal."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.operation.view import health, metrics
from xinxiao.entry.portal.page_answers import file_route

ROUTES = (
    file_route("/healthz", health, access=PUBLIC, cache="none"),
    file_route("/metrics", metrics, access=PUBLIC, cache="none"),
)
