"""Search over the names of everything that has a page, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.sections import offered
from xinxiao.model.text import Text

MOST = 60


def search(request: PageRequest) -> Page:
    """What the words lead to; the start of a name before its middle."""
    w, q = request.words, request.get("q").lower()
    found = []
    if q:
        for kind, code, name, href in things(request):
            words = f"{name.zh}\n{name.en}".lower()
            place = min((i for part in words.split("\n") if (i := part.find(q)) >= 0), default=-1)
            if place >= 0 or code.lower() == q:
                found.append((max(place, 0), kind, w.say(name), w.other(name), href, code))
    found.sort(key=lambda x: (x[0], len(x[2]), x[5]))
    context = {
        "q": request.get("q"),
        "found": [
            {"kind": w.t(f"search.{k}"), "name": n, "other": o, "href": h, "code": c}
            for _, k, n, o, h, c in found[:MOST]
        ],
        "count": len(found),
    }
    return Page("search.html", w.t("search.title"), "search", "", context)


def things(request: PageRequest) -> Iterator[tuple[str, str, Text, str]]:
    """Everything that has a name and a page: kind, code, name, address."""
    programme = request.view.programme
    for target in programme.targets:
        yield "target", target.id, target.name, request.url(f"targets/{target.id}")
    for task in programme.tasks:
        yield "task", str(task.id), task.title, request.url(f"tasks/{task.id}")
    for area in request.view.places.values():
        yield "area", area.id, area.name, request.url(f"areas/{area.id}")
    for indicator in programme.indicators.values():
        yield "indicator", indicator.id, indicator.name, request.url(f"indicators/{indicator.id}")
    for flow in (request.view.flow(step) for step in request.view.steps):
        if flow.name is not None:
            yield "dataflow", flow.id, flow.name, request.url(f"data/{flow.id}")
    for name in sorted({**programme.heads, **programme.codelists}):
        listed = programme.codelists.get(name) or programme.heads[name]
        yield "codelist", name, listed.name, request.url(f"codelists/{name}")
    for resource in programme.resources:
        yield "resource", resource.id, resource.title, request.url("resources", holder=resource.holder)
    if offered(request.view, "scopes"):
        for scope in programme.scopes.values():
            yield "scope", scope.id, scope.name, request.url("scopes") + f"#{scope.id}"
