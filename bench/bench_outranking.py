"""How long outranking matrices and Copeland scores take, and how that grows with units and criteria.

Run: ``python bench/bench_outranking.py``. Peer figures: COINr 1.1.14 outrankMatrix, R 4.2.2, 12 criteria, two
shared cores of an AMD EPYC, measured once on such a machine (not run here); 2,800 units extrapolated.
"""

from __future__ import annotations

import resource
import time

import numpy as np

from xinxiao.index.steps.outrank import copeland, outranking_matrix

PEERS = {51: 0.46, 100: 1.98, 200: 8.11, 2800: 26 * 60.0}
GOAL = 5.0


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(1)
    for units in (51, 100, 200, 700, 1400, 2800):
        values = rng.random((units, 12))
        start = time.perf_counter()
        outranking_matrix(values)
        matrix = time.perf_counter() - start
        start = time.perf_counter()
        copeland(values)
        scores = time.perf_counter() - start
        peer = f"{PEERS[units] / matrix:8.0f} x (peer {PEERS[units]:g} s)" if units in PEERS else ""
        goal = f" goal {GOAL:g} s {'ok' if matrix <= GOAL else 'MISSED'}" if units == 2800 else ""
        print(
            f"{units:6d} units x 12: matrix {matrix:7.3f} s, Copeland {scores:7.3f} s{goal} {peer}",
            flush=True,
        )
    for criteria in (6, 24, 48):
        values = rng.random((1400, criteria))
        start = time.perf_counter()
        outranking_matrix(values)
        print(f"  1400 units x {criteria:2d}: matrix {time.perf_counter() - start:7.3f} s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10:.0f} MB")


if __name__ == "__main__":
    main()
