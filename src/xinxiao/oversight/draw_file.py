"""The files of draws are read here: canonical JSON of known fields, or nothing."""

from __future__ import annotations

import msgspec

from xinxiao.model.oversight.draw import (
    FORMAT,
    PROOF_FORMAT,
    Commitment,
    CutOff,
    Pair,
    Proof,
    Record,
    Terms,
    Ticket,
    Value,
)
from xinxiao.oversight.canonical import canonical

BLANKS = b" \t\r\n"
"""What may stand before and after; nothing else that is not canonical."""


def read_draw(content: bytes) -> Record | Proof | None:
    """A file of a draw or a proof; None for what is not, byte for byte, the canonical JSON of one.

    Whatever else JSON allows (blanks, another order, a key twice, 1.0 for 1) would be read in more than one way.
    """
    kind: type[Record] | type[Proof] = Proof if f'"format":"{PROOF_FORMAT}"'.encode() in content else Record
    own = content.strip(BLANKS)
    try:
        found: Record | Proof = msgspec.json.decode(own, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return found if found.format in (FORMAT, PROOF_FORMAT) and canonical(found) == own else None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the file of a draw says beside roster, exclusions and inspectors, which are most of it."""

    terms: Terms
    commitment: Commitment
    values: tuple[Value, ...]
    seed: str
    lines: tuple[CutOff, ...]
    selected: tuple[Ticket, ...]
    pairs: tuple[Pair, ...]


def read_outcome(content: bytes) -> Outcome:
    """The outcome in a file of a draw whose hash is known to be that of a file we wrote; what is most of it is passed over."""
    return msgspec.json.decode(content, type=Outcome)
