"""Verify a release: is every sealed byte as named, and does recomputing it give the same bytes?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from xinxiao.model.release import Code, Release

State = Literal["same", "differs", "missing", "tampered"]


@dataclass(frozen=True)
class Check:
    """One thing verified: a dataset, its inputs, or a sealed blob, and how it was found."""

    what: str
    state: State
    sealed: str
    found: str = ""


@dataclass(frozen=True)
class Verification:
    """The outcome: every check, and the code that made the release against the code that recomputed it."""

    release: str
    checks: tuple[Check, ...]
    made_by: Code
    checked_by: Code

    @property
    def faults(self) -> tuple[Check, ...]:
        """Checks that failed."""
        return tuple(check for check in self.checks if check.state != "same")

    @property
    def holds(self) -> bool:
        """Whether nothing failed. Other code that gives the same bytes is no fault."""
        return not self.faults

    @property
    def same_code(self) -> bool:
        """Whether the release was recomputed by the code it was made by."""
        return self.made_by == self.checked_by


def sealed_bytes(release: Release, state: Mapping[str, State]) -> tuple[Check, ...]:
    """A check for each sealed blob; ``state`` says by hash how the lake holds it."""
    named = {f"files/{path}": digest for path, digest in release.files.items()}
    for name, part in release.datasets.items():
        named |= {f"{name}.parquet": part.sha256, f"{name}.inputs.parquet": part.inputs_sha256}
    named |= {"nouns.json": release.nouns, "manifest.json": release.sha256}
    return tuple(Check(what, state[digest], digest) for what, digest in sorted(named.items()))


def recomputed(sealed: Release, again: Release) -> tuple[Check, ...]:
    """A check for each dataset of either release, comparing the hashes of data and inputs, and for the nouns."""
    nouns: State = "same" if sealed.nouns == again.nouns else "differs"
    checks = [Check("nouns", nouns, sealed.nouns, again.nouns)]
    for name in sorted({*sealed.datasets, *again.datasets}):
        one, two = sealed.datasets.get(name), again.datasets.get(name)
        for what, before, after in (
            (name, one and one.sha256, two and two.sha256),
            (f"{name} inputs", one and one.inputs_sha256, two and two.inputs_sha256),
        ):
            state: State = "same" if before == after else "differs" if before and after else "missing"
            checks.append(Check(what, state, before or "", after or ""))
    return tuple(checks)
