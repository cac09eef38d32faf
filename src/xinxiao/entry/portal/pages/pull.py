"""The pull effect: multipliers, what a scope's consumption pulls, and in which sectors."""

from __future__ import annotations

from xinxiao.entry.portal import draw, provenance
from xinxiao.entry.portal.book import Row
from xinxiao.entry.portal.exhibits import Cell, Figure, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.entry.portal.pages import targets
from xinxiao.publish import charts

FLOW = "IC_PULL"
TOTAL = "_T"
EFFECTS = ("OUTPUT", "VALUE_ADDED", "EMPLOYMENT")
SECTORS = 12


def pull(ask: Ask) -> Page:
    """Multipliers and levels of one place and year."""
    w, book = ask.words, ask.book
    held = book.rows(FLOW).distinct("REF_AREA")
    order = [book.nation, *book.places]
    areas = [a for a in order if a in held] + [a for a in held if a not in order]
    area = ask.choice("area", areas, areas[0])
    years = book.rows(FLOW).distinct("TIME_PERIOD", REF_AREA=area)
    year = ask.choice("year", years, _fullest(ask, area, years))
    rows = [r for r in book.find(FLOW, REF_AREA=area, TIME_PERIOD=year) if r["OBS_VALUE"] is not None]
    exhibits: list[Figure | Grid | None] = [
        multipliers(ask, area, year, rows),
        grid(ask, rows, area, year),
        sectors(ask, area, year, rows),
    ]
    exhibits += [
        targets.pulled(ask, t, ask.book.find("IC_TARGETS", TARGET=t.id))
        for t in book.programme.targets
        if t.kind == "pull"
    ]
    spec = book.programme.pull
    context = {
        "filters": (
            {
                "name": "area",
                "label": w.t("col.REF_AREA"),
                "value": area,
                "options": [(a, w.area(a)) for a in areas],
                "all": "",
            },
            {
                "name": "year",
                "label": w.t("index.year"),
                "value": year,
                "options": [(y, w.period(y)) for y in years],
                "all": "",
            },
        ),
        "note": w.say(spec.note) if spec and spec.note else "",
        "targets": [t for t in book.programme.targets if t.kind == "pull"],
    }
    title = w.say(spec.name) if spec else w.t("nav.pull")
    return Page(
        "pull.html", title, "pull", w.t("pull.summary"), context, tuple(e for e in exhibits if e is not None)
    )


def _fullest(ask: Ask, area: str, years: list[str]) -> str:
    """The latest year that has multipliers; levels may go on longer."""
    told = {r["TIME_PERIOD"] for r in ask.book.find(FLOW, REF_AREA=area, MEASURE="MULTIPLIER")}
    return max(told, default=years[-1] if years else "")


def multipliers(ask: Ask, area: str, year: str, rows: list[Row]) -> Figure | None:
    """Output multipliers by scope and type."""
    w = ask.words
    shown = [
        r for r in rows if r["SECTOR"] == TOTAL and r["MEASURE"] == "MULTIPLIER" and r["EFFECT"] == "OUTPUT"
    ]
    if not shown:
        return None
    bars = [
        charts.Bar(
            _name(ask, r),
            r["OBS_VALUE"],
            w.plain(r["OBS_VALUE"], decimals=2),
            colour=int(r["MULTIPLIER_TYPE"] == "II"),
        )
        for r in shown
    ]
    parts = [w.t("pull.part", name=_name(ask, r), value=w.plain(r["OBS_VALUE"], decimals=2)) for r in shown]
    told = w.t(
        "pull.sentence", area=w.area(area), year=w.period(year), parts=w.t("list.semicolon").join(parts)
    )
    notes = provenance.notes(ask, FLOW, shown, REF_AREA=area, TIME_PERIOD=year)
    return Figure(
        "multipliers",
        w.t("pull.multipliers", area=w.area(area), year=w.period(year)),
        told,
        draw.raw(shown),
        lambda f: charts.bars(f, bars),
        notes,
    )


def _name(ask: Ask, row: Row) -> str:
    w = ask.words
    return w.t("list.dot").join((w.scope(row["SCOPE"]), w.t(f"short.{row['MULTIPLIER_TYPE']}")))


def grid(ask: Ask, rows: list[Row], area: str, year: str) -> Grid:
    """Every total of the place and year."""
    w = ask.words
    shown = [r for r in rows if r["SECTOR"] == TOTAL]
    lines = tuple(
        (
            Cell(w.scope(r["SCOPE"]), r["SCOPE"]),
            Cell(w.code("CL_EFFECT", r["EFFECT"]), r["EFFECT"]),
            Cell(w.t(f"type.{r['MULTIPLIER_TYPE']}"), r["MULTIPLIER_TYPE"]),
            Cell(w.code("CL_MEASURE", r["MEASURE"]), r["MEASURE"]),
            Cell(w.value(r), r["OBS_VALUE"], explain=ask.explain(FLOW, r), flags=tuple(w.flags(r))),
        )
        for r in shown
    )
    heads = columns(
        ("SCOPE", w.t("col.SCOPE")),
        ("EFFECT", w.t("col.EFFECT")),
        ("MULTIPLIER_TYPE", w.t("col.MULTIPLIER_TYPE")),
        ("MEASURE", w.t("col.MEASURE")),
        ("OBS_VALUE", w.t("col.OBS_VALUE"), "number"),
    )
    return Grid(
        "totals",
        w.t("pull.table", area=w.area(area), year=w.period(year)),
        heads,
        lines,
        provenance.notes(ask, FLOW, shown, REF_AREA=area, TIME_PERIOD=year),
    )


def sectors(ask: Ask, area: str, year: str, rows: list[Row]) -> Figure | None:
    """The sectors that the consumption pulls most, in the first scope and type with sectors."""
    w = ask.words
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
        charts.Bar(w.code("CL_SECTOR", r["SECTOR"]), r["OBS_VALUE"], w.percent(r["OBS_VALUE"] / total, 1))
        for r in shown
    ]
    told = w.t(
        "pull.sectors_sentence",
        name=_name(ask, shown[0]),
        sectors=w.join([w.code("CL_SECTOR", r["SECTOR"]) for r in shown[:3]]),
        share=w.percent(sum(r["OBS_VALUE"] for r in shown[:3]) / total),
    )
    notes = provenance.notes(ask, FLOW, shown, REF_AREA=area, TIME_PERIOD=year, EFFECT="OUTPUT")
    return Figure(
        "sectors",
        w.t("pull.sectors", year=w.period(year)),
        told,
        draw.raw(shown),
        lambda f: charts.bars(f, bars),
        notes,
    )
