"""``snapshot`` and ``totals``: what respondents submitted of a form for a period, frozen; and figures made of it; ``synthesise``: reports nobody sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Folder, Home, Words, said

FormId = Annotated[
    str, typer.Argument(metavar="FORM", parser=Words("dataflow"), help=said("options.form_id"))
]
PeriodOf = Annotated[
    str, typer.Argument(metavar="PERIOD", parser=Words("day"), help=said("options.period_of"))
]


def snapshot(form: FormId, period: PeriodOf, folder: Folder = None, home: Home = None) -> None:
    """Freeze what was submitted of a form for a period, in the lake."""
    from xinxiao.bootstrap import call
    from xinxiao.programme.load import load
    from xinxiao.uses.collect.snapshot import take
    from xinxiao.uses.sound import sound

    asker = call(home)
    programme = sound(load(asker.ports.programme_folder(folder))).parts
    made = take(asker, programme, form, period)
    if made.synthetic:
        typer.echo(said("snapshot.synthetic", form=form), err=True)
    counts = {"reports": made.reports, "submitted": made.submitted, "ledger": made.ledger}
    typer.echo(said("snapshot.done", form=form, period=period, **counts), err=True)
    typer.echo(f"snapshot {form}/{period} {made.sha256}")


def totals(form: FormId, period: PeriodOf, folder: Folder = None, home: Home = None) -> None:
    """Write the protected totals of the last snapshot as figures of the programme."""
    from xinxiao.bootstrap import call
    from xinxiao.programme.load import load
    from xinxiao.uses.collect.totals import write
    from xinxiao.uses.sound import sound

    asker = call(home)
    place = asker.ports.programme_folder(folder)
    made = write(asker, sound(load(place)).parts, place, form, period)
    typer.echo(said("totals.done", form=form, period=period, **made.counts), err=True)
    for path in made.files:
        typer.echo(str(path))


def synthesise(
    form: FormId,
    period: PeriodOf,
    out: Annotated[Path, typer.Option("--out", parser=PLACE, help=said("options.synthetic_out"))],
    units: Annotated[int, typer.Option("--units", min=1, max=5_000_000, help=said("options.units"))] = 300,
    errors: Annotated[int, typer.Option("--errors", min=0, max=1_000_000, help=said("options.errors"))] = 0,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**31, help=said("options.seed"))] = 1,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Write an invented population, its reports and the key of their errors."""
    from xinxiao.bootstrap import call
    from xinxiao.programme.load import load
    from xinxiao.uses.collect.synthesise import Asked
    from xinxiao.uses.collect.synthesise import synthesise as made_of
    from xinxiao.uses.sound import sound

    if errors > units:
        raise typer.BadParameter(said("options.errors"))
    programme = sound(load(call(home).ports.programme_folder(folder))).parts
    for path in made_of(programme, Asked(form, period, units, errors, seed), out):
        typer.echo(str(path))
