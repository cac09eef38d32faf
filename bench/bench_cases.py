"""How fast cases answer, are verified and are acted on, at ten thousand, a hundred thousand and a million.

    python bench/bench_cases.py [--cases 10000 100000 1000000] [--acts 2000] [--writers 16] [--processes 2]

Each case has eight events, made by the real decisions of a made-up workflow and folded by the real fold; ids, areas, handlers and
subjects differ. On PostgreSQL (XINXIAO_TEST_POSTGRES), else on SQLite. Asked: the due list of an officer, of a province and of all; a page of the
desk (a list, the due list, the counts by state); the hash chain over stored bytes; whether all rows are what events fold to (up to
a hundred thousand cases); acts with a receipt, decided, sealed, appended and on disk, beside plain transactions that insert the same rows.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.casework import OPERATOR, Desk, plain  # noqa: E402
from tests.databases import database  # noqa: E402
from tests.workflows import FILE, FIRM, HEAD, OFFICER, OTHER, Table, noun  # noqa: E402
from xinxiao.model.event import START, Mark, content, follow  # noqa: E402
from xinxiao.model.oversight.case_list import CaseQuery  # noqa: E402
from xinxiao.model.release import sha256  # noqa: E402
from xinxiao.oversight.wanted import Wanted  # noqa: E402
from xinxiao.store.ledger.case_rows import clock_row, row_of  # noqa: E402
from xinxiao.store.ledger.database import Database  # noqa: E402
from xinxiao.store.ledger.links import links  # noqa: E402
from xinxiao.store.ledger.schema import CHAIN  # noqa: E402
from xinxiao.uses.oversight import cases  # noqa: E402

AREAS = tuple(f"{p:02d}{n:04d}" for p in range(11, 42) for n in range(100))
OFFICERS = tuple(f"o{n:04d}" for n in range(2_000))
DAYS = 60
OPEN = ("TEST", "TESTED", "RECUSE", "NOT_RECUSED", "TEST", "TESTED", "MORE_TIME")
ENDED = ("TEST", "TESTED", "RECUSE", "NOT_RECUSED", "EXAMINE", "PROPOSE", "GRANT")
PIECE = 20_000


def prototype(day: date, acts: tuple[str, ...]) -> Table:
    """A case of eight events that was opened on a day."""
    table = Table(noun(plain()), day)
    table.act(OFFICER, "ASK", values={"RECEIVED": day.isoformat()}, area="110000", handler="HANDLER")
    for act in acts:
        by = HEAD if act in ("MORE_TIME", "NOT_RECUSED", "GRANT") else OTHER if act == "PROPOSE" else OFFICER
        more: dict[str, Any] = {"reason": "r"} if act in ("MORE_TIME", "GRANT") else {}
        more |= {"evidence": (FILE,)} if act == "EXAMINE" else {}
        more |= {"values": {"OUTCOME": "YES"}} if act == "PROPOSE" else {}
        table.act(by, act, **more)
    return table


class Made:
    """All rows of so many cases, in order, in pieces."""

    def __init__(self, count: int) -> None:
        first = date(2026, 1, 5)
        self.kinds = [
            prototype(first + timedelta(n), acts) for n in range(DAYS) for acts in (OPEN, ENDED, ENDED)
        ]
        self.count = count
        self.plans = [self._plan(table) for table in self.kinds]

    def _plan(self, table: Table) -> tuple[Any, ...]:
        assert table.case is not None
        said = [
            (e.actor, e.at, e.kind, e.payload.replace('"content":"', '"content":"')) for e in table.events
        ]
        return said, row_of(table.case), [clock_row("CASE", run) for run in table.case.clocks]

    def own(self, n: int) -> tuple[tuple[Any, ...], str, str, str, str]:
        plan = self.plans[n % len(self.plans)]
        return (
            plan,
            f"PER-2026-{n:07d}",
            AREAS[n * 7919 % len(AREAS)],
            OFFICERS[n * 104_729 % len(OFFICERS)],
            f"91{n % 300_000:016d}",
        )

    def pieces(self) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
        """Rows by table."""
        mark, tallies = START, dict[tuple[str, str, str], int]()
        for begin in range(0, self.count, PIECE):
            found: dict[str, list[tuple[Any, ...]]] = {
                name: [] for name in ("oversight", "case_step", "case_row", "case_clock")
            }
            for n in range(begin, min(begin + PIECE, self.count)):
                plan, case, area, handler, subject = self.own(n)
                for number, (actor, at, kind, payload) in enumerate(plan[0], 1):
                    text = payload.replace("PER-2026-000001", case)
                    if number == 1:
                        text = (
                            text.replace('"110000"', f'"{area}"')
                            .replace("HANDLER", handler)
                            .replace(FIRM, subject)
                        )
                    sequence = mark.sequence + 1
                    own = sha256(content(mark.hash, sequence, at, actor, kind, text))
                    found["oversight"].append((sequence, mark.hash, own, actor, at, kind, text))
                    found["case_step"].append((sequence, case, number))
                    mark = Mark(sequence, own)
                row = plan[1] | {"case_id": case, "area": area, "handler": handler, "subject": subject}
                found["case_row"].append(tuple(row.values()))
                found["case_clock"] += [tuple((clock | {"case_id": case}).values()) for clock in plan[2]]
                place = (area, "PERMIT", row["state"])
                tallies[place] = tallies.get(place, 0) + 1
            yield found
        yield {"case_tally": [(*place, cases, 0, 0) for place, cases in tallies.items()]}


def load(store: Database, made: Made) -> None:
    """Write all rows; what closes tables is off meanwhile, as only their owner can."""
    engine = store.engine
    with engine.execution_options(writes=True).begin() as connection:
        driver: Any = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            for (name,) in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type='trigger'"
            ).all():
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for name in ("oversight", "case_step"):
                connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
        for piece in made.pieces():
            for name, rows in piece.items():
                if connection.dialect.name == "sqlite":
                    driver.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(rows[0]))})", rows)
                    continue
                with driver.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                    copy.write("".join("\t".join(map(str, row)) + "\n" for row in rows))
        if connection.dialect.name == "postgresql":
            for name in ("oversight", "case_step"):
                connection.exec_driver_sql(
                    f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER ALL".replace(
                        "ALWAYS TRIGGER ALL", "TRIGGER ALL"
                    )
                )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def took(do: Callable[[], Any], times: int = 15) -> float:
    """Milliseconds, the median of several."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        do()
        found.append((time.perf_counter() - start) * 1_000)
    return statistics.median(found)


def asked(desk: Desk) -> dict[str, float]:
    """How long lists take, in milliseconds."""
    store = desk.ports.cases
    province = tuple(area for area in AREAS if area.startswith("31"))
    mine = CaseQuery(handler=OFFICERS[7], order="due")
    of_areas = CaseQuery(areas=province, order="due")

    def page() -> None:
        store.listed(CaseQuery(areas=province, most=50))
        store.listed(of_areas)
        store.counts(province)

    return {
        "due list of an officer, ms": took(lambda: store.listed(mine)),
        "due list of a province, ms": took(lambda: store.listed(of_areas)),
        "due list of all, ms": took(lambda: store.listed(CaseQuery(order="due"))),
        "page of the desk of a province, ms": took(page),
        "page of the desk of all, ms": took(
            lambda: (store.listed(CaseQuery()), store.listed(CaseQuery(order="due")), store.counts())
        ),
        "one case folded, ms": took(lambda: store.find("PER-2026-0000077")),
        "search by subject, ms": took(lambda: store.listed(CaseQuery(subject=f"91{77:016d}"))),
    }


def verified(desk: Desk, count: int) -> dict[str, float]:
    """Events a second of the hash chain, and of all rows."""
    start = time.perf_counter()
    mark, misfit = follow("oversight", links(desk.ledger.office, "oversight", 0))
    taken = time.perf_counter() - start
    assert misfit is None and mark.sequence == count * 8
    found = {"chain, events/s": mark.sequence / taken}
    if count <= 100_000:
        start = time.perf_counter()
        assert desk.ledger.verify("oversight")[1] is None
        found["chain and rows, events/s"] = mark.sequence / (time.perf_counter() - start)
    return found


def act_some(url: str, folder: Path, span: range, writers: int) -> None:
    """Open cases (every fourth) and act on them, from so many threads of this process."""
    desk = Desk(url, folder)
    desk.now = datetime(2026, 6, 1, 2, tzinfo=UTC)
    each, lock = iter(span), threading.Lock()
    office = desk.of(OPERATOR)

    def works() -> None:
        done = None
        while True:
            with lock:
                n = next(each, None)
            if n is None:
                return
            if done is None or done.case.number >= 8:
                wanted = Wanted("ASK", values={"RECEIVED": "2026-06-01"}, subject=FIRM, area=AREAS[n % 3_000])
                done = cases.open_(office, "PERMIT", wanted)
            else:
                act = "TEST" if done.case.clocks[0].state == "running" else "TESTED"
                done = cases.act(office, done.case.id, Wanted(act, done.case.number))
            assert done.receipt.sequence

    threads = [threading.Thread(target=works) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def in_processes(do: Callable[..., None], count: int, writers: int, processes: int, *given: Any) -> float:
    """How many a second, by writers in so many processes."""
    cuts = [count * n // processes for n in range(processes + 1)]
    context = multiprocessing.get_context("fork")
    hands = [
        context.Process(target=do, args=(*given, range(a, b), writers // processes))
        for a, b in pairwise(cuts)
    ]
    start = time.perf_counter()
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert all(hand.exitcode == 0 for hand in hands)
    return count / (time.perf_counter() - start)


def insert_some(url: str, span: range, writers: int) -> None:
    """Insert the same rows, one transaction each, into plain tables from so many threads."""
    engine = sa.create_engine(url, pool_size=writers)
    event = ("a" * 64, "b" * 64, "operator:root", "2026-06-01T02:00:00.000+00:00", "case.acted", "x" * 420)
    each, lock = iter(span), threading.Lock()

    def works() -> None:
        while True:
            with lock:
                n = next(each, None)
            if n is None:
                return
            with engine.begin() as connection:
                connection.exec_driver_sql(
                    "INSERT INTO plain_event VALUES (%s, %s, %s, %s, %s, %s, %s)", (n, *event)
                )
                connection.exec_driver_sql(
                    "INSERT INTO plain_step VALUES (%s, %s, %s)", (n, f"PER-{n // 8}", n % 8)
                )
                connection.exec_driver_sql(
                    "UPDATE plain_row SET due = %s WHERE case_id = %s", ("2026-06-08", f"PER-{n % 1000}")
                )

    threads = [threading.Thread(target=works) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def plain_tables(url: str) -> None:
    """Tables without anything that refuses."""
    with sa.create_engine(url).begin() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE plain_event (n bigint PRIMARY KEY, a text, b text, c text, d text, e text, f text)"
        )
        connection.exec_driver_sql(
            "CREATE TABLE plain_step (n bigint PRIMARY KEY, case_id text, number bigint, UNIQUE (case_id, number))"
        )
        connection.exec_driver_sql("CREATE TABLE plain_row (case_id text PRIMARY KEY, due text)")
        connection.exec_driver_sql(
            "INSERT INTO plain_row SELECT 'PER-' || n, '' FROM generate_series(0, 999) AS n"
        )


def measured(count: int, asking: argparse.Namespace) -> dict[str, Any]:
    """All measures at one size."""
    kind = "postgresql" if os.environ.get("XINXIAO_TEST_POSTGRES") else "sqlite"
    with tempfile.TemporaryDirectory() as place, database(kind, Path(place)) as url:
        folder = Path(place) / "home"
        desk = Desk(url, folder)
        start = time.perf_counter()
        load(desk.ledger.database, Made(count))
        found: dict[str, Any] = {"database": kind, "cases": count, "load, s": time.perf_counter() - start}
        found |= asked(desk) | verified(desk, count)
        desk.close()
        acts = in_processes(act_some, asking.acts, asking.writers, asking.processes, url, folder)
        found["acts with a receipt/s"] = acts
        if kind == "postgresql":
            plain_tables(url)
            beside = in_processes(insert_some, asking.acts, asking.writers, asking.processes, url)
            found |= {"plain transactions/s": beside, "ratio": acts / beside}
        found["events"] = _events(url)
    return {name: round(value, 2) if isinstance(value, float) else value for name, value in found.items()}


def _events(url: str) -> int:
    with sa.create_engine(url).connect() as connection:
        return int(
            connection.execute(sa.select(sa.func.count()).select_from(CHAIN["oversight"])).scalar_one()
        )


def main() -> None:
    """Measure at each size and print a line of JSON for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--acts", type=int, default=2_000)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--processes", type=int, default=2)
    asking = parser.parse_args()
    for count in asking.cases:
        print(json.dumps(measured(count, asking), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
