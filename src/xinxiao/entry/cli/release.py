"""``release …``: the acts by which a release goes from draft to live, and by which it is corrected or withdrawn."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from xinxiao.entry.cli.options import Home, Words, said

if TYPE_CHECKING:
    from xinxiao.model.life import Lived

app = typer.Typer(help=said("release.help"), no_args_is_help=True, rich_markup_mode=None)
Id = Annotated[
    str, typer.Argument(metavar="RELEASE", parser=Words("release"), help=said("options.release_id"))
]
Zh = Annotated[str, typer.Option("--zh", parser=Words("notice"), help=said("options.notice_zh"))]
En = Annotated[str, typer.Option("--en", parser=Words("notice"), help=said("options.notice_en"))]
Reason = Annotated[str, typer.Option("--reason", parser=Words("notice"), help=said("options.reason"))]


@app.command("check", help=said("release.check.help"))
def check(release: Id, home: Home = None) -> None:
    """Compute a draft anew; when every byte is the same it is checked."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress
    from xinxiao.uses.workflow import check as checked

    with progress() as report:
        found = checked(call(home), release, report)
    sys.stderr.flush()
    tell(found)


@app.command("hold", help=said("release.hold.help"))
def hold(release: Id, reason: Reason, home: Home = None) -> None:
    """Make a release that is on its way a draft again."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.workflow import hold as held

    tell(held(call(home), release, reason))


@app.command("embargo", help=said("release.embargo.help"))
def embargo(
    release: Id,
    until: Annotated[
        str | None, typer.Option("--until", parser=Words("moment"), help=said("options.until"))
    ] = None,
    home: Home = None,
) -> None:
    """Let a checked release go live at a time and not before."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.workflow import embargo as embargoed
    from xinxiao.uses.workflow import time_of

    asker = call(home)
    tell(embargoed(asker, release, time_of(asker, until) if until else None))


@app.command("publish", help=said("release.publish.help"))
def publish(
    release: Id,
    early: Annotated[bool, typer.Option("--early", help=said("options.early"))] = False,
    home: Home = None,
) -> None:
    """Make a checked release live."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.workflow import publish as published

    tell(published(call(home), release, early=early))


@app.command("correct", help=said("release.correct.help"))
def correct(
    release: Id,
    by: Annotated[str, typer.Option("--by", parser=Words("release"), help=said("options.by"))],
    zh: Zh,
    en: En,
    home: Home = None,
) -> None:
    """Say that a live release is corrected by another."""
    from xinxiao.bootstrap import call
    from xinxiao.model.text import Text
    from xinxiao.uses.workflow import correct as corrected

    tell(corrected(call(home), release, by, Text(zh=zh, en=en)))


@app.command("withdraw", help=said("release.withdraw.help"))
def withdraw(release: Id, reason: Reason, zh: Zh, en: En, home: Home = None) -> None:
    """Take a release's data away from readers and keep its record."""
    from xinxiao.bootstrap import call
    from xinxiao.model.text import Text
    from xinxiao.uses.workflow import withdraw as withdrawn

    tell(withdrawn(call(home), release, Text(zh=zh, en=en), reason))


def tell(found: Lived) -> None:
    """Say how a release stands now."""
    typer.echo(f"{found.entry.id}\t{found.state}\t{found.due if found.state == 'embargoed' else found.since}")


def carried(found: Lived) -> None:
    """Say on standard error how far a release came that is not live."""
    if not found.is_shown:
        typer.echo(said(f"release.stays.{found.state}", release=found.entry.id, until=found.due), err=True)
