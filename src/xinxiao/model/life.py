"""The life of a release: from draft to live, and how it ends. What moved it are events; this folds them.

``draft → checked → embargoed → live → corrected or withdrawn``. Readers see what is live or corrected: a corrected release
stays where it was, and says which one corrects it. Of a withdrawn one the manifest and the notice stay, its data do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from xinxiao.model.event import (
    Event,
    ReleaseChecked,
    ReleaseCorrected,
    ReleaseEmbargoed,
    ReleaseHeld,
    ReleasePublished,
    ReleaseSealed,
    ReleaseWithdrawn,
)
from xinxiao.model.release import Entry
from xinxiao.model.text import Text

State = Literal["draft", "checked", "embargoed", "live", "corrected", "withdrawn"]
STATES: tuple[State, ...] = ("draft", "checked", "embargoed", "live", "corrected", "withdrawn")
SHOWN: frozenset[State] = frozenset({"live", "corrected"})
"""What readers see."""
AFTER: Mapping[State, frozenset[State]] = {
    "draft": frozenset({"checked"}),
    "checked": frozenset({"draft", "embargoed", "live"}),
    "embargoed": frozenset({"draft", "embargoed", "live"}),
    "live": frozenset({"corrected", "withdrawn"}),
    "corrected": frozenset({"withdrawn"}),
    "withdrawn": frozenset(),
}
"""What each state may turn into: what was published is never a draft again."""
MADE: Mapping[str, State] = {
    ReleaseHeld.kind: "draft",
    ReleaseChecked.kind: "checked",
    ReleaseEmbargoed.kind: "embargoed",
    ReleasePublished.kind: "live",
    ReleaseCorrected.kind: "corrected",
    ReleaseWithdrawn.kind: "withdrawn",
}
"""The state that an event of each kind makes; a sealing says its own."""
KINDS: tuple[str, ...] = (ReleaseSealed.kind, *MADE)
"""All kinds of events that move a release."""


@dataclass(frozen=True)
class Move:
    """A release came into a state by an event, at a time (UTC, ISO 8601).

    ``due``: when an embargo ends, or ended; ``by``: the release that corrects it; empty where there is none.
    """

    event: int
    id: str
    state: State
    at: str
    due: str
    by: str
    reason: str
    notice_zh: str
    notice_en: str


def moved(event: Event) -> Move:
    """The move that an event made. Whatever was sealed before releases had states was public from then on."""
    fact: dict[str, Any] = event.fact
    notice = fact.get("notice") or {}
    return Move(
        event=event.sequence,
        id=fact["id"],
        state=MADE.get(event.kind) or fact.get("state", "live"),
        at=event.at,
        due=fact.get("until") or fact.get("due", ""),
        by=fact.get("by", ""),
        reason=fact.get("reason", ""),
        notice_zh=notice.get("zh", ""),
        notice_en=notice.get("en", ""),
    )


@dataclass(frozen=True)
class Lived:
    """A release and how it stands. Times are UTC, ISO 8601, empty for what has not happened.

    ``since``: when it went live; ``until``: when it was withdrawn; ``notice``: what readers are told of its correction or
    withdrawal; ``due``: when its embargo ends, or ended; ``by``: the release that corrects it; ``reason``: why it was held
    back or withdrawn, for the record.
    """

    entry: Entry
    since: str = ""
    until: str = ""
    notice: Text | None = None
    state: State = "draft"
    due: str = ""
    by: str = ""
    reason: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether readers see its data."""
        return self.state in SHOWN

    def was_live(self, moment: str) -> bool:
        """Whether readers saw it at a moment (UTC, ISO 8601)."""
        return bool(self.since) and self.since <= moment and (not self.until or moment < self.until)


def lived(entries: Iterable[Entry], moves: Iterable[Move]) -> tuple[Lived, ...]:
    """Each release as its moves left it, in the order of sealing. ``moves`` come in the order of events."""
    by_id: dict[str, list[Move]] = {}
    for move in moves:
        by_id.setdefault(move.id, []).append(move)
    return tuple(_lived(entry, by_id.get(entry.id, [])) for entry in entries)


def _lived(entry: Entry, moves: list[Move]) -> Lived:
    def at(state: State) -> str:
        return next((move.at for move in moves if move.state == state), "")

    if not moves:
        return Lived(entry)
    last = moves[-1]
    notice = Text(zh=last.notice_zh, en=last.notice_en) if last.notice_zh else None
    due = ""
    for move in moves:  # an embargo is over with the draft it was for
        due = "" if move.state in ("draft", "checked") else move.due or due
    by = next((move.by for move in moves if move.by), "")
    return Lived(entry, at("live"), at("withdrawn"), notice, last.state, due, by, last.reason)


def ranked(lives: Iterable[Lived]) -> tuple[Lived, ...]:
    """Releases in the order in which they tell of the world; the last is the one shown to who names none.

    By the programme that went live last, then the last year of the cycle, a corrected one before its correction, then what
    was known, then sealing: a cycle of older years that is sealed later does not become the newest.
    """
    held = tuple(lives)
    newest: dict[str, str] = {}
    for life in held:
        name = life.entry.programme
        newest[name] = max(newest.get(name, ""), life.since)

    def rank(life: Lived) -> tuple[str, str, int, bool, str, int]:
        entry, state = life.entry, life.state
        name = entry.programme
        return (newest[name], name, entry.year, state != "corrected", entry.as_of, entry.sequence)

    return tuple(sorted(held, key=rank))


def latest(lives: Iterable[Lived]) -> Lived | None:
    """The release shown to who names none: the last of those that readers see; None when they see none."""
    shown = ranked(life for life in lives if life.is_shown)
    return shown[-1] if shown else None
