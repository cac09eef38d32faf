"""``demo``: a home full of what was invented, reporting and oversight, ready to be looked at."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import Folder, Home, said
from xinxiao.entry.cli.serve import NoBrowser, Port, listen, present
from xinxiao.entry.cli.synthesise import Seed, Units, fill
from xinxiao.entry.language import language
from xinxiao.errors import Conflict, told
from xinxiao.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xinxiao.model.actor import Actor
    from xinxiao.uses.call import Call
    from xinxiao.uses.collect.demonstration_people import SignIn

BESIDE = "demonstration"
"""What the home of a demonstration is called, beside the one that is meant otherwise."""
SHOWN, PERIODS, PLANTED = 300, 3, 70
"""Units of a demonstration, earlier months, and errors planted in it."""
SUBJECTS = 3_000
"""Subjects of oversight."""
PEOPLE = "sign-in.txt"
"""The file of who may sign in, for its owner alone."""
FEW = 3
"""Codes of each person that are printed; the file has all."""
BEFORE = 400
"""Days before now on which people of oversight have their accounts: before anything that is done."""
PAGES = (
    ("reports", "desk"),
    ("cases", "desk/cases"),
    ("draws_desk", "desk/draws"),
    ("lists_desk", "desk/lists"),
    ("oversight", "oversight"),
    ("lists", "lists"),
    ("draws", "draws"),
    ("verify", "draws/verify"),
    ("published", "oversight/published"),
    ("documents", "oversight/documents"),
    ("ledger", "ledger"),
)
"""What to look at: names under ``cli.demo.pages`` and paths; those that no route answers are left out."""


class Part(StrEnum):
    """The halves of the house that may be filled alone."""

    REPORTING = "reporting"
    OVERSIGHT = "oversight"


Only = Annotated[Part | None, typer.Option("--only", help=said("options.demo_only"))]
Subjects = Annotated[
    int, typer.Option("--subjects", min=100, max=100_000, help=said("options.demo_subjects"))
]


def demo(
    only: Only = None,
    units: Units = SHOWN,
    subjects: Subjects = SUBJECTS,
    seed: Seed = 1,
    port: Port = None,
    no_browser: NoBrowser = False,
    folder: Folder = None,
    home: Home = None,
) -> None:
    """Fill a home of its own with what is invented, say who may sign in and what to look at, and open the portal."""
    from xinxiao.bootstrap import call
    from xinxiao.settings import serving, settings

    place = home or settings().home.with_name(f"{settings().home.name}-{BESIDE}")
    own = settings().moved(place)
    kept = (own.ledger, own.oversight or own.ledger, own.keeping.store)
    if not all(url.startswith(f"sqlite:///{place}/") for url in kept):
        raise Conflict(f"{place}: a ledger elsewhere", told("demonstration_ledger", home=str(place)))
    asker, how = call(place), serving({"port": port})
    with listen(how.port, how.host) as taken:
        people = filled(asker, place / BESIDE, only, units, subjects, seed, folder)
        number = taken.getsockname()[1]
        address = f"http://{how.host}:{number}{how.root}"
        keep(place / BESIDE / PEOPLE, shown(asker, people, address, place))
        typer.echo("\n".join(shown(asker, people, address, place, FEW)))
        typer.echo(said("demo.kept", home=str(place)), err=True)
        present(asker.ports, taken, how, browse="no" if no_browser else "yes", at=f"/{language()}/sign-in")


def filled(
    asker: Call,
    files: Path,
    only: Part | None,
    units: int,
    subjects: int,
    seed: int,
    folder: Path | None,
) -> Sequence[SignIn]:
    """Who may sign in, by passwords made now; each half of the home is filled where it was not."""
    from xinxiao.uses.collect.demonstration_people import active, sign_ins

    logins, done = active(asker), bool(asker.ports.oversight.chain.mark().sequence)
    if only is not Part.REPORTING and not done:
        officers = _oversee(asker, files, subjects, seed, folder)
    else:
        officers = []
    if only is not Part.OVERSIGHT and not any(asker.ports.reports.issues()):
        logins = [*_report(asker, files, units, seed, folder), *logins]
    _catch_up(asker)
    return sign_ins(asker, [*logins, *officers])


def _report(asker: Call, files: Path, units: int, seed: int, folder: Path | None) -> list[str]:
    """Fill reporting; what those sign in with who are shown."""
    from xinxiao.programme.load import load as loaded
    from xinxiao.uses.collect.demonstration import Filling, wanted
    from xinxiao.uses.collect.demonstration_people import STATISTICIAN, login
    from xinxiao.uses.collect.synthesise import Asked, synthesise
    from xinxiao.uses.sound import sound

    programme = sound(loaded(asker.ports.programme_folder(folder))).parts
    asked = Asked(wanted(asker, programme), units, min(PLANTED, units // 4), seed)
    synthesise(programme, asked, files)
    made = fill(asker, programme, Filling(asked, files, PERIODS, "lively"), folder)
    order = sorted(made.units, key=lambda outcome: outcome != "busy")
    return [*(login(made.units[outcome]) for outcome in order), STATISTICIAN]


def _oversee(asker: Call, files: Path, subjects: int, seed: int, folder: Path | None) -> list[str]:
    """Fill oversight; what its people sign in with."""
    from xinxiao.entry.cli.progress import progress
    from xinxiao.model.collect.synthetic import LOGIN
    from xinxiao.uses.oversight import demonstration
    from xinxiao.uses.oversight.office import Office

    office = Office(asker.ports.oversight, asker.actor, asker.now)
    people = _people(asker, folder)
    with progress() as report:
        wanted = demonstration.Wanted(files, subjects, seed)
        made = demonstration.load(office, people, wanted, folder, report)
    count = sum(made.cases.values())
    said_ = said("demo.loaded", subjects=made.subjects, draws=len(made.draws), cases=count)
    typer.echo(said_, err=True)
    return [f"{LOGIN}{own}" for own in people]


def _people(asker: Call, folder: Path | None) -> Mapping[str, Actor]:
    """The accounts of those who oversee, made before anything they do."""
    from dataclasses import replace
    from datetime import timedelta

    from xinxiao.model.collect.people import Grant
    from xinxiao.uses.collect.demonstration_people import officers
    from xinxiao.uses.oversight.demonstration import spec_of

    spec = spec_of(asker.ports.oversight, folder)
    before = replace(asker, now=asker.now - timedelta(days=BEFORE))
    return officers(before, [(one.id, one.name, Grant(one.role, one.area)) for one in spec.people])


def _catch_up(asker: Call) -> None:
    """Have done what is due of every day that passed: the heads of the chains are published, a day each."""
    from dataclasses import replace

    from xinxiao.bootstrap import worker
    from xinxiao.model.actor import SYSTEM
    from xinxiao.uses.call import clock
    from xinxiao.uses.work import work_off

    work_off(replace(asker, actor=SYSTEM), worker(), clock, lambda *_: None)


def shown(
    asker: Call, people: Sequence[SignIn], address: str, home: Path, codes: int | None = None
) -> list[str]:
    """What is printed: who may sign in, each with so many codes, and what to look at."""
    here = f"{address}/{language()}"
    lines = [said("demo.open", address=f"{here}/sign-in")]
    for one in people:
        role = text(language(), f"web.desk.role.{one.role}")
        lines.append(said("demo.account", login=one.login, password=one.password, name=one.name, role=role))
        if one.codes:
            lines.append(said("demo.codes", codes=" ".join(one.codes[:codes])))
    lines.append(said("demo.look"))
    lines += _pages(here)
    lines += _files(asker, home)
    return lines


def _pages(here: str) -> Iterator[str]:
    from xinxiao.entry.portal.routes import TABLE

    for name, path in PAGES:
        if TABLE.find(f"/{language()}/{path}"):
            yield said("demo.page", address=f"{here}/{path}", what=said(f"demo.pages.{name}"))


def _files(asker: Call, home: Path) -> Iterator[str]:
    folder = home / BESIDE
    yield said("demo.files", path=folder / PEOPLE, what=said("demo.pages.sign_in"))
    if (folder / "subjects.csv").exists():
        yield said("demo.files", path=folder / "subjects.csv", what=said("demo.pages.subjects"))
    drawn = [one.committed.number for one in asker.ports.oversight.draws.listed() if one.drawn is not None]
    if drawn:
        yield "  " + said("demo.pages.draw_file", number=drawn[-1], home=home)


def keep(place: Path, lines: Sequence[str]) -> None:
    """Keep who may sign in, in a file that its owner alone may read."""
    number = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as opened:
        opened.writelines(f"{line}\n" for line in lines)
