"""How fast the ledger appends and verifies, beside the databases themselves.

    python bench/bench_ledger.py [--events 4000] [--verified 400000]

Appending: 1, 8 and 64 writers, each waiting until its event is on disk, on SQLite and (with XINXIAO_TEST_POSTGRES) on
PostgreSQL; beside ``pgbench`` inserting the same rows, one a transaction, into a plain table of the same server, and beside
the bare ``sqlite3`` of one writer. Verifying: a chain of that many events hashed whole, and the rest after the last head.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import sqlalchemy as sa

from xinxiao.model.event import LedgerRead
from xinxiao.store.ledger import Ledger

AT = "2026-01-15T08:00:00.000+00:00"
WRITERS = (1, 8, 64)


def fact(number: int) -> LedgerRead:
    """An event of about the size of a record of reading."""
    return LedgerRead(how="events of event", first=number, last=number + 100)


def appended(url: str, writers: int, events: int) -> float:
    """Events a second."""
    ledger = Ledger(url)
    ledger.events.append("operator:bench", AT, [fact(0)])
    each = max(events // writers, 1)

    def append() -> None:
        for number in range(each):
            ledger.events.append("operator:bench", AT, [fact(number)])

    threads = [threading.Thread(target=append) for _ in range(writers)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - start
    ledger.close()
    return writers * each / taken


def row() -> tuple[str, ...]:
    """One event's texts, as a plain row holds them."""
    return ("0" * 64, "f" * 64, "operator:bench", AT, LedgerRead.kind, fact(1).payload)


def bare_sqlite(folder: Path, events: int) -> float:
    """Rows a second of one writer through ``sqlite3`` alone, each committed to disk."""
    other = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("PRAGMA synchronous=FULL")
    other.execute(
        "CREATE TABLE plain (sequence INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT)"
    )
    start = time.perf_counter()
    for _ in range(events):
        other.execute("INSERT INTO plain (a, b, c, d, e, f) VALUES (?, ?, ?, ?, ?, ?)", row())
    taken = time.perf_counter() - start
    other.close()
    return events / taken


def pgbench(server: str, schema: str, writers: int, events: int, folder: Path) -> float:
    """Rows a second that ``pgbench`` inserts into a plain table of the same columns."""
    place = sa.make_url(server)
    texts = ", ".join("'" + text.replace("'", "''") + "'" for text in row())
    script = folder / "insert.sql"
    script.write_text(f"INSERT INTO {schema}.plain (a, b, c, d, e, f) VALUES ({texts});\n")
    found = shutil.which("pgbench") or str(
        next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))))
    )
    command = [
        found, "-n", "-f", str(script), "-c", str(writers), "-j", "2", "-t", str(max(events // writers, 1)),
        "-h", place.host or "127.0.0.1", "-p", str(place.port or 5432), "-U", place.username or "postgres",
        place.database or "postgres",
    ]  # fmt: skip
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PGPASSWORD": place.password or ""},
    )
    return float(re.search(r"tps = ([0-9.]+)", done.stdout)[1])  # type: ignore[index]


def verified(url: str, events: int) -> tuple[float, float]:
    """Events a second when a whole chain is verified, and seconds for what came after the last head."""
    ledger = Ledger(url)
    for start in range(0, events, 20_000):
        ledger.events.append("operator:bench", AT, [fact(n) for n in range(start, start + 20_000)])
    count = ledger.events.mark().sequence
    best = 0.0
    for _ in range(3):
        start_time = time.perf_counter()
        last, misfit = ledger.verify("event")
        best = max(best, count / (time.perf_counter() - start_time))
        assert misfit is None
    ledger.events.append("operator:bench", AT, [fact(n) for n in range(5_000)])
    start_time = time.perf_counter()
    assert ledger.verify("event", last)[1] is None
    new = time.perf_counter() - start_time
    ledger.close()
    return best, new


def measured(name: str, url: str, events: int, beside: dict[int, float], peer: str) -> None:
    """Print what one database does."""
    for writers in WRITERS:
        rate = appended(url, writers, events)
        ratio = (
            f"   {rate / beside[writers]:.2f} x {peer} ({beside[writers]:,.0f}/s)"
            if writers in beside
            else ""
        )
        print(f"{name:<11} {writers:>2} writers  {rate:>9,.0f} events/s{ratio}")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=4_000)
    options.add_argument("--verified", type=int, default=400_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        bare = {1: bare_sqlite(folder, chosen.events)}
        file = f"sqlite:///{folder / 'ledger.sqlite'}"
        server = os.environ.get("XINXIAO_TEST_POSTGRES", "")
        measured("SQLite", file, chosen.events, bare, "bare sqlite3")
        if server:
            schema, engine = f"b_{secrets.token_hex(4)}", sa.create_engine(server)
            with engine.begin() as connection:
                connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
                connection.exec_driver_sql(
                    f"CREATE TABLE {schema}.plain (sequence BIGSERIAL PRIMARY KEY, a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT)"
                )
            beside = {n: pgbench(server, schema, n, chosen.events, folder) for n in WRITERS}
            url = f"{server}?options=-csearch_path%3D{schema}"
            measured("PostgreSQL", url, chosen.events, beside, "pgbench")
            for writers in WRITERS:
                rate = appended(file, writers, chosen.events)
                print(f"SQLite      {writers:>2} writers  {rate / beside[writers]:.2f} x pgbench")
        for name, place_ in (
            ("SQLite", f"sqlite:///{folder / 'long.sqlite'}"),
            *((("PostgreSQL", url),) if server else ()),
        ):
            rate, new = verified(place_, chosen.verified)
            print(f"{name:<11} verified {rate:>9,.0f} events/s; 5,000 new events in {new:.3f} s")
        if server:
            with engine.begin() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
            engine.dispose()


if __name__ == "__main__":
    main()
