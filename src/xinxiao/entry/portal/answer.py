"""An answer: status, headers, body; and what of it is sent, given what the request says of copies and ranges."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from xinxiao.entry.portal.headers import SECURITY, Span, matches, not_since, span_of
from xinxiao.entry.portal.http_request import HttpRequest

CachePolicy = Literal["kept", "revalidate", "immutable", "none"]
"""``kept``: the portal keeps the complete answer, browsers ask whether it still holds; ``revalidate``: made anew
unless the browser's copy still holds; ``immutable``: kept by both, for the address changes with the content;
``none``: kept by nobody."""
CONTROL: dict[CachePolicy, str] = {
    "kept": "no-cache",
    "revalidate": "no-cache",
    "immutable": "public, max-age=31536000, immutable",
    "none": "no-store",
}
"""What the answer says to browsers and proxies, by policy."""
ABOUT = ("etag", "cache-control", "vary", "content-location", "last-modified")
"""Headers that also an answer "not modified" carries."""
HTML = "text/html; charset=utf-8"
JSON = "application/json"
CSV = "text/csv; charset=utf-8"
PIECE = 1 << 18
"""Bytes of a piece that is read from a file."""
Headers = tuple[tuple[str, str], ...]
REQUEST_ID = b"x-request-id"
SAFE: list[tuple[bytes, bytes]] = [(name.encode(), value.encode()) for name, value in SECURITY]


class Pieces(Protocol):
    """Bytes that stand somewhere else, to be read in pieces."""

    @property
    def size(self) -> int:
        """How many they are."""

    def pieces(self, first: int, count: int) -> Iterator[bytes]:
        """``count`` of them from the one numbered ``first`` (from 0)."""


@dataclass(frozen=True)
class SealedFile:
    """A file that stays where it is."""

    path: Path

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.path.stat().st_size

    def pieces(self, first: int, count: int) -> Iterator[bytes]:
        """A stretch of it."""
        with self.path.open("rb") as opened:
            opened.seek(first)
            while count > 0 and (piece := opened.read(min(PIECE, count))):
                count -= len(piece)
                yield piece


@dataclass(frozen=True)
class Answer:
    """What goes back: ``body``, or what stands in a ``file``, or what a ``stream`` gives piece by piece.

    ``tag`` is the entity tag; ``ranges`` says whether parts may be asked for (of a stream none can). ``route`` is the
    pattern of the route, where measures want it.
    """

    status: int
    body: bytes
    headers: Headers = ()
    tag: str = ""
    ranges: Literal["none", "bytes"] = "none"
    file: Pieces | None = None
    stream: Callable[[], Iterator[bytes]] | None = None
    route: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all of it is at hand."""
        return self.file is None and self.stream is None

    @property
    def size(self) -> int:
        """Bytes of the whole, but for a stream."""
        return self.file.size if self.file else len(self.body)

    def under(self, policy: CachePolicy, vary: str = "") -> Answer:
        """The answer with its tag and what browsers may do with it; an error is kept by nobody.

        What has a tag and is no page is a file: parts of it may be asked for.
        """
        if self.status >= 400:
            policy = "none"
        named = {name for name, _ in self.headers}
        extra = [] if "cache-control" in named else [("cache-control", CONTROL[policy])]
        extra += [("vary", vary)] if vary and "vary" not in named else []
        tag = self.tag or (tag_of(self.body) if self._is_tagged(policy) else "")
        extra += [("etag", tag)] if tag else []
        parts = self.ranges if ("content-type", HTML) in self.headers or not tag else "bytes"
        return replace(self, headers=(*self.headers, *extra), tag=tag, ranges=parts)

    def _is_tagged(self, policy: CachePolicy) -> bool:
        return policy != "none" and self.status == 200 and self.is_whole


@dataclass(frozen=True)
class Sent:
    """An answer as it goes over the wire: a body, or pieces of one."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    pieces: Iterator[bytes] | None = None


def page(body: bytes, media: str, filename: str = "", status: int = 200) -> Answer:
    """A body of some type, as a download when it has a ``filename``."""
    named = (("content-disposition", f'attachment; filename="{filename}"'),) if filename else ()
    return Answer(status, body, (("content-type", media), *named))


def as_json(value: Any, status: int = 200) -> Answer:
    """A value as JSON."""
    return page((json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode(), JSON, status=status)


def redirect(to: str, status: Literal[302, 303, 308]) -> Answer:
    """Somewhere else: 302 for now, 303 to see what became of what was sent, 308 for good."""
    return Answer(status, b"", (("location", to),))


def tag_of(body: bytes) -> str:
    """The entity tag of some bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def sent(request: HttpRequest, answer: Answer) -> Sent:
    """What of an answer is sent: nothing new, a part, or all; to HEAD without the body (RFC 9110)."""
    if answer.status == 200 and _holds(request, answer):
        return Sent(304, _wire(request, [(n, v) for n, v in answer.headers if n in ABOUT]), b"")
    headers = list(answer.headers)
    if answer.status == 204:  # has no body, and says no length (RFC 9110, 8.6)
        return Sent(204, _wire(request, headers), b"")
    if answer.stream is not None:
        stream = None if request.method == "HEAD" else answer.stream()
        return Sent(answer.status, _wire(request, headers), b"", stream)
    status, span = answer.status, Span(0, answer.size - 1)
    if answer.ranges == "bytes":
        headers.append(("accept-ranges", "bytes"))
        if status == 200 and request.method == "GET" and _whole(request, answer.tag):
            status, span = _part(request, span, headers)
    count = max(span.last - span.first + 1, 0)
    headers.append(("content-length", str(count)))
    if request.method == "HEAD" or not count:
        return Sent(status, _wire(request, headers), b"")
    if answer.file is not None:
        return Sent(status, _wire(request, headers), b"", answer.file.pieces(span.first, count))
    whole = count == len(answer.body)
    return Sent(
        status, _wire(request, headers), answer.body if whole else answer.body[span.first : span.last + 1]
    )


def _holds(request: HttpRequest, answer: Answer) -> bool:
    """Whether the reader's copy still holds: by its tag, or, where none is given, by its time (RFC 9110, 13.2.2)."""
    condition = request.headers.get("if-none-match")
    if condition is not None:
        return bool(answer.tag) and matches(condition, answer.tag)
    changed = dict(answer.headers).get("last-modified", "")
    return bool(changed) and not_since(request.headers.get("if-modified-since", ""), changed)


def _whole(request: HttpRequest, tag: str) -> bool:
    """Whether a range may be given: a copy that changed since is sent whole (RFC 9110, 13.1.5)."""
    condition = request.headers.get("if-range")
    return condition is None or (condition == tag and not tag.startswith("W/"))


def _part(request: HttpRequest, all_: Span, headers: list[tuple[str, str]]) -> tuple[int, Span]:
    size = all_.last + 1
    span = span_of(request.headers.get("range", ""), size)
    if span is None:
        return 200, all_
    if span.first > span.last:
        headers.append(("content-range", f"bytes */{size}"))
        return 416, span
    headers.append(("content-range", f"bytes {span.first}-{span.last}/{size}"))
    return 206, span


def _wire(request: HttpRequest, headers: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    named = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return [*named, (REQUEST_ID, request.id.encode("ascii")), *SAFE]
