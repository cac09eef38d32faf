"""The account's page, and its line on the home page."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.account import figures, tables
from xinxiao.entry.portal.account.series import levels, products, scopes
from xinxiao.entry.portal.filters import chosen
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest


def summary(request: PageRequest) -> dict[str, Any] | None:
    """The account in one line for the home page."""
    w, nation = request.words, request.view.nation
    scope = next(iter(scopes(request)), "")
    rows = levels(request, nation, scope)
    if not rows:
        return None
    last = rows[-1]
    parts = [
        w.t("account.part", name=w.coded("account", "PRODUCT", product), value=w.warned(row))
        for product in products(request, scope)
        for row in levels(request, nation, scope, product)
        if row["TIME_PERIOD"] == last["TIME_PERIOD"]
    ]
    return {
        "value": w.value(last),
        "interval": w.interval(last),
        "period": w.period(last["TIME_PERIOD"]),
        "scope": w.scope(scope),
        "parts": w.join(parts),
        "explain": request.explain("account", last),
        "href": request.url("account"),
        "flags": w.flags(last),
    }


def account(request: PageRequest) -> Page:
    """The account of one place in one scope."""
    w, programme = request.words, request.view.programme
    scope, area = request.get("scope"), request.get("area")
    exhibits = (
        figures.level(request, area, scope),
        figures.split(request, area, scope),
        figures.places(request, scope),
        tables.levels(request, scope),
        tables.record(request, scope),
        tables.errors(request, scope, area),
    )
    spec = programme.account
    context = {
        "filters": (
            chosen(request, "scope", w.column("SCOPE"), w.scope),
            chosen(request, "area", w.column("REF_AREA"), w.area),
        ),
        "gap": w.say(spec.gap.name) if spec and spec.gap else "",
        "note": w.say(spec.note) if spec and spec.note else "",
        "scope": programme.scopes.get(scope),
        "known": exhibits[0] is not None,
    }
    title = w.say(spec.name) if spec else w.t("nav.account")
    shown = tuple(e for e in exhibits if e is not None)
    return Page("account.html", title, "account", w.t("account.summary"), context, shown)
