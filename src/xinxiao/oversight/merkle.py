"""A Merkle tree over a roster (Merkle 1987; leaves and nodes told apart as in RFC 6962), of sixteen children a node.

A leaf is SHA-256(0x00, code, "|", stratum) of each subject in the order of codes; a node is SHA-256(0x01, its children): sixteen,
and at the end of a level as many as there are, if only one. Levels are made until one node is left. The root of nothing
is SHA-256 of nothing. The count of leaves is committed with the root, so the shape is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from xinxiao.oversight.tickets import CHUNK, Across

ARITY = 16
_LEAF, _NODE = b"\0", b"\1"


def root(lines: Sequence[str], across: Across = map, ending: str = "") -> str:
    """The root over lines ``code|stratum`` in order, 64 hexadecimal digits; ``ending`` is what all of them end with."""
    if not lines:
        return sha256(b"").hexdigest()
    if len(lines) <= CHUNK:
        return _only(leaves(lines, ending)).hex()
    chunks = [("\n".join(lines[i : i + CHUNK]), ending) for i in range(0, len(lines), CHUNK)]
    return _only(list(across(_top, chunks))).hex()


def leaves(lines: Sequence[str], ending: str = "") -> list[bytes]:
    """The hash of each line."""
    return _leaves("\n".join(lines), ending)


def _leaves(text: str, ending: str) -> list[bytes]:
    h, end = sha256, ending.encode()
    return [h(_LEAF + line + end).digest() for line in text.encode().split(b"\n")]


def above(nodes: Sequence[bytes]) -> list[bytes]:
    """The level above some nodes."""
    h = sha256
    return [h(_NODE + b"".join(nodes[i : i + ARITY])).digest() for i in range(0, len(nodes), ARITY)]


def path(lines: Sequence[str], place: int) -> tuple[tuple[str, ...], ...]:
    """What with the line at ``place`` (from 0) gives the root: of each level the other children of the node above, in hex."""
    nodes, found = leaves(lines), []
    while len(nodes) > 1:
        first = place - place % ARITY
        family = nodes[first : first + ARITY]
        found.append(tuple(n.hex() for i, n in enumerate(family, first) if i != place))
        nodes, place = above(nodes), place // ARITY
    return tuple(found)


def led_to(line: str, place: int, count: int, siblings: Sequence[Sequence[str]]) -> str | None:
    """The root that a path leads to; None for a path that has not the shape of a tree of ``count`` leaves."""
    node, width = sha256(_LEAF + line.encode()).digest(), count
    if place >= count:
        return None
    for others in siblings:
        first = place - place % ARITY
        if width <= 1 or len(others) != min(ARITY, width - first) - 1:
            return None
        family = [bytes.fromhex(one) for one in others]
        family.insert(place - first, node)
        node = sha256(_NODE + b"".join(family)).digest()
        place, width = place // ARITY, -(-width // ARITY)
    return node.hex() if width == 1 else None


def _only(nodes: list[bytes]) -> bytes:
    while len(nodes) > 1:
        nodes = above(nodes)
    return nodes[0]


def _top(chunk: tuple[str, str]) -> bytes:
    """The node that stands four levels above a full chunk of lines, or as high above one that is not full."""
    nodes = _leaves(*chunk)
    for _ in range(4):
        nodes = above(nodes)
    return nodes[0]
