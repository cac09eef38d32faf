"""What whoever reports does: save a draft, as a form or as one types; submit; hand in a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from xinxiao.collect.received import Gathering
from xinxiao.entry.errors import shown
from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.filling import view
from xinxiao.entry.portal.filling.where import key_in, path
from xinxiao.entry.portal.page import Page
from xinxiao.errors import Conflict, Senseless, told
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import Content, content_of
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.collect import reports

CELL, EXPLANATION, BASE, AFTER, THEN = "c.", "e.", "base", "after", "then"
"""Names of the fields of the form: of items, of explanations; the revision and the last submission they were made from; what to
do afterwards."""


class Typed(Content, frozen=True, kw_only=True):
    """What a page sends as one types: a content, the revision of the draft it was made from, and the number of the last submission."""

    base: Annotated[int, Meta(ge=0, le=2**31)]
    after: Annotated[int, Meta(ge=0, le=2**31)] | None = None


def save_typed(visit: DeskVisit) -> Answer:
    """Save a draft as one types; where another was saved meanwhile, that one comes back and nothing is overwritten."""
    key, typed = key_in(visit.args), visit.json(Typed)
    content = Content(cells=typed.cells, marks=typed.marks, explanations=typed.explanations)
    try:
        draft = reports.save_draft(visit.call, key, content, typed.base, typed.after)
    except Conflict as error:
        return _moved(visit, key, error)
    return answer.as_json({"revision": draft.revision, "saved_at": draft.saved_at, "sha256": draft.sha256})


def _moved(visit: DeskVisit, key: ReportKey, error: Conflict) -> Answer:
    held = reports.report(visit.call, key)
    said = shown(error, visit.lang).as_json(visit.visit.http.id)
    own = {
        "cells": held.content.cells,
        "marks": held.content.marks,
        "explanations": held.content.explanations,
    }
    revision = held.draft.revision if held.draft else 0
    now = {"revision": revision, "after": held.report.number, "content": own}
    return answer.as_json({**said, **now}, 409)


def save(visit: DeskVisit) -> Answer:
    """Save the fields of the page as a draft; without scripts this is how a report is filled in."""
    key = key_in(visit.args)
    opened = reports.report(visit.call, key)
    content = filled(opened.bundle, visit.visit.http.body.fields)
    try:
        reports.save_draft(visit.call, key, content, base_of(visit), after_of(visit))
    except Conflict as error:
        return visit.page(_beside(visit, key, content, error), 409)
    after = visit.fields.get(THEN, "")
    return visit.to(path(key, "submit") if after == "submit" else path(key))


def _beside(visit: DeskVisit, key: ReportKey, content: Content, error: Conflict) -> Page:
    """The page again with what was filled in, what happened meanwhile, and the places where what is there now differs."""
    opened = reports.report(visit.call, key)
    moved = differing(visit, opened.bundle, content, opened.content)
    return view.grid(visit, opened, content, moved=moved, meanwhile=shown(error, visit.lang).message)


def differing(
    visit: DeskVisit, bundle: Bundle, own: Content, other: Content
) -> tuple[tuple[str, str, str, str], ...]:
    """(item, name, own value, other value) of the places where two contents differ, totals left out."""

    def word(content: Content, item: str) -> str:
        mark = content.marks.get(item)
        return visit.words.t(f"filling.mark_said.{mark}") if mark else content.cells.get(item, "")

    return tuple(
        (item.id, visit.words.say(item.name), word(own, item.id), word(other, item.id))
        for item in bundle.form.items
        if not item.sums and word(own, item.id) != word(other, item.id)
    )


def base_of(visit: DeskVisit) -> int:
    """The revision that fields were made from. Raises :class:`Senseless`."""
    return _number(BASE, visit.fields.get(BASE, ""))


def after_of(visit: DeskVisit) -> int | None:
    """The number of the last submission when fields were shown; None where they do not say. Raises :class:`Senseless`."""
    text = visit.fields.get(AFTER)
    return None if text is None else _number(AFTER, text)


def _number(field: str, text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Senseless(field, told("field_wrong", field=field, known="0, 1, 2 …"))
    return int(text)


def filled(bundle: Bundle, fields: Iterable[tuple[str, str]]) -> Content:
    """The content of the fields of a page. Raises :class:`DataFault` for what can be no content."""
    gathering, explanations = Gathering(bundle), dict[str, str]()
    rules = {rule.id for rule in bundle.form.rules}
    for name, value in fields:
        if name.startswith(CELL):
            gathering.take(name.removeprefix(CELL), value, "", 0, name)
        elif name.startswith(EXPLANATION) and name.removeprefix(EXPLANATION) in rules and value.strip():
            explanations[name.removeprefix(EXPLANATION)] = value.replace("\r\n", "\n").strip()
    return content_of(gathering.content(explanations).canonical)
