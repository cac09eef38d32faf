"""One cycle of a programme, as a straight line of verbs. Pure: no clock, no disk, no network."""

from __future__ import annotations

from collections.abc import Callable

from xinxiao.analyse import account, development_index, indicators, pull, targets, tasks
from xinxiao.disseminate.release import seal
from xinxiao.errors import NotFound
from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import CycleSpec
from xinxiao.model.release import Code, Sealed
from xinxiao.programme import Loaded

Progress = Callable[[str, int, int], None]
STEPS = ("figures", "account", "pull", "indicators", "index", "targets", "tasks", "seal")


def silent(step: str, done: int, total: int) -> None:
    """Report nothing."""


def run(
    loaded: Loaded,
    cycle_id: str | None,
    as_of: str | None,
    code: Code,
    progress: Progress = silent,
) -> Sealed:
    """Compile every dataflow of the programme from what was known on ``as_of`` and seal a release.

    ``as_of`` (YYYY-MM-DD) defaults to the cycle's own. Parts that a programme does not declare (account, pull,
    index) are left out. ``progress`` hears each step's name, how many are done and how many there are.
    Raises :class:`NotFound` for an unknown cycle.
    """
    cycle = cycle_of(loaded, cycle_id)
    day = as_of or cycle.as_of
    datasets = compiled(loaded, cycle, day, progress)
    progress("seal", STEPS.index("seal"), len(STEPS))
    sealed = seal(loaded.programme, loaded.files, cycle, day, code, datasets)
    progress("seal", len(STEPS), len(STEPS))
    return sealed


def cycle_of(loaded: Loaded, cycle_id: str | None) -> CycleSpec:
    """The cycle asked for, or the last one declared. Raises :class:`NotFound` naming the cycles there are."""
    cycle = loaded.programme.cycle(cycle_id)
    if cycle_id is not None and cycle.id != cycle_id:
        known = ", ".join(c.id for c in loaded.programme.file.cycles)
        raise NotFound(f"cycle {cycle_id}", told="unknown_cycle", cycle=cycle_id, known=known)
    return cycle
