"""A Merkle tree that is kept, so that the path of one line is found without hashing all lines again.

What is kept are the nodes above the leaves: a fifteenth of the leaves, 32 bytes each. Roster texts are looked through as they are
kept, records of one length, none of them taken apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xinxiao.oversight.merkle import ARITY, above, leaves
from xinxiao.oversight.tickets import CHUNK

CODE = 18
"""Characters of a code."""
_RECORD, _HASH = CODE + 1, 32


@dataclass(frozen=True)
class Tree:
    """The levels of a tree of so many leaves, from the one above the leaves to the root: hashes one after the other."""

    count: int
    levels: tuple[bytes, ...]

    def path(self, family: Sequence[str], place: int) -> tuple[tuple[str, ...], ...]:
        """As :func:`xinxiao.oversight.merkle.path`, of the line at ``place``; ``family``: the lines below the node above it."""
        if not self.levels:
            return ()
        found = [_others([leaf.hex() for leaf in leaves(family)], place)]
        for level in self.levels[:-1]:
            place //= ARITY
            first = place - place % ARITY
            nodes = level[first * _HASH : (first + ARITY) * _HASH]
            found.append(_others([nodes[i : i + _HASH].hex() for i in range(0, len(nodes), _HASH)], place))
        return tuple(found)


def _others(family: list[str], place: int) -> tuple[str, ...]:
    own = place % ARITY
    return tuple(family[:own] + family[own + 1 :])


def tree(lines: Sequence[str]) -> Tree:
    """The tree over lines ``code|stratum`` in order."""
    if len(lines) <= 1:
        return Tree(len(lines), ())
    first = b"".join(
        b"".join(above(leaves(lines[start : start + CHUNK]))) for start in range(0, len(lines), CHUNK)
    )
    levels = [first]
    while len(levels[-1]) > _HASH:
        nodes = [levels[-1][i : i + _HASH] for i in range(0, len(levels[-1]), _HASH)]
        levels.append(b"".join(above(nodes)))
    return Tree(len(lines), tuple(levels))


@dataclass(frozen=True)
class Place:
    """Where a code stands on a roster: its stratum, its place among all (from 0), and the lines below the node above it."""

    stratum: str
    place: int
    family: tuple[str, ...]


def place_of(texts: Mapping[str, bytes], code: str) -> Place | None:
    """Where a code stands on the roster whose strata have these texts (codes of :data:`CODE` characters, ascending, a line feed between
    them); None for one that is not on it."""
    wanted = code.encode()
    before = {name: _before(text, wanted) for name, text in texts.items()}
    held = (name for name, text in texts.items() if _size(text) and _code(text, before[name]) == wanted)
    stratum = next(held, None)
    if stratum is None:
        return None
    near = sorted(
        f"{_code(text, i).decode()}|{name}"
        for name, text in texts.items()
        for i in range(max(0, before[name] - ARITY), min(_size(text), before[name] + ARITY))
    )
    place = sum(before.values())
    first = near.index(f"{code}|{stratum}") - place % ARITY
    return Place(stratum, place, tuple(near[first : first + ARITY]))


def _size(text: bytes) -> int:
    return (len(text) + 1) // _RECORD


def _code(text: bytes, place: int) -> bytes:
    return text[place * _RECORD : place * _RECORD + CODE]


def _before(text: bytes, code: bytes) -> int:
    """How many codes of a text are less."""
    return bisect_left(range(_size(text)), code, key=lambda place: _code(text, place))
