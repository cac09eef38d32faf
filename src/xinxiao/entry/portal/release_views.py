"""The releases opened last, each read once however many ask for it."""

from __future__ import annotations

from contextlib import suppress

from xinxiao.entry.portal.reads import ReadUses
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.errors import XinxiaoError
from xinxiao.model.cache import Cache
from xinxiao.model.release import Entry

OPEN = 4
"""How many releases stay in memory."""


class ReleaseViews:
    """The house with its releases. ``fixed`` is shown when a reader names no release (default: the last)."""

    def __init__(self, uses: ReadUses, fixed: str | None = None) -> None:
        self.uses = uses
        self.fixed = fixed
        self._open: Cache[str, ReleaseView] = Cache(OPEN)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All releases, newest first."""
        return tuple(reversed(self.uses.head.entries))

    @property
    def head(self) -> str:
        """The hash of the last release; empty when there is none."""
        entries = self.uses.head.entries
        return entries[-1].sha256 if entries else ""

    def view(self, release: str = "") -> ReleaseView:
        """A release by its id (or the beginning of it), or the one shown to who names none.

        Raises ``NotFound`` when there is none.
        """
        entries = self.uses.head.entries
        wanted = release or self.fixed or (entries[-1].id if entries else None)
        known = next((entry.id for entry in entries if entry.id == wanted), None)
        name = known or self.uses.release(wanted).id
        return self._open.get(name, lambda: ReleaseView(self.uses, self.uses.release(name)))

    def warm(self) -> None:
        """Read the last release into memory, so that the first readers do not wait; without one, nothing."""
        with suppress(XinxiaoError):
            view = self.view()
            for step in view.steps:
                if step != "cells":
                    view.rows(step)
