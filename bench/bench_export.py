"""Whether the memory of an export grows with its rows: 1,000,000 figures as CSV, through a socket, long and wide.

Run: ``python bench/bench_export.py [--rows N]``. A programme of the tests gets one figure for each of many places and
years, a cycle seals it, ``xinxiao serve`` runs in a process of its own, and a client that keeps nothing reads the
export. Printed: rows and bytes a second beside DuckDB writing the same sealed file as CSV in the same run, and the
server's resident memory before, at its highest during, and after, for a quarter of the rows and for all of them. A wide table is made in
memory; beside it stands DuckDB's PIVOT of the same file.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
import time
from pathlib import Path
from urllib.request import urlopen

import duckdb
import load_generator as load

from xinxiao import bootstrap
from xinxiao.uses.releases import find
from xinxiao.uses.run import run

TINY = Path(__file__).parents[1] / "tests" / "data" / "tiny-programme"
YEARS = range(1901, 2021)
FLOW = "TINY_FIGURES"


def programme(place: Path, rows: int) -> Path:
    """The tiny programme with a figure for each of ``rows`` pairs of a place and a year."""
    made = shutil.copytree(TINY, place / "programme")
    places = [f"{100000 + number}" for number in range(rows // len(YEARS))]
    with (made / "codelists" / "CL_AREA.csv").open("a", encoding="utf-8") as areas:
        areas.writelines(f"{code},市{code},,prefecture,950000,,,,,,,S_BOOK\n" for code in places)
    head = "FREQ,REF_AREA,INDICATOR,SCOPE,TIME_PERIOD,VINTAGE,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,GRADE,SOURCE,COMMENT\n"
    with (made / "figures" / "many.csv").open("w", encoding="utf-8") as figures:
        figures.write(head)
        for code in places:
            figures.writelines(
                f"A,{code},POP,_Z,{year},2021-09-30,{year - 1800}.{code},10K_PERSONS,A,A,S_BOOK,\n"
                for year in YEARS
            )
    title = "title: {zh: 许多数字, en: Many figures}\nsources: [S_BOOK]\n"
    (made / "figures" / "many.yaml").write_text(title, "utf-8")
    return made


def read(address: str) -> tuple[int, int, float]:
    """Lines and bytes of an answer that is read and thrown away, and the seconds it took."""
    lines = size = 0
    start = time.perf_counter()
    with urlopen(address, timeout=600) as answer:
        while piece := answer.read(1 << 16):
            lines += piece.count(b"\n")
            size += len(piece)
    return lines, size, time.perf_counter() - start


class Highest:
    """The highest resident memory of a process while the block runs, in MB."""

    def __init__(self, process: int) -> None:
        self.process, self.seen, self._done = process, 0.0, threading.Event()

    def __enter__(self) -> Highest:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.01):
            self.seen = max(self.seen, load.resident(self.process))


def measured(name: str, address: str, process: int) -> float:
    """An export read once: what it took, told; its rows a second."""
    before = load.resident(process)
    with Highest(process) as highest:
        lines, size, took = read(address)
    after = load.resident(process)
    print(
        f"{name:28} {lines - 1:>9,} rows, {size / 1e6:6.1f} MB in {took:5.2f} s; "
        f"server {before:5.0f} MB before, {highest.seen:5.0f} at its highest, {after:5.0f} after",
        flush=True,
    )
    return (lines - 1) / took


def main() -> None:
    """Measure the exports."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place, home = Path(name), Path(name) / "home"
        call = bootstrap.call(home)
        start = time.perf_counter()
        run(call, programme(place, chosen.rows))
        took = time.perf_counter() - start
        print(f"{'sealed':28} {chosen.rows:>9,} figures in {took:.1f} s; {load.resident():.0f} MB")
        sealed = call.ports.blobs.verified(find(call).datasets[FLOW].sha256)
        call.ports.ledger.close()
        with load.uvicorn(home) as server:
            root = server.address.removesuffix("/zh/")
            everything = f"{root}/data/{FLOW}.csv"
            quarter = "&".join(f"TIME_PERIOD={year}" for year in YEARS[::4])
            measured("a quarter", f"{everything}?{quarter}", server.process)
            ours = measured("everything", everything, server.process)
            measured("everything again", everything, server.process)
            broad = measured("everything, wide", f"{everything}?layout=wide", server.process) * len(YEARS)
        file = f"read_parquet('{sealed}')"
        beside("long", ours, f"FROM {file}", chosen.rows, place)
        pivot = f"PIVOT (SELECT * EXCLUDE (VINTAGE, SOURCE, COMMENT) FROM {file}) ON TIME_PERIOD USING first(OBS_VALUE)"
        beside("wide", broad, pivot, chosen.rows, place)


def beside(name: str, ours: float, sql: str, rows: int, place: Path) -> None:
    """Print observations a second of ours and of DuckDB, which writes what ``sql`` gives to a file."""
    start = time.perf_counter()
    duckdb.sql(f"COPY ({sql}) TO '{place / name}.csv' (FORMAT csv)")
    theirs = rows / (time.perf_counter() - start)
    print(
        f"{name}: {ours:,.0f} observations a second through the socket, {theirs:,.0f} by DuckDB to a file; 1/{theirs / ours:.1f}"
    )


if __name__ == "__main__":
    main()
