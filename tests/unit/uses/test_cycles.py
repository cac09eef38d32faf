"""Cycles without a release: which they are, and that a worker seals them while the newest stays the one shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.nouns import TUTORIAL
from xinxiao import bootstrap
from xinxiao.errors import Conflict, NotAllowed
from xinxiao.model.actor import ANONYMOUS, SYSTEM
from xinxiao.model.job import Job
from xinxiao.uses import cycles, jobs, releases, work
from xinxiao.uses.call import Call
from xinxiao.uses.run import run

EARLIER = (
    "  - id: C2023\n    name: {zh: 早, en: Early}\n    as_of: '2024-06-30'\n    release_date: '2024-07-01'\n"
    "    first: 2021\n    last: 2023\n  - id: C2024\n"
)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Call]:
    """A home with a release of the later of two cycles; the earlier has none."""
    folder = Path(shutil.copytree(TUTORIAL, tmp_path / "programme"))
    file = folder / "programme.yaml"
    file.write_text(file.read_text("utf-8").replace("  - id: C2024\n", EARLIER), "utf-8")
    call = bootstrap.call(tmp_path / "home")
    run(call, folder)
    yield call
    call.ports.ledger.close()


def job(call: Call, name: str) -> Job:
    return Job(1, "release.seal", f"{releases.find(call).id} {name}", "", "leased", 1, "", "", "", "")


def test_a_cycle_without_a_release_is_sealed_by_a_worker_and_the_newest_stays_shown(two: Call) -> None:
    first = releases.find(two)
    assert cycles.plan(two, first) == ("C2023",)
    assert [(j.kind, j.key) for j in jobs.jobs(two)] == [("release.seal", f"{first.id} C2023")]
    heard: list[tuple[str, str, str]] = []
    system = replace(two, actor=SYSTEM)
    work.work_off(
        system, "w", lambda: two.now, lambda job, state, said: heard.append((job.kind, state, said))
    )
    other = next(e for e in releases.entries(two) if e.cycle == "C2023")
    assert heard == [("release.seal", "done", other.id)]
    assert (other.as_of, releases.record(two, other.id).state) == ("2024-06-30", "live")
    assert releases.find(two).id == first.id
    assert releases.before(two, first).id == other.id
    assert cycles.plan(two, first) == ()
    assert cycles.seal(system, job(two, "C2023")).outcome == "covered"


def test_a_cycle_of_which_there_is_a_draft_is_covered(two: Call) -> None:
    first = releases.find(two)
    other = msgspec.structs.replace(first, cycle="C2023")
    two.ports.ledger.releases.append(other, "me", two.at)
    assert cycles.uncovered(two, first) == ()


def test_a_cycle_whose_day_has_not_come_is_left_alone(two: Call) -> None:
    first = releases.find(two)
    evening = datetime(2024, 6, 29, 15, 59, tzinfo=UTC)  # a minute to midnight in Shanghai
    assert cycles.uncovered(replace(two, now=evening), first) == ()
    midnight = datetime(2024, 6, 29, 16, 0, tzinfo=UTC)
    assert cycles.uncovered(replace(two, now=midnight), first) == ("C2023",)


def test_while_a_run_is_at_work_it_waits_and_readers_may_not_ask_for_it(two: Call) -> None:
    with two.ports.exclusive(), pytest.raises(Conflict):
        cycles.seal(two, job(two, "C2023"))
    with pytest.raises(NotAllowed):
        cycles.plan(replace(two, actor=ANONYMOUS), releases.find(two))


def test_a_worker_has_half_an_hour_for_it(two: Call) -> None:
    cycles.plan(two, releases.find(two))
    taken = work.take(two, "w")
    assert taken is not None
    until = datetime.fromisoformat(taken.leased_until) - two.now
    assert 1_799 <= until.total_seconds() <= 1_800
