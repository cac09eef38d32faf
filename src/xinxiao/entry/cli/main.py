"""The command tree, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

import xinxiao
from xinxiao.entry.cli import data, index, programme, releases, serve
from xinxiao.entry.cli.options import said
from xinxiao.entry.language import language
from xinxiao.errors import ProgrammeFault, XinxiaoError

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
app.command("serve", help=said("serve.help"))(serve.serve)
app.command("settings", help=said("settings.help"))(programme.settings)
app.add_typer(index.app, name="index")


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 a fault of data, files or state, 2 wrong usage, 3 try again."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # the texts are Chinese and English, whatever the locale
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and return its exit code."""
    try:
        app(arguments, prog_name="xinxiao")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    except XinxiaoError as error:
        return complain(error)
    except OSError as error:
        from xinxiao.entry.errors import of_system

        return complain(of_system(error))
    return 0


def complain(error: XinxiaoError) -> int:
    """Say an error on standard error, its findings first; the exit code."""
    from xinxiao.entry.errors import told
    from xinxiao.model.finding import Finding, by_weight

    speech = language()
    if isinstance(error, ProgrammeFault):
        for found in by_weight(f for f in error.findings if isinstance(f, Finding)):
            print(found.line_text(speech), file=sys.stderr)
    words = told(error, speech)
    print(words.message, file=sys.stderr)
    if words.hint:
        print(said("hint") + words.hint, file=sys.stderr)
    return words.exit_code
