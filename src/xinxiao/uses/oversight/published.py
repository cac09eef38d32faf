"""What is public of cases, to anybody: what a workflow makes public, while it does; of fields those it names, and never a personal one."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from xinxiao.errors import NotFound, told
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_facts import DocumentMade
from xinxiao.model.oversight.desk import Means, Published
from xinxiao.model.oversight.workflow import SEALED, Field, Publication, Workflow
from xinxiao.uses.oversight.desk import means_of, names
from xinxiao.uses.oversight.office import Office

PAGE = 50
"""Results of one page."""
WHOLE = 1_000
"""Results of one file; the next file begins where it ends."""


@dataclass(frozen=True)
class Result:
    """Something that is public: the workflow and publication it follows, the fields it shows with their values, and documents."""

    row: Published
    workflow: Workflow
    publication: Publication
    values: tuple[tuple[Field, str], ...]
    documents: tuple[DocumentMade, ...]


@dataclass(frozen=True)
class Results:
    """A page of what is public; ``next``: the event to go on from, 0 at the end."""

    found: tuple[Result, ...]
    next: int
    names: dict[str, str]


def results(office: Office, words: str = "", before: int = 0, most: int = PAGE) -> Results:
    """What is public today, what began last first; of what some words mean, where there are any."""
    text = unicodedata.normalize("NFKC", words).strip()
    means = means_of(office, text) if text else None
    if means == Means():
        return Results((), 0, {})
    return _page(
        office, office.ports.case_desk.published(office.today.isoformat(), means, before, most + 1), most
    )


def among(office: Office, cases: Collection[str], before: int = 0, most: int = PAGE) -> Results:
    """What is public today of some cases, what began last first."""
    found = office.ports.draw_pages.published(cases, office.today.isoformat())
    rows = [row for row in found if not before or row.event < before]
    return _page(office, rows[: most + 1], most)


def _page(office: Office, rows: Sequence[Published], most: int) -> Results:
    shown = rows[:most]
    whole = [row for row in shown if row.event != rows[most].event] if len(rows) > most else list(shown)
    found = tuple(_results(office, whole or shown))
    called = names(office, {one.row.subject for one in found})
    return Results(found, (whole or shown)[-1].event if len(rows) > most else 0, called)


def of_case(office: Office, case: str) -> tuple[Result, ...]:
    """What is public of one case today. Raises :class:`NotFound` where nothing is, whether there is such a case or not."""
    rows = office.ports.case_desk.publications(case, office.today.isoformat())
    found = tuple(_results(office, rows))
    if not found:
        shown = ascii(case[:80])[1:-1]
        raise NotFound(f"nothing public of {shown}", told("no_publication", case=shown))
    return found


def _results(office: Office, rows: Iterable[Published]) -> Iterator[Result]:
    held: dict[str, Case] = {}
    for row in rows:
        case = (
            held.setdefault(row.case, office.ports.cases.find(row.case))
            if row.case not in held
            else held[row.case]
        )
        workflow = office.ports.known.definition(case.definition, case.workflow)
        spec = (
            next((one for one in workflow.publications if one.id == row.publication), None)
            if workflow
            else None
        )
        if workflow is None or spec is None:
            continue
        yield Result(row, workflow, spec, tuple(_shown(workflow, spec, case)), tuple(_documents(spec, case)))


def _shown(workflow: Workflow, spec: Publication, case: Case) -> Iterator[tuple[Field, str]]:
    """The fields a publication names that may be public: none that is about a person or kept encrypted, whatever it names."""
    for name in spec.fields:
        field = workflow.field.get(name)
        if field is not None and not field.personal and field.kind not in SEALED and name in case.values:
            yield field, case.values[name]


def _documents(spec: Publication, case: Case) -> Iterator[DocumentMade]:
    return (one for one in case.documents if one.document in spec.documents)
