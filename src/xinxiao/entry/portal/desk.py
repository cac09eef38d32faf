"""Pages for people who are signed in, and what they do there: how a feature writes one, and the rows of the table for it.

A feature writes ``build(visit: DeskVisit) -> Page`` for a page and ``do(visit: DeskVisit) -> Answer`` for an act, and puts
them into the table by ``desk_page`` and ``desk_act``. Before either is asked, somebody is signed in (else: 401, a page leads to where
one does), may do what ``access`` says, for the unit or area of the address where ``about`` says so (else: 403), and what was
sent is within its limits (413, 415, 408), from a page of theirs (403), and has the fields declared (422). ``visit.call`` is a
call of a use by that person.

An act answers ``visit.to(path)``: 303, so that reloading sends nothing again; or ``visit.page(page, 422)`` to show the form
again with what is wrong. A page's template extends ``desk.html`` and has ``{{ token() }}`` within each form that posts. It needs
no release: programme, names and numbers of one are asked for by whoever needs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Literal, TypeVar

import msgspec
from markupsafe import Markup

from xinxiao.entry.portal import answer, cookies
from xinxiao.entry.portal import fields as fields_
from xinxiao.entry.portal.access import Access
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.body import Takes, Upload
from xinxiao.entry.portal.fields import Field
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_answers import says
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.route import About, Faults, Room, Route, Session, Visit
from xinxiao.entry.portal.worded import Worded
from xinxiao.errors import Senseless, told
from xinxiao.model.actor import Actor
from xinxiao.model.collect.synthetic import LOGIN
from xinxiao.model.collect.window import end_text
from xinxiao.uses.call import Call
from xinxiao.uses.collect.sessions import SignedIn

T = TypeVar("T")


@dataclass(frozen=True)
class DeskVisit(Worded):
    """What somebody who is signed in asks for or does. ``fields``: what a form sent, by name."""

    fields: Mapping[str, str]

    @cached_property
    def call(self) -> Call:
        """A call of a use by this person, now; the same for the whole visit."""
        return self.visit.call

    @property
    def actor(self) -> Actor:
        """Who it is, with what they are granted."""
        return self.visit.http.actor

    @property
    def signed(self) -> SignedIn | None:
        """Session and account; None on the pages before signing in."""
        return self.visit.signed

    @property
    def file(self) -> Upload | None:
        """The file that was sent; it is gone once this is answered."""
        return self.visit.http.body.file

    @property
    def files(self) -> tuple[Upload, ...]:
        """All files that were sent."""
        return self.visit.http.body.files

    @property
    def token(self) -> str:
        """What a form that posts has to hold."""
        return cookies.token_of(self.visit.secret)

    def moment(self, at: str) -> str:
        """A moment to the minute, in the zone of this installation; empty for none."""
        return f"{self._here(at):%Y-%m-%d %H:%M}" if at else ""

    def end(self, at: str) -> str:
        """The same of when something ends: at 24:00 of a day rather than at 00:00 of the next."""
        return end_text(self._here(at)) if at else ""

    def _here(self, at: str) -> datetime:
        return datetime.fromisoformat(at).astimezone(self.call.ports.zone)

    def json(self, kind: type[T]) -> T:
        """The JSON that was sent, as a noun of this type. Raises :class:`Senseless` for what it is not."""
        try:
            return msgspec.json.decode(self.visit.http.body.json, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            reason = str(error)[:200]
            raise Senseless("JSON", told("body_json", reason=reason)) from error

    def plain_url(self, path: str) -> str:
        """The address of a file, which is the same in either language."""
        return f"{self.visit.site.root}/{path}"

    def to(self, path: str, **query: str) -> Answer:
        """Go to a page of this portal, now that something is done."""
        return answer.redirect(self.url(path, **query), 303)

    def page(self, page: Page, status: int = 200) -> Answer:
        """A page as the answer."""
        own = self.given(page) | {
            "menu": self.menu(),
            "invented": LOGIN,
            "account": self.signed.account if self.signed else None,
            "token": self.hidden,
            "local": self.moment,
        }
        text = self.visit.site.renderer.fill(page.template, {**page.context, **own})
        made = answer.page(text, answer.HTML, status=status)
        if self.visit.route.session != "begins":
            return made
        return self.holding(made, cookies.BEFORE, self.visit.secret)

    def holding(self, made: Answer, cookie: str, secret: str) -> Answer:
        """An answer that has the browser hold a secret under a name."""
        header = cookies.given(self.visit.http, self.visit.site.root, cookie, secret)
        return replace(made, headers=(*made.headers, header))

    def forgetting(self, made: Answer, *names: str) -> Answer:
        """An answer that has the browser forget these cookies."""
        headers = [cookies.taken(self.visit.http, self.visit.site.root, name) for name in names]
        return replace(made, headers=(*made.headers, *headers))

    def menu(self) -> list[tuple[str, str]]:
        """The menu of who asks: names and paths of the pages they may see."""
        return [
            (route.menu, route.pattern.removeprefix("/{lang}/"))
            for route in self.visit.site.table.routes
            if route.menu and route.access.allows(self.actor)
        ]

    def hidden(self) -> Markup:
        """The field of a form that holds the token."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(cookies.TOKEN, self.token)


@dataclass(frozen=True)
class DeskPage:
    """A page as the answer to a visit."""

    build: Callable[[DeskVisit], Page]

    def __call__(self, visit: Visit) -> Answer:
        """Build and render."""
        desk = DeskVisit(visit, {})
        page = self.build(desk)
        if page.raw is not None:
            return answer.page(page.raw.body, page.raw.media, page.raw.filename)
        return desk.page(page)


@dataclass(frozen=True)
class DeskAct:
    """An act as the answer to a visit. Raises :class:`Senseless` for fields that do not fit."""

    do: Callable[[DeskVisit], Answer]
    fields: Sequence[Field]

    def __call__(self, visit: Visit) -> Answer:
        """Read the fields and do it."""
        return self.do(DeskVisit(visit, fields_.read(self.fields, visit.http.body.fields)))


def desk_page(
    path: str,
    build: Callable[[DeskVisit], Page],
    *declared: Parameter,
    access: Access,
    about: About,
    menu: str = "",
    room: Room = "pages",
    session: Session = "needed",
) -> Route:
    """The row of a page. ``about``: whose data it shows; ``menu``: under ``web.desk.menu.<menu>`` it stands in the menu."""
    return Route(
        pattern=f"/{{lang}}/{path}",
        make=DeskPage(build),
        says=says(build),
        access=access,
        cache="none",
        session=session,
        parameters=declared,
        about=about,
        menu=menu,
        room=room,
    )


def desk_act(
    path: str,
    do: Callable[[DeskVisit], Answer],
    *,
    access: Access,
    about: About,
    fields: Sequence[Field] = (),
    takes: Takes | None = None,
    room: Room = "pages",
    faults: Faults = "page",
    session: Session = "needed",
) -> Route:
    """The row of an act: what a form of a page posts. ``takes``: what may be sent (default: fields of 100 kB together)."""
    return Route(
        pattern=f"/{{lang}}/{path}",
        make=DeskAct(do, fields),
        says=says(do),
        access=access,
        cache="none",
        methods=("POST",),
        session=session,
        csrf="token",
        about=about,
        takes=takes or Takes(),
        room=room,
        faults=faults,
    )


def desk_file(
    pattern: str,
    make: Callable[[DeskVisit], Answer],
    *declared: Parameter,
    access: Access,
    about: About,
    method: Literal["GET", "POST"] = "GET",
    takes: Takes | None = None,
    room: Room = "files",
) -> Route:
    """The row of a file or of an address for programs behind a session: the same in either language, errors in JSON."""
    return Route(
        pattern=pattern,
        make=_DeskFile(make),
        says=says(make),
        access=access,
        cache="none",
        methods=("GET", "HEAD") if method == "GET" else ("POST",),
        session="needed",
        csrf="token" if method == "POST" else "not needed",
        parameters=declared,
        about=about,
        faults="json",
        speech="none",
        takes=(takes or Takes(form=0, json=1_000_000)) if method == "POST" else Takes(form=0),
        room=room,
    )


def desk_lead(
    pattern: str,
    lead: Callable[[DeskVisit], Answer],
    *declared: Parameter,
    access: Access,
    about: About,
    session: Session = "needed",
    room: Room = "files",
) -> Route:
    """The row of an address that is asked and leads elsewhere."""
    return Route(
        pattern=pattern,
        make=_DeskFile(lead),
        says=says(lead),
        access=access,
        cache="none",
        session=session,
        parameters=declared,
        about=about,
        speech="address" if pattern.startswith("/{lang}/") else "header",
        room=room,
    )


@dataclass(frozen=True)
class _DeskFile:
    make: Callable[[DeskVisit], Answer]

    def __call__(self, visit: Visit) -> Answer:
        return self.make(DeskVisit(visit, dict(visit.http.body.fields)))
