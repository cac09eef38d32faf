"""Who was asked and who answered: each alternative's share in what was declared, and in the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.index.doubt.factors import Factor
from xinxiao.index.doubt.play import MISSING, Failures

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Turnout(msgspec.Struct, frozen=True):
    """One alternative of one assumption. ``probability``: as declared. ``asked``, ``used``: replicates with it, and those
    of them that are in the figures. ``share``: the weight it has there. ``failures``: tries that failed; ``faults``: reason
    -> how many of them (a try that gave a score, but not to every unit, is under ``a score is missing``)."""

    assumption: str
    alternative: str
    probability: float
    asked: int
    used: int
    share: float
    failures: int
    faults: Mapping[str, int]


def turnout(
    factors: Sequence[Factor],
    choices: Ints,
    whole: Mask,
    probabilities: NDArray[np.float64],
    failures: Failures,
) -> tuple[Turnout, ...]:
    """The turnout of every alternative of the discrete ``factors`` among replicates of ``choices`` (M, d); ``whole`` (M,):
    those in the figures; ``probabilities`` (M,): of all, summing to 1."""
    mass = np.where(whole, probabilities, 0.0)
    mass = mass / mass.sum()
    found = []
    for i, factor in enumerate(factors):
        for choice, name in enumerate(factor.choices):
            mine = choices[:, i] == choice
            faults = Counter[str]()
            for (chosen, reason), count in failures.items():
                faults[reason] += count if chosen[i] == choice else 0
            found.append(
                Turnout(
                    assumption=factor.name,
                    alternative=name,
                    probability=factor.probabilities[choice],
                    asked=int(mine.sum()),
                    used=int((mine & whole).sum()),
                    share=float(mass[mine].sum()),
                    failures=faults.total(),
                    faults=dict(sorted((+faults).items())),
                )
            )
    return tuple(found)


def reasons(failures: Failures) -> dict[str, int]:
    """Why tries could not be computed at all -> how many; those that only lacked a score are not among them."""
    found = Counter[str]()
    for (_, reason), count in failures.items():
        found[reason] += count if reason != MISSING else 0
    return dict(sorted((+found).items()))
