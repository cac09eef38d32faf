"""How long the batch check of a national collection takes, beside the same checks written by hand in SQL.

    python bench/bench_rules.py [--units 1100000] [--threads 2] [--memory 6GB]

A form of 50 items (45 exact numbers, 5 codes; a fiftieth of the cells blank, a hundredth zero) and 40 rules of the kinds forms have:
totals, parts, ratios, growth, shares, conditions, lists, blanks. Measured twice, each side in its own process: verdicts alone, from a
table to a table with one verdict for each unit and rule; and ``xinxiao examine``, from the snapshot of a period beside that of the
period before to a file with a row for each rule that does not hold, its values and words. Counts must agree. Ours includes looking
for the largest values. One rule more, which 38 digits cannot be proven for, is timed by itself.
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

from xinxiao.collect.links import comparable
from xinxiao.collect.whole import Frozen, planned
from xinxiao.files.convert import convert
from xinxiao.files.places import Places
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import schema_of
from xinxiao.rules.parse import parse
from xinxiao.rules.sql import extent, measured, verdicts
from xinxiao.rules.types import ItemType
from xinxiao.store.collect.examined import examine

NUMBERS, CODES, SHIFTED = 45, 5, 5
GOAL, GOAL_MEMORY = 1.5, 6 * 2**30
PERIOD = "2026-08"
SAID = {"zh": "数与数不合。", "en": "Numbers do not fit each other."}


def rules() -> dict[str, tuple[str, str]]:
    """The 40 rules by id: in the rule language, and the condition somebody would write by hand."""
    found: list[tuple[str, str]] = []
    for i in range(0, 12):
        a, b, c, d = (f"N{3 * i + k:02d}" for k in range(4))
        found.append((f"{a} + {b} + {c} = {d}", f"{a} + {b} + {c} = {d}"))
    for i in range(0, 8):
        a, b = f"N{3 * i + 1:02d}", f"N{3 * i:02d}"
        found.append((f"{a} <= {b}", f"{a} <= {b}"))
    for i in range(0, 5):
        a, b = f"N{3 * i + 2:02d}", f"N{3 * i:02d}"
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
        a, k = f"N{i + 38:02d}", f"K{i}"
        found.append(
            (f'when {k} in {{"A", "B"}} then {a} > 0', f"NOT ({k} IN ('A', 'B')) OR {a} > 0"),
        )
    for i in range(0, 3):
        a, b = f"N{3 * i + 13:02d}", f"N{3 * i + 14:02d}"
        found.append((f"abs({a} - {b}) <= 0.1 * {b}", f"abs({a} - {b}) <= 0.1 * {b}"))
    for i in range(0, 2):
        a, b = f"N{i + 43:02d}", f"N{i + 37:02d}"
        found.append((f"not isnull({a}) or nvl({b}, 0) = 0", f"{a} IS NOT NULL OR coalesce({b}, 0) = 0"))
    return {f"R{number:02d}": rule for number, rule in enumerate(found)}


LARGE = {"L": "N00 * N01 * N02 * N03 <= N04 * N05 * N06 * N07"}
"""A rule that cannot be proven to stay within 38 digits."""


def types() -> dict[str, ItemType]:
    """What the items hold."""
    numbers = {f"N{i:02d}": ItemType("number", 38, 2) for i in range(NUMBERS)}
    return numbers | {f"K{i}": ItemType("code") for i in range(CODES)}


def form() -> Form:
    """The form of these items and rules."""
    same = {"name": SAID, "definition": SAID}
    items = [{"id": f"N{i:02d}", "places": 2, **same} for i in range(NUMBERS)]
    items += [{"id": f"K{i}", "type": "code", "codelist": "CL", **same} for i in range(CODES)]
    own = [
        {"id": id, "rule": text, "severity": "must", "says": SAID, "remedy": SAID}
        for id, (text, _) in rules().items()
    ]
    marks = {"table_number": "1", "authority": SAID, "approval": "trial", "approved_by": SAID}
    marks |= {"approval_number": "1", "valid_from": "2026-01-01", "valid_until": "2028-12-31"}
    given = {"id": "BENCH_M", "version": "1.0.0", "name": SAID, "purpose": SAID, "marks": marks}
    given |= {"frequency": "M", "population": {}, "calendar": {"open": {"day": 1}, "due": {"day": 9}}}
    given |= {"sections": [{"id": "S", "name": SAID, "items": items}], "rules": own}
    made, findings = convert("forms/BENCH_M.yaml", given, Form, Places())
    assert made is not None, findings
    return made


def filled(folder: Path, units: int) -> None:
    """The reports of two periods as snapshots, and as one table with those of the earlier beside."""
    for place, seed in (("now", 0), ("before", 1000)):
        cells = {f"N{i:02d}": _number(i, seed + i) for i in range(NUMBERS)}
        cells |= {f"K{i}": f"chr(65 + (hash(range, {seed + i + 200}) % 6)::INTEGER)" for i in range(CODES)}
        kept = {"unit": "printf('U-%08d', range)", "number": "1::INTEGER"}
        asked = ", ".join(
            f"{kept.get(f.name) or cells.get(f.name) or _told(f.name)} AS {f.name}" for f in schema_of(form())
        )
        with duckdb.connect() as base:
            base.execute(
                f"COPY (SELECT {asked} FROM range({units})) TO '{folder / place}.parquet' "
                "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 32768)"
            )
    items = ", ".join(f"n.{id}" for id in types())
    shifted = ", ".join(f'b.N{i:02d} AS "timeshift(N{i:02d}, -1)"' for i in range(SHIFTED))
    now, before = (f"read_parquet('{folder / place}.parquet')" for place in ("now", "before"))
    with duckdb.connect(str(folder / "wide.duckdb")) as base:
        base.execute(
            f"CREATE TABLE wide AS SELECT n.unit, {items}, {shifted} FROM {now} n JOIN {before} b USING (unit)"
        )


def _number(at: int, seed: int) -> str:
    """Of unit's size times a weight by which the rules hold; every third item is the sum of the three before it."""
    weight = 2 * (at // 3) + 1 if at % 3 == 0 else 1
    value = f"(hash(range) % 10000000000 + 1)::DECIMAL(18,0) * {weight}"
    chance = f"hash(range, {seed}, 1) % 100"
    return (
        f"CASE WHEN {chance} < 2 THEN NULL WHEN {chance} = 2 THEN 0 ELSE {value} * 0.01::DECIMAL(3,2) END"
        "::DECIMAL(38,2)"
    )


def _told(column: str) -> str:
    return "'V'" if column.endswith("__TOLD") else "NULL::VARCHAR" if column == "explanations" else "'x'"


def checked(folder: Path, how: str, threads: int, memory: str) -> None:
    """One side of the verdicts: the table of them, its seconds, its peak memory and its counts, as a line of JSON."""
    held = rules()
    with duckdb.connect(str(folder / "copy.duckdb")) as base:
        base.execute(f"SET threads = {threads}; SET memory_limit = '{memory}'")
        start, busy = time.perf_counter(), time.process_time()
        if how == "hand":
            columns = ", ".join(f"{_by_hand(sql)} AS {id}" for id, (_, sql) in held.items())
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
    _print(seconds, busy, extent_seconds, counts)


def _by_hand(sql: str) -> str:
    return f"CASE WHEN {sql} THEN 'holds' WHEN NOT ({sql}) THEN 'fails' ELSE 'unknown' END"


def _frozen(place: Path) -> Frozen:
    return Frozen(place, form(), comparable(form(), form(), {}))


def examined(folder: Path, how: str, threads: int, memory: str) -> None:
    """One side of the whole path: the file of findings, its seconds, its peak memory and its counts, as a line of JSON."""
    start, busy = time.perf_counter(), time.process_time()
    out = folder / f"{how}.parquet"
    if how == "examine":
        known = {("", 0): _frozen(folder / "now.parquet"), ("", 1): _frozen(folder / "before.parquet")}
        plan = planned(form(), PERIOD, known, {})
        began = time.perf_counter() - start
        examine(plan, out, lambda _: ())
    else:
        began = 0.0
        with duckdb.connect() as base:
            base.execute(f"SET threads = {threads}; SET memory_limit = '{memory}'")
            base.execute(f"COPY ({_findings_by_hand(folder)}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    with duckdb.connect() as base:
        counts = base.execute(
            f"SELECT rule, verdict, count(*), max(values) FROM '{out}' GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall()
    _print(seconds, busy, began, counts)


def _findings_by_hand(folder: Path) -> str:
    """The same rows as somebody would write them who knows this form and its numbers."""
    items = ", ".join(f"n.{id}" for id in types())
    shifted = ", ".join(f'b.N{i:02d} AS "timeshift(N{i:02d}, -1)"' for i in range(SHIFTED))
    now, before = (f"read_parquet('{folder / place}.parquet')" for place in ("now", "before"))
    wide = f"SELECT n.unit, n.area, n.state, n.number, {items}, {shifted} FROM {now} n LEFT JOIN {before} b USING (unit) WHERE n.number > 0"
    every = []
    for id, (text, _) in rules().items():
        named = dict.fromkeys(item.text for item in _named(text))
        values = ", ".join(f"'\"{one}\":\"' || {_written(one)} || '\"'" for one in named)
        struct = f"{{'rule': '{id}', 'items': '{', '.join(named)}', 'verdict': v, 'values': '{{' || concat_ws(',', {values}) || '}}'}}"
        every.append(f"CASE WHEN {id} <> 'holds' THEN {struct.replace(': v,', f': {id},')} END")
    judged = (
        f"SELECT *, {', '.join(f'{_by_hand(sql)} AS {id}' for id, (_, sql) in rules().items())} FROM ({wide})"
    )
    found = f"unnest(list_filter([{', '.join(every)}], lambda one: one IS NOT NULL)) AS f"
    words = ", ".join(
        f"'{SAID[lang]}' AS {name}_{lang}" for name in ("says", "remedy") for lang in ("zh", "en")
    )
    return (
        f"SELECT 'BENCH_M' AS form, '{PERIOD}' AS period, unit, area, state, number, f.rule, 'must' AS severity, f.verdict, "
        f"NULL::VARCHAR AS explanation, NULL::VARCHAR AS why, f.items, f.values AS values, {words} "
        f"FROM (SELECT unit, area, state, number, {found} FROM ({judged}))"
    )


def _named(text: str) -> Any:
    from xinxiao.rules.expression import appearing

    return appearing(parse(text))


def _written(column: str) -> str:
    return f'"{column}"' if column[0] == "K" else f"rtrim(rtrim(\"{column}\"::VARCHAR, '0'), '.')"


def _print(seconds: float, busy: float, before: float, counts: Any) -> None:
    peak = next(
        int(line.split()[1]) * 1024
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    print(json.dumps({"seconds": seconds, "busy": busy, "before": before, "peak": peak, "counts": counts}))


def main() -> None:
    """Fill, check both ways, compare, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=100_000)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--memory", default="6GB")
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--side", help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.side:
        side = examined if asked.side in ("examine", "findings-by-hand") else checked
        side(asked.folder, asked.side, asked.threads, asked.memory)
        return
    with tempfile.TemporaryDirectory() as folder:
        filled(Path(folder), asked.units)
        best: dict[str, dict[str, Any]] = {}
        for _ in range(asked.times):
            for side in ("hand", "ours", "large", "findings-by-hand", "examine"):
                shutil.copyfile(Path(folder) / "wide.duckdb", Path(folder) / "copy.duckdb")
                command = [sys.executable, __file__, "--side", side, "--folder", folder]
                command += ["--threads", str(asked.threads), "--memory", asked.memory]
                said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
                if side not in best or said["seconds"] < best[side]["seconds"]:
                    best[side] = said
    for side, said in best.items():
        print(
            f"{side:16s} {said['seconds']:7.2f} s, processors {said['busy']:.2f} s, of which before {said['before']:.2f} s, peak {said['peak'] / 2**20:,.0f} MB"
        )
    for what, one, other in (("verdicts", "ours", "hand"), ("examine", "examine", "findings-by-hand")):
        _compared(what, best[one], best[other], asked.units)


def _compared(what: str, ours: dict[str, Any], hand: dict[str, Any], units: int) -> None:
    same, ratio = ours["counts"] == hand["counts"], ours["seconds"] / hand["seconds"]
    fine = same and ratio <= GOAL and ours["peak"] <= GOAL_MEMORY
    busy = ours["busy"] / hand["busy"]
    print(
        f"{what}: {units:,} units x 50 items x {len(rules())} rules: ratio {ratio:.2f} (goal {GOAL}; of processor time {busy:.2f}), "
        f"{'alike' if same else 'DIFFER'}: {'ok' if fine else 'MISSED'}"
    )


if __name__ == "__main__":
    main()
