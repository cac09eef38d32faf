"""Points of the Sobol' sequence, scrambled: every power of two of them fills the unit cube evenly.

The sequence: Bratley and Fox, *ACM Trans. Math. Softw.* 14 (1988), with the direction numbers of Joe and Kuo (2008). The
scrambling: a random lower triangular matrix for each dimension and a random shift (Matousek, *J. of Complexity* 14, 1998).
Number for number the points are those of ``scipy.stats.qmc.Sobol``, whose import costs more than the analysis of a small
index; beyond 200 dimensions they come from there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xinxiao.index.doubt.joe_kuo import directions

Floats = NDArray[np.float64]
Bits = NDArray[np.uint32]
MOST_DIMENSIONS = 200
_BITS = 30


def sobol_points(dimensions: int, power: int, seed: int) -> Floats:
    """The first 2 ** ``power`` points (n, d) of the scrambled sequence, in [0, 1); ``power`` at most 30."""
    if dimensions > MOST_DIMENSIONS:
        from scipy.stats import qmc

        sampler = qmc.Sobol(d=dimensions, scramble=True, rng=np.random.default_rng(seed))
        return np.asarray(sampler.random_base2(power))
    steps, start = _scrambled(_bits(dimensions), np.random.default_rng(seed).spawn(1)[0])
    points = np.empty((1 << power, dimensions), np.uint32)
    points[0] = start
    for k in range(power):  # a Gray code runs backwards through what it has done, with one more bit set
        done = 1 << k
        points[done : 2 * done] = points[:done][::-1] ^ steps[:, k]
    return points.astype(np.float64) * 2.0**-_BITS


def _bits(dimensions: int) -> Bits:
    """(d, 30, 30): the direction numbers of each dimension, digit by digit, the highest first."""
    numbers = np.empty((dimensions, _BITS), np.uint32)
    numbers[0] = 1
    for d, (degree, inner, first) in enumerate(directions()[: dimensions - 1], start=1):
        row = list(first)
        for j in range(len(row), _BITS):
            new = row[j - degree] ^ (row[j - degree] << degree)
            for k in range(1, degree):
                if inner >> (degree - 1 - k) & 1:
                    new ^= row[j - k] << k
            row.append(new)
        numbers[d] = row
    places = np.arange(_BITS - 1, -1, -1, dtype=np.uint32)
    return np.asarray((numbers << places)[..., None] >> places & 1, np.uint32)


def _scrambled(bits: Bits, rng: np.random.Generator) -> tuple[Bits, Bits]:
    """Direction numbers (d, 30) multiplied by a random lower triangular matrix of bits, and a random start (d,)."""
    d = len(bits)
    values = np.uint32(1) << np.arange(_BITS, dtype=np.uint32)
    start = rng.integers(2, size=(d, _BITS), dtype=np.uint32) @ values
    matrices = np.tril(rng.integers(2, size=(d, _BITS, _BITS), dtype=np.uint32), -1) + np.eye(
        _BITS, dtype=np.uint32
    )
    mixed = bits @ matrices.transpose(0, 2, 1) & 1
    return mixed @ values[::-1], start
