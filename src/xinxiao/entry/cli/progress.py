"""A progress bar on standard error; a plain line per step where there is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from xinxiao.entry.language import language
from xinxiao.texts import text


@contextmanager
def progress(room: str = "cli") -> Iterator[Callable[[str, int, int], None]]:
    """A function ``(step, done, total)`` that shows how far the work is; steps are named by ``<room>.steps``."""

    def said(step: str) -> str:
        return text(language(), f"{room}.steps.{step}")

    def plainly(step: str, done: int, total: int) -> None:
        if done < total:
            print(f"[{done + 1}/{total}] {said(step)}", file=sys.stderr, flush=True)

    if not sys.stderr.isatty():
        yield plainly
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step, done, total: bar.update(task, description=said(step), completed=done, total=total)


@contextmanager
def counted(words: str) -> Iterator[Callable[[int, int], None]]:
    """A function ``(done, known so far)`` that shows how far a count is; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        yield lambda done, known: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, known: bar.update(task, completed=done, total=known)


@contextmanager
def progress_of(as_of: str | None) -> Iterator[Callable[[str, int, int], None]]:
    """Progress where a day is asked for, which may mean computing the cycle anew; else nothing."""
    if as_of is None:
        yield lambda step, done, total: None
        return
    with progress() as report:
        yield report
