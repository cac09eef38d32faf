"""The head: which releases there are, asked of the ledger about once a second and not by every reader."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256

from xinxiao.errors import XinxiaoError
from xinxiao.model.life import Lived, latest, ranked
from xinxiao.model.release import Entry

EVERY = 1.0
"""Seconds until what was asked counts as old."""


@dataclass(frozen=True)
class Known:
    """What was asked: every release and how it stands, those that readers see, and a word that changes with either."""

    lives: tuple[Lived, ...]
    entries: tuple[Entry, ...]
    latest: Entry | None
    mark: str


def known(lives: tuple[Lived, ...]) -> Known:
    """What follows from how releases stand; ``mark`` is empty where readers see none and saw none."""
    told = [life for life in ranked(lives) if life.since]
    said = [(life.entry.sha256, life.state, life.by) for life in told]
    last = latest(lives)
    return Known(
        lives,
        tuple(life.entry for life in told if life.is_shown),
        last.entry if last else None,
        sha256(repr(said).encode()).hexdigest() if said else "",
    )


class Head:
    """The releases known last. ``watched`` keeps them fresh in the background; else they are asked for on demand.

    ``ask`` gives all releases, and how each stands, in the order of sealing. Threads may share one head.
    """

    def __init__(
        self,
        ask: Callable[[], tuple[Lived, ...]],
        every: float = EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._every = every
        self._clock = clock
        self._known: Known | None = None
        self._asked = 0.0
        self._watchers = 0
        self._lock = threading.Lock()

    @property
    def known(self) -> Known:
        """What is known, at most about a second old."""
        held = self._known
        if held is not None and self._is_fresh():
            return held
        with self._lock:  # of those who come at once, one asks
            held = self._known
            return held if held is not None and self._is_fresh() else self._asked_now()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The releases that readers see, the one shown to who names none last."""
        return self.known.entries

    def refresh(self) -> Known:
        """Ask now. Where the ledger cannot be asked, what was known before still counts; raises when nothing was."""
        with self._lock:
            return self._asked_now()

    def _is_fresh(self) -> bool:
        return self._watchers > 0 or self._clock() - self._asked < self._every

    def _asked_now(self) -> Known:
        try:
            self._known = known(self._ask())
        except XinxiaoError:
            if self._known is None:
                raise
        self._asked = self._clock()
        return self._known

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Ask about once a second in the background meanwhile."""
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(ended,), name="head", daemon=True)
        with suppress(XinxiaoError):
            self.refresh()
        watcher.start()
        with self._lock:
            self._watchers += 1
        try:
            yield
        finally:
            with self._lock:
                self._watchers -= 1
            ended.set()
            watcher.join()

    def _watch(self, ended: threading.Event) -> None:
        while not ended.wait(self._every):
            with suppress(XinxiaoError):
                self.refresh()
