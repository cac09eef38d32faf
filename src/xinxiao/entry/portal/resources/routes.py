"""Rows of the page of other bodies' data resources."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.parameters import choice, text
from xinxiao.entry.portal.resources.view import OPENNESSES, SHARINGS, holders, resources

ROUTES = page_routes(
    "resources",
    resources,
    text("q"),
    choice("holder", holders),
    choice("sharing", lambda request: SHARINGS),
    choice("openness", lambda request: OPENNESSES),
    section="resources",
    access=PUBLIC,
)
