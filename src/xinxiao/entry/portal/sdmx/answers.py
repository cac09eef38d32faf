"""What answers of SDMX REST share: tags, times, compression, and what is said when nothing was found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

from xinxiao import __version__
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.compressed import gzipped
from xinxiao.entry.portal.headers import http_time, matches, takes_gzip
from xinxiao.entry.portal.route import Visit
from xinxiao.errors import NotFound, told

VARY = "accept, accept-encoding, accept-language"


def tag_of(visit: Visit, media: str) -> str:
    """The entity tag: it follows from what is asked for, in which form and language, the releases that readers see, and the
    code that writes it."""
    packed = takes_gzip(visit.http.headers.get("accept-encoding", ""))
    head = visit.site.views.head
    asked = (head, visit.http.path, visit.query.text, media, visit.lang, str(packed), __version__)
    return f'"{hashlib.sha256(chr(10).join(asked).encode()).hexdigest()[:20]}"'


def holds(visit: Visit, tag: str) -> bool:
    """Whether the reader has just this answer, so that it need not be made."""
    condition = visit.http.headers.get("if-none-match", "")
    return condition.strip() != "*" and matches(condition, tag)


def streamed(
    visit: Visit, media: str, tag: str, changed: str, pieces: Callable[[], Iterator[bytes]] | None
) -> Answer:
    """An answer made while it is sent; ``changed`` is when what it says last changed. Without ``pieces`` the reader has it."""
    headers = [("content-type", media), ("vary", VARY), ("content-language", visit.lang)]
    headers += [("last-modified", http_time(changed))] if changed else []
    if pieces is None:
        return Answer(200, b"", tuple(headers), tag)
    if takes_gzip(visit.http.headers.get("accept-encoding", "")):
        plain = pieces
        headers.append(("content-encoding", "gzip"))
        return Answer(200, b"", tuple(headers), tag, stream=lambda: gzipped(plain()))
    return Answer(200, b"", tuple(headers), tag, stream=pieces)


def nothing(visit: Visit) -> Answer:
    """That nothing matches: 204 in REST 2.2 (doc/status.md). Raises :class:`NotFound`, as REST 1.5 wants it (4.7, 100)."""
    if visit.route.faults == "sdmx":
        return Answer(204, b"", (("vary", VARY),))
    flow = visit.args.get("flow", "")
    said = told("sdmx_none", availability=f"{visit.site.root}/sdmx/v1/availableconstraint/{flow}")
    raise NotFound("no results", said)
