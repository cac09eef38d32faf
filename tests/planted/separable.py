"""Whether faults of a kind can be told from what places do: what finding nearly all of them would cost in false alarms.

Each kind has a score of how much looks like it; the threshold is put where a share of the material faults lies beyond, and the
sound figures of the series that the index reads that lie beyond it too are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from tests.planted.measure import Ground, chosen, material_of
from tests.planted.plants import KINDS, Planted
from xinxiao.programme.checks.copies import repeats
from xinxiao.programme.checks.evidence import Evidence
from xinxiao.programme.checks.panel import Floats, Panels
from xinxiao.programme.checks.provincial import Provincial, provincial
from xinxiao.programme.checks.related import related
from xinxiao.programme.checks.shifts import expected_growth, shift_gains
from xinxiao.programme.checks.swaps import gains

SHARES = (0.8, 0.9, 0.95)
JUDGED = {
    "two provinces exchanged in a year": "swap",
    "one figure × 1.3": "cell",
    "a province's years one late, all filled": "shift",
    "a figure copied forward": "copy",
    "two digits exchanged": "cell",
}


@dataclass(frozen=True)
class Sound:
    """The series of a programme that its index reads, as they are; ``rows`` figures in all of it."""

    on: Ground
    held: tuple[Provincial, ...]
    rows: int

    def heard(self, panels: Panels) -> Iterator[tuple[Provincial, Evidence]]:
        """Those series in some panels, with what is heard of them."""
        held = tuple(provincial(self.on.known, panels))
        for place, beside in related(held).items():
            own = held[place].residuals
            if held[place].panel.indicator in self.on.effects.read and own is not None:
                yield held[place], Evidence(own, beside)


def scores(kind: str, one: Provincial, heard: Evidence) -> Floats:
    """How much (A, Y) looks like a fault of a kind: the more, the more."""
    if kind == "swap":
        found = np.zeros(one.panel.values.shape)
        for year in range(found.shape[1]):
            gain, first = gains(heard.own, year, heard.wide)
            if len(first):
                found[first, year] = np.nan_to_num(gain, nan=0.0).max(axis=1)
        return found
    if kind == "copy":
        return np.asarray(-np.log(repeats(one.panel, heard)))
    if kind == "shift":
        gain, _ = shift_gains(heard.own.raw, expected_growth(heard), 1, float(np.median(heard.own.scale)))
        return np.broadcast_to(gain[:, None], one.panel.values.shape) / 1.0
    return np.where(heard.summits, heard.z / heard.wide, 0.0)


def cost(on: Ground, count: int, seed: int) -> Mapping[str, tuple[int, list[float]]]:
    """By kind: how many material faults were planted, and the false alarms per 1,000 rows at each of ``SHARES``."""
    sound = Sound(on, tuple(provincial(on.known, on.panels)), on.known.loaded.rows.num_rows)
    usual = list(sound.heard(on.panels))
    result = {}
    for name, kind in JUDGED.items():
        random = np.random.default_rng(seed)
        faults: list[float] = []
        for _ in range(count * 40):
            where = chosen(on, random)
            made = KINDS[name](where, random)
            if made is None or not material_of(on, where.panel, made):
                continue
            faults.append(_score(sound, kind, made))
            if len(faults) >= count:
                break
        clean = np.concatenate([_alarms(kind, scores(kind, *one)) for one in usual])
        marks = [float(np.quantile(faults, 1 - share, method="lower")) for share in SHARES]
        rates = [1_000 * float((clean >= mark).sum()) / sound.rows for mark in marks]
        result[name] = (len(faults), rates)
    return result


def _alarms(kind: str, scored: Floats) -> Floats:
    """The scores that would be told: one an area of a shift, half of each pair."""
    return scored[:, 0] if kind == "shift" else scored.ravel()


def _score(sound: Sound, kind: str, made: Planted) -> float:
    on, panel = sound.on, made.panel
    key = (panel.indicator, panel.scope)
    near = on.beside.get(key, frozenset()) | {key}
    kept = tuple(
        panel if (p.indicator, p.scope) == key else p
        for p in on.panels.panels
        if (p.indicator, p.scope) in near
    )
    best = float("-inf")
    for one, heard in sound.heard(Panels(on.panels.table, kept)):
        if (one.panel.indicator, one.panel.scope) != key:
            continue
        scored = scores(kind, one, heard)
        for area, year in made.cells:
            if area in one.panel.areas:
                y = one.panel.years.index(year)
                around = slice(max(y - 1, 0), y + 2) if kind == "cell" else slice(y, y + 1)
                best = max(best, float(scored[one.panel.areas.index(area), around].max()))
    return best


def table(found: Mapping[str, Mapping[str, tuple[int, list[float]]]]) -> str:
    """The published table: a line for each kind, a column for each share and programme."""
    heads = "".join(
        f" {programme}: to find {share:.0%} |" for programme in found for share in SHARES
    ).replace("%", " %")
    lines = [f"| kind of fault |{heads}", "|---|" + "---|" * (len(SHARES) * len(found))]
    for name in JUDGED:
        cells = "".join(f" {_rate(rate)} |" for own in found.values() for rate in own[name][1])
        lines.append(f"| {name} |{cells}")
    return "\n".join(lines)


def _rate(rate: float) -> str:
    return f"{rate:.1f}" if rate < 100 else "over 100"
