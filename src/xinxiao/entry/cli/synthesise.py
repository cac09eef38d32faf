"""``synthesise``: reports nobody sent, as files and in a home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Folder, Home, Words, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xinxiao.model.programme import Programme
    from xinxiao.uses.call import Call
    from xinxiao.uses.collect.demonstration import Filling, Loaded

FormId = Annotated[
    str, typer.Argument(metavar="[FORM]", parser=Words("dataflow"), help=said("options.synthetic_form"))
]
PeriodOf = Annotated[
    str, typer.Argument(metavar="[PERIOD]", parser=Words("day"), help=said("options.synthetic_period"))
]
Units = Annotated[int, typer.Option("--units", min=1, max=5_000_000, help=said("options.units"))]
Errors = Annotated[int, typer.Option("--errors", min=0, max=1_000_000, help=said("options.errors"))]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**31, help=said("options.seed"))]


def synthesise(
    out: Annotated[Path, typer.Option("--out", parser=PLACE, help=said("options.synthetic_out"))],
    form: FormId = "",
    period: PeriodOf = "",
    units: Units = 300,
    errors: Errors = 0,
    seed: Seed = 1,
    load: Annotated[bool, typer.Option("--load", help=said("options.synthetic_load"))] = False,
    periods: Annotated[
        int, typer.Option("--periods", min=0, max=60, help=said("options.synthetic_periods"))
    ] = 0,
    invite: Annotated[
        Path | None, typer.Option("--invite", parser=PLACE, help=said("options.synthetic_invite"))
    ] = None,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Write an invented population, its reports and the key of their errors; and fill a home with them."""
    from xinxiao.bootstrap import call
    from xinxiao.programme.load import load as loaded
    from xinxiao.uses.collect.demonstration import Filling, wanted
    from xinxiao.uses.collect.synthesise import Asked
    from xinxiao.uses.collect.synthesise import synthesise as made_of
    from xinxiao.uses.sound import sound

    if not load and (periods or invite):
        raise typer.BadParameter(said("synthesise.only_load"))
    asker = call(home)
    programme = sound(loaded(asker.ports.programme_folder(folder))).parts
    every = wanted(asker, programme, form, period)
    asked = Asked(every, units, errors, seed)
    for path in made_of(programme, asked, out):
        typer.echo(str(path))
    if load:
        made = fill(asker, programme, Filling(asked, out, periods, "plain" if form else "lively"), folder)
        if invite is not None:
            _invite(asker, made, invite)


def fill(asker: Call, programme: Programme, filling: Filling, folder: Path | None) -> Loaded:
    """Fill a home, and say what with."""
    from xinxiao.entry.cli.progress import progress
    from xinxiao.uses.collect import demonstration

    with progress() as report:
        made = demonstration.load(asker, programme, filling, folder, report)
    counts = {name: made.counts[name] for name in ("submitted", "held", "draft", "there")}
    periods = _listed(made.periods)
    typer.echo(said("synthesise.loaded", periods=periods, **counts), err=True)
    if filling.life == "lively":
        acts = {name: made.acts[name] for name in ("query", "answer", "return", "accept", "extend", "remind")}
        typer.echo(said("synthesise.lived", **acts), err=True)
    if made.skipped:
        typer.echo(said("synthesise.skipped", periods=_listed(made.skipped)), err=True)
    return made


def _listed(periods: Iterable[tuple[str, str]]) -> str:
    found: dict[str, list[str]] = {}
    for form, period in periods:
        found.setdefault(form, []).append(period)
    return "; ".join(f"{form} {', '.join(each)}" for form, each in found.items())


def _invite(asker: Call, made: Loaded, invite: Path) -> None:
    from xinxiao.entry.cli.people import write_invitations
    from xinxiao.uses.collect.demonstration_people import invite as invited

    count = write_invitations(invite, lambda: invited(asker, made.units.values()))
    typer.echo(said("people.invite.done", count=count, out=str(invite)), err=True)
