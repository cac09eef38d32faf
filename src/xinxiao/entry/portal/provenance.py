"""What must stand under every figure: source, scope and its wording, vintage and status of what is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xinxiao.entry.portal.figure_table import Note
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.entry.portal.steps import Step
from xinxiao.model import doubt
from xinxiao.model.grade import FIRM, GRADES

_ID = re.compile(r"[A-Z][A-Z0-9_]+")
SHOWN = 3


def notes(request: PageRequest, step: Step | None, rows: Sequence[Row], **where: str) -> tuple[Note, ...]:
    """Source, scope, vintage and status of rows of a step; ``where`` leads to these rows' data page.

    ``step`` is None for rows of several steps together.
    """
    w = request.words
    out = [_source(request, step, rows)]
    scopes = _distinct(rows, "SCOPE")
    named = [w.scope(code) for code in scopes if w.scope(code)]
    if named:
        out.append(Note(w.t("note.scope"), w.join(named), request.url("scopes")))
    wordings = [w.coded("figures", "WORDING", code) for code in _distinct(rows, "WORDING")]
    if wordings:
        out.append(Note(w.t("note.wording"), w.t("list.semicolon").join(wordings), request.url("scopes")))
    vintages = _distinct(rows, "VINTAGE")
    known = w.period(vintages[-1]) if vintages else w.period(request.view.release.as_of)
    out.append(
        Note(
            w.t("note.vintage"),
            w.t("note.known", date=known, release=request.view.id),
            request.url(f"releases/{request.view.id}"),
        )
    )
    out += _status(request, rows)
    if step:
        out.append(Note(w.t("note.table"), request.view.flow(step).id, request.data(step, **where)))
    return tuple(out)


def _source(request: PageRequest, step: Step | None, rows: Sequence[Row]) -> Note:
    w = request.words
    codes = _distinct(rows, "SOURCE")
    if not codes and step == "indicators":
        codes = sources_of(request, _distinct(rows, "INDICATOR"))
    if not codes:
        methods = [w.method(code) for code in _distinct(rows, "METHOD")][:2]
        return Note(
            w.t("note.source"),
            w.t(
                "note.own",
                agency=w.say(request.view.programme.file.agency),
                how=w.t("list.semicolon").join(m.rstrip("。.") for m in methods) + w.t("list.stop")
                if methods
                else "",
            ),
            request.url("methods"),
        )
    more = w.t("note.more", count=len(codes) - SHOWN) if len(codes) > SHOWN else ""
    return Note(w.t("note.source"), more, cited=tuple(w.cited(code) for code in codes[:SHOWN]))


def sources_of(request: PageRequest, indicators: Iterable[str]) -> list[str]:
    """Ids of the sources of the figures that these indicators are taken or made from, two formulas deep."""
    if not request.view.has("figures"):
        return []
    known, found = request.view.programme.indicators, set[str]()
    open_, seen = list(indicators), set[str]()
    while open_ and len(seen) < 40:
        code = open_.pop()
        if code in seen:
            continue
        seen.add(code)
        spec = known.get(code)
        if spec is not None and spec.formula:
            open_ += _ID.findall(spec.formula)
        else:
            found |= set(request.view.rows("figures").distinct("SOURCE", INDICATOR=code))
    return sorted(found)


def _status(request: PageRequest, rows: Sequence[Row]) -> list[Note]:
    w = request.words
    out = []
    statuses = [code for code in _distinct(rows, "OBS_STATUS") if code != "A"]
    if statuses:
        out.append(
            Note(
                w.t("note.status"),
                w.join([w.code("CL_OBS_STATUS", s) for s in statuses]),
                request.url("methods") + "#status",
            )
        )
    grades = [g for g in _distinct(rows, "GRADE") if g in GRADES and g not in FIRM]
    if grades:
        words = w.t("list.semicolon").join(
            w.t("grade.told", grade=g, meaning=w.coded("figures", "GRADE", g)) for g in grades
        )
        out.append(Note(w.t("note.grade"), words, request.url("methods") + "#grades"))
    said = {d for row in rows for d in doubt.of_row(row)}
    if said:
        kinds = w.join(list(dict.fromkeys(w.doubt(d) for d in sorted(said, key=doubt.place))))
        out.append(
            Note(w.t("note.doubt"), w.t("note.marked", kinds=kinds), request.url("methods") + "#status")
        )
    return out


def _distinct(rows: Sequence[Row], name: str) -> list[str]:
    return sorted({str(row[name]) for row in rows if row.get(name)})


def pieces(formula: str) -> list[str]:
    """A formula cut at its indicator ids, ids being pieces of their own."""
    return [piece for piece in re.split(r"([A-Z][A-Z0-9_]+)", formula) if piece]
