"""Measured progress: did what a task's indicators measure move the way the policy asks, before the deadline?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from xinxiao.model.dataset import Dataset
from xinxiao.model.period import end_of
from xinxiao.model.programme import Programme
from xinxiao.model.target import timing
from xinxiao.model.vintage import Vintage

DOUBTFUL = ("C", "D")
"""Grades of points that show no progress."""


@dataclass(frozen=True)
class Point:
    """One national value of an indicator, and the key it came from."""

    freq: str
    period: str
    value: float
    unit: str
    status: str
    grade: str | None
    source: str | None
    flow: str
    key: str


@dataclass(frozen=True)
class Progress:
    """First and last value of one indicator between the policy's start and the deadline."""

    indicator: str
    first: Point
    last: Point
    advanced: bool = True

    @property
    def formula(self) -> str:
        """``ID 2017-09 82.7 → 2020-05 93.1``, with a cross where that is no advance."""
        a, b = self.first, self.last
        told = f"{self.indicator} {a.period} {a.value:.6g} → {b.period} {b.value:.6g}"
        return told if self.advanced else f"{told} ✕"


Points = Mapping[str, Sequence[Point]]


def points(programme: Programme, known: Vintage, indicators: Dataset) -> Points:
    """National values of every indicator by period: the compiled ones, else figures known on the day.

    Of several scopes or frequencies of one indicator the longest run is taken; scopes are never joined.
    """
    found: dict[str, dict[tuple[str, str], list[Point]]] = {}
    compiled = indicators.table.append_column("KEY", indicators.keys)
    for flow, table in ((known.figures.dataflow, known.table), (indicators.dataflow, compiled)):
        runs: dict[str, dict[tuple[str, str], list[Point]]] = {}
        national = table.filter(pc.equal(table.column("REF_AREA"), programme.file.nation))
        for row in national.to_pylist():
            run = runs.setdefault(row["INDICATOR"], {}).setdefault((row["SCOPE"], row["FREQ"]), [])
            run.append(_point(row, flow.id, row["KEY"]))
        for name, by_run in runs.items():
            found.setdefault(name, {}).update(by_run)
    return {name: _longest(runs) for name, runs in sorted(found.items())}


def _point(row: Mapping[str, object], flow: str, key: str) -> Point:
    texts = {name: None if row.get(name) is None else str(row[name]) for name in ("GRADE", "SOURCE")}
    return Point(
        str(row["FREQ"]),
        str(row["TIME_PERIOD"]),
        float(str(row["OBS_VALUE"])),
        str(row["UNIT_MEASURE"]),
        str(row["OBS_STATUS"] or "A"),
        texts["GRADE"],
        texts["SOURCE"],
        flow,
        key,
    )


def _longest(runs: Mapping[tuple[str, str], Sequence[Point]]) -> tuple[Point, ...]:
    best = max(sorted(runs), key=lambda run: len(runs[run]))
    return tuple(sorted(runs[best], key=lambda point: end_of(point.period)))


def progress(
    programme: Programme, indicator: str, known: Sequence[Point], start: str, deadline: str
) -> Progress | None:
    """What one indicator shows, or None when it can show nothing.

    Between ``start`` (a year) and ``deadline`` (a date) there must be two values of grade B or better, no declared break
    between them, and the indicator must have a direction. It advanced when the change goes that way and the last step
    does not go back.
    """
    declared = programme.indicators.get(indicator)
    direction = declared.direction if declared is not None else 0
    inside = [
        p
        for p in known
        if p.period[:4] >= start and timing(p.period, deadline) == "IN_TIME" and p.grade not in DOUBTFUL
    ]
    if len(inside) < 2 or direction == 0:
        return None
    first, last = inside[0], inside[-1]
    years = [b.year for b in declared.breaks] if declared is not None else []
    if any(int(first.period[:4]) < year <= int(last.period[:4]) for year in years):
        return None
    moved = (last.value - first.value) * direction > 0
    kept = (last.value - inside[-2].value) * direction >= 0
    return Progress(indicator, first, last, moved and kept)
