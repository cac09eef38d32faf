"""``data`` and ``explain``: rows of a release, and where one number of it comes from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import (
    PLACE,
    Arrangement,
    AsOf,
    Dataflow,
    Form,
    Home,
    ReleaseId,
    Shown,
    Speech,
    View,
    Where,
    Words,
    conditions,
    said,
)
from xinxiao.entry.language import language
from xinxiao.errors import DataFault, told

if TYPE_CHECKING:
    from xinxiao.model.extract import Extract
    from xinxiao.uses.call import Call


def data(
    dataflow: Dataflow,
    where: Where = None,
    release: ReleaseId = None,
    as_of: AsOf = None,
    form: Annotated[Form, typer.Option("--format", help=said("options.format"))] = Form.CSV,
    layout: Annotated[Arrangement | None, typer.Option("--layout", help=said("options.layout"))] = None,
    lang: Annotated[Speech | None, typer.Option("--lang", help=said("options.names"))] = None,
    bom: Annotated[bool, typer.Option("--bom", help=said("options.bom"))] = False,
    out: Annotated[Path | None, typer.Option("--out", parser=PLACE, help=said("options.out"))] = None,
    home: Home = None,
) -> None:
    """Rows of a dataflow, to standard output or a file."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress_of
    from xinxiao.publish.files import BINARY, Manner, export, layout_of
    from xinxiao.uses.data import data as rows_of
    from xinxiao.uses.data import labels

    if out is None and form.value in BINARY and sys.stdout.isatty():
        raise DataFault(f"{form.value} to a terminal", told("binary_to_terminal", form=form.value))
    manner = Manner(layout_of(form.value, layout.value if layout else ""), bom)
    asker = call(home)
    with progress_of(as_of) as report:
        found = rows_of(asker, dataflow, conditions(where or ()), release, as_of, progress=report)
    names = labels(asker, found.release, lang.value if lang else language())
    _write(export(found, form.value, names, manner), out)
    if not found.total:
        typer.echo(_why_empty(asker, found), err=True)
    if found.release.programme.synthetic:
        typer.echo(said("data.synthetic", programme=found.release.programme.id), err=True)


def _write(pieces: Iterator[bytes], out: Path | None) -> None:
    """Write a stream: to standard output, or to a file that is there whole or not at all."""
    if out is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    part = out.with_name(out.name + ".part")
    with part.open("wb") as file:
        file.writelines(pieces)
    part.replace(out)


def explain(
    dataflow: Dataflow,
    places: Annotated[
        list[str] | None,
        typer.Argument(metavar="DIM=VALUE ...", parser=Words("condition"), help=said("options.places")),
    ] = None,
    release: ReleaseId = None,
    as_of: AsOf = None,
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """The way from a number back to figures."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress_of
    from xinxiao.entry.cli.tree import drawn
    from xinxiao.release.explain import as_tree
    from xinxiao.uses.explain import explain as walk

    where = {name: codes[-1] for name, codes in conditions(places or ()).items()}
    with progress_of(as_of) as report:
        found = walk(call(home), dataflow, where, release, as_of, report)
    if form is View.JSON:
        told = {"release": found.release, "chosen": dict(found.chosen), "root": as_tree(found.root)}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    if found.chosen:
        chosen = ", ".join(f"{name}={code}" for name, code in found.chosen.items())
        typer.echo(said("explain.chosen", chosen=chosen), err=True)
    typer.echo(drawn(found.root))


def _why_empty(asker: Call, found: Extract) -> str:
    from xinxiao.uses.data import codes_of
    from xinxiao.uses.releases import near

    for name, codes in found.where.items():
        known = codes_of(asker, found, name)
        for code in codes:
            if code not in known:
                fitting = near(code, known)
                some = ", ".join(fitting[:12]) + (" …" if len(fitting) > 12 else "")
                return said("data.empty", dimension=name, value=code, known=some)
    return said("data.none")
