"""``keys …``: the store of the keys that cases are encrypted with, its own backup, and its master key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Home, Words, said

if TYPE_CHECKING:
    from xinxiao.uses.oversight.office import Office

app = typer.Typer(help=said("keys.help"), no_args_is_help=True, rich_markup_mode=None)
Folder = Annotated[Path, typer.Argument(metavar="DIR", parser=PLACE, help=said("keys.folder"))]


def _office(home: Path | None) -> Office:
    from xinxiao.bootstrap import call
    from xinxiao.uses.oversight.office import Office

    asker = call(home)
    return Office(asker.ports.oversight, asker.actor, asker.now)


@app.command("show", help=said("keys.show.help"))
def show(home: Home = None) -> None:
    """Say how many keys there are, how many were destroyed, and how many wait for the new master key."""
    from xinxiao.uses.oversight import keys

    held = keys.held(_office(home))
    typer.echo(said("keys.show.held", keys=held.keys, destroyed=held.destroyed))
    typer.echo(said("keys.show.replayed", sequence=held.replayed.sequence))
    if held.waiting:
        typer.echo(said("keys.show.waiting", keys=held.waiting))


@app.command("backup", help=said("keys.backup.help"))
def backup(
    folder: Folder,
    days: Annotated[int, typer.Option("--days", min=1, max=30, help=said("keys.days"))] = 30,
    home: Home = None,
) -> None:
    """Copy the key store and remove copies that are too old."""
    from xinxiao.settings import settings
    from xinxiao.uses.oversight import keys

    made = keys.back_up(_office(home), folder, settings(home).home, days)
    typer.echo(said("keys.backup.done", name=made.name, keys=made.keys))
    for name in made.dropped:
        typer.echo(said("keys.backup.dropped", name=name))
    typer.echo(f"backup {made.name} {made.sha256}")


@app.command("restore", help=said("keys.restore.help"))
def restore(
    folder: Folder,
    name: Annotated[
        str | None, typer.Option("--backup", parser=Words("backup"), help=said("keys.name"))
    ] = None,
    home: Home = None,
) -> None:
    """Make the key store from a copy, without what was destroyed since."""
    from xinxiao.uses.oversight import keys

    made = keys.restore(_office(home), folder, name)
    typer.echo(said("keys.restore.done", name=made.name, keys=made.keys, destroyed=made.destroyed))


@app.command("rotate", help=said("keys.rotate.help"))
def rotate(home: Home = None) -> None:
    """Wrap all keys with a new master key."""
    from xinxiao.uses.oversight import keys

    typer.echo(said("keys.rotate.done", keys=keys.rotate(_office(home))))


@app.command("forget", help=said("keys.forget.help"))
def forget(home: Home = None) -> None:
    """Drop former master keys."""
    from xinxiao.uses.oversight import keys

    typer.echo(said("keys.forget.done", masters=keys.forget(_office(home))))


@app.command("new", help=said("keys.new.help"))
def new() -> None:
    """Print a master key for the environment."""
    import base64
    import os

    typer.echo(base64.urlsafe_b64encode(os.urandom(32)).decode("ascii"))
