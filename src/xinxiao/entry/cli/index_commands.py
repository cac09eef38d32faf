"""``xinxiao index build``, ``audit`` and ``new``: an index from a folder, outside any programme."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xinxiao.entry.cli import index
from xinxiao.entry.cli.index import said
from xinxiao.entry.cli.options import PLACE, Words

app = typer.Typer(help=said("cli.about"), no_args_is_help=True, rich_markup_mode=None)
Directory = Annotated[Path, typer.Argument(metavar="DIR", parser=PLACE, help=said("cli.folder"))]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", parser=PLACE, help=said("cli.out"))]
Origin = Annotated[Path, typer.Option("--from", metavar="FILE", parser=PLACE, help=said("cli.origin"))]
Each = Annotated[bool, typer.Option("--replicates", help=said("cli.replicates"))]
Sample = Annotated[
    Path | None, typer.Option("--sample", metavar="FILE", parser=PLACE, help=said("cli.sample"))
]
Pairwise = Annotated[bool, typer.Option("--pairwise-alpha", help=said("cli.pairwise"))]
Encoding = Annotated[str, typer.Option("--encoding", parser=Words("encoding"), help=said("cli.encoding"))]


@app.command("build", help=said("cli.build"))
def build(directory: Directory, out: Out) -> None:
    """Compute the index of a folder and write it."""
    raise typer.Exit(index.build(directory, out))


@app.command("audit", help=said("cli.audit"))
def audit(
    directory: Directory,
    out: Out,
    *,
    replicates: Each = False,
    sample: Sample = None,
    pairwise: Pairwise = False,
) -> None:
    """Compute and examine the index of a folder and write the report."""
    raise typer.Exit(index.audit(directory, out, replicates=replicates, sample=sample, pairwise=pairwise))


@app.command("new", help=said("cli.new"))
def new(origin: Origin, out: Out, encoding: Encoding = "") -> None:
    """Write an index folder from a workbook or table."""
    raise typer.Exit(index.new(origin, out, encoding))
