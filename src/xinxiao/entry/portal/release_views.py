"""The releases opened last, each read once however many ask for it."""

from __future__ import annotations

from contextlib import suppress

from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.errors import XinxiaoError
from xinxiao.model.actor import ANONYMOUS, Actor
from xinxiao.model.cache import Cache
from xinxiao.model.life import Lived, ranked
from xinxiao.model.release import Entry
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Ports, clock

OPEN = 4
"""How many releases stay in memory."""


class ReleaseViews:
    """The releases of a house. ``fixed`` is shown when a reader names none (default: the last)."""

    def __init__(self, ports: Ports, fixed: str | None = None) -> None:
        self.ports = ports
        self.fixed = fixed
        self._open: Cache[str, ReleaseView] = Cache(OPEN)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The releases that readers see, newest first."""
        return tuple(reversed(self.ports.head.entries))

    @property
    def lives(self) -> tuple[Lived, ...]:
        """What is or was live and how it stands, newest first: withdrawn releases too, whose record stays."""
        return tuple(life for life in reversed(ranked(self.ports.head.known.lives)) if life.since)

    def record(self, release: str) -> tuple[Lived, ReleaseView]:
        """A release by its id and how it stands, though it be withdrawn: for its record, not for its data.

        Raises ``NotFound``.
        """
        call = self.call()
        held = next((life for life in self.lives if life.entry.id == release), None)
        held = held or releases.record(call, release)
        if held.is_shown:
            return held, self.view(held.entry.id)
        return held, ReleaseView(call, releases.manifest(call, held.entry.sha256))

    @property
    def head(self) -> str:
        """A word for which releases readers see and how they stand; empty when they never saw one."""
        return self.ports.head.known.mark

    def view(self, release: str = "") -> ReleaseView:
        """A release by its id (or the beginning of it), or the one shown to who names none.

        Raises ``NotFound`` when there is none, ``Withdrawn`` for one that was withdrawn.
        """
        entries = self.ports.head.entries
        wanted = release or self.fixed or (entries[-1].id if entries else None)
        known = next((entry.id for entry in entries if entry.id == wanted), None)
        call = self.call()
        name = known or releases.find(call, wanted).id
        return self._open.get(name, lambda: ReleaseView(call, releases.find(call, name)))

    def call(self, actor: Actor = ANONYMOUS) -> Call:
        """A call of a use by an actor, now. What all readers share is asked for by nobody in particular."""
        return Call(self.ports, actor, clock())

    def warm(self) -> None:
        """Read the last release into memory, so that the first readers do not wait; without one, nothing."""
        with suppress(XinxiaoError):
            view = self.view()
            for step in view.steps:
                if step != "cells":
                    view.rows(step)
