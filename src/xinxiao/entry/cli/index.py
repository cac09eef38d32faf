"""``xinxiao index build`` and ``xinxiao index audit``: an index from a folder, outside any programme."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.language import language
from xinxiao.texts import text

if TYPE_CHECKING:
    from xinxiao.uses.index_folder import Written


def _said(key: str, **places: object) -> str:
    return text(language(), f"index.{key}", **places)


app = typer.Typer(help=_said("cli.about"), no_args_is_help=True, rich_markup_mode=None)
Directory = Annotated[Path, typer.Argument(metavar="DIR", help=_said("cli.folder"))]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help=_said("cli.out"))]


@app.command("build", help=_said("cli.build"))
def build(directory: Directory, out: Out) -> None:
    """Compute the index of a folder and write it."""
    from xinxiao.uses import index_folder

    with _progress() as show:
        written = index_folder.build(directory, out, show)
    _tell(written, out)


@app.command("audit", help=_said("cli.audit"))
def audit(directory: Directory, out: Out) -> None:
    """Compute and examine the index of a folder and write the report."""
    from xinxiao.uses import index_folder

    with _progress() as show:
        written = index_folder.audit(directory, out, show, language())
    _tell(written, out)


def _tell(written: Written, out: Path) -> None:
    """Findings on standard error, the outcome on standard output; exit code 1 on an error among them."""
    for found in written.findings:
        print(found.line_text(language()), file=sys.stderr)
    for file, reason in written.unwritten.items():
        print(_said("cli.unwritten", file=file, reason=reason), file=sys.stderr)
    print(_said("cli.done", count=len(written.paths), out=out))
    if any(found.level == "error" for found in written.findings):
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, a line per step elsewhere."""
    if not sys.stderr.isatty():
        yield lambda step, done, total: print(f"[{done}/{total}] {_said(f'steps.{step}')}", file=sys.stderr)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step, done, total: bar.update(
            task, description=_said(f"steps.{step}"), completed=done, total=total
        )
