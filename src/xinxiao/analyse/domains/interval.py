"""Consumption of a class as an interval: from the sectors wholly inside it to all that overlap it, never a point.

The shares of overlapping sectors are not known, so nothing between the bounds is likelier than anything else: the interval
is one of partial identification (Manski 2003, *Partial Identification of Probability Distributions*), not of chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from xinxiao.analyse.account.benchmarks import Library, library
from xinxiao.model.domain import Cover, SectorCover, covers, families
from xinxiao.model.io_table import IoTable, IoTables, Sector
from xinxiao.model.observations import Observations
from xinxiao.model.programme import CycleSpec, Programme

_RANK: dict[Cover, int] = {"none": 0, "part": 1, "full": 2}
MEASURE = "FINAL_USE"


@dataclass(frozen=True)
class _Work:
    """What the intervals are made from."""

    made: Observations
    shelf: Library
    uses: Sequence[str]
    unit: str
    factor: float
    _bought: dict[tuple[str, int, int], list[float]] = field(default_factory=dict)

    def bought(self, table: IoTable, sectors: Sequence[str], uses: Sequence[str]) -> list[float]:
        """What the uses bought of each of the table's sectors, the same for every class."""
        place = (table.area, table.year, table.level)
        if place not in self._bought:
            cells = table.block(sectors, uses, self.shelf.spec.together)
            self._bought[place] = (np.add.reduce(cells, axis=1) * self.factor).tolist()
        return self._bought[place]


def intervals(
    made: Observations, programme: Programme, tables: IoTables, sectors: pa.Table, cycle: CycleSpec
) -> None:
    """Put in one row for each class, place and table; one without bounds for a class that tables cannot tell."""
    spec = programme.domains
    assert spec is not None
    listed = programme.codelists.get(spec.codelist)
    groups = families(listed) if listed is not None else {}
    for code in groups:
        own = spec.by_id.get(code)
        if own is not None and own.not_measurable is not None:
            _unknown(made, programme, code, own.not_measurable.en, cycle)
    if programme.account is None or programme.tables is None:
        return
    unit = programme.unit_of("domains", MEASURE)
    factor = programme.ratio(programme.tables.unit, unit)
    shelf = library(programme, tables, sectors)
    work = _Work(made, shelf, programme.account.final_uses, unit, factor)
    for code, family in groups.items():
        rules = [
            spec.by_id[name].sectors for name in family if name in spec.by_id and spec.by_id[name].sectors
        ]
        if not rules or (code in spec.by_id and spec.by_id[code].not_measurable is not None):
            continue
        known: dict[tuple[int, int], dict[str, Cover]] = {}
        for area in (programme.file.nation, *(area.id for area in programme.provinces)):
            _place(work, code, area, rules, known)


def _unknown(made: Observations, programme: Programme, code: str, reason: str, cycle: CycleSpec) -> None:
    made.add(
        DOMAIN=code,
        REF_AREA=programme.file.nation,
        TIME_PERIOD=str(cycle.last),
        MEASURE=MEASURE,
        UNIT_MEASURE=programme.unit_of("domains", MEASURE),
        OBS_STATUS="M",
        METHOD="DOMAIN_NOT_MEASURABLE",
        COMMENT=reason,
    )


def _place(
    work: _Work,
    code: str,
    area: str,
    rules: Sequence[Sequence[SectorCover]],
    known: dict[tuple[int, int], dict[str, Cover]],
) -> None:
    """Rows of one class in one place, by year: of several tables the most detailed that carries the uses. ``known`` keeps
    what the class covers of each list of sectors, for places share them."""
    seen: set[int] = set()
    for table in work.shelf.of(area):
        uses = [use for use in work.uses if use in table.columns]
        listed = work.shelf.lists.get((table.level, table.year), ())
        if table.year in seen or not uses or not listed:
            continue
        seen.add(table.year)
        if (table.level, table.year) not in known:
            known[table.level, table.year] = {sector.code: cover_of(sector, rules) for sector in listed}
        _row(work, code, table, uses, known[table.level, table.year])


def cover_of(sector: Sector, rules: Sequence[Sequence[SectorCover]]) -> Cover:
    """The most that any of several classes covers of a sector: a domain holds wholly what one of its classes does."""
    name = sector.marks.get("NAME_ZH", "")
    return max((covers(own, name, sector.harmonised) for own in rules), key=lambda cover: _RANK[cover])


def _row(work: _Work, code: str, table: IoTable, uses: Sequence[str], inside: dict[str, Cover]) -> None:
    whole = work.shelf.spec.together
    low, high = 0.0, 0.0
    touched: list[str] = []
    for (sector, cover), value in zip(inside.items(), work.bought(table, [*inside], uses), strict=True):
        if cover == "none" or value == 0.0:
            continue
        touched.append(sector)
        low += value if cover == "full" else min(value, 0.0)
        high += value if cover == "full" else max(value, 0.0)
    full = [sector for sector in touched if inside[sector] == "full"]
    key = work.made.add(
        DOMAIN=code,
        REF_AREA=table.area,
        TIME_PERIOD=str(table.year),
        MEASURE=MEASURE,
        LOWER=low,
        UPPER=high,
        UNIT_MEASURE=work.unit,
        OBS_STATUS="U",
        METHOD="DOMAIN_INTERVAL",
        FORMULA=f"{'+'.join(full) or '0'} .. {'+'.join(touched) or '0'}",
    )
    for sector in touched:
        role = "WHOLLY_INSIDE" if inside[sector] == "full" else "OVERLAPS"
        for use in uses:
            if table.has(sector, use, whole):
                work.made.link(key, role, work.shelf.tables.flow, table.key(sector, use, whole))
