"""What becomes of an invented report: when it is drafted, sent, asked about, answered, given back, released, accepted.

Shares are such that a desk shows every state: most come in time and are accepted, some are late or never come, some have more time, some
are asked about or given back. Nothing is planned for after ``now``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np

from xinxiao.model.collect.window import Window

Kind = Literal[
    "draft", "submit", "query", "answer", "return", "again", "release", "accept", "ask", "extend", "refuse"
]
NEVER, ASKED, LATE = 0.05, 0.13, 0.23
"""Below the first nobody sends a report; below the second more time is asked for; below the third it is late."""
QUERIED, RETURNED, RELEASED, ACCEPTED = 0.16, 0.06, 0.6, 0.9
"""Shares of those that came: asked about, given back; of those held, released; of what nothing hinders, accepted in time."""
ANSWERED, MENDED = 0.65, 0.5
"""Shares of those that were asked about and answer, and of those given back that are sent again."""


@dataclass(frozen=True, order=True)
class Step:
    """An act on a report and when."""

    at: datetime
    kind: Kind


def lively(window: Window, now: datetime, seed: Sequence[int], sure: bool) -> list[Step]:
    """The life of a report until now, the first act first; ``sure``: it comes, for it holds a planted error."""
    made = np.random.default_rng(seed)
    draw = made.uniform(size=8).tolist()
    sent, steps = _sent(window, made, draw, sure, now)
    if sent is None or sent > now:
        begun = window.opens + (window.due - window.opens) * (0.2 + 0.5 * draw[7])
        drafted = [Step(begun, "draft")] if draw[6] < 0.4 else []
        return [step for step in (*steps, *drafted) if step.at <= now]
    steps.append(Step(sent, "submit"))
    hour = timedelta(hours=1)
    last = sent
    if draw[2] < RELEASED:
        last = sent + (3 + 40 * draw[5]) * hour
        steps.append(Step(last, "release"))
    if draw[1] < QUERIED:
        last = max(last, sent + (4 + 30 * draw[3]) * hour)
        steps.append(Step(last, "query"))
        if draw[4] < ANSWERED:
            last += (5 + 40 * draw[5]) * hour
            steps.append(Step(last, "answer"))
    elif draw[1] < QUERIED + RETURNED:
        last = max(last, sent + (6 + 30 * draw[3]) * hour)
        steps.append(Step(last, "return"))
        if draw[4] < MENDED:
            last += (8 + 60 * draw[5]) * hour
            steps.append(Step(last, "again"))
    if draw[3] < ACCEPTED:
        ends = max(window.accept.values(), default=window.due)
        steps.append(Step(max(last + 2 * hour, ends - (2 + 50 * draw[7]) * hour), "accept"))
    return sorted(step for step in steps if step.at <= now)


def _sent(
    window: Window, made: np.random.Generator, draw: list[float], sure: bool, now: datetime
) -> tuple[datetime | None, list[Step]]:
    """When a report is sent, if it is; and what is done about more time."""
    hour, open_for = timedelta(hours=1), window.due - window.opens
    in_time = window.opens + open_for * float(made.beta(2.5, 1.3)) * 0.995
    if sure:
        return min(in_time, now), []
    if draw[0] < NEVER:
        return None, []
    if draw[0] < ASKED:
        ask = window.due - (5 + 30 * draw[3]) * hour
        if draw[4] < 0.25:
            return None, [Step(ask, "ask")]
        if draw[4] < 0.4:
            return window.due + (5 + 20 * draw[5]) * hour, [Step(ask, "ask"), Step(ask + 4 * hour, "refuse")]
        return window.due + (10 + 40 * draw[5]) * hour, [Step(ask, "ask"), Step(ask + 4 * hour, "extend")]
    if draw[0] < LATE:
        return window.due + (2 + 90 * draw[5]) * hour, []
    return in_time, []


def plain(window: Window, now: datetime) -> list[Step]:
    """Everybody answers, as soon as they may."""
    return [Step(min(window.opens + timedelta(hours=9), now), "submit")]
