"""Pages of oversight for anybody: no session, no release. A feature writes ``build(visit: OpenVisit) -> Page`` and puts it into the table
by ``open_page``; its template extends ``open.html``; ``page.context["synthetic"]`` says whether what it shows is invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_answers import says
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.route import Faults, Room, Route, Visit
from xinxiao.entry.portal.worded import Worded
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.subjects import invented

MENU = (
    ("overview", "oversight"),
    ("lists", "lists"),
    ("draws", "draws"),
    ("published", "oversight/published"),
    ("documents", "oversight/documents"),
)
"""The menu: names under ``web.oversight.menu`` and paths; those that no route answers are left out."""


@dataclass(frozen=True)
class OpenVisit(Worded):
    """What anybody asks for."""

    @cached_property
    def office(self) -> Office:
        """An office of a reader nobody knows, now."""
        call = self.visit.call
        return Office(call.ports.oversight, call.actor, call.now)

    def moment(self, at: str) -> str:
        """A moment to the minute, in the zone of this installation."""
        from datetime import datetime

        return f"{datetime.fromisoformat(at).astimezone(self.office.ports.zone):%Y-%m-%d %H:%M}" if at else ""

    def has(self, path: str) -> bool:
        """Whether a page of this path is there."""
        return bool(self.visit.site.table.find(f"/{self.lang}/{path}"))

    def page(self, page: Page) -> Answer:
        """A page as the answer."""
        menu = [(name, path) for name, path in MENU if self.has(path)]
        known = {"synthetic": False, "invented": invented(self.office)}
        context = {**known, **page.context, **self.given(page), "menu": menu}
        return answer.page(self.visit.site.renderer.fill(page.template, context), answer.HTML)


@dataclass(frozen=True)
class _OpenPage:
    build: Callable[[OpenVisit], Page]

    def __call__(self, visit: Visit) -> Answer:
        return OpenVisit(visit).page(self.build(OpenVisit(visit)))


@dataclass(frozen=True)
class _OpenFile:
    make: Callable[[OpenVisit], Answer]

    def __call__(self, visit: Visit) -> Answer:
        return self.make(OpenVisit(visit))


def open_page(
    path: str, build: Callable[[OpenVisit], Page], *declared: Parameter, room: Room = "pages"
) -> Route:
    """The row of a page. Browsers ask each time whether their copy still holds: what is public today may not be tomorrow."""
    return Route(
        pattern=f"/{{lang}}/{path}",
        make=_OpenPage(build),
        says=says(build),
        access=PUBLIC,
        cache="revalidate",
        parameters=declared,
        room=room,
    )


def open_file(
    pattern: str,
    make: Callable[[OpenVisit], Answer],
    *declared: Parameter,
    room: Room = "files",
    faults: Faults = "json",
) -> Route:
    """The row of a file."""
    return Route(
        pattern=pattern,
        make=_OpenFile(make),
        says=says(make),
        access=PUBLIC,
        cache="revalidate",
        parameters=declared,
        faults=faults,
        speech="address" if pattern.startswith("/{lang}/") else "none",
        room=room,
    )
