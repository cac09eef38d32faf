"""Values in a wrong unit of measure: yuan for ten thousand yuan, a point lost or one too many."""

from __future__ import annotations

import numpy as np

from xinxiao.collect.scrutiny.reported import Floats, Ints

MOST = 9
"""The largest power of ten that is looked for."""


def slips(now: Floats, expected: Floats, distance: Floats, *, near: float, width: float) -> Ints:
    """The power of ten (N,) by which each value is off what is expected of it; 0 where none is.

    Its domain: positive values of which an earlier value lets expect something. The decimal logarithm of value over expected
    must lie within ``near`` of a whole number other than 0 (of 1 and -1 within half of it: other errors come near ten as
    well), and the value must stand out (``distance`` beyond ``width``): a young unit may grow tenfold.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log10(now / expected)
        power = np.rint(logs)
        close = np.abs(logs - power) <= np.where(np.abs(power) == 1, near / 2, near)
        found = close & (power != 0) & (np.abs(power) <= MOST) & (distance > width)
    return np.where(found, power, 0).astype(np.int64)
