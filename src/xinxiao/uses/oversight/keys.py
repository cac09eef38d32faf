"""The key store: what it holds, its own backup, putting one back without what was destroyed since, and changing the master key. Each is
said in the chain of oversight."""

from __future__ import annotations

from pathlib import Path

from xinxiao.errors import Conflict, told
from xinxiao.model.event import Fact
from xinxiao.model.oversight.key_facts import KeysCopied, KeysPutBack, KeysRotated, MastersForgotten
from xinxiao.model.oversight.key_state import KeysBackedUp, KeysHeld, KeysRestored
from xinxiao.uses.oversight import erasure
from xinxiao.uses.oversight.office import Office


def held(office: Office) -> KeysHeld:
    """What the store holds."""
    office.demand("operate")
    return office.ports.keys.held()


def back_up(office: Office, folder: Path, home: Path, days: int) -> KeysBackedUp:
    """Copy the store into a folder and remove copies older than so many days; what the chain says is destroyed is so first.

    Raises :class:`Conflict` for a folder in the home, whose backup the copy is to be apart from.
    """
    office.demand("operate")
    if folder.resolve().is_relative_to(home.resolve()):
        raise Conflict(f"{folder} in {home}", told("backup_inside", path=str(folder), home=str(home)))
    erasure.carry_out(office)
    made = office.ports.keys.back_up(folder, office.now, days)
    _say(office, KeysCopied(name=made.name, sha256=made.sha256, keys=made.keys))
    return made


def restore(office: Office, folder: Path, name: str | None) -> KeysRestored:
    """Make the store from a copy, the one of this name or the last: whoever was erased since it was made stays erased."""
    office.demand("operate")
    mark = office.ports.chain.mark()
    made = office.ports.keys.restore(folder, name, erasure.destroyed(office), mark)
    _say(office, KeysPutBack(name=made.name, keys=made.keys, destroyed=made.destroyed))
    return made


def rotate(office: Office) -> int:
    """Wrap every key with a new master key; how many were. Killed at any moment it goes on when it is run again."""
    office.demand("operate")
    count = office.ports.keys.rotate()
    if count:
        _say(office, KeysRotated(keys=count))
    return count


def forget(office: Office) -> int:
    """Drop former master keys; how many. Copies of the store that were made before the change can be put back no more."""
    office.demand("operate")
    count = office.ports.keys.forget()
    if count:
        _say(office, MastersForgotten(masters=count))
    return count


def _say(office: Office, fact: Fact) -> None:
    office.ports.chain.append(office.actor.line, office.at, [fact])
