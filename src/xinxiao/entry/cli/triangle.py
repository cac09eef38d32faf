"""``triangle``: what was published of each period, vintage by vintage, and how large revisions were."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from xinxiao.entry.cli.options import Dataflow, Home, ReleaseId, Shown, View, Words, said


def triangle(
    dataflow: Dataflow,
    series: Annotated[
        str | None, typer.Option("--series", parser=Words("condition"), help=said("options.series"))
    ] = None,
    release: ReleaseId = None,
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """The averages of all series with revisions, or the triangle of one."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.triangles import vintages

    found = vintages(call(home), dataflow.upper(), release)
    rows = found.averages.to_pylist() if series is None else found.triangle(series).table
    if form is View.JSON:
        told = {"dataflow": found.dataflow, "vintages": list(found.names), "data": rows}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    names = tuple(found.averages.column_names if series is None else rows[0])
    typer.echo("\t".join(names))
    for row in rows:
        typer.echo("\t".join(_said(row[name]) for name in names))
    count = len(found.names)
    typer.echo(said("triangle.done", count=count, series=found.averages.num_rows), err=True)
    if found.left:
        typer.echo(said("triangle.left", count=found.left), err=True)


def _said(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)
