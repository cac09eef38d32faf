"""``xinxiao index build`` and ``xinxiao index audit``: an index from a folder, outside any programme."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xinxiao.entry.cli import index
from xinxiao.entry.cli.index import said
from xinxiao.entry.cli.options import PLACE

app = typer.Typer(help=said("cli.about"), no_args_is_help=True, rich_markup_mode=None)
Directory = Annotated[Path, typer.Argument(metavar="DIR", parser=PLACE, help=said("cli.folder"))]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", parser=PLACE, help=said("cli.out"))]


@app.command("build", help=said("cli.build"))
def build(directory: Directory, out: Out) -> None:
    """Compute the index of a folder and write it."""
    raise typer.Exit(index.build(directory, out))


@app.command("audit", help=said("cli.audit"))
def audit(directory: Directory, out: Out) -> None:
    """Compute and examine the index of a folder and write the report."""
    raise typer.Exit(index.audit(directory, out))
