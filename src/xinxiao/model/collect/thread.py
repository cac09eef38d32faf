"""Threads: what a level asked about a report, and what the respondent answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xinxiao.model.collect.facts import ReportAnswered, ReportQueried
from xinxiao.model.collect.report import Told


@dataclass(frozen=True)
class Thread:
    """A query by its number: the items it is about, by which level, and the answer; None while there is none."""

    number: int
    items: tuple[str, ...]
    level: str
    question: Told
    answer: Told | None


def threads(history: Iterable[Told]) -> tuple[Thread, ...]:
    """The threads of a report's history, in the order they were opened."""
    found: dict[int, Thread] = {}
    for told in history:
        said = told.event.fact
        if told.event.kind == ReportQueried.kind:
            number = said["thread"]
            found[number] = Thread(number, tuple(said["items"]), said["level"], told, None)
        elif told.event.kind == ReportAnswered.kind:
            held = found[said["thread"]]
            found[held.number] = Thread(held.number, held.items, held.level, held.question, told)
    return tuple(found.values())
