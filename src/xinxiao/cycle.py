"""One cycle of a programme, as a straight line of verbs. Pure: no clock, no disk, no network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.analyse import account, domains, doubt, indicators, programme_index, pull, targets, tasks
from xinxiao.errors import DataFault, ProgrammeFault, told
from xinxiao.model.dataset import Dataset, joined
from xinxiao.model.finding import Finding
from xinxiao.model.io_table import IoTables, tables
from xinxiao.model.programme import CycleSpec, Programme
from xinxiao.model.release import Code, Sealed
from xinxiao.model.vintage import until, vintage
from xinxiao.programme.loaded import Loaded
from xinxiao.release.seal import seal

Progress = Callable[[str, int, int], None]
STEPS = ("figures", "account", "pull", "indicators", "domains", "index", "targets", "tasks", "seal")


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
    programme = _readable(loaded)
    cycle = programme.cycle(cycle_id)
    day = as_of or cycle.as_of
    made, io = _compiled(loaded, programme, cycle, day, _counter(progress))
    marked = doubt.marked(programme, made, account.findings(programme, io, loaded.sectors))
    _honest(programme)
    sealed = seal(programme, loaded.indices, loaded.statistical, cycle, day, code, marked)
    progress("seal", len(STEPS), len(STEPS))
    return sealed


def _honest(programme: Programme) -> None:
    """Raise :class:`ProgrammeFault` for invented figures in a programme that does not say they are."""
    invented = sorted(source.id for source in programme.sources.values() if source.synthetic)
    if invented and not programme.file.synthetic:
        named = ", ".join(invented[:5])
        raise ProgrammeFault(
            f"invented figures of {named}", told("source_synthetic", sources=named, programme=programme.id)
        )


def compiled(
    loaded: Loaded, cycle_id: str | None, as_of: str | None, progress: Progress = silent
) -> dict[str, Dataset]:
    """Every dataset of a cycle by its dataflow's id, neither marked with doubts nor sealed. Arguments and errors as for
    :func:`run`."""
    programme = _readable(loaded)
    cycle = programme.cycle(cycle_id)
    return _compiled(loaded, programme, cycle, as_of or cycle.as_of, _counter(progress))[0]


def reads(loaded: Loaded, cycle_id: str | None) -> tuple[pa.Table, ...]:
    """The tables that a cycle reads beside the programme: figures and input-output cells known on its day, sectors, and
    employment. Raises as :func:`run`."""
    programme = _readable(loaded)
    day = programme.cycle(cycle_id).as_of
    cells = _known_cells(programme, loaded.io, day).table
    return vintage(loaded.figures, day).figures.table, cells, loaded.sectors, loaded.employment


def undefined(loaded: Loaded) -> list[Finding]:
    """Formulas without a value for inputs that are all there, as known on the last cycle's day.

    Raises :class:`ProgrammeFault` for a programme or a formula that cannot be read.
    """
    programme = _readable(loaded)
    day = max(item.as_of for item in programme.file.cycles)
    return indicators.findings(programme, vintage(loaded.figures, day))


def _readable(loaded: Loaded) -> Programme:
    if loaded.programme is None:
        raise ProgrammeFault("the programme cannot be read", findings=loaded.findings)
    return loaded.programme


def _compiled(
    loaded: Loaded, programme: Programme, cycle: CycleSpec, day: str, step: Callable[[str], None]
) -> tuple[dict[str, Dataset], IoTables]:
    step("figures")
    known = vintage(loaded.figures, day)
    cells = _known_cells(programme, loaded.io, day)
    made: list[Dataset] = [known.figures, cells]
    made += [until(held, day) for held in (loaded.reported, loaded.cases) if held is not None]
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
    step("domains")
    by_domain: Dataset | None = None
    if programme.domains is not None:
        by_domain = domains.compile(programme, told, io, loaded.sectors, cycle)
    step("index")
    index = _indices(loaded, told, cycle, day)
    step("targets")
    judged = targets.compile(programme, known, kept, called)
    recorded = targets.compile_record(programme, known)
    step("tasks")
    tracked = tasks.compile(programme, known, told, judged)
    step("seal")
    optional = [data for data in (*made[1:], by_domain, index, recorded) if data is not None and data.rows]
    return {data.dataflow.id: data for data in (made[0], told, judged, tracked, *optional)}, io


def _known_cells(programme: Programme, io: Dataset, day: str) -> Dataset:
    """The input-output cells whose source was published by ``day``."""
    late = [source.id for source in programme.sources.values() if source.published > day]
    known = pc.invert(pc.is_in(io.table.column("SOURCE"), value_set=pa.array(late, pa.string())))
    return replace(io, table=io.table.filter(known)).with_step("known", as_of=day)


def _indices(loaded: Loaded, told: Dataset, cycle: CycleSpec, day: str) -> Dataset | None:
    """The indices; None for a programme without one. One that needs more than was known is left out.

    An index that cannot be computed from everything known to its own cycle is a fault, not an absence.
    """
    programme, made = _readable(loaded), list[Dataset]()
    for head in programme.indices:
        try:
            made.append(programme_index.compile(programme, head, loaded.indices[head.id], told, cycle))
        except (DataFault, ProgrammeFault):
            if day >= cycle.as_of:
                raise
    return joined(made) if made else None


def _counter(progress: Progress) -> Callable[[str], None]:
    return lambda name: progress(name, STEPS.index(name), len(STEPS))
