"""Reports as programs send them: one as JSON or as lines of items, many as CSV or as lines of JSON. Numbers are read as they are
written, never by way of binary ones; an object that names something twice is refused."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from xinxiao.collect.received import Gathering, Received
from xinxiao.errors import DataFault, told
from xinxiao.files.decode import decode
from xinxiao.files.portions import lines_of, portions, readable
from xinxiao.files.sheet import LINE_END, MOST_FINDINGS, Sheet, read_rows
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import Mark
from xinxiao.model.finding import Finding
from xinxiao.model.text import Noun

Act = Literal["examine", "draft", "submit"]
"""What is to be done: say what is found; save as the draft; submit."""
KEY = ("FORM", "PERIOD", "UNIT")
"""Columns of a file of many reports that say which one a row is; all others are items, or begin as below."""
EXPLAIN, SIGNER = "EXPLAIN:", "SIGNER:"
SEEN = ("SEEN:NUMBER", "SEEN:REVISION")
"""Columns of what the sender saw last of each report: the number of its last submission, the revision of its draft."""
ENCODED = ("FILE_BOM", "FILE_ENCODING_READ", "FILE_NFC")
"""What is said of the encoding of a file, once."""
LONGEST_LINE = 1_000_000
"""Characters of a report in one line of JSON."""
ITEM, VALUE = "ITEM", "VALUE"
"""Columns of a file of one report."""
Key = Annotated[str, Meta(max_length=129)]
Short = Annotated[str, Meta(max_length=2_000)]
_SEEN = re.compile("[0-9]{0,9}")
Seen = Annotated[int, Meta(ge=0, le=2**31)]


class Given(Noun, frozen=True, kw_only=True):
    """What a program sends of one report. ``base``: the revision of the draft it was made from, where there is one; ``after``: the
    number of the submission that the sender saw last, where there is one."""

    cells: Annotated[dict[Key, Short | bool | None], Meta(max_length=5_000)] = msgspec.field(
        default_factory=dict
    )
    marks: Annotated[dict[Key, Mark], Meta(max_length=5_000)] = msgspec.field(default_factory=dict)
    explanations: Annotated[dict[Key, Short], Meta(max_length=500)] = msgspec.field(default_factory=dict)
    signers: Annotated[dict[Key, Key], Meta(max_length=10)] = msgspec.field(default_factory=dict)
    act: Act | None = None
    base: Seen | None = None
    after: Seen | None = None
    form: Key = ""
    period: Key = ""
    unit: Key = ""


@dataclass(frozen=True)
class Line:
    """A row of a file of many reports: its line and what it says, or why it cannot be read."""

    line: int
    given: Given | None
    reason: str = ""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


def given_of(content: bytes) -> Given:
    """What a JSON object says of a report. Numbers may be written as numbers or as texts; either is read as it is written.

    Raises :class:`DataFault` for another shape.
    """
    try:
        value = json.loads(
            content.removeprefix(BOM_UTF8),
            object_pairs_hook=_pairs,
            parse_int=_Digits,
            parse_float=str,
            parse_constant=str,
        )
        json.dumps(
            value, ensure_ascii=False
        ).encode()  # half of a character is a ValueError: no answer could say it
        return msgspec.convert(_plain(value), Given)
    except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors too
        reason = ascii(str(error)[:200])[1:-1]
        raise DataFault(f"JSON: {reason}", told("api_shape", reason=reason)) from error


class _Digits(str):
    """A whole number as it was written."""


def _plain(value: Any) -> Any:
    """``base`` and ``after`` as numbers, all others as texts."""
    if isinstance(value, dict):
        seen = {name: value.get(name) for name in ("base", "after")}
        return value | {name: int(n) for name, n in seen.items() if isinstance(n, _Digits) and len(n) < 11}
    return value


def content_of_given(bundle: Bundle, given: Given, place: str = "JSON", line: int = 0) -> Received:
    """The content that was given for a form, with what there is to say."""
    gathering = Gathering(bundle)
    for name, value in given.cells.items():
        if value is not None:
            gathering.take(name, value if isinstance(value, str) else json.dumps(value), place, line, name)
    for name, mark in given.marks.items():
        gathering.mark(name, mark, place, line)
    words = {name: text.strip() for name, text in given.explanations.items() if text.strip()}
    return gathering.received(words)


def report_of_lines(bundle: Bundle, content: bytes) -> Received:
    """One report from CSV with the columns ITEM and VALUE, in UTF-8 or GB18030."""
    rows, found = read_rows("CSV", content, Sheet(columns=(ITEM, VALUE)))
    if rows is None:
        return Received(None, tuple(found))
    gathering = Gathering(bundle, list(found))
    for line, row in rows.records():
        gathering.take(row[ITEM].strip(), row[VALUE], "CSV", line, row[ITEM].strip())
    return gathering.received()


def many(place: Path, kind: str) -> Iterator[tuple[Iterator[Line], list[Finding]]]:
    """The rows of a file of many reports, some at a time, each time with what is said of these: of CSV with a column for each item,
    or of lines of JSON. No rows, with findings, for a file that cannot be read to its end."""
    name = "NDJSON" if kind == "application/x-ndjson" else "CSV"
    found = readable(name, place)
    if found:
        yield iter(()), found
    if any(one.level == "error" for one in found):
        return
    yield from _objects(place) if name == "NDJSON" else _sheets(place)


def _sheets(place: Path) -> Iterator[tuple[Iterator[Line], list[Finding]]]:
    """Each portion is read as a sheet of its own, below the line of the names."""
    head, before, most = b"", 0, MOST_FINDINGS
    for piece in portions(place, quoted=True):
        if not before:
            end = piece.find(b"\n") + 1
            head = piece[:end] or piece
            rows, found = read_rows("CSV", piece, Sheet(columns=KEY, open=True))
        else:
            rows, found = read_rows("CSV", head + piece, Sheet(columns=KEY, open=True))
        skipped = before - 1 if before else 0
        said = [replace(one, line=one.line + skipped) for one in found[:most] if one.code not in ENCODED]
        most -= len(said)
        if rows is None:
            yield iter(()), said or found
            return
        yield (_line(line + skipped, row) for line, row in rows.records()), said
        before += lines_of(piece)
    if not head:
        yield iter(()), read_rows("CSV", b"", Sheet(columns=KEY, open=True))[1]


def _line(line: int, row: Mapping[str, str]) -> Line:
    for name in SEEN:
        if not _SEEN.fullmatch(row.get(name, "").strip()):
            return Line(line, None, f"{name}: 0, 1, 2 …")
    return Line(line, _row(row))


def _row(row: Mapping[str, str]) -> Given:
    def beginning(word: str) -> dict[str, str]:
        return {
            name.removeprefix(word): value for name, value in row.items() if name.startswith(word) and value
        }

    cells: dict[str, str | bool | None] = {
        name: value
        for name, value in row.items()
        if name not in (*KEY, *SEEN) and not name.startswith((EXPLAIN, SIGNER)) and value
    }
    form, period, unit = (row[name].strip() for name in KEY)
    explanations, signers = beginning(EXPLAIN), beginning(SIGNER)
    after, base = (int(text) if (text := row.get(name, "").strip()) else None for name in SEEN)
    return Given(
        cells=cells,
        explanations=explanations,
        signers=signers,
        after=after,
        base=base,
        form=form,
        period=period,
        unit=unit,
    )


def _objects(place: Path) -> Iterator[tuple[Iterator[Line], list[Finding]]]:
    before = 0
    for piece in portions(place, quoted=False):
        text, _ = decode("NDJSON", piece)
        lines = LINE_END.split(text or "")
        yield _read(lines, before), []
        before += len(lines) - 1


def _read(lines: Sequence[str], before: int) -> Iterator[Line]:
    for number, line in enumerate(lines, start=before + 1):
        if not line.strip():
            continue
        try:
            if len(line) > LONGEST_LINE:
                raise DataFault(f"{len(line)} characters, at most {LONGEST_LINE}")
            yield Line(number, given_of(line.encode()))
        except DataFault as error:
            yield Line(number, None, error.message)
