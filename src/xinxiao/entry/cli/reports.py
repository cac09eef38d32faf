"""``reports …`` and ``forms issue``: issue a form, see how its reports stand, and check a receipt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from xinxiao.entry.cli.options import PLACE, Folder, Home, Shown, View, Words, said
from xinxiao.model.collect.report import State

app = typer.Typer(help=said("reports.help"), no_args_is_help=True, rich_markup_mode=None)
receipt = typer.Typer(help=said("reports.receipt.help"), no_args_is_help=True, rich_markup_mode=None)
app.add_typer(receipt, name="receipt")
FormId = Annotated[
    str, typer.Argument(metavar="FORM", parser=Words("dataflow"), help=said("options.form_id"))
]
Period = Annotated[
    str, typer.Argument(metavar="PERIOD", parser=Words("day"), help=said("options.report_period"))
]
WAY = 10_000_000
"""Events that are hashed on the way from a receipt to a published head."""
SHOWN = ("unit", "state", "number", "timely", "ends", "accepted", "area", "industry")


def issue(form: FormId, period: Period, folder: Folder = None, home: Home = None) -> None:
    """Issue a form for a period."""
    from datetime import datetime

    from xinxiao.bootstrap import call
    from xinxiao.model.collect.window import end_text
    from xinxiao.uses.collect.forms import issue as issued

    asker = call(home)
    made = issued(asker, form, period, folder)
    typer.echo(
        said(
            "forms.issue.done",
            form=made.form,
            version=made.version,
            period=made.period,
            count=made.reports,
            due=end_text(datetime.fromisoformat(made.due).astimezone(asker.ports.zone)),
            sha256=made.bundle,
        )
    )


@app.command("list", help=said("reports.list.help"))
def listed(
    form: FormId,
    period: Period,
    state: Annotated[State | None, typer.Option("--state", help=said("options.report_state"))] = None,
    after: Annotated[
        str, typer.Option("--after", parser=Words("cycle"), help=said("options.after_unit"))
    ] = "",
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help=said("options.most"))] = 500,
    view: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """List how reports stand."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.collect.record import standing

    found = standing(call(home), form, period, state, after, most)
    rows = [{name: getattr(report, name) for name in SHOWN} for report in found]
    if view is View.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        typer.echo("\t".join(str(value) for value in row.values()))


@app.command("show", help=said("reports.show.help"))
def show(
    report: Annotated[
        str, typer.Argument(metavar="REPORT", parser=Words("address"), help=said("options.report_key"))
    ],
    home: Home = None,
) -> None:
    """Show how a report stands and the events that moved it, one a line as JSON."""
    from dataclasses import asdict

    from xinxiao.bootstrap import call
    from xinxiao.model.collect.report import key_of
    from xinxiao.uses.collect.record import events

    found, moved = events(call(home), key_of(report))
    typer.echo(json.dumps(asdict(found), ensure_ascii=False))
    for event in moved:
        typer.echo(json.dumps(asdict(event) | {"payload": event.fact}, ensure_ascii=False))


@receipt.command("verify", help=said("reports.receipt.verify.help"))
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", parser=PLACE, help=said("options.receipt"))],
    content: Annotated[
        Path | None, typer.Option("--content", parser=PLACE, help=said("options.receipt_content"))
    ] = None,
    known: Annotated[
        Path | None, typer.Option("--heads", parser=PLACE, help=said("options.known_heads"))
    ] = None,
    home: Home = None,
) -> None:
    """Check a receipt; exit code 1 when something about it fails."""
    from xinxiao.bootstrap import call
    from xinxiao.entry.cli.ledger import heads_in
    from xinxiao.model.collect.receipt import key_of
    from xinxiao.uses.collect.receipts import check

    marks = [head.event for head in heads_in(known)] if known else []
    held = _read(content) if content else None
    found, verdict = check(call(home), _read(file), held, marks, most=WAY)
    told = found.said
    typer.echo(
        said(
            "reports.receipt.verify.about",
            report=key_of(found).text,
            number=told["number"],
            at=found.at,
            sha256=told["sha256"],
            sequence=found.sequence,
        )
    )
    for name in ("lines", "content", "ledger", "head"):
        proof = getattr(verdict, name)
        typer.echo(said(f"reports.receipt.verify.{name}", found=said(f"reports.receipt.proof.{proof}")))
    if not verdict.holds:
        raise typer.Exit(1)


def _read(file: Path) -> bytes:
    """The bytes of a file. Raises :class:`NotFound` for none, :class:`DataFault` for one that is too large."""
    from xinxiao.errors import DataFault, NotFound, told
    from xinxiao.model.receipt import MOST

    if not file.is_file():
        raise NotFound(f"no file {file}", told("no_file", path=str(file)))
    if file.stat().st_size > MOST:
        raise DataFault(f"{file} is large", told("receipt_form", reason=str(file.stat().st_size)))
    return file.read_bytes()
