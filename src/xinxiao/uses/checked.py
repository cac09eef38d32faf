"""How releases were checked before they went on: by computing them anew, or by no more than a run does by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from xinxiao.model.event import ReleaseChecked
from xinxiao.uses import releases
from xinxiao.uses.call import Call

How = Literal["hashed", "recomputed"]


@dataclass(frozen=True)
class Checked:
    """The last check of a release. ``hashed``: its programme had no errors and every byte was hashed on its way into the
    lake, nothing was computed a second time; ``at``: when (UTC, ISO 8601); ``checks``: bytes hashed, or compared."""

    how: How
    at: str
    checks: int


def checked(call: Call) -> Mapping[str, Checked]:
    """The last check of each release that this actor may see, by id; a draft may have none, nor has what was sealed before
    releases had states."""
    seen = {life.entry.id for life in releases.standing(call)}
    events = call.ports.ledger.events.events(kind=ReleaseChecked.kind)
    told = ((event.fact, event.at) for event in events)
    return {
        fact["id"]: Checked(_how(fact["how"]), at, fact["checks"]) for fact, at in told if fact["id"] in seen
    }


def _how(said: str) -> How:
    """Events of earlier versions say ``sealing`` for what was hashed."""
    return "recomputed" if said == "recomputed" else "hashed"
