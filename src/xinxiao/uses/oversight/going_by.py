"""Which file a case goes by, and who acts on it as what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xinxiao.errors import NotAllowed, NotFound, Unavailable, XinxiaoError, told
from xinxiao.model.oversight.case import Case, ClockRun
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.model.oversight.predicate import Condition, holds
from xinxiao.model.oversight.subject import Subject
from xinxiao.model.oversight.workflow import Doer, Workflow
from xinxiao.oversight.in_force import File, VersionKey, in_force
from xinxiao.oversight.overdue import INSTALLATION
from xinxiao.oversight.wanted import By, Grounds
from xinxiao.uses.oversight import lists
from xinxiao.uses.oversight.office import Office

_ROLES: Mapping[str, Doer] = {"case_officer": "case_officer", "supervisor": "supervisor"}


@dataclass(frozen=True)
class GoesBy:
    """The workflow a case goes by, with the times of law in force, and the hash of the file that says it; ``files``: the hashes of those
    that say further versions of its clocks."""

    workflow: Workflow
    digest: str
    files: Mapping[VersionKey, str] = field(default_factory=dict)


def new(office: Office, workflow: str) -> GoesBy:
    """What a new case goes by: the file as it is today, which is kept from now on. Raises :class:`NotFound`."""
    found = office.ports.known.current(workflow)
    if found is None:
        shown, known = ascii(workflow[:64])[1:-1], ", ".join(sorted(office.ports.known.workflows)) or "-"
        raise NotFound(f"no workflow {shown}", told("no_workflow", workflow=shown, known=known))
    if not office.ports.blobs.has(found.digest):
        office.ports.blobs.put(found.content)
    return GoesBy(found.workflow, found.digest)


def held(office: Office, case: Case) -> GoesBy:
    """What an open case goes by: the file it was opened by, or the one of today where that says so and has the case's state; the times of
    law are those in force either way.

    Raises :class:`Unavailable` when the file it was opened by is not kept any more.
    """
    found = seen(office, case)
    if found is None:
        raise Unavailable(
            f"{case.workflow} {case.definition}",
            told("case_definition", workflow=case.workflow, sha256=case.definition),
        )
    for digest in {found.digest, *found.files.values()}:
        if not office.ports.blobs.has(digest):
            now = office.ports.known.current(case.workflow)
            if now is not None and now.digest == digest:
                office.ports.blobs.put(now.content)
    return found


def seen(office: Office, case: Case) -> GoesBy | None:
    """The same for who only looks; None when the file it was opened by is not kept any more."""
    known = office.ports.known
    now = known.current(case.workflow)
    crosses = now is not None and now.workflow.crossing == "change" and case.state in now.workflow.state
    digest = now.digest if now is not None and crosses else case.definition
    own = now.workflow if now is not None and crosses else known.pinned(case.definition, case.workflow)
    if own is None:
        return None
    today = File(now.workflow, now.digest) if now is not None else None
    found = in_force(File(own, digest), today, _earlier(office, case, digest))
    return GoesBy(found.workflow, digest, found.files)


def _earlier(office: Office, case: Case, digest: str) -> Iterator[tuple[ClockRun, File]]:
    """Runs that follow a version of another file than the case's, with that file as far as it is kept."""
    for run in case.waiting:
        if run.file and run.file != digest:
            said = office.ports.known.pinned(run.file, case.workflow)
            if said is not None:
                yield run, File(said, run.file)


def demand_over(office: Office, area: str) -> None:
    """Raise :class:`NotAllowed` unless the actor handles cases of an area, keeps oversight, or is the installation."""
    if office.actor.kind == "system" or office.actor.may("oversee"):
        return
    office.demand_over("handle", office.ports.known.above(area))


def found(office: Office, case: str) -> Case:
    """A case in the reach of who asks. Raises :class:`NotFound` for one that is not there, and the same for one beyond."""
    own = office.ports.cases.find(case)
    try:
        demand_over(office, own.area)
    except NotAllowed as error:
        office.demand("handle")
        shown = ascii(case[:80])[1:-1]
        raise NotFound(f"no case {shown}", told("no_case", case=shown)) from error
    return own


def by(office: Office, area: str) -> By:
    """As what the actor may act on a case of an area. Who keeps the installation may act as an officer or as a supervisor, under
    their own name, and so not as both where two people are needed."""
    actor = office.actor
    if actor.kind == "system":
        return INSTALLATION
    if actor.may("oversee"):
        return By(actor.line, actor.name, frozenset(_ROLES.values()))
    areas = office.ports.known.above(area)
    roles = {_ROLES[one.role] for one in actor.grants if one.role in _ROLES and one.scope in areas}
    return By(actor.line, actor.name, frozenset(roles))


def grounds(office: Office, goes_by: GoesBy, number: str = "", *, synthetic: bool = False) -> Grounds:
    """What an act is decided by beside the workflow and the case."""
    names = {field.codelist for field in goes_by.workflow.fields if field.codelist is not None}

    def is_known(kind: str, value: str) -> bool:
        return kind != "subject" or _registered(office, value)

    def opens(case: str) -> frozenset[str]:
        return _opens(office, case)

    def is_live(list_type: str, entry: EntryRef, day: str) -> bool:
        return _live(office, list_type, entry, day)

    def is_about(entry: EntryRef, code: str, day: str) -> bool:
        return about(office, predicate(office, entry), office.ports.subjects.at(code, day))

    return Grounds(
        office.today,
        office.ports.known.calendar,
        goes_by.digest,
        number=number,
        codelists={name: office.ports.known.codes(name) for name in names},
        is_known=is_known,
        is_live=is_live,
        is_about=is_about,
        synthetic=synthetic,
        files=goes_by.files,
        opens=opens,
    )


def predicate(office: Office, entry: EntryRef) -> Sequence[Condition]:
    """Which subjects an entry is about; of none: every one. Raises :class:`NotFound` for no such version."""
    version = lists.issued(office, entry.list, entry.version)
    return office.ports.lists.content(version).entries[entry.code].subjects


def about(office: Office, conditions: Sequence[Condition], subject: Subject | None) -> bool:
    """Whether a predicate holds of a subject as the register has it. One that it has not is taken where it is empty, since then it says
    nothing of anybody."""
    if subject is None:
        return not conditions or not office.ports.subjects.last()
    return holds(conditions, subject.codes(office.ports.known.above(subject.area)))


def _registered(office: Office, code: str) -> bool:
    """Whether a subject is in the register; where that is empty nobody can be, and any whose code checks is taken."""
    subjects = office.ports.subjects
    return subjects.at(code, office.today.isoformat()) is not None or not subjects.last()


def _opens(office: Office, case: str) -> frozenset[str]:
    """The workflows of which a case may follow from a case in reach: those named by the acts that were done in it, as the file says that
    it goes by. Raises as :func:`found`."""
    origin = found(office, case)
    said = seen(office, origin)
    acts = said.workflow.act if said is not None else {}
    done = (acts[step.act] for step in origin.acted if step.act in acts)
    return frozenset(workflow for act in done for workflow in act.opens)


def _live(office: Office, list_type: str, entry: EntryRef, day: str) -> bool:
    from datetime import date

    try:
        key = EntryKey(entry.list, entry.code)
        held = lists.live(office, key, date.fromisoformat(day), type=list_type)
    except XinxiaoError:
        return False
    return held.version == entry.version
