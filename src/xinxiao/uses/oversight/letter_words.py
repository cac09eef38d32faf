"""What a document of a case says, in either language: its template filled with what the case held when it was made.

A document is issued in Chinese. In English it is a reading aid that nobody issued.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xinxiao.errors import DataFault, XinxiaoError, told
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_facts import CaseActed
from xinxiao.model.oversight.content import Row
from xinxiao.model.oversight.letter import Letter
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.model.oversight.workflow import DocumentSpec, DocumentVersion, Workflow
from xinxiao.model.text import Text
from xinxiao.oversight.documents import filled, values_of
from xinxiao.oversight.given import REASON
from xinxiao.texts import Language, text
from xinxiao.uses.oversight import issuing, lists
from xinxiao.uses.oversight.office import Office


@dataclass(frozen=True)
class Told:
    """What a document is filled from: the case and the workflow as the act left them, the act, its doer (an account, empty for none),
    the values of the case by field with the sealed ones opened, the number and day of the document."""

    workflow: Workflow
    case: Case
    fact: CaseActed
    by: str
    fields: Mapping[str, str]
    number: str
    day: str


def words_open(office: Office, case: str, rows: Iterable[Row]) -> dict[str, str]:
    """What was sealed of a case, as far as it can still be read; the last act counts."""
    opened = office.ports.content.opened(case, rows)
    return {
        name: str(value)
        for _, one in sorted(opened.items())
        for name, value in one.values.items()
        if name != REASON
    }


def letter(
    office: Office, said: Told, spec: DocumentSpec, version: DocumentVersion, language: Language = "zh"
) -> Letter:
    """The document. Raises :class:`DataFault` for a template that is not there, or that has a place without a value."""
    known = office.ports.known
    template = known.template(version.template, language)
    if template is None:
        name = {"zh": spec.name.zh, "en": spec.name.en}
        raise DataFault(version.template, told("case_template", document=name, day=said.fact.on))
    rule = known.rules.get(version.rule)
    more = _more(office, said, language) | {"document.number": said.number, "document.date": said.day}
    values = values_of(
        language,
        said.workflow,
        said.case,
        spec,
        version,
        rule=rule,
        fields=said.fields,
        names=_names(office, said, language),
        more=more,
    )
    return Letter(
        language=language,
        number=said.number,
        date=said.day,
        lines=filled(template, values),
        address=issuing.address(language, said.number),
        seal=issuing.seal() if language == "zh" else None,
        synthetic=said.case.synthetic,
        confirmed=version.confirmed and (rule is None or rule.confirmed),
    )


def _in(language: Language, words: Text | None) -> str:
    return "" if words is None else words.zh if language == "zh" else words.en


def _names(office: Office, said: Told, language: Language) -> dict[str, dict[str, str]]:
    own, case, known = said.workflow.fields, said.case, office.ports.known
    codes = {field.codelist for field in own if field.codelist is not None}
    found = {name: {code: _in(language, one) for code, one in known.codes(name).items()} for name in codes}
    officers = [said.fields[field.id] for field in own if field.kind == "officer" and field.id in said.fields]
    subject = office.ports.subjects.at(case.subject, office.today.isoformat()) if case.subject else None
    area = known.area(case.area)
    return {
        **found,
        "officer": {account: person(office, account, language) for account in officers},
        "area": {case.area: _in(language, area)} if area is not None else {},
        "subject": {case.subject: subject.name} if subject is not None else {},
    }


def person(office: Office, account: str, language: Language) -> str:
    """Somebody as documents name them: the name they are registered by, with the account; the account alone where there is none."""
    name = office.ports.called(account)
    return text(language, "document.person", name=name, account=account) if name else account


def _more(office: Office, said: Told, language: Language) -> dict[str, str]:
    """What stands in places that no field holds. Where no body is set to issue documents, the area stands for it."""
    area = _in(language, office.ports.known.area(said.case.area))
    return {
        "body.name": issuing.body() or area or said.case.area,
        "case.matter": _matter(office, said.case, language) or _in(language, said.workflow.name),
        "act.name": _in(language, said.workflow.act[said.fact.act].name),
        "act.day": said.fact.on,
        "act.by": person(office, said.by, language) if said.by else "",
        "act.reason": said.fields.get(REASON, ""),
    }


def _matter(office: Office, case: Case, language: Language) -> str:
    """What the entry is called that the case rests on; its code where it no longer lives, empty where it rests on none."""
    if not case.entries:
        return ""
    entry = case.entries[-1]
    try:
        found = lists.live(office, EntryKey(entry.list, entry.code), office.today).entry
    except XinxiaoError:
        return entry.code
    return found.matter if language == "zh" else found.matter_en or found.matter
