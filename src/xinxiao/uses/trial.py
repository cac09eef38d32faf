"""A trial of a cycle: everything is computed, nothing is sealed or kept, and what a run would trip over is told.

A trial that found nothing is noted in the home. The next check of the same cycle needs no other while nothing it reads has
changed: what the programme says, what was known on the cycle's day, and the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import msgspec
import pyarrow as pa

from xinxiao import cycle
from xinxiao.analyse.programme_index.findings import findings
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index import IndexSpec
from xinxiao.model.codes import fault
from xinxiao.model.dataset import Dataset
from xinxiao.model.finding import Finding
from xinxiao.model.programme import CycleSpec, Programme
from xinxiao.programme.loaded import Loaded
from xinxiao.programme.nouns import encode
from xinxiao.uses.call import Call, Progress
from xinxiao.uses.notes import note, noted

TRIED = 64
"""Replicates of an index in a trial."""


def remembered(call: Call, loaded: Loaded, item: CycleSpec, progress: Progress) -> tuple[Finding, ...]:
    """What a run of a cycle of a readable programme trips over; nothing where a trial of the very same found nothing."""
    assert loaded.programme is not None
    name = f"tried-{call.ports.checking().sha256[:16]}-{_read(loaded, loaded.programme, item)[:32]}"
    if noted(call.ports.home, name) is not None:
        return ()
    found = trial(loaded, item, progress)
    if not found:
        note(call.ports.home, name, item.id)
    return found


def _read(loaded: Loaded, programme: Programme, item: CycleSpec) -> str:
    """A hash of all that a trial of a cycle reads."""
    whole = sha256(encode(programme, loaded.indices))
    whole.update(item.id.encode())
    for table in cycle.reads(loaded, item.id):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table.combine_chunks())
        whole.update(sink.getvalue())
    return whole.hexdigest()


def quick(loaded: Loaded) -> Loaded:
    """The same with few replicates: one that fails is counted and stops no run, so that a trial needs no more of them."""

    def quick(spec: IndexSpec) -> IndexSpec:
        declared = spec.assumptions
        if declared is None:
            return spec
        fewer = msgspec.structs.replace(declared, replicates=min(declared.replicates, TRIED))
        return msgspec.structs.replace(spec, assumptions=fewer)

    reads = {
        name: read if read.spec is None else replace(read, spec=quick(read.spec))
        for name, read in loaded.index_reads.items()
    }
    return replace(loaded, index_reads=reads)


def trial(loaded: Loaded, item: CycleSpec, progress: Progress) -> tuple[Finding, ...]:
    """What a run of a cycle trips over: nothing is sealed or kept."""
    try:
        made = cycle.compiled(loaded, item.id, None, progress)
        return _suited(loaded, item, made)
    except (DataFault, ProgrammeFault) as stop:
        named = [item for item in getattr(stop, "findings", ()) if isinstance(item, Finding)]
        if named:
            return tuple(_at_node(loaded, item) for item in named)
        line = loaded.places.line("programme.yaml", ("cycles",))
        places = {"cycle": item.id, "problem": stop.message, "hint": stop.hint or "-"}
        return (fault("programme.yaml", line, "RUN_STOPS", **places),)


def _suited(loaded: Loaded, item: CycleSpec, made: Mapping[str, Dataset]) -> tuple[Finding, ...]:
    """What the numbers of the last cycle say against how the indices are made: earlier ones keep what they were
    published with."""
    programme = loaded.programme
    if programme is None or not loaded.indices or item != programme.file.cycles[-1]:
        return ()
    told = made[programme.flow("indicators").id]
    return tuple(_at_node(loaded, found) for found in findings(programme, loaded.indices, told, item))


def _at_node(loaded: Loaded, item: Finding) -> Finding:
    """A finding about an indicator of the index, at the line of the framework where it stands."""
    code = dict(item.places).get("indicator", "")
    folder = item.file.rpartition("/")[0]
    read = next((read for read in loaded.index_reads.values() if read.folder == folder), None)
    place = read.tree.places.get(code) if read is not None else None
    return item if place is None or item.line else replace(item, file=place[0], line=place[1])
