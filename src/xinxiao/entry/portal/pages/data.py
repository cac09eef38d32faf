"""Data: every dataflow with its columns, a preview with filters, and downloads of exactly that."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from xinxiao.entry.portal.exhibits import Cell, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.errors import NotFound
from xinxiao.model.dataflows import DATAFLOWS
from xinxiao.model.dataset import Component

FORMS = ("csv", "json", "parquet", "xlsx")
SHOWN = 50
LAST = 100_000
"""No preview goes further than this page."""
LISTED = 400
"""A dimension with more codes than this is filtered by typing a code, not by choosing from a list."""


def catalogue(ask: Ask) -> Page:
    """All dataflows."""
    w, book = ask.words, ask.book
    lines = tuple(
        (
            Cell(name, href=ask.url(f"data/{name}")),
            Cell(w.t(f"flow.{name}")),
            Cell(f"{part.rows:,}", part.rows),
            Cell(f"{part.bytes / 1e3:,.0f} kB", part.bytes),
        )
        for name, part in sorted(book.release.datasets.items())
    )
    heads = columns(
        ("DATAFLOW", w.t("data.flow")),
        ("NAME", w.t("data.what")),
        ("ROWS", w.t("data.rows"), "number"),
        ("BYTES", w.t("data.size"), "number"),
    )
    grid = Grid("dataflows", w.t("data.caption"), heads, lines)
    return Page(
        "data.html",
        w.t("nav.data"),
        "data",
        w.t("data.summary"),
        {"forms": FORMS, "flows": book.flows},
        (grid,),
    )


def dataflow(ask: Ask) -> Page:
    """One dataflow: filters, preview, downloads. Raises ``NotFound``."""
    w, name = ask.words, ask.args["flow"]
    if name not in ask.book.flows:
        raise NotFound(name, hint=", ".join(ask.book.flows))
    flow = DATAFLOWS[name]
    where = {d: ask.get(d) for d in flow.dimensions if ask.get(d)}
    page = min(int(ask.get("page")), LAST) if re.fullmatch(r"[1-9]\d{0,7}", ask.get("page")) else 1
    extract = ask.book.house.data(
        name, {k: [v] for k, v in where.items()}, ask.book.id, limit=SHOWN, offset=(page - 1) * SHOWN
    )
    rows = extract.table.to_pylist()
    used = [c for c in flow.components if c.role == "dimension" or any(r[c.id] is not None for r in rows)]
    lines = tuple(tuple(cell(ask, name, c, r) for c in used) for r in rows)
    heads = columns(
        *((c.id, column(ask, c.id), {"number": "number", "text": "long"}.get(c.kind, "text")) for c in used)
    )
    first = (page - 1) * SHOWN + 1 if rows else 0
    caption = w.t(
        "data.preview", first=first, last=first + len(rows) - 1 if rows else 0, total=f"{extract.total:,}"
    )
    pinned = ask.pinned or ask.book.id
    context: dict[str, Any] = {
        "flow": flow,
        "what": w.t(f"flow.{name}"),
        "filters": [filter_of(ask, name, c, where) for c in flow.components if c.role == "dimension"],
        "files": [
            (form, f"/data/{name}.{form}?" + urlencode({**where, "release": pinned})) for form in FORMS
        ],
        "before": ask.here(page=str(page - 1)) if page > 1 else "",
        "after": ask.here(page=str(page + 1)) if page * SHOWN < extract.total else "",
        "components": [component(ask, c) for c in flow.components],
        "where": where,
    }
    return Page(
        "dataflow.html", name, "data", w.t(f"flow.{name}"), context, (Grid("preview", caption, heads, lines),)
    )


def column(ask: Ask, name: str) -> str:
    """The name of a column, its id beside it."""
    return ask.words.t("data.column", name=ask.words.t(f"col.{name}"), id=name)


def cell(ask: Ask, flow: str, part: Component, row: dict[str, Any]) -> Cell:
    """A value as it is, its code's name beside it."""
    value = row[part.id]
    if value is None:
        return Cell("")
    if part.id == "OBS_VALUE":
        return Cell(ask.words.plain(value, row.get("UNIT_MEASURE")), value, explain=ask.explain(flow, row))
    if part.kind == "number":
        return Cell(ask.words.plain(value, row.get("UNIT_MEASURE")), value)
    name = code_name(ask, part, str(value))
    return Cell(
        ask.words.t("data.code", name=name, code=value) if name and name != value else str(value), value
    )


def code_name(ask: Ask, part: Component, code: str) -> str:
    """The name of a code of a column."""
    w = ask.words
    named = {"CL_AREA": w.area, "CL_INDICATOR": w.indicator, "CL_SCOPE": w.scope, "CL_UNIT": w.unit_name}
    if part.codelist in named and code != "_Z":
        return named[part.codelist](code)
    return w.code(part.codelist, code) if part.codelist and part.codelist != "CL_SOURCE" else ""


def filter_of(ask: Ask, flow: str, part: Component, where: dict[str, str]) -> dict[str, Any]:
    """A filter: a list of codes where they are few, else a field to type in."""
    label = column(ask, part.id)
    value = where.get(part.id, "")
    codes = codes_of(ask, flow, part.id)
    if codes is None or len(codes) > LISTED:
        return {"name": part.id, "label": label, "value": value, "options": None}
    named = [(c, code_name(ask, part, c) or c) for c in codes]
    return {"name": part.id, "label": label, "value": value, "options": named}


def codes_of(ask: Ask, flow: str, name: str) -> list[str] | None:
    """The codes of a column; unknown for cells of input-output tables, which are too many to keep as rows."""
    return None if flow == "IC_IO" else ask.book.rows(flow).distinct(name)


def component(ask: Ask, part: Component) -> dict[str, str]:
    """A column in words."""
    w = ask.words
    return {
        "id": part.id,
        "name": w.t(f"col.{part.id}"),
        "role": w.t(f"role.{part.role}"),
        "codelist": part.codelist or "",
    }
