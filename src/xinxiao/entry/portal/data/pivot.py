"""Rows of a dataflow as a table people read: a line for each series, its periods side by side, values first.

What is the same in all rows is said once above the table. So many periods are shown at once as fit on a screen; of several
frequencies one, of several vintages the last: each of these choices is said, with the way to the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xinxiao.entry.portal.data.words import Spelling
from xinxiao.entry.portal.figure_table import Cell, Column, Grid
from xinxiao.entry.portal.observed import bounds, observed
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.steps import Step
from xinxiao.model import doubt
from xinxiao.model.doubt import DOUBT
from xinxiao.model.period import PER_YEAR
from xinxiao.model.structure import DECIMALS, OBS_VALUE, VINTAGE, Component
from xinxiao.publish.files.wide import series_of

PERIODS = 8
"""Periods side by side: as many as thirteen digits each leave room for beside the names."""
SERIES = 50
"""Lines of a page."""
FREQ = "FREQ"


@dataclass(frozen=True)
class Shown:
    """What a page shows: the table, what is the same in all of it, which choices were made, and how many pages there are.

    ``others`` are frequencies not shown, with the words for them; ``vintages`` says whether the last of several is shown.
    """

    grid: Grid
    same: tuple[tuple[str, str], ...]
    pages: int
    others: tuple[tuple[str, str], ...] = ()
    frequency: str = ""
    vintages: bool = False
    earlier: bool = False
    later: bool = False


@dataclass(frozen=True)
class Pivot:
    """Some rows of a dataflow, to be laid out by period. ``window`` counts stretches of periods from 1, the last ones first."""

    request: PageRequest
    step: Step
    where: Mapping[str, str]
    page: int = 1
    window: int = 1
    spelling: Spelling = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spelling", Spelling(self.request))

    @property
    def time(self) -> str:
        """The dimension whose values stand side by side."""
        return self.request.view.flow(self.step).time

    def shown(self) -> Shown:
        """The table of these rows."""
        rows, where, others = self.request.view.rows(self.step), self._where(), self._frequencies()
        periods = rows.distinct(self.time, **where)
        last = max(len(periods) - (self.window - 1) * PERIODS, 0)
        first = max(last - PERIODS, 0)
        parts = self._parts()
        held = {part.id: rows.distinct(part.id, **where) for part in parts}
        varying = tuple(part for part in parts if len(held[part.id]) != 1)
        same = tuple(part for part in parts if len(held[part.id]) == 1)
        groups, total = rows.grouped(
            tuple(part.id for part in parts),
            (self.page - 1) * SERIES,
            SERIES,
            {self.time: periods[first:last]},
            **where,
        )
        return Shown(
            self._grid(varying, same, periods[first:last], groups, total),
            tuple((self.spelling.head(p), self.spelling.word(p, held[p.id][0])) for p in same),
            max(1, -(-total // SERIES)),
            tuple((code, self._frequency(code)) for code in others if code != where.get(FREQ)),
            self._frequency(where[FREQ]) if others else "",
            self._hides_vintages() and len(rows.distinct(VINTAGE, **where)) > 1,
            first > 0,
            self.window > 1,
        )

    def _parts(self) -> tuple[Component, ...]:
        """The columns that tell lines apart."""
        parts = series_of(self.request.view.flow(self.step))
        return tuple(part for part in parts if part.id != VINTAGE or not self._hides_vintages())

    def _hides_vintages(self) -> bool:
        """Whether of several vintages the last is shown: unless one is asked for."""
        return VINTAGE in self.request.view.flow(self.step).dimensions and VINTAGE not in self.where

    def _frequencies(self) -> list[str]:
        """The frequencies there are, where several are and none is chosen."""
        if FREQ in self.where or FREQ not in self.request.view.flow(self.step).dimensions:
            return []
        found = self.request.view.rows(self.step).distinct(FREQ, **self.where)
        return sorted(found, key=_place) if len(found) > 1 else []

    def _where(self) -> dict[str, str]:
        several = self._frequencies()
        return {**self.where, **({FREQ: several[0]} if several else {})}

    def _frequency(self, code: str) -> str:
        return self.spelling.word(self.request.view.flow(self.step).by_id[FREQ], code)

    def _grid(
        self,
        varying: tuple[Component, ...],
        same: tuple[Component, ...],
        periods: Sequence[str],
        groups: Sequence[Sequence[Row]],
        total: int,
    ) -> Grid:
        w = self.request.words
        head = self.spelling.heads(varying) or w.t("data.value")
        columns = (Column("SERIES", head), *(Column(p, w.period(p), "number") for p in periods))
        lines, data = [], []
        for group in groups:
            last = {row[self.time]: row for row in group}  # in key order: of several vintages the last
            name = self.spelling.together(varying, group[0]) or self.spelling.together(same, group[0])
            lines.append((Cell(name), *(self._cell(last.get(period)) for period in periods)))
            data.append(self._data((*varying, *same), group[0], last, periods))
        before = (self.page - 1) * SERIES
        first, end = (before + 1, before + len(groups)) if groups else (0, 0)
        caption = w.t("data.series", first=first, last=end, total=f"{total:,}")
        return Grid("preview", caption, columns, tuple(lines), stacks=True, data=tuple(data))

    def _cell(self, row: Row | None) -> Cell:
        """A value as it was published or computed; nothing where there is no row, a word or a dash where it has no value."""
        if row is None:
            return Cell("")
        if row[OBS_VALUE] is None:
            known = row.get("LOWER") is not None
            return (
                bounds(self.request, self.step, row, "plain")
                if known
                else observed(self.request, self.step, row)
            )
        places = row.get(DECIMALS)
        text = self.request.words.plain(
            row[OBS_VALUE], row.get("UNIT_MEASURE"), None if places is None else int(places)
        )
        return observed(self.request, self.step, row, text)

    def _data(
        self, parts: Sequence[Component], about: Row, last: Mapping[str, Row], periods: Sequence[str]
    ) -> Mapping[str, Any]:
        """A line as data: codes, then values by period, each with its doubts behind it."""
        found: dict[str, Any] = {part.id: about[part.id] for part in parts}
        for period in periods:
            row = last.get(period)
            found[period] = None if row is None else row[OBS_VALUE]
            found[f"{period}_{DOUBT}"] = "" if row is None else " ".join(doubt.of_row(row))
        return found


def _place(code: str) -> tuple[int, str]:
    """Which frequency is shown first, where none is chosen: that of the longest periods."""
    return PER_YEAR.get(code, 366), code
