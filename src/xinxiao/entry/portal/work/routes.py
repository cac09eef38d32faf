"""Rows of the page of work."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.work.view import jobs

ROUTES = page_routes("work", jobs, section="work", access=PUBLIC, cache="revalidate")
