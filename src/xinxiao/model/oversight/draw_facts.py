"""What happens to draws, as events of the chain of oversight: numbers, hashes, days, and what sources of chance said; no free text.

The terms, the roster, the exclusions, the inspectors and the file of a draw are kept by their hashes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import msgspec

from xinxiao.model.event import Event, Fact
from xinxiao.model.oversight.draw import Kind, SourceOfChance, Value
from xinxiao.model.oversight.draw_list import DrawState


class DrawFact(Fact, frozen=True, kw_only=True):
    """What is said of one draw, by its number."""

    number: str


class DrawCommitted(DrawFact, frozen=True, kw_only=True):
    """The terms of a draw were fixed and published, before there is chance: their hash, which is the commitment; the one of the number
    before, empty for the first of a series; the hashes of roster, exclusions and inspectors; the sources and when they will speak;
    ``case``: the case in which it was approved; ``of``: the draw it repeats or makes void."""

    kind: ClassVar[str] = "draw.committed"
    commitment: str
    before: str
    draw_kind: Kind
    of: str
    roster: str
    exclusions: str
    inspectors: str
    sources: tuple[SourceOfChance, ...]
    case: str
    published: str
    synthetic: bool


class DrawDrawn(DrawFact, frozen=True, kw_only=True):
    """It was drawn: what the sources said before which witnesses, the seed, the hash of the file, and how many were selected."""

    kind: ClassVar[str] = "draw.drawn"
    values: tuple[Value, ...]
    seed: str
    record: str
    selected: int


class DrawVoided(DrawFact, frozen=True, kw_only=True):
    """A draw is void; ``by``: the number under which its reason and approver are recorded. What it gave stays public."""

    kind: ClassVar[str] = "draw.void"
    by: str


class DrawAssigned(DrawFact, frozen=True, kw_only=True):
    """The inspections that follow from a draw were opened as cases: how many, the first and the last of their numbers, which follow
    each other; empty for none."""

    kind: ClassVar[str] = "draw.assigned"
    cases: int
    first: str = ""
    last: str = ""


STEPS: tuple[type[DrawFact], ...] = (DrawDrawn, DrawVoided, DrawAssigned)
"""What happens to a draw after its commitment, each at most once."""
KINDS: tuple[str, ...] = (DrawCommitted.kind, *(fact.kind for fact in STEPS))
"""All kinds of events of draws."""


@dataclass(frozen=True)
class DrawStanding:
    """A draw as its events say: each with the fact, None where it did not happen; ``later``: the events after its commitment."""

    event: Event
    committed: DrawCommitted
    drawn: DrawDrawn | None = None
    voided: DrawVoided | None = None
    assigned: DrawAssigned | None = None
    later: tuple[Event, ...] = ()

    def event_of(self, fact: type[DrawFact]) -> Event | None:
        """The event by which something happened to it; None where it did not."""
        every = (self.event, *self.later)
        return next((one for one in every if one.kind == fact.kind), None)

    @property
    def state(self) -> DrawState:
        """The last that happened to it, as texts name it."""
        if self.committed.draw_kind == "void":
            return "voiding"
        if self.voided is not None:
            return "void"
        if self.assigned is not None:
            return "assigned"
        return "committed" if self.drawn is None else "drawn"


_FACTS: tuple[type[DrawFact], ...] = (DrawCommitted, *STEPS)
_DECODERS: dict[str, msgspec.json.Decoder[DrawFact]] = {
    fact.kind: msgspec.json.Decoder(fact) for fact in _FACTS
}


def said_of_draw(event: Event) -> DrawFact:
    """What an event of a draw says. Raises ``KeyError`` for an event of another kind."""
    return _DECODERS[event.kind].decode(event.payload)
