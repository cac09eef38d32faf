"""Keys in memory, for tests of what seals and opens content and does not speak of key stores; and a store of keys in a folder."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xinxiao.store.ledger import Ledger
from xinxiao.store.oversight.content import Content, Erased
from xinxiao.store.oversight.key_backups import BackedKeys
from xinxiao.store.oversight.masters import Masters
from xinxiao.store.oversight.personal import PersonalRecords
from xinxiao.store.oversight.personal_desk import PersonalDesk
from xinxiao.store.oversight.subjects import Subjects


class KeysInMemory:
    """Keys that are gone with the test. A part that was destroyed stays so."""

    def __init__(self) -> None:
        self.held: dict[str, bytes | None] = {}
        self._of: dict[tuple[str, str], str] = {}
        self._ended: set[str] = set()

    def secret(self, case: str, part: str) -> tuple[str, bytes] | None:
        known = self._of.get((case, part))
        if known is None:
            if case in self._ended:
                return None
            known = self._of[case, part] = os.urandom(16).hex()
            self.held[known] = os.urandom(32)
        secret = self.held[known]
        return None if secret is None else (known, secret)

    def secrets(self, case: str, parts: Collection[str]) -> dict[str, tuple[str, bytes] | None]:
        return {part: self.secret(case, part) for part in parts}

    def secrets_of(
        self, wanted: Mapping[str, Collection[str]]
    ) -> dict[str, dict[str, tuple[str, bytes] | None]]:
        return {case: self.secrets(case, parts) for case, parts in wanted.items()}

    def find(self, ids: Iterable[str]) -> Mapping[str, bytes | None]:
        return {key: self.held[key] for key in ids if key in self.held}

    def destroy(self, case: str, parts: Sequence[str] | None = None) -> int:
        count = 0
        if parts is None:
            self._ended.add(case)
            parts = [part for each, part in self._of if each == case]
        for part in parts:
            known = self._of.setdefault((case, part), os.urandom(16).hex())
            count += self.held.get(known) is not None
            self.held[known] = None
        return count


def nothing(_case: str) -> frozenset[str]:
    """That nothing of a case is erased."""
    return frozenset()


def content(erased: Erased = nothing) -> Content:
    """Content that is sealed with such keys."""
    return Content(KeysInMemory(), erased)


def kept(ledger: Ledger, folder: Path) -> dict[str, Any]:
    """The stores of oversight that few tests speak of: what is kept of people, with the keys in a folder, and subjects."""
    keys = BackedKeys(f"sqlite:///{folder}/keys/keys.sqlite", Masters(folder / "master-key"))
    own = beside(ledger, folder)
    return {**own, "content": Content(keys, own["personal"].erased), "keys": keys}


def beside(ledger: Ledger, folder: Path) -> dict[str, Any]:
    """The same beside content that is sealed otherwise."""
    return {
        "keys": BackedKeys(f"sqlite:///{folder}/keys/keys.sqlite", Masters(folder / "master-key")),
        "personal": PersonalRecords(ledger.office, ledger.oversight),
        "personal_desk": PersonalDesk(ledger.office),
        "subjects": Subjects(ledger),
    }
