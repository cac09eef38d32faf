"""Areas that become others: a successor's earlier years are the sum of what it was made of, and are said to be.

Two things follow from VALID_TO and SUCCESSORS of the code list of areas. An area that did not exist yet gets, for earlier
years, the sum of its predecessors (:func:`restated`). An area that took another in is compared with the year before as if
it had held it then (:func:`absorbed`). Only ``additive`` indicators can be summed; of others, and of an area that was
divided among several, nothing is said for the years before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from xinxiao.analyse.indicators.series import Flags, Floats, Grid, Ints, Merger, Series
from xinxiao.analyse.indicators.sums import Parts, Summed, completed
from xinxiao.model.codelist import Area
from xinxiao.model.structure import Dataflow

METHOD = "SUM_OF_PREDECESSORS"


def mergers(areas: Mapping[str, Area], codes: Sequence[str], valid: Flags) -> tuple[Merger, ...]:
    """Every succession between two neighbouring years, by successor and year: ``valid`` is (codes, years)."""
    found: dict[tuple[int, int], list[int]] = {}
    at = {code: place for place, code in enumerate(codes)}
    for code, place in at.items():
        ended = np.flatnonzero(valid[place, :-1] & ~valid[place, 1:])
        for other in areas[code].successors if len(ended) else ():
            if other in at:
                found.setdefault((at[other], int(ended[-1])), []).append(place)
    return tuple(
        Merger(area, year, tuple(parts), all(len(areas[codes[p]].successors) == 1 for p in parts))
        for (area, year), parts in sorted(found.items())
    )


def absorbed(series: Series, grid: Grid) -> Floats:
    """Values (A, Y) as the next year's areas would have had them: own and taken-in areas together in the last year before
    each merger; NaN where they cannot be added up."""
    values = series.values
    for merger in grid.mergers:
        own = [merger.area] if grid.valid[merger.area, merger.year] else []
        parts = [*own, *merger.parts]
        if values is series.values:
            values = values.copy()
        summable = merger.whole and series.additive
        values[merger.area, merger.year] = series.values[parts, merger.year].sum() if summable else np.nan
    return values


def restated(indicator: str, series: Series, grid: Grid, flow: Dataflow) -> list[Summed]:
    """Earlier years of areas that did not exist yet, one after the other: each sees those completed before it.

    A year in which one predecessor has no number, or in which one was divided among several, stays empty.
    """
    made: list[Summed] = []
    for merger in sorted(grid.mergers, key=lambda merger: merger.year):
        missing = ~grid.valid[merger.area] & np.isnan(series.values[merger.area])
        missing[merger.year + 1 :] = False
        if not (merger.whole and series.additive and missing.any()):
            continue
        parts = np.array(merger.parts, dtype=np.int64)
        values = series.values[parts]
        years = np.flatnonzero(missing & np.isfinite(values).all(axis=0))
        if len(years):
            every = Parts(parts, np.ones((len(parts), len(years)), dtype=bool))
            made.append(completed(indicator, series, grid, flow, merger.area, years, every))
            series = made[-1].series
    return made


def merged(grid: Grid, areas: Ints, years: Ints) -> tuple[Ints, Ints, Ints]:
    """Of cells (area, year), the further cells whose numbers went into them: (place of the cell, area, year)."""
    own: list[int] = []
    further: list[int] = []
    when: list[int] = []
    for one in grid.mergers:
        for place in np.flatnonzero((areas == one.area) & (years == one.year)).tolist():
            own += [place] * len(one.parts)
            further += one.parts
            when += [one.year] * len(one.parts)
    return np.array(own, np.int64), np.array(further, np.int64), np.array(when, np.int64)
