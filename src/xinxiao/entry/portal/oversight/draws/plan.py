"""One annual plan: its columns as its file has them, its hash, and the draws of its tasks."""

from __future__ import annotations

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.oversight.draws.said import Said
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.oversight.published.view import rule
from xinxiao.entry.portal.oversight.published.view import said as said_value
from xinxiao.entry.portal.page import Page
from xinxiao.errors import NotFound, told
from xinxiao.uses.oversight import public_plans
from xinxiao.uses.oversight.public_plans import PlanFile, PlanInForce

BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def plan(visit: OpenVisit) -> Page:
    """An annual plan that is public, in the columns in use, with its hash and file. Raises ``NotFound``."""
    said = Said(visit)
    own, file = _plan(visit, said)
    w = visit.words
    context = {
        "case": own.case.id,
        "since": own.row.since,
        "flags": [w.t("oversight.mark.unconfirmed")] if not own.publication.confirmed else [],
        "facts": [(w.say(field.name), said_value(visit, field, value)) for field, value in own.values],
        "basis": w.t("list.semicolon").join(
            rule(visit, one.rule, one.article) for one in own.publication.basis
        ),
        "sha256": own.sha256,
        "file": f"{visit.visit.site.root}/draws/plans/{own.case.id}/file" if file is not None else "",
        "kind": "XLSX" if file is not None and file.is_book else "CSV",
        "rows": len(file.rows) if file is not None else 0,
        "documents": [
            (one.number, visit.url(f"oversight/documents/{one.number}"))
            for one in own.case.documents
            if one.document in own.publication.documents
        ],
        "synthetic": own.row.synthetic,
    }
    grids = (_tasks(said, file),) if file is not None else ()
    title = said.t("plan.title", case=own.case.id)
    return Page("draw_plan.html", title, "draws", said.t("plan.lead"), context, grids)


def file(visit: OpenVisit) -> Answer:
    """The file of an annual plan, byte for byte as it was approved. Raises ``NotFound``."""
    own, found = _plan(visit, Said(visit))
    if found is None:
        raise NotFound(f"{own.case.id}: no file", told("plan_gone", case=own.case.id))
    media, ending = (BOOK, "xlsx") if found.is_book else (answer.CSV, "csv")
    return answer.page(found.content, media, f"{own.case.id}.{ending}")


def _plan(visit: OpenVisit, said: Said) -> tuple[PlanInForce, PlanFile | None]:
    case = visit.args["case"]
    if said.known is None or said.known.draws is None:
        shown = ascii(case[:80])[1:-1]
        raise NotFound(f"no plan {shown}", told("no_plan", case=shown))
    own = public_plans.plan(visit.office, said.known.draws, case)
    if said.known.plans is None:
        return own, None
    try:
        return own, public_plans.file(visit.office, said.known.plans, own)
    except NotFound:
        return own, None


def _tasks(said: Said, found: PlanFile) -> Grid:
    heads = columns(*((one.upper(), said.t(f"column.{one}")) for one in found.columns))
    cells = tuple(tuple(Cell(value or "–", value) for value in row) for row in found.rows)
    return Grid("tasks", said.t("plan.tasks"), heads, cells)
