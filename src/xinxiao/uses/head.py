"""The head: which releases there are, asked of the ledger about once a second and not by every reader."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from xinxiao.errors import XinxiaoError
from xinxiao.model.release import Entry

EVERY = 1.0
"""Seconds until what was asked counts as old."""


class Head:
    """The releases known last. ``watched`` keeps them fresh in the background; else they are asked for on demand.

    ``ask`` gives all releases in the order of sealing. Threads may share one head.
    """

    def __init__(
        self,
        ask: Callable[[], tuple[Entry, ...]],
        every: float = EVERY,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._every = every
        self._clock = clock
        self._known: tuple[Entry, ...] | None = None
        self._asked = 0.0
        self._watchers = 0
        self._lock = threading.Lock()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All sealed releases, in the order of sealing; at most about a second old."""
        known = self._known
        if known is not None and self._is_fresh():
            return known
        with self._lock:  # of those who come at once, one asks
            known = self._known
            return known if known is not None and self._is_fresh() else self._asked_now()

    def refresh(self) -> tuple[Entry, ...]:
        """Ask now. Where the ledger cannot be asked, what was known before still counts; raises when nothing was."""
        with self._lock:
            return self._asked_now()

    def _is_fresh(self) -> bool:
        return self._watchers > 0 or self._clock() - self._asked < self._every

    def _asked_now(self) -> tuple[Entry, ...]:
        try:
            self._known = self._ask()
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
