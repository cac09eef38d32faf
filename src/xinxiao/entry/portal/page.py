"""A request as pages see it, and what they answer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

from xinxiao.entry.portal.book import Book, Row
from xinxiao.entry.portal.exhibits import Exhibit
from xinxiao.entry.portal.reader import House
from xinxiao.entry.portal.words import Words
from xinxiao.errors import XinxiaoError
from xinxiao.model.release import Entry
from xinxiao.texts import Language

OPEN_BOOKS = 4


class Library:
    """The house with the releases opened last, as books. ``fixed`` is shown when a reader names no release."""

    def __init__(self, house: House, fixed: str | None = None) -> None:
        self.house = house
        self.fixed = fixed
        self._books: OrderedDict[str, Book] = OrderedDict()
        self._lock = Lock()

    def entries(self) -> list[Entry]:
        """All releases, newest first."""
        return sorted(self.house.releases(), key=lambda entry: -entry.sequence)

    def warm(self) -> None:
        """Read the latest release into memory, so that the first reader does not wait; without one, nothing."""
        with suppress(XinxiaoError):
            book = self.book(None)
            for flow in book.flows:
                if flow != "IC_IO":
                    book.rows(flow)

    def book(self, release: str | None) -> Book:
        """The book of a release, or of the latest. Raises ``NotFound`` when there is none."""
        wanted = self.house.release(release or self.fixed)
        with self._lock:
            if wanted.id not in self._books:
                self._books[wanted.id] = Book(self.house, wanted)
            self._books.move_to_end(wanted.id)
            while len(self._books) > OPEN_BOOKS:
                self._books.popitem(last=False)
            return self._books[wanted.id]


@dataclass(frozen=True)
class Ask:
    """One request: a page of a release in a language. ``pinned`` names the release when the reader chose it."""

    library: Library
    book: Book
    lang: Language
    path: str
    args: Mapping[str, str]
    query: Mapping[str, str]
    pinned: str = ""

    @property
    def words(self) -> Words:
        """Words and numbers in the reader's language."""
        return Words(self.lang, self.book)

    def get(self, name: str, default: str = "") -> str:
        """A parameter of the query."""
        return self.query.get(name, default).strip()

    def choice(self, name: str, allowed: Iterable[str], default: str = "") -> str:
        """A parameter that must be one of ``allowed``; anything else counts as not given."""
        wanted = self.get(name)
        return wanted if wanted in set(allowed) else default

    def url(self, path: str = "", **query: str) -> str:
        """The address of a page in this language, of the same release if that was chosen."""
        return address(self.lang, path, {**query, "release": self.pinned})

    def here(self, **changes: str) -> str:
        """This page with a changed query."""
        return self.url(self.path, **{**{k: v for k, v in self.query.items() if k != "release"}, **changes})

    def unpinned(self) -> str:
        """This page in the latest release."""
        return address(self.lang, self.path, {k: v for k, v in self.query.items() if k != "release"})

    def explain(self, flow: str, row: Row) -> str:
        """The page that explains an observation."""
        return self.url(f"explain/{flow}/{quote(self.book.rows(flow).key(row), safe='.')}")

    def data(self, flow: str, form: str = "", **where: str) -> str:
        """The data page of a dataflow, or a file of it."""
        return self.url(f"data/{flow}{'.' + form if form else ''}", **where)


def address(lang: str, path: str, query: Mapping[str, str]) -> str:
    """``/zh/path?query`` without empty parameters."""
    told = urlencode({k: v for k, v in query.items() if v})
    return f"/{lang}/{path}" + (f"?{told}" if told else "")


@dataclass(frozen=True)
class Page:
    """What a page kind answers: a template, a title, what the template needs, and the exhibits.

    ``summary`` is the line that search engines and shared links show. ``raw`` overrides the page by bytes.
    """

    template: str
    title: str
    nav: str = ""
    summary: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    exhibits: tuple[Exhibit, ...] = ()
    raw: Raw | None = None

    def exhibit(self, name: str) -> Exhibit | None:
        """The exhibit of this id."""
        return next((e for e in self.exhibits if e.id == name), None)


@dataclass(frozen=True)
class Raw:
    """Bytes to hand out as they are."""

    body: bytes
    media: str
    filename: str = ""
