"""The register of scopes, and rival figures side by side: columns, never one line."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal import provenance
from xinxiao.entry.portal.exhibits import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.model.programme import Scope


def register(ask: Ask) -> Page:
    """All scopes by family."""
    w, all_ = ask.words, ask.book.programme.scopes
    families: dict[str, list[Scope]] = {}
    for scope in all_.values():
        families.setdefault(scope.family or scope.id, []).append(scope)
    context: dict[str, Any] = {
        "families": [[entry(ask, scope) for scope in family] for family in families.values()],
        "essay": ask.book.texts.get(ask.lang, {}).get("scopes", ""),
    }
    rivals = tuple(g for g in (figures(ask), flags(ask)) if g)
    return Page("scopes.html", w.t("nav.scopes"), "scopes", w.t("scopes.summary"), context, rivals)


def entry(ask: Ask, scope: Scope) -> dict[str, Any]:
    """One scope in words."""
    w = ask.words
    return {
        "id": scope.id,
        "name": w.say(scope.name),
        "holder": w.say(scope.holder),
        "kind": w.t(f"scope.{scope.kind}"),
        "definition": w.say(scope.definition),
        "includes": [w.say(x) for x in scope.includes],
        "excludes": [w.say(x) for x in scope.excludes],
        "used_in": [w.say(x) for x in scope.used_in],
        "sources": [w.source(s) for s in scope.sources],
        "data": ask.data("IC_FIGURES", SCOPE=scope.id),
    }


def figures(ask: Ask) -> Grid | None:
    """National levels that different scopes give for the same years, in one table with a column each."""
    w, book = ask.words, ask.book
    rows = [
        r
        for s in book.programme.scopes
        for flow in ("IC_FIGURES", "IC_ACCOUNT")
        for r in book.find(flow, SCOPE=s, REF_AREA=book.nation)
        if _level(r)
    ]
    scopes = [s for s in book.programme.scopes if any(r["SCOPE"] == s for r in rows)]
    if len(scopes) < 2:
        return None
    held: dict[tuple[str, str], Any] = {}
    for row in sorted(rows, key=lambda r: str(r.get("VINTAGE") or "")):
        held[row["TIME_PERIOD"], row["SCOPE"]] = row
    lines = []
    for period in sorted({p for p, _ in held}):
        cells = [Cell(w.period(period), period)]
        for s in scopes:
            r: Any = held.get((period, s))
            flow = "IC_FIGURES" if r is not None and "VINTAGE" in r else "IC_ACCOUNT"
            cells.append(
                Cell(w.value(r), r["OBS_VALUE"], explain=ask.explain(flow, r), flags=tuple(w.flags(r)))
                if r
                else ABSENT
            )
        lines.append(tuple(cells))
    heads = columns(("TIME_PERIOD", w.t("col.TIME_PERIOD")), *((s, w.scope(s), "number") for s in scopes))
    notes = provenance.notes(ask, "", [r for r in held.values() if "VINTAGE" in r])
    return Grid("rivals", w.t("scopes.rivals"), heads, tuple(lines), notes)


def _level(row: Any) -> bool:
    """Money amounts only: shares and growth rates are not rival levels."""
    money = str(row["UNIT_MEASURE"] or "").endswith("YUAN")
    return (
        row["OBS_VALUE"] is not None
        and money
        and row.get("PRODUCT", "_T") == "_T"
        and row["FREQ"] in {"A", "S", "Q", "M"}
    )


def flags(ask: Ask) -> Grid | None:
    """What the labels beside figures mean: statuses and grades."""
    w = ask.words
    lines = [
        (Cell(w.t(f"col.{column}")), Cell(code.id), Cell(w.say(code.name)), Cell(w.say(code.note)))
        for column, listed in (("OBS_STATUS", "CL_OBS_STATUS"), ("GRADE", "CL_GRADE"))
        for code in (
            ask.book.programme.codelists[listed].codes if listed in ask.book.programme.codelists else ()
        )
    ]
    heads = columns(
        ("LIST", w.t("flags.list")),
        ("CODE", w.t("flags.code")),
        ("NAME", w.t("flags.name")),
        ("NOTE", w.t("flags.note")),
    )
    return Grid("labels", w.t("flags.caption"), heads, tuple(lines)) if lines else None
