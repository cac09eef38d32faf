"""Who may be drawn for a task: the subjects its matters are about, by class, and everyone left out with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xinxiao.errors import Conflict, NotFound, told
from xinxiao.files.folder import survey
from xinxiao.model.cache import Cache
from xinxiao.model.codelist import Area
from xinxiao.model.oversight.draw import Exclusion, Record
from xinxiao.model.oversight.lists import EntryKey, LiveEntry
from xinxiao.model.oversight.plan import DrawSpec, PlanColumns, Task
from xinxiao.model.oversight.predicate import Condition
from xinxiao.model.oversight.subject import COLUMNS
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.oversight.draw_file import read_draw
from xinxiao.oversight.roster import Roster, gathered
from xinxiao.programme.plans import FILE as PLAN_COLUMNS
from xinxiao.programme.read import PLACES, read_bytes
from xinxiao.uses.oversight import lists, subjects
from xinxiao.uses.oversight.office import Office

FILE = "oversight/draws.yaml"


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


def chosen(
    office: Office, known: DrawsKnown, task: Task, entries: Sequence[LiveEntry], instead_of: str = ""
) -> Chosen:
    """The roster of a task today: whom all its matters are about and its conditions hold for, by class of risk where it has shares
    of classes. ``instead_of``: the draw that it repeats, whose inspections do not count.

    Raises :class:`Conflict` where nobody is left.
    """
    predicate = [*(one for own in entries for one in own.entry.subjects), *task.predicate]
    before = _inspected(office, instead_of)
    about = {(own.key.list, own.key.entry) for own in entries}
    rule = _Rule(known, task, before, {code for key in about for code in before.by_entry.get(key, ())})
    codes, strata, left = list[str](), list[str](), list[Exclusion]()
    invented = False
    for row in _rows(office, known, predicate):
        reason = rule.reason(row)
        if reason:
            left.append(Exclusion(subject=row["code"], reason=reason))
            continue
        codes.append(row["code"])
        strata.append(row["risk"] if rule.by_class else known.spec.whole)
        invented = invented or row["synthetic"] == "yes"
    if not codes:
        raise Conflict(f"nobody for {task.number}", told("draw_nobody", task=task.number))
    order = [share.stratum or known.spec.whole for share in task.shares]
    return Chosen(gathered(codes, strata, order), tuple(left), invented)


def _rows(office: Office, known: DrawsKnown, predicate: Sequence[Condition]) -> Iterator[dict[str, str]]:
    names = ("code", "state", "risk", "synthetic")
    below = subjects.below(known.areas, predicate)
    for batch in office.ports.subjects.selected(predicate, office.today.isoformat(), below):
        columns = [batch.column(COLUMNS.index(name)).to_pylist() for name in names]
        for row in zip(*columns, strict=True):
            yield dict(zip(names, row, strict=True))


@dataclass(frozen=True)
class _Before:
    """How often each subject was drawn this year, and for which entries which."""

    times: Mapping[str, int]
    by_entry: Mapping[tuple[str, str], frozenset[str]]


def _inspected(office: Office, instead_of: str) -> _Before:
    """Who was drawn this year in draws that are not void."""
    times, by_entry = Counter[str](), dict[tuple[str, str], frozenset[str]]()
    for standing in office.ports.draws.listed(office.today.year):
        gone = standing.voided is not None or standing.committed.number == instead_of
        if standing.drawn is None or gone:
            continue
        record = read_draw(office.ports.blobs.get(standing.drawn.record))
        if not isinstance(record, Record):
            continue
        drawn = frozenset(one.subject for one in record.selected)
        times.update(drawn)
        for own in (entry for body in record.terms.bodies for entry in body.entries):
            key = (own.list, own.entry)
            by_entry[key] = by_entry.get(key, frozenset()) | drawn
    return _Before(times, by_entry)


@dataclass(frozen=True)
class _Rule:
    known: DrawsKnown
    task: Task
    before: _Before
    done: set[str]

    @property
    def by_class(self) -> bool:
        return any(share.stratum for share in self.task.shares)

    def reason(self, row: Mapping[str, str]) -> str:
        """The code of why a subject is left out; empty for one that is not."""
        spec, codes = self.known.spec, self.known.spec.exclusions
        times = self.before.times.get(row["code"], 0)
        live = {state.id for state in self.known.subjects.states if state.live}
        classes = {share.stratum for share in self.task.shares}
        if row["state"] not in live:
            return codes.not_live
        if self.by_class and row["risk"] not in classes:
            return codes.no_class
        if row["code"] in self.done:
            return codes.inspected
        if spec.cap and times >= spec.cap:
            return codes.capped
        return codes.low_risk if times and row["risk"] in spec.low_risk else ""
