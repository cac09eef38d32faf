"""What moved between two editions of an index, and why: indicators dropped and added, goalposts, weights.

Both editions are means of means of the same numbers of one release, so that only what was chosen differs. Each of the four
choices is made in every order (24), and its part is the mean of what it moves: a Shapley value, which favours no order
and leaves nothing over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Literal

import numpy as np

from xinxiao.errors import DataFault
from xinxiao.index.coherence.arrays import Array, rank_units
from xinxiao.index.spec.framework import Framework

Choice = Literal["dropped", "added", "goalposts", "weights"]
CHOICES: tuple[Choice, ...] = ("dropped", "added", "goalposts", "weights")


@dataclass(frozen=True)
class Edition:
    """An edition in one year: the weight of each indicator in the index, and the values (N,) of each on its scale."""

    weights: Mapping[str, float]
    values: Mapping[str, Array]


@dataclass(frozen=True)
class Moved:
    """Ranks (N,) in the old and the new edition, and the part of each choice in the places gained (above 0: better)."""

    units: tuple[str, ...]
    old: Array
    new: Array
    parts: Mapping[Choice, Array]


def weights_of(framework: Framework) -> dict[str, float]:
    """Indicator -> its share in the index: the product of the shares among siblings up to the top."""
    shares = {framework.top: 1.0}
    for group in reversed(framework.groups):
        total = sum(framework.weight_of(child) for child in group.children)
        for child in group.children:
            shares[child] = shares[group.code] * framework.weight_of(child) / total
    return {code: shares[code] for code in framework.indicator_codes}


def moved(units: tuple[str, ...], old: Edition, new: Edition) -> Moved:
    """Decompose the places gained from the old edition to the new one; the parts of a unit add up to them.

    Raises :class:`DataFault` when the editions have no indicator in common: there is nothing to hold the choices against.
    """
    if not {*old.weights} & {*new.weights}:
        raise DataFault("the editions have no indicator in common", hint="compare their scores instead")
    subsets = [frozenset(made) for size in range(5) for made in combinations(CHOICES, size)]
    ranks = {
        made: np.asarray(rank_units(_score(old, new, made)[:, None])[:, 0], np.float64) for made in subsets
    }
    parts: dict[Choice, Array] = {choice: np.zeros(len(units)) for choice in CHOICES}
    orders = list(permutations(CHOICES))
    for order in orders:
        for i, choice in enumerate(order):
            before = frozenset(order[:i])
            parts[choice] = parts[choice] + (ranks[before] - ranks[before | {choice}])
    shared = {choice: part / len(orders) for choice, part in parts.items()}
    return Moved(units, ranks[frozenset()], ranks[frozenset(CHOICES)], shared)


def _score(old: Edition, new: Edition, made: frozenset[Choice]) -> Array:
    """Scores (N,), but for a factor common to all, when only the choices ``made`` are those of the new edition."""
    codes = [code for code in old.weights if code in new.weights or "dropped" not in made]
    codes += [code for code in new.weights if code not in old.weights and "added" in made]
    total = np.zeros(())
    for code in codes:
        weighs = new if code not in old.weights or ("weights" in made and code in new.weights) else old
        reads = new if code not in old.weights or ("goalposts" in made and code in new.weights) else old
        total = total + weighs.weights[code] * reads.values[code]
    return np.asarray(total)
