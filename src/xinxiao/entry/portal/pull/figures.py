"""Figures of the pull effect: multipliers, and the sectors pulled most."""

from __future__ import annotations

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.figure_table import Figure
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.account import LEVELS, Reading
from xinxiao.model.scope import TOTAL
from xinxiao.publish import charts

SECTORS = 12
"""How many sectors are shown."""


def multipliers(request: PageRequest, area: str, year: str, rows: list[Row]) -> Figure | None:
    """Output multipliers by scope and type."""
    w = request.words
    shown = [
        r for r in rows if r["SECTOR"] == TOTAL and r["MEASURE"] == "MULTIPLIER" and r["EFFECT"] == "OUTPUT"
    ]
    if not shown:
        return None
    bars = [
        charts.Bar(
            _name(request, r),
            r["OBS_VALUE"],
            w.plain(r["OBS_VALUE"], decimals=2) + w.mark(r),
            colour=int(r["MULTIPLIER_TYPE"] == "II"),
        )
        for r in shown
    ]
    parts = [
        w.t("pull.part", name=_name(request, r), value=w.plain(r["OBS_VALUE"], decimals=2) + w.mark(r))
        for r in shown
    ]
    told = w.t(
        "pull.sentence", area=w.area(area), year=w.period(year), parts=w.t("list.semicolon").join(parts)
    )
    notes = provenance.notes(request, "pull", shown, REF_AREA=area, TIME_PERIOD=year)
    return Figure(
        "multipliers",
        w.t("pull.multipliers", area=w.area(area), year=w.period(year)),
        told,
        figures.raw(shown),
        lambda f: charts.bars(f, bars),
        notes,
    )


def _name(request: PageRequest, row: Row) -> str:
    w = request.words
    return w.t("list.dot").join((w.scope(row["SCOPE"]), w.t(f"short.{row['MULTIPLIER_TYPE']}")))


def readings(request: PageRequest, area: str, year: str, rows: list[Row]) -> Figure | None:
    """Levels of output pulled by scope, in every reading: all, beyond the consumption itself, outside its sectors."""
    w = request.words
    held = {
        (r["SCOPE"], LEVELS[r["MEASURE"]]): r
        for r in rows
        if r["SECTOR"] == TOTAL and r["EFFECT"] == "OUTPUT" and r["MEASURE"] in LEVELS
    }
    scopes = [s for s in dict.fromkeys(s for s, _ in held) if all((s, k) in held for k in _NAMES)]
    if not scopes:
        return None
    shown = [held[scope, kind] for scope in scopes for kind in _NAMES]
    factor, unit = figures.axis(request, shown)
    decimals = figures.decimals(shown[0]["OBS_VALUE"] * factor)
    bars = [
        charts.Bar(
            w.t("list.dot").join((w.scope(scope), w.t(f"short.{kind}"))),
            held[scope, kind]["OBS_VALUE"] * factor,
            w.plain(held[scope, kind]["OBS_VALUE"] * factor, decimals=decimals) + w.mark(held[scope, kind]),
            colour=at,
        )
        for scope in scopes
        for at, kind in enumerate(_NAMES)
    ]
    parts = [
        w.t("pull.reading", scope=w.scope(s), **{_NAMES[kind]: w.warned(held[s, kind]) for kind in _NAMES})
        for s in scopes
    ]
    told = w.t(
        "pull.readings_sentence",
        area=w.area(area),
        year=w.period(year),
        parts=w.t("list.semicolon").join(parts),
    )
    return Figure(
        "readings",
        w.t("pull.readings", area=w.area(area), year=w.period(year)),
        told,
        figures.raw(shown),
        lambda f: charts.bars(f, bars, unit=unit),
        provenance.notes(request, "pull", shown, REF_AREA=area, TIME_PERIOD=year),
    )


_NAMES: dict[Reading, str] = {"TOTAL": "total", "UPSTREAM": "upstream", "OUTSIDE": "outside"}


def sectors(request: PageRequest, area: str, year: str, rows: list[Row]) -> Figure | None:
    """The sectors that the consumption pulls most, in the first scope and type with sectors."""
    w = request.words
    parts = [r for r in rows if r["SECTOR"] != TOTAL and r["EFFECT"] == "OUTPUT" and r["OBS_VALUE"] > 0]
    if not parts:
        return None
    key = ("SCOPE", "MULTIPLIER_TYPE", "MEASURE")
    chosen = min(tuple(r[k] for k in key) for r in parts)
    shown = sorted(
        (r for r in parts if tuple(r[k] for k in key) == chosen), key=lambda r: (-r["OBS_VALUE"], r["SECTOR"])
    )
    total = sum(r["OBS_VALUE"] for r in shown)
    shown = shown[:SECTORS]
    bars = [
        charts.Bar(
            w.coded("pull", "SECTOR", r["SECTOR"]), r["OBS_VALUE"], w.percent(r["OBS_VALUE"] / total, 1)
        )
        for r in shown
    ]
    told = w.t(
        "pull.sectors_sentence",
        name=_name(request, shown[0]),
        sectors=w.join([w.coded("pull", "SECTOR", r["SECTOR"]) for r in shown[:3]]),
        share=w.percent(sum(r["OBS_VALUE"] for r in shown[:3]) / total),
    )
    notes = provenance.notes(request, "pull", shown, REF_AREA=area, TIME_PERIOD=year, EFFECT="OUTPUT")
    return Figure(
        "sectors",
        w.t("pull.sectors", year=w.period(year)),
        told,
        figures.raw(shown),
        lambda f: charts.bars(f, bars),
        notes,
    )
