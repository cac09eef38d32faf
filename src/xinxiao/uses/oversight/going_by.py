"""Which file a case goes by, and who acts on it as what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xinxiao.errors import NotAllowed, NotFound, Unavailable, XinxiaoError, told
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.model.oversight.workflow import Doer, Workflow
from xinxiao.oversight.overdue import INSTALLATION
from xinxiao.oversight.wanted import By, Grounds
from xinxiao.uses.oversight import lists
from xinxiao.uses.oversight.office import Office

_ROLES: Mapping[str, Doer] = {"case_officer": "case_officer", "supervisor": "supervisor"}


@dataclass(frozen=True)
class GoesBy:
    """The workflow a case goes by, and the hash of the file that says it."""

    workflow: Workflow
    digest: str


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
    """What an open case goes by: the file it was opened by, or the one of today where that says so and has the case's state.

    Raises :class:`Unavailable` when the file it was opened by is not kept any more.
    """
    now = office.ports.known.current(case.workflow)
    if now is not None and now.workflow.crossing == "change" and case.state in now.workflow.state:
        return new(office, case.workflow)
    pinned = office.ports.known.pinned(case.definition, case.workflow)
    if pinned is None:
        raise Unavailable(
            f"{case.workflow} {case.definition}",
            told("case_definition", workflow=case.workflow, sha256=case.definition),
        )
    return GoesBy(pinned, case.definition)


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

    def is_live(list_type: str, entry: EntryRef, day: str) -> bool:
        return _live(office, list_type, entry, day)

    return Grounds(
        office.today,
        office.ports.known.calendar,
        goes_by.digest,
        number=number,
        codelists={name: office.ports.known.codes(name) for name in names},
        is_known=is_known,
        is_live=is_live,
        synthetic=synthetic,
    )


def _registered(office: Office, code: str) -> bool:
    """Whether a subject is in the register; where that is empty nobody can be, and any is taken."""
    subjects = office.ports.subjects
    return subjects.at(code, office.today.isoformat()) is not None or not subjects.last()


def _live(office: Office, list_type: str, entry: EntryRef, day: str) -> bool:
    from datetime import date

    try:
        key = EntryKey(entry.list, entry.code)
        held = lists.live(office, key, date.fromisoformat(day), type=list_type)
    except XinxiaoError:
        return False
    return held.version == entry.version
