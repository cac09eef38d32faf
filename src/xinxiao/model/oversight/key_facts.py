"""What was done with the key store, as events of the chain of oversight. They hold no key and nothing of one."""

from __future__ import annotations

from typing import ClassVar

from xinxiao.model.event import Fact


class KeysCopied(Fact, frozen=True, kw_only=True):
    """The key store was backed up: the name and the hash of the copy, and how many keys are in it."""

    kind: ClassVar[str] = "keys.backed_up"
    name: str
    sha256: str
    keys: int


class KeysPutBack(Fact, frozen=True, kw_only=True):
    """The key store was made from a copy; so many keys of it were destroyed since it was made, and are not in the store."""

    kind: ClassVar[str] = "keys.restored"
    name: str
    keys: int
    destroyed: int


class KeysRotated(Fact, frozen=True, kw_only=True):
    """So many keys were wrapped with a new master key."""

    kind: ClassVar[str] = "keys.rotated"
    keys: int


class MastersForgotten(Fact, frozen=True, kw_only=True):
    """So many former master keys were dropped."""

    kind: ClassVar[str] = "keys.masters_forgotten"
    masters: int
