"""Cycles that a programme declares and no release covers: sealed by a worker, so that there is something to compare with."""

from __future__ import annotations

from xinxiao import cycle
from xinxiao.model.job import Done, Job, Planned
from xinxiao.model.release import Release
from xinxiao.programme.read import read_bytes
from xinxiao.uses import releases, workflow
from xinxiao.uses.call import Call
from xinxiao.uses.run import keep
from xinxiao.uses.sound import sound

SEAL = "release.seal"
"""The job that seals one."""
MINUTES = 30
"""How long it may take before another worker may try."""


def uncovered(call: Call, release: Release) -> tuple[str, ...]:
    """The cycles of a release's programme of which there is no release of any state, and whose day has come."""
    covered = {e.cycle for e in releases.entries(call) if e.programme == release.programme.id}
    today = call.now.astimezone(call.ports.zone).date().isoformat()
    declared = releases.programme(call, release).programme.file.cycles
    return tuple(spec.id for spec in declared if spec.id not in covered and spec.as_of <= today)


def plan(call: Call, release: Release) -> tuple[str, ...]:
    """Have a worker seal them, from the programme as it is sealed in this release; which ones."""
    call.demand("release")
    found = uncovered(call, release)
    call.ports.ledger.jobs.plan([Planned(SEAL, f"{release.id} {name}", call.at) for name in found])
    return found


def seal(call: Call, job: Job) -> Done:
    """Seal a cycle of the programme of a release and carry it on as a run does; nothing where one covers it by now.

    Raises :class:`Conflict` while a run is at work in the same home.
    """
    release_id, _, wanted = job.key.partition(" ")
    release, ports = releases.find(call, release_id), call.ports
    with ports.exclusive():
        if wanted not in uncovered(call, release):
            return Done("covered")
        files = {path: ports.blobs.get(digest) for path, digest in release.files.items()}
        sealed = cycle.run(sound(read_bytes(files)), wanted, None, ports.code())
        keep(call, sealed)
        workflow.record(call, sealed.release, draft=False)
    return Done(sealed.release.id)
