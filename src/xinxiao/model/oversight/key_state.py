"""What is known of a key store: what it holds, what was copied from it and into it."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.model.event import Mark


@dataclass(frozen=True)
class KeysHeld:
    """What a key store holds: keys that are there and that were destroyed, those that wait to be wrapped by the newest master key, and up
    to which event of the chain destructions were carried out."""

    keys: int
    destroyed: int
    waiting: int
    replayed: Mark


@dataclass(frozen=True)
class KeysBackedUp:
    """A backup that was made: its name, the hash of its file, how many keys are in it, and the older ones that were removed."""

    name: str
    sha256: str
    keys: int
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class KeysRestored:
    """A store that was made from a backup: which, how many keys there are now, and how many of the backup were destroyed since."""

    name: str
    keys: int
    destroyed: int
