"""How long one cycle of the policy's programme takes, step by step, against the bare engines underneath.

Run: ``python bench/bench_cycle.py [--programme DIR] [--cycle ID]``. First a whole run into a temporary home in a fresh
process, cold (imports, checks and storing included), then the steps alone, warm. The bare engines do the same arithmetic in the same
process without anything around it: DuckDB reads the programme's figures and input-output tables from CSV and sums
them by group; NumPy solves as many Leontief systems as the account has tables to invert, type I and II. ``ratio``
is the warm cycle to both together: the price of findings, keys, recorded inputs, intervals, uncertainty and sealing.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xinxiao.programme.loaded import Loaded

PROGRAMME = Path(__file__).parents[1] / "programmes" / "information-consumption"
GOAL_SECONDS, GOAL_MEGABYTES = 8.0, 500.0
SECTORS = 42
STARTED = time.perf_counter()
"""Before anything of xinxiao is imported: a cold run pays for its modules."""


class Clock:
    """Seconds of each step, as the cycle's progress reports tell them."""

    def __init__(self, since: float) -> None:
        self.seconds: dict[str, float] = {}
        self._step, self._since = "load", since

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


def cold(folder: Path, cycle_id: str | None) -> dict[str, object]:
    """A whole run as the command does it, imports and all, in this process: seconds by step, and peak memory."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.main import collect_rarely
    from xinxiao.uses.run import run

    collect_rarely()

    clock = Clock(STARTED)
    with tempfile.TemporaryDirectory() as home:
        asked = call(Path(home))
        release = run(asked, folder, cycle_id, progress=clock)
        clock.stop()
        asked.ports.ledger.close()
    rows = sum(part.rows for part in release.datasets.values())
    inputs = sum(part.inputs_rows for part in release.datasets.values())
    said = f"release {release.id}: {rows:,} rows, {inputs:,} recorded inputs"
    return {"seconds": clock.seconds, "megabytes": peak(), "said": said}


def fresh(chosen: argparse.Namespace) -> dict[str, Any]:
    """:func:`cold` in a process of its own."""
    more = ["--cycle", chosen.cycle] if chosen.cycle else []
    command = [sys.executable, __file__, "--cold", "--programme", str(chosen.programme), *more]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def warm(loaded: Loaded, cycle_id: str | None) -> dict[str, float]:
    """The steps alone, modules loaded."""
    from xinxiao import cycle
    from xinxiao.store.source import code

    clock = Clock(time.perf_counter())
    cycle.run(loaded, cycle_id, None, code(), clock)
    clock.stop()
    return clock.seconds


def bare_sums(folder: Path) -> Callable[[], object]:
    """DuckDB: sums of figures by indicator and year, and of table cells by table, origin and column."""
    figures = f"read_csv('{folder}/figures/*.csv', union_by_name=true, all_varchar=true)"
    io = f"read_csv('{folder}/io/*al.csv*', union_by_name=true, all_varchar=true)"
    cells = "REF_AREA, TIME_PERIOD, LEVEL, ORIGIN, COL"

    def work() -> object:
        import duckdb

        with duckdb.connect() as engine:
            engine.execute("set threads to 1")
            value = "sum(cast(OBS_VALUE as double))"
            one = engine.sql(f"select INDICATOR, TIME_PERIOD, {value} from {figures} group by all").fetchall()
            two = engine.sql(f"select {cells}, {value} from {io} group by all").fetchall()
            return len(one) + len(two)

    return work


def bare_systems(loaded: Loaded) -> tuple[int, Callable[[], object]]:
    """NumPy: an inverse of type I and one with a household row and column for each table."""
    import numpy as np

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
    for step, value in first.items():
        again = f"{second[step]:8.2f}" if step in second else ""
        print(f"{step:12} {value:8.2f} {again}")
    print(f"{'total':12} {sum(first.values()):8.2f} {sum(second.values()):8.2f}")


def against(what: str, value: float, goal: float, unit: str) -> None:
    """One figure and its goal."""
    print(f"{what}: {value:.2f} {unit}, {'within' if value <= goal else 'OVER'} {goal:g} {unit}")


def main() -> None:
    """Run and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--programme", type=Path, default=PROGRAMME)
    asked.add_argument("--cycle", default=None)
    asked.add_argument("--cold", action="store_true", help="only the cold run, as JSON")
    chosen = asked.parse_args()
    if chosen.cold:
        print(json.dumps(cold(chosen.programme, chosen.cycle)))
        return
    first = fresh(chosen)
    from xinxiao.programme.load import load

    load(chosen.programme)
    start = time.perf_counter()
    loaded = load(chosen.programme)
    second = {"load": time.perf_counter() - start}
    second |= {k: v for k, v in warm(loaded, chosen.cycle).items() if k not in ("load", "store")}
    print(first["said"])
    report(first["seconds"], second)
    against("cold, imports and storing included", sum(first["seconds"].values()), GOAL_SECONDS, "s")
    against("peak memory of the cold run", first["megabytes"], GOAL_MEGABYTES, "MB")
    sums = timed(bare_sums(chosen.programme))
    count, work = bare_systems(loaded)
    systems = timed(work)
    print(f"bare DuckDB, read and sum all figures and table cells: {sums:.3f} s")
    print(f"bare NumPy, {count} Leontief inverses: {systems:.3f} s")
    print(f"ratio of the warm cycle to both: {sum(second.values()) / (sums + systems):.0f}")


if __name__ == "__main__":
    main()
