"""The one cache of the house: bounded, locked, and asked once for each thing however many threads want it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Cache(Generic[K, V]):
    """Values by key, the ones asked for longest ago dropped beyond ``limit``.

    ``size`` says what a key with its value counts; by default each counts 1, so that ``limit`` is a number of
    entries. A value larger than an eighth of the limit is handed out and not kept when ``size`` is given.
    Threads may share one cache.
    """

    def __init__(self, limit: int, size: Callable[[K, V], int] | None = None) -> None:
        self.limit = limit
        self._size = size
        self._held: OrderedDict[K, V] = OrderedDict()
        self._making: dict[K, threading.Lock] = {}
        self._lock = threading.Lock()
        self.total = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._held)

    def find(self, key: K) -> V | None:
        """The value kept for a key, if there is one."""
        with self._lock:
            if key not in self._held:
                self.misses += 1
                return None
            self.hits += 1
            self._held.move_to_end(key)
            return self._held[key]

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value kept for a key; made by ``make`` when there is none.

        Threads that ask for one key at once wait for one making. What ``make`` raises is raised to each of them.
        """
        found = self.find(key)
        if found is not None:
            return found
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._held:
                    self._held.move_to_end(key)
                    return self._held[key]
            try:
                value = make()
                self.put(key, value)
            finally:
                with self._lock:
                    self._making.pop(key, None)
            return value

    def put(self, key: K, value: V) -> None:
        """Keep a value, dropping those asked for longest ago."""
        count = self._count(key, value)
        if self._size is not None and count > self.limit // 8:
            return
        with self._lock:
            if key in self._held:
                self.total -= self._count(key, self._held.pop(key))
            self._held[key] = value
            self.total += count
            while self.total > self.limit and len(self._held) > 1:
                dropped, old = self._held.popitem(last=False)
                self.total -= self._count(dropped, old)

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._held.clear()
            self.total = 0

    def _count(self, key: K, value: V) -> int:
        return 1 if self._size is None else self._size(key, value)
