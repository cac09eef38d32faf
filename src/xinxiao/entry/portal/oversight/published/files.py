"""What is public now as files: CSV and JSON, a thousand results each, with where the next file is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.figure_table import as_csv
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.oversight.published.view import of_draw
from xinxiao.uses.oversight import published
from xinxiao.uses.oversight.published import WHOLE

HEADS = ("CASE", "WORKFLOW", "PUBLICATION", "SUBJECT", "NAME", "SINCE", "UNTIL", "SYNTHETIC")


def csv(visit: OpenVisit) -> Answer:
    """What is public now as CSV, what began last first; no text in it is a formula."""
    rows, following = _rows(visit)
    body = as_csv(rows) if rows else (",".join(HEADS) + "\n").encode()
    name = f"published-{visit.office.now:%Y%m%dT%H%M%SZ}.csv"
    return _with_next(visit, answer.page(body, answer.CSV, name), following)


def json(visit: OpenVisit) -> Answer:
    """The same as JSON, with where it goes on."""
    rows, following = _rows(visit)
    told = {"as_of": visit.office.at, "next": _next(visit, following) or None, "results": rows}
    return _with_next(visit, answer.as_json(told), following)


def _rows(visit: OpenVisit) -> tuple[list[dict[str, Any]], int]:
    before = int(visit.query.get("before") or 0)
    draw = visit.query.get("draw")
    if draw:
        found = of_draw(visit, draw, before, WHOLE)
    else:
        found = published.results(visit.office, visit.query.get("q"), before, WHOLE)
    rows = []
    for one in found.found:
        row = one.row
        synthetic = "yes" if row.synthetic else "no"
        name = found.names.get(row.subject, "")
        own = (row.case, row.workflow, row.publication, row.subject, name, row.since, row.until, synthetic)
        rows.append(dict(zip(HEADS, own, strict=True)) | {field.id: value for field, value in one.values})
    return rows, found.next


def _next(visit: OpenVisit, following: int) -> str:
    path = visit.visit.http.path.removeprefix(f"/{visit.lang}/")
    asked = {name: visit.query.get(name) for name in ("q", "draw")}
    return visit.url(path, **asked, before=str(following)) if following else ""


def _with_next(visit: OpenVisit, made: Answer, following: int) -> Answer:
    """An answer that says where the next file is (RFC 8288)."""
    if not following:
        return made
    return replace(made, headers=(*made.headers, ("link", f'<{_next(visit, following)}>; rel="next"')))
