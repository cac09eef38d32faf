"""Vouched: what sources say of snapshots is held against what the ledger says of them, before anything is released."""

from __future__ import annotations

from xinxiao.errors import DataFault, told
from xinxiao.model.collect.snapshot import SnapshotTaken, snapshot_of
from xinxiao.model.programme import Programme
from xinxiao.uses.call import Call


def vouched(call: Call, programme: Programme) -> None:
    """Raise :class:`DataFault` for a source that names a snapshot the ledger does not know, or calls one of invented units
    anything else: what a file says of a snapshot binds nobody, the ledger does."""
    claimed = {source.snapshot: source for source in programme.sources.values() if source.snapshot}
    if not claimed:
        return
    events = call.ports.ledger.events.events(kind=SnapshotTaken.kind)
    known = {taken.sha256: taken for taken in (snapshot_of(event.fact) for event in events)}
    for digest, source in claimed.items():
        taken = known.get(digest)
        if taken is None or (taken.synthetic and not (source.synthetic and programme.file.synthetic)):
            raise DataFault(
                f"{source.id}: snapshot {digest}", told("snapshot_claimed", source=source.id, digest=digest)
            )
