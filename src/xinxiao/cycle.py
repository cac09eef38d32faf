"""One cycle of a programme, as a straight line of verbs. Pure: no clock, no disk, no network."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse import account, indicators, programme_index, pull, targets, tasks
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.dataflows import IC_INDEX
from xinxiao.model.dataset import Dataset, dataset
from xinxiao.model.programme import CycleSpec, Programme
from xinxiao.model.release import Code, Sealed
from xinxiao.programme import Loaded
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
    if loaded.programme is None:
        raise ProgrammeFault("the programme cannot be read", findings=loaded.findings)
    cycle = loaded.programme.cycle(cycle_id)
    day = as_of or cycle.as_of
    datasets = _compiled(loaded, loaded.programme, cycle, day, _counter(progress))
    sealed = seal(loaded.programme, loaded.files, cycle, day, code, datasets)
    progress("seal", len(STEPS), len(STEPS))
    return sealed


def _compiled(
    loaded: Loaded, programme: Programme, cycle: CycleSpec, day: str, step: Callable[[str], None]
) -> dict[str, Dataset]:
    step("figures")
    figures = _known_figures(loaded.figures, day)
    io = _known_tables(programme, loaded.io, day)
    step("account")
    kept, errors = account.compile(programme, figures, io, loaded.sectors)
    step("pull")
    called = pull.compile(programme, io, loaded.sectors, loaded.employment, kept, figures)
    step("indicators")
    made = indicators.compile(programme, figures, kept, day, cycle.first, cycle.last)
    step("index")
    index = _index(programme, loaded.index, made, cycle, day)
    step("targets")
    judged = targets.compile(programme, figures, kept, called, day)
    step("tasks")
    tracked = tasks.compile(programme, figures, made, day)
    step("seal")
    always = (figures, made, judged, tracked)
    declared = [data for data in (io, kept, errors, called, index) if data.rows]
    return {data.dataflow.id: data for data in (*always, *declared)}


def _known_figures(figures: Dataset, day: str) -> Dataset:
    """The figures whose vintage is not after ``day``."""
    known = figures.table.filter(pc.less_equal(figures.table.column("VINTAGE"), day))
    return dataset(figures.dataflow, known, lineage=figures.lineage).with_step("known", as_of=day)


def _known_tables(programme: Programme, io: Dataset, day: str) -> Dataset:
    """The input-output cells whose source was published by ``day``."""
    published = {source.id: source.published for source in programme.sources.values()}
    known = [published.get(source, "") <= day for source in io.table.column("SOURCE").to_pylist()]
    table = io.table.filter(pa.array(known, pa.bool_()))
    return dataset(io.dataflow, table, lineage=io.lineage).with_step("known", as_of=day)


def _index(
    programme: Programme, spec: IndexSpec | None, made: Dataset, cycle: CycleSpec, day: str
) -> Dataset:
    """The index; empty for a programme without one, and where less was known than it needs.

    An index that cannot be computed from everything known to its own cycle is a fault, not an absence.
    """
    nothing = dataset(IC_INDEX, dict.fromkeys(IC_INDEX.columns, ()))
    if spec is None:
        return nothing
    try:
        return programme_index.compile(programme, spec, made, cycle)
    except (DataFault, ProgrammeFault):
        if day >= cycle.as_of:
            raise
        return nothing


def _counter(progress: Progress) -> Callable[[str], None]:
    return lambda name: progress(name, STEPS.index(name), len(STEPS))
