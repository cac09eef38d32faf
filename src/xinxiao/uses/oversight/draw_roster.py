"""Who may be drawn for a task: the subjects its matters are about, by class, and everyone left out with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import Conflict, NotFound, told
from xinxiao.files.folder import survey
from xinxiao.model.cache import Cache
from xinxiao.model.codelist import Area
from xinxiao.model.oversight.draw import Exclusion
from xinxiao.model.oversight.lists import EntryKey, LiveEntry
from xinxiao.model.oversight.plan import DrawSpec, PlanColumns, Task
from xinxiao.model.oversight.predicate import Condition
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.oversight.roster import Roster, gathered
from xinxiao.programme.plans import FILE as PLAN_COLUMNS
from xinxiao.programme.plans import Matters
from xinxiao.programme.read import PLACES, read_bytes
from xinxiao.uses.oversight import lists, subjects
from xinxiao.uses.oversight.draw_before import before
from xinxiao.uses.oversight.office import Office

FILE = "oversight/draws.yaml"
NEEDED = ("code", "state", "risk", "synthetic")
"""The columns of a subject that a roster is made from."""


@dataclass(frozen=True)
class DrawsKnown:
    """What a programme says of draws, of columns of plans, of subjects and of areas."""

    spec: DrawSpec
    columns: PlanColumns
    subjects: SubjectSpec
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Chosen:
    """A roster, whom it leaves out, and whether somebody on it is invented."""

    roster: Roster
    exclusions: tuple[Exclusion, ...]
    synthetic: bool


_HELD: Cache[tuple[tuple[str, bytes], ...], DrawsKnown] = Cache(2)
"""What files say that were read before: a desk asks for it with every page."""


def known(office: Office, folder: Path | None = None) -> DrawsKnown:
    """What the programme in a folder, or the one that ships, says. Raises :class:`NotFound` for one without these files."""
    place = office.ports.programme_folder(folder)
    files = survey(place, (FILE, PLAN_COLUMNS, subjects.FILE, *PLACES)).files
    return _HELD.get(tuple(sorted(files.items())), lambda: _known(place, files))


def _known(place: Path, files: Mapping[str, bytes]) -> DrawsKnown:
    loaded = read_bytes(files)
    own = loaded.oversight
    spec, columns = own.one(FILE, DrawSpec), own.one(PLAN_COLUMNS, PlanColumns)
    register = own.one(subjects.FILE, SubjectSpec)
    if spec is None or columns is None or register is None:
        missing = FILE if spec is None else PLAN_COLUMNS if columns is None else subjects.FILE
        raise NotFound(f"no {missing}", told("no_draws_file", path=str(place / missing)))
    return DrawsKnown(spec, columns, register, loaded.parts.areas)


def live_entries(office: Office, known: DrawsKnown, keys: Sequence[EntryKey]) -> tuple[LiveEntry, ...]:
    """The entries, all of which must hold today and be a ground for inspections. Raises :class:`Conflict` for one that is not."""
    return tuple(
        lists.live(office, key, office.today, "inspection", type=known.spec.list_type) for key in keys
    )


def matters(office: Office, known: DrawsKnown) -> Matters:
    """The matters of the lists of inspection in force today, for plans that name them as the lists do."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    day = office.today.isoformat()
    for name, register in sorted(office.ports.lists.registers().items()):
        version = register.in_force(day)
        if version is None or version.type != known.spec.list_type:
            continue
        for entry in office.ports.lists.content(version).spec.entries:
            if office.ports.lists.live(EntryKey(name, entry.code), day) is not None:
                found[entry.matter] = (*found.get(entry.matter, ()), (name, entry.code))
    return found


def chosen(
    office: Office, known: DrawsKnown, task: Task, entries: Sequence[LiveEntry], instead_of: str = ""
) -> Chosen:
    """The roster of a task today: whom all its matters are about and its conditions hold for, by class of risk where it has shares
    of classes. ``instead_of``: the draw that it repeats, whose inspections do not count.

    Raises :class:`Conflict` where nobody is left.
    """
    predicate = [*(one for own in entries for one in own.entry.subjects), *task.predicate]
    there = _subjects(office, known, predicate)
    reasons = _reasons(office, known, task, there, [own.key for own in entries], instead_of)
    out = there.append_column("reason", reasons).filter(pc.not_equal(reasons, ""))
    left = [
        Exclusion(subject=code, reason=reason)
        for code, reason in zip(out["code"].to_pylist(), out["reason"].to_pylist(), strict=True)
    ]
    there = there.filter(pc.equal(reasons, ""))
    if not there.num_rows:
        raise Conflict(f"nobody for {task.number}", told("draw_nobody", task=task.number))
    whole = pa.array([known.spec.whole] * there.num_rows, pa.string())
    strata = there["risk"].combine_chunks() if _by_class(task) else whole
    order = [share.stratum or known.spec.whole for share in task.shares]
    invented = pc.any(pc.equal(there["synthetic"], "yes")).as_py()
    return Chosen(gathered(there["code"].combine_chunks(), strata, order), tuple(left), bool(invented))


def _subjects(office: Office, known: DrawsKnown, predicate: Sequence[Condition]) -> pa.Table:
    """Whom a predicate is about, as ``NEEDED``."""
    below = subjects.below(known.areas, predicate)
    day = office.today.isoformat()
    batches = office.ports.subjects.selected(predicate, day, below, columns=NEEDED)
    return pa.Table.from_batches(batches, pa.schema([(name, pa.string()) for name in NEEDED]))


def _by_class(task: Task) -> bool:
    return any(share.stratum for share in task.shares)


def _reasons(
    office: Office,
    known: DrawsKnown,
    task: Task,
    there: pa.Table,
    keys: Sequence[EntryKey],
    instead_of: str,
) -> pa.Array:
    """The code of why each subject is left out, the first that holds; empty for one that is not."""
    spec, codes = known.spec, known.spec.exclusions
    been = before(office, spec.inspection, keys, instead_of)
    code, state, risk = (there[name].combine_chunks() for name in ("code", "state", "risk"))
    times = been.of(code)
    live = [own.id for own in known.subjects.states if own.live]
    classes = [share.stratum for share in task.shares]
    never = pa.array([False] * there.num_rows, pa.bool_())
    why = (
        (codes.not_live, pc.invert(_among(state, live))),
        (codes.no_class, pc.invert(_among(risk, classes)) if _by_class(task) else never),
        (codes.inspected, pc.is_in(code, value_set=been.done)),
        (codes.capped, pc.greater_equal(times, spec.cap) if spec.cap else never),
        (codes.low_risk, pc.and_(pc.greater(times, 0), _among(risk, spec.low_risk))),
    )
    asked = pc.make_struct(
        *(holds for _, holds in why), field_names=[str(place) for place in range(len(why))]
    )
    return pc.case_when(asked, *(pa.scalar(reason) for reason, _ in why), pa.scalar(""))


def _among(values: pa.Array, wanted: Sequence[str]) -> pa.Array:
    return pc.is_in(values, value_set=pa.array(list(wanted), pa.string()))
