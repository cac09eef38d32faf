"""``work`` and ``jobs``: what happens without anyone asking."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xinxiao.entry.cli.options import Home, Shown, StateOption, View, said

if TYPE_CHECKING:
    from xinxiao.model.job import Job

COLUMNS = ("kind", "key", "due", "state", "tries", "ended_at", "outcome")
EVERY = 15.0
"""Seconds between two looks at what is due."""


def work(
    once: Annotated[bool, typer.Option("--once", help=said("options.once"))] = False,
    attached: Annotated[bool, typer.Option("--attached", hidden=True)] = False,
    home: Home = None,
) -> None:
    """Do what is due. ``attached``: end when standard input does, as it does when whoever started this ends."""
    from xinxiao.bootstrap import call, worker
    from xinxiao.model.actor import SYSTEM
    from xinxiao.uses.call import clock
    from xinxiao.uses.work import work_off

    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if attached:
        threading.Thread(target=_wait, args=(ended,), daemon=True).start()
    asker, name = call(home, SYSTEM), worker()
    while not ended.is_set():
        work_off(asker, name, clock, _heard)
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
    typer.echo(said("work.job", kind=job.kind, key=job.key, state=state, outcome=outcome), err=True)


def _wait(ended: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 4_096):
        pass
    ended.set()
