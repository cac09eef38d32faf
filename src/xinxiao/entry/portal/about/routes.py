"""The row of the page about the programme."""

from __future__ import annotations

from xinxiao.entry.portal.about.view import about
from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import page_routes

ROUTES = page_routes("about", about, section="about", access=PUBLIC)
