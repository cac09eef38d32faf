"""Rows of the register of scopes."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.scopes.view import register

ROUTES = page_routes("scopes", register, section="scopes", access=PUBLIC)
