"""Checks of a programme as a whole: small pure functions, each from a programme to findings."""

from xinxiao.model.finding import Finding
from xinxiao.programme.loaded import Loaded


def check(loaded: Loaded) -> tuple[Finding, ...]:
    """All checks."""
    return ()
