"""A template filled: what a document says of a case. A value that is missing makes no document."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from xinxiao.errors import DataFault, told
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.letter import LetterLine
from xinxiao.model.oversight.rule import Rule
from xinxiao.model.oversight.template import FIELD, TemplateLine, lines_of
from xinxiao.model.oversight.workflow import DocumentSpec, DocumentVersion, Field, Workflow
from xinxiao.texts import Language, text

Names = Mapping[str, Mapping[str, str]]
"""The name of each code, by code list; of accounts under ``officer``, of areas under ``area``, of subjects under ``subject``."""


def filled(template: str, values: Mapping[str, str]) -> tuple[LetterLine, ...]:
    """The lines of a template with values by place.

    Raises :class:`DataFault` with all places that have no value and are not optional.
    """
    kept = [line for line in lines_of(template) if _stays(line, values)]
    missing = sorted({place for line in kept for place in line.places if not values.get(place)})
    if missing:
        raise DataFault(f"no value for {missing}", told("document_missing", places=", ".join(missing)))
    return tuple(LetterLine(line.kind, line.filled(dict(values))) for line in kept)


def _stays(line: TemplateLine, values: Mapping[str, str]) -> bool:
    if line.given:
        return bool(values.get(line.given))
    return not (line.lacking and values.get(line.lacking))


def values_of(
    language: Language,
    workflow: Workflow,
    case: Case,
    document: DocumentSpec,
    version: DocumentVersion,
    *,
    rule: Rule | None,
    fields: Mapping[str, str],
    names: Names,
    more: Mapping[str, str],
) -> dict[str, str]:
    """What stands in the places of a template, in words of a language.

    ``fields`` are the values of the case by field, sealed ones opened; only those that the version names are shown. ``more`` holds
    the places that no case has: ``document.number``, ``document.date`` (YYYY-MM-DD), ``body.name``, and those of the act.
    """
    own = {FIELD + name: fields[name] for name in version.fields if fields.get(name)}
    shown = {
        place: _words(language, workflow.field[place.removeprefix(FIELD)], value, names)
        for place, value in own.items()
    }
    law = {"rule.name": getattr(rule.name, language), "rule.number": rule.number} if rule is not None else {}
    days = {name: day_words(language, more[name]) for name in ("document.date", "act.day") if more.get(name)}
    found = {
        **shown,
        **law,
        "rule.article": article_words(language, version.article),
        "document.name": getattr(document.name, language),
        "case.number": case.id,
        "case.opened": day_words(language, case.opened[:10]),
        "case.subject": case.subject,
        "case.subject_name": _name(names, "subject", case.subject),
        "case.area": _name(names, "area", case.area),
        **more,
        **days,
    }
    return {place: value for place, value in found.items() if value}


def _words(language: Language, field: Field, value: str, names: Names) -> str:
    """A value in words: codes by their names, days as the language writes them."""
    if field.kind == "date":
        return day_words(language, value)
    if field.codelist is not None:
        comma = text(language, "document.comma")
        return comma.join(_name(names, field.codelist, code) for code in value.split())
    if field.kind in ("officer", "area", "subject"):
        return _name(names, field.kind, value)
    return value


def _name(names: Names, kind: str, code: str) -> str:
    return names.get(kind, {}).get(code, code)


def day_words(language: Language, day: str) -> str:
    """A day (YYYY-MM-DD) as a document writes it. Raises ``ValueError`` for what is no day."""
    own = date.fromisoformat(day)
    month = text(language, f"document.month.{own.month}")
    return text(language, "document.day", year=own.year, month=month, day=own.day)


def article_words(language: Language, article: str) -> str:
    """A place in a rule as a document cites it; empty where there is none."""
    return text(language, "document.article", article=article) if article else ""


def unread(lines: Collection[LetterLine]) -> Iterator[str]:
    """Braces that are left in what a template says, as of a place that is spelt wrongly."""
    return (line.words for line in lines if "{{" in line.words or "}}" in line.words)
