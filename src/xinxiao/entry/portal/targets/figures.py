"""Figures of a target: outcome against path, outcomes by scope, chances as known then; and all its numbers."""

from __future__ import annotations

from typing import get_args

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.figure_table import Cell, Figure, Grid, columns
from xinxiao.entry.portal.numbers import is_chance
from xinxiao.entry.portal.observed import observed
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.targets.verdicts import verdict
from xinxiao.model.account import Reading
from xinxiao.model.target import Target
from xinxiao.publish import charts
from xinxiao.publish.charts.lines import Style


def path(request: PageRequest, target: Target, rows: list[Row]) -> Figure | None:
    """Outcome against path; the path is dashed, every scope is a line of its own."""
    w = request.words
    unit = target.unit
    shown = [
        r
        for r in rows
        if r["MEASURE"] in {"PATH", "OUTCOME"} and r["OBS_VALUE"] is not None and r["UNIT_MEASURE"] == unit
    ]
    if target.kind == "pull" or len({r["TIME_PERIOD"] for r in shown}) < 2:
        return None
    series = _lines(request, shown)
    rule = (
        (target.value, w.t("target.rule", value=w.number(target.value, unit), date=w.period(target.deadline)))
        if target.value is not None
        else None
    )
    code, row = verdict(request, target)
    told = w.t(
        "target.sentence",
        asked=w.number(target.value, unit),
        date=w.period(target.deadline),
        outcome=w.warned(row) if row else w.t("absence.missing"),
        period=w.period(row["TIME_PERIOD"]) if row else "",
        verdict=w.t(f"verdict.{code}"),
    )
    unit_name = w.unit_name(unit)
    return Figure(
        "path",
        w.t("target.path"),
        told,
        figures.raw(shown),
        lambda frame: charts.lines(frame, series, unit=unit_name, rule=rule),
        provenance.notes(
            request, "targets", [r for r in shown if r["MEASURE"] == "OUTCOME"], TARGET=target.id
        ),
    )


def _lines(request: PageRequest, shown: list[Row]) -> list[charts.Series]:
    w, series = request.words, list[charts.Series]()
    for measure in ("OUTCOME", "PATH"):
        for scope in dict.fromkeys(r["SCOPE"] for r in shown if r["MEASURE"] == measure):
            own = [r for r in shown if r["MEASURE"] == measure and r["SCOPE"] == scope]
            name = w.coded("targets", "MEASURE", measure)
            if w.scope(scope):
                name = w.t("target.line", measure=name, scope=w.scope(scope))
            style: Style = "dashed" if measure == "PATH" else "line"
            points = figures.points(own, 1.0, "all" if measure == "OUTCOME" else "none")
            series.append(charts.Series(name, points, style, len(series)))
    return series


_READINGS = {f"OUTCOME_{reading}": reading for reading in get_args(Reading)}


def pulled(request: PageRequest, target: Target, rows: list[Row]) -> Figure | None:
    """The outcome under each scope and reading against the target, as bars; told by the reading that decides."""
    w = request.words
    shown = [
        r
        for r in rows
        if r["MEASURE"] in _READINGS and r["OBS_VALUE"] is not None and r["UNIT_MEASURE"] == target.unit
    ]
    if target.kind != "pull" or not shown or target.value is None:
        return None
    last = max(r["TIME_PERIOD"] for r in shown)
    shown = [r for r in shown if r["TIME_PERIOD"] == last]
    bars = [
        charts.Bar(
            bar_name(request, r),
            r["OBS_VALUE"],
            w.plain(r["OBS_VALUE"], decimals=1) + w.mark(r),
            r["LOWER"],
            r["UPPER"],
        )
        for r in shown
    ]
    spec = request.view.programme.pull
    taken = spec.reading if spec is not None else "TOTAL"
    decide = [r["OBS_VALUE"] for r in shown if _READINGS[r["MEASURE"]] == taken]
    if not decide:
        return None
    told = w.t(
        "target.pulled",
        reading=w.t(f"short.{taken}"),
        low=w.number(min(decide), target.unit),
        high=w.number(max(decide), target.unit),
        most=w.number(max(r["OBS_VALUE"] for r in shown), target.unit),
        asked=w.number(target.value, target.unit),
        above=sum(value >= target.value for value in decide),
        count=len(decide),
    )
    rule = (target.value, w.number(target.value, target.unit))
    unit = w.unit_name(target.unit)
    return Figure(
        "pulled",
        w.t("target.pulled_title", year=w.period(last)),
        told,
        figures.raw(shown, "METHOD"),
        lambda frame: charts.bars(frame, bars, rule=rule, unit=unit),
        provenance.notes(request, "targets", shown, TARGET=target.id),
    )


def bar_name(request: PageRequest, row: Row) -> str:
    """Scope and reading of an outcome."""
    w = request.words
    kind = w.t(f"short.{_READINGS[row['MEASURE']]}") if row["MEASURE"] in _READINGS else ""
    return w.t("list.dot").join(x for x in (w.scope(row["SCOPE"]), kind) if x)


def chances(request: PageRequest, rows: list[Row]) -> Figure | None:
    """How likely the target was, as known at each date."""
    w = request.words
    shown = sorted(
        (r for r in rows if is_chance(r["MEASURE"]) and r["OBS_VALUE"] is not None),
        key=lambda r: str(r["TIME_PERIOD"]),
    )
    if not shown:
        return None
    factor = 100.0 if max(r["OBS_VALUE"] for r in shown) <= 1 else 1.0
    by_day: dict[str, list[float]] = {}
    for r in shown:
        by_day.setdefault(r["TIME_PERIOD"], []).append(r["OBS_VALUE"])
    bars = [
        charts.Bar(
            w.t("list.dot").join(
                (
                    w.t("target.known", date=w.period(r["TIME_PERIOD"])),
                    w.coded("targets", "MEASURE", r["MEASURE"]),
                )
            ),
            r["OBS_VALUE"] * factor,
            w.chance(r["OBS_VALUE"] * factor / 100),
        )
        for r in shown
    ]
    parts = [
        w.t(
            "target.chance_span",
            date=w.period(day),
            low=w.chance(min(own) * factor / 100),
            high=w.chance(max(own) * factor / 100),
        )
        if len(own) > 1
        else w.t("target.chance", date=w.period(day), chance=w.chance(own[0] * factor / 100))
        for day, own in by_day.items()
    ]
    return Figure(
        "chance",
        w.t("target.chances"),
        w.join(parts) + w.t("list.stop"),
        figures.raw(shown, "COMMENT"),
        lambda frame: charts.bars(frame, bars),
        provenance.notes(
            request, "targets", shown, MEASURE=str(shown[0]["MEASURE"]), TARGET=str(shown[0]["TARGET"])
        ),
    )


def table(request: PageRequest, rows: list[Row]) -> Grid:
    """Every figure of the target, with its explanation one click away."""
    w = request.words
    heads = columns(
        ("TIME_PERIOD", w.column("TIME_PERIOD")),
        ("MEASURE", w.column("MEASURE")),
        ("SCOPE", w.column("SCOPE")),
        ("OBS_VALUE", w.column("OBS_VALUE"), "number"),
        ("INTERVAL", w.t("col.INTERVAL"), "number"),
    )
    order = sorted(rows, key=lambda r: (r["MEASURE"], r["SCOPE"] or "", r["TIME_PERIOD"]))
    lines = tuple(
        (
            Cell(w.period(r["TIME_PERIOD"]), r["TIME_PERIOD"]),
            Cell(w.coded("targets", "MEASURE", r["MEASURE"]), r["MEASURE"]),
            Cell(w.scope(r["SCOPE"]), r["SCOPE"]),
            observed(request, "targets", r),
            Cell(w.interval(r)),
        )
        for r in order
    )
    return Grid("figures", w.t("target.table"), heads, lines)
