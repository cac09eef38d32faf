"""How long scrutiny of a form takes that a million units fill, and how much memory, beside the reading of its contents alone.

    python bench/bench_scrutiny.py [--units 1000000] [--items 20] [--periods 13]

Contents are JSON as the ledger gives them, in batches, the same for each period but for growth; reading them from a database is not
measured here. The process that measures is made for it, so that the most memory is that of the work.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.forms import small_form  # noqa: E402
from xinxiao.collect.scrutiny import Asked, Reported, scrutinise  # noqa: E402
from xinxiao.model.collect.scrutiny import ScrutinySpec  # noqa: E402
from xinxiao.store.collect.numbers import CONTENT, PIECE, numbers  # noqa: E402


def contents(units: int, items: tuple[str, ...], period: int) -> Iterator[pa.RecordBatch]:
    """What so many units reported for a period: sizes and growth are lognormal."""
    for first in range(0, units, PIECE):
        count = min(PIECE, units - first)
        level = np.exp(np.random.default_rng(first).normal(9, 1, (count, len(items))))
        growth = np.random.default_rng((first, period)).normal(0.02 * period, 0.08, level.shape)
        rows = np.round(level * np.exp(growth)).astype(np.int64).tolist()
        made = [
            (
                "{" + '"cells":{' + ",".join(f'"{n}":"{v}"' for n, v in zip(items, row, strict=True)) + "}}"
            ).encode()
            for row in rows
        ]
        names = [f"U{i:09d}" for i in range(first, first + count)]
        yield pa.RecordBatch.from_arrays([pa.array(names), pa.array(made)], schema=CONTENT)


class Reader:
    """Reads periods, and adds up how long that took without making the contents."""

    def __init__(self, units: int, items: tuple[str, ...]) -> None:
        self.units, self.items = units, items
        self.seconds = self.made = self.work = 0.0

    def period(self, number: int) -> Reported:
        """What was reported."""
        began, before = time.perf_counter(), self.made
        table = numbers(self._timed(number), self.items)
        self.seconds += time.perf_counter() - began - (self.made - before)
        columns = {name: table.column(name).combine_chunks() for name in table.column_names}
        return Reported(columns.pop("unit"), columns)

    def _timed(self, number: int) -> Iterator[pa.RecordBatch]:
        batches = contents(self.units, self.items, number)
        while True:
            began, work = time.perf_counter(), time.process_time()
            batch = next(batches, None)
            self.made += time.perf_counter() - began
            self.work += time.process_time() - work
            if batch is None:
                return
            yield batch


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=1_000_000)
    options.add_argument("--items", type=int, default=20)
    options.add_argument("--periods", type=int, default=13)
    given = options.parse_args()
    items = tuple(f"I{n}" for n in range(given.items))
    reader = Reader(given.units, items)
    work, began = time.process_time(), time.perf_counter()
    now = reader.period(given.periods)
    strata = np.arange(given.units, dtype=np.int64) % 200
    asked = Asked(
        small_form("F", items), now, strata, 200, np.ones(given.units),
        reader.period(given.periods - 1).aligned(now.units), reader.period(1).aligned(now.units),
        (reader.period(n).aligned(now.units) for n in range(given.periods - 1, 1, -1)),
    )  # fmt: skip
    found = scrutinise(asked, ScrutinySpec())
    taken, work = time.perf_counter() - began - reader.made, time.process_time() - work - reader.work
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{given.units:,} units, {given.items} items, {given.periods} periods: {taken:.0f} s (processor {work:.0f} s), of these reading"
        f" {reader.seconds:.0f} s; peak {peak:.1f} GB; {len(found.suspicions):,} suspicions"
    )


if __name__ == "__main__":
    main()
