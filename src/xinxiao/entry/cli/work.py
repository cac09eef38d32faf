"""``work`` and ``jobs``: what happens without anyone asking."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xinxiao.entry.cli.options import Home, Shown, StateOption, View, said
from xinxiao.entry.log import write
from xinxiao.errors import Unavailable

if TYPE_CHECKING:
    from xinxiao.model.job import Job

COLUMNS = ("kind", "key", "due", "state", "tries", "ended_at", "outcome")
EVERY = 15.0
"""Seconds between two looks at what is due."""
LATER = 3.0
"""Seconds a worker lets the portal beside it open first."""


def work(
    once: Annotated[bool, typer.Option("--once", help=said("options.once"))] = False,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
    home: Home = None,
) -> None:
    """Do what is due. ``attached``: end when standard input does, as it does when whoever started this ends."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if attached:
        threading.Thread(target=_wait, args=(ended,), daemon=True).start()
        os.nice(10)  # pages go first
        if ended.wait(LATER):
            return
    _work(home, ended, once=once)


def _work(home: Path | None, ended: threading.Event, *, once: bool) -> None:
    from xinxiao.bootstrap import call, worker
    from xinxiao.entry.log import open_log
    from xinxiao.model.actor import SYSTEM
    from xinxiao.uses.call import clock
    from xinxiao.uses.work import work_off

    open_log()
    asker, name, hindrance = call(home, SYSTEM), worker(), ""
    while not ended.is_set():
        before, hindrance = hindrance, ""
        try:
            work_off(asker, name, clock, _heard)
        except Unavailable as error:  # a database that is away for a while, a home that may not be written
            if once:
                raise
            hindrance = error.told.name if error.told else error.code
        if hindrance != before:  # said when it begins and when it ends, not at every look
            write("work", logging.WARNING, outcome=hindrance or "again")
        if once or ended.wait(EVERY):
            break
    asker.ports.ledger.close()


def jobs(
    state: StateOption = None,
    retry: Annotated[tuple[str, str] | None, typer.Option("--retry", help=said("options.retry"))] = None,
    form: Shown = View.TEXT,
    home: Home = None,
) -> None:
    """List jobs, those due first; or have one tried again."""
    from xinxiao.bootstrap import call
    from xinxiao.uses.jobs import jobs as listed
    from xinxiao.uses.jobs import retry as again

    asker = call(home)
    if retry is not None:
        again(asker, *retry)
        typer.echo(said("jobs.again", kind=retry[0], key=retry[1]))
        return
    rows: list[dict[str, Any]] = [{name: getattr(j, name) for name in COLUMNS} for j in listed(asker, state)]
    if form is View.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    typer.echo("\t".join(said(f"jobs.columns.{name}") for name in COLUMNS))
    for row in rows:
        typer.echo("\t".join(str(value) for value in row.values()))


def _heard(job: Job, state: str, outcome: str) -> None:
    """Log how a job ended. ``outcome`` may be the words of an error: only the table's own word for it is written."""
    level = logging.INFO if state == "done" else logging.WARNING
    write(
        "job",
        level,
        kind=job.kind,
        key=job.key,
        tries=job.tries,
        outcome=state if state != "done" else outcome,
    )


def _wait(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4_096):
        pass
    ended.set()
