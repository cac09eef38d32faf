"""When a change of a score is called significant: the one rule, for replicates and for published chances alike.

The change is judged within replicates: both periods of one replicate are computed by the same method from the same
draw, so that what they share cancels (Saisana, Saltelli and Tarantola 2005 for replicates of an index; Goldstein and
Healy 1995 for why parting intervals are no test of a difference).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

SLACK = 1e-9
"""What adding up probabilities may cost."""


def change_direction(rises: ArrayLike, level: float) -> NDArray[np.int8]:
    """Of chances that a score rose: 1 where it rose significantly, -1 where it fell, 0 where neither is certain.

    ``rises``: probabilities of any shape in which no change counts half; NaN gives 0. Significant is what lies beyond
    an end of a two-sided interval of ``level``: at 0.9 a chance of a rise of at least 0.95, or of at most 0.05.
    """
    chance, tail = np.asarray(rises, np.float64), (1 - level) / 2 + SLACK
    return (chance >= 1 - tail).astype(np.int8) - (chance <= tail).astype(np.int8)
