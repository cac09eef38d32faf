"""What a command that takes in a file shares with the others: the files it leaves beside it, and what it says in the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

from xinxiao.entry.cli.options import said
from xinxiao.entry.language import language

if TYPE_CHECKING:
    from xinxiao.uses.taken_in import Imported


@contextmanager
def written(place: Path) -> Iterator[BinaryIO]:
    """A file that is filled; what fails leaves none."""
    with place.open("wb") as out:
        try:
            yield out
        except BaseException:
            place.unlink()
            raise


def tell(done: Imported, words: str) -> None:
    """Say what was found, a line for each kind, and what became of the file; ``words``: the name that the texts stand under."""
    for found in done.findings:
        count = done.counts[found.code]
        typer.echo(said(f"{words}.import.told", count=count, first=found.line_text(language())))
    typer.echo(said(f"{words}.import.stopped" if done.stopped else f"{words}.import.done", **done.values))


def keep_or_drop(place: Path, words: str, *, is_filled: bool) -> None:
    """Name a file that was filled; take an empty one away again."""
    if is_filled:
        typer.echo(said(words, path=str(place)))
    else:
        place.unlink()
