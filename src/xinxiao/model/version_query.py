"""Versions as SDMX asks for them: ``1.2.0``, ``*``, ``1.2+.0``, ``~`` (SDMX REST 2.2, doc/querying_versions.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

Wildcard = Literal["", "+", "~", "*"]
"""``+``: the last stable one; ``~``: the last one, draft or not; ``*``: all of them."""
T = TypeVar("T")
_WILDCARDS: Mapping[str, Wildcard] = {"+": "+", "~": "~", "*": "*"}
_PART = re.compile(r"(?P<number>0|[1-9][0-9]{0,8})?(?P<sign>[+~*]?)")
_DOT = re.compile(r"\.")
_EXTENSION = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_HELD = re.compile(r"([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-(.+))?")


@dataclass(frozen=True)
class VersionQuery:
    """Which versions: those whose first ``at`` parts are those of ``parts`` and whose others are not below them.

    Without a ``wildcard`` just the one; with one and no ``parts`` any. ``extension`` is that of a draft.
    """

    parts: tuple[int, ...] = ()
    wildcard: Wildcard = ""
    at: int = 0
    extension: str = ""

    def of(self, versions: Iterable[str]) -> tuple[str, ...]:
        """Those of some versions that are asked for, in order: all that fit, or the last of them."""
        fitting = sorted({version for version in versions if self._fits(version)}, key=rank_of)
        return tuple(fitting if self.wildcard in ("", "*") else fitting[-1:])

    def _fits(self, version: str) -> bool:
        held, extension = _taken(version)
        if self.wildcard == "+" and (extension or len(held) < 3 or held[0] == 0):
            return False
        if self.wildcard == "":
            return (held, extension) == (self.parts, self.extension)
        if not self.parts:
            return True
        alike = len(held) == len(self.parts) and held[: self.at] == self.parts[: self.at]
        return alike and held[self.at :] >= self.parts[self.at :]


def version_query(text: str) -> VersionQuery | None:
    """What a text asks for; None for one that SDMX does not know."""
    if text in _WILDCARDS:
        return VersionQuery((), _WILDCARDS[text])
    numbers, dash, extension = text.partition("-")
    found = [_PART.fullmatch(part) for part in _DOT.split(numbers)]
    if len(found) > 3 or not all(found) or (dash and not _EXTENSION.fullmatch(extension)):
        return None
    parts = [(match["number"], match["sign"]) for match in found if match]
    if ("", "") in [(number or "", sign) for number, sign in parts]:
        return None
    signed = [at for at, (_, sign) in enumerate(parts) if sign]
    values = tuple(int(number or 0) for number, _ in parts)
    if not signed:
        whole = not dash or len(parts) == 3
        return VersionQuery(values, "", len(parts), extension) if whole else None
    at = signed[0]
    if len(signed) > 1 or dash or not _is_sound(parts, at, values):
        return None
    return VersionQuery(values, _WILDCARDS[parts[at][1]], at)


def _is_sound(parts: list[tuple[str, str]], at: int, values: tuple[int, ...]) -> bool:
    """Whether a wildcard may stand there: nothing but 0 behind one without a number; ``+`` only with three parts, of which
    the first is not 0."""
    bare = parts[at][0] is None
    if bare and any(values[at + 1 :]):
        return False
    if len(parts) == 1:  # 1+, 1~: a wildcard needs a part behind it, or stands alone
        return False
    if parts[at][1] != "+":
        return True
    return len(parts) == 3 and (values[0] > 0 or (bare and at == 0))


def _taken(version: str) -> tuple[tuple[int, ...], str]:
    match = _HELD.fullmatch(version)
    if match is None:
        return (), version
    return tuple(int(part) for part in match.groups()[:3] if part is not None), match[4] or ""


def newest_first(found: Iterable[T], version: Callable[[T], str]) -> list[T]:
    """Things that have a version in falling order: by its numbers, a draft behind the version it is a draft of."""
    return sorted(found, key=lambda one: rank_of(version(one)), reverse=True)


def rank_of(version: str) -> tuple[tuple[int, ...], bool, str]:
    """What versions are ordered by: their numbers, a draft before the version it is a draft of."""
    held, extension = _taken(version)
    return held, not extension, extension
