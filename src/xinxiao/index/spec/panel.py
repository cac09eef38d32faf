"""The panel: the numbers of an index as one float64 array, with the codes of its axes.

Missing is NaN everywhere. A cross-section has shape (N, K), a panel (T, N, K): periods, units, indicators.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import DataFault, NotFound

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """Names of the columns of a table; the defaults are SDMX's. ``time`` may be absent from the table."""

    unit: str = "REF_AREA"
    time: str = "TIME_PERIOD"
    indicator: str = "INDICATOR"
    value: str = "OBS_VALUE"


@dataclass(frozen=True, eq=False)
class Panel:
    """Indicator values of units, over periods or not.

    ``values``: float64 (T, N, K) or (N, K), in the units of measure of the indicators. ``unit_groups``:
    name of a grouping -> label per unit (length N). ``denominators``: name -> (T, N) or (N,). ``labels``:
    language -> unit names (length N).
    """

    values: Array
    units: tuple[str, ...]
    indicators: tuple[str, ...]
    times: tuple[str, ...] = ()
    unit_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    denominators: Mapping[str, Array] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lead = (len(self.times),) if self.times else ()
        wanted = (*lead, len(self.units), len(self.indicators))
        if self.values.shape != wanted or self.values.dtype != np.float64:
            raise DataFault(
                f"values are {self.values.dtype} {self.values.shape}, the axes say float64 {wanted}",
                hint="order the axes (time, unit, indicator)",
            )

    def with_values(self, values: Array) -> Panel:
        """The same axes, other numbers."""
        return replace(self, values=values)

    def at(self, time: str) -> Panel:
        """The cross-section of one period; raises NotFound naming the periods there are."""
        if time not in self.times:
            raise NotFound(f"no period {time!r}", hint=f"periods: {', '.join(self.times) or 'none'}")
        t = self.times.index(time)
        flat = {k: v[t] if v.ndim == 2 else v for k, v in self.denominators.items()}
        return replace(self, values=self.values[t], times=(), denominators=flat)

    def keep_units(self, kept: Mask) -> Panel:
        """Only the units where ``kept`` (N,) is true."""
        if bool(kept.all()):
            return self
        at = [int(i) for i in np.flatnonzero(kept)]
        return replace(
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
        return replace(self, values=np.ascontiguousarray(self.values[..., at]), indicators=tuple(indicators))

    def to_table(self, columns: Columns = Columns()) -> pa.Table:
        """Long form: one row per period, unit and indicator; missing values are null."""
        t, n, k = max(len(self.times), 1), len(self.units), len(self.indicators)
        flat = self.values.reshape(-1)
        rows: dict[str, pa.Array] = {columns.unit: _tiled(self.units, outer=t, inner=k)}
        if self.times:
            rows[columns.time] = _tiled(self.times, outer=1, inner=n * k)
        rows[columns.indicator] = _tiled(self.indicators, outer=t * n, inner=1)
        rows[columns.value] = pa.array(flat, mask=np.isnan(flat))
        return pa.table(rows)


def _tiled(labels: Sequence[str], *, outer: int, inner: int) -> pa.Array:
    index = np.tile(np.repeat(np.arange(len(labels)), inner), outer)
    return pa.array(list(labels), pa.string()).take(pa.array(index))


def panel_from_long(
    table: pa.Table,
    *,
    columns: Columns = Columns(),
    indicators: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
) -> Panel:
    """A panel from one row per unit, period and indicator (other columns are ignored).

    Axes are sorted by code unless given; rows of other units or indicators are left out. Raises DataFault
    for a missing column and for two values in one cell, naming them.
    """
    _demand(table, (columns.unit, columns.indicator, columns.value))
    has_time = columns.time in table.column_names
    unit_of, unit_axis = _axis(table, columns.unit, units)
    code_of, code_axis = _axis(table, columns.indicator, indicators)
    time_of, times = _axis(table, columns.time, None) if has_time else (np.zeros(len(table), np.int64), ("",))
    raw = table.column(columns.value).cast(pa.float64()).to_numpy(zero_copy_only=False)
    inside = (unit_of >= 0) & (code_of >= 0) & (time_of >= 0)
    shape = (len(times), len(unit_axis), len(code_axis))
    flat = np.ravel_multi_index((time_of[inside], unit_of[inside], code_of[inside]), shape)
    places, counts = np.unique(flat, return_counts=True)
    if bool((counts > 1).any()):
        t, n, k = np.unravel_index(int(places[counts > 1][0]), shape)
        cell = " ".join(x for x in (times[int(t)], unit_axis[int(n)], code_axis[int(k)]) if x)
        raise DataFault(f"two values in one cell: {cell}", hint="keep one row per unit, period and indicator")
    values = np.full(shape, np.nan)
    values.reshape(-1)[flat] = raw[inside]
    if not has_time:
        return Panel(values[0], unit_axis, code_axis)
    return Panel(values, unit_axis, code_axis, times)


def panel_from_wide(
    table: pa.Table,
    *,
    indicators: Sequence[str],
    columns: Columns = Columns(),
    groups: Sequence[str] = (),
    denominators: Sequence[str] = (),
) -> Panel:
    """A panel from one row per unit (and period), one column per indicator.

    ``groups`` and ``denominators`` name further columns to carry along; a unit's groups are read from its
    last period. Raises DataFault for a missing column or a repeated row.
    """
    _demand(table, (columns.unit, *indicators, *groups, *denominators))
    has_time = columns.time in table.column_names
    unit_of, units = _axis(table, columns.unit, None)
    time_of, times = _axis(table, columns.time, None) if has_time else (np.zeros(len(table), np.int64), ("",))
    place = time_of * len(units) + unit_of
    if len(np.unique(place)) != len(place):
        raise DataFault("a unit has two rows for one period", hint="keep one row per unit and period")

    def cube(names: Sequence[str]) -> Array:
        out = np.full((len(times) * len(units), len(names)), np.nan)
        for k, name in enumerate(names):
            out[place, k] = table.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
        return out.reshape(len(times), len(units), len(names))

    values, sizes = cube(indicators), cube(denominators)
    labels: dict[str, tuple[str, ...]] = {}
    order = np.argsort(time_of, kind="stable")
    for name in groups:
        cells = [str(x) if x is not None else "" for x in table.column(name).to_pylist()]
        last = dict(zip(unit_of[order].tolist(), [cells[i] for i in order.tolist()], strict=True))
        labels[name] = tuple(last[i] for i in range(len(units)))
    kept = {name: sizes[..., d] if has_time else sizes[0, :, d] for d, name in enumerate(denominators)}
    if not has_time:
        return Panel(values[0], units, tuple(indicators), (), labels, kept)
    return Panel(values, units, tuple(indicators), times, labels, kept)


def _demand(table: pa.Table, names: Sequence[str]) -> None:
    absent = [name for name in names if name not in table.column_names]
    if absent:
        raise DataFault(f"no column {', '.join(absent)}", hint=f"columns: {', '.join(table.column_names)}")


def _axis(
    table: pa.Table, column: str, wanted: Sequence[str] | None
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """Index of each row on an axis (-1 = not on it) and the codes of the axis, sorted unless given."""
    cells = table.column(column).cast(pa.string())
    axis = (
        sorted(x for x in pc.unique(cells).to_pylist() if x is not None) if wanted is None else list(wanted)
    )
    index = pc.fill_null(pc.index_in(cells, value_set=pa.array(axis, pa.string())), -1)
    return index.to_numpy().astype(np.int64), tuple(axis)
