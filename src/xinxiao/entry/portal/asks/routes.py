"""Rows of the page of what the policy asks."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.asks.view import overview
from xinxiao.entry.portal.page_answers import page_routes

ROUTES = page_routes("asks", overview, section="asks", access=PUBLIC)
