"""Whether each assumption moves the scores at all: one that does not is a mistake, and is refused."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xinxiao.errors import ProgrammeFault
from xinxiao.index.doubt.archive import Archive
from xinxiao.index.doubt.factors import Factor
from xinxiao.index.doubt.replicate import Replayer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_SCORES_AT_ONCE = 1 << 22


def moved_along(archive: Archive, shape: tuple[int, ...], order: Ints) -> list[bool]:
    """Of each axis of a grid of models, whether scores differ along it."""
    moved, place = [False] * len(shape), np.argsort(order)
    step = max(1, _SCORES_AT_ONCE // archive.rows)
    for start in range(0, archive.cells, step):
        scores, _ = archive.read(start, min(start + step, archive.cells))
        grid = scores[:, place].reshape(-1, *shape)
        moved = [known or _moves(np.moveaxis(grid, i + 1, 0)) for i, known in enumerate(moved)]
        if all(moved):
            break
    return moved


def _moves(grid: Floats) -> bool:
    """Whether scores differ along the first axis anywhere (a fault against a score counts as a difference)."""
    first = grid[:1]
    differs = ~np.isclose(grid[1:], first, rtol=1e-12, atol=1e-12, equal_nan=True)
    return bool(differs.any())


def refuse_inert(factors: Sequence[Factor], moves: Sequence[bool]) -> None:
    """Raise ProgrammeFault naming the factors that move nothing."""
    inert = [f.name for f, moved in zip(factors, moves, strict=True) if not moved]
    if inert:
        raise ProgrammeFault(
            f"assumption {', '.join(inert)} changes nothing: every choice gives the same scores",
            hint="its parameters are overridden elsewhere, or have no effect on these data: correct or drop it",
        )


def probe(player: Replayer, i: int, low: Ints, high: Ints, nominal: Floats) -> bool:
    """Whether factor i moves the scores: from the declared method first, then from sampled rows."""
    factor = player.factors[i]
    picks = np.unique(low[:, i])[:64] if factor.discrete else low[:2, i]
    near = [int(p) for p in dict.fromkeys((picks[-1], picks[0], picks[len(picks) // 2]))]
    start = np.full((1, low.shape[1]), -1, np.int64)
    for base, tried in ((start, near), *((row[None], [int(p) for p in picks]) for row in high[:8])):
        table = np.repeat(base, len(tried), axis=0)
        table[:, i] = tried
        reference = nominal[None] if base is start else player.run(table[:1]).scores
        for some in range(0 if base is start else 1, len(table)):
            tries = player.run(table[some : some + 1]).scores
            if bool((~np.isclose(tries, reference, rtol=1e-12, atol=1e-12, equal_nan=True)).any()):
                return True
    return False
