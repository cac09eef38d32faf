"""``case aggregate``: hand the numbers of a month's cases over to statistics."""

from __future__ import annotations

from typing import Annotated

import typer

from xinxiao.entry.cli.options import Folder, Home, Words, said

Month = Annotated[str, typer.Argument(metavar="MONTH", parser=Words("day"), help=said("options.month"))]


def aggregate(month: Month, folder: Folder = None, home: Home = None) -> None:
    """Count the cases of a month, withhold what is small, and write the numbers as files of the programme."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.oversight.aggregates import write
    from xinxiao.uses.oversight.office import Office

    asker = call(home)
    place = asker.ports.programme_folder(folder)
    made = write(Office(asker.ports.oversight, asker.actor, asker.now), place, month)
    mark = made.mark
    if made.synthetic:
        typer.echo(said("case.aggregate.synthetic"), err=True)
    name = "done" if made.files else "same"
    typer.echo(
        said(f"case.aggregate.{name}", month=month, event=mark.sequence, hash=mark.hash, **made.counts),
        err=True,
    )
    for path in made.files:
        typer.echo(str(path))
