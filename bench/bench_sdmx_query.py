"""How long a question of SDMX takes: keys and availability out of 10,000,000 observations of one dataflow.

Run: ``python bench/bench_sdmx_query.py [--rows N] [--questions N]``. The tutorial's release gets a table of N observations in
place of its indicators (31 places, 120 months, as many indicators as that needs) and is sealed; the portal answers in this
process, without a socket, in SDMX-CSV, each question another key. Printed beside it: the same key by bare DuckDB over the same
sealed file, connection kept, rows fetched as Arrow, and the ratio of the medians.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from xinxiao import bootstrap
from xinxiao.cycle import compiled
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.model.dataset import INPUTS_SCHEMA, Dataset
from xinxiao.model.structure import Dataflow
from xinxiao.programme.load import load
from xinxiao.release.seal import seal
from xinxiao.uses.run import keep
from xinxiao.uses.workflow import record

TUTORIAL = Path(__file__).parents[1] / "programmes" / "tutorial-reading"
FLOW = "RD_INDICATORS"
PLACES, MONTHS = 31, 120
CSV = {"accept": "application/vnd.sdmx.data+csv;version=2.0.0"}


def table(flow: Dataflow, rows: int) -> pa.Table:
    """So many observations in key order, numbers drawn by a fixed seed."""
    indicators = max(rows // (PLACES * MONTHS), 1)
    place, indicator, month = (
        index.ravel() for index in np.indices((PLACES, indicators, MONTHS), dtype=np.int32)
    )
    columns = {
        "FREQ": (np.zeros_like(place), ["M"]),
        "REF_AREA": (place, [f"{110000 + 10000 * n}" for n in range(PLACES)]),
        "INDICATOR": (indicator, [f"I{n:05d}" for n in range(indicators)]),
        "SCOPE": (np.zeros_like(place), ["_Z"]),
        "TIME_PERIOD": (month, [f"{2014 + n // 12}-{n % 12 + 1:02d}" for n in range(MONTHS)]),
        "UNIT_MEASURE": (indicator % 3, ["PERSONS", "ITEMS", "PERCENT"]),
        "OBS_STATUS": (np.zeros_like(place), ["A"]),
        "GRADE": (place % 2, ["A", "B"]),
        "METHOD": (np.zeros_like(place), ["FIGURE"]),
    }
    values = np.random.default_rng(1).normal(100, 10, len(place)).round(3)
    arrays = []
    for part in flow.schema:
        if part.name in columns:
            codes, words = columns[part.name]
            arrays.append(pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words)).cast(part.type))
        else:
            arrays.append(pa.array(values) if part.name == "OBS_VALUE" else pa.nulls(len(place), part.type))
    return pa.Table.from_arrays(arrays, schema=flow.schema)


def sealed(home: Path, rows: int) -> Path:
    """A home whose one live release holds the table, and the sealed file of it."""
    call = bootstrap.call(home)
    loaded = load(TUTORIAL)
    assert loaded.programme is not None
    flow = loaded.programme.flows[FLOW]
    cycle = loaded.programme.cycle(None)
    made = compiled(loaded, None, None)
    made[FLOW] = Dataset(flow, table(flow, rows), INPUTS_SCHEMA.empty_table())
    new = seal(loaded.programme, loaded.indices, loaded.files, cycle, cycle.as_of, call.ports.code(), made)
    keep(call, new)
    record(call, new.release, draft=False)
    call.ports.ledger.close()
    return call.ports.blobs.path(new.release.datasets[FLOW].sha256)


def timed(ask: Callable[[int], int], questions: int) -> tuple[list[float], int]:
    """Milliseconds of each question, and the rows or bytes of all together."""
    took, found = [], 0
    for number in range(questions):
        start = time.perf_counter()
        found += ask(number)
        took.append((time.perf_counter() - start) * 1e3)
    return took, found


def told(what: str, took: list[float], found: int, beside: float | None = None) -> float:
    """Print one line; the median."""
    median, high = statistics.median(took), sorted(took)[int(len(took) * 0.95) - 1]
    ratio = f"   {median / beside:5.2f} of bare DuckDB" if beside else ""
    print(f"{what:44} median {median:7.1f} ms   p95 {high:7.1f} ms   found {found:>9,}{ratio}")
    return median


def main() -> None:
    """Seal, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--questions", type=int, default=200)
    chosen = parser.parse_args()
    indicators = chosen.rows // (PLACES * MONTHS)
    drawn = random.Random(1)
    keys = [
        (f"{110000 + 10000 * drawn.randrange(PLACES)}", f"I{drawn.randrange(indicators):05d}")
        for _ in range(chosen.questions)
    ]
    with tempfile.TemporaryDirectory() as place:
        home = Path(place) / "home"
        file = sealed(home, chosen.rows)
        ports = bootstrap.ports(home)
        door, bare = create(ports), duckdb.connect(config={"threads": 1})
        print(f"{chosen.rows:,} observations, {file.stat().st_size / 1e6:.0f} MB sealed")

        def ask(path: str, query: str = "", **headers: str) -> int:
            answer = door.respond(HttpRequest("GET", path, query.encode(), headers or CSV, id="bench"))
            assert answer.status == 200, answer.body
            return sum(map(len, answer.pieces)) if answer.pieces else len(answer.body)

        def by_key(number: int) -> int:
            area, indicator = keys[number]
            return ask(f"/sdmx/v2/data/dataflow/EXAMPLE_CITY/{FLOW}/*/M.{area}.{indicator}._Z")

        def by_duckdb(number: int) -> int:
            sql = "SELECT * FROM read_parquet($f) WHERE REF_AREA = $a AND INDICATOR = $i AND FREQ = 'M'"
            area, indicator = keys[number]
            asked = {"f": str(file), "a": area, "i": indicator}
            return int(bare.execute(sql, asked).to_arrow_table().num_rows)

        def last_five(number: int) -> int:
            area, indicator = keys[number]
            path = f"/sdmx/v2/data/dataflow/EXAMPLE_CITY/{FLOW}/*/M.{area}.{indicator}"
            return ask(path, "c[TIME_PERIOD]=ge:2020&lastNObservations=5")

        offered = f"/sdmx/v2/availability/dataflow/EXAMPLE_CITY/{FLOW}"
        structure = {"accept": "application/vnd.sdmx.structure+json"}
        start = time.perf_counter()
        ask(offered, **structure)
        print(f"first availability of all (reads the file)   {(time.perf_counter() - start) * 1e3:.0f} ms")
        for _ in range(2):
            by_key(0), by_duckdb(0), last_five(0)
        beside = told("a key, bare DuckDB as Arrow (rows)", *timed(by_duckdb, chosen.questions))
        told("a key as SDMX-CSV (bytes)", *timed(by_key, chosen.questions), beside)
        told("a key, last five since 2020 (bytes)", *timed(last_five, chosen.questions), beside)
        told("availability of all (bytes)", *timed(lambda n: ask(offered, **structure), 50))
        told(
            "availability of a key, what could be added",
            *timed(
                lambda n: ask(f"{offered}/*/M.{keys[n][0]}.{keys[n][1]}", "mode=available", **structure), 50
            ),
        )
        ports.ledger.close()


if __name__ == "__main__":
    main()
