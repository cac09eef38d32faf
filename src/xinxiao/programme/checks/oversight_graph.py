"""Where a workflow can go: the states that can be reached, with what runs or was done on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from xinxiao.model.oversight.clock import ClockSpec
from xinxiao.model.oversight.workflow import ActSpec, Workflow

Mark = Callable[[ActSpec, bool], bool]
"""Whether something holds after an act, given whether it held before."""


@dataclass(frozen=True)
class Graph:
    """A workflow as states and the acts between them.

    Conditions, waits and people are left out: what is not reached here is not reached at all. A case that rests on an entry of a list
    goes to review from any state but one that ends it.
    """

    flow: Workflow

    @cached_property
    def opening(self) -> tuple[ActSpec, ...]:
        """Acts that open a case."""
        return tuple(act for act in self.flow.acts if not act.from_)

    @cached_property
    def lapses(self) -> tuple[str, ...]:
        """The state a case goes to when its entry lapses; none where acts need no entry."""
        rests = any(act.entry for act in self.flow.acts)
        return tuple(state.id for state in self.flow.states if state.review) if rests else ()

    @cached_property
    def ended(self) -> frozenset[str]:
        """States that end a case."""
        return frozenset(state.id for state in self.flow.states if state.ends)

    @cached_property
    def reached(self) -> frozenset[str]:
        """States that can be reached from an act that opens a case."""
        return frozenset(state for state, _ in self.walk(lambda _act, _held: False))

    def possible(self, act: ActSpec) -> bool:
        """Whether an act can ever be done."""
        return not act.from_ or bool(self.reached & set(act.from_))

    def leads(self, state: str) -> Iterator[tuple[ActSpec, str]]:
        """The acts that are possible in a state, each with the state it leads to. One that returns leads where the case was before,
        and so nowhere new."""
        return ((act, act.to or state) for act in self.flow.acts if state in act.from_ and not act.returns)

    def walk(self, mark: Mark) -> frozenset[tuple[str, bool]]:
        """Every state that can be reached, with what a mark can be there."""
        open_ = [(act.to, mark(act, False)) for act in self.opening if act.to is not None]
        seen = set[tuple[str, bool]]()
        while open_:
            here = open_.pop()
            if here in seen:
                continue
            seen.add(here)
            state, held = here
            open_ += [(to, mark(act, held)) for act, to in self.leads(state)]
            if state not in self.ended:
                open_ += [(to, held) for to in self.lapses]
        return frozenset(seen)

    def running(self, clock: ClockSpec) -> frozenset[str]:
        """States in which a clock can run; one that ends a case ends all clocks."""

        def mark(act: ActSpec, held: bool) -> bool:
            if act.id in clock.starts:
                return True
            return held and act.id not in (*clock.stops, *clock.drops, clock.runs_out)

        return frozenset(state for state, held in self.walk(mark) if held) - self.ended

    def possible_after(self, act: ActSpec, *earlier: str) -> bool:
        """Whether an act can be done once any of some earlier ones was."""
        found = self.walk(lambda own, held: held or own.id in earlier)
        return any(held and state in act.from_ for state, held in found)

    def returning(self, state: str) -> bool:
        """Whether a case can go back from a state to where it was before."""
        return any(act.returns and state in act.from_ for act in self.flow.acts)

    def _leaves(self, state: str, found: set[str]) -> bool:
        return any(to in found for _, to in self.leads(state)) or (self.returning(state) and bool(found))

    @cached_property
    def escapes(self) -> frozenset[str]:
        """States from which one that ends a case can be reached."""
        found, before = set(self.ended), -1
        while len(found) != before:
            before = len(found)
            found |= {
                state.id
                for state in self.flow.states
                if state.id not in found and self._leaves(state.id, found)
            }
        return frozenset(found)
