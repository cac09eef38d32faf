"""The home page's row."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.home.view import home
from xinxiao.entry.portal.page_answers import page_routes

ROUTES = page_routes("", home, access=PUBLIC)
