"""``backup`` and ``restore``: a home copied while it is used, and made again from a copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Home, Words, said

if TYPE_CHECKING:
    from xinxiao.model.backup import Backup


def backup(
    out: Annotated[Path, typer.Option("--out", parser=PLACE, help=said("options.archive"))],
    keep: Annotated[int | None, typer.Option("--keep", min=1, max=9_999, help=said("options.keep"))] = None,
    check: Annotated[bool, typer.Option("--check", help=said("options.check"))] = False,
    home: Home = None,
) -> None:
    """Copy the home; exit code 1 when a file of it was missing or changed."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress
    from xinxiao.uses.backup import backup as copied

    with progress() as report:
        made = copied(call(home), out, keep, check=check, progress=report)
    held = made.backup
    typer.echo(
        said(
            "backup.holds",
            releases=held.releases,
            files=len(held.blobs),
            events=held.event.sequence,
            readings=held.reading.sequence,
        )
    )
    typer.echo(said("backup.copied", count=made.copied, size=made.copied_bytes + held.ledger.bytes))
    if made.dropped:
        typer.echo(said("backup.dropped", names=", ".join(made.dropped)))
    if not made.recorded:
        typer.echo(said("backup.unrecorded"), err=True)
    _lacking(held)
    typer.echo(f"backup {made.name} {made.sha256}")
    raise typer.Exit(1 if held.lacking else 0)


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", parser=PLACE, help=said("options.archive"))],
    name: Annotated[
        str | None, typer.Option("--backup", parser=Words("backup"), help=said("options.backup"))
    ] = None,
    home: Home = None,
) -> None:
    """Make a home from a backup and verify it; exit code 1 when what was backed up did not hold."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.ledger import tell
    from xinxiao.entry.cli.progress import progress
    from xinxiao.settings import settings
    from xinxiao.uses.restore import restore as restored

    asker = call(home)
    with progress() as report:
        made = restored(asker, folder, name, report)
    for held in made.held:
        tell(held)
    for entry in made.releases:
        typer.echo(f"release {entry.id} {entry.sha256}")
    _lacking(made.backup)
    if made.sessions or made.tokens:
        typer.echo(said("restore.ended", sessions=made.sessions, tokens=made.tokens))
    key = settings(home).secret_file
    if not key.exists() and asker.ports.people.listed("", "", 1):
        typer.echo(said("restore.key", path=key), err=True)
    store = asker.ports.oversight
    if store.chain.mark().sequence and not store.keys.held().keys:
        typer.echo(said("restore.keys"), err=True)
    typer.echo(said("restore.done", name=made.name, home=asker.ports.home, files=len(made.backup.blobs)))
    raise typer.Exit(0 if made.holds else 1)


def _lacking(held: Backup) -> None:
    for file in held.lacking:
        typer.echo(said(f"backup.lacking.{file.why}", sha256=file.sha256))
