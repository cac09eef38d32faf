"""``calendar …``: when a time is over that starts on a day, and the days of each year."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

import typer

from xinxiao.entry.cli.options import Folder, Home, Shown, View, Words, said
from xinxiao.entry.language import language

app = typer.Typer(help=said("calendar.help"), no_args_is_help=True, rich_markup_mode=None)
YEAR_COLUMNS = ("year", "working", "off", "worked", "statutory", "provisional", "source", "amended_by")


class Unit(StrEnum):
    """Units of a length."""

    WORKING_DAY = "working_day"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class First(StrEnum):
    """Whether the first day counts."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


class Last(StrEnum):
    """What a last day does on which nobody works."""

    KEPT = "kept"
    STATUTORY = "rolls_over_statutory"
    BREAK = "rolls_over_break"
    REST = "rolls_over_rest"


@app.command("due", help=said("calendar.due.help"))
def due(
    start: Annotated[str, typer.Option("--from", parser=Words("day"), help=said("options.clock_from"))],
    number: Annotated[int, typer.Option("--length", min=1, max=10_000, help=said("options.clock_length"))],
    unit: Annotated[Unit, typer.Option("--unit", help=said("options.clock_unit"))] = Unit.WORKING_DAY,
    first: Annotated[First, typer.Option("--first-day", help=said("options.clock_first"))] = First.EXCLUDED,
    last: Annotated[Last, typer.Option("--last-day", help=said("options.clock_last"))] = Last.KEPT,
    stopped: Annotated[
        str, typer.Option("--stopped", parser=Words("day"), help=said("options.clock_stopped"))
    ] = "",
    resumed: Annotated[
        str, typer.Option("--resumed", parser=Words("day"), help=said("options.clock_resumed"))
    ] = "",
    before: Annotated[bool, typer.Option("--before", help=said("options.clock_before"))] = False,
    folder: Folder = None,
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """The last day, whether it is provisional, and each step of the count."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.clock_words import day_in_words, in_words
    from xinxiao.uses.working_days import Tried, calendar_in, counted

    tried = Tried(start, number, unit.value, first.value, last.value, stopped, resumed, before)
    found = counted(calendar_in(call(home), folder), tried)
    steps = in_words(found.due, language())
    if form is View.JSON:
        told: dict[str, Any] = {
            "due": found.due.day.isoformat(),
            "provisional": found.due.provisional,
            "rolled_from": found.due.rolled_from.isoformat() if found.due.rolled_from else None,
            "off": [day.isoformat() for day in found.off],
            "worked": [day.isoformat() for day in found.worked],
            "steps": list(steps),
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    key = "calendar.due.provisional" if found.due.provisional else "calendar.due.done"
    typer.echo(said(key, day=day_in_words(found.due.day, language())))
    for step in steps:
        typer.echo(f"  {step}")


@app.command("years", help=said("calendar.years.help"))
def years(folder: Folder = None, form: Shown = View.TEXT, home: Home = None) -> None:
    """Working days, days off and made up for, holidays by law and sources of each year."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.working_days import calendar_in
    from xinxiao.uses.working_days import years as days_of

    found = days_of(calendar_in(call(home), folder))
    rows = [{name: getattr(one, name) for name in YEAR_COLUMNS} for one in found]
    if form is View.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    typer.echo("\t".join(said(f"calendar.columns.{name}") for name in YEAR_COLUMNS))
    for row in rows:
        provisional = said("calendar.provisional") if row["provisional"] else "-"
        head = (str(row[name]) for name in YEAR_COLUMNS[:5])
        typer.echo("\t".join([*head, provisional, row["source"] or "-", " ".join(row["amended_by"]) or "-"]))
