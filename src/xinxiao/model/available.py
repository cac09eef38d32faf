"""What data there are: the codes of each dimension, the periods, how many series and observations, from a table of series."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from xinxiao.model.content import span
from xinxiao.model.extract import Filter
from xinxiao.model.series_table import TIMES, Mask, SeriesTable


@dataclass(frozen=True)
class Available:
    """The codes of dimensions, sorted; the periods that begin first and end last; how many series and observations."""

    codes: Mapping[str, tuple[str, ...]]
    span: tuple[str, str] | None
    series: int
    observations: int


def available(
    series: Callable[[Filter], tuple[SeriesTable, Mask]],
    which: Filter,
    dimensions: Sequence[str],
    time: str,
    wanted: Sequence[str] = (),
    further: bool = False,
) -> Available:
    """What a filter leaves, of the dimensions ``wanted`` (none: all). ``series`` gives a table of series, and which of them
    a filter leaves.

    ``further``: of each dimension what could be added to the choice made (SDMX: ``mode=available``), which is what the
    conditions on all other dimensions leave; counts are of the choice itself.
    """
    whole, chosen = series(which)

    def held(name: str) -> tuple[SeriesTable, Mask]:
        return series(without(which, name)) if further and name in which.touched else (whole, chosen)

    codes = {}
    for name in dimensions:
        if not wanted or name in wanted:
            table, mask = held(name)
            codes[name] = tuple(table.words(name, mask))
    times = None
    if time and (not wanted or time in wanted):
        table, mask = held(time)
        times = span(period for end in TIMES for period in table.words(end, mask))
    return Available(codes, times, int(chosen.sum()), int(whole.observations[chosen].sum()))


def without(which: Filter, column: str) -> Filter:
    """A filter without its conditions on one column."""
    keys = tuple({name: codes for name, codes in key.items() if name != column} for key in which.keys)
    return replace(
        which,
        codes={name: codes for name, codes in which.codes.items() if name != column},
        tests={name: tests for name, tests in which.tests.items() if name != column},
        keys=() if any(not key for key in keys) else keys,
    )
