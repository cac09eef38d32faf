"""``snapshot``, ``examine`` and ``totals``: what respondents submitted of a form for a period, frozen; what its rules find there; and
figures made of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from xinxiao.entry.cli.options import PLACE, Folder, Home, Words, said

FormId = Annotated[
    str, typer.Argument(metavar="FORM", parser=Words("dataflow"), help=said("options.form_id"))
]
PeriodOf = Annotated[
    str, typer.Argument(metavar="PERIOD", parser=Words("day"), help=said("options.period_of"))
]


StoodAt = Annotated[
    str | None, typer.Option("--as-of", parser=Words("moment"), help=said("options.snapshot_as_of"))
]


def snapshot(
    form: FormId, period: PeriodOf, as_of: StoodAt = None, folder: Folder = None, home: Home = None
) -> None:
    """Freeze what was submitted of a form for a period, in the lake."""
    from xinxiao.bootstrap import call
    from xinxiao.programme.load import load
    from xinxiao.uses.collect.snapshot import take
    from xinxiao.uses.sound import sound
    from xinxiao.uses.workflow import time_of

    asker = call(home)
    programme = sound(load(asker.ports.programme_folder(folder))).parts
    made = take(asker, programme, form, period, time_of(asker, as_of) if as_of else None)
    if made.synthetic:
        typer.echo(said("snapshot.synthetic", form=form), err=True)
    counts = {"reports": made.reports, "submitted": made.submitted, "ledger": made.ledger}
    typer.echo(said("snapshot.done", form=form, period=period, **counts), err=True)
    typer.echo(f"snapshot {form}/{period} {made.sha256}")


def examine(
    form: FormId,
    period: PeriodOf,
    out: Annotated[Path, typer.Option("--out", parser=PLACE, help=said("options.findings_out"))],
    home: Home = None,
) -> None:
    """Hold the rules of a form against the last snapshot of a period."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.language import language
    from xinxiao.rules.expression import Verdict
    from xinxiao.texts import text
    from xinxiao.uses.collect.examination import examine as examined

    found = examined(call(home), form, period, out)
    verdicts = get_args(Verdict)
    heads = ("rule", "severity", *verdicts, "explained", "needs")
    typer.echo("\t".join(said(f"examine.columns.{name}") for name in heads))
    for one in found.tallies:
        numbers = [str(one.counts.get(name, "")) for name in verdicts]
        given = str(one.explained) if one.severity == "explain" and found.explanations and one.counts else ""
        needs = ", ".join(one.needs)
        typer.echo(
            "\t".join([one.rule, text(language(), f"forms.severity.{one.severity}"), *numbers, given, needs])
        )
    if found.unasked:
        typer.echo(said("examine.unasked", what=", ".join(found.unasked)), err=True)
    if not found.explanations:
        typer.echo(said("examine.unexplained", form=form, period=period), err=True)
    if found.snapshot.synthetic:
        typer.echo(said("snapshot.synthetic", form=form), err=True)
    counts = {"reports": found.reports, "findings": found.findings}
    typer.echo(said("examine.done", form=form, period=period, out=str(out), **counts), err=True)
    for used in (found.snapshot, *found.beside):
        typer.echo(f"snapshot {used.form}/{used.period} {used.sha256}", err=True)


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
