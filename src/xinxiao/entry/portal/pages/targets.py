"""Targets: what was asked, the path, what came out, the verdict and its reason, the evidence."""

from __future__ import annotations

from collections import Counter
from typing import Any

from xinxiao.entry.portal import draw, provenance
from xinxiao.entry.portal.book import Row
from xinxiao.entry.portal.exhibits import Cell, Figure, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.errors import NotFound
from xinxiao.model.programme import Evidence, Target
from xinxiao.publish import charts
from xinxiao.publish.charts.lines import Style

FLOW = "IC_TARGETS"
ORDER = ("MISSED", "MET", "MET_EARLY", "NOT_VERIFIABLE")


def judged(ask: Ask, target: Target) -> list[Row]:
    """Rows that carry a verdict, the policy's own scope first."""
    rank = {scope: i for i, scope in enumerate(target.scopes)}
    rows = [r for r in ask.book.find(FLOW, TARGET=target.id) if r["VERDICT"]]
    rows = [r for r in rows if r["REF_AREA"] == ask.book.nation] or rows
    return sorted(
        rows, key=lambda r: (rank.get(r["SCOPE"], 99), r["MEASURE"] != "OUTCOME", _back(r["TIME_PERIOD"]))
    )


def _back(period: str) -> tuple[int, ...]:
    return tuple(-ord(c) for c in period)


def verdict(ask: Ask, target: Target) -> tuple[str, Row | None]:
    """The verdict of the policy's own scope, with the row that carries it."""
    rows = judged(ask, target)
    return (str(rows[0]["VERDICT"]), rows[0]) if rows else ("NOT_VERIFIABLE", None)


def reason(ask: Ask, code: str | None) -> str:
    """The reason of a verdict in words."""
    if not code:
        return ""
    known = ask.words.known(f"targets.reason.{code}", f"method.{code}", f"web.reason.{code}")
    return known or code


def card(ask: Ask, target: Target) -> dict[str, Any]:
    """A target at a glance."""
    w = ask.words
    code, row = verdict(ask, target)
    asked = (
        w.number(target.value, target.unit)
        if target.value is not None
        else w.say(target.milestone.name)
        if target.milestone
        else ""
    )
    return {
        "id": target.id,
        "name": w.say(target.name),
        "href": ask.url(f"targets/{target.id}"),
        "verdict": code,
        "verdict_name": w.t(f"verdict.{code}"),
        "reason": reason(ask, row["REASON"] if row else None),
        "asked": asked,
        "outcome": outcome(ask, target, row),
        "period": w.period(row["TIME_PERIOD"]) if row else "",
        "deadline": w.period(target.deadline),
        "article": target.article,
        "explain": ask.explain(FLOW, row) if row else "",
        "flags": w.flags(row) if row else [],
    }


def outcome(ask: Ask, target: Target, row: Row | None) -> str:
    """The outcome in words: a milestone reached, the value, or the span of estimates where no single value was judged."""
    if row is None:
        return ""
    if target.kind == "milestone" and row["OBS_VALUE"]:
        return ask.words.t("target.reached")
    if row["OBS_VALUE"] is not None:
        return ask.words.value(row)
    between = ask.words.interval(row)
    return ask.words.t("target.estimates", span=between) if between else ""


def cards(ask: Ask) -> list[dict[str, Any]]:
    """All targets at a glance."""
    return [card(ask, target) for target in ask.book.programme.targets]


def tally(ask: Ask) -> str:
    """How many targets were met, missed and cannot be verified, in one sentence."""
    w = ask.words
    counts = Counter(verdict(ask, target)[0] for target in ask.book.programme.targets)
    parts = [w.t(f"tally.{code}", count=counts[code]) for code in ORDER if counts[code]]
    return w.t("tally.all", count=sum(counts.values()), parts=w.join(parts))


def overview(ask: Ask) -> Page:
    """All targets."""
    w = ask.words
    told = cards(ask)
    lines = tuple(
        (
            Cell(c["id"], href=c["href"]),
            Cell(c["name"]),
            Cell(c["asked"]),
            Cell(c["outcome"] or w.t("absent"), flags=tuple(c["flags"]), explain=c["explain"]),
            Cell(c["verdict_name"], raw=c["verdict"], light=c["verdict"]),
        )
        for c in told
    )
    heads = columns(
        ("TARGET", w.t("target.id")),
        ("NAME", w.t("target.name")),
        ("ASKED", w.t("target.asked")),
        ("OUTCOME", w.t("target.outcome")),
        ("VERDICT", w.t("target.verdict")),
    )
    grid = Grid("targets", w.t("targets.caption"), heads, lines)
    return Page(
        "targets.html",
        w.t("nav.targets"),
        "targets",
        tally(ask),
        {"cards": told, "tally": tally(ask)},
        (grid,),
    )


def one(ask: Ask) -> Page:
    """One target. Raises ``NotFound`` naming the targets there are."""
    w = ask.words
    wanted = ask.args["target"]
    target = next((t for t in ask.book.programme.targets if t.id == wanted), None)
    if target is None:
        raise NotFound(wanted, hint=", ".join(t.id for t in ask.book.programme.targets))
    rows = ask.book.find(FLOW, TARGET=target.id)
    figures = [e for e in (path(ask, target, rows), pulled(ask, target, rows), chances(ask, rows)) if e]
    context: dict[str, Any] = {
        "target": target,
        "card": card(ask, target),
        "evidence": evidence(ask, target.evidence),
        "judged": [judgement(ask, row) for row in judged(ask, target)],
        "tasks": [t for t in ask.book.programme.tasks if t.id in target.tasks],
    }
    return Page(
        "target.html",
        w.say(target.name),
        "targets",
        context["card"]["reason"],
        context,
        (*figures, table(ask, rows)),
    )


def judgement(ask: Ask, row: Row) -> dict[str, Any]:
    """One verdict: in which scope, by which method, why."""
    w = ask.words
    return {
        "scope": w.scope(row["SCOPE"]),
        "method": w.method(row["METHOD"]),
        "value": w.value(row),
        "interval": w.interval(row),
        "period": w.period(row["TIME_PERIOD"]),
        "measure": w.code("CL_MEASURE", row["MEASURE"]),
        "verdict": row["VERDICT"],
        "verdict_name": w.t(f"verdict.{row['VERDICT']}"),
        "reason": reason(ask, row["REASON"]),
        "comment": row["COMMENT"] or "",
        "href": ask.explain(FLOW, row),
        "flags": w.flags(row),
    }


def evidence(ask: Ask, items: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    """Evidence in time order, with its source; proxies are marked."""
    w = ask.words
    return [
        {
            "period": w.period(item.period),
            "text": w.say(item.text),
            "value": w.number(item.value, item.unit) if item.value is not None else "",
            "source": w.source(item.source),
            "grade": getattr(ask.book.programme.sources.get(item.source), "grade", ""),
            "proxy": item.proxy,
        }
        for item in sorted(items, key=lambda e: e.period)
    ]


def path(ask: Ask, target: Target, rows: list[Row]) -> Figure | None:
    """Outcome against path; the path is dashed, every scope is a line of its own."""
    w = ask.words
    unit = target.unit
    shown = [
        r
        for r in rows
        if r["MEASURE"] in {"PATH", "OUTCOME"} and r["OBS_VALUE"] is not None and r["UNIT_MEASURE"] == unit
    ]
    if target.kind == "pull" or len({r["TIME_PERIOD"] for r in shown}) < 2:
        return None
    series: list[charts.Series] = []
    for measure in ("OUTCOME", "PATH"):
        for scope in dict.fromkeys(r["SCOPE"] for r in shown if r["MEASURE"] == measure):
            own = [r for r in shown if r["MEASURE"] == measure and r["SCOPE"] == scope]
            name = (
                w.t("target.line", measure=w.code("CL_MEASURE", measure), scope=w.scope(scope))
                if w.scope(scope)
                else w.code("CL_MEASURE", measure)
            )
            style: Style = "dashed" if measure == "PATH" else "line"
            series.append(
                charts.Series(
                    name,
                    draw.points(ask, own, 1.0, "all" if measure == "OUTCOME" else "none"),
                    style,
                    len(series),
                )
            )
    rule = (
        (target.value, w.t("target.rule", value=w.number(target.value, unit), date=w.period(target.deadline)))
        if target.value is not None
        else None
    )
    code, row = verdict(ask, target)
    told = w.t(
        "target.sentence",
        asked=w.number(target.value, unit),
        date=w.period(target.deadline),
        outcome=w.value(row) if row else w.t("absent"),
        period=w.period(row["TIME_PERIOD"]) if row else "",
        verdict=w.t(f"verdict.{code}"),
    )
    unit_name = w.unit_name(unit)
    return Figure(
        "path",
        w.t("target.path"),
        told,
        draw.raw(shown),
        lambda frame: charts.lines(frame, series, unit=unit_name, rule=rule),
        provenance.notes(ask, FLOW, [r for r in shown if r["MEASURE"] == "OUTCOME"], TARGET=target.id),
    )


def pulled(ask: Ask, target: Target, rows: list[Row]) -> Figure | None:
    """The outcome under each scope and type against the target, as bars."""
    w = ask.words
    shown = [
        r
        for r in rows
        if r["MEASURE"].startswith("OUTCOME")
        and r["OBS_VALUE"] is not None
        and r["UNIT_MEASURE"] == target.unit
    ]
    if target.kind != "pull" or not shown or target.value is None:
        return None
    last = max(r["TIME_PERIOD"] for r in shown)
    shown = [r for r in shown if r["TIME_PERIOD"] == last]
    bars = [
        charts.Bar(
            bar_name(ask, r), r["OBS_VALUE"], w.plain(r["OBS_VALUE"], decimals=1), r["LOWER"], r["UPPER"]
        )
        for r in shown
    ]
    low, high = min(r["OBS_VALUE"] for r in shown), max(r["OBS_VALUE"] for r in shown)
    above = sum(r["OBS_VALUE"] >= target.value for r in shown)
    told = w.t(
        "target.pulled",
        low=w.number(low, target.unit),
        high=w.number(high, target.unit),
        asked=w.number(target.value, target.unit),
        above=above,
        count=len(shown),
    )
    rule = (target.value, w.number(target.value, target.unit))
    unit = w.unit_name(target.unit)
    return Figure(
        "pulled",
        w.t("target.pulled_title", year=w.period(last)),
        told,
        draw.raw(shown, "METHOD"),
        lambda frame: charts.bars(frame, bars, rule=rule, unit=unit),
        provenance.notes(ask, FLOW, shown, TARGET=target.id),
    )


def bar_name(ask: Ask, row: Row) -> str:
    """Scope and type of an outcome."""
    w = ask.words
    kind = w.t(f"short.{row['MEASURE'].rsplit('_', 1)[-1]}") if row["MEASURE"].endswith(("_I", "_II")) else ""
    return w.t("list.dot").join(x for x in (w.scope(row["SCOPE"]), kind) if x)


def chances(ask: Ask, rows: list[Row]) -> Figure | None:
    """How likely the target was, as known at each date."""
    w = ask.words
    shown = sorted(
        (r for r in rows if r["MEASURE"].startswith("PROBABILITY") and r["OBS_VALUE"] is not None),
        key=lambda r: str(r["TIME_PERIOD"]),
    )
    if not shown:
        return None
    factor = 100.0 if max(r["OBS_VALUE"] for r in shown) <= 1 else 1.0
    bars = [
        charts.Bar(
            w.t("target.known", date=w.period(r["TIME_PERIOD"])),
            r["OBS_VALUE"] * factor,
            w.chance(r["OBS_VALUE"] * factor / 100),
        )
        for r in shown
    ]
    parts = [
        w.t("target.chance", date=w.period(r["TIME_PERIOD"]), chance=w.chance(r["OBS_VALUE"] * factor / 100))
        for r in shown
    ]
    return Figure(
        "chance",
        w.t("target.chances"),
        w.join(parts) + w.t("list.stop"),
        draw.raw(shown, "COMMENT"),
        lambda frame: charts.bars(frame, bars),
        provenance.notes(ask, FLOW, shown, MEASURE="PROBABILITY", TARGET=str(shown[0]["TARGET"])),
    )


def table(ask: Ask, rows: list[Row]) -> Grid:
    """Every figure of the target, with its explanation one click away."""
    w = ask.words
    heads = columns(
        ("TIME_PERIOD", w.t("col.TIME_PERIOD")),
        ("MEASURE", w.t("col.MEASURE")),
        ("SCOPE", w.t("col.SCOPE")),
        ("OBS_VALUE", w.t("col.OBS_VALUE"), "number"),
        ("INTERVAL", w.t("col.INTERVAL"), "number"),
    )
    order = sorted(rows, key=lambda r: (r["MEASURE"], r["SCOPE"] or "", r["TIME_PERIOD"]))
    lines = tuple(
        (
            Cell(w.period(r["TIME_PERIOD"]), r["TIME_PERIOD"]),
            Cell(w.code("CL_MEASURE", r["MEASURE"]), r["MEASURE"]),
            Cell(w.scope(r["SCOPE"]), r["SCOPE"]),
            Cell(w.value(r), r["OBS_VALUE"], explain=ask.explain(FLOW, r), flags=tuple(w.flags(r))),
            Cell(w.interval(r)),
        )
        for r in order
    )
    return Grid("figures", w.t("target.table"), heads, lines)
