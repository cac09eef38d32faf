"""Documents that an act produces: from the template that holds on the day, with a number of their own, sealed like evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from xinxiao.errors import DataFault, NotFound, XinxiaoError, told
from xinxiao.model.event import Event
from xinxiao.model.oversight.case import Case, Happened, happened
from xinxiao.model.oversight.case_facts import CaseActed, DocumentMade
from xinxiao.model.oversight.content import OWN, PERSON, Place
from xinxiao.model.oversight.letter import Letter
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.model.oversight.workflow import DocumentSpec, Workflow
from xinxiao.model.release import sha256
from xinxiao.oversight.documents import filled, values_of
from xinxiao.oversight.fold import after
from xinxiao.oversight.given import REASON
from xinxiao.oversight.wanted import Decision, DocumentDue
from xinxiao.uses.oversight import going_by, issuing, lists
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
    fields = {**_opened(office, held), **case.values, **decision.sealed}
    every = enumerate(decision.documents, FIRST)
    return tuple(_one(office, workflow, case, fact, due, fields, number) for number, due in every)


def _opened(office: Office, held: Case | None) -> dict[str, str]:
    """What was sealed of a case before, as far as it can still be read."""
    if held is None:
        return {}
    opened = office.ports.content.opened(held.id, office.ports.cases.contents(held.id))
    return {
        name: value
        for _, one in sorted(opened.items())
        for name, value in one.values.items()
        if name != REASON
    }


def _one(
    office: Office,
    workflow: Workflow,
    case: Case,
    fact: CaseActed,
    due: DocumentDue,
    fields: Mapping[str, str],
    place: int,
) -> DocumentMade:
    from xinxiao.publish.documents.letter import letter_pdf

    known, year = office.ports.known, office.today.year
    template = known.template(due.version.template)
    if template is None:
        name = {"zh": due.spec.name.zh, "en": due.spec.name.en}
        raise DataFault(due.version.template, told("case_template", document=name, day=fact.on))
    number = f"{due.spec.prefix}-{year}-{office.ports.cases.give_numbers(due.spec.prefix, year)[0]:06d}"
    day = office.today.isoformat()
    rule = known.rules.get(due.version.rule)
    values = values_of(
        "zh",
        workflow,
        case,
        due.spec,
        due.version,
        rule=rule,
        fields=fields,
        names=_names(office, workflow, case),
        more=_more(office, workflow, case, fact, fields) | {"document.number": number, "document.date": day},
    )
    letter = Letter(
        language="zh",
        number=number,
        date=day,
        lines=filled(template, values),
        address=issuing.address("zh", number),
        seal=issuing.seal(),
        synthetic=case.synthetic,
        confirmed=due.version.confirmed and (rule is None or rule.confirmed),
    )
    pdf = letter_pdf(letter)
    kept = Place(case.id, fact.number, _part(workflow, due.spec))
    seal = office.ports.content.sealed_file
    sealed, words = seal(kept, place, pdf), seal(kept, place + WORDS, letter.text.encode())
    return DocumentMade(
        document=due.spec.id,
        number=number,
        sha256=sha256(pdf),
        template=sha256(template.encode()),
        rule=due.version.rule,
        words=letter.sha256,
        kept=office.ports.blobs.put(sealed),
        text=office.ports.blobs.put(words),
    )


def _part(workflow: Workflow, spec: DocumentSpec | None) -> str:
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
                kept = Place(held.id, fact.number, _part(workflow, spec))
                blob, at = (made_.kept, place) if form == "pdf" else (made_.text, place + WORDS)
                return office.ports.content.opened_file(kept, at, office.ports.blobs.get(blob))
    raise NotFound(f"no document {number[:64]!r}", told("no_document", number=ascii(number[:64])[1:-1]))


def _names(office: Office, workflow: Workflow, case: Case) -> dict[str, dict[str, str]]:
    lists = {field.codelist for field in workflow.fields if field.codelist is not None}
    found = {name: {code: one.zh for code, one in office.ports.known.codes(name).items()} for name in lists}
    area = office.ports.known.area(case.area)
    subject = office.ports.subjects.at(case.subject, office.today.isoformat()) if case.subject else None
    return {
        **found,
        "area": {case.area: area.zh} if area is not None else {},
        "subject": {case.subject: subject.name} if subject is not None else {},
    }


def _more(
    office: Office, workflow: Workflow, case: Case, fact: CaseActed, fields: Mapping[str, str]
) -> dict[str, str]:
    """What stands in places that no field holds. Where no body is set to issue documents, the area stands for it."""
    area = office.ports.known.area(case.area)
    return {
        "body.name": issuing.body() or (area.zh if area is not None else case.area),
        "case.matter": _matter(office, case) or workflow.name.zh,
        "act.name": workflow.act[fact.act].name.zh,
        "act.day": fact.on,
        "act.by": office.actor.name,
        "act.reason": fields.get(REASON, ""),
    }


def _matter(office: Office, case: Case) -> str:
    """What the entry is called that the case rests on; its code where it no longer lives, empty where it rests on none."""
    if not case.entries:
        return ""
    entry = case.entries[-1]
    try:
        return lists.live(office, EntryKey(entry.list, entry.code), office.today).entry.matter
    except XinxiaoError:
        return entry.code
