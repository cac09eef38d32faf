"""Rows of the door for systems of respondents, and of the tokens they show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xinxiao.entry.portal.access import FILLS
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.body import Takes
from xinxiao.entry.portal.desk import DeskVisit, desk_act, desk_page
from xinxiao.entry.portal.fields import Field
from xinxiao.entry.portal.machine import tokens, view
from xinxiao.entry.portal.page_answers import says
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.route import About, Route, Visit

API = "/api/v1/reports"
REPORT = f"{API}/{{form}}/{{period}}/{{unit}}"
LINES = 64 * 1024 * 1024
"""Bytes of a file of many reports."""


@dataclass(frozen=True)
class _Program:
    """What a program asks for."""

    make: Callable[[DeskVisit], Answer]

    def __call__(self, visit: Visit) -> Answer:
        return self.make(DeskVisit(visit, {}))


def _row(
    pattern: str,
    make: Callable[[DeskVisit], Answer],
    about: About,
    takes: Takes | None = None,
    *declared: Parameter,
) -> Route:
    return Route(
        pattern=pattern,
        make=_Program(make),
        says=says(make),
        access=FILLS,
        cache="none",
        methods=("POST",) if takes else ("GET", "HEAD"),
        session="bearer",
        about=about,
        faults="json",
        speech="none",
        takes=takes or Takes(form=0),
        parameters=declared,
        room="files",
    )


ROUTES = (
    _row(API, view.due, "own"),
    _row(REPORT, view.report, "unit"),
    _row(REPORT, view.send, "unit", Takes(form=0, json=1_000_000, lines=1_000_000), view.ACT),
    _row("/api/v1/files", view.bulk, "own", Takes(form=0, lines=LINES), view.ACT),
    desk_page(tokens.PATH, tokens.page, access=FILLS, about="own"),
    desk_act(
        tokens.PATH,
        tokens.make,
        access=FILLS,
        about="own",
        fields=(
            Field("name", most=200),
            Field("reach", "choice", allowed=("draft", "submit")),
            Field("days", most=4),
        ),
    ),
    desk_act(f"{tokens.PATH}/end", tokens.end, access=FILLS, about="own", fields=(Field("id", most=40),)),
)
