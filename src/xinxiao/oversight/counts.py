"""Monthly numbers of cases, with what is small withheld: from sets of cases to what may be handed over.

A case is counted by how it stood at the ends of months: not opened yet (N), open (O), ended (C). So *opened* is N to another letter,
*ended* another letter to C, *open* O at the end; what was open before, and what opened and ended, tell what is open now, which is why
neighbouring months are protected together: cells are sums of parts, a part being the cases of one area that stood alike
(:mod:`xinxiao.disclosure.table`).

A number is small when fewer than three firms are in it or one makes up most of it. Nothing is no secret: that no case was opened in an
area tells of no firm. Who was opened and ended, or was ended and opened again, is no number anybody shows, but may follow from
several; it is protected like them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from xinxiao.disclosure.protect import ConfStatus, is_unsafe, protect
from xinxiao.disclosure.table import Table
from xinxiao.model.oversight.aggregate import AggregateSpec, Count, ResultClass
from xinxiao.model.scope import TOTAL

STANDING: tuple[Count, ...] = ("opened", "ended", "open")
ENDS: Mapping[Count, str] = {"in_time": "met", "late": "met_late", "ran_out": "ran_out"}
Group = Literal["cases", "runs", "results"]
Key = tuple[Count, str, str]
"""A number: what is counted, the class of results, the area."""
AtLevel = Callable[[str, str], str]
"""The area of a level that an area lies in; empty for none."""
Counted = tuple[Group, str]
"""Things that are counted alike: cases by their letters, runs of clocks by how they ended, results by their classes."""


@dataclass(frozen=True)
class Sets:
    """What was counted of one workflow: tables of :class:`xinxiao.uses.oversight.count_ports.CaseCounts`. ``month``: which of the letters of
    ``states`` stands for the end of the month; the one before it is for the end of the month before."""

    states: pa.Table
    runs: pa.Table
    publications: pa.Table
    month: int = 1


@dataclass(frozen=True)
class Earlier:
    """What was shown before, by key: values, empty for what was withheld. ``same``: of the same month; ``before`` and ``after``: of the
    months beside it."""

    same: Mapping[Key, str] = field(default_factory=dict)
    before: Mapping[Key, str] = field(default_factory=dict)
    after: Mapping[Key, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Number:
    """One number, and whether it may be shown. ``value`` is None where there is nothing to say: no median of no days."""

    key: Key
    value: Decimal | None
    conf: ConfStatus


@dataclass(frozen=True)
class Numbers:
    """The numbers of a workflow in a month. ``open``: what a reader can tell whatever is withheld now. What a firm may tell so, from what
    was shown before and its own cases, no withholding helps against, and no number shown now adds to."""

    found: tuple[Number, ...]
    open: tuple[Key, ...] = ()


@dataclass(frozen=True)
class _Entry:
    """A cell of the table: the parts it is the sum of, how many firms are in it, the largest, and the sum. Flags as in
    :class:`xinxiao.disclosure.table.Table`."""

    key: Key
    parts: tuple[int, ...]
    firms: int
    largest: int
    value: int
    never: bool = False
    known: bool = False
    kept: bool = False
    guarded: bool = False

    @property
    def is_small(self) -> bool:
        return self.value > 0 and is_unsafe(self.firms, self.largest, self.value, self.value)

    @property
    def is_slight(self) -> bool:
        """Whether it is enough that it cannot be computed: nobody shows it, or it was withheld for others before."""
        return self.never and not (self.guarded and self.is_small)

    @property
    def is_unsafe(self) -> bool:
        return not self.known and (self.guarded or self.is_small)


def numbers(
    spec: AggregateSpec, sets: Sets, areas: Mapping[str, Sequence[str]], at: AtLevel, earlier: Earlier
) -> Numbers:
    """The numbers of a month. ``areas``: those of each level that get one; what lies in none of them counts in wider ones alone."""
    made = _Made(spec, sets, at)
    own = [
        made.entry(count, result, level, area)
        for count in spec.counts
        if count != "days"
        for result in (TOTAL, *(one.code for one in spec.classes if count == "published"))
        for level in spec.levels
        for area in areas[level]
    ]
    own = [_was(one, earlier.same.get(one.key)) for one in own]
    beside = [*made.neighbours(earlier.before, -1), *made.neighbours(earlier.after, 1)]
    held = {one.parts for one in (*own, *beside)}
    used = {part for parts in held for part in parts}
    further = [
        one for one in made.hidden() if one.is_unsafe and one.parts not in held and used & {*one.parts}
    ]
    confs, told = _protected(made, own, [*beside, *further])
    found = [
        Number(one.key, Decimal(one.value), conf if conf != "F" or not one.kept else "D")
        for one, conf in zip(own, confs, strict=True)
    ]
    if spec.days_of is not None and "days" in spec.counts:
        withheld = {(one.key[0], one.key[2]) for one in found if one.conf != "F" and one.key[1] == TOTAL}
        found += made.days(areas, withheld, earlier.same)
    return Numbers(tuple(found), told)


def _was(entry: _Entry, shown: str | None) -> _Entry:
    """A number that was handed over before: what was withheld stays so; what was shown and is the same still, everybody knows."""
    if shown is None:
        return entry
    return _Entry(
        *(entry.key, entry.parts, entry.firms, entry.largest, entry.value),
        known=shown == str(entry.value),
        kept=not shown,
    )


def classes_of(classes: Sequence[ResultClass], held: Mapping[str, str]) -> tuple[str, ...]:
    """The classes of a result, by what its fields held: codes, several apart by blanks or commas."""
    codes = {name: set(value.replace(",", " ").split()) for name, value in held.items()}
    return tuple(
        one.code
        for one in classes
        if any(codes.get(condition.field, set()) & set(condition.is_) for condition in one.any_of)
    )


class _Made:
    """What was counted, in parts: rows of ``part``, area at each level, ``unit`` and ``n``; ``parts``, what is counted alike and where."""

    def __init__(self, spec: AggregateSpec, sets: Sets, at: AtLevel) -> None:
        self.spec, self.sets, self._at = spec, sets, at
        rows = pa.concat_tables([*self._tables()])
        rows = self._placed(rows)
        by = ["group", "sign", *spec.levels]
        keys = rows.group_by(by, use_threads=False).aggregate(
            [("n", "sum"), ("unit", "count_distinct"), ("unit", "min")]
        )
        self.parts: list[tuple[str, ...]] = [tuple(row[name] for name in by) for row in keys.to_pylist()]
        self.sizes = np.array(keys.column("n_sum").to_pylist(), dtype=np.float64)
        self.firms = np.array(keys.column("unit_count_distinct").to_pylist(), dtype=np.int64)
        self.first: list[str] = keys.column("unit_min").to_pylist()
        self._rows = rows
        self._cells: dict[tuple[frozenset[Counted], str], dict[str, tuple[int, int, int]]] = {}

    def _tables(self) -> Iterator[pa.Table]:
        spec, sets = self.spec, self.sets
        yield _signed("cases", sets.states, sets.states.column("states"))
        runs = sets.runs
        if spec.clocks:
            runs = runs.filter(pc.is_in(runs.column("clock"), value_set=pa.array(spec.clocks)))
        yield _signed("runs", runs, runs.column("end"))
        made = sets.publications
        if spec.publications:
            made = made.filter(pc.is_in(made.column("publication"), value_set=pa.array(spec.publications)))
        fields = fields_of(spec)
        kinds = made.group_by(list(fields), use_threads=False).aggregate([]).to_pylist() if fields else []
        signs = pa.chunked_array([pa.repeat("", made.num_rows)])
        for kind in kinds:
            sign = " ".join(classes_of(spec.classes, kind))
            same = pc.equal(made.column(fields[0]), kind[fields[0]])
            for name in fields[1:]:
                same = pc.and_(same, pc.equal(made.column(name), kind[name]))
            signs = pc.if_else(same, sign, signs)
        yield _signed("results", made, signs)

    def _placed(self, rows: pa.Table) -> pa.Table:
        known = rows.column("area").combine_chunks().dictionary_encode()
        for level in self.spec.levels:
            codes = [self._at(code, level) for code in known.dictionary.to_pylist()]
            rows = rows.append_column(level, pa.array(codes, pa.string()).take(known.indices))
        return rows

    def entry(self, count: Count, result: str, level: str, area: str, shift: int = 0) -> _Entry:
        """A number of an area. ``shift``: of so many months later."""
        signs = frozenset(one for one in self.signs if self._counts(count, result, one, shift))
        place = 2 + self.spec.levels.index(level)
        parts = tuple(at for at, part in enumerate(self.parts) if part[:2] in signs and part[place] == area)
        firms, largest, value = self._cell(signs, level).get(area, (0, 0, 0))
        return _Entry((count, result, area), parts, firms, largest, value)

    @property
    def signs(self) -> set[Counted]:
        """All there is that is counted alike."""
        return {(part[0], part[1]) for part in self.parts}  # type: ignore[misc]

    def _counts(self, count: Count, result: str, what: Counted, shift: int) -> bool:
        group, sign = what
        if group == "results":
            return count == "published" and (result == TOTAL or result in sign.split())
        if group == "runs":
            return ENDS.get(count) == sign
        at = self.sets.month + shift
        if count not in STANDING or not 0 <= at < len(sign):
            return False
        if count == "open":
            return sign[at] == "O"
        was, now = sign[at - 1], sign[at]
        return was == "N" != now if count == "opened" else was != "C" == now

    def _cell(self, signs: frozenset[Counted], level: str) -> dict[str, tuple[int, int, int]]:
        """Of what is counted alike: by area of a level how many firms, the largest of them, and the sum."""
        key = (signs, level)
        if key not in self._cells:
            wanted = pa.array([f"{group} {sign}" for group, sign in signs], pa.string())
            named = pc.binary_join_element_wise(self._rows.column("group"), self._rows.column("sign"), " ")
            rows = self._rows.filter(pc.is_in(named, value_set=wanted))
            self._cells[key] = _spread(rows, level)
        return self._cells[key]

    def neighbours(self, shown: Mapping[Key, str], shift: int) -> Iterator[_Entry]:
        """What was handed over of a month beside: known as far as it is so still, or withheld and not to be told now."""
        for (count, result, area), value in shown.items():
            level = next((name for name in self.spec.levels if self._at(area, name) == area), None)
            if count not in STANDING or result != TOTAL or level is None or (shift < 0 and count != "open"):
                continue
            one = self.entry(count, result, level, area, shift)
            if value and value != str(one.value):
                continue  # it was corrected since, and what it is now nobody knows
            yield _Entry(
                *(one.key, one.parts, one.firms, one.largest, one.value),
                never=True,
                known=bool(value),
                guarded=not value,
            )

    def hidden(self) -> Iterator[_Entry]:
        """Numbers nobody shows but that may follow from several: what is counted alike, and what of a number lies in no area of a level."""
        for what in sorted(self.signs):
            for at, level in enumerate(self.spec.levels):
                for area, (firms, largest, value) in self._cell(frozenset({what}), level).items():
                    parts = tuple(
                        n for n, part in enumerate(self.parts) if part[:2] == what and part[2 + at] == area
                    )
                    yield _Entry(("open", TOTAL, area), parts, firms, largest, value, never=True)
        for count in self.spec.counts:
            for level in self.spec.levels[1:]:
                one = self.entry(count, TOTAL, level, "")
                if one.value:
                    yield _Entry(*(one.key, one.parts, one.firms, one.largest, one.value), never=True)

    def days(
        self, areas: Mapping[str, Sequence[str]], withheld: set[tuple[Count, str]], same: Mapping[Key, str]
    ) -> Iterator[Number]:
        """The median of days. It is withheld where few firms are in it, and where how many it is of is."""
        runs = self.sets.runs
        ends = pc.is_in(runs.column("end"), value_set=pa.array(["met", "met_late"]))
        runs = runs.filter(pc.and_(ends, pc.equal(runs.column("clock"), self.spec.days_of)))
        runs = runs.filter(pc.not_equal(runs.column("started"), ""))
        days = [
            _days(*pair)
            for pair in zip(*(runs.column(name).to_pylist() for name in ("started", "ended")), strict=True)
        ]
        rows = self._placed(runs.append_column("days", pa.array(days, pa.int64())))
        for level in self.spec.levels:
            firms, lengths = _spread(rows, level), _lengths(rows, level)
            for area in areas[level]:
                key: Key = ("days", TOTAL, area)
                many = firms.get(area)
                related: tuple[Count, ...] = ("published", "in_time", "late")
                if many is not None and is_unsafe(many[0], many[1], many[2], many[2]):
                    conf: ConfStatus = "C"
                elif same.get(key) == "" or any((count, area) in withheld for count in related):
                    conf = "D"
                else:
                    conf = "F"
                yield Number(key, median(lengths[area]) if area in lengths else None, conf)


def fields_of(spec: AggregateSpec) -> tuple[str, ...]:
    """The fields that say the classes of results."""
    return tuple(dict.fromkeys(condition.field for one in spec.classes for condition in one.any_of))


def median(lengths: Mapping[int, int]) -> Decimal:
    """The median of whole numbers, each with how often it stands: the middle one, or half the sum of the two in the middle."""
    order = sorted(lengths)
    ends = np.cumsum([lengths[one] for one in order])
    total = int(ends[-1])
    low, high = (order[int(np.searchsorted(ends, at, side="right"))] for at in ((total - 1) // 2, total // 2))
    return Decimal(low + high) / 2 if (low + high) % 2 else Decimal((low + high) // 2)


def _days(started: str, ended: str) -> int:
    return (date.fromisoformat(ended) - date.fromisoformat(started)).days


def _signed(group: Group, rows: pa.Table, signs: pa.ChunkedArray) -> pa.Table:
    own = rows.select(["area", "unit", "n"])
    return own.append_column("group", pa.array([group] * own.num_rows, pa.string())).append_column(
        "sign", signs.cast(pa.string())
    )


def _spread(rows: pa.Table, level: str) -> dict[str, tuple[int, int, int]]:
    """By area of a level: how many firms, how much the largest of them is, and the sum."""
    firms = rows.group_by([level, "unit"], use_threads=False).aggregate([("n", "sum")])
    found = firms.group_by([level], use_threads=False).aggregate(
        [("n_sum", "count"), ("n_sum", "max"), ("n_sum", "sum")]
    )
    return {row[level]: (row["n_sum_count"], row["n_sum_max"], row["n_sum_sum"]) for row in found.to_pylist()}


def _lengths(rows: pa.Table, level: str) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    for row in rows.group_by([level, "days"], use_threads=False).aggregate([("n", "sum")]).to_pylist():
        found.setdefault(row[level], {})[row["days"]] = row["n_sum"]
    return found


def _protected(
    made: _Made, own: Sequence[_Entry], further: Sequence[_Entry]
) -> tuple[list[ConfStatus], tuple[Key, ...]]:
    """Which of the numbers may be shown, all of them looked at together. Nothing is shown as nothing, and has no part."""
    listed = [one for one in (*own, *further) if one.parts]
    pairs = [(row, part) for row, one in enumerate(listed) for part in one.parts]
    if not listed:
        return ["F"] * len(own), ()
    where = ([row for row, _ in pairs], [part for _, part in pairs])
    owners: dict[str, int] = {}
    table = Table(
        parts=made.sizes,
        cells=csr_array((np.ones(len(pairs)), where), shape=(len(listed), len(made.parts))),
        unsafe=np.array([one.is_unsafe for one in listed], dtype=bool),
        fixed=np.array([one.known for one in listed], dtype=bool),
        alone=made.firms == 1,
        never=np.array([one.never for one in listed], dtype=bool),
        slight=np.array([one.is_slight for one in listed], dtype=bool),
        owner=np.array([owners.setdefault(name, len(owners)) for name in made.first], dtype=np.int64),
    )
    done = protect(table, kept=np.array([one.kept for one in listed], dtype=bool))
    at = {id(one): status for one, status in zip(listed, done.status, strict=True)}
    told = dict.fromkeys(listed[threat.cell].key for threat in done.open if not threat.known)
    return [at.get(id(one), "F") for one in own], tuple(told)
