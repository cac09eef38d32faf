"""The light of a task: one rule, from what is on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xinxiao.analyse.tasks.progress import Progress
from xinxiao.model.target import LightId, Milestone, Target, Task

OWN_END = ("share", "count", "milestone")
"""Kinds of target that are the end of a task; levels, growth and pull speak of the whole policy."""


@dataclass(frozen=True)
class OnFile:
    """What is known of a task: how many pieces by the deadline speak of what is asked, how many are later, and the
    milestones known to be reached."""

    count: int = 0
    later: int = 0
    reached: tuple[Milestone, ...] = ()

    @property
    def told(self) -> str:
        """``n = 2; later = 1``."""
        return f"n = {self.count}" + (f"; later = {self.later}" if self.later else "")


@dataclass(frozen=True)
class Decision:
    """A light, and in one line what decided it."""

    light: LightId
    because: str


def linked(task: Task, targets: Sequence[Target]) -> tuple[Target, ...]:
    """Targets that are this task's own end."""
    return tuple(t for t in targets if task.id in t.tasks and t.kind in OWN_END)


def decide(
    task: Task,
    targets: Sequence[Target],
    verdicts: Mapping[str, str],
    moves: Sequence[Progress],
    on_file: OnFile,
) -> Decision:
    """Decide by the first that holds.

    1. MISSED: a target that is its end was missed, or reached and not kept.
    2. DONE: the policy set milestones and all were reached in time, or the targets that are its end were met.
    3. MISSED: all milestones that the policy set were reached, some late.
    4. ADVANCED: of its indicators that can be read between the start and the deadline, at least one moved the way the
       policy asks, and none another way or back at the last.
    5. EVIDENCE: anything by the deadline is on file that speaks of what is asked; 6. NONE.

    ``verdicts`` are by target id. Milestones of our own making are on record and end no task.
    """
    own = [(t.id, verdicts.get(t.id, "NOT_VERIFIABLE")) for t in linked(task, targets)]
    steps = [m for m in task.milestones if m.origin == "policy"]
    reached = [m for m in steps if m in on_file.reached]
    timely = [m for m in reached if in_time(m, task)]
    missed = [f"{name} = {code}" for name, code in own if code in ("MISSED", "LOST")]
    if missed:
        return Decision("MISSED", "; ".join(missed))
    if steps and len(timely) == len(steps):
        return Decision("DONE", f"M {len(timely)}/{len(steps)} ≤ {task.deadline}")
    met = [f"{name} = {code}" for name, code in own if code.startswith("MET")]
    if met and len(met) == len(own):
        return Decision("DONE", "; ".join(met))
    if len(reached) > len(timely) and len(reached) == len(steps):
        return Decision("MISSED", f"M {len(timely)}/{len(steps)} ≤ {task.deadline}")
    told = "; ".join(move.formula for move in moves)
    if moves and all(move.advanced for move in moves):
        return Decision("ADVANCED", told)
    count = on_file.told + (f"; {told}" if told else "")
    return Decision("EVIDENCE", count) if on_file.count else Decision("NONE", count)


def in_time(step: Milestone, task: Task) -> bool:
    """Whether a milestone was reached by the earlier of its own day and the task's."""
    return step.reached is not None and step.reached <= min(step.due, task.deadline)
