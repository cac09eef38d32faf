"""A tiny programme with oversight for tests: one workflow of everything, its rule and its document."""

from __future__ import annotations

from collections.abc import Mapping

from tests.nouns import ROOT, TINY, files_of

OVERSEEN = ROOT / "tests" / "data" / "oversight"
"""Files that stand in `oversight/` of the tiny programme."""
WORKFLOW = "oversight/workflows/VISIT.yaml"


def overseen(*changes: tuple[str, str], file: str = WORKFLOW) -> Mapping[str, bytes]:
    """The files of the tiny programme with oversight, in one of which text (each old text must be there) is replaced."""
    own = {f"oversight/{path}": content for path, content in files_of(OVERSEEN).items()}
    text = own[file].decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return {**files_of(TINY), **own, file: text.encode()}


LAW = ROOT / "tests" / "data" / "oversight-law"
"""Workflows of other matters than those shipped, with the rules the reference names, to stand in `oversight/` of the tiny programme."""


def by_law() -> Mapping[str, bytes]:
    """The files of the tiny programme with these workflows."""
    own = {
        path if path.startswith("sources") else f"oversight/{path}": content
        for path, content in files_of(LAW).items()
    }
    return {**files_of(TINY), **own}
