"""Series that move together within places: what each of them should be, given the others of the same places.

Found from the data. Of the growth that a series leaves unexplained (:mod:`.residuals`), the other series whose own correlates
most with it is taken, then the one whose correlates most with the rest, three at most (matching pursuit: Mallat and Zhang
1993); elasticities are fitted by Huber's M-estimator (1964). A series over what they imply is a ratio: its residuals scatter
less, and a fault of one series alone stands out in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from xinxiao.programme.checks.panel import Flags, Floats
from xinxiao.programme.checks.provincial import Provincial
from xinxiao.programme.checks.residuals import MAD, Residuals

CLOSE = 0.4
"""Least correlation, up or down, of the growth of two series for them to be related."""
FEWEST, MOST_LACKED = 60, 0.4
"""Figures that both must have, and the part of its own that a series may lack in the other."""
MOST = 3
"""Series that one is held against."""
GAIN = 0.9
"""What must remain of the scatter, at most, for the ratio to be used."""
CLIP = 3.0
"""Standard deviations beyond which growth counts as so much in a correlation."""
HUBER, ROUNDS = 2.0, 4
NONE: Mapping[int, Flags] = MappingProxyType({})
WITNESS = 3.5
"""Standard deviations that a related series must lie off for it to bear a figure out."""


@dataclass(frozen=True)
class Beside:
    """What stands beside a series of (A, Y) figures: ``ratio``, the residuals of the figures over what related series imply,
    None where that gains nothing; ``borne`` (A, Y), figures whose departure a related series shows too, or a sum; ``series``, the
    places in the list of those it is related to."""

    ratio: Residuals | None
    borne: Flags
    series: tuple[int, ...]


@dataclass(frozen=True)
class _Grid:
    """All series on the same areas and years: ``steps`` (S, A, Y) of growth, and ``sized``, the same on its scale, clipped."""

    steps: Floats
    sized: Floats
    at: tuple[tuple[np.ndarray, slice], ...]

    def closeness(self, sized: Floats) -> Floats:
        """Correlation (S,) of every series with growth (A, Y) on its scale; 0 where too little is common to both."""
        flat, own = self.sized.reshape(len(self.sized), -1), sized.ravel()
        there, here = np.isfinite(flat).astype(np.float64), np.isfinite(own).astype(np.float64)
        flat, own = np.nan_to_num(flat), np.nan_to_num(own)
        common = there @ here
        size = np.sqrt(np.maximum((flat**2 @ here) * (there @ own**2), 1e-12))
        enough = (common >= FEWEST) & (common >= (1 - MOST_LACKED) * here.sum())
        return np.where(enough, flat @ own / size, 0.0)


def related(held: Sequence[Provincial], confirmed: Mapping[int, Flags] = NONE) -> dict[int, Beside]:
    """What stands beside each series that has residuals, by its place in the list; figures ``confirmed`` otherwise are borne
    out too."""
    known = [(place, one.residuals) for place, one in enumerate(held) if one.residuals is not None]
    grid = _grid([held[place] for place, _ in known], [own for _, own in known])
    places = [place for place, _ in known]
    found = {}
    for k, place in enumerate(places):
        close = grid.closeness(grid.sized[k])
        close[k] = 0.0
        beside = np.flatnonzero(np.abs(close) >= CLOSE).tolist()
        chosen, slopes = _pursued(grid, k) if beside else ((), np.zeros(0))
        ratio = _ratio(grid, k, [one for _, one in known], chosen, slopes) if chosen else None
        borne = _borne(grid, k, [one for _, one in known], beside, close)
        if place in confirmed:
            borne |= confirmed[place]
        met = sorted({places[one] for one in (*beside, *chosen)})
        found[place] = Beside(ratio, borne, tuple(met))
    return found


def _grid(held: Sequence[Provincial], own: Sequence[Residuals]) -> _Grid:
    areas = sorted({area for one in held for area in one.panel.areas})
    first = min((one.panel.years[0] for one in held), default=0)
    last = max((one.panel.years[-1] for one in held), default=0)
    index = {area: a for a, area in enumerate(areas)}
    steps = np.full((len(held), len(areas), last - first + 1), np.nan)
    sized = steps.copy()
    at = []
    for k, (one, rest) in enumerate(zip(held, own, strict=True)):
        rows = np.array([index[area] for area in one.panel.areas])
        start = one.panel.years[0] - first
        at.append((rows, slice(start, start + len(one.panel.years))))
        years = slice(start + 1, start + len(one.panel.years))
        steps[k, rows, years] = rest.steps
        scale = np.sqrt(2.0) * rest.scale[:, 1:]
        sized[k, rows, years] = np.clip(rest.steps / scale, -CLIP, CLIP)
    return _Grid(steps, sized, tuple(at))


def _pursued(grid: _Grid, k: int) -> tuple[tuple[int, ...], Floats]:
    """The series that a series is held against, and its elasticities to them; none where they gain nothing."""
    own = grid.steps[k]
    usual = grid.sized[k]
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.abs(own / usual)
    scale = np.where(np.isfinite(scale), scale, np.nanmedian(scale) if np.isfinite(scale).any() else 1.0)
    chosen: list[int] = []
    slopes: Floats = np.zeros(0)
    rest = own
    while len(chosen) < MOST:
        close = np.abs(grid.closeness(np.clip(rest / scale, -CLIP, CLIP)))
        close[[k, *chosen]] = 0.0
        if close.max() < CLOSE:
            break
        chosen.append(int(close.argmax()))
        slopes = _fitted(own, grid.steps[chosen])
        rest = own - np.tensordot(slopes, grid.steps[chosen], 1)
    both = np.isfinite(rest)
    gained = bool(chosen) and _spread(rest[both]) <= GAIN * _spread(own[both])
    return (tuple(chosen), slopes) if gained else ((), np.zeros(0))


def _fitted(own: Floats, others: Floats) -> Floats:
    """Elasticities (R,) of growth (A, Y) to that of others (R, A, Y), far departures weighing less."""
    both = np.isfinite(own) & np.isfinite(others).all(axis=0)
    y, x = own[both], others[:, both].T
    slopes: Floats = np.zeros(x.shape[1])
    for _ in range(ROUNDS):
        rest = y - x @ slopes
        weight = 1.0 / np.maximum(np.abs(rest) / max(HUBER * _spread(rest), 1e-9), 1.0)
        root = np.sqrt(weight)
        slopes = np.asarray(np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0], dtype=np.float64)
    return slopes


def _spread(values: Floats) -> float:
    return MAD * float(np.median(np.abs(values))) if len(values) else 0.0


def _onto(grid: _Grid, k: int, other: int, values: Floats, fill: float) -> Floats:
    """Values of another series (A', Y') on the areas and years of series ``k``."""
    whole = np.full(grid.steps.shape[1:], fill)
    rows, years = grid.at[other]
    whole[rows, years] = values
    rows, years = grid.at[k]
    return whole[rows, years]


def _ratio(
    grid: _Grid, k: int, known: Sequence[Residuals], chosen: Sequence[int], slopes: Floats
) -> Residuals:
    logs, broken = known[k].logs.copy(), known[k].broken.copy()
    for other, slope in zip(chosen, slopes.tolist(), strict=True):
        logs -= slope * _onto(grid, k, other, known[other].logs, np.nan)
        held = np.broadcast_to(known[other].broken, known[other].logs.shape)
        broken |= _onto(grid, k, other, held.astype(np.float64), 0.0).any(axis=0)
    return Residuals(logs, broken)


def _borne(grid: _Grid, k: int, known: Sequence[Residuals], beside: Sequence[int], close: Floats) -> Flags:
    off = known[k].off
    found = np.zeros(off.shape, dtype=bool)
    for other in beside:
        theirs = known[other].off * np.sign(close[other])
        far = _onto(grid, k, other, np.where(np.nan_to_num(known[other].z) >= WITNESS, theirs, 0.0), 0.0)
        found |= far * np.nan_to_num(off) > 0
    return found
