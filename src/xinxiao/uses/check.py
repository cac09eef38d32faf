"""Check: everything wrong with a programme, before anything is computed from it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xinxiao import cycle
from xinxiao.analyse import account
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.io_table import tables
from xinxiao.model.programme import CycleSpec
from xinxiao.model.release import Code
from xinxiao.programme.load import load
from xinxiao.programme.loaded import Loaded
from xinxiao.uses.call import Call, Progress, silent

NOBODY = Code(version="", sha256="0" * 64)


def check(call: Call, folder: Path | None = None, progress: Progress = silent) -> tuple[Finding, ...]:
    """Every finding about a programme folder, sorted by place: its files, what they say of each other, the account's
    benchmarks; and once no error is left, whatever would stop a run of one of its cycles."""
    loaded = load(call.ports.programme_folder(folder))
    programme = loaded.programme
    if programme is None or loaded.errors:
        return loaded.findings
    found = {*loaded.findings}
    if programme.account is not None:
        found |= {*account.findings(programme, tables(loaded.io), loaded.sectors)}
    for item in programme.file.cycles:
        found |= {*_trial(loaded, item, progress)}
    return tuple(sorted(found))


def _trial(loaded: Loaded, item: CycleSpec, progress: Progress) -> tuple[Finding, ...]:
    """What a run of a cycle trips over: nothing is sealed or kept."""
    try:
        cycle.compiled(loaded, item.id, None, progress)
    except (DataFault, ProgrammeFault) as stop:
        named = [item for item in getattr(stop, "findings", ()) if isinstance(item, Finding)]
        if named:
            return tuple(_at_node(loaded, item) for item in named)
        line = loaded.places.line("programme.yaml", ("cycles",))
        places = {"cycle": item.id, "problem": stop.message, "hint": stop.hint or "-"}
        return (fault("programme.yaml", line, "RUN_STOPS", **places),)
    return ()


def _at_node(loaded: Loaded, item: Finding) -> Finding:
    """A finding about an indicator of the index, at the line of the framework where it stands."""
    code = dict(item.places).get("indicator", "")
    place = loaded.index_read.tree.places.get(code)
    return item if place is None or item.line else replace(item, file=place[0], line=place[1])
