"""What an archive of replicates says of every unit and period, read some units at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.index.doubt import intervals
from xinxiao.index.doubt.archive import Archive, Ranks
from xinxiao.index.doubt.intervals import Change
from xinxiao.index.doubt.play import at_once

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
_NUMBERS_AT_ONCE = 1 << 19


class Spread(msgspec.Struct, frozen=True, eq=False):
    """Mean, median and the two ends of an interval of some number, (T, N) each."""

    mean: Floats
    median: Floats
    low: Floats
    high: Floats


Held = TypeVar("Held", Spread, Change)


class Summary(msgspec.Struct, frozen=True, eq=False):
    """Scores, ranks, the chances of the best ``top`` k, and changes between neighbouring periods (None of a single one)."""

    score: Spread
    rank: Spread
    top: Mapping[int, Floats]
    change: Change | None


class Counted(msgspec.Struct, frozen=True, eq=False):
    """The replicates that count, in the order of the archive: ``kept`` (M,), and of these the probabilities, summing to 1."""

    kept: Mask
    probabilities: Floats

    def of(self, held: tuple[Floats, Ranks]) -> tuple[Floats, Ranks]:
        """Scores and ranks (M', w) of those that are held as (w, M)."""
        if bool(self.kept.all()):
            return held[0].T, held[1].T
        return held[0][:, self.kept].T, held[1][:, self.kept].T


def summarise(
    archive: Archive, shape: tuple[int, int], counted: Counted, level: float, top: Sequence[int]
) -> Summary:
    """The summary of an archive of T x N unit-periods; ``level`` of the intervals."""
    n = shape[1]
    step = max(1, _NUMBERS_AT_ONCE // max(archive.rows, 1))

    def one(start: int) -> Summary:
        return _of_units(archive, shape, range(start, min(start + step, n)), counted, level, top)

    parts = at_once(one, range(0, n, step))
    changes = [part.change for part in parts if part.change is not None]
    return Summary(
        _side_by_side([p.score for p in parts]),
        _side_by_side([p.rank for p in parts]),
        {k: np.concatenate([p.top[k] for p in parts], axis=1) for k in top},
        _side_by_side(changes) if changes else None,
    )


def _of_units(
    archive: Archive, shape: tuple[int, int], units: range, counted: Counted, level: float, top: Sequence[int]
) -> Summary:
    tail, p = (1 - level) / 2, counted.probabilities
    points = (0.5, tail, 1 - tail)
    scores, ranks, chances, changes = [], [], [], []
    before = None
    for year in range(shape[0]):
        held = archive.read(year * shape[1] + units.start, year * shape[1] + units.stop)
        now = counted.of(held)
        scores.append((intervals.mean(now[0], p), *intervals.quantiles(now[0], p, points)))
        ranks.append((intervals.mean(now[1], p), *intervals.quantiles(now[1], p, points)))
        chances.append([intervals.share_where(now[1] <= k, p) for k in top])
        if before is not None:
            changes.append(intervals.change_between(before, now, p, level))
        before = now
    return Summary(
        Spread(*np.stack(scores, axis=1)),
        Spread(*np.stack(ranks, axis=1)),
        {k: np.stack([year[i] for year in chances]) for i, k in enumerate(top)},
        intervals.stacked(changes) if changes else None,
    )


def _side_by_side(parts: Sequence[Held]) -> Held:
    """Parts of units after each other as one."""
    fields = type(parts[0]).__struct_fields__
    return type(parts[0])(*(np.concatenate([getattr(p, name) for p in parts], axis=1) for name in fields))


def pairs(archive: Archive, shape: tuple[int, int], counted: Counted) -> Floats:
    """(T, N, N): probability that the row unit beats the column unit."""
    t, n = shape
    weights = np.zeros(archive.rows)
    weights[counted.kept] = counted.probabilities
    even = intervals.even(counted.probabilities)

    def of_year(year: int) -> Iterator[tuple[Floats, Floats]]:
        for rows, scores in archive.scores_by_block(year * n, (year + 1) * n):
            kept = counted.kept[rows]
            yield np.ascontiguousarray(scores[kept]), weights[rows][kept]

    return np.stack([intervals.superiority(of_year(year), n, even=even) for year in range(t)])
