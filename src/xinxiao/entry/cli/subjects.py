"""``subjects …``: the register of subjects of oversight: take in a list of an administration, look, list, export."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Folder, Home, Shown, View, Words, said
from xinxiao.entry.cli.taking_in import keep_or_drop, tell, written

if TYPE_CHECKING:
    from xinxiao.uses.oversight.office import Office

app = typer.Typer(help=said("subjects.help"), no_args_is_help=True, rich_markup_mode=None)
MOST = 1_000_000
Day = Annotated[str | None, typer.Option("--day", parser=Words("day"), help=said("subjects.options.day"))]
Where = Annotated[str, typer.Option("--where", parser=Words("words"), help=said("subjects.options.where"))]


def office(home: Path | None) -> Office:
    """An office of who runs this installation."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.oversight.office import Office

    asker = call(home)
    return Office(asker.ports.oversight, asker.actor, asker.now)


@app.command("import", help=said("subjects.import.help"))
def take_in(
    file: Annotated[Path, typer.Argument(parser=PLACE, help=said("subjects.options.file"))],
    source: Annotated[
        str, typer.Option("--source", parser=Words("unit"), help=said("subjects.options.source"))
    ],
    day: Day = None,
    findings: Annotated[
        Path | None, typer.Option("--findings", parser=PLACE, help=said("subjects.options.findings"))
    ] = None,
    refused: Annotated[
        Path | None, typer.Option("--refused", parser=PLACE, help=said("subjects.options.refused"))
    ] = None,
    whole: Annotated[bool, typer.Option("--whole", help=said("subjects.options.whole"))] = False,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Take in a list; exit code 1 when a row of it was refused."""
    from xinxiao.uses.oversight.subjects_import import Given, import_subjects

    own = office(home)
    told = findings or file.with_name(f"{file.name}.findings.csv")
    back = refused or file.with_name(f"{file.name}.refused.csv")
    with written(told) as out, written(back) as rows:
        given = Given(out.write, rows.write)
        at = day or own.today.isoformat()
        done = import_subjects(own, file, source, at, given, folder=folder, whole=whole)
    tell(done, "subjects")
    keep_or_drop(told, "subjects.import.findings", is_filled=bool(done.counts))
    keep_or_drop(back, "subjects.import.refused", is_filled=bool(done.refused))
    raise typer.Exit(1 if done.stopped or done.refused else 0)


@app.command("show", help=said("subjects.show.help"))
def show(
    code: Annotated[str, typer.Argument(parser=Words("unit"), help=said("subjects.options.code"))],
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """Everything recorded of a subject."""
    from dataclasses import asdict, astuple

    from xinxiao.model.oversight.subject import COLUMNS
    from xinxiao.uses.oversight.subjects import shown

    history = shown(office(home), code)
    if form is View.JSON:
        typer.echo(json.dumps([asdict(own) for own in history], ensure_ascii=False, indent=1))
        return
    _rows(
        (*COLUMNS, "event", "at", "actor"), [(*astuple(h.version), h.event, h.at, h.actor) for h in history]
    )


@app.command("list", help=said("subjects.list.help"))
def listing(
    where: Where = "",
    find: Annotated[
        str | None, typer.Option("--find", parser=Words("words"), help=said("subjects.options.find"))
    ] = None,
    count: Annotated[bool, typer.Option("--count", help=said("subjects.options.count"))] = False,
    most: Annotated[int, typer.Option("--most", min=1, max=MOST, help=said("subjects.options.most"))] = 100,
    day: Day = None,
    form: Shown = View.TEXT,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """List, find or count subjects at a day."""
    from dataclasses import asdict, astuple

    from xinxiao.model.oversight.subject import COLUMNS
    from xinxiao.uses.oversight import subjects

    own = office(home)
    at = day or own.today.isoformat()
    if count:
        typer.echo(subjects.counted(own, where, at, folder))
        return
    if find:
        every = list(subjects.found(own, find, at, min(most, subjects.MOST_FOUND)))
    else:
        every = list(subjects.listed(own, where, at, most, folder))
    if form is View.JSON:
        typer.echo(json.dumps([asdict(one) for one in every], ensure_ascii=False, indent=1))
        return
    _rows(COLUMNS, [astuple(one) for one in every])


@app.command("export", help=said("subjects.export.help"))
def export(
    out: Annotated[Path, typer.Option("--out", parser=PLACE, help=said("subjects.options.out"))],
    where: Where = "",
    day: Day = None,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Write the subjects a predicate is about into a file of CSV."""
    from xinxiao.uses.oversight.subjects import exported

    own = office(home)
    pieces = exported(own, where, day or own.today.isoformat(), folder)
    with written(out) as file:
        for piece in pieces:
            file.write(piece)


def _rows(columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    typer.echo("\t".join(said(f"subjects.columns.{name}") for name in columns))
    for row in rows:
        typer.echo("\t".join(map(str, row)))
