"""Tickets: HMAC-SHA256 of what may be drawn, keyed by the seed (RFC 2104, FIPS 198-1). The lowest are drawn.

HMAC is two SHA-256, each of a block made of the key and then of what it hashes: with both blocks taken in once it costs half of
what ``hmac.digest`` does, which tests hold it against. Only tickets below an estimate are kept, since few of millions are drawn; should the estimate
have been too low, all are made again. Work is cut into chunks for ``across`` (``map``, or that of other processes): no
result depends on how it is cut.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from math import isqrt
from typing import Any

Made = tuple[bytes, bytes]
"""A ticket, and what it is of."""
Across = Callable[..., Iterator[Any]]
"""``map``, or one that works in other processes."""
CHUNK = 16**4
"""What is given to another process at once: the subjects below one node of a Merkle tree."""
EVERY = b"\xff" * 33
"""What every ticket is less than."""
_ALL = 1 << 256


def seed_of(number: str, commitment: str, values: Iterable[str]) -> str:
    """The seed: SHA-256 of number, commitment and values with a vertical bar between them; 64 hexadecimal digits."""
    return sha256("|".join((number, commitment, *values)).encode()).hexdigest()


def blocks(seed: str) -> tuple[bytes, bytes]:
    """The inner and outer block of a key of 32 bytes, as HMAC puts them before what it hashes."""
    key = bytes.fromhex(seed).ljust(64, b"\0")
    return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)


def ticket(seed: str, message: str) -> str:
    """One ticket, 64 hexadecimal digits."""
    inner, outer = blocks(seed)
    return sha256(outer + sha256(inner + message.encode()).digest()).hexdigest()


def below(seed: str, before: bytes, names: Iterable[bytes], cut: bytes) -> list[Made]:
    """Tickets of ``before`` + each name that are less than ``cut``, in order."""
    inner, outer = blocks(seed)
    begun, closing = sha256(inner + before).copy, sha256(outer).copy
    found = []
    for name in names:
        one, other = begun(), closing()
        one.update(name)
        other.update(one.digest())
        made = other.digest()
        if made < cut:
            found.append((made, name))
    found.sort()
    return found


def estimate(wanted: int, count: int) -> bytes:
    """A ticket that at least ``wanted`` of ``count`` lie below, but for a chance of less than one in a billion."""
    enough = wanted + 8 * isqrt(wanted) + 40
    return EVERY if enough >= count else (enough * _ALL // count).to_bytes(32, "big")


def lowest(seed: str, codes: Sequence[str], wanted: int, across: Across = map) -> list[Made]:
    """The ``wanted`` lowest tickets of some codes, in order; all of them where there are no more."""
    cut = estimate(wanted, len(codes))
    found = _gathered(seed, codes, cut, across)
    if len(found) < min(wanted, len(codes)):
        found = _gathered(seed, codes, EVERY, across)
    return found[:wanted]


def _gathered(seed: str, codes: Sequence[str], cut: bytes, across: Across) -> list[Made]:
    starts = range(0, len(codes), CHUNK)
    tasks = [(seed, "\n".join(codes[start : start + CHUNK]), cut) for start in starts]
    return sorted(one for part in across(_chunk, tasks) for one in part)


def _chunk(task: tuple[str, str, bytes]) -> list[Made]:
    seed, codes, cut = task
    return below(seed, b"", codes.encode().split(b"\n"), cut)
