"""One fault is told once: what merely follows from a file that could not be read is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from xinxiao.files.places import Places
from xinxiao.model.finding import Finding
from xinxiao.programme.shapes import LISTS

FOLLOWING = {
    "sources": ("SOURCE_UNKNOWN",),
    "scopes": ("SCOPE_UNKNOWN",),
    "indicators": ("INDICATOR_UNKNOWN",),
    "tasks": ("TARGET_TASK_UNKNOWN",),
    "CL_AREA": ("AREA_UNKNOWN", "FIGURE_SUM", "FIGURE_SUM_FAR"),
    "CL_UNIT": ("UNIT_UNKNOWN",),
    "CL_BODY": ("BODY_UNKNOWN",),
    "CL_DOMAIN": ("DOMAIN_UNKNOWN",),
}
"""By kind of noun, the codes of the findings that follow when no noun of its file could be read."""


def causes(findings: Iterable[Finding], places: Places) -> Iterator[Finding]:
    """The findings without those that only say that nouns of an unreadable file are unknown."""
    findings = list(findings)
    read = {file for file, _ in places.nouns.values()}
    lost = {found.file for found in findings if found.level == "error" and found.file not in read}
    silent = {code for file in lost for code in FOLLOWING.get(_kind(file), ())}
    yield from (found for found in findings if found.code not in silent)


def _kind(file: str) -> str:
    if fnmatchcase(file, "codelists/CL_*"):
        return file.removeprefix("codelists/").partition(".")[0]
    return next((word for word in LISTS if "/" not in file and file.startswith(word)), "")
