"""``data`` and ``explain``: rows of a release, and where one number of it comes from."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import (
    AsOf,
    Dataflow,
    Form,
    Home,
    ReleaseId,
    Shown,
    View,
    Where,
    conditions,
    said,
)

if TYPE_CHECKING:
    from xinxiao.bootstrap import App
    from xinxiao.publish.files.export import Extract


def data(
    dataflow: Dataflow,
    where: Where = None,
    release: ReleaseId = None,
    as_of: AsOf = None,
    form: Annotated[Form, typer.Option("--format", help=said("options.format"))] = Form.CSV,
    out: Annotated[Path | None, typer.Option("--out", help=said("options.out"))] = None,
    home: Home = None,
) -> None:
    """Rows of a dataflow, to standard output or a file."""
    from xinxiao.bootstrap import open_app
    from xinxiao.entry.cli.progress import progress_of
    from xinxiao.publish.files.export import export

    app = open_app(home)
    with progress_of(as_of) as report:
        found = app.data(dataflow, conditions(where or ()), release, as_of, progress=report)
    content = export(found, form.value)
    if out is not None:
        part = out.with_name(out.name + ".part")
        part.write_bytes(content)
        part.replace(out)  # a file is there whole or not at all
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    if not found.total:
        typer.echo(_why_empty(app, found), err=True)
    if found.release.programme.synthetic:
        typer.echo(said("data.synthetic", programme=found.release.programme.id), err=True)


def explain(
    dataflow: Dataflow,
    places: Annotated[
        list[str] | None, typer.Argument(metavar="DIM=VALUE ...", help=said("options.places"))
    ] = None,
    release: ReleaseId = None,
    as_of: AsOf = None,
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """The way from a number back to figures."""
    from xinxiao.bootstrap import open_app
    from xinxiao.entry.cli.progress import progress_of
    from xinxiao.entry.cli.tree import drawn
    from xinxiao.release.explain import as_tree

    where = {name: codes[-1] for name, codes in conditions(places or ()).items()}
    with progress_of(as_of) as report:
        found = open_app(home).explain(dataflow, where, release, as_of, report)
    if form is View.JSON:
        told = {"release": found.release, "chosen": dict(found.chosen), "root": as_tree(found.root)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    if found.chosen:
        chosen = ", ".join(f"{name}={code}" for name, code in found.chosen.items())
        typer.echo(said("explain.chosen", chosen=chosen), err=True)
    typer.echo(drawn(found.root))


def _why_empty(app: App, found: Extract) -> str:
    from xinxiao.bootstrap.asked import near, some

    for name, codes in found.where.items():
        known = sorted({str(v) for v in app.column(found.release, found.dataflow.id, name) if v is not None})
        for code in codes:
            if code not in known:
                return said("data.empty", dimension=name, value=code, known=some(near(code, known)))
    return said("data.none")
