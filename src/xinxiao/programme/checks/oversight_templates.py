"""Oversight: documents have templates in both languages that name known places, and show what their version names."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.files.convert import nearest
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.template import FIELD, PLACES, lines_of, places_of
from xinxiao.model.oversight.workflow import DocumentSpec, DocumentVersion, Workflow
from xinxiao.programme.checks.known import Known
from xinxiao.programme.oversight import template_file
from xinxiao.texts import LANGUAGES, Language


def templates(known: Known) -> Iterator[Finding]:
    """What is wrong with the templates that workflows name, and templates nobody names."""
    used = set[str]()
    for flow in known.loaded.oversight.workflows.values():
        for i, document in enumerate(flow.documents):
            for j, version in enumerate(document.versions):
                for language in LANGUAGES:
                    file = template_file(version.template, language)
                    used.add(file)
                    words = known.loaded.oversight.template(version.template, language)
                    if words is None:
                        place = known.at("workflows", flow.id, "documents", i, "versions", j, "template")
                        yield fault(*place, "oversight.template", file=file)
                    else:
                        yield from _places(file, words, flow, document, version)
                yield from _shown(known, flow, (i, j), version)
    for file in known.loaded.oversight.templates:
        if file not in used:
            yield fault(file, 0, "oversight.void", what="documents", value=file.rpartition("/")[2])


def _places(
    file: str, words: str, flow: Workflow, document: DocumentSpec, version: DocumentVersion
) -> Iterator[Finding]:
    fields = {FIELD + name for name in flow.field}
    for line in lines_of(words):
        for place in dict.fromkeys(places_of(line)):
            if place not in PLACES | fields:
                hint = nearest(place, sorted(PLACES | fields))
                yield fault(file, line.number, "oversight.template_place", place=place, hint=hint)
            elif place in fields and place.removeprefix(FIELD) not in version.fields:
                name = place.removeprefix(FIELD)
                yield fault(file, line.number, "oversight.template_field", field=name, document=document.id)


def _shown(known: Known, flow: Workflow, at: tuple[int, int], version: DocumentVersion) -> Iterator[Finding]:
    """Fields that a version names and no template shows."""
    i, j = at
    shown = {
        place
        for language in LANGUAGES
        for line in lines_of(_template(known, version, language))
        for place in places_of(line)
    }
    for k, name in enumerate(version.fields):
        if shown and FIELD + name not in shown:
            place = known.at("workflows", flow.id, "documents", i, "versions", j, "fields", k)
            yield fault(*place, "oversight.void", what="fields", value=name)


def _template(known: Known, version: DocumentVersion, language: Language) -> str:
    return known.loaded.oversight.template(version.template, language) or ""
