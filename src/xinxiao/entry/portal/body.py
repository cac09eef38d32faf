"""The body of a request: fields of a form, JSON, or files with fields, each within the limits of its route.

A file goes to the disk as it comes and is gone when the request is answered. Who sends too much is heard to the end, for a while,
and then told so; who stops sending is told after :data:`PATIENCE` seconds.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl

from multipart import MultipartError, MultipartSegment, PushMultipartParser

from xinxiao.errors import Senseless, TooLarge, TooSlow, WrongMedia, told

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
PATIENCE = 30.0
"""Seconds in which something more of a body has to come."""
WHOLE = 300.0
"""Seconds in which all of it has to come."""
DRAINED = 30.0
"""Seconds for which what is too much is read and thrown away, so that the sender hears the answer."""
FIELDS = 5_000
"""Fields a form may have."""
FILENAME = 200
"""Characters of a file's name that are kept."""
_BOUNDARY = re.compile(r'boundary=(?:"([^"\r\n]{1,70})"|([^\s";,]{1,70}))', re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Takes:
    """What a route takes, and at most how many bytes: of a form's fields, of JSON, of the files sent with a form, together, of a file
    of lines that is the whole body; 0: none. ``files``: how many may come with a form."""

    form: int = 100_000
    json: int = 0
    file: int = 0
    lines: int = 0
    files: int = 1

    @property
    def known(self) -> str:
        """The media types, for people."""
        return ", ".join(
            name
            for name, most in zip(
                MEDIA, (self.form, self.json, self.file, *(self.lines,) * len(LINES)), strict=True
            )
            if most
        )


LINES = ("text/csv", "application/x-ndjson")
MEDIA = ("application/x-www-form-urlencoded", "application/json", "multipart/form-data", *LINES)


@dataclass(frozen=True)
class Upload:
    """A file that was sent: its name and type as the sender says them, where it stands, its size and SHA-256."""

    filename: str
    media: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Body:
    """What came: the fields of a form in the order given, the bytes of JSON, files."""

    fields: tuple[tuple[str, str], ...] = ()
    json: bytes = b""
    files: tuple[Upload, ...] = ()

    @property
    def file(self) -> Upload | None:
        """The first file."""
        return self.files[0] if self.files else None

    def close(self) -> None:
        """Remove the files."""
        for file in self.files:
            with suppress(OSError):
                file.path.unlink(missing_ok=True)


NO_BODY = Body()


async def received(takes: Takes, media: str, length: str, expects: str, receive: Receive) -> Body:
    """The body of a request whose headers say its media type and length.

    Raises :class:`WrongMedia` for a type the route does not take, :class:`TooLarge`, :class:`TooSlow`, and :class:`Senseless` for
    one that is not what its type says.
    """
    kind = media.partition(";")[0].strip().lower()
    limits = dict(
        zip(
            MEDIA,
            (
                takes.form,
                takes.json,
                takes.file + takes.form if takes.file else 0,
                *(takes.lines,) * len(LINES),
            ),
            strict=True,
        )
    )
    most = limits.get(kind, 0)
    if not most:
        raise WrongMedia(kind, told("body_media", media=_shown(kind), known=takes.known))
    pieces = _Pieces(receive, most)
    if length.isdecimal() and int(length[:20]) > most:
        if "100-continue" not in expects.lower():
            await pieces.drain()
        raise _large(most)
    if kind == MEDIA[2]:
        return await _parts(media, takes, pieces)
    if kind in LINES:
        return await _whole(kind, takes, pieces)
    content = bytearray()
    async for piece in pieces:
        content += piece
    return Body(json=bytes(content)) if kind == MEDIA[1] else Body(_fields(bytes(content)))


class _Pieces:
    """The pieces of a body as they come, not more bytes than ``most``."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._most, self._size = receive, most, 0
        self._more = True
        self._end = asyncio.get_running_loop().time() + WHOLE

    def __aiter__(self) -> _Pieces:
        return self

    async def __anext__(self) -> bytes:
        if not self._more:
            raise StopAsyncIteration
        piece = await self._next(self._end)
        self._size += len(piece)
        if self._size > self._most:
            await self.drain()
            raise _large(self._most)
        return piece

    async def drain(self) -> None:
        """Read on and keep nothing, for a while."""
        end = asyncio.get_running_loop().time() + DRAINED
        with suppress(TooSlow):
            while self._more:
                await self._next(end)

    async def _next(self, end: float) -> bytes:
        left = min(PATIENCE, end - asyncio.get_running_loop().time())
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0))
        except TimeoutError as error:
            raise TooSlow("body", told("body_slow", seconds=int(PATIENCE))) from error
        if message["type"] == "http.disconnect":
            raise TooSlow("the sender left", told("body_slow", seconds=int(PATIENCE)))
        self._more = bool(message.get("more_body", False))
        return bytes(message.get("body", b""))


def _fields(content: bytes) -> tuple[tuple[str, str], ...]:
    try:
        text = content.decode("ascii")
        return tuple(
            parse_qsl(
                text,
                keep_blank_values=True,
                strict_parsing=bool(text),
                errors="strict",
                max_num_fields=FIELDS,
            )
        )
    except ValueError as error:
        raise Senseless("form", told("body_form", most=FIELDS)) from error


async def _parts(media: str, takes: Takes, pieces: _Pieces) -> Body:
    """A form with files in it, or none. What is not whole leaves no file behind."""
    boundary = _BOUNDARY.search(media)
    if not boundary:
        raise Senseless("no boundary", told("body_form", most=FIELDS))
    parser = PushMultipartParser(boundary[1] or boundary[2], max_segment_count=FIELDS, strict=True)
    parts = _Parts(takes)
    try:
        with parser:
            async for piece in pieces:
                for event in parser.parse(piece) if piece else ():
                    parts.take(event)
        return parts.body()
    except MultipartError as error:
        parts.drop()
        raise Senseless(str(error), told("body_form", most=FIELDS)) from error
    except BaseException:
        parts.drop()
        raise


async def _whole(kind: str, takes: Takes, pieces: _Pieces) -> Body:
    """A body that is a file itself."""
    parts = _Parts(replace(takes, file=takes.lines))
    try:
        parts.open("", kind)
        async for piece in pieces:
            parts.write(bytearray(piece))
        return parts.body()
    except BaseException:
        parts.drop()
        raise


@dataclass
class _Parts:
    """The parts of a form as they come."""

    takes: Takes
    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)
    upload: IO[bytes] | None = None
    _name: str = ""
    _filename: str | None = None
    _media: str = ""
    _text: bytearray = field(default_factory=bytearray)
    _texts: int = 0
    _size: int = 0
    _all: int = 0
    _sum: Any = None
    _place: str = ""
    _said: tuple[str, str] = ("", "")

    def take(self, event: MultipartSegment | bytearray | None) -> None:
        """One event of the parser: a part begins, some of it, it ends."""
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._end()
        elif self._filename:
            self.write(event)
        elif self._filename is None:
            self._texts += len(event)
            if self._texts > self.takes.form:
                raise _large(self.takes.form)
            self._text += event

    def _begin(self, part: MultipartSegment) -> None:
        self._name, self._filename, self._text = part.name, part.filename, bytearray()
        if self._filename:
            if len(self.files) >= self.takes.files:
                raise Senseless("more files", told("body_files", most=self.takes.files))
            self.open(_UNPRINTABLE.sub("", self._filename)[-FILENAME:], _shown(part.content_type or ""))

    def open(self, filename: str, media: str) -> None:
        """Begin the file."""
        self._said, self._size, self._sum = (filename, media), 0, sha256()
        number, self._place = tempfile.mkstemp(prefix="xinxiao-upload-")
        self.upload = os.fdopen(number, "wb")

    def write(self, piece: bytearray) -> None:
        """Some more of the file."""
        self._size += len(piece)
        self._all += len(piece)
        if self._all > self.takes.file:
            raise _large(self.takes.file)
        assert self.upload is not None
        self._sum.update(piece)
        self.upload.write(piece)

    def _end(self) -> None:
        if self._filename is None:
            try:
                self.fields.append((self._name, self._text.decode("utf-8")))
            except UnicodeDecodeError as error:
                raise Senseless("form", told("body_form", most=FIELDS)) from error
        elif self._filename:
            self.close()

    def close(self) -> None:
        """End the file."""
        assert self.upload is not None
        self.upload.close()
        self.upload = None
        path = Path(self._place)
        self.files.append(Upload(*self._said, path, self._size, self._sum.hexdigest()))

    def body(self) -> Body:
        """All of it."""
        if self.upload is not None:
            self.close()
        return Body(tuple(self.fields), files=tuple(self.files))

    def drop(self) -> None:
        """Leave nothing."""
        if self.upload is not None:
            self.close()
        Body(files=tuple(self.files)).close()


def _large(most: int) -> TooLarge:
    return TooLarge(f"more than {most} bytes", told("body_large", most=most))


def _shown(text: str) -> str:
    return ascii(text[:80])[1:-1] or "-"
