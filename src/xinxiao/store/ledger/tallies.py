"""Counts of reports: how many stand how, of each area, of each industry, and of each industry in each area.

They are a fold of the events like the reports themselves, kept in the transaction that moves a report, so that how far a collection of
a million reports is takes as many rows as there are areas or industries. Area and industry are those of the unit when the form was
issued, and whether a report is late was settled when it came: neither the frame nor the clock changes a count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from xinxiao.model.collect.desk import COUNTS
from xinxiao.model.collect.report import STATES, Report
from xinxiao.store.ledger.schema import REPORT, SQUARE, TALLY

_r, _t = REPORT.c, TALLY.c
_KINDS: Mapping[str, tuple[str, ...]] = {
    "area": ("area",),
    "industry": ("industry",),
    "both": ("area", "industry"),
}
"""By which columns of a report each kind counts."""
_TIMELY = {"yes": "on_time", "no": "late"}
CHANGE = (
    sa.update(TALLY)
    .where(*(_t[name] == sa.bindparam(f"the_{name}") for name in SQUARE))
    .values({name: _t[name] + sa.bindparam(f"more_{name}") for name in COUNTS})
)
"""Adds to the counts of a square; :attr:`Changes.rows` gives the values."""


class Changes:
    """What the moves of some reports add to the counts."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, ...], Counter[str]] = {}

    def add(self, held: Report, moved: Report) -> None:
        """A report that moved."""
        if (held.state, held.timely) == (moved.state, moved.timely):
            return
        for kind, names in _KINDS.items():
            place = [getattr(moved, name) if name in names else "" for name in ("area", "industry")]
            counts = self._found.setdefault((moved.form, moved.period, kind, *place), Counter())
            counts.subtract(_counts_of(held))
            counts.update(_counts_of(moved))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The values of :data:`CHANGE`, for each square."""
        return [
            {f"the_{name}": value for name, value in zip(SQUARE, square, strict=True)}
            | {f"more_{name}": counts[name] for name in COUNTS}
            for square, counts in self._found.items()
            if any(counts.values())
        ]


def _counts_of(report: Report) -> tuple[str, ...]:
    """What a report counts among."""
    return (report.state, *(name for value, name in _TIMELY.items() if value == report.timely))


def counted(form: str = "", period: str = "") -> Iterator[sa.Select[Any]]:
    """Questions whose answers are the rows of ``tally``: of the reports of a form for a period, or of all."""
    sums = (
        *(_sum(_r.state == state, state) for state in STATES),
        *(_sum(_r.timely == value, name) for value, name in _TIMELY.items()),
    )
    where = (_r.form == form, _r.period == period) if form else ()
    for kind, names in _KINDS.items():
        place = (_r[name] if name in names else sa.literal("").label(name) for name in ("area", "industry"))
        group = (_r.form, _r.period, *(_r[name] for name in names))
        query = sa.select(_r.form, _r.period, sa.literal(kind).label("kind"), *place, *sums)
        yield query.where(*where).group_by(*group)


def _sum(which: sa.ColumnElement[bool], name: str) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(sa.case((which, 1), else_=0)), sa.BigInteger).label(name)


def tally(connection: sa.Connection, form: str, period: str) -> None:
    """Count the reports of a form for a period, which nobody counted yet."""
    for query in counted(form, period):
        connection.execute(sa.insert(TALLY).from_select(list(TALLY.columns.keys()), query))
