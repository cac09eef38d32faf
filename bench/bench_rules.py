"""How long the batch check of a national collection takes, beside the same checks written by hand in SQL.

    python bench/bench_rules.py [--units 1100000] [--threads 2] [--memory 6GB]

A table of 50 items (45 exact numbers, 5 codes) and 40 rules of the kinds forms have: totals, parts, ratios, growth, shares,
conditions, lists, blanks. Both sides write a table with one verdict for each unit and rule, each in its own process and on
its own copy of the file; counts of each verdict must agree. Ours includes looking for the largest values. One rule more, which
38 digits cannot be proven for, is timed by itself.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from xinxiao.rules.parse import parse
from xinxiao.rules.sql import extent, measured, verdicts
from xinxiao.rules.types import ItemType

NUMBERS, CODES, SHIFTED = 40, 5, 5
GOAL, GOAL_MEMORY = 1.5, 6 * 2**30


def rules() -> dict[str, tuple[str, str]]:
    """The 40 rules by id: in the rule language, and the condition somebody would write by hand."""
    found: list[tuple[str, str]] = []
    for i in range(0, 12):
        a, b, c, d = (f"N{(3 * i + k) % NUMBERS:02d}" for k in range(4))
        found.append((f"{a} + {b} + {c} = {d}", f"{a} + {b} + {c} = {d}"))
    for i in range(0, 8):
        a, b = f"N{i:02d}", f"N{i + 20:02d}"
        found.append((f"{a} <= {b}", f"{a} <= {b}"))
    for i in range(0, 5):
        a, b = f"N{i:02d}", f"N{i + 10:02d}"
        found.append((f"when {b} > 0 then {a} / {b} <= 1.5", f"NOT {b} > 0 OR {a} <= 1.5 * {b}"))
    for i in range(0, SHIFTED):
        a, b = f"N{i:02d}", f"timeshift(N{i:02d}, -1)"
        found.append(
            (
                f"when {b} > 0 then between({a} / {b}, 0.5, 2)",
                f'NOT "{b}" > 0 OR ({a} >= 0.5 * "{b}" AND {a} <= 2 * "{b}")',
            )
        )
    for i in range(0, 5):
        a, k = f"N{i + 30:02d}", f"K{i}"
        found.append(
            (f'when {k} in {{"A", "B"}} then {a} > 0', f"NOT ({k} IN ('A', 'B')) OR {a} > 0"),
        )
    for i in range(0, 3):
        a, b = f"N{i + 5:02d}", f"N{i + 15:02d}"
        found.append((f"abs({a} - {b}) <= 0.1 * {b}", f"abs({a} - {b}) <= 0.1 * {b}"))
    for i in range(0, 2):
        a, b = f"N{i + 7:02d}", f"N{i + 17:02d}"
        found.append((f"not isnull({a}) or nvl({b}, 0) = 0", f"{a} IS NOT NULL OR coalesce({b}, 0) = 0"))
    return {f"R{number:02d}": rule for number, rule in enumerate(found)}


LARGE = {"L": "N00 * N01 * N02 * N03 <= N04 * N05 * N06 * N07"}
"""A rule that cannot be proven to stay within 38 digits."""


def types() -> dict[str, ItemType]:
    """What the items hold."""
    numbers = {f"N{i:02d}": ItemType("number", 38, 2) for i in range(NUMBERS)}
    return numbers | {f"K{i}": ItemType("code") for i in range(CODES)}


def filled(file: Path, units: int) -> None:
    """A table of that many units: one cell in twenty blank, one in ten zero."""
    cells = []
    for i in range(NUMBERS):
        low = f"(hash(range, {i}) % 10000000000)::DECIMAL(38,0) * 0.01::DECIMAL(3,2)"
        cells.append(_cell(f"N{i:02d}", low, i))
    cells += [
        _cell(f"timeshift(N{i:02d}, -1)", f"(hash(range, {i + 100}) % 1000000)::DECIMAL(38,2)", i + 100)
        for i in range(SHIFTED)
    ]
    cells += [f"chr(65 + (hash(range, {i + 200}) % 6)::INTEGER) AS K{i}" for i in range(CODES)]
    with duckdb.connect(str(file)) as base:
        base.execute(f"CREATE TABLE wide AS SELECT range AS unit, {', '.join(cells)} FROM range({units})")


def _cell(name: str, value: str, seed: int) -> str:
    chance = f"hash(range, {seed}, 1) % 20"
    return (
        f"CASE WHEN {chance} = 0 THEN NULL WHEN {chance} <= 2 THEN 0 ELSE {value} END::DECIMAL(38,2) "
        f'AS "{name}"'
    )


def checked(file: Path, how: str, threads: int, memory: str) -> None:
    """One side: the table of verdicts, its seconds, its peak memory and its counts, as a line of JSON."""
    held = rules()
    with duckdb.connect(str(file)) as base:
        base.execute(f"SET threads = {threads}; SET memory_limit = '{memory}'")
        start, busy = time.perf_counter(), time.process_time()
        if how == "hand":
            columns = ", ".join(
                f"CASE WHEN {sql} THEN 'holds' WHEN NOT ({sql}) THEN 'fails' ELSE 'unknown' END AS {id}"
                for id, (_, sql) in held.items()
            )
            query = f"SELECT unit, {columns} FROM wide"
        else:
            texts = LARGE if how == "large" else {id: text for id, (text, _) in held.items()}
            read = {id: parse(text) for id, text in texts.items()}
            row = base.execute(extent(read.values(), types(), "wide")).fetchone()
            assert row is not None
            largest = measured(read.values(), types(), row)
            query = verdicts(read, types(), "wide", keep=["unit"], largest=largest)
        extent_seconds = time.perf_counter() - start
        base.execute(f"CREATE TABLE verdicts AS {query}")
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        ids = LARGE if how == "large" else held
        counts = [
            base.execute(f"SELECT {id}, count(*) FROM verdicts GROUP BY 1 ORDER BY 1").fetchall()
            for id in ids
        ]
    peak = next(
        int(line.split()[1]) * 1024
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    print(
        json.dumps(
            {"seconds": seconds, "busy": busy, "before": extent_seconds, "peak": peak, "counts": counts}
        )
    )


def main() -> None:
    """Fill, check both ways, compare, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=100_000)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--memory", default="6GB")
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--side", help=argparse.SUPPRESS)
    options.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.side:
        checked(asked.file, asked.side, asked.threads, asked.memory)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "wide.duckdb"
        filled(file, asked.units)
        best: dict[str, dict[str, Any]] = {}
        for _ in range(asked.times):
            for side in ("hand", "ours", "large"):
                copy = Path(folder) / "copy.duckdb"
                shutil.copyfile(file, copy)
                command = [sys.executable, __file__, "--side", side, "--file", str(copy)]
                command += ["--threads", str(asked.threads), "--memory", asked.memory]
                said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                if side not in best or said["seconds"] < best[side]["seconds"]:
                    best[side] = said
    for side, said in best.items():
        print(
            f"{side:6s} {said['seconds']:7.2f} s, processors {said['busy']:.2f} s, of which before {said['before']:.2f} s, peak {said['peak'] / 2**20:,.0f} MB"
        )
    same = best["hand"]["counts"] == best["ours"]["counts"]
    ratio = best["ours"]["seconds"] / best["hand"]["seconds"]
    fine = same and ratio <= GOAL and best["ours"]["peak"] <= GOAL_MEMORY
    busy = best["ours"]["busy"] / best["hand"]["busy"]
    print(
        f"{asked.units:,} units x 50 items x {len(rules())} rules: ratio {ratio:.2f} (goal {GOAL}; of processor time {busy:.2f}), ",
        end="",
    )
    print(f"verdicts {'alike' if same else 'DIFFER'}: {'ok' if fine else 'MISSED'}")


if __name__ == "__main__":
    main()
