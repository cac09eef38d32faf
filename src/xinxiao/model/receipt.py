"""Receipts: what somebody keeps of an event, such as a submission or an act, and how anyone checks it without asking us.

A receipt is the six lines of the event and their SHA-256, which is the event's hash. The last line may hold the
SHA-256 of a content. The first line is the hash of the event before, so the chain goes on from it to the head that is
published each day: who has the events in between, or a copy of the ledger, hashes on up to there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from xinxiao.errors import DataFault, told
from xinxiao.model.event import Event, Mark, content
from xinxiao.model.text import Noun

Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$", max_length=64)]
MOST = 2_000_000
"""Bytes of a receipt."""
_BEGIN, _END = "-----BEGIN RECEIPT-----", "-----END RECEIPT-----"


class Receipt(Noun, frozen=True, kw_only=True):
    """An event, all of it: six lines, and their hash."""

    prev_hash: Hash
    sequence: Annotated[int, Meta(ge=1, le=2**53)]
    at: Annotated[str, Meta(max_length=40)]
    actor: Annotated[str, Meta(min_length=1, max_length=200)]
    kind: Annotated[str, Meta(max_length=40)]
    payload: Annotated[str, Meta(max_length=1_000_000)]
    hash: Hash

    @property
    def lines(self) -> bytes:
        """What is hashed: six lines joined by line feeds, with none at the end."""
        return content(self.prev_hash, self.sequence, self.at, self.actor, self.kind, self.payload)

    @property
    def said(self) -> dict[str, Any]:
        """What the event says. Raises ``ValueError`` for what is no JSON object."""
        found = json.loads(self.payload)
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found

    @property
    def mark(self) -> Mark:
        """Where its event stands in the chain."""
        return Mark(self.sequence, self.hash)

    @property
    def json(self) -> bytes:
        """The receipt as a JSON object, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"

    @property
    def text(self) -> str:
        """The receipt as lines to print: what is between the two marks are the six lines, then their hash."""
        return f"{_BEGIN}\n{self.lines.decode()}\n{_END}\nSHA-256 {self.hash}\n"


def receipt(event: Event) -> Receipt:
    """The receipt of an event."""
    return Receipt(
        prev_hash=event.prev_hash,
        sequence=event.sequence,
        at=event.at,
        actor=event.actor,
        kind=event.kind,
        payload=event.payload,
        hash=event.hash,
    )


_DECODER = msgspec.json.Decoder(Receipt)


def receipt_of(data: bytes) -> Receipt:
    """A receipt from its JSON or its text, whatever stands around it. Raises :class:`DataFault` for what is none."""
    try:
        if len(data) > MOST:
            raise ValueError(f"{len(data)} bytes")
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        if _BEGIN in text:
            return _from_text(text)
        found = _DECODER.decode(text)
        _ = found.said
    except (ValueError, KeyError, TypeError, IndexError) as error:  # msgspec's errors are ValueErrors too
        reason = ascii(str(error)[:200])[1:-1]
        raise DataFault(f"no receipt: {reason}", told("receipt_form", reason=reason)) from error
    return found


def _from_text(text: str) -> Receipt:
    inside, _, rest = text.partition(_BEGIN + "\n")[2].partition("\n" + _END)
    prev_hash, sequence, at, actor, kind, payload = inside.split("\n")
    fields = {"prev_hash": prev_hash, "sequence": int(sequence), "at": at, "actor": actor, "kind": kind}
    found = _DECODER.decode(json.dumps(fields | {"payload": payload, "hash": rest.split()[1]}))
    _ = found.said
    return found


Proof = Literal["holds", "fails", "unknown"]


@dataclass(frozen=True)
class Verdict:
    """What checking a receipt found: whether its hash is that of its lines, whether it is of this content, whether a published
    head goes back to it, and whether its event is in the ledger that was asked. What could not be asked is unknown."""

    lines: Proof
    content: Proof
    head: Proof
    ledger: Proof = "unknown"

    @property
    def holds(self) -> bool:
        """Whether nothing that was asked failed."""
        return "fails" not in (self.lines, self.content, self.head, self.ledger)


def verified(
    found: Receipt,
    kinds: Collection[str],
    held: bytes | None = None,
    path: Iterable[Event] = (),
    heads: Iterable[Mark] = (),
) -> Verdict:
    """Check a receipt: its lines, and that it is of an event of one of these kinds; ``held``, the content somebody kept, in canonical
    form, whose hash the event says as ``sha256``; and the way to a published head.

    ``path``: the events that follow it without a gap, up to a head or beyond; ``heads``: published marks of the chain. The head
    is unknown when no head of these lies on the path, and fails when the chain breaks on the way or comes to another hash.
    """
    sound = sha256(found.lines).hexdigest() == found.hash and found.kind in kinds
    fits: Proof = "unknown"
    if held is not None:
        fits = "holds" if sha256(held).hexdigest() == found.said.get("sha256") else "fails"
    return Verdict("holds" if sound else "fails", fits, _reached(found.mark, path, heads))


def _reached(at: Mark, path: Iterable[Event], heads: Iterable[Mark]) -> Proof:
    known = {mark.sequence: mark.hash for mark in heads if mark.sequence >= at.sequence}
    if at.sequence in known:
        return "holds" if known[at.sequence] == at.hash else "fails"
    for event in path if known else ():
        lines = content(event.prev_hash, event.sequence, event.at, event.actor, event.kind, event.payload)
        if (event.sequence, event.prev_hash) != (at.sequence + 1, at.hash):
            return "fails"
        at = Mark(event.sequence, sha256(lines).hexdigest())
        if at.sequence in known:
            return "holds" if known[at.sequence] == at.hash else "fails"
    return "unknown"
