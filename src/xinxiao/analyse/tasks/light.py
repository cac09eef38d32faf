"""The light of a task: one rule, from what is on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from xinxiao.analyse.tasks.progress import Progress
from xinxiao.model.target import Target, Task

Light = Literal["DONE", "ADVANCED", "EVIDENCE", "NONE", "MISSED"]
OWN_END = ("share", "count", "milestone")
"""Kinds of target that are the end of a task; levels, growth and pull speak of the whole policy."""


@dataclass(frozen=True)
class Decision:
    """A light, and in one line what decided it."""

    light: Light
    because: str


def linked(task: Task, targets: Sequence[Target]) -> tuple[Target, ...]:
    """Targets that are this task's own end."""
    return tuple(t for t in targets if task.id in t.tasks and t.kind in OWN_END)


def decide(
    task: Task,
    targets: Sequence[Target],
    verdicts: Mapping[str, str],
    moves: Sequence[Progress],
    on_file: int,
    as_of: str,
) -> Decision:
    """Decide by the first that holds.

    1. DONE: the task has milestones and all were reached by the deadline, or a target that is its end was met.
    2. MISSED: a target that is its end was missed, or a milestone was reached late.
    3. ADVANCED: an indicator moved the way the policy asks between its start and the deadline.
    4. EVIDENCE: anything at all is on file (``on_file`` pieces); 5. NONE.

    ``verdicts`` are by target id. What became known after ``as_of`` does not count.
    """
    own = [(t.id, verdicts.get(t.id, "NOT_VERIFIABLE")) for t in linked(task, targets)]
    reached = [m for m in task.milestones if m.reached is not None and m.reached <= as_of]
    in_time = [m for m in reached if (m.reached or "") <= min(m.due, task.deadline)]
    missed = [f"{name} = {code}" for name, code in own if code == "MISSED"]
    if missed:
        return Decision("MISSED", "; ".join(missed))
    if task.milestones and len(in_time) == len(task.milestones):
        return Decision("DONE", f"M {len(in_time)}/{len(task.milestones)} ≤ {task.deadline}")
    met = [f"{name} = {code}" for name, code in own if code.startswith("MET")]
    if met and len(met) == len(own):
        return Decision("DONE", "; ".join(met))
    if len(reached) > len(in_time) and len(reached) == len(task.milestones):
        return Decision("MISSED", f"M {len(in_time)}/{len(task.milestones)} ≤ {task.deadline}")
    if moves:
        return Decision("ADVANCED", "; ".join(move.formula for move in moves))
    return Decision("EVIDENCE", f"n = {on_file}") if on_file else Decision("NONE", "n = 0")
