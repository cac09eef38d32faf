"""How fast a file of units is taken into the frame, and how much memory that takes, beside the databases themselves.

    python bench/bench_frame.py [--units 1000000]

On SQLite and (with XINXIAO_TEST_POSTGRES) on PostgreSQL: a file of new units, the same file again, and one in which every
hundredth unit moved; then a check of the whole ledger, all units and those of one county at a day, and counts by area. Each
import runs in a process of its own, whose largest memory is told. Beside it: DuckDB reading the same file into a table, the
bare ``sqlite3`` inserting the same rows in one transaction into a table without indexes, and the bare ``COPY`` of PostgreSQL.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import sqlalchemy as sa

from xinxiao.model.collect.code import ALPHABET, OWN_CHECKS, OWN_WEIGHTS, WEIGHTS

ROOT = Path(__file__).resolve().parents[1]
PROGRAMME = ROOT / "programmes" / "information-consumption"
DAY, NEXT = "2026-01-01", "2026-02-01"


def codes(count: int) -> list[str]:
    """Sound codes, all different, in no order."""
    numbers = np.random.default_rng(1).permutation(count) + 10_000_000
    digits = (numbers[:, None] // 10 ** np.arange(7, -1, -1)) % 10
    own = np.frombuffer(OWN_CHECKS.encode(), np.uint8)[digits @ np.array(OWN_WEIGHTS) % 11]
    values = np.array([ALPHABET.index(chr(check)) for check in own])
    head = np.array([[int(digit) for digit in "91440300"]] * count)
    body = np.hstack([head, digits, values[:, None]])
    last = -(body @ np.array(WEIGHTS)) % 31
    return [
        f"91440300{number}{chr(check)}{ALPHABET[end]}"
        for number, check, end in zip(numbers.tolist(), own.tolist(), last.tolist(), strict=True)
    ]


def file_of(place: Path, count: int, moved: int = 0) -> Path:
    """A file of so many units, of which every so manieth moved."""
    with (PROGRAMME / "codelists" / "CL_AREA.csv").open(encoding="utf-8") as held:
        areas = [row["CODE"] for row in csv.DictReader(held) if row["LEVEL"] == "county"]
    with place.open("w", encoding="utf-8") as out:
        out.write("code,name,area,state,reason\n")
        for i, code in enumerate(codes(count)):
            shift = 1 if moved and not i % moved else 0
            reason = "moved" if shift else "found"
            out.write(
                f"{code},示例数字技术有限公司第{i}分公司,{areas[(i * 7 + shift) % len(areas)]},in,{reason}\n"
            )
    return place


def import_once(url: str, file: str, day: str) -> None:
    """Import in this process; say how long it took and how much memory."""
    os.environ["XINXIAO_LEDGER"] = url
    from xinxiao import bootstrap
    from xinxiao.uses.collect.frame_import import import_frame

    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile() as findings:
        asker = bootstrap.call(Path(home))
        start, work = time.perf_counter(), time.process_time()
        done = import_frame(asker, Path(file), day, folder=PROGRAMME, findings=findings.write)
        taken, work = time.perf_counter() - start, time.process_time() - work
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    said = {"seconds": taken, "work": work, "peak": peak, "recorded": done.recorded, "read": done.read}
    print(json.dumps(said))


def imported(url: str, file: Path, day: str) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--import", url, str(file), day]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def timed(what: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def bare_read(file: Path) -> float:
    """Seconds of DuckDB reading a file into a table."""
    with duckdb.connect(config={"threads": 2}) as connection:
        sql = "CREATE TABLE t AS SELECT * FROM read_csv(?, all_varchar = true, header = true)"
        return timed(lambda: connection.execute(sql, [str(file)]))


def bare_sqlite(file: Path, place: Path) -> float:
    """Seconds of ``sqlite3`` inserting the rows of a file."""
    with file.open(encoding="utf-8", newline="") as held:
        rows = [tuple(row) for row in csv.reader(held)][1:]
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("PRAGMA synchronous=FULL")
    other.execute("CREATE TABLE plain (code TEXT, name TEXT, area TEXT, state TEXT, reason TEXT)")

    def insert() -> None:
        other.execute("BEGIN")
        other.executemany("INSERT INTO plain VALUES (?, ?, ?, ?, ?)", rows)
        other.execute("COMMIT")

    seconds = timed(insert)
    other.close()
    return seconds


def bare_copy(server: str, schema: str, file: Path) -> float:
    """Seconds of a bare COPY of a file."""
    engine = sa.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"CREATE TABLE {schema}.plain (code TEXT, name TEXT, area TEXT, state TEXT, reason TEXT)"
        )
    held = engine.raw_connection()

    def copy() -> None:
        cursor: Any = held.cursor()
        with cursor.copy(f"COPY {schema}.plain FROM STDIN (FORMAT CSV, HEADER)") as out:
            out.write(file.read_bytes())
        held.commit()

    seconds = timed(copy)
    held.close()
    engine.dispose()
    return seconds


def measured(name: str, url: str, files: tuple[Path, Path], bare: tuple[float, float], peer: str) -> None:
    """Print what one database does."""
    from xinxiao.model.collect.frame import EVERY, Selection
    from xinxiao.store.collect.frame import Frame
    from xinxiao.store.ledger import Ledger

    for word, file, day in (("new", files[0], DAY), ("again", files[0], NEXT), ("moved", files[1], NEXT)):
        done = imported(url, file, day)
        rate = done["read"] / done["seconds"]
        ratio = (
            f"   {done['seconds'] / sum(bare):.1f} x bare read and {peer} ({sum(bare):.1f} s)"
            if word == "new"
            else ""
        )
        print(
            f"{name:<11} {word:<6} {done['seconds']:6.1f} s (processor {done['work']:5.1f} s) {rate:>10,.0f} rows/s {done['recorded']:>9,} recorded"
            f" {done['peak']:5.2f} GB{ratio}"
        )
    ledger = Ledger(url)
    frame = Frame(ledger)
    county = Selection(areas=("440305",))
    for word, what in (
        ("verify", lambda: ledger.verify("event")),
        ("all units", lambda: [0 for _ in frame.selected(EVERY, NEXT)]),
        ("one county", lambda: [0 for _ in frame.selected(county, NEXT)]),
        ("counts by area", lambda: list(frame.counts(NEXT, ["area"]))),
        ("one unit", lambda: frame.at(codes(1)[0], NEXT)),
        ("find a name", lambda: frame.found("第77777分公司", NEXT, 10)),
    ):
        print(f"{name:<11} {word:<14} {timed(what):8.3f} s")
    ledger.close()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=1_000_000)
    options.add_argument("--import", nargs=3, dest="once")
    chosen = options.parse_args()
    if chosen.once:
        import_once(*chosen.once)
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = (
            file_of(folder / "units.csv", chosen.units),
            file_of(folder / "moved.csv", chosen.units, 100),
        )
        read = bare_read(files[0])
        print(
            f"{chosen.units:,} units, {files[0].stat().st_size / 1e6:.0f} MB; DuckDB reads them in {read:.2f} s"
        )
        url = f"sqlite:///{folder / 'ledger.sqlite'}"
        measured("SQLite", url, files, (read, bare_sqlite(files[0], folder / "bare.sqlite")), "bare sqlite3")
        server = os.environ.get("XINXIAO_TEST_POSTGRES", "")
        if server:
            schema, engine = f"b_{secrets.token_hex(4)}", sa.create_engine(server)
            with engine.begin() as connection:
                connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
            try:
                own = f"{server}?options=-csearch_path%3D{schema}"
                measured("PostgreSQL", own, files, (read, bare_copy(server, schema, files[0])), "bare COPY")
            finally:
                with engine.begin() as connection:
                    connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
                engine.dispose()


if __name__ == "__main__":
    main()
