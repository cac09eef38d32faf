"""What a release says of the quality of a dataflow by itself: how much it covers, how firm it is, how long it took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.content import span
from xinxiao.model.doubt import DOUBT
from xinxiao.model.period import end_of
from xinxiao.model.structure import OBS_VALUE, VINTAGE, Dataflow
from xinxiao.release.triangle import TIME


@dataclass(frozen=True)
class Measures:
    """Counts of the observations of a dataflow.

    ``valued`` have a value, ``doubted`` something a reader must be told; ``codes`` counts those of each code of status and
    grade, in order of codes, where the dataflow has them; ``areas``, ``units`` and ``frequencies`` are codes that occur.
    ``span``: the first and the last day of the periods; ``ended``: that last day.
    """

    rows: int
    valued: int
    doubted: int
    codes: Mapping[str, Mapping[str, int]]
    areas: tuple[str, ...]
    units: tuple[str, ...]
    frequencies: tuple[str, ...]
    span: tuple[str, str] | None
    ended: date | None
    lag: float | None

    @property
    def coverage(self) -> float | None:
        """The part of observations with a value; None where there is no observation."""
        return self.valued / self.rows if self.rows else None


COUNTED = ("OBS_STATUS", "GRADE")
LISTED = ("REF_AREA", "UNIT_MEASURE", "FREQ")


def measures(flow: Dataflow, table: pa.Table) -> Measures:
    """Count the observations of a dataflow. ``lag``: of figures, the middle number of days from period to vintage."""
    names = set(table.column_names)
    areas, units, frequencies = (_distinct(table.column(name)) if name in names else () for name in LISTED)
    between = span(_distinct(table.column(flow.time))) if flow.time else None
    return Measures(
        rows=table.num_rows,
        valued=table.num_rows - table.column(OBS_VALUE).null_count,
        doubted=_filled(table.column(DOUBT)) if DOUBT in names else 0,
        codes={name: _counts(table.column(name)) for name in COUNTED if name in names},
        areas=areas,
        units=units,
        frequencies=frequencies,
        span=between,
        ended=date.fromisoformat(between[1]) if between else None,
        lag=_lag(table) if flow.has_vintages else None,
    )


def _distinct(column: pa.ChunkedArray) -> tuple[str, ...]:
    return tuple(sorted(value for value in pc.unique(column).to_pylist() if value is not None))


def _filled(column: pa.ChunkedArray) -> int:
    return int(pc.sum(pc.not_equal(pc.fill_null(column, ""), "")).as_py() or 0)


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    found = pc.value_counts(column.combine_chunks()).to_pylist()
    return dict(sorted((str(item["values"]), item["counts"]) for item in found if item["values"] is not None))


def _lag(table: pa.Table) -> float | None:
    """Days from the end of a period to the first vintage of a figure of it, the middle of all periods."""
    first = table.group_by([TIME], use_threads=False).aggregate([(VINTAGE, "min")]).to_pylist()
    days = [(date.fromisoformat(row[f"{VINTAGE}_min"]) - end_of(row[TIME])).days for row in first]
    return median(days) if days else None
