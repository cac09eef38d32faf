"""Search over the names, codes and descriptions of everything that has a page, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.sections import offered
from xinxiao.model.text import Text

MOST = 60
"""Things that a page lists; it says how many there are."""
AFTER = 10_000
"""What is found in a description stands behind every name."""


def search(request: PageRequest) -> Page:
    """What the words lead to: the start of a name before its middle, a name before what is said of a thing."""
    w, q = request.words, request.get("q").lower()
    found = []
    if q:
        for kind, code, name, href, *about in things(request):
            place = 0 if code.lower() == q else _place(q, [name])
            if place is None and (said := _place(q, about)) is not None:
                place = AFTER + said
            if place is not None:
                found.append((place, kind, w.say(name), w.other(name), href, code))
    found.sort(key=lambda x: (x[0], len(x[2]), x[5]))
    context = {
        "q": request.get("q"),
        "found": [
            {"kind": w.t(f"search.{k}"), "name": n, "other": o, "href": h, "code": c}
            for _, k, n, o, h, c in found[:MOST]
        ],
        "count": len(found),
        "cut": len(found) > MOST,
        "shown": MOST,
    }
    return Page("search.html", w.t("search.title"), "search", "", context)


def _place(q: str, texts: Iterable[Text | None]) -> int | None:
    """Where the words first stand in any of the texts, in either language; None where they do not."""
    words = [part.lower() for text in texts if text is not None for part in (text.zh, text.en)]
    return min((i for part in words if (i := part.find(q)) >= 0), default=None)


def things(request: PageRequest) -> Iterator[tuple[str, str, Text, str, *tuple[Text | None, ...]]]:
    """Everything that has a name and a page: kind, code, name, address, and what is said of it."""
    programme = request.view.programme
    for target in programme.targets:
        yield "target", target.id, target.name, request.url(f"targets/{target.id}")
    for task in programme.tasks:
        yield "task", str(task.id), task.title, request.url(f"tasks/{task.id}"), *task.measures
    for area in request.view.places.values():
        yield "area", area.id, area.name, request.url(f"areas/{area.id}")
    for indicator in programme.indicators.values():
        yield (
            "indicator",
            indicator.id,
            indicator.name,
            request.url(f"indicators/{indicator.id}"),
            indicator.definition,
        )
    for flow in (request.view.flow(step) for step in request.view.steps):
        if flow.name is not None:
            yield "dataflow", flow.id, flow.name, request.url(f"data/{flow.id}"), flow.description
    for name in sorted({**programme.heads, **programme.codelists}):
        listed = programme.codelists.get(name) or programme.heads[name]
        yield "codelist", name, listed.name, request.url(f"codelists/{name}")
    sources = next((head.id for head in programme.heads.values() if head.made_of == "sources"), "")
    for source in programme.sources.values() if sources else ():
        about = (source.publisher, source.note)
        yield "source", source.id, source.title, request.url(f"codelists/{sources}", q=source.id), *about
    for form in programme.forms.values():
        yield "form", form.id, form.name, request.url(f"forms/{form.id}"), form.purpose
    for resource in programme.resources:
        yield (
            "resource",
            resource.id,
            resource.title,
            request.url("resources", holder=resource.holder),
            resource.content,
        )
    if offered(request.view, "scopes"):
        for scope in programme.scopes.values():
            yield "scope", scope.id, scope.name, request.url("scopes") + f"#{scope.id}", scope.definition
