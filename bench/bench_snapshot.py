"""A snapshot of a million submissions, against DuckDB reading the same JSON from a table and doing nothing with it.

uv run python bench/bench_snapshot.py [--reports N] [--items N]
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa

from xinxiao.files.convert import convert
from xinxiao.files.places import Places
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import SUBMITTED
from xinxiao.store.collect.columns import write

SAID = {"zh": "词", "en": "word"}
ROWS = 10_000


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


def main() -> None:
    """Print seconds, memory and the ratio."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--reports", type=int, default=1_000_000)
    asked.add_argument("--items", type=int, default=60)
    given = asked.parse_args()
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
        made = write(form(given.items), iter(repeated), frame, Path(folder) / "s.parquet")
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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{made.reports:,} reports of {given.items} items: {seconds:.1f} s, {size / 1e6:.0f} MB, peak {peak:.1f} GB"
    )
    print(f"DuckDB reading the same JSON: {plain:.1f} s; ratio {seconds / plain:.2f}")


if __name__ == "__main__":
    main()
