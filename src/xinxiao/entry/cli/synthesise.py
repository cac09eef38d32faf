"""``synthesise``: reports nobody sent, as files and in a home; ``demonstrate``: a desk full of them, ready to be looked at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Folder, Home, Words, said
from xinxiao.entry.cli.serve import NoBrowser, Port, listen, present
from xinxiao.entry.language import language
from xinxiao.errors import Conflict, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xinxiao.model.programme import Programme
    from xinxiao.uses.call import Call
    from xinxiao.uses.collect.demonstration import Filling, Loaded
    from xinxiao.uses.collect.demonstration_people import SignIn

FormId = Annotated[
    str, typer.Argument(metavar="[FORM]", parser=Words("dataflow"), help=said("options.synthetic_form"))
]
PeriodOf = Annotated[
    str, typer.Argument(metavar="[PERIOD]", parser=Words("day"), help=said("options.synthetic_period"))
]
Units = Annotated[int, typer.Option("--units", min=1, max=5_000_000, help=said("options.units"))]
Errors = Annotated[int, typer.Option("--errors", min=0, max=1_000_000, help=said("options.errors"))]
Seed = Annotated[int, typer.Option("--seed", min=0, max=2**31, help=said("options.seed"))]
BESIDE = "demonstration"
"""What the home of a demonstration is called, beside the one that is meant otherwise."""
SHOWN, PERIODS, PLANTED = 300, 3, 70
"""Units of a demonstration, earlier months, and errors planted in it."""
PEOPLE = "sign-in.txt"
"""The file of who may sign in, for its owner alone."""


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
        made = _fill(asker, programme, Filling(asked, out, periods, "plain" if form else "lively"), folder)
        if invite is not None:
            _invite(asker, made, invite)


def _fill(asker: Call, programme: Programme, filling: Filling, folder: Path | None) -> Loaded:
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


def demonstrate(
    units: Units = SHOWN,
    seed: Seed = 1,
    port: Port = None,
    no_browser: NoBrowser = False,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Fill a home of its own with invented reports, say who may sign in, and open the portal."""
    from xinxiao.bootstrap import call
    from xinxiao.settings import serving, settings

    place = home or settings().home.with_name(f"{settings().home.name}-{BESIDE}")
    if not settings().moved(place).ledger.startswith(f"sqlite:///{place}/"):
        raise Conflict(f"{place}: a ledger elsewhere", told("demonstration_ledger", home=str(place)))
    asker, how = call(place), serving({"port": port})
    with listen(how.port, how.host) as taken:
        people = _people(asker, place / BESIDE, units, seed, folder)
        number = taken.getsockname()[1]
        lines = _lines(people, f"http://{how.host}:{number}{how.root}/{language()}/sign-in")
        _keep(place / BESIDE / PEOPLE, lines)
        typer.echo("\n".join(lines))
        typer.echo(said("demonstrate.kept", home=str(place)), err=True)
        present(asker.ports, taken, how, browse="no" if no_browser else "yes", at=f"/{language()}/sign-in")


def _people(asker: Call, files: Path, units: int, seed: int, folder: Path | None) -> Sequence[SignIn]:
    """Who may sign in, by passwords made now; the home is filled where it was not."""
    from xinxiao.programme.load import load as loaded
    from xinxiao.uses.collect.demonstration import Filling, wanted
    from xinxiao.uses.collect.demonstration_people import STATISTICIAN, active, login, sign_ins
    from xinxiao.uses.collect.synthesise import Asked, synthesise
    from xinxiao.uses.sound import sound

    logins = active(asker)
    if not logins:
        programme = sound(loaded(asker.ports.programme_folder(folder))).parts
        asked = Asked(wanted(asker, programme), units, min(PLANTED, units // 4), seed)
        synthesise(programme, asked, files)
        made = _fill(asker, programme, Filling(asked, files, PERIODS, "lively"), folder)
        order = sorted(made.units, key=lambda outcome: outcome != "busy")
        logins = [*(login(made.units[outcome]) for outcome in order), STATISTICIAN]
    return sign_ins(asker, logins)


def _keep(place: Path, lines: Sequence[str]) -> None:
    """Keep who may sign in, in a file that its owner alone may read."""
    number = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as opened:
        opened.writelines(f"{line}\n" for line in lines)


def _lines(people: Sequence[SignIn], address: str) -> list[str]:
    lines = [said("demonstrate.open", address=address)]
    for one in people:
        lines.append(f"  {one.login}  {one.password}  {one.name}")
        if one.codes:
            lines.append(said("demonstrate.codes", codes=" ".join(one.codes)))
    return lines
