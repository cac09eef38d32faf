"""``ledger …``: whether the chains hold, their heads, their events, their schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, ChainOption, Home, Shown, View, Words, said
from xinxiao.errors import DataFault, told

if TYPE_CHECKING:
    from xinxiao.model.actor import Role
    from xinxiao.uses.ledger import DayHead, Held

app = typer.Typer(help=said("ledger.help"), no_args_is_help=True, rich_markup_mode=None)
MOST = 10_000


@app.command("verify", help=said("ledger.verify.help"))
def verify(
    new: Annotated[bool, typer.Option("--new", help=said("options.since"))] = False,
    known: Annotated[
        Path | None, typer.Option("--heads", parser=PLACE, help=said("options.known_heads"))
    ] = None,
    home: Home = None,
) -> None:
    """Hash every event; exit code 1 when one does not fit."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.ledger import verify as hashed

    elsewhere = heads_in(known) if known else ()
    held = hashed(call(home), known=elsewhere, since="verified" if new else "start")
    for chain in held:
        tell(chain)
    if any(chain.misfit for chain in held):
        raise typer.Exit(1)


def tell(chain: Held) -> None:
    """Say how a chain was found."""
    if chain.misfit is None:
        count, last = chain.last.sequence - chain.after.sequence, chain.last
        values = {"chain": chain.chain, "count": count, "sequence": last.sequence, "hash": last.hash}
        typer.echo(said("ledger.verify.holds" if chain.contents else "ledger.verify.linked", **values))
        return
    why = said(f"ledger.verify.why.{chain.misfit.why}")
    typer.echo(said("ledger.verify.misfit", chain=chain.chain, sequence=chain.misfit.sequence, why=why))


@app.command("heads", help=said("ledger.heads.help"))
def heads(form: Shown = View.TEXT, home: Home = None) -> None:
    """List the published heads."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.ledger import head_lines, head_rows
    from xinxiao.uses.ledger import heads as published

    found = published(call(home))
    if form is View.JSON:
        typer.echo(json.dumps(head_rows(found), ensure_ascii=False, indent=1))
        return
    typer.echo(head_lines(found), nl=False)


@app.command("events", help=said("ledger.events.help"))
def events(
    chain: ChainOption = "event",
    after: Annotated[int, typer.Option("--after", min=0, max=2**62, help=said("options.after"))] = 0,
    most: Annotated[int, typer.Option("--most", min=1, max=MOST, help=said("options.most"))] = 100,
    home: Home = None,
) -> None:
    """List events, one a line as JSON."""
    from dataclasses import asdict

    from xinxiao.bootstrap import call
    from xinxiao.uses.ledger import events as listed

    for event in listed(call(home), chain, after, most):
        typer.echo(json.dumps(asdict(event) | {"payload": event.fact}, ensure_ascii=False))


@app.command("migrate", help=said("ledger.migrate.help"))
def migrate(
    writer: Annotated[
        str | None, typer.Option("--writer", parser=Words("role"), help=said("options.writer"))
    ] = None,
    reader: Annotated[
        str | None, typer.Option("--reader", parser=Words("role"), help=said("options.reader"))
    ] = None,
    officer: Annotated[
        str | None, typer.Option("--officer", parser=Words("role"), help=said("options.officer"))
    ] = None,
    keeper: Annotated[
        str | None, typer.Option("--keeper", parser=Words("role"), help=said("options.keeper"))
    ] = None,
    home: Home = None,
) -> None:
    """Bring the schema to the newest."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.ledger import migrate as brought

    given: dict[Role, str | None] = {
        "writer": writer,
        "reader": reader,
        "officer": officer,
        "keeper": keeper,
    }
    grants = {role: name for role, name in given.items() if name}
    typer.echo(said("ledger.migrate.done", revision=brought(call(home), grants)))


def heads_in(file: Path) -> list[DayHead]:
    """The heads of a file as the portal gives it. Raises :class:`DataFault` for a line of another form."""
    from xinxiao.files.decode import decode
    from xinxiao.files.folder import survey
    from xinxiao.uses.ledger import heads_of

    held = survey(file.parent, [file.name])
    text, faults = decode(file.name, held.files.get(file.name, b""))
    found, fault = heads_of(text) if text else ([], max((f.line for f in faults), default=1))
    if fault:
        raise DataFault(f"{file}:{fault}", told("heads_file", path=str(file), line=fault))
    return found
