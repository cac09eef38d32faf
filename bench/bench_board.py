"""How fast the pages of a collection's completeness answer where a million units owe a report.

    python bench/bench_board.py [--units 1000000] [--industries 20 400] [--issues 12]

A form is issued to so many units in the areas of the programme, and most of their reports are put into the states they would have
after some days, all at once; earlier collections have their counts alone, as that is what the page of all collections reads. Each page
is asked as a browser asks it, by the nation's statistician and by a province's: the door, the session, the question, the drawing.
Beside it a bare ``SELECT count(*) ... GROUP BY`` over the same reports in the same run. On SQLite, and on PostgreSQL where
XINXIAO_TEST_POSTGRES names a server. The goal is 300 ms a page, by the best of seven.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench_reports import DUE, OPEN, form, scratch  # noqa: E402

from tests.collecting import collecting  # noqa: E402
from tests.people import Browser, signed_in  # noqa: E402
from xinxiao.collect.bundle import circumstances  # noqa: E402
from xinxiao.entry.portal.app import create  # noqa: E402
from xinxiao.model.collect.bundle import Bundle, Circumstances  # noqa: E402
from xinxiao.model.collect.desk import COUNTS  # noqa: E402
from xinxiao.model.collect.facts import FormIssued  # noqa: E402
from xinxiao.model.collect.people import Grant  # noqa: E402
from xinxiao.model.collect.report import units_hash  # noqa: E402
from xinxiao.programme.load import load  # noqa: E402
from xinxiao.store.ledger import Ledger, tallies  # noqa: E402
from xinxiao.store.ledger.schema import REPORT, SQUARE, TALLY  # noqa: E402
from xinxiao.uses.call import Call  # noqa: E402

GOAL = 300
PERIOD = "2026-08"
TIMES = 7


@dataclass(frozen=True)
class Areas:
    """Where areas lie, as the portal asks it of the programme."""

    where: Circumstances

    def area_of(self, unit: str, day: str) -> str:
        """Nowhere: no unit is asked about."""
        return ""

    def above(self, area: str) -> tuple[str, ...]:
        """An area and those it lies in."""
        return self.where.above(area)


def issue(call: Call, where: Circumstances, period: str, units: int, industries: int) -> None:
    """Issue the form to so many units, spread over counties and industries unevenly."""
    counties = [place.id for place in where.areas if place.level == where.levels[-1]]
    codes = [f"G{n:03d}" for n in range(industries)]
    table = pa.table(
        {
            "unit": [f"U{n:09d}" for n in range(units)],
            "area": [counties[n * 7919 % len(counties)] for n in range(units)],
            "industry": [
                codes[(n * 104_729 % 1_000_003) ** 2 % 1_000_003 % industries] for n in range(units)
            ],
        }
    )
    rows = zip(*table.to_pydict().values(), strict=True)
    fact = FormIssued(
        form="BENCH_M", period=period, version="1.0.0", bundle=call.ports.blobs.put(Bundle(form=form()).content),
        circumstances=call.ports.blobs.put(where.content), opens=OPEN, due=DUE, reports=units, units=units_hash("\t".join(row) for row in rows),
    )  # fmt: skip
    call.ports.reports.issue(fact, table, call.actor.line, call.at)


def fill(ledger: Ledger) -> None:
    """Put reports into states, and count them again: of a hundred units 30 are due, 40 submitted, 6 held, 4 returned, 20
    accepted; one in nine of those that came was late."""
    number = sa.cast(sa.func.substr(REPORT.c.unit, 2), sa.BigInteger)
    at = (number * 31 + number // 1_000) % 100
    bounds = ((30, "due"), (70, "submitted"), (76, "held"), (80, "returned"))
    state = sa.case(*((at < bound, name) for bound, name in bounds), else_="accepted")
    timely = sa.case((at < 30, ""), (number % 9 == 0, "no"), else_="yes")
    with ledger.database.writing() as connection:
        connection.execute(
            sa.update(REPORT).where(REPORT.c.period == PERIOD).values(state=state, timely=timely)
        )
        connection.execute(sa.delete(TALLY).where(TALLY.c.period == PERIOD))
        tallies.tally(connection, "BENCH_M", PERIOD)
        others = [name for name in (*SQUARE, *COUNTS) if name != "period"]
        earlier = connection.execute(
            sa.text("SELECT period FROM form_issue WHERE period <> :p"), {"p": PERIOD}
        )
        for (period,) in earlier.all():
            connection.execute(sa.delete(TALLY).where(TALLY.c.period == period))
            copied = sa.select(sa.literal(period), *(TALLY.c[name] for name in others))
            connection.execute(
                sa.insert(TALLY).from_select(["period", *others], copied.where(TALLY.c.period == PERIOD))
            )
    if ledger.database.kind == "postgresql":  # as its own housekeeping does soon after so large a change
        engine = ledger.database.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE report")
            connection.exec_driver_sql("VACUUM ANALYZE tally")


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """The best and the median time in milliseconds, after one that is not counted."""
    what()
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        what()
        found.append((time.perf_counter() - start) * 1000)
    return min(found), statistics.median(found)


def bare(ledger: Ledger, column: str) -> float:
    """Milliseconds of a bare count of reports by a column and their state, done once."""
    query = f"SELECT {column}, state, timely, count(*) FROM report WHERE form = 'BENCH_M' AND period = '{PERIOD}' GROUP BY {column}, state, timely"
    with ledger.database.reading() as connection:
        start = time.perf_counter()
        connection.exec_driver_sql(query).fetchall()
        return (time.perf_counter() - start) * 1000


def asked(browser: Browser, path: str, least: int) -> tuple[float, float]:
    """Milliseconds of a page, the best and the median, which must be so many bytes long."""

    def ask() -> None:
        found = browser.get(path)
        assert found.status_code == 200, found.text
        assert len(found.content) > least, path

    return timed(ask)


def measured(
    name: str, home: Path, url: str, where: Circumstances, given: argparse.Namespace, industries: int
) -> bool:
    """Print what each page takes on one ledger; whether all are within the goal."""
    with collecting(home, url) as made:
        call = replace(made, now=datetime(2026, 9, 3, tzinfo=UTC))
        call = replace(call, ports=replace(call.ports, places=Areas(where)))
        ledger = call.ports.ledger
        assert isinstance(ledger, Ledger)
        start = time.perf_counter()
        months = [f"{2026 - (8 - n < 1)}-{(7 - n) % 12 + 1:02d}" for n in range(given.issues)]
        for period in months[:0:-1]:
            issue(call, where, period, 10, industries)
        issue(call, where, PERIOD, given.units, industries)
        fill(ledger)
        with ledger.database.reading() as connection:
            squares = connection.execute(
                sa.select(sa.func.count()).select_from(TALLY).where(TALLY.c.period == PERIOD)
            ).scalar()
        print(
            f"{name}: {given.units:,} reports, {industries} industries, {squares:,} counts, {given.issues} collections; filled in {time.perf_counter() - start:.0f} s",
            flush=True,
        )
        door = create(call.ports)
        largest = max(
            (p.id for p in where.areas if p.parent == where.nation), key=lambda code: len(where.within(code))
        )
        nation, province = (
            Browser.of(door, signed_in(call.ports, Grant("statistician", area)))
            for area in (where.nation, largest)
        )
        one, fine = f"/zh/desk/completeness/BENCH_M/{PERIOD}", True
        counts = {column: bare(ledger, column) for column in ("area", "industry")}
        for whose, browser in (("nation", nation), ("largest province", province)):
            for what, path, beside in (
                ("by area", one, "area"),
                ("by industry", f"{one}?by=industry", "industry"),
                ("all collections", "/zh/desk/completeness", ""),
            ):
                taken, half = asked(browser, path, 2_000)
                fine &= taken <= GOAL
                peer = (
                    f"   bare count of the reports {counts[beside]:7.0f} ms, {counts[beside] / taken:.1f} x"
                    if beside
                    else ""
                )
                print(
                    f"  {whose:<17} {what:<16} {taken:6.0f} ms (median {half:5.0f})   goal {GOAL} ms {'ok' if taken <= GOAL else 'MISSED'}{peer}",
                    flush=True,
                )
        return fine


@contextmanager
def databases(folder: str) -> Iterator[list[tuple[str, str]]]:
    """The name and the URL of each ledger."""
    server = os.environ.get("XINXIAO_TEST_POSTGRES", "")
    lite = ("SQLite", f"sqlite:///{folder}/ledger.sqlite")
    if not server:
        yield [lite]
        return
    with scratch(server) as schema:
        yield [lite, ("PostgreSQL", f"{server}?options=-csearch_path%3D{schema}")]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=1_000_000)
    options.add_argument("--industries", type=int, nargs="*", default=[20, 400])
    options.add_argument("--issues", type=int, default=12)
    given = options.parse_args()
    programme = load(ROOT / "programmes" / "information-consumption").parts
    where = circumstances(programme, "Asia/Shanghai")
    fine = True
    for industries in given.industries:
        with tempfile.TemporaryDirectory() as folder, databases(folder) as ledgers:
            for name, url in ledgers:
                fine &= measured(name, Path(folder) / name, url, where, given, industries)
    print(f"every page within {GOAL} ms: {'met' if fine else 'MISSED'}")


if __name__ == "__main__":
    main()
