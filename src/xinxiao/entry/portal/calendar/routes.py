"""Rows of the release calendar."""

from __future__ import annotations

from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.calendar.files import events
from xinxiao.entry.portal.calendar.view import overview
from xinxiao.entry.portal.calendar.working_days import PARAMETERS, working_days
from xinxiao.entry.portal.page_answers import file_route, page_routes

ROUTES = (
    *page_routes("calendar", overview, section="calendar", access=PUBLIC, cache="revalidate"),
    *page_routes("calendar/working-days", working_days, *PARAMETERS, section="calendar", access=PUBLIC),
    file_route("/calendar.ics", events("zh"), access=PUBLIC, cache="kept"),
    file_route("/calendar-en.ics", events("en"), access=PUBLIC, cache="kept"),
)
