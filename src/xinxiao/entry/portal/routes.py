"""Which address leads to which page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from xinxiao.entry.portal.page import Ask, Page
from xinxiao.entry.portal.pages import (
    account,
    areas,
    audit,
    data,
    explain,
    home,
    index,
    indicators,
    prose,
    pull,
    releases,
    scopes,
    search,
    targets,
    tasks,
)

Build = Callable[[Ask], Page]


@dataclass(frozen=True)
class Route:
    """An address pattern (``{name}`` matches one part), its page, and the section it belongs to."""

    pattern: str
    build: Build
    section: str = ""

    def match(self, path: str) -> dict[str, str] | None:
        """The named parts, when ``path`` fits."""
        form = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.pattern)
        found = re.fullmatch(form, path)
        return found.groupdict() if found else None


ROUTES = (
    Route("", home.home),
    Route("targets", targets.overview, "targets"),
    Route("targets/{target}", targets.one, "targets"),
    Route("tasks", tasks.overview, "tasks"),
    Route("tasks/{task}", tasks.one, "tasks"),
    Route("index", index.ranking, "index"),
    Route("index/compare", index.compare, "index"),
    Route("index/framework", index.framework, "index"),
    Route("index/audit", audit.audit, "index"),
    Route("index/audit.pdf", audit.pdf, "index"),
    Route("account", account.account, "account"),
    Route("pull", pull.pull, "pull"),
    Route("areas", areas.overview, "areas"),
    Route("areas/{area}", areas.one, "areas"),
    Route("indicators", indicators.overview, "indicators"),
    Route("indicators/{indicator}", indicators.one, "indicators"),
    Route("scopes", scopes.register, "scopes"),
    Route("data", data.catalogue, "data"),
    Route("data/{flow}", data.dataflow, "data"),
    Route("explain/{flow}/{key}", explain.explain, "data"),
    Route("releases", releases.overview, "releases"),
    Route("releases/{name}", releases.one, "releases"),
    Route("releases/{name}/changes", releases.changes, "releases"),
    Route("methods", prose.methods, "methods"),
    Route("methods/{name}", prose.method, "methods"),
    Route("about", prose.about, "about"),
    Route("search", search.search, "search"),
)


def find(path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of an address without its language, with the named parts."""
    for route in ROUTES:
        args = route.match(path)
        if args is not None:
            return route, args
    return None
