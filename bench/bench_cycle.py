"""How long one cycle of the policy's programme takes, step by step, against the bare engines underneath.

Run: ``python bench/bench_cycle.py [--programme DIR] [--cycle ID]``. First a whole run into a temporary home, cold
(modules are loaded on the way), then a second one, warm. The bare engines do the same arithmetic in the same
process without anything around it: DuckDB reads the programme's figures and input-output tables from CSV and sums
them by group; NumPy solves as many Leontief systems as the account has tables to invert, type I and II. ``ratio``
is the warm cycle to both together: the price of findings, keys, recorded inputs, intervals, uncertainty and sealing.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.compute as pc

from xinxiao import cycle
from xinxiao.bootstrap import App, open_app
from xinxiao.bootstrap.source import code
from xinxiao.programme import Loaded, load

PROGRAMME = Path(__file__).parents[1] / "programmes" / "information-consumption"
GOALS = {"load": 4.0, "run": 10.0}
"""Seconds that loading with all checks, and a whole run, may take."""
SECTORS = 42


class Clock:
    """Seconds of each step, as the cycle's progress reports tell them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._step, self._since = "load", time.perf_counter()

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.perf_counter()
        self.seconds[self._step] = self.seconds.get(self._step, 0.0) + now - self._since
        self._step, self._since = step if done < total else "store", now

    def stop(self) -> None:
        self("", 0, 1)


def peak() -> float:
    """Megabytes this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], object]) -> float:
    """The least of three times, in seconds."""
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def cold(app: App, folder: Path, cycle_id: str | None) -> dict[str, float]:
    """A whole run as the command does it: load, check, all steps, and storing."""
    clock = Clock()
    app.run(folder, cycle_id, progress=clock)
    clock.stop()
    return clock.seconds


def warm(loaded: Loaded, cycle_id: str | None) -> dict[str, float]:
    """The steps alone, modules loaded."""
    clock = Clock()
    cycle.run(loaded, cycle_id, None, code(), clock)
    clock.stop()
    return clock.seconds


def bare_sums(folder: Path) -> Callable[[], object]:
    """DuckDB: sums of figures by indicator and year, and of table cells by table, origin and column."""
    figures = f"read_csv('{folder}/figures/*.csv', union_by_name=true, all_varchar=true)"
    io = f"read_csv('{folder}/io/*al.csv*', union_by_name=true, all_varchar=true)"
    cells = "REF_AREA, TIME_PERIOD, LEVEL, ORIGIN, COL"

    def work() -> object:
        with duckdb.connect() as engine:
            engine.execute("set threads to 1")
            value = "sum(cast(OBS_VALUE as double))"
            one = engine.sql(f"select INDICATOR, TIME_PERIOD, {value} from {figures} group by all").fetchall()
            two = engine.sql(f"select {cells}, {value} from {io} group by all").fetchall()
            return len(one) + len(two)

    return work


def bare_systems(loaded: Loaded) -> tuple[int, Callable[[], object]]:
    """NumPy: an inverse of type I and one with a household row and column for each table."""
    table = loaded.io.table
    tables = len({*zip(*(table.column(c).to_pylist() for c in ("REF_AREA", "TIME_PERIOD")), strict=True)})
    shares = np.random.default_rng(1).random((SECTORS + 1, SECTORS + 1)) / (2.5 * SECTORS)

    def work() -> object:
        return [
            np.linalg.inv(np.eye(size) - shares[:size, :size]).sum()
            for _ in range(tables)
            for size in (SECTORS, SECTORS + 1)
        ]

    return 2 * tables, work


def report(first: dict[str, float], second: dict[str, float]) -> None:
    """Seconds of each step, cold and warm."""
    print(f"{'step':12} {'cold s':>8} {'warm s':>8}")
    for step in ("load", *cycle.STEPS, "store"):
        again = f"{second[step]:8.2f}" if step in second else ""
        print(f"{step:12} {first.get(step, 0.0):8.2f} {again}")
    total, goal = sum(first.values()), GOALS["run"]
    print(
        f"{'total':12} {total:8.2f} {sum(second.values()):8.2f}   cold {'within' if total <= goal else 'OVER'} {goal:g} s"
    )


def main() -> None:
    """Run and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--programme", type=Path, default=PROGRAMME)
    asked.add_argument("--cycle", default=None)
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        app = open_app(Path(home))
        first = cold(app, chosen.programme, chosen.cycle)
        start = time.perf_counter()
        loaded = load(chosen.programme)
        again = time.perf_counter() - start
        second = {"load": again} | {
            k: v for k, v in warm(loaded, chosen.cycle).items() if k not in ("load", "store")
        }
        release = app.release()
        rows = sum(part.rows for part in release.datasets.values())
        inputs = sum(part.inputs_rows for part in release.datasets.values())
        derived = rows - sum(
            release.datasets[n].rows for n in ("IC_FIGURES", "IC_IO") if n in release.datasets
        )
        app.close()
    print(f"release {release.id}: {rows:,} rows, {derived:,} derived, {inputs:,} recorded inputs")
    report(first, second)
    print(
        f"load and check {'within' if again <= GOALS['load'] else 'OVER'} {GOALS['load']:g} s; peak memory {peak():.0f} MB"
    )
    sums = timed(bare_sums(chosen.programme))
    count, work = bare_systems(loaded)
    systems = timed(work)
    total = sum(second.values())
    years = pc.count_distinct(loaded.figures.table.column("TIME_PERIOD")).as_py()
    print(f"bare DuckDB, read and sum figures of {years} periods and all table cells: {sums:.3f} s")
    print(f"bare NumPy, {count} Leontief inverses: {systems:.3f} s")
    print(f"ratio of the warm cycle to both: {total / (sums + systems):.0f}")


if __name__ == "__main__":
    main()
