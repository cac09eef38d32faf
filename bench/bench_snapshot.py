"""A snapshot of a million submissions, against DuckDB reading the same JSON from a table and doing nothing with it.

uv run python bench/bench_snapshot.py [--reports N] [--items N] [--ledger]

With ``--ledger`` the reports, their contents and the units stand in a ledger first, on SQLite and (with XINXIAO_TEST_POSTGRES) on
PostgreSQL, and are read from there, as ``xinxiao snapshot`` does. The goal is 60 s.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa
import sqlalchemy as sa
from bench_reports import scratch

from xinxiao.files.convert import convert
from xinxiao.files.places import Places
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import SUBMITTED, Forerunner
from xinxiao.store.collect.columns import write
from xinxiao.store.collect.submitted import Submitted
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.schema import FRAME_UNIT, REPORT, SUBMISSION

SAID = {"zh": "词", "en": "word"}
ROWS = 10_000
GOAL, PERIOD = 60, "2026-03"


def form(items: int) -> Form:
    """A form of so many numbers with two places, every fifth counted from January."""
    specs = [
        {
            "id": f"I{n}",
            "name": SAID,
            "definition": SAID,
            "places": 2,
            "flow": "flow" if n % 5 else "cumulative",
        }
        for n in range(items)
    ]
    marks = {"table_number": "1", "authority": SAID, "approval": "trial", "approved_by": SAID}
    marks |= {"approval_number": "1", "valid_from": "2026-01-01", "valid_until": "2028-12-31"}
    given = {
        "id": "BENCH",
        "version": "1.0.0",
        "name": SAID,
        "purpose": SAID,
        "marks": marks,
        "frequency": "M",
    }
    given |= {"population": {}, "calendar": {"open": {"day": 1}, "due": {"day": 9}}}
    given |= {"sections": [{"id": "S", "name": SAID, "items": specs}]}
    made, findings = convert("forms/BENCH.yaml", given, Form, Places())
    assert made is not None, findings
    return made


def before(items: int) -> Forerunner:
    """The period before, of the same version."""
    return Forerunner("2026-02", {f"I{n}": f"I{n}" for n in range(items)})


def reports(count: int, items: int) -> Iterator[pa.RecordBatch]:
    """Batches of reports whose contents differ."""
    names = [f"I{n}" for n in range(items)]
    for first in range(0, count, ROWS):
        here = range(first, min(first + ROWS, count))
        contents = [
            (
                "{"
                + '"cells":{'
                + ",".join(
                    f'"{name}":"{(i * 7919 + at * 104729) % 10**9 / 100:.2f}"'
                    for at, name in enumerate(names)
                )
                + '},"explanations":{},"marks":{}}'
            ).encode()
            for i in here
        ]
        hashes = [sha256(content).hexdigest() for content in contents]
        same = len(contents)
        columns = [
            [f"U-{i:08d}" for i in here],
            ["submitted"] * same,
            [1] * same,
            ["1.0.0"] * same,
            hashes,
            ["2026-04-01T00:00:00.000+00:00"] * same,
            contents,
            contents,
        ]
        arrays = [pa.array(c, f.type) for c, f in zip(columns, SUBMITTED, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=SUBMITTED)


def fill(ledger: Ledger, count: int, pool: list[pa.RecordBatch]) -> None:
    """Put so many units, reports and contents into a ledger."""
    same = {"form": "BENCH", "period": PERIOD}
    with ledger.database.writing() as connection:
        for first in range(0, count, ROWS):
            batch = pool[first // ROWS % len(pool)]
            hashes, contents = batch.column("sha256").to_pylist(), batch.column("content").to_pylist()
            here = range(first, min(first + ROWS, count))
            units = [f"U-{i:08d}" for i in here]
            frame = dict.fromkeys(
                ("area", "industry", "size", "group", "name", "code", "state", "reason"), "x"
            )
            connection.execute(
                sa.insert(FRAME_UNIT),
                [
                    frame | {"sequence": i + 1, "event": 1, "unit": u, "valid_from": "2026-01-01"}
                    for i, u in zip(here, units, strict=True)
                ],
            )
            report = {"area": "x", "industry": "x", "issue": 1, "due": "", "state": "submitted", "number": 1}
            said = zip(here, units, hashes, contents, strict=False)
            rows = [(i, same | {"unit": u, "sha256": h}, c) for i, u, h, c in said]
            connection.execute(sa.insert(REPORT), [own | report | {"event": i + 1} for i, own, _ in rows])
            connection.execute(
                sa.insert(SUBMISSION),
                [own | {"event": i + 1, "number": 1, "content": c} for i, own, c in rows],
            )
    if ledger.database.kind == "postgresql":  # as its own housekeeping does soon after
        with ledger.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def from_ledger(name: str, url: str, count: int, items: int, folder: Path) -> bool:
    """Print what a snapshot of a ledger takes; whether that is within the goal."""
    ledger, place = Ledger(url), folder / f"{name}.parquet"
    fill(ledger, count, list(reports(min(count, 5 * ROWS), items)))
    began, work = time.perf_counter(), time.process_time()
    made, _ = Submitted(ledger).written(form(items), PERIOD, before(items), "2026-03-31", place)
    seconds, work = time.perf_counter() - began, time.process_time() - work
    print(
        f"{name}: {made.reports:,} reports of {items} items from the ledger: {seconds:.1f} s (processor {work:.1f} s), peak {peak():.1f} GB;"
        f" goal {GOAL} s {'ok' if seconds <= GOAL else 'MISSED'}",
        flush=True,
    )
    ledger.close()
    return seconds <= GOAL


def peak() -> float:
    """Gigabytes of the most memory so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main() -> None:
    """Print seconds, memory and the ratio."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--reports", type=int, default=1_000_000)
    asked.add_argument("--items", type=int, default=60)
    asked.add_argument("--ledger", action="store_true")
    given = asked.parse_args()
    if given.ledger:
        with tempfile.TemporaryDirectory() as place:
            from_ledger("SQLite", f"sqlite:///{place}/ledger.sqlite", given.reports, given.items, Path(place))
            if server := os.environ.get("XINXIAO_TEST_POSTGRES", ""):
                with scratch(server) as schema:
                    own = f"{server}?options=-csearch_path%3D{schema}"
                    from_ledger("PostgreSQL", own, given.reports, given.items, Path(place))
        return
    pool = list(reports(min(given.reports, 5 * ROWS), given.items))
    frame = pa.table(
        {
            n: pa.array([f"U-{i:08d}" for i in range(given.reports)])
            for n in ("unit", "area", "industry", "size", "group", "valid_from")
        }
    )
    repeated = [pool[at % len(pool)] for at in range(-(-given.reports // ROWS))]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        made = write(
            form(given.items), iter(repeated), frame, Path(folder) / "s.parquet", before(given.items)
        )
        seconds = time.perf_counter() - began
        size = (Path(folder) / "s.parquet").stat().st_size
    with duckdb.connect(config={"threads": 2}) as bare:
        began = time.perf_counter()
        for batch in repeated:
            table = pa.Table.from_batches([batch])
            bare.register("r", table)
            shape = '{"cells": {' + ", ".join(f'"I{n}": "VARCHAR"' for n in range(given.items)) + "}}"
            bare.execute(
                f"SELECT count(json_transform(decode(content), '{shape}')), count(json_transform(decode(before), '{shape}')) FROM r"
            ).fetchall()
            bare.unregister("r")
        plain = time.perf_counter() - began
    print(
        f"{made.reports:,} reports of {given.items} items: {seconds:.1f} s, {size / 1e6:.0f} MB, peak {peak():.1f} GB; goal {GOAL} s {'ok' if seconds <= GOAL else 'MISSED'}"
    )
    print(f"DuckDB reading the same JSON: {plain:.1f} s; ratio {seconds / plain:.2f}")


if __name__ == "__main__":
    main()
