"""Verify: hash every sealed byte of a release, compute it anew from its own programme, and compare."""

from __future__ import annotations

from xinxiao import cycle
from xinxiao.errors import NotFound, Tampered
from xinxiao.programme.read import read_bytes
from xinxiao.release.verify import Check, State, Verification, recomputed, sealed_bytes
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.sound import sound


def verify(call: Call, release_id: str | None = None, progress: Progress = silent) -> Verification:
    """The outcome, check by check; without an id of the last release. One whose programme or manifest was changed is not computed anew."""
    release, ports = releases.find(call, release_id), call.ports
    stored = sealed_bytes(release, {digest: _state(call, digest) for digest in release.blobs})
    again: tuple[Check, ...] = ()
    if all(c.state == "same" for c in stored if c.what.startswith(("files/", "manifest"))):
        files = {path: ports.blobs.get(digest) for path, digest in release.files.items()}
        loaded = sound(read_bytes(files))
        made = cycle.run(loaded, release.cycle, release.as_of, ports.code(), progress).release
        again = recomputed(release, made)
    return Verification(release.id, (*stored, *again), release.code, ports.code())


def _state(call: Call, digest: str) -> State:
    try:
        call.ports.blobs.get(digest)
    except NotFound:
        return "missing"
    except Tampered:
        return "tampered"
    return "same"
