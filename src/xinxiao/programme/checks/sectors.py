"""Sector lists: every table is read by the list of its level and year, and every list reads one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyarrow as pa

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.rows import WHOLE

FILE = "io/sectors.csv"


def lists(known: Known) -> Iterator[Finding]:
    """Tables without a list of sectors, of which nothing can be read; lists without a table; sectors that a table names
    neither in a row nor in a column, which count as zero in it."""
    if known.programme.tables is None:
        return
    listed = _by(known.loaded.sectors, "CODE", ("LEVEL", "TIME_PERIOD"))
    held = _by(known.loaded.io.table, "ROW", ("LEVEL", "TIME_PERIOD", "REF_AREA"))
    for key, codes in _by(known.loaded.io.table, "COL", ("LEVEL", "TIME_PERIOD", "REF_AREA")).items():
        held[key] |= codes
    areas: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for level, period, area in sorted(held):
        areas[level, period].append(area)
    for (level, period), places in areas.items():
        if (level, period) not in listed:
            yield fault(
                FILE, 0, "SECTORS_MISSING", level=level, year=period, count=len(places), area=places[0]
            )
    for level, period in sorted(listed.keys() - areas.keys()):
        yield fault(FILE, 0, "SECTORS_UNUSED", level=level, year=period)
    for (level, period, area), codes in sorted(held.items()):
        absent = sorted(listed.get((level, period), set()) - codes)
        if absent:
            values = ", ".join(absent)
            yield fault(FILE, 0, "SECTORS_ABSENT", level=level, year=period, area=area, values=values)


def _by(rows: pa.Table, column: str, by: tuple[str, ...]) -> dict[tuple[str, ...], set[str]]:
    """The values of a column by others of well-formed years and levels; those that are none are told as such."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    if not rows.num_rows:
        return found
    for row in rows.group_by([*by, column], use_threads=False).aggregate([]).to_pylist():
        if all(row[name] is not None and form.fullmatch(row[name]) for name, (_, form) in WHOLE.items()):
            found[tuple(row[name] for name in by)].add(row[column])
    return found
