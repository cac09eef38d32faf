"""Series of the account, as pages ask for them."""

from __future__ import annotations

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.scope import TOTAL


def scopes(request: PageRequest) -> list[str]:
    """Scopes the account is kept in, in the programme's order."""
    spec = request.view.programme.account
    declared = [s.scope for s in spec.scopes] if spec else []
    held = request.view.rows("account").distinct("SCOPE")
    return [s for s in declared if s in held] + [s for s in held if s not in declared]


def areas(request: PageRequest) -> list[str]:
    """Places the account knows in any scope, the nation first."""
    view = request.view
    held = view.rows("account").distinct("REF_AREA")
    order = [view.nation, *view.places]
    return [a for a in order if a in held] + [a for a in held if a not in order]


def products(request: PageRequest, scope: str) -> list[str]:
    """The products the total of a scope is made of, in the programme's order."""
    spec = request.view.programme.account
    declared = [p.id for s in spec.scopes if s.scope == scope for p in s.products] if spec else []
    held = request.view.rows("account").distinct("PRODUCT", SCOPE=scope)
    others = [p for p in held if p not in declared and p != TOTAL]
    return [p for p in declared if p in held] + others


def levels(request: PageRequest, area: str, scope: str, product: str = TOTAL) -> list[Row]:
    """A series of the account."""
    rows = request.view.find("account", REF_AREA=area, SCOPE=scope, PRODUCT=product)
    return [r for r in rows if r["OBS_VALUE"] is not None]


def latest(request: PageRequest, scope: str) -> tuple[str, dict[str, Row]]:
    """The last year with provinces, and its total by place."""
    rows = [
        r
        for r in request.view.find("account", SCOPE=scope, PRODUCT=TOTAL)
        if r["REF_AREA"] in request.view.places and r["OBS_VALUE"] is not None
    ]
    year = max((r["TIME_PERIOD"] for r in rows), default="")
    return year, {r["REF_AREA"]: r for r in rows if r["TIME_PERIOD"] == year}
