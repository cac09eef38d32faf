"""A file of lines in portions, so that memory does not grow with it: each ends where a row does."""

from __future__ import annotations

from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from xinxiao.files.decode import decode
from xinxiao.model.finding import Finding

SIZE = 1024 * 1024
"""Bytes of a portion; of one whose last row is longer, more."""


def portions(place: Path, *, quoted: bool) -> Iterator[bytes]:
    """The bytes of a file in UTF-8, cut after line feeds; of a ``quoted`` sheet only where no quoted cell goes on.

    Another encoding is turned into UTF-8, which takes memory for the whole of it; what cannot be read stays as it is.
    """
    if _is_utf8(place):
        yield from _cut(_blocks(place), quoted)
        return
    content = place.read_bytes()
    text, _ = decode(place.name, content)
    yield from _cut(iter((content if text is None else text.encode(),)), quoted)


def readable(file: str, place: Path) -> list[Finding]:
    """What is said of the encoding of a file; an error among it where it cannot be read to its end."""
    if not _is_utf8(place):
        return decode(file, place.read_bytes())[1]
    found, line, known = list[Finding](), 0, set[str]()
    for piece in _cut(_blocks(place), quoted=False):
        text, said = decode(file, piece)
        for one in said:
            if one.code not in known:
                known.add(one.code)
                found.append(replace(one, line=one.line + line))
        if text is None:
            break
        line += lines_of(piece)
    return found


def lines_of(piece: bytes) -> int:
    """How often a line ends, in whichever way."""
    return piece.count(b"\n") + piece.count(b"\r") - piece.count(b"\r\n")


def _blocks(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while block := file.read(SIZE):
            yield block


def _is_utf8(place: Path) -> bool:
    """Whether a file is UTF-8, with a mark or without, and no UTF-16 whose letters are all ASCII."""
    reader = getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(place):
            reader.decode(block)
            if b"\x00" in block:
                return False
        reader.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _cut(blocks: Iterator[bytes], quoted: bool) -> Iterator[bytes]:
    held, odd, seen = bytearray(), 0, 0
    for number, block in enumerate(blocks):
        held += block.removeprefix(BOM_UTF8) if quoted and number == 0 else block
        end, odd, seen = _end(held, odd, seen) if quoted else (held.rfind(b"\n") + 1, 0, 0)
        if end:
            yield bytes(held[:end])
            del held[:end]
            seen -= end
    if held:
        yield bytes(held)


def _end(held: bytearray, odd: int, seen: int) -> tuple[int, int, int]:
    """Where the last row ends whose quotes are all closed (0: none does); whether there are odd ones in what was ``seen``, and how
    far that is. What lies before ``seen`` holds no such end."""
    end, at = 0, seen
    for line in bytes(held[seen:]).splitlines(keepends=True):
        at += len(line)
        odd ^= line.count(b'"') & 1
        if not odd and line.endswith(b"\n"):
            end = at
    return end, odd, at
