"""Receipts of acts: that of each event of a case for whoever did it, and the check of one by anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xinxiao.errors import NotFound, told
from xinxiao.model.event import START, Mark
from xinxiao.model.oversight.case_facts import CASE_FACTS
from xinxiao.model.receipt import Receipt, Verdict, receipt, receipt_of, verified
from xinxiao.uses.oversight import going_by
from xinxiao.uses.oversight.office import Office

PATH = 100_000
"""Events that are hashed on the way from a receipt to a published head, where anybody may ask."""


def of(office: Office, case: str, number: int) -> Receipt:
    """The receipt of the ``number``-th event of a case. Raises :class:`NotFound`."""
    going_by.found(office, case)
    events = office.ports.cases.events(case)
    if not 1 <= number <= len(events):
        shown = ascii(case[:80])[1:-1]
        raise NotFound(f"{shown} {number}", told("case_no_step", case=shown, number=number))
    return receipt(events[number - 1])


def check(
    office: Office, given: bytes, known: Iterable[Mark] = (), most: int = PATH
) -> tuple[Receipt, Verdict]:
    """A receipt of an act that somebody kept, checked against itself, published heads of the chain of oversight, and this ledger.

    Nothing that the receipt does not say itself is told. A head that lies more than ``most`` events away is not gone to. Raises
    :class:`DataFault` for what is no receipt.
    """
    office.demand("read")
    found, chain, marks = receipt_of(given), office.ports.chain, tuple(known)
    ahead = min((mark.sequence for mark in marks if mark.sequence > found.sequence), default=0)
    way = ahead - found.sequence
    path = chain.events(found.sequence, way) if 0 < way <= most else ()
    verdict = verified(found, tuple(CASE_FACTS), None, path, marks)
    last = chain.mark()
    own = chain.at(found.sequence) if found.sequence <= last.sequence else None
    if last == START:
        return found, verdict
    return found, replace(verdict, ledger="holds" if own == found.mark else "fails")
