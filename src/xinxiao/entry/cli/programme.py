"""``check``, ``run`` and ``settings``: the programme, one cycle of it, and how this installation is set."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from xinxiao.entry.cli.options import PLACE, AsOf, CycleId, Folder, Home, Speech, said
from xinxiao.entry.language import language


def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", parser=PLACE, help=said("options.dir"))
    ] = None,
    lang: Annotated[Speech | None, typer.Option("--lang", help=said("options.lang"))] = None,
    home: Home = None,
) -> None:
    """List every finding about a programme folder; exit code 1 when one of them is an error."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress
    from xinxiao.model.finding import LEVELS, by_weight
    from xinxiao.uses.check import check as found_in

    speech = lang.value if lang else language()
    with progress() as report:
        found = found_in(call(home), folder, report)
    for finding in by_weight(found):
        typer.echo(finding.line_text(speech))
    counts = {f"{level}s": sum(f.level == level for f in found) for level in LEVELS}
    from xinxiao.texts import text

    typer.echo(text(speech, "cli.check.done", **counts), err=True)
    raise typer.Exit(1 if counts["errors"] else 0)


def run(
    folder: Folder = None,
    cycle: CycleId = None,
    as_of: AsOf = None,
    draft: Annotated[bool, typer.Option("--draft", help=said("options.draft"))] = False,
    home: Home = None,
) -> None:
    """Run one cycle, seal its release and carry it through to live, or to its embargo."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.progress import progress
    from xinxiao.entry.cli.release import carried
    from xinxiao.uses.releases import record
    from xinxiao.uses.run import run as seal

    asker = call(home)
    with progress() as report:
        release = seal(asker, folder, cycle, as_of, report, draft=draft)
    carried(record(asker, release.id))
    sys.stderr.flush()
    typer.echo(f"release {release.id} {release.sha256}")


def settings(home: Home = None) -> None:
    """List the settings: name, variable, value, meaning."""
    from xinxiao.settings import SETTINGS, chosen, without_password
    from xinxiao.settings import settings as in_force

    held = in_force(home)
    value = {"home": str(held.home), "ledger": held.ledger, "engine": held.engine, "keys": held.keeping.store}
    for setting in SETTINGS:
        shown = without_password(value.get(setting.name) or chosen(setting.name))
        shown = "***" if setting.secret and shown else shown
        typer.echo(f"{setting.name}\t{setting.variable}\t{shown}\t{said(f'settings.{setting.name}')}")
