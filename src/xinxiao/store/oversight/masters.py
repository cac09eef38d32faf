"""Master keys: what keys are wrapped with. They stand in a file that its owner alone may read, or in the environment; the first one
wraps, all of them unwrap, so that a new one takes over while the former still serves."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from pathlib import Path

from xinxiao.errors import SettingFault, told
from xinxiao.model.release import sha256
from xinxiao.store import durable

SIZE = 32
"""Bytes of a master key."""
MOST = 20
"""Master keys at once."""
LARGEST = 10_000
"""Bytes of their file."""


@dataclass(frozen=True)
class Master:
    """A master key. ``id`` names it beside what it wraps and tells nothing of it."""

    id: str
    secret: bytes = field(repr=False)


def master(secret: bytes) -> Master:
    """The master key of these bytes."""
    return Master(sha256(b"xinxiao master\n" + secret)[:16], secret)


@dataclass(frozen=True)
class Masters:
    """Where the master keys are: in the environment as ``given``, with blanks between, or else in ``file``, one a line; each in
    base64url."""

    file: Path
    given: str = field(default="", repr=False)

    @property
    def is_file(self) -> bool:
        """Whether they stand in a file."""
        return not self.given.strip()

    def held(self) -> tuple[Master, ...]:
        """The master keys there are now, the one that wraps first; none where there is no file.

        Raises :class:`SettingFault` for what is none, and for a file that others may read.
        """
        place, text = self._place, self.given if not self.is_file else self._read()
        secrets = [_secret(word, place) for word in text.split()]
        if len(secrets) > MOST:
            raise _unfit(place, f"> {MOST}")
        return tuple(dict.fromkeys(master(secret) for secret in secrets))

    def make(self) -> None:
        """Make the first master key, where there is no file; of processes that come at once one does."""
        self._written(lambda: durable.make_secret(self.file, lambda: _line(os.urandom(SIZE))))

    def add(self) -> Master:
        """Put a new master key before the others of the file."""
        new = master(os.urandom(SIZE))
        self._put((new, *self.held()))
        return new

    def drop_former(self) -> int:
        """Keep the first master key of the file alone; how many were dropped."""
        first, *former = self.held()
        self._put((first,))
        return len(former)

    @property
    def _place(self) -> str:
        return str(self.file) if self.is_file else "XINXIAO_MASTER_KEY"

    def _put(self, masters: tuple[Master, ...]) -> None:
        lines = [_line(one.secret) for one in masters]
        self._written(lambda: durable.write(self.file, lines, 0o600))

    def _written(self, write: durable.Writing) -> None:
        try:
            write()
        except OSError as error:
            raise _unfit(str(self.file), error.strerror or str(error)) from error

    def _read(self) -> str:
        try:
            mode, size = self.file.stat().st_mode, self.file.stat().st_size
            if mode & 0o077 or size > LARGEST:
                raise _unfit(str(self.file), f"{oct(mode & 0o777)}, {size} B")
            return str(self.file.read_bytes(), "ascii", "replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise _unfit(str(self.file), error.strerror or str(error)) from error


def _line(secret: bytes) -> bytes:
    return base64.urlsafe_b64encode(secret) + b"\n"


def _secret(word: str, place: str) -> bytes:
    try:
        found = base64.b64decode(word, altchars=b"-_", validate=True)
    except ValueError as error:
        raise _unfit(place, "base64") from error
    if len(found) != SIZE:
        raise _unfit(place, f"{len(found)} B")
    return found


def _unfit(place: str, reason: str) -> SettingFault:
    return SettingFault(f"{place}: {reason}", told("master_unfit", place=place, reason=reason))
