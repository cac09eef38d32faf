"""How long a roster takes that is made from the register, and how long it takes to open the inspections of a draw.

    python bench/bench_roster.py [--subjects 100000 1000000] [--drawn 5000] [--inspectors 2000]

Subjects are invented and stand in the register of a ledger (SQLite; PostgreSQL where XINXIAO_TEST_POSTGRES names a server). Making
the roster: from the question to the register to codes in order, with everybody left out and why. Opening: all inspections of a draw in one
transaction. Told are seconds of this processor and of the clock.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.bench_draw import codes  # noqa: E402
from tests.lots import ANNA, LATER, LIST, OPERATOR, World, world_of  # noqa: E402
from xinxiao.model.oversight.lists import EntryKey  # noqa: E402
from xinxiao.model.oversight.subject import SCHEMA  # noqa: E402
from xinxiao.model.oversight.subject_facts import SubjectsImported  # noqa: E402
from xinxiao.model.vouched import digest  # noqa: E402
from xinxiao.uses.oversight import draw_assigning, draw_roster  # noqa: E402

T = TypeVar("T")
HEAD = "计划编号,任务名称,抽查类型,事项编码,抽查比例,实施时间,实施单位\n"


def timed(what: str, do: Callable[[], T]) -> T:
    """Do something and print how long it took."""
    clock, worked = time.perf_counter(), time.process_time()
    done = do()
    print(
        f"  {what}: processor {time.process_time() - worked:.1f} s, clock {time.perf_counter() - clock:.1f} s"
    )
    return done


def main() -> None:
    """Each size, on each database there is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--subjects", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--drawn", type=int, default=5_000)
    parser.add_argument("--inspectors", type=int, default=2_000)
    own = parser.parse_args()
    for kind in ("sqlite", "postgresql") if os.environ.get("XINXIAO_TEST_POSTGRES") else ("sqlite",):
        for count in own.subjects:
            print(f"{kind}: {own.drawn} of {count} subjects, {own.inspectors} inspectors", flush=True)
            with tempfile.TemporaryDirectory() as folder, world_of(kind, Path(folder)) as world:
                register(world, count)
                measured(world, own.drawn, own.inspectors)


def register(world: World, count: int) -> None:
    """Put invented subjects into the register."""

    def same(value: str) -> pa.Array:
        return pa.repeat(pa.scalar(value, pa.string()), count)

    every, classes = codes(count), pa.array(np.arange(count) % 4)
    given = {
        "code": every, "valid_from": same("2026-12-01"), "name": every, "area": same("110000"), "state": same("ACTIVE"),
        "risk": pc.take(pa.array(["A", "B", "C", "D"]), classes), "tags": same("licence=TELECOM_VALUE_ADDED"),
        "source": same("SYNTHETIC"), "synthetic": same("yes"), "further": same("{}"),
    }  # fmt: skip
    table = pa.table([given.get(name, same("")) for name in SCHEMA.names], schema=SCHEMA).sort_by("code")
    subjects = world.ports.subjects
    fact = SubjectsImported(
        programme="bench", source="SYNTHETIC", file="0" * 64, day="2026-12-01", synthetic=True, read=count,
        unchanged=0, repeated=0, refused=0, first=subjects.last() + 1, recorded=count, sha256=digest(table.to_batches()),
    )  # fmt: skip
    subjects.record(OPERATOR.line, world.of(OPERATOR).at, fact, table.to_batches)


def measured(world: World, drawn: int, inspectors: int) -> None:
    """Make the roster, draw, and open the inspections."""
    office = world.of(ANNA)
    known = draw_roster.known(office)
    text = f"{HEAD}T1,甲,不定向,{LIST}/TI-01,{drawn}户,2026-12-10至2026-12-31,MIIT\n"
    people = "人员编号,单位,资质,有效期起,有效期止\n" + "".join(
        f"P{n:05},MIIT,LAW_ENFORCEMENT,2026-01-01,2027-12-31\n" for n in range(inspectors)
    )
    (task,) = world.read(text).tasks
    entries = draw_roster.live_entries(office, known, [EntryKey(LIST, "TI-01")])
    timed("roster", lambda: draw_roster.chosen(office, known, task, entries))
    number = world.drawn(world.prepared(world.plan(text), text=text, inspectors=people))
    opened = timed(
        "inspections opened", lambda: draw_assigning.assigned(world.of(ANNA, LATER), known, number)
    )
    timed("next roster", lambda: draw_roster.chosen(office, known, task, entries))
    print(f"  {len(opened)} inspections", flush=True)


if __name__ == "__main__":
    main()
