"""Rows of a file held against each other and against the units that are known: which make a new version, and which cannot be.

A row is of the unit whose id it gives, or else of the one that has its code on the day; of none of them it is a new unit, whose
id is that code. What a file has no column for stays as it is held.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.collect.frame.cells import Rules
from xinxiao.files.told import Told, refused, without
from xinxiao.model.collect.frame import COLUMNS, SCHEMA
from xinxiao.model.collect.frame_file import CHANGES

DESCRIBED = ("code", "name", "area", "industry", "size", "group")
"""What is said of a unit, beside where it stands."""


@dataclass(frozen=True)
class Compared:
    """The versions that rows make (by unit, in the order of the texts of their ids), how many rows say what is held already,
    how many what an earlier row says, how many were given the usual reason, and what was told."""

    versions: pa.Table
    unchanged: int
    repeated: int
    usual: int
    told: pa.Table

    @property
    def settled(self) -> int:
        """How many rows were not refused."""
        return int(self.versions.num_rows) + self.unchanged + self.repeated


def compared(rules: Rules, rows: pa.Table, held: pa.Table) -> Compared:
    """Compare checked rows with the units of :meth:`Frame.held` on the day of ``rules``."""
    told = Told()
    rows = rows.combine_chunks()
    own, place = _resolved(rows, held, rules.day, told)
    _doubled(rows, own, told)
    first = told.taken()
    rows = rows.append_column("UNIT", own).append_column("PLACE", place)
    rows = without(rows, refused(first)).combine_chunks()
    again = _repeated(first)
    rows = without(rows, again).combine_chunks()
    whole = _merged(rows, held, rules.day)
    versions, unchanged, usual = _changed(rules, rows, whole, told)
    return Compared(versions, unchanged, len(again), usual, pa.concat_tables([first, told.taken()]))


def _repeated(told: pa.Table) -> pa.Array:
    """Lines of rows that say what another one says."""
    return told.filter(pc.equal(told["code"], "ROW_TWICE"))["line"].combine_chunks()


def _resolved(rows: pa.Table, held: pa.Table, day: str, told: Told) -> tuple[pa.Array, pa.Array]:
    """The id of the unit of each row, and its place among those held, null for a new one."""
    lines = rows["LINE"].combine_chunks()
    unit, code = (pc.fill_null(rows[name].combine_chunks(), "") for name in ("unit", "code"))
    units, codes = held["unit"].combine_chunks(), held["code"].combine_chunks()
    given = pc.not_equal(unit, "")
    coded = pc.not_equal(code, "")
    by_code = pc.if_else(coded, pc.index_in(code, pc.if_else(pc.equal(codes, ""), "-", codes)), None)
    of_unit = pc.index_in(pc.if_else(given, unit, code), units)
    elsewhere = pc.and_(pc.is_valid(by_code), pc.not_equal(pc.fill_null(of_unit, -1), by_code))
    told.add("FRAME_CODE_TAKEN", "code", pc.and_(given, elsewhere).fill_null(False), lines, code)
    place = pc.if_else(given, of_unit, by_code)
    entered = pc.and_(pc.invert(given), pc.and_(pc.is_null(by_code), pc.is_valid(of_unit)))
    told.add("FRAME_CODE_WAS", "code", entered, lines, code)
    own = pc.if_else(pc.is_valid(place), units.take(place), pc.if_else(given, unit, code))
    return own, place


def _doubled(rows: pa.Table, own: pa.Array, told: Told) -> None:
    """Rows of one unit: those that say the same are left out but for the first, those that differ are all refused. Nor may two
    units have one code."""
    lines = rows["LINE"].to_numpy()
    coded = own.dictionary_encode()
    index = coded.indices.to_numpy(zero_copy_only=False)
    many = np.flatnonzero(np.bincount(index, minlength=len(coded.dictionary))[index] > 1)
    groups: dict[int, list[int]] = {}
    for row in many.tolist():
        groups.setdefault(int(index[row]), []).append(row)
    texts = rows.drop_columns(["LINE"]).take(pa.array(many)).to_pylist()
    said = {row: tuple(text.values()) for row, text in zip(many.tolist(), texts, strict=True)}
    found: list[tuple[int, str, str, str]] = []
    for group, members in groups.items():
        same = len({said[row] for row in members}) == 1
        for row in members[1:] if same else members:
            code = "ROW_TWICE" if same else "ROW_DIFFERS"
            found.append((int(lines[row]), "unit", coded.dictionary[group].as_py(), code))
    told.each(found)
    _shared(rows, index, lines, told)


def _shared(rows: pa.Table, index: np.ndarray, lines: np.ndarray, told: Told) -> None:
    """Codes that rows of several units give."""
    coded = pc.fill_null(rows["code"].combine_chunks(), "").dictionary_encode()
    codes = coded.indices.to_numpy(zero_copy_only=False)
    some = np.bincount(codes, minlength=len(coded.dictionary))[codes] > 1
    empty = pc.index(coded.dictionary, "").as_py()
    pairs: dict[int, set[int]] = {}
    places = np.flatnonzero(some & (codes != empty)).tolist()
    for row in places:
        pairs.setdefault(int(codes[row]), set()).add(int(index[row]))
    told.each(
        [
            (int(lines[row]), "code", coded.dictionary[int(codes[row])].as_py(), "FRAME_CODE_TWICE")
            for row in places
            if len(pairs[int(codes[row])]) > 1
        ]
    )


def _merged(rows: pa.Table, held: pa.Table, day: str) -> dict[str, pa.Array]:
    """What each row says with what is held where it says nothing; ``before``: the state held on the day, null for none."""
    place = rows["PLACE"].combine_chunks()
    known = pc.less_equal(held["valid_from"].combine_chunks().take(place), day)

    def of(name: str) -> pa.Array:
        return pc.if_else(pc.fill_null(known, False), held[name].combine_chunks().take(place), None)

    whole = {name: pc.coalesce(rows[name].combine_chunks(), of(name), pa.scalar("")) for name in DESCRIBED}
    return whole | {"before": of("state"), **{f"held {name}": of(name) for name in DESCRIBED}}


def _changed(
    rules: Rules, rows: pa.Table, whole: dict[str, pa.Array], told: Told
) -> tuple[pa.Table, int, int]:
    """The versions that are none yet; how many rows change nothing; how many were given the usual reason."""
    lines = rows["LINE"].combine_chunks()
    for needed in dict.fromkeys(("name", "area", *rules.spec.needed)):
        if needed in whole:
            told.add("CELL_EMPTY", needed, pc.equal(whole[needed], ""), lines, whole[needed])
    given = pc.fill_null(rows["state"].combine_chunks(), "")
    state = pc.if_else(pc.equal(given, ""), pa.scalar("in"), given)
    same = pc.fill_null(pc.equal(state, whole["before"]), False)
    alike = same
    for name in DESCRIBED:
        alike = pc.and_(alike, pc.fill_null(pc.equal(whole[name], whole[f"held {name}"]), False))
    change = pc.if_else(same, "stays", pc.if_else(pc.equal(state, "in"), "enters", "leaves"))
    reason, usual = _reasoned(rules, rows, change, pc.invert(alike), told)
    table = pa.table(
        {
            "unit": rows["UNIT"].combine_chunks(),
            "valid_from": pa.repeat(pa.scalar(rules.day), rows.num_rows),
            **{name: whole[name] for name in DESCRIBED},
            "state": state,
            "reason": reason,
            "LINE": lines,
            "usual": usual,
        }
    ).filter(pc.invert(alike))
    table = without(table, refused(told.seen)).sort_by("unit")
    count = int(pc.sum(table["usual"]).as_py() or 0)
    unchanged = int(pc.sum(alike).as_py() or 0)
    return table.select(COLUMNS).cast(SCHEMA), unchanged, count


def _reasoned(
    rules: Rules, rows: pa.Table, change: pa.Array, new: pa.Array, told: Told
) -> tuple[pa.Array, pa.Array]:
    """The reason of each row, and whether it is the usual one because none was given."""
    lines = rows["LINE"].combine_chunks()
    given = pc.fill_null(rows["reason"].combine_chunks(), "")
    none = pc.equal(given, "")
    usual = rules.spec.usual
    reason = pc.if_else(
        none,
        pc.if_else(
            pc.equal(change, "enters"), usual.enters, pc.if_else(pc.equal(change, "stays"), usual.stays, "")
        ),
        given,
    )
    told.add("FRAME_REASON_NEEDED", "reason", pc.and_(new, pc.equal(reason, "")), lines, reason)
    for word in CHANGES:
        fits = [own.id for own in rules.spec.reasons if word in own.when]
        wrong = pc.and_(pc.equal(change, word), pc.invert(pc.is_in(reason, pa.array([*fits, ""]))))
        told.add("FRAME_REASON_WHEN", "reason", pc.and_(new, wrong), lines, reason)
    return reason, none
