"""Annual plans of random inspection for anybody: those in force, one with its tasks in the columns in use, and its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xinxiao.errors import DataFault, NotFound, Tampered, told
from xinxiao.model.cache import Cache
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.desk import Published
from xinxiao.model.oversight.plan import DrawSpec, PlanColumn, PlanColumns
from xinxiao.model.oversight.workflow import SEALED, Field, Publication, Workflow
from xinxiao.programme.plans import plan_rows
from xinxiao.uses.oversight.office import Office

MOST = 100
"""Plans that are looked for, the newest."""
BOOK = b"PK\x03\x04"
"""How a workbook begins."""


@dataclass(frozen=True)
class PlanInForce:
    """A plan that is public now: its case, the fields that are public with their values, and the hash of its file."""

    case: Case
    workflow: Workflow
    publication: Publication
    row: Published
    values: tuple[tuple[Field, str], ...]
    sha256: str


@dataclass(frozen=True)
class PlanFile:
    """A plan as its file has it: the bytes; the columns that are filled and the rows as they stand, sound or not. A workbook that does not
    open has no rows."""

    content: bytes
    columns: tuple[PlanColumn, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_book(self) -> bool:
        """Whether it is a workbook."""
        return self.content.startswith(BOOK)


_read = Cache[tuple[str, PlanColumns], PlanFile](32)


def in_force(office: Office, spec: DrawSpec) -> tuple[PlanInForce, ...]:
    """The plans that are in force and public today, the newest first."""
    query = CaseQuery(workflow=spec.plan.workflow, state=spec.plan.in_force, most=MOST)
    return tuple(_public(office, spec, [row.case_id for row in office.ports.cases.listed(query)]))


def plan(office: Office, spec: DrawSpec, case: str) -> PlanInForce:
    """One plan that is public. Raises :class:`NotFound`."""
    found = next(_public(office, spec, [case]), None)
    if found is None:
        shown = ascii(case[:80])[1:-1]
        raise NotFound(f"no public plan {shown}", told("no_plan", case=shown))
    return found


def file(office: Office, columns: PlanColumns, own: PlanInForce) -> PlanFile:
    """The file of a plan. Raises :class:`NotFound` for one that is not kept in the open, or was changed.

    Only a file is handed out that came with the case as evidence and has the hash that is public: what an officer writes into a field
    leads to nothing else that is kept here.
    """
    came = {one.sha256 for one in own.case.evidence}
    try:
        if own.sha256 not in came:
            raise NotFound(f"{own.case.id}: no such evidence", told("plan_gone", case=own.case.id))
        content = office.ports.blobs.get(own.sha256)
    except (NotFound, Tampered) as error:
        raise NotFound(f"{own.case.id}: no file", told("plan_gone", case=own.case.id)) from error
    return _read.get((own.sha256, columns), lambda: _as_read(own.case.id, content, columns))


def _as_read(name: str, content: bytes, columns: PlanColumns) -> PlanFile:
    try:
        rows = plan_rows(name, content, columns)
    except DataFault:
        rows = ()
    filled = tuple(one.id for one in columns.columns if any(row.get(one.id) for row in rows))
    cells = tuple(tuple(row.get(column) for column in filled) for row in rows)
    return PlanFile(content, filled, cells)


def _public(office: Office, spec: DrawSpec, ids: Iterable[str]) -> Iterator[PlanInForce]:
    """Of some cases those that are plans and public today, the newest first."""
    pages = office.ports.draw_pages
    wanted = list(ids)
    rows = pages.published(wanted, office.today.isoformat())
    held = {one.id: one for one in pages.cases([row.case for row in rows])}
    for row in rows:
        case = held.get(row.case)
        if case is None or case.workflow != spec.plan.workflow:
            continue
        workflow = office.ports.known.definition(case.definition, case.workflow)
        own = (
            next((one for one in workflow.publications if one.id == row.publication), None)
            if workflow
            else None
        )
        if workflow is not None and own is not None:
            values = tuple(_values(workflow, own, case))
            sha256 = next((value for field, value in values if field.id == spec.plan.sha256), "")
            yield PlanInForce(case, workflow, own, row, values, sha256)


def _values(workflow: Workflow, own: Publication, case: Case) -> Iterator[tuple[Field, str]]:
    for name in own.fields:
        field = workflow.field.get(name)
        if field is not None and not field.personal and field.kind not in SEALED and name in case.values:
            yield field, case.values[name]
