"""``forms …``: which forms a programme has, what one of them asks, and when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xinxiao.entry.cli.options import Folder, Home, Shown, Speech, View, Words, said
from xinxiao.entry.language import language

if TYPE_CHECKING:
    from xinxiao.publish.forms import FormWords

app = typer.Typer(help=said("forms.help"), no_args_is_help=True, rich_markup_mode=None)
Lang = Annotated[Speech | None, typer.Option("--lang", help=said("options.lang"))]
COLUMNS = (
    "table_number", "id", "version", "name", "frequency", "valid_until", "who", "units", "items", "rules",
)  # fmt: skip


@app.command("list", help=said("forms.list.help"))
def listed(folder: Folder = None, form: Shown = View.TEXT, lang: Lang = None, home: Home = None) -> None:
    """All forms: number of the table, name, version, period, until when valid, who fills, how many units that is today, how much is asked."""
    from xinxiao.bootstrap import call
    from xinxiao.publish.forms import FormWords
    from xinxiao.uses.collect.forms import asked_now, forms, in_order

    asker = call(home)
    programme = forms(asker, folder)
    told = [FormWords(programme, own, _speech(lang)) for own in in_order(programme)]
    counts = [asked_now(asker, programme, one.form) for one in told]
    rows = [
        dict(zip(COLUMNS, _line(one, count), strict=True)) for one, count in zip(told, counts, strict=True)
    ]
    if form is View.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    from xinxiao.texts import text

    typer.echo("\t".join(text(_speech(lang), f"cli.forms.columns.{name}") for name in COLUMNS))
    for row in rows:
        typer.echo("\t".join("-" if value is None else str(value) for value in row.values()))


def _line(one: FormWords, units: int | None) -> tuple[Any, ...]:
    own = one.form
    head = (own.marks.table_number, own.id, own.version, one.say(own.name), one.frequency)
    return (*head, own.marks.valid_until, one.who, units, len(own.items), len(own.rules))


@app.command("show", help=said("forms.show.help"))
def show(
    form: Annotated[str, typer.Argument(metavar="FORM", parser=Words("dataflow"), help=said("options.form"))],
    period: Annotated[
        str | None, typer.Option("--period", parser=Words("day"), help=said("options.period"))
    ] = None,
    folder: Folder = None,
    lang: Lang = None,
    home: Home = None,
) -> None:
    """What a form asks, with marks, definitions and rules; with a period, when that is filled and accepted."""
    from xinxiao.bootstrap import call
    from xinxiao.publish.forms import FormWords
    from xinxiao.uses.collect.forms import days, form_of, forms

    asker = call(home)
    programme = forms(asker, folder)
    own = form_of(programme, form)
    told = FormWords(programme, own, _speech(lang))
    window = days(asker, programme, own, period) if period is not None else None
    for line in told.lines():
        typer.echo(line)
    if period is not None and window is not None:
        for line in told.days(period, window):
            typer.echo(line)


def _speech(lang: Speech | None) -> Any:
    return lang.value if lang else language()
