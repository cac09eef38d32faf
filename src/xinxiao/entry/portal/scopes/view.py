"""The register of scopes: whose each is, what is in and what is out."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.scopes.tables import flags, rivals
from xinxiao.model.programme import Scope


def register(request: PageRequest) -> Page:
    """All scopes by family."""
    w, families = request.words, dict[str, list[Scope]]()
    for scope in request.view.programme.scopes.values():
        families.setdefault(scope.family or scope.id, []).append(scope)
    context: dict[str, Any] = {
        "families": [[entry(request, scope) for scope in family] for family in families.values()],
    }
    shown = tuple(grid for grid in (rivals(request), flags(request)) if grid)
    return Page("scopes.html", w.t("nav.scopes"), "scopes", w.t("scopes.summary"), context, shown)


def entry(request: PageRequest, scope: Scope) -> dict[str, Any]:
    """One scope in words."""
    w = request.words
    return {
        "id": scope.id,
        "name": w.say(scope.name),
        "holder": w.say(scope.holder),
        "kind": w.t(f"scope.{scope.kind}"),
        "definition": w.say(scope.definition),
        "includes": [w.say(x) for x in scope.includes],
        "excludes": [w.say(x) for x in scope.excludes],
        "used_in": [w.say(x) for x in scope.used_in],
        "sources": [w.cited(s) for s in scope.sources],
        "data": request.data("figures", SCOPE=scope.id),
    }
