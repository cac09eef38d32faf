"""Check: everything wrong with a programme, before anything is computed from it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from xinxiao import cycle
from xinxiao.analyse import account
from xinxiao.analyse.weighing import weighed
from xinxiao.errors import ProgrammeFault
from xinxiao.model.finding import Finding
from xinxiao.model.io_table import tables
from xinxiao.programme.load import load
from xinxiao.uses.call import Call, Progress, silent
from xinxiao.uses.trial import quick, remembered


def check(call: Call, folder: Path | None = None, progress: Progress = silent) -> tuple[Finding, ...]:
    """Every finding about a programme folder, sorted by place: its files, what they say of each other, the account's
    benchmarks; and once no error is left, whatever would stop a run of one of its cycles (:mod:`.trial`)."""
    loaded = load(call.ports.programme_folder(folder))
    loaded = replace(loaded, findings=weighed(loaded))
    programme = loaded.programme
    if programme is None or loaded.errors:
        return loaded.findings
    found = {*loaded.findings}
    if programme.account is not None:
        found |= {*account.findings(programme, tables(loaded.io), loaded.sectors)}
    with suppress(ProgrammeFault):  # what stops a formula stops the trial of the cycle, and is told there
        found |= {*cycle.undefined(loaded)}
    few = quick(loaded)
    for item in programme.file.cycles:
        found |= {*remembered(call, few, item, progress)}
    return tuple(sorted(found))
