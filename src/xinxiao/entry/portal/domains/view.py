"""Pages of domains: all of them side by side, and one with each of its classes."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.domains import series, tables
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.tasks.lights import light_name, lights
from xinxiao.errors import NotFound
from xinxiao.model.codelist import Code


def overview(request: PageRequest) -> Page:
    """The domains of the policy and their classes side by side."""
    w, spec = request.words, series.spec_of(request)
    groups = [
        {"reason": w.say(group.reason), "indicators": _links(request, group.indicators)}
        for group in spec.outside
    ]
    lead = w.t("domain.summary", article=spec.article)
    context = {"lead": lead, "outside": groups}
    return Page("domains.html", w.say(spec.name), "domains", lead, context, (tables.whole(request),))


def one(request: PageRequest) -> Page:
    """One domain: every class of it with its series, tasks and what is not measured. Raises ``NotFound``."""
    w, wanted = request.words, request.args["domain"]
    all_ = series.codes(request)
    tops = [code for code in all_ if code.parent is None]
    domain = next((code for code in tops if code.id == wanted), None)
    if domain is None:
        raise NotFound(wanted, hint=w.join([code.id for code in tops]))
    shown = [domain, *(code for code in all_ if code.parent == domain.id)]
    held = {code.id: tables.exhibits(request, code.id) for code in shown}
    context: dict[str, Any] = {
        "domain": domain,
        "article": series.spec_of(request).article,
        "sections": [_section(request, code, [e.id for e in held[code.id]]) for code in shown],
        "classification": _classification(request),
        "others": [code for code in tops if code is not domain],
    }
    exhibits = tuple(exhibit for own in held.values() for exhibit in own)
    note = w.say(domain.note) if domain.note else ""
    return Page("domain.html", w.say(domain.name), "domains", note, context, exhibits)


def _section(request: PageRequest, code: Code, exhibits: list[str]) -> dict[str, Any]:
    """What the page says of one class."""
    w, own, spec = request.words, series.declared(request, code.id), series.spec_of(request)
    known, names = lights(request), {task.id: task for task in request.view.programme.tasks}
    facts = [
        {"head": w.t(f"domain.{word}"), "cell": tables.latest_cell(request, code.id, measure)}
        for word, measure in (("coverage", series.COVERAGE), ("observed", series.OBSERVED))
        if series.latest(request, code.id, measure) is not None
    ]
    return {
        "id": code.id,
        "name": w.say(code.name),
        "whole": code.parent is None,
        "exhibits": exhibits,
        "facts": facts,
        "gap": w.say(own.gap) if own.gap else "",
        "not_measurable": w.say(own.not_measurable) if own.not_measurable else "",
        "classified": [
            {
                "name": w.code(spec.classification or "", line.code),
                "code": line.code,
                "cover": w.t(f"cover.{line.cover}"),
            }
            for line in own.classified
        ],
        "tasks": [
            {
                "id": task,
                "title": w.say(names[task].title),
                "light": known[task],
                "words": light_name(request, known[task]),
                "href": request.url(f"tasks/{task}"),
            }
            for task in own.tasks
            if task in names
        ],
    }


def _classification(request: PageRequest) -> str:
    """The name of the classification that classes are compared with."""
    name = series.spec_of(request).classification or ""
    head = request.view.programme.heads.get(name)
    return request.words.say(head.name) if head is not None else name


def _links(request: PageRequest, names: tuple[str, ...]) -> list[dict[str, str]]:
    return [
        {"name": request.words.indicator(name), "href": request.url(f"indicators/{name}")} for name in names
    ]
