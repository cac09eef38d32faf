"""The panel: the numbers of an index as one float64 array, with the codes of its axes.

Missing is NaN everywhere. A cross-section has shape (N, K), a panel (T, N, K): periods, units, indicators.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from xinxiao.errors import DataFault, NotFound
from xinxiao.index.spec.periods import demand_codes, demand_in_time, in_time
from xinxiao.index.spec.source import axis, column_names, demand, numbers, texts
from xinxiao.index.spec.table import Table, number, text

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
MOST_CELLS = 100_000_000
"""Cells a panel may have (periods x units x indicators): 800 MB of numbers."""


class Columns(msgspec.Struct, frozen=True):
    """Names of the columns of a table; the defaults are SDMX's. ``time`` may be absent from the table."""

    unit: str = "REF_AREA"
    time: str = "TIME_PERIOD"
    indicator: str = "INDICATOR"
    value: str = "OBS_VALUE"


class Panel(msgspec.Struct, frozen=True, eq=False):
    """Indicator values of units, over periods or not.

    ``values``: float64 (T, N, K) or (N, K), in the units of measure of the indicators; whole numbers and narrower floats
    are widened. ``unit_groups``:
    name of a grouping -> label per unit (length N). ``denominators``: name -> (T, N), or (N,) for all periods. ``labels``:
    language -> unit names (length N). Codes are texts; periods have one spelling and frequency and stand in order of time
    (:mod:`xinxiao.index.spec.periods`). Raises DataFault for a wrong length or shape, a code that is none or stands twice,
    periods out of order or of several spellings, and an infinity, naming its cell.
    """

    values: Array
    units: tuple[str, ...]
    indicators: tuple[str, ...]
    times: tuple[str, ...] = ()
    unit_groups: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    denominators: Mapping[str, Array] = msgspec.field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("units", "indicators", "times"):
            msgspec.structs.force_setattr(self, name, tuple(getattr(self, name)))
        lead = (len(self.times),) if self.times else ()
        over = (*lead, len(self.units))
        values = _doubles("values", self.values, (*over, len(self.indicators)))
        msgspec.structs.force_setattr(self, "values", values)
        demand_codes("unit", self.units)
        demand_codes("indicator", self.indicators)
        demand_codes("period", self.times)
        demand_in_time(self.times)
        sizes = {}
        for name, size in self.denominators.items():
            shape = over if np.ndim(size) > 1 else over[-1:]
            sizes[name] = _doubles(f"denominator {name!r}", size, shape)
        msgspec.structs.force_setattr(self, "denominators", sizes)
        for what, named in (("unit group", self.unit_groups), ("labels of", self.labels)):
            for name, of_units in named.items():
                if len(of_units) != len(self.units):
                    raise DataFault(
                        f"{what} {name!r} has {len(of_units)} entries for {len(self.units)} units",
                        hint="give one to every unit, in their order",
                    )
        self._demand_finite()

    def _demand_finite(self) -> None:
        """Raise DataFault for an infinity, naming its cell."""
        for name, held in (("", self.values), *self.denominators.items()):
            infinite = np.isinf(held)
            if bool(infinite.any()):
                place = [int(i) for i in np.argwhere(infinite)[0]]
                column = name or self.indicators[place.pop()]
                where = " ".join([self.units[place[-1]], column, *(self.times[t] for t in place[:-1])])
                raise DataFault(
                    f"{where} is not a finite number", hint="correct it or leave it missing (NaN)"
                )

    def with_values(self, values: Array) -> Panel:
        """The same axes, other numbers."""
        return msgspec.structs.replace(self, values=values)

    def at(self, time: str) -> Panel:
        """The cross-section of one period; raises NotFound naming the periods there are."""
        if time not in self.times:
            raise NotFound(f"no period {time!r}", hint=f"periods: {', '.join(self.times) or 'none'}")
        t = self.times.index(time)
        flat = {k: v[t] if v.ndim == 2 else v for k, v in self.denominators.items()}
        return msgspec.structs.replace(self, values=self.values[t], times=(), denominators=flat)

    def keep_units(self, kept: Mask) -> Panel:
        """Only the units where ``kept`` (N,) is true."""
        if bool(kept.all()):
            return self
        at = [int(i) for i in np.flatnonzero(kept)]
        return msgspec.structs.replace(
            self,
            values=np.ascontiguousarray(self.values[..., at, :]),
            units=tuple(self.units[i] for i in at),
            unit_groups={k: tuple(v[i] for i in at) for k, v in self.unit_groups.items()},
            denominators={k: v[..., at] for k, v in self.denominators.items()},
            labels={k: tuple(v[i] for i in at) for k, v in self.labels.items()},
        )

    def select(self, indicators: Sequence[str]) -> Panel:
        """Only these indicators, in this order; raises NotFound naming those not there."""
        if tuple(indicators) == self.indicators:
            return self
        place = {code: k for k, code in enumerate(self.indicators)}
        missing = [code for code in indicators if code not in place]
        if missing:
            raise NotFound(f"no data for {', '.join(missing)}", hint=f"columns: {', '.join(self.indicators)}")
        at = [place[code] for code in indicators]
        return msgspec.structs.replace(
            self, values=np.ascontiguousarray(self.values[..., at]), indicators=tuple(indicators)
        )

    def to_table(self, columns: Columns = Columns()) -> Table:
        """Long form: one row per period, unit and indicator; missing values are null."""
        t, n, k = max(len(self.times), 1), len(self.units), len(self.indicators)
        rows = {columns.unit: text(_tiled(self.units, outer=t, inner=k))}
        if self.times:
            rows[columns.time] = text(_tiled(self.times, outer=1, inner=n * k))
        rows[columns.indicator] = text(_tiled(self.indicators, outer=t * n, inner=1))
        rows[columns.value] = number(self.values)
        return Table(rows)


def _doubles(what: str, given: Array, shape: tuple[int, ...]) -> Array:
    """Whole numbers and floats of any width as float64. Raises DataFault for anything else, and for another shape."""
    held = np.asarray(given)
    if held.shape != shape or held.dtype.kind not in "iuf":
        raise DataFault(
            f"{what} are {held.dtype} {held.shape}, the axes say numbers {shape}",
            hint="order the axes (time, unit, indicator)",
        )
    return np.asarray(held, np.float64)


def _tiled(labels: Sequence[str], *, outer: int, inner: int) -> npt.NDArray[np.object_]:
    return np.tile(np.repeat(np.array(labels, object), inner), outer)


def demand_room(periods: int, units: int, indicators: int) -> None:
    """Raise DataFault when a panel of this size has more than ``MOST_CELLS`` cells."""
    if periods * units * indicators > MOST_CELLS:
        raise DataFault(
            f"{periods} periods x {units} units x {indicators} columns are more than {MOST_CELLS} cells",
            hint="check that units and periods stand in their own columns, or split the data",
        )


def panel_from_long(
    table: Any,
    *,
    columns: Columns = Columns(),
    indicators: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
) -> Panel:
    """A panel from one row per unit, period and indicator (other columns are ignored).

    ``table``: an Arrow table, a pandas or polars frame, a :class:`Table`, or a mapping of columns. Axes are sorted by
    code unless given; rows of other units or indicators are left out. Raises DataFault for a missing column, a value
    that is no finite number, two values in one cell, and more than ``MOST_CELLS`` cells.
    """
    demand(table, (columns.unit, columns.indicator, columns.value))
    raw = numbers(table, columns.value)
    unit_of, unit_axis = axis(table, columns.unit, units)
    code_of, code_axis = axis(table, columns.indicator, indicators)
    time_of, times = _periods(table, columns, len(raw))
    inside = (unit_of >= 0) & (code_of >= 0) & (time_of >= 0)
    shape = (len(times or ("",)), len(unit_axis), len(code_axis))
    demand_room(*shape)
    flat = np.ravel_multi_index((time_of[inside], unit_of[inside], code_of[inside]), shape)
    places, counts = np.unique(flat, return_counts=True)
    if bool((counts > 1).any()):
        t, n, k = np.unravel_index(int(places[counts > 1][0]), shape)
        where = (*times[int(t) : int(t) + 1], unit_axis[int(n)], code_axis[int(k)])
        raise DataFault(
            f"two values in one cell: {' '.join(where)}", hint="keep one row per unit, period and indicator"
        )
    values = np.full(shape, np.nan)
    values.reshape(-1)[flat] = raw[inside]
    return Panel(values if times else values[0], unit_axis, code_axis, times)


def panel_from_wide(
    table: Any,
    *,
    indicators: Sequence[str],
    columns: Columns = Columns(),
    groups: Sequence[str] = (),
    denominators: Sequence[str] = (),
) -> Panel:
    """A panel from one row per unit (and period), one column per indicator; ``table`` as for :func:`panel_from_long`.

    ``groups`` and ``denominators`` name further columns to carry along; a unit's groups are read from its
    last period. Raises DataFault for a missing column, a repeated row, a cell that is no finite number, and more than
    ``MOST_CELLS`` cells.
    """
    demand(table, (columns.unit, *indicators, *groups, *denominators))
    unit_of, units = axis(table, columns.unit, None)
    time_of, times = _periods(table, columns, len(unit_of))
    periods = len(times or ("",))
    demand_room(periods, len(units), len(indicators) + len(denominators))
    kept = (unit_of >= 0) & (time_of >= 0)
    place = (time_of * len(units) + unit_of)[kept]
    if len(np.unique(place)) != len(place):
        raise DataFault("a unit has two rows for one period", hint="keep one row per unit and period")

    def cube(names: Sequence[str]) -> Array:
        out = np.full((periods * len(units), len(names)), np.nan)
        for k, name in enumerate(names):
            out[place, k] = numbers(table, name)[kept]
        return out.reshape(periods, len(units), len(names))

    values, sizes = cube(indicators), cube(denominators)
    order = [i for i in np.argsort(time_of, kind="stable").tolist() if kept[i]]
    labels = {name: _last_labels(texts(table, name), unit_of, order, len(units)) for name in groups}
    held = {name: sizes[..., d] if times else sizes[0, :, d] for d, name in enumerate(denominators)}
    return Panel(values if times else values[0], units, tuple(indicators), times, labels, held)


def _periods(table: Any, columns: Columns, rows: int) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Place of each row on the time axis, and the periods; none without a column for them."""
    if columns.time not in column_names(table):
        return np.zeros(rows, np.int64), ()
    time_of, times = axis(table, columns.time, None)
    if rows and not times:
        raise DataFault(f"column {columns.time} holds no period", hint="drop the column, or fill it")
    demand_in_time(ordered := in_time(times))
    place = {period: t for t, period in enumerate(ordered)}
    return np.array([place[period] for period in times], np.int64)[time_of], ordered


def _last_labels(
    cells: Sequence[str], unit_of: npt.NDArray[np.int64], order: Sequence[int], units: int
) -> tuple[str, ...]:
    """The label of each unit in its last period."""
    last = {int(unit_of[i]): cells[i] for i in order}
    return tuple(last[n] for n in range(units))
