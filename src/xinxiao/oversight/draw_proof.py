"""What one subject is given to check its own ticket: its place in the committed roster, without the roster."""

from __future__ import annotations

from bisect import bisect_left

from xinxiao.errors import DataFault, told
from xinxiao.model.collect.code import normal
from xinxiao.model.oversight.draw import PROOF_FORMAT, Proof, Record
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
    own = ticket(record.seed, subject)
    line = next((one.line for one in record.lines if one.stratum == stratum), "")
    return canonical(
        Proof(
            format=PROOF_FORMAT,
            terms=record.terms,
            commitment=record.commitment,
            values=record.values,
            seed=record.seed,
            subject=subject,
            stratum=stratum,
            place=place,
            path=merkle.path(lines, place),
            ticket=own,
            line=line,
            drawn=own <= line,
        )
    )
