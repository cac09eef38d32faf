"""Annual plans at the desk: a file comes in as a case with its hash, comes anew while it is a
draft, and goes on to review.

The file is kept twice: sealed, as evidence of its case, and by its hash in the open, for a plan is to be published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xinxiao.errors import Conflict, NotFound, told
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.draw import Inspector
from xinxiao.model.oversight.plan import Plan
from xinxiao.oversight.wanted import Wanted
from xinxiao.programme.plans import NONE, Matters, read_inspectors, read_plan
from xinxiao.uses.oversight import cases
from xinxiao.uses.oversight.draw_roster import DrawsKnown, matters
from xinxiao.uses.oversight.office import Office

MOST_PLANS = 50
"""Plans of one page, the newest."""


@dataclass(frozen=True)
class PlanFile:
    """A file as it was read: its tasks, and what is wrong with it."""

    name: str
    path: Path
    plan: Plan
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether it has tasks, and none is left out."""
        return bool(self.plan.tasks) and all(one.level != "error" for one in self.findings)


def inspectors(known: DrawsKnown, name: str, path: Path) -> tuple[tuple[Inspector, ...], tuple[Finding, ...]]:
    """The inspectors of a file in the columns in use, and what is wrong with it. Raises as :func:`read`."""
    people, found = read_inspectors(name, path.read_bytes(), known.columns)
    return people, tuple(found)


def read(known: DrawsKnown, name: str, path: Path, named: Matters = NONE) -> PlanFile:
    """A file in the columns in use; ``named``: the matters of lists, for rows that name no entry. What is wrong with it is told.

    Raises :class:`DataFault` for a workbook that cannot be opened."""
    plan, found = read_plan(name, path.read_bytes(), known.columns, named)
    return PlanFile(name, path, plan, tuple(found))


def opened(office: Office, known: DrawsKnown, file: PlanFile, year: str, number: str) -> Case:
    """Open the case of a plan with its file. Raises :class:`Conflict` for a file that has a case already, and as
    :func:`xinxiao.uses.oversight.cases.open_`."""
    spec = known.spec.plan
    for one in listed(office, known):
        if one.values.get(spec.sha256) == file.plan.sha256 and not one.ends:
            raise Conflict(f"{file.plan.sha256} is {one.id}", told("plan_there", case=one.id))
    values = {spec.year: year, spec.number: number, **_values(known, file)}
    wanted = Wanted(spec.draft, values=values, area=known.spec.area)
    made = cases.open_(office, spec.workflow, wanted, [(file.name, file.path)]).case
    office.ports.blobs.put(file.path.read_bytes())
    return made


def redrafted(office: Office, known: DrawsKnown, case: str, seen: int, file: PlanFile) -> Case:
    """Give a plan that is still a draft another file. Raises as :func:`xinxiao.uses.oversight.cases.act`."""
    wanted = Wanted(known.spec.plan.redraft, seen, _values(known, file))
    made = cases.act(office, case, wanted, [(file.name, file.path)]).case
    office.ports.blobs.put(file.path.read_bytes())
    return made


def proposed(office: Office, known: DrawsKnown, case: str, seen: int) -> Case:
    """Have a plan go on to review as it is. Raises as :func:`xinxiao.uses.oversight.cases.act`."""
    spec, held = known.spec.plan, find(office, known, case)
    values = {spec.sha256: held.values[spec.sha256]} if spec.sha256 in held.values else {}
    return cases.act(office, case, Wanted(spec.propose, seen, values)).case


def brought(office: Office, known: DrawsKnown, case: str, file: PlanFile) -> None:
    """Keep the file of a plan whose case was opened without it. Raises :class:`Conflict` for another file."""
    held = find(office, known, case)
    if held.values.get(known.spec.plan.sha256) != file.plan.sha256 or file.plan.sha256 not in _came(held):
        said = told("draw_plan_case", case=held.id, sha256=file.plan.sha256)
        raise Conflict(f"{case} has another file", said)
    office.ports.blobs.put(file.path.read_bytes())


def _values(known: DrawsKnown, file: PlanFile) -> Mapping[str, str]:
    spec = known.spec.plan
    return {spec.sha256: file.plan.sha256, spec.tasks: str(len(file.plan.tasks))}


def find(office: Office, known: DrawsKnown, case: str) -> Case:
    """The case of a plan in the reach of who asks. Raises :class:`NotFound`."""
    held = cases.find(office, case)
    if held.workflow != known.spec.plan.workflow:
        shown = ascii(case[:80])[1:-1]
        raise NotFound(f"{shown} is no plan", told("no_case", case=shown))
    return held


def listed(office: Office, known: DrawsKnown) -> tuple[Case, ...]:
    """The newest plans in the reach of who asks, the newest first."""
    rows = cases.listed(office, CaseQuery(workflow=known.spec.plan.workflow, most=MOST_PLANS))
    return tuple(office.ports.cases.find(row.case_id) for row in rows)


def _came(case: Case) -> frozenset[str]:
    """The hashes of files that came with a case: a field that an officer fills in leads to nothing else that is kept."""
    return frozenset(one.sha256 for one in case.evidence)


def is_digest(text: str) -> bool:
    """Whether a text can be the SHA-256 of something."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def plan_of(office: Office, known: DrawsKnown, case: Case) -> Plan | None:
    """The plan of a case as its file says; None where that is not kept here, or is no file that came with the case."""
    digest = case.values.get(known.spec.plan.sha256, "")
    if digest not in _came(case) or not office.ports.blobs.has(digest):
        return None
    return read_plan(case.id, office.ports.blobs.get(digest), known.columns, matters(office, known))[0]
