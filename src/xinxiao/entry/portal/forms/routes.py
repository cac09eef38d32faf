"""Rows of the forms' pages."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.forms.view import one, overview
from xinxiao.entry.portal.page_answers import page_routes

ROUTES = (
    *page_routes("forms", overview, section="forms", access=PUBLIC),
    *page_routes("forms/{form_id}", one, section="forms", access=PUBLIC),
)
