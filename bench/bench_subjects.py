"""How fast a list of subjects is taken into the register of oversight, and how much memory that takes, beside the bare databases.

    python bench/bench_subjects.py [--subjects 5000000] [--only SQLite]

On SQLite and (with XINXIAO_TEST_POSTGRES) on PostgreSQL: a list of new subjects, the same list again, and one in which every hundredth
has another class of risk; then a check of the chain, all subjects of one province, a count by class, one subject. Each import runs in a
process of its own, whose largest memory is told. Beside it: the bare ``sqlite3`` inserting the same rows in one transaction into a
table without indexes, and the bare ``COPY`` of PostgreSQL. Goal: 5,000,000 in 150 s and 2 GB.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent))
from bench_frame import bare_copy, bare_read, bare_sqlite, codes, timed

ROOT = Path(__file__).resolve().parents[1]
PROGRAMME = ROOT / "programmes" / "information-consumption"
DAY, NEXT = "2026-01-01", "2026-02-01"
HEADER = "统一社会信用代码,企业名称,行政区划代码,信用风险分类,登记状态\n"


def file_of(place: Path, count: int, changed: int = 0) -> Path:
    """A list of so many subjects, of which every so manieth has another class."""
    with (PROGRAMME / "codelists" / "CL_AREA.csv").open(encoding="utf-8") as held:
        areas = [row["CODE"] for row in csv.DictReader(held) if row["LEVEL"] == "county"]
    with place.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for i, code in enumerate(codes(count)):
            risk = "ABCD"[(i + (1 if changed and not i % changed else 0)) % 4]
            out.write(f"{code},示例数字技术有限公司第{i}分公司,{areas[i * 7 % len(areas)]},{risk},存续\n")
    return place


def import_once(url: str, file: str, day: str) -> None:
    """Import in this process; say how long it took and how much memory."""
    os.environ["XINXIAO_LEDGER"] = url
    from xinxiao import bootstrap
    from xinxiao.uses.oversight.office import Office
    from xinxiao.uses.oversight.subjects_import import Given, import_subjects

    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile() as findings:
        asker = bootstrap.call(Path(home))
        office = Office(asker.ports.oversight, asker.actor, asker.now)
        start, work = time.perf_counter(), time.process_time()
        given = Given(findings.write)
        done = import_subjects(office, Path(file), "SYNTHETIC", day, given, folder=PROGRAMME)
        taken, work = time.perf_counter() - start, time.process_time() - work
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"seconds": taken, "work": work, "peak": peak, **done.values}))


def imported(url: str, file: Path, day: str) -> dict[str, Any]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--import", url, str(file), day]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return dict(json.loads(done.stdout))


def measured(name: str, url: str, files: tuple[Path, Path], bare: tuple[float, float], peer: str) -> None:
    """Print what one database does."""
    from xinxiao.model.oversight.predicate import parse
    from xinxiao.store.ledger import Ledger
    from xinxiao.store.oversight.subjects import Subjects

    for word, file, day in (("new", files[0], DAY), ("again", files[0], NEXT), ("changed", files[1], NEXT)):
        done = imported(url, file, day)
        rate = done["read"] / done["seconds"]
        ratio = f"   {done['seconds'] / sum(bare):.1f} x bare read and {peer} ({sum(bare):.1f} s)"
        print(
            f"{name:<11} {word:<8} {done['seconds']:6.1f} s (processor {done['work']:5.1f} s) {rate:>10,.0f} rows/s"
            f" {done['recorded']:>9,} recorded {done['peak']:5.2f} GB{ratio if word == 'new' else ''}",
            flush=True,
        )
    ledger = Ledger(url)
    subjects, one = Subjects(ledger), codes(1)[0]
    for word, what in (
        ("verify", lambda: ledger.verify("oversight")),
        ("one province", lambda: [0 for _ in subjects.selected(parse("area=44*"), NEXT)]),
        ("count of D", lambda: subjects.count(parse("risk=D"), NEXT)),
        ("one subject", lambda: subjects.at(one, NEXT)),
        ("find a name", lambda: subjects.found("第77777分公司", NEXT, 10)),
    ):
        print(f"{name:<11} {word:<14} {timed(what):8.3f} s", flush=True)
    ledger.close()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--subjects", type=int, default=5_000_000)
    options.add_argument("--only", choices=("SQLite", "PostgreSQL"))
    options.add_argument("--import", nargs=3, dest="once")
    chosen = options.parse_args()
    if chosen.once:
        import_once(*chosen.once)
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = (
            file_of(folder / "new.csv", chosen.subjects),
            file_of(folder / "changed.csv", chosen.subjects, 100),
        )
        read = bare_read(files[0])
        print(
            f"{chosen.subjects:,} subjects, {files[0].stat().st_size / 1e6:.0f} MB; DuckDB reads them in {read:.2f} s"
        )
        if chosen.only != "PostgreSQL":
            bare = (read, bare_sqlite(files[0], folder / "bare.sqlite"))
            measured("SQLite", f"sqlite:///{folder / 'ledger.sqlite'}", files, bare, "bare sqlite3")
        server = os.environ.get("XINXIAO_TEST_POSTGRES", "")
        if server and chosen.only != "SQLite":
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
