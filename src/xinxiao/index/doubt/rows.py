"""The rows of a replay: what is asked of each, and what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import DataFault
from xinxiao.index.steps.domain import Undefined

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Replicates(msgspec.Struct, frozen=True, eq=False):
    """``scores`` (M, T, N) of the target, NaN where a unit got none. ``reasons`` (M,): why a replicate could not be
    computed at all, '' where it could."""

    scores: Floats
    reasons: tuple[str, ...]

    @property
    def faults(self) -> Mapping[str, int]:
        """Reason -> how many replicates could not be computed."""
        return dict(sorted(Counter(reason for reason in self.reasons if reason).items()))


class Run(msgspec.Struct, frozen=True, eq=False):
    """One call under way: the choices (M, d), and what it fills: scores (M, T * N), reasons (M,)."""

    choices: Ints
    scores: Floats
    reasons: list[str]


def tells_rows(fault: DataFault, rows: Ints) -> bool:
    """Whether a fault says which of the rows it concerns."""
    return isinstance(fault, Undefined) and fault.where.ndim == 3 and len(fault.where) == len(rows)


def sound(fault: DataFault, run: Run, rows: Ints) -> Mask:
    """Which rows a fault does not concern; the others failed, and are given its reason."""
    bad = np.ones(len(rows), np.bool_)
    if isinstance(fault, Undefined) and tells_rows(fault, rows):
        bad = np.asarray(fault.where.any(axis=(1, 2)))
    for row in rows[bad].tolist():
        run.reasons[row] = fault.message
    return ~bad
