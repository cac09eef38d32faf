"""A programme that may be run: one without errors."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.errors import ProgrammeFault, told
from xinxiao.programme.loaded import Loaded


def sound(loaded: Loaded) -> Loaded:
    """The programme when it has no errors. Raises :class:`ProgrammeFault` with all findings."""
    from xinxiao.analyse.weighing import (
        weighed,
    )  # and all it weighs with, which opening a portal need not wait for

    loaded = replace(loaded, findings=weighed(loaded))
    errors = loaded.errors
    if errors or loaded.programme is None:
        raise ProgrammeFault(
            f"{len(errors)} errors",
            told("programme_errors", count=len(errors)),
            findings=tuple(loaded.findings),
        )
    return loaded
