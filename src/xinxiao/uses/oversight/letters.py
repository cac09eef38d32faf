"""Documents that an act produces: from the template that holds on the day, with a number of their own, sealed like evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.event import Event
from xinxiao.model.oversight.case import Case, Happened, happened
from xinxiao.model.oversight.case_facts import CaseActed, DocumentMade
from xinxiao.model.oversight.content import OWN, PERSON, Place
from xinxiao.model.oversight.workflow import DocumentSpec, Workflow
from xinxiao.model.release import sha256
from xinxiao.oversight.fold import after, fold
from xinxiao.oversight.given import REASON
from xinxiao.oversight.wanted import Decision, DocumentDue
from xinxiao.uses.oversight import going_by
from xinxiao.uses.oversight.letter_words import Told, letter, words_open
from xinxiao.uses.oversight.office import Office

FIRST = 500
"""The number of the first document among the sealed files of an act; evidence stands before."""
WORDS = 300
"""How far behind a document its words stand, as text."""


def made(
    office: Office, workflow: Workflow, held: Case | None, fact: CaseActed, decision: Decision
) -> tuple[DocumentMade, ...]:
    """The documents of an act, made, sealed and kept. Each is Chinese, as it is issued.

    Raises :class:`DataFault` for a template that is not there, or that has a place without a value.
    """
    if not decision.documents:
        return ()
    case = after(held, Happened(Event(0, "", "", office.actor.line, office.at, fact.kind, ""), fact))
    opened = words_open(office, held.id, office.ports.cases.contents(held.id)) if held is not None else {}
    fields = {**opened, **case.values, **decision.sealed}
    said = Told(workflow, case, fact, office.actor.name, fields, "", office.today.isoformat())
    every = enumerate(decision.documents, FIRST)
    return tuple(_one(office, said, due, place) for place, due in every)


def _one(office: Office, said: Told, due: DocumentDue, place: int) -> DocumentMade:
    from xinxiao.publish.documents.letter import letter_pdf

    prefix, year = due.spec.prefix, office.today.year
    letter(
        office, replace(said, number=f"{prefix}-{year}"), due.spec, due.version
    )  # before a number is spent
    number = f"{prefix}-{year}-{office.ports.cases.give_numbers(prefix, year)[0]:06d}"
    own = letter(office, replace(said, number=number), due.spec, due.version)
    pdf, template = letter_pdf(own), office.ports.known.template(due.version.template) or ""
    kept = Place(said.case.id, said.fact.number, part_of(said.workflow, due.spec))
    seal = office.ports.content.sealed_file
    sealed, words = seal(kept, place, pdf), seal(kept, place + WORDS, own.text.encode())
    return DocumentMade(
        document=due.spec.id,
        number=number,
        sha256=sha256(pdf),
        template=sha256(template.encode()),
        rule=due.version.rule,
        words=own.sha256,
        kept=office.ports.blobs.put(sealed),
        text=office.ports.blobs.put(words),
    )


def part_of(workflow: Workflow, spec: DocumentSpec | None) -> str:
    """The part of a case in which a document is sealed: that of persons where any of its versions shows something of them."""
    shown = {name for version in (spec.versions if spec is not None else ()) for name in version.fields}
    return PERSON if any(workflow.field[name].personal for name in shown if name in workflow.field) else OWN


def opened(office: Office, case: str, number: str, form: Literal["pdf", "text"] = "pdf") -> bytes:
    """A document of a case as PDF, or what it says as text. Raises :class:`NotFound` for one that is not there, out of reach or erased,
    :class:`xinxiao.errors.Tampered` for one that was changed. Whoever asks records that it is read."""
    held = going_by.found(office, case)
    for one in map(happened, office.ports.cases.events(held.id)):
        fact = one.fact
        for place, made_ in enumerate(getattr(fact, "documents", ()), FIRST):
            if made_.number == number and isinstance(fact, CaseActed):
                workflow = going_by.held(office, held).workflow
                spec = next((own for own in workflow.documents if own.id == made_.document), None)
                kept = Place(held.id, fact.number, part_of(workflow, spec))
                blob, at = (made_.kept, place) if form == "pdf" else (made_.text, place + WORDS)
                return office.ports.content.opened_file(kept, at, office.ports.blobs.get(blob))
    raise NotFound(f"no document {number[:64]!r}", told("no_document", number=ascii(number[:64])[1:-1]))


def in_english(office: Office, case: str, number: str) -> str:
    """What a document says, in English: filled anew from what the case held when it was made, by the template of today. Nobody issued
    it, and it has no legal effect. Empty where it cannot be made. Raises :class:`NotFound` as :func:`opened`."""
    held = going_by.found(office, case)
    events = tuple(map(happened, office.ports.cases.events(held.id)))
    one = next((e for e in events if any(d.number == number for d in getattr(e.fact, "documents", ()))), None)
    if one is None or not isinstance(one.fact, CaseActed):
        raise NotFound(f"no document {number[:64]!r}", told("no_document", number=ascii(number[:64])[1:-1]))
    workflow = office.ports.known.definition(one.fact.definition, one.fact.workflow)
    due = _made_by(workflow, one.fact, number) if workflow is not None else None
    if workflow is None or due is None:
        return ""
    fold_of = (each for each in events if each.fact.number <= one.fact.number)
    said = _told(office, workflow, fold(fold_of), one, number)
    try:
        return letter(office, said, due.spec, due.version, "en").text
    except DataFault:
        return ""


def _made_by(workflow: Workflow, fact: CaseActed, number: str) -> DocumentDue | None:
    """By which version of which document an act made one."""
    (made_,) = (each for each in fact.documents if each.number == number)
    specs = (own for own in workflow.documents if own.id == made_.document)
    found = [
        DocumentDue(spec, one)
        for spec in specs
        for one in spec.versions
        if one.rule == made_.rule and one.valid_from <= fact.on
    ]
    return max(found, key=lambda due: due.version.valid_from, default=None)


def _told(office: Office, workflow: Workflow, then: Case, one: Happened, number: str) -> Told:
    fact = cast(CaseActed, one.fact)
    rows = [row for row in office.ports.cases.contents(then.id) if row.act <= fact.number]
    own = office.ports.content.opened(then.id, [row for row in rows if row.act == fact.number])
    reasons = [str(each.values[REASON]) for each in own.values() if REASON in each.values]
    fields = {**words_open(office, then.id, rows), **then.values, REASON: reasons[0] if reasons else ""}
    line = one.event.actor
    day = datetime.fromisoformat(one.event.at).astimezone(office.ports.zone).date().isoformat()
    account = line.removeprefix("person:") if line.startswith("person:") else ""
    return Told(workflow, then, fact, account, fields, number, day)
