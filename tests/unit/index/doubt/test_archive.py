"""An archive gives back what threads put in and read at once, in memory and on disk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from xinxiao.index.doubt.archive import Archive


@pytest.mark.parametrize("held", [0, 1 << 30])
def test_threads_put_and_read_at_once(held: int) -> None:
    scores = np.random.default_rng(1).standard_normal((60, 700))  # more cells than are turned at once
    ranks = scores.astype(np.float32)
    with Archive(60, 700, held) as kept, ThreadPoolExecutor(4) as threads:
        list(
            threads.map(
                lambda start: kept.put(start, scores[start : start + 7], ranks[start : start + 7]),
                range(0, 60, 7),
            )
        )
        found = list(threads.map(lambda cell: kept.read(cell, cell + 1), range(700)))
        blocks = list(kept.scores_by_block(255, 258))
    assert np.concatenate([one for one, _ in found]).tobytes() == np.ascontiguousarray(scores.T).tobytes()
    assert np.concatenate([one for _, one in found]).tobytes() == np.ascontiguousarray(ranks.T).tobytes()
    assert [(rows.start, rows.stop) for rows, _ in blocks] == [(s, min(s + 7, 60)) for s in range(0, 60, 7)]
    assert np.concatenate([part for _, part in blocks]).tolist() == scores[:, 255:258].tolist()
