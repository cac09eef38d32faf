"""Answers of the site itself."""

from __future__ import annotations

from urllib.parse import quote

from xinxiao.entry.portal import answer, assets
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.openapi import document
from xinxiao.entry.portal.route import Visit
from xinxiao.errors import NotFound
from xinxiao.texts import LANGUAGES

STAMP = "v"
"""The parameter of a static file's address that changes with its content."""


def root(visit: Visit) -> Answer:
    """The bare address leads to the home page in the language the browser asks for."""
    return answer.redirect(f"{visit.site.root}/{visit.lang}/", 302)


def static(visit: Visit) -> Answer:
    """A static file; browsers may keep it where its address carries the stamp of today's files."""
    name = visit.args["name"]
    body = assets.assets().get(name)
    if body is None:
        raise NotFound(visit.http.path)
    made = answer.page(body, assets.media(name))
    fresh = visit.query.get(STAMP) == assets.stamp()
    return made if fresh else Answer(200, body, (*made.headers, ("cache-control", "no-cache")))


def openapi(visit: Visit) -> Answer:
    """The files for programs, described in OpenAPI 3.1."""
    return answer.as_json(document(visit.site.table, visit.site.root))


def nowhere(visit: Visit) -> Answer:
    """An address with a slash too many or too few is put right; any other is not found."""
    path = visit.http.path
    other = f"{path}/" if path[1:] in LANGUAGES else path.rstrip("/")
    if other != path and visit.site.table.find(other):
        query = visit.http.query.decode("latin-1")
        return answer.redirect(
            visit.site.root + quote(other) + (f"?{quote(query, safe='=&%+,;:')}" if query else ""), 308
        )
    raise NotFound(path)
