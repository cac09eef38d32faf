"""Rows of the tasks' pages."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.parameters import choice
from xinxiao.entry.portal.tasks.view import articles, bodies, light_ids, one, overview

ROUTES = (
    *page_routes(
        "tasks",
        overview,
        choice("body", bodies),
        choice("article", articles),
        choice("light", light_ids),
        section="tasks",
        access=PUBLIC,
    ),
    *page_routes("tasks/{task}", one, section="tasks", access=PUBLIC),
)
