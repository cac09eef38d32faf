"""Routes: which address is answered by what, for whom, and how long its answer holds; and the table of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from xinxiao.entry.portal.access import Access
from xinxiao.entry.portal.answer import Answer, CachePolicy, Pieces
from xinxiao.entry.portal.body import Takes
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.measures import Measures, Method
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.query import NOTHING, Query
from xinxiao.entry.portal.release_views import ReleaseViews
from xinxiao.entry.portal.render import Renderer
from xinxiao.model.actor import Right
from xinxiao.model.cache import Cache
from xinxiao.model.collect.access_token import AccessToken
from xinxiao.texts import LANGUAGES, Language
from xinxiao.uses.call import Call
from xinxiao.uses.collect.sessions import SignedIn

READING: tuple[Method, ...] = ("GET", "HEAD")
WRITING: tuple[Method, ...] = ("POST",)
Session = Literal["none", "begins", "begun", "needed", "bearer"]
"""``begins``: nobody has to be signed in, but a form is tied to the browser; ``begun``: somebody gave a password, and a further step
may be to come; ``needed``: somebody is signed in whole; ``bearer``: a program shows an access token, and no cookie counts."""
About = Literal["nobody", "own", "unit", "area"]
"""Whose data a route behind a session shows or changes: of no unit; of what the person reaches, which it sees to by itself; of the
frame unit or the area that its part ``{unit}`` or ``{area}`` names, which is checked before it is asked."""
Csrf = Literal["not needed", "token"]
Faults = Literal["page", "json", "sdmx", "sdmx-1"]
"""How errors are said: on a page, as JSON in the one shape, or as SDMX says them (in REST 2 and in REST 1)."""
Speech = Literal["address", "header", "none"]
Room = Literal["pages", "files", "signing", "heavy"]


SEEING_UNITS: tuple[Right, ...] = ("fill", "sign", "inspect", "review")
"""Rights that let somebody see data of units: a route for them says of which."""
NOTHING_SENT = Takes(form=0)


@dataclass(frozen=True, kw_only=True)
class Route:
    """One row of the table.

    ``pattern``: an address, ``{name}`` matching within one part of it, ``{lang}`` a language. ``access`` has no
    default: who may ask is always said. ``faults``: how errors are answered. ``speech``: what the language of
    the answer depends on. ``room``: whether it is made quickly (pages), may take its time (files), hashes a password (signing), or computes for
    long (heavy), which processes apart do. ``beyond`` is the room for what turns out too much for the first.
    ``ranges``: whether parts of the answer may be asked for. ``optional``: how many parts at the end of the address may be
    left out; one that is left out is empty. ``plus``: what a plus in the query stands for. ``media``: the
    types the answer may be asked for in, where there are several. Behind a session: ``about`` says whose data it shows,
    ``takes`` what may be sent, ``menu`` under which name it stands in the menu of those who may.
    """

    pattern: str
    make: Callable[[Visit], Answer]
    says: str
    access: Access
    cache: CachePolicy
    methods: tuple[Method, ...] = READING
    session: Session = "none"
    csrf: Csrf = "not needed"
    parameters: tuple[Parameter, ...] = ()
    section: str = ""
    faults: Faults = "page"
    speech: Speech = "address"
    room: Room = "pages"
    beyond: Room | None = None
    ranges: bool = False
    optional: int = 0
    media: tuple[str, ...] = ()
    plus: Literal["space", "plus"] = "space"
    about: About | None = None
    takes: Takes = NOTHING_SENT
    menu: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.access, Access):
            raise TypeError(f"{self.pattern}: who may ask?")
        writes = set(self.methods) - set(READING)
        if writes and self.session != "bearer" and (self.csrf != "token" or self.session == "none"):
            raise TypeError(f"{self.pattern}: a route that writes needs a session and a token")
        sees = self.access.right in SEEING_UNITS
        if self.session != "none" and (self.about is None or (sees and self.about == "nobody")):
            raise TypeError(f"{self.pattern}: whose data?")
        if self.about in ("unit", "area") and f"{{{self.about}}}" not in self.pattern:
            raise TypeError(f"{self.pattern}: which {self.about}?")
        if self.session != "none" and self.cache != "none":
            raise TypeError(f"{self.pattern}: what is behind a session is kept by nobody")
        if self.cache in ("kept", "immutable") and (writes or not self.access.is_public):
            raise TypeError(f"{self.pattern}: only what anybody may read is kept")
        if "heavy" in (self.room, self.beyond) and (writes or not self.access.is_public):
            raise TypeError(f"{self.pattern}: only what anybody may read is made by processes apart")

    @cached_property
    def form(self) -> re.Pattern[str]:
        """The pattern as a regular expression."""
        every = self.pattern.split("/")
        needed, rest = every[: len(every) - self.optional], every[len(every) - self.optional :]
        parts = re.split(r"(\{\w+\})", "/".join(needed))
        form = "".join(_named(p) if p.startswith("{") else re.escape(p) for p in parts)
        for part in rest:
            form += f"(?:/(?P<{part[1:-1]}>[^/]*)"
        return re.compile(form + ")?" * len(rest))

    @property
    def vary(self) -> str:
        """The header of a request that changes the answer."""
        return "accept-language" if self.speech == "header" else ""


def _named(part: str) -> str:
    name = part[1:-1]
    return f"(?P<{name}>{'|'.join(LANGUAGES) if name == 'lang' else '[^/]+'})"


@dataclass(frozen=True)
class Table:
    """All routes. ``fallback`` answers what fits none."""

    routes: tuple[Route, ...]
    fallback: Route

    @cached_property
    def _shelves(self) -> Mapping[tuple[bool, int, str], Sequence[Route]]:
        """Routes by their length and their first fixed part, so that few have to be tried."""
        found: dict[tuple[bool, int, str], list[Route]] = {}
        for route in self.routes:
            parts = route.pattern[1:].split("/")
            spoken = parts[0] == "{lang}"
            for left_out in range(route.optional + 1):
                shelf = (spoken, len(parts) - left_out, parts[min(spoken, len(parts) - 1)])
                found.setdefault(shelf, []).append(route)
        return found

    def find(self, path: str) -> list[tuple[Route, dict[str, str]]]:
        """The routes an address fits, with the named parts, the more special ones first."""
        parts = path[1:].split("/")
        spoken = parts[0] in LANGUAGES
        shelf = self._shelves.get(
            (spoken, len(parts), parts[1] if spoken and len(parts) > 1 else parts[0]), ()
        )
        found = ((route, route.form.fullmatch(path)) for route in shelf)
        return [(route, match.groupdict(default="")) for route, match in found if match]


FILES = 2_000_000_000
"""Bytes of made files that are kept, most of them on the disk."""
LEAST = 8_000_000
"""What a kept file counts at the least: the disk lets a process hold only so many files open."""


def _size(tag: str, file: Pieces) -> int:
    return max(len(tag) + file.size, LEAST)


@dataclass(frozen=True)
class Site:
    """What routes answer from: the releases, the renderer, the table itself, the measures, and the files made last.

    ``files`` keeps them by their tag, so that a part of one, or its size, is given without making it again. ``root``
    is what every address of the portal begins with; routes know nothing of it. ``apart``: there are processes for heavy work.
    """

    views: ReleaseViews
    renderer: Renderer
    table: Table
    root: str = ""
    apart: bool = False
    measures: Measures = field(default_factory=Measures)
    files: Cache[str, Pieces] = field(default_factory=lambda: Cache(FILES, _size))


class TooMuch(Exception):
    """An answer that is too much for the room it was begun in: to be made in the one beyond."""


@dataclass(frozen=True)
class Visit:
    """A request that found its route: named parts of the address, and a query in canonical form.

    ``signed``: who is signed in, where the route needs it; ``secret`` is what their browser holds (or that of somebody about to
    sign in), from which tokens of forms are made; ``token``: the access token that a program showed. ``is_admitted``: who makes it
    was found out and may, and what was sent is theirs; without that nothing behind a session is made.
    """

    http: HttpRequest
    route: Route
    site: Site
    args: Mapping[str, str]
    query: Query = NOTHING
    signed: SignedIn | None = None
    token: AccessToken | None = None
    secret: str = field(default="", repr=False)
    is_admitted: bool = False

    @property
    def call(self) -> Call:
        """A call of a use by who asks, now."""
        return self.site.views.call(self.http.actor)

    def goes_beyond(self) -> bool:
        """Whether what is too much for this room can go to another one."""
        return self.site.apart and self.route.beyond is not None

    @property
    def lang(self) -> Language:
        """The language of the answer: of the address, else of the reader's browser."""
        spoken = self.args.get("lang")
        return "en" if spoken == "en" else "zh" if spoken == "zh" else self.http.lang
