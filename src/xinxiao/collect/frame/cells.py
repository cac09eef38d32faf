"""Rows of a file of units held against what the programme says of cells: codes, lists, states, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import NotFound, told
from xinxiao.files.register_cells import broken, coded, finer, trimmed, unlike
from xinxiao.files.sheet import Sheet
from xinxiao.files.told import Told
from xinxiao.model.collect.frame import By, State
from xinxiao.model.collect.frame_file import Column, FrameSpec
from xinxiao.model.programme import Programme
from xinxiao.model.scope import TOTAL

FIELDS: tuple[Column, ...] = get_args(Column)
"""The columns of a row, in this order; behind them LINE."""
UNIT = r"^[A-Z0-9-]{3,32}$"
"""The id of a unit: its first code, or that of a sample."""
MOST = 2_000_001
"""Lines of a file."""
_LENGTHS: Mapping[str, int] = {**dict.fromkeys(FIELDS, 64), "name": 500}


@dataclass(frozen=True)
class Rules:
    """What rows are held against: the programme's ``frame.yaml``, and of each list the codes in force on a day and those that
    no longer, or not yet, are."""

    spec: FrameSpec
    day: str
    current: Mapping[str, pa.Array]
    other: Mapping[str, pa.Array]

    @property
    def sheet(self) -> Sheet:
        """The columns a file may have; any further ones are not read."""
        return Sheet((), optional=FIELDS, lengths=_LENGTHS, open=True, names=self.spec.aliases, lines=MOST)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that something can be said in: not those without a list."""
        return tuple(name for name in FIELDS if name not in get_args(By) or name in self.current)


def rules_of(programme: Programme, day: str) -> Rules:
    """What holds on a day. Raises :class:`NotFound` for a programme without ``frame.yaml``."""
    spec = programme.frame
    if spec is None:
        raise NotFound(f"{programme.id} has no frame.yaml", told("no_frame", programme=programme.id))
    current, other = {}, {}
    for column, codelist in spec.coded.items():
        ended = programme.not_in_force(codelist, day)
        codes = programme.codes(codelist)
        current[column] = pa.array([c for c in codes if c not in ended and c != TOTAL], pa.string())
        other[column] = pa.array(sorted(ended), pa.string())
    return Rules(spec, day, current, other)


def below(programme: Programme, area: str) -> tuple[str, ...]:
    """An area and all areas below it; nothing for one there is not, and nothing to select away for the whole nation."""
    children: dict[str, list[str]] = {}
    for own in programme.areas:
        children.setdefault(own.parent or "", []).append(own.id)
    found = [area] if programme.area(area) is not None else []
    for code in found:
        found += children.get(code, [])
    return tuple(found)


def unread(rules: Rules, header: Sequence[str]) -> list[str]:
    """The columns of a file that nothing is taken from."""
    return [name for name in header if name not in rules.columns]


def checked(rules: Rules, header: Sequence[str], piece: pa.Table, told: Told) -> pa.Table:
    """The rows of a piece with ``FIELDS`` and LINE: codes as they are kept, texts without blanks around them; null in columns
    that the file does not have. What is wrong with them is told; the rows are all still there."""
    lines = piece["LINE"].combine_chunks()
    rows: dict[str, pa.Array] = {}
    for field in FIELDS:
        if field in header and field in rules.columns:
            texts = piece[
                field
            ].combine_chunks()  # a code may also be written with blanks inside, and is told of as such
            rows[field] = texts if field == "code" else trimmed(field, texts, lines, told)
        else:
            rows[field] = pa.nulls(piece.num_rows, pa.string())
    rows["code"] = coded(rows["code"], lines, told)
    _identified(rows, lines, told)
    for own in rules.current:
        _listed(rules, own, rows[own], lines, told)
    state, reason, name = rows["state"], rows["reason"], rows["name"]
    states, reasons = get_args(State), [own.id for own in rules.spec.reasons]
    told.add("FRAME_STATE", "state", unlike(state, [*states, ""]), lines, state)
    told.add("FRAME_REASON_UNKNOWN", "reason", unlike(reason, [*reasons, ""]), lines, reason)
    broken("name", name, lines, told)
    return pa.table({**rows, "LINE": lines})


def _identified(rows: Mapping[str, pa.Array], lines: pa.Array, told: Told) -> None:
    unit, code = pc.fill_null(rows["unit"], ""), pc.fill_null(rows["code"], "")
    none = pc.and_(pc.equal(unit, ""), pc.equal(code, ""))
    told.add("FRAME_UNIT_NONE", "unit", none, lines, unit)
    form = pc.and_(pc.not_equal(unit, ""), pc.invert(pc.match_substring_regex(unit, UNIT)))
    told.add("FRAME_UNIT_FORM", "unit", form, lines, unit)


def _listed(rules: Rules, name: str, codes: pa.Array, lines: pa.Array, told: Told) -> None:
    known = [*rules.current[name].to_pylist(), *rules.other[name].to_pylist(), ""]
    strange = unlike(codes, known)
    below = pc.and_(strange, _finer(rules, name, codes))
    told.add("FRAME_FINER", name, below, lines, codes)
    told.add("CELL_NOT_LISTED", name, pc.and_not(strange, below), lines, codes)
    ended = pc.is_in(codes, rules.other[name])
    told.add("CELL_NOT_IN_FORCE", name, ended, lines, codes)


def _finer(rules: Rules, name: str, codes: pa.Array) -> pa.Array:
    """Which codes lie below a listed one, in a list that the programme says to hold upper levels alone."""
    found = pa.repeat(pa.scalar(False), len(codes))
    for spec in rules.spec.finer:
        if spec.column == name:
            found = pc.or_(found, finer(codes, rules.current[name], spec.least, spec.most))
    return found
