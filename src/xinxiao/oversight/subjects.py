"""Rows of a file of subjects held against what the programme says of cells: codes, lists, words, tags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.files.register_cells import broken, coded, finer, trimmed, unlike
from xinxiao.files.sheet import Sheet
from xinxiao.files.told import Told
from xinxiao.model.oversight.subject import SEPARATOR
from xinxiao.model.oversight.subject_file import Column, SubjectSource, SubjectSpec, SubjectState, SubjectWord

COLUMNS: tuple[Column, ...] = get_args(Column)
ROW = (*COLUMNS, "tags", "further")
"""What is known of a row, in this order; behind it LINE."""
MOST = 20_000_000
"""Rows of a file."""
_LENGTHS: dict[str, int] = {**dict.fromkeys(COLUMNS, 64), "name": 500, "authority": 200}
_TAGS, _FURTHER = 1_000, 200
"""Letters of a cell of tags, and of what is kept as it is."""
_BETWEEN = re.compile(r"[;；,，、|]")
_FINER = (2, 4)
"""Digits that an industry has at least above a finer one, and at most (GB/T 4754)."""


@dataclass(frozen=True)
class Rules:
    """What rows are held against: `oversight/subjects.yaml`, the source and day of the file, and of each list the codes in force
    that day and those that no longer, or not yet, are."""

    spec: SubjectSpec
    source: SubjectSource
    day: str
    current: Mapping[str, pa.Array]
    other: Mapping[str, pa.Array]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The columns of tags."""
        return tuple(own.id for own in self.spec.tags)

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns that are kept as they are."""
        return tuple(own.id for own in self.spec.further)

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that something is taken from."""
        return (*COLUMNS, *self.kinds, *self.kept)

    @property
    def sheet(self) -> Sheet:
        """The columns a file may have; any further ones are not read."""
        lengths = _LENGTHS | dict.fromkeys(self.kinds, _TAGS) | dict.fromkeys(self.kept, _FURTHER)
        names = self.spec.aliases
        return Sheet(
            ("code",), optional=self.columns[1:], lengths=lengths, open=True, names=names, lines=MOST
        )


def checked(rules: Rules, header: Sequence[str], piece: pa.Table, told: Told) -> pa.Table:
    """The rows of a piece as ``ROW`` and LINE: codes and words as codes, texts without blanks around them; null in what the file has
    no column for. What is wrong with them is told; the rows are all still there, with the words nobody knows as they were."""
    lines = piece["LINE"].combine_chunks()
    none = pa.nulls(piece.num_rows, pa.string())
    given: dict[str, pa.Array] = {}
    for name in rules.columns:
        if name in header:
            texts = piece[name].combine_chunks()
            given[name] = texts if name == "code" else trimmed(name, texts, lines, told)
            broken(name, given[name], lines, told)
    rows: dict[str, pa.Array] = {name: given.get(name, none) for name in COLUMNS}
    rows["code"] = coded(rows["code"], lines, told)
    told.add("subject.no_code", "code", pc.equal(rows["code"], ""), lines, rows["code"])
    for name in rules.current:
        _listed(rules, name, rows[name], lines, told)
    spec = rules.spec
    for name, words in (("risk", spec.risks), ("state", spec.states)):
        rows[name] = _mapped(name, rows[name], _one(words), lines, told)
    tags = {
        own.id: _mapped(own.id, given[own.id], _several(own.id, own.words), lines, told)
        for own in spec.tags
        if own.id in given
    }
    rows["tags"] = _joined([tags[name] for name in sorted(tags)], none)
    rows["further"] = _further({name: given[name] for name in sorted(rules.kept) if name in given}, none)
    return pa.table({**rows, "LINE": lines})


def _listed(rules: Rules, name: str, codes: pa.Array, lines: pa.Array, told: Told) -> None:
    known = [*rules.current[name].to_pylist(), *rules.other[name].to_pylist(), ""]
    strange = unlike(codes, known)
    below = finer(codes, rules.current[name], *_FINER) if name == "industry" else pc.and_not(strange, strange)
    told.add("CELL_NOT_LISTED", name, pc.and_not(strange, below), lines, codes)
    told.add("CELL_NOT_IN_FORCE", name, pc.is_in(codes, rules.other[name]), lines, codes)


def _one(words: Sequence[SubjectWord | SubjectState]) -> Callable[[str], str | None]:
    known = {text: own.id for own in words for text in (own.id, *own.words)} | {"": ""}
    return known.get


def _several(kind: str, words: Sequence[SubjectWord]) -> Callable[[str], str | None]:
    one = _one(words)

    def read(text: str) -> str | None:
        parts = {part.strip() for part in _BETWEEN.split(text)} - {""}
        codes = [one(part) for part in sorted(parts)]
        if None in codes:
            return None
        return SEPARATOR.join(sorted({f"{kind}={code}" for code in codes}))

    return read


def _mapped(
    name: str, texts: pa.Array, read: Callable[[str], str | None], lines: pa.Array, told: Told
) -> pa.Array:
    """Texts (N) as codes, each different text read once; those that nobody knows are told of and stay as they are."""
    if texts.null_count == len(texts):
        return texts
    whole = texts.dictionary_encode()
    words = whole.dictionary.to_pylist()
    codes = [read(word) for word in words]
    strange = pa.array([code is None for code in codes]).take(whole.indices)
    told.add("subject.word", name, strange, lines, texts)
    kept = [word if code is None else code for word, code in zip(words, codes, strict=True)]
    return pa.array(kept, pa.string()).take(whole.indices)


def _joined(parts: Sequence[pa.Array], none: pa.Array, between: str = SEPARATOR) -> pa.Array:
    """Parts of each row one after the other, empty ones left out; null where there is no column of them."""
    if not parts:
        return none
    ended = [
        pc.if_else(pc.equal(part, ""), "", pc.binary_join_element_wise(part, between, "")) for part in parts
    ]
    return pc.utf8_rtrim(pc.binary_join_element_wise(*ended, ""), between)


def _further(columns: Mapping[str, pa.Array], none: pa.Array) -> pa.Array:
    """What is kept as it is, as JSON objects of texts; empty for none of a row, null where there is no column."""
    parts = []
    for name, texts in columns.items():
        escaped = pc.replace_substring(pc.replace_substring(texts, "\\", "\\\\"), '"', '\\"')
        said = pc.binary_join_element_wise(f'{json.dumps(name)}:"', escaped, '"', "")
        parts.append(pc.if_else(pc.equal(texts, ""), "", said))
    inside = _joined(parts, none, ",")
    whole = pc.binary_join_element_wise("{", inside, "}", "")
    return pc.if_else(pc.equal(inside, ""), "", whole)
