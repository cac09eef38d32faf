"""One cycle of a programme, as a straight line of verbs. Pure: no clock, no disk, no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse import account, indicators, programme_index, pull, targets, tasks
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.dataset import Dataset
from xinxiao.model.io_table import tables
from xinxiao.model.programme import CycleSpec, Programme
from xinxiao.model.release import Code, Sealed
from xinxiao.model.vintage import vintage
from xinxiao.programme.loaded import Loaded
from xinxiao.release.seal import seal

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
    index, tables) are left out. ``progress`` hears each step's name, how many are done and how many there are.
    Raises :class:`NotFound` for an unknown cycle, :class:`ProgrammeFault` for a programme that cannot be read.
    """
    made = compiled(loaded, cycle_id, as_of, progress)
    programme, cycle = _readable(loaded), _readable(loaded).cycle(cycle_id)
    sealed = seal(programme, loaded.index, loaded.files, cycle, as_of or cycle.as_of, code, made)
    progress("seal", len(STEPS), len(STEPS))
    return sealed


def compiled(
    loaded: Loaded, cycle_id: str | None, as_of: str | None, progress: Progress = silent
) -> dict[str, Dataset]:
    """Every dataset of a cycle by its dataflow's id, not sealed. Arguments and errors as for :func:`run`."""
    programme = _readable(loaded)
    cycle = programme.cycle(cycle_id)
    return _compiled(loaded, programme, cycle, as_of or cycle.as_of, _counter(progress))


def _readable(loaded: Loaded) -> Programme:
    if loaded.programme is None:
        raise ProgrammeFault("the programme cannot be read", findings=loaded.findings)
    return loaded.programme


def _compiled(
    loaded: Loaded, programme: Programme, cycle: CycleSpec, day: str, step: Callable[[str], None]
) -> dict[str, Dataset]:
    step("figures")
    known = vintage(loaded.figures, day)
    cells = _known_cells(programme, loaded.io, day)
    made: list[Dataset] = [known.figures, cells]
    step("account")
    io = tables(cells)
    kept: Dataset | None = None
    if programme.account is not None:
        kept, errors = account.compile(programme, known, io, loaded.sectors)
        made += [kept, errors]
    step("pull")
    called: Dataset | None = None
    if programme.pull is not None and kept is not None:
        called = pull.compile(programme, io, loaded.sectors, loaded.employment, kept, known)
        made.append(called)
    step("indicators")
    told = indicators.compile(programme, known, kept, cycle.first, cycle.last)
    step("index")
    index = _index(programme, loaded.index, told, cycle, day)
    step("targets")
    judged = targets.compile(programme, known, kept, called)
    step("tasks")
    tracked = tasks.compile(programme, known, told, judged)
    step("seal")
    optional = [data for data in (*made[1:], *([index] if index is not None else [])) if data.rows]
    return {data.dataflow.id: data for data in (made[0], told, judged, tracked, *optional)}


def _known_cells(programme: Programme, io: Dataset, day: str) -> Dataset:
    """The input-output cells whose source was published by ``day``."""
    late = [source.id for source in programme.sources.values() if source.published > day]
    known = pc.invert(pc.is_in(io.table.column("SOURCE"), value_set=pa.array(late, pa.string())))
    return replace(io, table=io.table.filter(known)).with_step("known", as_of=day)


def _index(
    programme: Programme, spec: IndexSpec | None, told: Dataset, cycle: CycleSpec, day: str
) -> Dataset | None:
    """The index; none for a programme without one, and where less was known than it needs.

    An index that cannot be computed from everything known to its own cycle is a fault, not an absence.
    """
    if spec is None:
        return None
    try:
        return programme_index.compile(programme, spec, told, cycle)
    except (DataFault, ProgrammeFault):
        if day >= cycle.as_of:
            raise
        return None


def _counter(progress: Progress) -> Callable[[str], None]:
    return lambda name: progress(name, STEPS.index(name), len(STEPS))
