"""How fast a dataflow goes out as SDMX, and in how much memory: each form to a socket that another process empties, beside
DuckDB's COPY of the same file and pysdmx's writers in the same run.

    uv run --extra portal python bench/bench_sdmx.py
    uv run --extra portal --group clients python bench/bench_sdmx.py     # with pysdmx beside it

Each number comes from a process of its own, the better of two. Memory is the most a process had, for a file of a million
observations and for one of four million.
"""

from __future__ import annotations

import importlib.util
import json
import multiprocessing
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from xinxiao.model.extract import Filter
from xinxiao.model.structure import Component, Dataflow
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.forms import FORMS
from xinxiao.publish.sdmx.message import ALL_DIMENSIONS, DataMessage, DataSet
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.store.tables import DuckDB

AREAS, MONTHS = 31, 120
NAME = Text(zh="数据流", en="Dataflow")
FLOW = Dataflow(
    "DF",
    (
        Component(id="FREQ", codelist="CL_FREQ"),
        Component(id="REF_AREA", codelist="CL_AREA"),
        Component(id="INDICATOR", codelist="CL_INDICATOR"),
        Component(id="TIME_PERIOD", kind="period"),
        Component(id="OBS_VALUE", place="measure", kind="double"),
        Component(id="OBS_STATUS", place="attribute", codelist="CL_OBS_STATUS"),
        Component(id="UNIT_MEASURE", place="attribute", codelist="CL_UNIT", attachment=("INDICATOR",)),
    ),
    agency="XX",
    name=NAME,
)
GOALS = {"csv": 1.2e6, "json": 0.8e6, "ml": 0.8e6}
"""Observations a second that are asked for."""


def made(path: Path, millions: int) -> None:
    """A file of so many million observations in key order."""
    indicators = 269 * millions
    count = AREAS * indicators * MONTHS
    area = np.repeat(np.arange(AREAS), indicators * MONTHS)
    indicator = np.tile(np.repeat(np.arange(indicators), MONTHS), AREAS)
    month = np.tile(np.arange(MONTHS), AREAS * indicators)
    dice = np.random.default_rng(1)
    columns = {
        "FREQ": (["M"], np.zeros(count, dtype=np.int64)),
        "REF_AREA": ([f"{110000 + 1000 * k}" for k in range(AREAS)], area),
        "INDICATOR": ([f"IND_{k:05d}" for k in range(indicators)], indicator),
        "TIME_PERIOD": ([f"{2010 + k // 12}-{k % 12 + 1:02d}" for k in range(MONTHS)], month),
        "OBS_STATUS": (["A", "E"], (dice.random(count) < 0.1).astype(np.int64)),
        "UNIT_MEASURE": (["PERCENT", "UNITS"], indicator % 2),
    }
    table = {name: pa.array(codes).take(pa.array(at)) for name, (codes, at) in columns.items()}
    table["OBS_VALUE"] = pa.array(np.round(dice.lognormal(5, 2, count), 2))
    pq.write_table(
        pa.table({name: table[name] for name in FLOW.columns}),
        path,
        compression="zstd",
        row_group_size=131_072,
    )


def message(path: Path, at: str) -> DataMessage:
    """Everything in the file as one data set."""
    tables = DuckDB()

    def read() -> Iterator[pa.RecordBatch]:
        return tables.batches(path, Filter(order=FLOW.dimensions))

    def values(names: Sequence[str]) -> Mapping[str, Sequence[str]]:
        return {name: tables.distinct(path, Filter(), name) for name in names}

    one = DataSet(FLOW, FLOW.columns, at, "BENCH", read, values)
    return DataMessage(Header("BENCH", "2021-01-15T00:00:00Z", "XX", NAME), (one,), lambda listed: {})


def emptied(end: socket.socket, other: socket.socket) -> None:
    """Read to the end and forget."""
    other.close()
    while end.recv(1 << 20):
        pass


def sent(form: str, at: str, path: Path) -> tuple[float, float]:
    """Seconds until the last byte went out, and megabytes."""
    ours, theirs = socket.socketpair()
    reader = multiprocessing.get_context("fork").Process(target=emptied, args=(theirs, ours))
    reader.start()
    theirs.close()
    begun, size = time.perf_counter(), 0
    for piece in FORMS[form].write(message(path, at)):
        ours.sendall(piece)
        size += len(piece)
    seconds = time.perf_counter() - begun
    ours.close()
    reader.join()
    return seconds, size / 1e6


def copied(path: Path) -> float:
    """Seconds of DuckDB's COPY to a file of CSV, on as many threads as the writer has."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        engine = duckdb.connect(config={"threads": 1})
        begun = time.perf_counter()
        engine.execute(f"COPY (SELECT * FROM '{path}') TO '{folder}/x.csv' (HEADER)")
        return time.perf_counter() - begun


def peer(form: str, at: str, path: Path) -> float:
    """Seconds of pysdmx's writer to a file, from a table in memory."""
    from pysdmx.io import write_sdmx
    from pysdmx.io.format import Format
    from pysdmx.io.pd import PandasDataset
    from pysdmx.model import Component as Column
    from pysdmx.model import Components, Concept, DataType, Role, Schema

    roles = {"dimension": Role.DIMENSION, "measure": Role.MEASURE, "attribute": Role.ATTRIBUTE}
    columns = [
        Column(
            c.id,
            True,
            roles[c.place],
            Concept(c.id, dtype=DataType.DOUBLE if c.is_number else DataType.STRING),
            attachment_level="O" if c.place == "attribute" else None,
        )
        for c in FLOW.components
    ]
    schema = Schema("dataflow", "XX", "DF", components=Components(columns), version="1.0.0")
    forms = {
        "csv-1.0": Format.DATA_SDMX_CSV_1_0_0,
        "csv-2.0": Format.DATA_SDMX_CSV_2_0_0,
        "ml-3.0": Format.DATA_SDMX_ML_3_0,
        "ml-2.1": Format.DATA_SDMX_ML_2_1_STR,
        "ml-2.1-generic": Format.DATA_SDMX_ML_2_1_GEN,
    }
    data = PandasDataset(structure=schema, data=pq.read_table(path).to_pandas(), attributes={})
    more = {} if form.startswith("csv") else {"dimension_at_observation": {data.short_urn: at}}
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        write_sdmx(data, forms[form], output_path=f"{folder}/x", **more)
        return time.perf_counter() - begun


def measured(what: str, form: str, at: str, path: Path) -> dict[str, float]:
    """One measure in this process."""
    seconds, size = {
        "sent": sent,
        "copied": lambda f, a, p: (copied(p), 0.0),
        "peer": lambda f, a, p: (peer(f, a, p), 0.0),
    }[what](form, at, path)
    status = Path("/proc/self/status").read_text(
        encoding="utf-8"
    )  # not getrusage: that counts the parent before exec
    most = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return {"s": seconds, "mb": size, "rss": int(most.split()[1]) / 1e3}


def apart(what: str, form: str, at: str, path: Path, tries: int = 2) -> dict[str, float]:
    """The better of some measures, each in a process of its own."""
    found = []
    for _ in range(tries):
        command = [sys.executable, __file__, what, form, at, str(path)]
        found.append(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
    return min(found, key=lambda one: one["s"])


def main() -> None:
    """Measure everything and print it."""
    if len(sys.argv) > 1:
        print(json.dumps(measured(sys.argv[1], sys.argv[2], sys.argv[3], Path(sys.argv[4]))))
        return
    peers = importlib.util.find_spec("pandas") is not None
    with tempfile.TemporaryDirectory() as folder:
        one, four = Path(folder) / "1.parquet", Path(folder) / "4.parquet"
        made(one, 1)
        made(four, 4)
        count = pq.ParquetFile(one).metadata.num_rows
        copy = apart("copied", "-", "-", one)
        print(
            f"{count:,} observations; DuckDB COPY to CSV on one thread {count / copy['s'] / 1e6:.2f} M obs/s"
        )
        for at in ("TIME_PERIOD", ALL_DIMENSIONS):
            for form in FORMS:
                here, more = apart("sent", form, at, one), apart("sent", form, at, four, 1)
                goal = GOALS[form.partition("-")[0]]
                line = (
                    f"{at:13} {form:15} {count / here['s'] / 1e6:5.2f} M obs/s (asked {goal / 1e6:.1f}), {here['mb']:4.0f} MB; "
                    f"COPY : this {copy['s'] / here['s']:.2f}; memory {here['rss']:.0f} MB, of 4 M {more['rss']:.0f} MB"
                )
                if peers and form != "json-2.0":
                    line += (
                        f"; pysdmx takes {apart('peer', form, at, one, 1)['s'] / here['s']:.0f} times as long"
                    )
                print(line, flush=True)
        print(
            "pysdmx writes no SDMX-JSON data"
            if peers
            else "pysdmx's writers need pandas: run with --group clients"
        )


if __name__ == "__main__":
    main()
