"""Files that are made once and kept, at an address for good that names their release."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal
from urllib.parse import quote

from xinxiao import __version__
from xinxiao.entry.portal import answer, parameters
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.headers import matches
from xinxiao.entry.portal.heavy.spool import Held, made
from xinxiao.entry.portal.page_request import RELEASE
from xinxiao.entry.portal.query import query_of
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.route import TooMuch, Visit
from xinxiao.texts import LANGUAGES, Language

HERE = 1_000
"""Files of more rows are made by a process for heavy work, where there is one."""
LATEST = "latest"
"""In place of a release: the one that is shown to who names none."""
LANG = parameters.code("lang", 2)
"""The language of names in a file."""


def kept_file(
    visit: Visit,
    view: ReleaseView,
    what: str,
    headers: answer.Headers,
    make: Callable[[], tuple[int, Iterator[bytes]]],
) -> Answer:
    """A file that is made once and then kept: with a size, and in parts. ``make`` says how many rows it has, and makes it.

    Its tag follows from ``what`` is asked of a release and from the code that writes it, since a release never changes.
    """
    digest = hashlib.sha256(f"{view.id} {__version__} {what}".encode()).hexdigest()
    tag = f'"{digest[:20]}"'
    if matches(visit.http.headers.get("if-none-match", ""), tag):
        # who holds these very bytes needs no query; no bytes go out
        return Answer(200, b"", headers, tag, "bytes", Held(b""))
    kept = visit.site.files.find(tag)
    if kept is None:
        rows, pieces = make()
        if rows > HERE and visit.goes_beyond():
            raise TooMuch
        kept = visit.site.files.get(tag, lambda: made(pieces))
    return Answer(200, b"", headers, tag, "bytes", kept)


def pinned(visit: Visit) -> ReleaseView | Answer:
    """The release an address names; or the way to the same of the one it stands for, where it names ``latest`` or the beginning
    of an id. Raises ``NotFound``, and ``Withdrawn`` for a release that was withdrawn."""
    asked = visit.args["release"]
    view = visit.site.views.view("" if asked == LATEST else asked)
    if view.id == asked:
        return view
    rest = visit.http.path.removeprefix(f"/releases/{asked}/")
    return way(visit, f"/releases/{view.id}/{quote(rest)}", 302)


def way(
    visit: Visit, path: str, status: Literal[302, 308], query: list[tuple[str, str]] | None = None
) -> Answer:
    """The way to another address, with the same query but for the release."""
    pairs = visit.query.without(RELEASE) if query is None else query_of(query)
    found = answer.redirect(f"{visit.site.root}{path}{f'?{pairs.text}' if pairs.text else ''}", status)
    return replace(found, headers=(*found.headers, ("cache-control", answer.CONTROL["revalidate"])))


def language(visit: Visit) -> Language:
    """The language of names: as asked for, else Chinese; an address is the same file for whoever asks."""
    asked = visit.query.get(LANG.name)
    if asked:
        parameters.one_of(LANG.name, asked, LANGUAGES)
    return "en" if asked == "en" else "zh"
