"""What an analysis counts: the replicates that describe the units, summed up as the uncertainty of an index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.doubt import intervals, sobol
from xinxiao.index.doubt.archive import Archive
from xinxiao.index.doubt.factors import Factor
from xinxiao.index.doubt.intervals import Change
from xinxiao.index.doubt.play import Failures, Played
from xinxiao.index.doubt.replicate import Replayer
from xinxiao.index.doubt.summary import Counted, pairs, summarise
from xinxiao.index.doubt.turnout import Turnout, reasons, turnout
from xinxiao.index.spec.method import Assumptions

Floats = NDArray[np.float64]
Basis = Literal["exact", "sampled"]
_PAIRS_UP_TO = 500


class Uncertainty(msgspec.Struct, frozen=True, eq=False):
    """The index under all its assumptions. Arrays are (T, N) unless said; T = 1 for a cross-section.

    ``score``/``rank``: as declared. ``score_*``, ``rank_*``: over replicates (mean, median, and the two ends
    of the ``level`` interval). ``top``: k -> probability of rank <= k. ``superiority`` (T, N, N): probability
    that the row beats the column (None beyond 500 units). ``change``: None without two periods.
    ``sensitivity``: what each assumption contributes to the mean absolute rank change (None when not asked).
    ``replicates``: models asked for; ``used``: how many of those that are equally drawn (or listed) are behind every
    figure. A model that gives no complete ranking has failed. Sampled, it is drawn again with the same alternatives and new
    vectors, so that alternatives keep their weight; ``redrawn``: tries that were replaced. ``failed``: models that never
    succeeded; they are in no figure. ``faults``: reason -> tries that could not be computed; ``turnout``: by alternative.
    ``partial`` counts replicates in which screening left out a ranked unit.
    """

    units: tuple[str, ...]
    times: tuple[str, ...]
    target: str
    mode: Basis
    level: float
    seed: int
    factors: tuple[Factor, ...]
    replicates: int
    used: int
    redrawn: int
    failed: int
    partial: int
    faults: Mapping[str, int]
    turnout: tuple[Turnout, ...]
    score: Floats
    rank: Floats
    score_mean: Floats
    score_median: Floats
    score_low: Floats
    score_high: Floats
    rank_mean: Floats
    rank_median: Floats
    rank_low: Floats
    rank_high: Floats
    top: Mapping[int, Floats]
    superiority: Floats | None
    change: Change | None
    sensitivity: sobol.Indices | None


class Account(msgspec.Struct, frozen=True, eq=False):
    """All that is known when the replicates that describe the units were played; ``weights`` (M,) of them."""

    player: Replayer
    nominal: Floats
    assumptions: Assumptions
    played: Played
    weights: Floats

    def summed(
        self, archive: Archive, indices: sobol.Indices | None, mode: Basis, others: Played | None = None
    ) -> Uncertainty:
        """The uncertainty; ``others``: what was played only for the indices."""
        player, declared = self.player, self.assumptions
        return Uncertainty(
            units=player.panel.units,
            times=player.panel.times,
            target=player.target,
            mode=mode,
            level=declared.level,
            seed=declared.seed,
            factors=player.factors,
            score=self.nominal,
            rank=np.asarray(intervals.rank_replicates(self.nominal[None])[0], np.float64),
            sensitivity=indices,
            **self._turnout(others),
            **self._figures(archive),
        )

    def _turnout(self, others: Played | None) -> dict[str, Any]:
        """How many replicates were asked for, and what became of them."""
        played = self.played
        failures: Failures = played.failures + (others.failures if others else Counter())
        lost = int((~played.whole).sum())
        return {
            "replicates": len(played.whole) + (len(others.whole) if others else 0),
            "used": int(played.whole.sum()),
            "redrawn": played.failures.total() - lost,
            "failed": lost + (int((~others.whole).sum()) if others else 0),
            "partial": played.partial,
            "faults": reasons(failures),
            "turnout": turnout(
                self.player.factors,
                played.choices,
                played.whole,
                self.weights / self.weights.sum(),
                played.failures,
            ),
        }

    def _figures(self, archive: Archive) -> dict[str, Any]:
        """What the replicates that rank every unit say of each."""
        played, (t, n) = self.played, self.nominal.shape
        kept = played.whole[played.order]
        mass = self.weights[played.order][kept]
        counted = Counted(kept, mass / mass.sum())
        top = [k for k in self.assumptions.top if k <= n]
        found = summarise(archive, (t, n), counted, self.assumptions.level, top)
        spreads = {"score": found.score, "rank": found.rank}
        ends = ("mean", "median", "low", "high")
        return {
            **{f"{name}_{end}": getattr(spread, end) for name, spread in spreads.items() for end in ends},
            "top": found.top,
            "change": found.change,
            "superiority": pairs(archive, (t, n), counted) if n <= _PAIRS_UP_TO else None,
        }


def demand_some(played: Played) -> None:
    """Raise DataFault, with the reasons, when no replicate ranks every unit."""
    if not played.whole.any():
        raise DataFault(
            "no replicate gives a complete ranking",
            hint="; ".join(reasons(played.failures))
            or "an alternative makes scores missing, for example a geometric mean of negative values",
        )
