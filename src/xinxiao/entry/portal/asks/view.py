"""The page of what the policy asks, and its answers as tables to take away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.sections import offered
from xinxiao.model.asks import Ask, AsksSpec, State


@dataclass(frozen=True)
class Answer:
    """One thing asked, in the reader's words: what it is called, what is asked and done, where, and what is not."""

    id: str
    title: str
    asks: str
    state: str
    does: str
    where: tuple[tuple[str, str], ...]
    outside: str


def overview(request: PageRequest) -> Page:
    """What the policy asks and what this system does, with everything that is not done."""
    w, spec = request.words, request.view.programme.asks
    assert spec is not None  # the section is offered only then
    groups = {
        "articles": [_answer(request, item) for item in spec.articles],
        "classes": _classes(request),
        "tasks": [_answer(request, item) for item in spec.tasks],
    }
    held = {name: answers for name, answers in groups.items() if answers}
    counts = Counter(item.state for item in (*spec.articles, *spec.tasks))
    context: dict[str, Any] = {
        "groups": [
            {"id": name, "title": w.t(f"asks.{name}"), "answers": answers} for name, answers in held.items()
        ],
        "note": w.say(spec.note),
        "tally": [
            {
                "id": state,
                "count": counts[state],
                "name": w.t(f"asks.state.{state}"),
                "told": w.t(f"asks.told.{state}"),
            }
            for state in get_args(State)
        ],
    }
    grids = tuple(_grid(request, name, answers) for name, answers in held.items())
    return Page("asks.html", w.say(spec.name), "asks", _summary(request, spec), context, grids)


def _summary(request: PageRequest, spec: AsksSpec) -> str:
    return request.words.t("asks.summary", articles=len(spec.articles), tasks=len(spec.tasks))


def _answer(request: PageRequest, item: Ask) -> Answer:
    w = request.words
    where = tuple((_name(request, path), request.url(path)) for path in item.where)
    title = w.say(item.title) if item.title else ""
    return Answer(item.id, title, w.say(item.words), item.state, w.say(item.does), where, w.say(item.outside))


def _name(request: PageRequest, path: str) -> str:
    """What the page at an address is about: the noun it names, else its section."""
    w, programme = request.words, request.view.programme
    section, _, rest = path.partition("/")
    noun = rest.partition("#")[0]
    nouns: dict[str, str] = {
        "indicators": w.indicator(noun) if noun else "",
        "tasks": w.t("asks.task", id=noun),
        "targets": w.t("asks.target", id=noun),
        "domains": w.code(programme.domains.codelist, noun) if programme.domains is not None else noun,
        "index": w.known(f"web.index.{noun}") or noun,
    }
    head = w.known(f"web.nav.{section}", f"web.{section}.title") or section
    return nouns[section] if noun and section in nouns else head


def _classes(request: PageRequest) -> list[Answer]:
    """The classes of the domains: what is measured of each, and why not more."""
    w, spec = request.words, request.view.programme.domains
    listed = request.view.programme.codelists.get(spec.codelist) if spec is not None else None
    if spec is None or listed is None or not offered(request.view, "domains"):
        return []
    counts = Counter(item.domain for item in request.view.programme.indicators.values())
    found = []
    for code in (code for code in listed.codes if code.parent is not None):
        own = spec.by_id.get(code.id)
        reasons = [own.gap, own.not_measurable] if own is not None else []
        said = " ".join(w.say(reason) for reason in reasons if reason is not None)
        whose = w.code(spec.codelist, code.parent)
        state = "part" if counts[code.id] else "later"
        does = w.t("asks.class_does", count=counts[code.id])
        where = ((w.say(code.name), request.url(f"domains/{code.parent}") + f"#{code.id}"),)
        found.append(
            Answer(code.id, w.say(code.name), whose, state, does, where, said or w.t("asks.class_outside"))
        )
    return found


def _grid(request: PageRequest, name: str, answers: Sequence[Answer]) -> Grid:
    w = request.words
    heads = columns(
        ("ID", w.t("asks.id")),
        ("TITLE", w.t("asks.title")),
        ("ASKS", w.t("asks.asks"), "long"),
        ("STATE", w.t("asks.state_head")),
        ("DOES", w.t("asks.does"), "long"),
        ("WHERE", w.t("asks.where")),
        ("OUTSIDE", w.t("asks.outside"), "long"),
    )
    lines = tuple(
        (
            Cell(x.id),
            Cell(x.title),
            Cell(x.asks),
            Cell(w.t(f"asks.state.{x.state}"), x.state),
            Cell(x.does),
            Cell(";".join(href for _, href in x.where)),
            Cell(x.outside),
        )
        for x in answers
    )
    return Grid(name, w.t(f"asks.{name}"), heads, lines)
