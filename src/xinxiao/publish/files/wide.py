"""The wide layout: a line for each series, a column for each period, as printed tables have it.

A series is what is the same in all dimensions but the period, and in the unit. Where a dataflow has bounds, a series has a
line for its values and one for each bound. The table is made in memory, so it has a limit; the long layout has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xinxiao.errors import TooLarge, told
from xinxiao.model import doubt
from xinxiao.model.doubt import DOUBT
from xinxiao.model.extract import Extract
from xinxiao.model.structure import DECIMALS, OBS_VALUE, Component, Dataflow
from xinxiao.publish.files.cells import values
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import NAME, RELEASE, SOURCE, SYNTHETIC

MOST = 200_000
"""Observations of one table."""
UNIT = "UNIT_MEASURE"
VALUE = "VALUE"
"""The column that tells values from bounds."""
MEASURES = (OBS_VALUE, "LOWER", "UPPER")
Cell = Any


@dataclass(frozen=True)
class Head:
    """A column: its id, its name in the language of the file, whether it is a period's (``year`` of its values or doubts)."""

    id: str
    title: str
    year: bool = False


@dataclass(frozen=True)
class Line:
    """A series: its codes, which measure, and by period the value with its doubts in words."""

    key: tuple[str | None, ...]
    measure: str
    cells: Mapping[str, tuple[Cell, str]]
    sources: tuple[str, ...] = ()


def time_of(flow: Dataflow) -> str:
    """The dimension that is the period; empty for a dataflow without one, which has no wide layout."""
    return next((c.id for c in flow.components if c.place == "dimension" and c.kind == "period"), "")


def series_of(flow: Dataflow) -> tuple[Component, ...]:
    """The columns that tell series apart: the dimensions but the period, and the unit."""
    time = time_of(flow)
    return tuple(c for c in flow.components if (c.place == "dimension" and c.id != time) or c.id == UNIT)


@dataclass(frozen=True)
class Wide:
    """Rows in the wide layout."""

    extract: Extract
    labels: Labels

    def check(self) -> None:
        """Raise :class:`TooLarge` for more rows than one table takes."""
        if self.extract.rows > MOST:
            raise TooLarge("a wide table", told("wide_full", rows=self.extract.rows, most=MOST))

    @cached_property
    def parts(self) -> tuple[Component, ...]:
        """The columns that tell series apart."""
        return series_of(self.extract.dataflow)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The series in key order."""
        flow, found = self.extract.dataflow, dict[tuple[Any, ...], dict[str, tuple[Cell, str]]]()
        sources: dict[tuple[Any, ...], set[str]] = {}
        time, measures = time_of(flow), [name for name in MEASURES if name in flow.columns]
        for batch in self.extract.batches():
            names = batch.schema.names
            for cells in zip(*(values(batch, name) for name in names), strict=True):
                row = dict(zip(names, cells, strict=True))
                said = "; ".join(self._doubt(code) for code in doubt.of_row(_binary(row)))
                key = tuple(row[part.id] for part in self.parts)
                for measure in measures:
                    if measure == OBS_VALUE or row[measure] is not None:
                        found.setdefault((*key, measure), {})[row[time]] = (row[measure], said)
                        sources.setdefault((*key, measure), set()).add(row.get(SOURCE) or "")
        return tuple(
            Line(key[:-1], key[-1], cells, tuple(sorted(sources[key] - {""}))) for key, cells in found.items()
        )

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The periods, earliest first; of one beginning the longer first."""
        return tuple(sorted({period for line in self.lines for period in line.cells}))

    @cached_property
    def has_bounds(self) -> bool:
        """Whether some line holds bounds."""
        return any(line.measure != OBS_VALUE for line in self.lines)

    @cached_property
    def doubted(self) -> frozenset[str]:
        """The periods of which some value has a doubt."""
        return frozenset(p for line in self.lines for p, (_, said) in line.cells.items() if said)

    @cached_property
    def labelled(self) -> tuple[Head, ...]:
        """The columns before the periods: codes with names, the unit, what is measured."""
        heads: list[Head] = []
        for part in self.parts:
            title = self.labels.column(part)
            heads.append(Head(part.id, title))
            if self._names[part.id]:
                heads.append(Head(f"{part.id}{NAME}", self.labels.t("name_of", column=title)))
        return (*heads, *([Head(VALUE, self.labels.t("value"))] if self.has_bounds else []))

    @cached_property
    def said(self) -> tuple[Head, ...]:
        """The columns behind the periods: source, release, whether it is invented."""
        title = self.labels.t("source.source")
        heads = [Head(SOURCE, title), Head(f"{SOURCE}{NAME}", self.labels.t("name_of", column=title))]
        heads.append(Head(RELEASE, self.labels.t("release")))
        synthetic = self.extract.release.programme.synthetic
        return (*heads, *([Head(SYNTHETIC, self.labels.t("synthetic"))] if synthetic else []))

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """All columns of a file without a second sheet: behind a period with doubts a column of them."""
        periods = [
            head
            for period in self.periods
            for head in (
                Head(period, period, True),
                *([Head(f"{period}_{DOUBT}", period, True)] if period in self.doubted else []),
            )
        ]
        return (*self.labelled, *periods, *self.said)

    def flat(self) -> Iterator[tuple[Cell, ...]]:
        """The cells of each line, under :attr:`heads`."""
        for line in self.lines:
            cells: list[Cell] = []
            for period in self.periods:
                value, said = line.cells.get(period, (None, ""))
                cells += [value, said] if period in self.doubted else [value]
            yield (*self.before(line), *cells, *self.after(line))

    def before(self, line: Line) -> tuple[Cell, ...]:
        """The cells under :attr:`labelled`."""
        cells: list[Cell] = []
        for part, code in zip(self.parts, line.key, strict=True):
            names = self._names[part.id]
            cells += [code, names.get(code or "")] if names else [code]
        return (*cells, *([self.labels.t(f"measure.{line.measure}")] if self.has_bounds else []))

    def after(self, line: Line) -> tuple[Cell, ...]:
        """The cells under :attr:`said`."""
        extract, programme = self.extract, self.labels.programme
        if SOURCE in extract.dataflow.columns:
            known = [programme.sources[code] for code in line.sources if code in programme.sources]
            source = ["; ".join(line.sources), "; ".join(self.labels.source(one) for one in known)]
        else:
            source = [extract.dataflow.agency, self.labels.say(programme.file.agency)]
        synthetic = ["true"] if extract.release.programme.synthetic else []
        return (*source, extract.state, *synthetic)

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, str]]:
        return {part.id: self.labels.names(part) for part in self.parts}

    @cached_property
    def _doubts(self) -> dict[str, str]:
        return {}

    def _doubt(self, code: str) -> str:
        if code not in self._doubts:
            self._doubts[code] = self.labels.doubts(code)
        return self._doubts[code]


def _binary(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row as the rules of doubt read it: with binary numbers."""
    return {
        name: float(row[name]) if row.get(name) is not None else None for name in MEASURES if name in row
    } | {name: value for name, value in row.items() if name not in (*MEASURES, DECIMALS)}
