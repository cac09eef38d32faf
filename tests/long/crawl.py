"""A walk over the portal that asks for a few addresses of every kind.

A kind is a row of the table of routes, with the language, the form of file and the parameters that are given: the page of one
area in Chinese, the page of any area in Chinese. Of each kind the walk follows the same few addresses on every machine,
whatever releases are called. What a page without a choice (a menu, a list, a front page) links is asked for to the last
address, and what any page links must fit the table.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from xinxiao.entry.portal import respond
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.measures import Method
from xinxiao.entry.portal.route import Route, Visit

FEW = 3
"""Addresses followed of each kind."""
FORMS = ("lang", "layout", "bom", "names", "form", "kind", "format", "references", "detail")
"""Parameters and parts of addresses whose value is part of the kind: it decides the language or form of what comes back."""
LINK = re.compile(rb'(?:href|src|action)="([^"]*)"')
ID = re.compile(rb'\sid="([^"]*)"')


@dataclass(frozen=True)
class Known:
    """An address that fits a row of the table: its kind, and a number that orders addresses alike on every machine."""

    address: str
    route: Route
    kind: tuple[str, ...]
    turn: str

    @property
    def chooses(self) -> bool:
        """Whether it names one of many, or has parameters."""
        return bool(urlsplit(self.address).query) or "{" in self.route.pattern.replace("{lang}", "")


@dataclass
class Walk:
    """What a walk has met, asked for and found wrong."""

    door: Door
    releases: tuple[str, ...]
    followed: Counter[tuple[str, ...]] = field(default_factory=Counter)
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    met: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    ids: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def follow(self, beginnings: Iterable[str]) -> None:
        """Walk from some addresses until no kind has an address left that it may follow."""
        waiting = self._new("the beginning", beginnings)
        while waiting:
            waiting = [found for known in self._chosen(waiting) for found in self._visited(known)]
        for address in sorted(self.heads - self.ids.keys()):
            self._answer("HEAD", address)
        for place, (target, at) in self.places.items():
            if target in self.ids and at not in self.ids[target]:
                self.wrong.append(f"no {at} on {target}, which {place} names")

    def status(self, address: str) -> int:
        """How an address is answered that need not be in order."""
        self.asked[self._visit("GET", address).route.pattern].append(address)
        return self._respond("GET", address)[0]

    def told(self) -> str:
        """How much was walked."""
        return (
            f"{len(self.met):,} addresses met, of {len(self.followed):,} kinds; {self.followed.total():,} of them followed, "
            f"{len(self.heads - self.ids.keys()):,} more asked for with HEAD, {len(self.places):,} places looked for"
        )

    def known(self, address: str) -> Known:
        """An address with its kind. Raises :class:`ValueError` for one that the table does not know."""
        visit = self._visit("HEAD", address)
        query = parse_qsl(urlsplit(address).query, keep_blank_values=True)
        parts = [f"{name}={visit.args[name]}" for name in visit.args if name in FORMS]
        given = sorted({f"{name}={value}" if name in FORMS else name for name, value in query})
        declared = {parameter.name for parameter in visit.route.parameters}
        named = [name for name in given if name.partition("=")[0] in declared]
        free = ["columns"] if len(named) < len(given) else []
        turn = address
        for number, release in enumerate(self.releases):
            turn = turn.replace(release, f"release {number}")
        kind = (visit.route.pattern, *parts, *named, *free)
        return Known(address, visit.route, kind, sha256(turn.encode()).hexdigest())

    def _chosen(self, waiting: Iterable[Known]) -> Iterable[Known]:
        """The few of each kind whose turn it is."""
        kinds: dict[tuple[str, ...], list[Known]] = defaultdict(list)
        for known in waiting:
            kinds[known.kind].append(known)
        for kind, several in kinds.items():
            few = sorted(several, key=lambda known: known.turn)[: FEW - self.followed[kind]]
            self.followed[kind] += len(few)
            yield from few

    def _visited(self, known: Known) -> list[Known]:
        """Ask for one address; the new ones that its answer names."""
        status, place, body = self._answer("GET", known.address)
        self.ids.setdefault(known.address, set())
        if status in (301, 302, 303, 307, 308):
            return self._new(known.address, [place])
        if status == 200 and not body:
            self.wrong.append(f"nothing in {known.address}")
        if b"<html" not in body[:400]:
            return []
        self.ids[known.address] = {unescape(found.decode()) for found in ID.findall(body)}
        return self._new(known.address, (unescape(link.decode()) for link in LINK.findall(body)))

    def _new(self, page: str, links: Iterable[str]) -> list[Known]:
        """The addresses of this portal among some links that were not met before."""
        every = page == "the beginning" or not self.known(page).chooses
        new: list[Known] = []
        for link in links:
            target, _, at = urljoin(page, link).partition("#")
            if urlsplit(target).netloc or target.startswith(("data:", "mailto:")):
                continue
            if at:
                self.places.setdefault(f"{target}#{at}", (target, unquote(at)))
            if every:
                self.heads.add(target)
            if target in self.met:
                continue
            self.met.add(target)
            try:
                new.append(self.known(target))
            except ValueError as error:
                self.wrong.append(f"{error}, which {page} names")
        return new

    def _answer(self, method: Method, address: str) -> tuple[int, str, bytes]:
        answer = self._respond(method, address)
        if method == "GET":
            self.asked[self._visit(method, address).route.pattern].append(address)
        if answer[0] not in (200, 301, 302, 303, 307, 308):
            self.wrong.append(f"{answer[0]} {method} {address}")
        return answer

    def _respond(self, method: Method, address: str) -> tuple[int, str, bytes]:
        """Status, where it leads, and the whole body however it comes."""
        parts = urlsplit(address)
        sent = self.door.respond(HttpRequest(method, unquote(parts.path), parts.query.encode()))
        place = dict(sent.headers).get(b"location", b"").decode()
        return sent.status, place, sent.body + b"".join(sent.pieces or ())

    def _visit(self, method: Method, address: str) -> Visit:
        parts = urlsplit(address)
        request = HttpRequest(method, unquote(parts.path), parts.query.encode())
        visit = respond.visit(self.door.site, request)
        if not isinstance(visit, Visit):
            raise ValueError(f"{visit.status} {address}")
        if visit.route is self.door.site.table.fallback:
            raise ValueError(f"404 {address}")
        return visit
