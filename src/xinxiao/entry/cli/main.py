"""The door of the command line, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import gc
import sys
from io import TextIOWrapper

from xinxiao.entry.cli.index import in_full
from xinxiao.entry.language import language
from xinxiao.errors import ProgrammeFault, XinxiaoError, missing
from xinxiao.texts import text


def main() -> None:
    """Run a command. Exit codes: 0 done, 1 a fault of data, files or state, 2 wrong usage, 3 try again."""
    collect_rarely()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # the texts are Chinese and English, whatever the locale
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))


def collect_rarely() -> None:
    """Look for objects that hold each other once in a while only: a cycle makes hundreds of thousands that do not."""
    gc.set_threshold(200_000, 20, 100)


def run(arguments: list[str]) -> int:
    """Run a command and return its exit code."""
    try:
        command = in_full(arguments)
        if command is not None:
            return command()
        from xinxiao.entry.cli.commands import app

        app(arguments, prog_name="xinxiao")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    except XinxiaoError as error:
        return complain(error)
    except OSError as error:
        from xinxiao.entry.errors import of_system

        return complain(of_system(error))
    except ImportError as error:
        return complain(missing(error))
    return 0


def complain(error: XinxiaoError) -> int:
    """Say an error on standard error, its findings first; the exit code."""
    from xinxiao.entry.errors import shown
    from xinxiao.model.finding import Finding, by_weight

    speech = language()
    if isinstance(error, ProgrammeFault):
        for found in by_weight(f for f in error.findings if isinstance(f, Finding)):
            print(found.line_text(speech), file=sys.stderr)
    words = shown(error, speech)
    print(words.message, file=sys.stderr)
    if words.hint:
        print(text(speech, "cli.hint") + words.hint, file=sys.stderr)
    return words.exit_code
