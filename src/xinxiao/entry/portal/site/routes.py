"""Rows of the site itself, and the one that answers what fits no other."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import says
from xinxiao.entry.portal.parameters import code
from xinxiao.entry.portal.route import Route
from xinxiao.entry.portal.site.view import STAMP, nowhere, openapi, root, static

ROUTES = (
    Route(pattern="/", make=root, says=says(root), access=PUBLIC, cache="kept", speech="header"),
    Route(
        pattern="/static/{name}",
        make=static,
        says=says(static),
        access=PUBLIC,
        cache="immutable",
        parameters=(code(STAMP),),
        speech="header",
    ),
    Route(
        pattern="/openapi.json",
        make=openapi,
        says=says(openapi),
        access=PUBLIC,
        cache="kept",
        faults="json",
        speech="none",
    ),
)
FALLBACK = Route(
    pattern="/{anything}", make=nowhere, says=says(nowhere), access=PUBLIC, cache="none", speech="header"
)
