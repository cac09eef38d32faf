"""Figures that several pages show: trends by scope, the tile map, bars of places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from xinxiao.entry.portal import provenance
from xinxiao.entry.portal.figure_table import Figure, Note
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.periods import year_of
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.steps import Step
from xinxiao.model import doubt
from xinxiao.model.doubt import DOUBT
from xinxiao.publish import charts
from xinxiao.publish.charts.tiles import classes, step_of

CLASSES = 5


def raw(rows: Sequence[Row], *more: str) -> tuple[Mapping[str, Any], ...]:
    """What is handed out of rows: dimensions, value, interval, unit, status and doubts, without empty columns."""
    said = [{**row, DOUBT: " ".join(doubt.of_row(row)) or None} for row in rows]
    filled = {name for row in said for name, value in row.items() if value is not None}
    left_out = {"FORMULA", "METHOD", "COMMENT", "SOURCE"} - set(more)
    return tuple({k: v for k, v in row.items() if k in filled and k not in left_out} for row in said)


def points(
    rows: Sequence[Row],
    factor: float = 1.0,
    texts: str = "all",
    shift: float = 0.0,
    mark: Callable[[Row], str] = lambda row: "",
) -> tuple[charts.Point, ...]:
    """Rows as points in time order, values multiplied by ``factor``; rows without a value fall out.

    ``texts`` says which values are written: ``all`` or ``none``, with the ``mark`` of each. ``shift`` (years) keeps the
    intervals of several lines apart.
    """
    told = [row for row in sorted(rows, key=lambda r: str(r["TIME_PERIOD"])) if row["OBS_VALUE"] is not None]

    def scaled(value: float | None) -> float | None:
        return None if value is None else value * factor

    return tuple(
        charts.Point(
            year_of(row["TIME_PERIOD"]) + shift,
            row["OBS_VALUE"] * factor,
            scaled(row.get("LOWER")),
            scaled(row.get("UPPER")),
            _short(row["OBS_VALUE"] * factor) + mark(row) if texts == "all" else "",
        )
        for row in told
    )


def decimals(largest: float) -> int:
    """Decimals that give labels about three digits."""
    return 0 if largest >= 1000 else 1 if largest >= 10 else 2


def _short(value: float) -> str:
    size = abs(value)
    words = f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 1 else f"{value:.2f}"
    return words.replace("-", "\u2212")


def axis(request: PageRequest, rows: Sequence[Row]) -> tuple[float, str]:
    """The factor and words of an axis: money in the largest scale word that fits, else the unit itself."""
    unit = next((row.get("UNIT_MEASURE") for row in rows if row.get("UNIT_MEASURE")), None)
    w = request.words
    yuan = w.money(unit)
    top = max((abs(row["OBS_VALUE"]) for row in rows if row["OBS_VALUE"] is not None), default=0.0)
    if yuan is None or not top:
        return 1.0, w.unit_name(unit)
    size, word = w.scale(top * yuan)
    return yuan / size, word


def trend(
    request: PageRequest,
    ident: str,
    title: str,
    step: Step,
    rows: Sequence[Row],
    *,
    by: str = "SCOPE",
    sentence: str = "",
) -> Figure:
    """One line for each value of ``by``: different scopes are different lines, never joined."""
    w = request.words
    factor, unit = axis(request, rows)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row.get(by) or ""), []).append(row)
    names: dict[str, Callable[[str], str]] = {
        "SCOPE": w.scope,
        "REF_AREA": w.area,
        "PRODUCT": lambda c: w.coded("account", "PRODUCT", c),
    }
    many = len(groups) > 1 and by == "REF_AREA"
    texts, spread = ("none", 0.1) if many else ("all", 0.0)
    series = [
        charts.Series(
            names.get(by, str)(code) or w.t("all"),
            points(group, factor, texts, spread * (i - (len(groups) - 1) / 2), w.mark),
            colour=i,
        )
        for i, (code, group) in enumerate(groups.items())
    ]
    told = sentence or trend_sentence(request, title, groups, names.get(by, str))
    where = {
        k: v for k, v in (("INDICATOR", _only(rows, "INDICATOR")), ("REF_AREA", _only(rows, "REF_AREA"))) if v
    }
    return Figure(
        ident,
        title,
        told,
        raw(rows),
        lambda frame: charts.lines(frame, series, unit=unit),
        provenance.notes(request, step, rows, **where),
    )


def trend_sentence(
    request: PageRequest, title: str, groups: Mapping[str, Sequence[Row]], name: Callable[[str], str]
) -> str:
    """From what to what each line went, in words."""
    w = request.words
    out = []
    for code, rows in list(groups.items())[:4]:
        told = sorted((r for r in rows if r["OBS_VALUE"] is not None), key=lambda r: str(r["TIME_PERIOD"]))
        if not told:
            continue
        first, last = told[0], told[-1]
        key = "trend.one" if len(told) == 1 else "trend.span"
        out.append(
            w.t(
                key,
                name=name(code) or title,
                first=w.period(first["TIME_PERIOD"]),
                start=w.warned(first),
                last=w.period(last["TIME_PERIOD"]),
                end=w.warned(last),
            )
        )
    return w.t("list.sentence").join(out) + w.t("list.stop") if out else ""


def tile_map(
    request: PageRequest,
    ident: str,
    title: str,
    step: Step,
    rows: Sequence[Row],
    notes: tuple[Note, ...] = (),
) -> Figure:
    """The places in five classes with about equally many places each; one row a place."""
    w, view = request.words, request.view
    held = {row["REF_AREA"]: row for row in rows if row["OBS_VALUE"] is not None}
    bounds = classes([row["OBS_VALUE"] for row in held.values()], CLASSES)
    unit = next((row.get("UNIT_MEASURE") for row in held.values()), None)
    tiles = []
    for code, area in view.places.items():
        if area.tile is None:
            continue
        row = held.get(code)
        value = row["OBS_VALUE"] if row else None
        shade = None if value is None else step_of(value, bounds)
        tiles.append(
            charts.Tile(
                w.area(code, "short"), area.tile[0], area.tile[1], shade, tile_text(value) + w.mark(row)
            )
        )
    key = _key(request, bounds, [row["OBS_VALUE"] for row in held.values()], unit)
    return Figure(
        ident,
        title,
        map_sentence(request, held),
        raw([held[c] for c in view.places if c in held]),
        lambda frame: charts.tiles(frame, tiles, key=key, missing=w.t("map.missing")),
        notes or provenance.notes(request, step, list(held.values())),
        width=620,
    )


def tile_text(value: float | None) -> str:
    """A value in at most five characters."""
    if value is None:
        return "–"
    size = abs(value)
    if size >= 1e5:
        return f"{value / 1e3:.0f}k"
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 1 else f"{value:.2f}"


def _key(
    request: PageRequest, bounds: Sequence[float], values: Sequence[float], unit: str | None
) -> list[str]:
    if not values:
        return []
    w, low, out = request.words, min(values), []
    for bound in bounds:
        out.append(w.t("map.class", low=w.plain(low, unit), high=w.plain(bound, unit)))
        low = bound
    return out


def map_sentence(request: PageRequest, held: Mapping[str, Row]) -> str:
    """Which places stand highest and lowest, and the median."""
    w = request.words
    if not held:
        return w.t("map.nothing")
    order = sorted(held, key=lambda code: (-held[code]["OBS_VALUE"], code))
    middle = held[order[len(order) // 2]]
    return w.t(
        "map.sentence",
        period=w.period(held[order[0]]["TIME_PERIOD"]),
        top=w.join([w.area(code) for code in order[:3]]),
        high=w.warned(held[order[0]]),
        bottom=w.area(order[-1]),
        low=w.warned(held[order[-1]]),
        median=w.warned(middle),
    )


def _only(rows: Sequence[Row], name: str) -> str:
    codes = {row.get(name) for row in rows}
    return str(codes.pop()) if len(codes) == 1 and None not in codes else ""
