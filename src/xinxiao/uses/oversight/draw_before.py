"""Who was inspected before this year: how often each subject was, and who was for the same matters.

What counts is a visit, whoever comes: all inspections that one draw led to at a subject are one, whatever bodies they are of; an
inspection that no draw led to is one; and so is a draw whose inspections are not opened yet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.oversight.draw import Terms
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.model.oversight.plan import InspectionSpec
from xinxiao.uses.oversight.office import Office

_NUMBER = r"-(?P<year>[0-9]{4})-(?P<own>[0-9]+)$"
_YEAR = 10**12
"""What a year is worth beside the numbers of cases in it."""


class _Chosen(msgspec.Struct):
    subject: str


class _Part(msgspec.Struct):
    """What is read of the file of a draw: of its roster nothing."""

    terms: Terms
    selected: tuple[_Chosen, ...]


_DECODER = msgspec.json.Decoder(_Part)


@dataclass(frozen=True)
class Before:
    """``codes``, each once, and how often each was inspected (``times``); ``done``: who was for one of the matters asked for."""

    codes: pa.Array
    times: pa.Array
    done: pa.Array

    def of(self, codes: pa.Array) -> pa.Array:
        """How often each of some codes was inspected; 0 for one that never was."""
        places = pc.index_in(codes, value_set=self.codes)
        return pc.fill_null(pc.take(self.times, places), 0)


def before(office: Office, spec: InspectionSpec, keys: Collection[EntryKey], instead_of: str = "") -> Before:
    """Who was inspected this year. ``instead_of``: a draw that is repeated, whose inspections do not count."""
    draws, year = office.ports.draws, office.today.year
    held = [one for one in draws.listed() if one.voided is None and one.drawn is not None]
    there = draws.inspected(spec.workflow, year, spec.not_held)
    visits = [pa.table({"subject": there["subject"], "visit": _visits(there["case"], held)})]
    done = [draws.inspected_for(keys, spec.workflow, year, spec.not_held)["subject"]]
    for place, (part, codes) in enumerate(_waiting(office, held, instead_of)):
        visits.append(pa.table({"subject": codes, "visit": pa.repeat(-1 - place, len(codes))}))
        if {EntryKey(one.list, one.entry) for body in part.bodies for one in body.entries} & {*keys}:
            done.append(pa.chunked_array([codes]))
    each = pa.concat_tables(visits).group_by(["subject", "visit"]).aggregate([])
    counted = each.group_by(["subject"]).aggregate([([], "count_all")])
    return Before(_one(counted["subject"]), _one(counted["count_all"]), _one(_joined(done)))


def _visits(cases: pa.ChunkedArray, held: Sequence[DrawStanding]) -> pa.Array:
    """The visit that each case is of: that of the first case of its draw, or of itself."""
    numbers = _numbers(cases)
    spans = [(one.assigned.first, one.assigned.last) for one in held if one.assigned is not None]
    ends = _numbers(pa.chunked_array([[end for span in spans for end in span if all(span)]], pa.string()))
    starts, lasts = ends[::2], ends[1::2]
    order = np.argsort(starts)
    starts, lasts = starts[order], lasts[order]
    if not len(starts):
        return pa.array(numbers)
    place = np.maximum(np.searchsorted(starts, numbers, side="right") - 1, 0)
    within = (starts[place] <= numbers) & (numbers <= lasts[place])
    return pa.array(np.where(within, starts[place], numbers))


def _numbers(cases: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Year and number of cases as one number."""
    parts = pc.extract_regex(cases, _NUMBER)
    year, own = (pc.cast(pc.struct_field(parts, name), pa.int64()) for name in ("year", "own"))
    return np.asarray(pc.add(pc.multiply(year, _YEAR), own), np.int64)


def _waiting(
    office: Office, held: Sequence[DrawStanding], instead_of: str
) -> Iterator[tuple[Terms, pa.Array]]:
    """Draws whose inspections are not opened yet: their terms, and who was drawn."""
    for one in held:
        if one.drawn is None or one.assigned is not None or one.committed.number == instead_of:
            continue
        part = _DECODER.decode(office.ports.blobs.get(one.drawn.record))
        yield part.terms, pa.array([own.subject for own in part.selected], pa.string())


def _joined(parts: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    return pa.chunked_array([chunk for part in parts for chunk in part.chunks], pa.string())


def _one(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
