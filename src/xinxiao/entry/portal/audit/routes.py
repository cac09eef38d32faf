"""Rows of the audit of the index. Its modules load the index engine, so they are imported when first asked for."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.index.routes import WHICH
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_answers import page_route, page_routes
from xinxiao.entry.portal.page_request import PageRequest


def audit(request: PageRequest) -> Page:
    """The audit of the index the release holds."""
    from xinxiao.entry.portal.audit import view

    return view.audit(request)


def pdf(request: PageRequest) -> Page:
    """The audit report of the index as a PDF."""
    from xinxiao.entry.portal.audit import view

    return view.pdf(request)


ROUTES = (
    *page_routes("index/audit", audit, WHICH, section="index", access=PUBLIC, room="heavy"),
    page_route("index/audit.pdf", pdf, WHICH, section="index", access=PUBLIC, room="heavy"),
)
