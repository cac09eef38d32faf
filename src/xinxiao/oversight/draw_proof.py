"""What one subject is given to check its own ticket: its place in the committed roster, without the roster."""

from __future__ import annotations

from bisect import bisect_left
from typing import Protocol

from xinxiao.errors import DataFault, told
from xinxiao.model.collect.code import normal
from xinxiao.model.oversight.draw import PROOF_FORMAT, Commitment, Proof, Record, Terms, Value
from xinxiao.oversight import merkle
from xinxiao.oversight.canonical import canonical
from xinxiao.oversight.roster import roster_in
from xinxiao.oversight.tickets import ticket


def proof(record: Record, code: str) -> bytes:
    """The file of a proof, canonical JSON, for a subject on the roster, however its code is written.

    Raises :class:`DataFault` for a subject that is not on it; the reason may stand under the exclusions.
    """
    subject, lines = normal(code), roster_in(record.roster).lines
    place = bisect_left(lines, subject)
    if place == len(lines) or lines[place].partition("|")[0] != subject:
        number = record.terms.number
        raise DataFault(f"{subject} not in {number}", told("draw_not_on", code=subject, number=number))
    stratum = lines[place].partition("|")[2]
    line = next((one.line for one in record.lines if one.stratum == stratum), "")
    return proof_at(record, subject, stratum, place, merkle.path(lines, place), line)


class Head(Protocol):
    """What the file of a draw says before anybody is named."""

    @property
    def terms(self) -> Terms:
        """What was committed."""

    @property
    def commitment(self) -> Commitment:
        """Its hash, and when it was published."""

    @property
    def values(self) -> tuple[Value, ...]:
        """What the sources said."""

    @property
    def seed(self) -> str:
        """What follows from these."""


def proof_at(
    head: Head, subject: str, stratum: str, place: int, path: tuple[tuple[str, ...], ...], line: str
) -> bytes:
    """The file of a proof for a subject whose place in the roster, path to its root, and line of its stratum are known."""
    own = ticket(head.seed, subject)
    return canonical(
        Proof(
            format=PROOF_FORMAT,
            terms=head.terms,
            commitment=head.commitment,
            values=head.values,
            seed=head.seed,
            subject=subject,
            stratum=stratum,
            place=place,
            path=path,
            ticket=own,
            line=line,
            drawn=own <= line,
        )
    )
