"""Figures of the pull effect: multipliers, and the sectors pulled most; and all totals as a table."""

from __future__ import annotations

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.figure_table import Cell, Figure, Grid, columns
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
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
            w.plain(r["OBS_VALUE"], decimals=2),
            colour=int(r["MULTIPLIER_TYPE"] == "II"),
        )
        for r in shown
    ]
    parts = [
        w.t("pull.part", name=_name(request, r), value=w.plain(r["OBS_VALUE"], decimals=2)) for r in shown
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


def grid(request: PageRequest, rows: list[Row], area: str, year: str) -> Grid:
    """Every total of the place and year."""
    w = request.words
    shown = [r for r in rows if r["SECTOR"] == TOTAL]
    lines = tuple(
        (
            Cell(w.scope(r["SCOPE"]), r["SCOPE"]),
            Cell(w.coded("pull", "EFFECT", r["EFFECT"]), r["EFFECT"]),
            Cell(w.coded("pull", "MULTIPLIER_TYPE", r["MULTIPLIER_TYPE"]), r["MULTIPLIER_TYPE"]),
            Cell(w.coded("pull", "MEASURE", r["MEASURE"]), r["MEASURE"]),
            Cell(w.value(r), r["OBS_VALUE"], explain=request.explain("pull", r), flags=tuple(w.flags(r))),
        )
        for r in shown
    )
    heads = columns(
        ("SCOPE", w.column("SCOPE")),
        ("EFFECT", w.column("EFFECT")),
        ("MULTIPLIER_TYPE", w.column("MULTIPLIER_TYPE")),
        ("MEASURE", w.column("MEASURE")),
        ("OBS_VALUE", w.column("OBS_VALUE"), "number"),
    )
    return Grid(
        "totals",
        w.t("pull.table", area=w.area(area), year=w.period(year)),
        heads,
        lines,
        provenance.notes(request, "pull", shown, REF_AREA=area, TIME_PERIOD=year),
    )


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
