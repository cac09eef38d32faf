"""How fast reports come in, durably and with a receipt, and how fast the board answers.

    python bench/bench_reports.py [--submissions 2000] [--units 1000000] [--writers 8 64] [--processes 2]

Submitting: reports of 60 cells, each held against 40 rules with the report of the period before beside it, its event, content
and state on disk before the receipt is given; on PostgreSQL (XINXIAO_TEST_POSTGRES), else on SQLite. Beside: ``pgbench``
inserting the same bytes (event and content), one row a transaction, into a plain table of the same server. The board: counts
by area, industry and state of a form that so many units owe, after it was issued to them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.collecting import collecting, owner  # noqa: E402
from xinxiao.model.collect.bundle import Bundle, Circumstances, Place  # noqa: E402
from xinxiao.model.collect.content import Content  # noqa: E402
from xinxiao.model.collect.facts import FormIssued  # noqa: E402
from xinxiao.model.collect.form import Form  # noqa: E402
from xinxiao.model.collect.report import ReportKey, units_hash  # noqa: E402
from xinxiao.model.text import Text  # noqa: E402
from xinxiao.uses.call import Call  # noqa: E402
from xinxiao.uses.collect import reports  # noqa: E402

CELLS, RULES = 60, 40
WORD = {"zh": "词", "en": "word"}
COUNTIES = tuple(f"9{n:05d}" for n in range(3_000))
INDUSTRIES = tuple(f"G{n:02d}" for n in range(20))
OPEN, DUE = "2026-08-31T16:00:00.000+00:00", "2026-09-08T16:00:00.000+00:00"


def form() -> Form:
    """A monthly form of 60 numbers and 40 rules: sums, ratios, changes since the period before."""
    items = [{"id": f"I{n}", "name": WORD, "definition": WORD, "places": 2} for n in range(CELLS)]
    kinds = (
        "I{a} <= I{b} + I{c}",
        "when I{a} > 0 then I{b} >= 0",
        "I{a} <= 100 * timeshift(I{a}, -1)",
        "I{a} / (I{b} + 1) < 100000",
    )
    rules = []
    for n in range(RULES):
        places = {"a": n % CELLS, "b": (n + 1) % CELLS, "c": (n + 2) % CELLS}
        rules.append(
            {
                "id": f"R{n}",
                "rule": kinds[n % 4].format(**places),
                "severity": "must",
                "says": WORD,
                "remedy": WORD,
            }
        )
    marks = {
        "table_number": "X1", "authority": WORD, "approval": "approved", "approved_by": WORD, "approval_number": "1",
        "valid_from": "2026-01-01", "valid_until": "2027-01-01",
    }  # fmt: skip
    return msgspec.convert(
        {
            "id": "BENCH_M", "version": "1.0.0", "name": WORD, "purpose": WORD, "marks": marks, "frequency": "M",
            "population": {}, "calendar": {"open": {"day": 1}, "due": {"day": 8}},
            "sections": [{"id": "S", "name": WORD, "items": items}], "rules": rules, "signers": ["filler"],
        },
        Form,
    )  # fmt: skip


def places() -> Circumstances:
    """A nation of 3,000 counties."""
    name = Text(zh="词", en="word")
    counties = (Place(id=code, parent="CN", level="county", name=name) for code in COUNTIES)
    return Circumstances(
        programme="bench",
        levels=("nation", "county"),
        areas=(Place(id="CN", level="nation", name=name), *counties),
    )


def issue(call: Call, period: str, units: int) -> float:
    """Issue the form to so many units; seconds."""
    codes = [f"U{n:09d}" for n in range(units)]
    table = pa.table(
        {
            "unit": codes,
            "area": [COUNTIES[n % len(COUNTIES)] for n in range(units)],
            "industry": [INDUSTRIES[n // 7 % len(INDUSTRIES)] for n in range(units)],
        }
    )
    fact = FormIssued(
        form="BENCH_M", period=period, version="1.0.0", bundle=call.ports.blobs.put(Bundle(form=form()).content),
        circumstances=call.ports.blobs.put(places().content), opens=OPEN, due=DUE, reports=units, units=units_hash("\t".join(row) for row in zip(*table.to_pydict().values(), strict=True)),
    )  # fmt: skip
    start = time.perf_counter()
    call.ports.reports.issue(fact, table, call.actor.line, call.at)
    return time.perf_counter() - start


def content(number: int) -> Content:
    """A report without findings, unlike any other."""
    return Content(cells={f"I{n}": f"{1_000 + (number * 7 + n) % 900}.25" for n in range(CELLS)})


def submit_some(home: Path, url: str, first: int, last: int, writers: int) -> None:
    """Submit reports of some units from so many threads of this process."""
    with collecting(home, url) as call:
        each = iter(range(first, last))
        lock = threading.Lock()

        def works() -> None:
            while True:
                with lock:
                    number = next(each, None)
                if number is None:
                    return
                unit = f"U{number:09d}"
                made = reports.submit(
                    owner(call, unit), ReportKey("BENCH_M", "2026-08", unit), content(number), "api"
                )
                assert made.sequence

        threads = [threading.Thread(target=works) for _ in range(writers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def submitted(home: Path, url: str, span: range, writers: int, processes: int) -> float:
    """Submissions a second, by writers in so many processes, as workers of a portal are."""
    cuts = [span.start + len(span) * n // processes for n in range(processes + 1)]
    context = multiprocessing.get_context("fork")
    start = time.perf_counter()
    hands = [
        context.Process(target=submit_some, args=(home, url, a, b, writers // processes))
        for a, b in pairwise(cuts)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
        assert hand.exitcode == 0
    return len(span) / (time.perf_counter() - start)


def pgbench(server: str, schema: str, writers: int, count: int, folder: Path) -> float:
    """Rows a second that ``pgbench`` inserts of the same bytes, one a transaction."""
    place = sa.make_url(server)
    payload = "x" * 420  # an event of a submission
    held = content(1).canonical.decode()
    script = folder / "insert.sql"
    script.write_text(f"INSERT INTO {schema}.plain (event, content) VALUES ('{payload}', '{held}');\n")
    found = shutil.which("pgbench") or str(
        next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))))
    )
    command = [
        found, "-n", "-f", str(script), "-c", str(writers), "-j", "2", "-t", str(max(count // writers, 1)),
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


@contextmanager
def scratch(server: str) -> Iterator[str]:
    """A schema of its own with a plain table, gone afterwards."""
    name, engine = f"b_{secrets.token_hex(6)}", sa.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        connection.exec_driver_sql(
            f"CREATE TABLE {name}.plain (id bigserial PRIMARY KEY, event text, content text)"
        )
    try:
        yield name
    finally:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
        engine.dispose()


def processor() -> float:
    """Seconds of processor that processes of this one took which ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def board(call: Call) -> tuple[float, int]:
    """Seconds for the counts of a form, the best of five; how many counts there are."""
    best, count = 1e9, 0
    for _ in range(5):
        start = time.perf_counter()
        count = len(call.ports.desk.standings("BENCH_M", "2026-08", "area", None))
        best = min(best, time.perf_counter() - start)
    return best, count


def measured(home: Path, url: str, asked: Any, schema: str, server: str) -> None:
    """Everything on one ledger."""
    with collecting(home, url) as made:
        call = replace(made, now=datetime(2026, 9, 3, tzinfo=UTC))
        before = issue(call, "2026-07", 10)
        taken = issue(call, "2026-08", asked.units)
        print(f"issued to {asked.units:,} units in {taken:.1f} s ({before:.2f} s to ten)", flush=True)
        seconds, count = board(call)
        print(f"board: {count:,} counts in {seconds * 1000:.0f} ms", flush=True)
    first, before_use = 0, processor()
    for writers in asked.writers:
        span = range(first, first + asked.submissions)
        first = span.stop
        rate = submitted(home, url, span, writers, asked.processes)
        each = (processor() - before_use) * 1000 / len(span)
        before_use = processor()
        line = f"{writers} writers in {asked.processes} processes: {rate:.0f} submissions/s, {each:.1f} ms of processor each"
        if server:
            plain = pgbench(server, schema, writers, asked.submissions, home.parent)
            before_use = processor()
            line += f"; pgbench of the same bytes {plain:.0f}/s, ratio {rate / plain:.2f}"
        print(line, flush=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"most memory of a process: {used:.0f} MB, of this {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


def main() -> None:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=2_000)
    parser.add_argument("--units", type=int, default=1_000_000)
    parser.add_argument("--writers", type=int, nargs="*", default=[8, 64])
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    server = os.environ.get("XINXIAO_TEST_POSTGRES", "")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        if not server:
            measured(home, f"sqlite:///{folder}/ledger.sqlite", asked, "", "")
            return
        with scratch(server) as schema:
            measured(home, f"{server}?options=-csearch_path%3D{schema}", asked, schema, server)


if __name__ == "__main__":
    main()
