"""The roster of a draw: who may be drawn, once each, by stratum, in the order of codes, whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import DataFault, told
from xinxiao.model.collect.code import faults_of, normals
from xinxiao.model.oversight.draw import RosterPart, RosterSeal
from xinxiao.oversight import merkle
from xinxiao.oversight.canonical import digest
from xinxiao.oversight.tickets import Across

LARGE = 200_000
"""Codes that take longer to put in order than a thread takes to start."""
REFUSED = 3
"""Faults of a code, as bits, with which it is nobody's: its form, and its last character."""


@dataclass(frozen=True)
class Roster:
    """Codes by stratum, ascending and once each. Made by :func:`gathered`, or :func:`roster_in` of a file."""

    strata: Mapping[str, tuple[str, ...]]

    @cached_property
    def lines(self) -> list[str]:
        """``code|stratum`` of every subject, in the order of codes."""
        found = [f"{code}|{name}" for name, codes in self.strata.items() for code in codes]
        if len(self.strata) > 1:
            found.sort()
        return found

    @property
    def codes(self) -> Sequence[str]:
        """All codes in order."""
        if len(self.strata) == 1:
            return next(iter(self.strata.values()))
        return [line.partition("|")[0] for line in self.lines]

    def seal(self, across: Across = map) -> RosterSeal:
        """Count, SHA-256 and Merkle root."""
        codes, one = self.codes, len(self.strata) == 1
        root = merkle.root(codes if one else self.lines, across, f"|{next(iter(self.strata))}" if one else "")
        return RosterSeal(count=len(codes), sha256=digest("\n".join(codes).encode()), merkle=root)

    def parts(self) -> tuple[RosterPart, ...]:
        """The roster as its file holds it."""
        return tuple(RosterPart(stratum=name, codes="\n".join(codes)) for name, codes in self.strata.items())


def gathered(
    codes: Iterable[str] | pa.Array, strata: Iterable[str] | pa.Array, order: Iterable[str]
) -> Roster:
    """A roster of N codes, each with its stratum; ``order``: the strata, as the draw has them.

    Codes are written in the usual way (capitals, no blanks) first. Raises :class:`DataFault` for a code that nobody can have,
    one that stands twice (however it is written), and a stratum that the draw has not: leave them out, with a reason.
    """
    usual = normals(_texts(codes))
    names = _texts(strata)
    wrong = np.flatnonzero(faults_of(usual) & REFUSED)
    if len(wrong):
        code = usual[int(wrong[0])].as_py()
        raise DataFault(f"{len(wrong)} codes", told("draw_code", code=code, count=len(wrong)))
    known = tuple(order)
    other = pc.invert(pc.is_in(names, pa.array(known, pa.string())))
    if pc.any(other, min_count=0).as_py():
        name = names.filter(other)[0].as_py()
        raise DataFault(f"stratum {name}", told("draw_stratum", stratum=name))
    made = Roster({name: _ascending(usual.filter(pc.equal(names, name))) for name in known})
    every = made.codes
    if any(map(str.__eq__, every, every[1:])):
        twice = next(one for one, after in pairwise(every) if one == after)
        raise DataFault(f"{twice} twice", told("draw_twice", code=twice))
    return made


def _ascending(codes: pa.Array) -> tuple[str, ...]:
    """Codes in order; of many that are not, the halves are put in order at once and then merged."""
    if len(codes) < LARGE:
        return tuple(sorted(codes.to_pylist()))
    if pc.all(pc.less_equal(codes[:-1], codes[1:])).as_py():
        return tuple(codes.to_pylist())
    with ThreadPoolExecutor(2) as threads:
        half = len(codes) // 2
        one, other = threads.map(lambda part: part.take(pc.sort_indices(part)), (codes[:half], codes[half:]))
    return tuple(sorted([*one.to_pylist(), *other.to_pylist()]))


def roster_in(parts: Iterable[RosterPart]) -> Roster:
    """The roster that stands in a file, as it stands there."""
    return Roster({part.stratum: tuple(part.codes.split("\n")) if part.codes else () for part in parts})


def _texts(given: Iterable[str] | pa.Array) -> pa.Array:
    if isinstance(given, pa.ChunkedArray):
        given = given.combine_chunks()
    return given.cast(pa.string()) if isinstance(given, pa.Array) else pa.array(list(given), pa.string())
