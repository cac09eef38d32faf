"""Small dense linear algebra that gives the same bits on every processor.

Optimised libraries (BLAS, LAPACK) pick their kernels by processor, and their last digits differ. Sealed results
must not, so elimination and products here are elementwise multiplications, subtractions and ordered sums.
The matrices of this package are at most a few hundred wide; speed is no concern.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from xinxiao.errors import DataFault

Array = npt.NDArray[np.float64]


def times(left: Array, right: Array) -> Array:
    """Matrix product: ``left`` (n, k) with ``right`` (k,) or (k, m)."""
    if right.ndim == 1:
        return np.asarray(np.add.reduce(left * right[None, :], axis=1), dtype=np.float64)
    return np.asarray(np.add.reduce(left[:, :, None] * right[None, :, :], axis=1), dtype=np.float64)


def solve(matrix: Array, right: Array) -> Array:
    """Solve ``matrix @ x = right`` by Gauss-Jordan elimination with partial pivoting.

    ``matrix`` is (n, n), ``right`` (n,) or (n, m); the result has the shape of ``right``.
    Raises :class:`DataFault` when the matrix is singular.
    """
    return _eliminate(matrix, right)[0]


def inverse(matrix: Array) -> Array:
    """Inverse of a square matrix. Raises :class:`DataFault` when it is singular."""
    return solve(matrix, np.eye(matrix.shape[0]))


def log_determinant(matrix: Array) -> float:
    """Natural logarithm of the absolute determinant."""
    return _eliminate(matrix, np.zeros(matrix.shape[0]))[1]


def pivots(matrix: Array) -> Array:
    """The pivots (n,) of elimination in the order of the rows, none exchanged; those after one that is not above zero
    are not a number.

    They are the ratios of the leading principal minors: all above zero is the condition of Hawkins & Simon (1949).
    """
    work, found = np.array(matrix, dtype=np.float64), np.full(matrix.shape[0], np.nan)
    for step in range(matrix.shape[0]):
        found[step] = work[step, step]
        if not found[step] > 0.0:
            break
        work[step + 1 :] -= (work[step + 1 :, step] / found[step])[:, None] * work[step]
    return found


def _eliminate(matrix: Array, right: Array) -> tuple[Array, float]:
    size = matrix.shape[0]
    columns = right[:, None] if right.ndim == 1 else right
    work = np.concatenate([np.array(matrix, dtype=np.float64), np.array(columns, dtype=np.float64)], axis=1)
    scale = float(np.max(np.abs(work[:, :size]))) if size else 0.0
    logdet = 0.0
    for step in range(size):
        best = step + int(np.argmax(np.abs(work[step:, step])))
        if abs(work[best, step]) <= 1e-13 * scale:
            raise DataFault(f"a linear system of {size} equations has no unique solution (column {step})")
        if best != step:
            work[[step, best]] = work[[best, step]]
        logdet += math.log(abs(float(work[step, step])))
        work[step] /= work[step, step]
        factors = work[:, step].copy()
        factors[step] = 0.0
        rest = work[:, step:]  # left of it the pivot's row is empty
        rest -= factors[:, None] * rest[step]
    solution = work[:, size:]
    return (solution[:, 0].copy() if right.ndim == 1 else solution.copy()), logdet
