"""Mean growth: the one rule for it."""

from __future__ import annotations


def mean_growth(first: float, last: float, years: float) -> float:
    """Growth a year, in per cent, of a level that went from ``first`` to ``last`` in so many ``years``: the root of the ratio.

    Defined for ``first`` above zero, ``last`` of at least zero and ``years`` above zero; the caller sees to that.

    >>> mean_growth(1.0, 4.0, 2), mean_growth(2.0, 1.0, 1)
    (100.0, -50.0)
    """
    return float(((last / first) ** (1.0 / years) - 1.0) * 100.0)
