"""The tree of all commands."""

from __future__ import annotations

from typing import Annotated

import typer

import xinxiao
from xinxiao.entry.cli import (
    aggregate,
    backup,
    calendar,
    case,
    collection,
    data,
    demo,
    draw,
    forms,
    frame,
    index_commands,
    keys,
    ledger,
    lists,
    people,
    personal,
    programme,
    release,
    releases,
    reports,
    serve,
    site,
    snapshot,
    subjects,
    synthesise,
    triangle,
    work,
)
from xinxiao.entry.cli.options import said

app = typer.Typer(
    name="xinxiao",
    help=said("about"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", is_eager=True, help=said("version"))] = False,
) -> None:
    """What holds for every command."""
    if version:
        typer.echo(f"xinxiao {xinxiao.__version__}")
        raise typer.Exit


app.command("up", help=said("up.help"))(serve.up)
app.command("check", help=said("check.help"))(programme.check)
app.command("run", help=said("run.help"))(programme.run)
app.command("verify", help=said("verify.help"))(releases.verify)
app.command("data", help=said("data.help"))(data.data)
app.command("explain", help=said("explain.help"))(data.explain)
app.command("releases", help=said("releases.help"))(releases.releases)
app.command("revisions", help=said("revisions.help"))(releases.revisions)
app.command("triangle", help=said("triangle.help"))(triangle.triangle)
app.command("serve", help=said("serve.help"))(serve.serve)
app.command("site", help=said("site.help"))(site.site)
app.command("snapshot", help=said("snapshot.help"))(snapshot.snapshot)
app.command("examine", help=said("examine.help"))(snapshot.examine)
app.command("totals", help=said("totals.help"))(snapshot.totals)
app.command("synthesise", help=said("synthesise.help"))(synthesise.synthesise)
app.command("demo", help=said("demo.help"))(demo.demo)
app.command("settings", help=said("settings.help"))(programme.settings)
app.command("work", help=said("work.help"))(work.work)
app.command("jobs", help=said("jobs.help"))(work.jobs)
app.command("collection", help=said("collection.help"))(collection.collection)
app.command("scrutiny", help=said("scrutiny.help"))(collection.scrutiny)
app.command("backup", help=said("backup.help"))(backup.backup)
app.command("restore", help=said("restore.help"))(backup.restore)
forms.app.command("issue", help=said("forms.issue.help"))(reports.issue)
app.add_typer(forms.app, name="forms")
app.add_typer(release.app, name="release")
app.add_typer(ledger.app, name="ledger")
app.add_typer(frame.app, name="frame")
app.add_typer(lists.app, name="list")
app.add_typer(keys.app, name="keys")
for name, command in personal.COMMANDS:
    case.app.command(name, help=said(f"personal.{name}.help"))(command)
case.app.command("aggregate", help=said("case.aggregate.help"))(aggregate.aggregate)
app.add_typer(case.app, name="case")
app.add_typer(draw.app, name="draw")
app.add_typer(calendar.app, name="calendar")
app.add_typer(subjects.app, name="subjects")
app.add_typer(people.app, name="people")
app.add_typer(reports.app, name="reports")
app.add_typer(index_commands.app, name="index")
