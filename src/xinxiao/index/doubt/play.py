"""A campaign of replicates: played in blocks by some threads, what fails drawn again, all of it kept or counted.

A replicate does not depend on what is played beside it, so blocks and threads change no number.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from xinxiao.index.doubt.archive import Archive
from xinxiao.index.doubt.intervals import rank_replicates
from xinxiao.index.doubt.replicate import Replayer

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
Piece = TypeVar("Piece")
Made = TypeVar("Made")
REDRAWS = 10
"""How often a replicate that fails is drawn again before it is given up."""
MISSING = "a score is missing"
"""Why a replicate fails that could be computed, but ranks not every unit."""
_SCORES_AT_ONCE, _ROWS_AT_ONCE, _SORTED_ROWS = 1 << 21, 4096, 1 << 14
_MOST_THREADS = 4


Failures = Counter[tuple[tuple[int, ...], str]]
"""(choices, -1 for vectors; why they failed) -> how often."""


class Played(msgspec.Struct, frozen=True, eq=False):
    """What became of M replicates. ``choices`` (M, d): those that were used in the end. ``whole`` (M,): which rank every
    unit; the others failed for good and are in no figure. ``shift`` (M,): mean absolute rank change against the declared
    method, NaN where failed. ``partial``: whole ones without a score of some unit, where screening is varied. ``order``:
    the replicates as the archive holds them. ``failures``: every try that failed."""

    choices: Ints
    whole: Mask
    shift: Floats
    partial: int
    order: Ints
    failures: Failures


class _Block(msgspec.Struct, frozen=True, eq=False):
    choices: Ints
    whole: Mask
    shift: Floats
    partial: int
    failures: Failures


class Referee(msgspec.Struct, frozen=True, eq=False):
    """What a replicate is held against: the scores ``nominal`` (T, N) of the declared method and their ``ranks``; whether
    units may be ``screened`` out of a replicate."""

    nominal: Floats
    ranks: Floats
    screened: bool

    def whole(self, scores: Floats) -> Mask:
        """Which of (M, T, N) rank every unit that the declared method ranks; any unit where screening is varied."""
        present = ~np.isnan(scores[:, ~np.isnan(self.nominal)])
        return np.asarray(present.any(axis=1) if self.screened else present.all(axis=1))

    def shift(self, ranks: NDArray[np.float32]) -> Floats:
        """Mean absolute rank change (M,) of ranks (M, T, N) against the declared method."""
        moved = np.abs(ranks.astype(np.float64) - self.ranks).reshape(len(ranks), -1)
        known = ~np.isnan(moved)
        count = known.sum(axis=1)
        total = np.where(known, moved, 0.0).sum(axis=1)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def play(
    player: Replayer, choices: Ints, referee: Referee, archive: Archive | None = None, *, fresh: int = 0
) -> Played:
    """Play every row of ``choices`` (M, d); their scores and ranks go into the ``archive``.

    ``fresh``: random vectors from this number on are free; a replicate that fails is drawn again with the same discrete
    choices and new vectors, so that every alternative keeps its weight. 0: nothing is drawn again.
    """
    order = _order(player, choices)
    step = max(1, min(_SCORES_AT_ONCE // max(referee.nominal.size, 1), _ROWS_AT_ONCE))

    def one(start: int) -> _Block:
        return _play_block(player, choices, order[start : start + step], referee, archive, start, fresh)

    done = at_once(one, range(0, len(order), step))
    used, whole, shift = choices.copy(), np.zeros(len(order), np.bool_), np.full(len(order), np.nan)
    for start, block in zip(range(0, len(order), step), done, strict=True):
        rows = order[start : start + step]
        used[rows], whole[rows], shift[rows] = block.choices, block.whole, block.shift
    failures: Failures = sum((block.failures for block in done), Counter())
    return Played(used, whole, shift, sum(b.partial for b in done), order, failures)


def at_once(work: Callable[[Piece], Made], pieces: Iterable[Piece]) -> list[Made]:
    """The outcome of each piece, in their order, by as many threads as there are processors (at most four)."""
    given = list(pieces)
    hands = min(_MOST_THREADS, os.cpu_count() or 1, len(given))
    if hands < 2:
        return [work(piece) for piece in given]
    with ThreadPoolExecutor(hands, "replicates") as threads:
        return list(threads.map(work, given))


def _order(player: Replayer, choices: Ints) -> Ints:
    """Rows with like choices together, stage after stage, so that what they share is computed once and let go; in pieces,
    since random vectors are drawn by neighbouring numbers."""
    discrete = sorted((f.stage, i) for i, f in enumerate(player.factors) if f.discrete)
    piece = np.arange(len(choices)) // _SORTED_ROWS
    return np.lexsort([*(choices[:, i] for _, i in reversed(discrete)), piece])


def _play_block(
    player: Replayer,
    choices: Ints,
    rows: Ints,
    referee: Referee,
    archive: Archive | None,
    start: int,
    fresh: int,
) -> _Block:
    mine = choices[rows]
    made = player.run(mine)
    scores, reasons = made.scores, list(made.reasons)
    whole, failures = referee.whole(scores), Counter[tuple[tuple[int, ...], str]]()
    vectors = np.array([i for i, f in enumerate(player.factors) if not f.discrete], np.int64)
    named = mine.copy()
    named[:, vectors] = -1
    for attempt in range(1, REDRAWS + 1):
        again = np.flatnonzero(~whole)
        failures += _failures(again, named, reasons)
        if not len(again) or not fresh or not len(vectors):
            break
        mine[np.ix_(again, vectors)] = choices[np.ix_(rows[again], vectors)] + attempt * fresh
        made = player.run(mine[again])
        scores[again] = made.scores
        for i, reason in zip(again.tolist(), made.reasons, strict=True):
            reasons[i] = reason
        whole[again] = referee.whole(made.scores)
    else:
        failures += _failures(np.flatnonzero(~whole), named, reasons)
    ranks = rank_replicates(scores)
    if archive is not None:
        archive.put(start, scores.reshape(len(rows), -1), ranks.reshape(len(rows), -1))
    known = ~np.isnan(referee.nominal)
    partial = int(np.isnan(scores[whole][:, known]).any(axis=1).sum())
    return _Block(mine, whole, np.where(whole, referee.shift(ranks), np.nan), partial, failures)


def _failures(at: Ints, named: Ints, reasons: Sequence[str]) -> Failures:
    return Counter((tuple(named[i].tolist()), reasons[i] or MISSING) for i in at.tolist())
