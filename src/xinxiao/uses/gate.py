"""The gate where people come in: how many passwords are hashed at once, and who failed how often of late.

Both are of one process. What must hold for all of them, the lock of an account, is in the ledger.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from pwdlib import PasswordHash

T = TypeVar("T")
MEMORY = 19_456
"""KiB that hashing one password takes (OWASP's first choice for argon2id: 19 MiB, two passes, one lane)."""
AT_ONCE = 2
"""Passwords that are hashed at once: 38 MiB, however many come."""
KNOWN = 10_000
"""Names and addresses whose failures are remembered."""


@dataclass
class Failures:
    """Who failed when, by a key: at most ``most`` times within ``seconds``; then they have to wait."""

    most: int
    seconds: float
    _known: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str, now: float) -> None:
        """Somebody failed."""
        with self._lock:
            times = self._known.pop(key, None) or deque(maxlen=self.most)
            times.append(now)
            self._known[key] = times
            while len(self._known) > KNOWN:
                del self._known[next(iter(self._known))]

    def wait(self, key: str, now: float) -> float:
        """Seconds they have to wait, never more than ``seconds``; 0 for who may try. What was noted later than now was by a clock that
        was set back, and counts as now."""
        with self._lock:
            times = self._known.get(key)
            if times is None or len(times) < self.most:
                return 0.0
            for place, noted in enumerate(times):
                times[place] = min(noted, now)
            return max(times[0] + self.seconds - now, 0.0)

    def forget(self, key: str) -> None:
        """They came in."""
        with self._lock:
            self._known.pop(key, None)


@dataclass
class Gate:
    """What one process knows of those who come in."""

    names: Failures = field(default_factory=lambda: Failures(5, 900.0))
    addresses: Failures = field(default_factory=lambda: Failures(50, 600.0))
    _free: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))

    @cached_property
    def _hasher(self) -> PasswordHash:
        from pwdlib import PasswordHash
        from pwdlib.hashers.argon2 import Argon2Hasher

        return PasswordHash((Argon2Hasher(time_cost=2, memory_cost=MEMORY, parallelism=1),))

    @cached_property
    def _dummy(self) -> str:
        """A hash that no password fits, for names that nobody has."""
        return self.hashed("no account has this one")

    def hashed(self, password: str) -> str:
        """The hash of a password."""
        return self._one(lambda: self._hasher.hash(password))

    def fits(self, password: str, held: str) -> bool:
        """Whether a password is that of a hash; of an empty one none is, which takes as long to say."""
        known = held or self._dummy
        return self._one(lambda: self._hasher.verify(password, known)) and bool(held)

    def _one(self, do: Callable[[], T]) -> T:
        with self._free:
            return do()
