"""Scores and ranks of many replicates, put in by replicate and read by unit.

Up to a limit they lie in memory; beyond it in a file without a name in the folder for temporary files (``TMPDIR``), which
goes when the archive does. What is read is the same number for number, so quantiles are exact either way.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from threading import Lock
from types import TracebackType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ranks = NDArray[np.float32]
Number = TypeVar("Number", np.float64, np.float32)
HELD = 384 * 2**20
"""Bytes of scores and ranks that are kept in memory."""
_SCORE, _RANK = 8, 4
_CELLS_AT_ONCE = 256
"""Unit-periods that are turned from rows to columns at once: as many as stay in a processor's cache."""


class Archive:
    """Scores and ranks of ``rows`` replicates in ``cells`` unit-periods; threads may put blocks and read at once."""

    def __init__(self, rows: int, cells: int, held: int = HELD) -> None:
        self.rows, self.cells = rows, cells
        self._stops: dict[int, int] = {}
        self._held: dict[int, tuple[Floats, Ranks]] = {}
        large = rows * cells * (_SCORE + _RANK) > held
        self._file = tempfile.TemporaryFile(prefix="xinxiao-replicates-", buffering=0) if large else None  # noqa: SIM115  closed on exit
        self._place = Lock()

    @property
    def spilled(self) -> bool:
        """Whether the numbers lie in a file."""
        return self._file is not None

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def put(self, start: int, scores: Floats, ranks: Ranks) -> None:
        """Keep the replicates from ``start`` on, (B, cells) each; every block is put once."""
        block = _turned(scores), _turned(ranks)
        if self._file is None:
            self._held[start] = block
        else:
            at = start * self.cells * (_SCORE + _RANK)
            self._write(block[0], at)
            self._write(block[1], at + block[0].nbytes)
        self._stops[start] = start + len(scores)

    def read(self, start: int, stop: int) -> tuple[Floats, Ranks]:
        """Scores and ranks (stop - start, rows) of some cells, in the order of the replicates."""
        scores, ranks = np.empty((stop - start, self.rows)), np.empty((stop - start, self.rows), np.float32)
        for first, last in sorted(self._stops.items()):
            scores[:, first:last] = self._part(first, start, stop, 0)
            ranks[:, first:last] = self._part(first, start, stop, 1)
        return scores, ranks

    def scores_by_block(self, start: int, stop: int) -> Iterator[tuple[slice, Floats]]:
        """Which replicates, and their scores (B, stop - start) of some cells, block after block."""
        for first, last in sorted(self._stops.items()):
            yield slice(first, last), np.asarray(self._part(first, start, stop, 0), np.float64).T

    def _part(self, first: int, start: int, stop: int, which: int) -> NDArray[np.floating]:
        """(stop - start, B) of one block: its scores (0) or its ranks (1)."""
        if self._file is None:
            return self._held[first][which][start:stop]
        size, kind = ((_SCORE, np.float64), (_RANK, np.float32))[which]
        count = self._stops[first] - first
        block = first * self.cells * (_SCORE + _RANK) + which * count * self.cells * _SCORE
        out = np.empty((stop - start, count), kind)
        self._fill(out, block + start * count * size)
        return out

    def _write(self, numbers: NDArray[np.floating], at: int) -> None:
        """Write an array at a place of the file, however often it takes."""
        assert self._file is not None
        left = memoryview(numbers.data).cast("B")
        with self._place:  # a file has one place where it is read or written
            self._file.seek(at)
            while left:
                left = left[self._file.write(left) :]

    def _fill(self, numbers: NDArray[np.floating], at: int) -> None:
        """Fill an array from a place of the file."""
        assert self._file is not None
        left = memoryview(numbers.data).cast("B")
        with self._place:
            self._file.seek(at)
            while left:
                done = self._file.readinto(left)
                if not done:
                    raise EOFError("the file of the replicates was cut short")
                left = left[done:]


def _turned(numbers: NDArray[Number]) -> NDArray[Number]:
    """(B, cells) as (cells, B)."""
    out = np.empty(numbers.shape[::-1], numbers.dtype)
    for start in range(0, len(out), _CELLS_AT_ONCE):
        out[start : start + _CELLS_AT_ONCE] = numbers[:, start : start + _CELLS_AT_ONCE].T
    return out
