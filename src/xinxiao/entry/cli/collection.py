"""``collection`` and ``scrutiny``: how far a collection is, and tests of what was reported."""

from __future__ import annotations

import csv
import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xinxiao.entry.cli.options import Home, Words, said
from xinxiao.entry.language import language

if TYPE_CHECKING:
    from xinxiao.model.collect.desk import Standing
    from xinxiao.uses.collect.desk import Board

FormId = Annotated[str, typer.Argument(metavar="FORM", parser=Words("dataflow"), help=said("options.form"))]
Of = Annotated[str, typer.Argument(metavar="PERIOD", parser=Words("day"), help=said("options.period"))]
AreaCode = Annotated[
    str | None, typer.Option("--area", parser=Words("dataflow"), help=said("options.collected_area"))
]


class Sheet(StrEnum):
    """How a table is written: for people, or for programs."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


COUNTS = ("expected", "received", "on_time", "late", "due", "held", "submitted", "returned", "accepted")


def collection(
    form_id: FormId,
    period: Of,
    area: AreaCode = None,
    industries: Annotated[bool, typer.Option("--industries", help=said("options.industries"))] = False,
    form: Annotated[Sheet, typer.Option("--format", help=said("options.sheet"))] = Sheet.TEXT,
    home: Home = None,
) -> None:
    """How far a collection is: its reports by area, or by industry."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.desk import board

    asker = call(home)
    found = board(asker, form_id, period, area or "", "industry" if industries else "area")
    asker.ports.ledger.close()
    rows = [_row(found, row) for row in (*found.rows, found.whole)]
    if form is Sheet.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    elif form is Sheet.CSV:
        _csv(rows)
    else:
        typer.echo("\t".join(said(f"collection.columns.{name}") for name in rows[0]))
        for row in rows:
            typer.echo("\t".join(str(value) for value in row.values()))


def scrutiny(form_id: FormId, period: Of, home: Home = None) -> None:
    """Test what was reported for one form and period, for review."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.scrutiny import refresh

    asker = call(home)
    found = refresh(asker, form_id, period)
    asker.ports.ledger.close()
    units = len({one.unit for one in found.suspicions})
    typer.echo(said("scrutiny.done", suspicions=len(found.suspicions), units=units))


def _row(found: Board, row: Standing) -> dict[str, Any]:
    where, speech = found.place.where, language()
    place = where.by_id.get(row.code) if found.by == "area" else None
    name = (place.name.zh if speech == "zh" else place.name.en) if place else ""
    share = row.completeness
    return {
        "code": row.code,
        "name": name,
        **{count: getattr(row, count) for count in COUNTS},
        "completeness": "" if share is None else f"{share:.4f}",
    }


def _csv(rows: list[dict[str, Any]]) -> None:
    writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
