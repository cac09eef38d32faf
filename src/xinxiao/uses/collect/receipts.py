"""Receipts: that of each submission for whoever reported, and the check of one by anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.receipt import receipt_of, verify_receipt
from xinxiao.model.collect.report import ReportKey, Submission
from xinxiao.model.event import START, Mark
from xinxiao.model.receipt import Proof, Receipt, Verdict, receipt
from xinxiao.uses.call import Call
from xinxiao.uses.collect import reach
from xinxiao.uses.collect.asked import asked
from xinxiao.uses.ledger import heads

PATH = 100_000
"""Events that are hashed on the way from a receipt to a published head, where anybody may ask."""


def of(call: Call, key: ReportKey, number: int) -> Receipt:
    """The receipt of a submission. Raises :class:`NotFound`, and as :func:`asked`."""
    return receipt(call.ports.reports.event(_submission(call, key, number, "receipt").event))


def submitted(call: Call, key: ReportKey, number: int) -> bytes:
    """The content of a submission, the canonical bytes whose hash its receipt holds. Raises as :func:`of`."""
    return _submission(call, key, number, "submission").content


def _submission(call: Call, key: ReportKey, number: int, what: str) -> Submission:
    asked(call, key, "inspect")
    held = call.ports.reports.submission(key, number) if number > 0 else None
    if held is None:
        raise NotFound(f"{key.text} {number}", told("no_submission", report=key.text, number=number))
    reach.read(call, what, f"{key.text}/{number}")
    return held


def check(
    call: Call, given: bytes, content: bytes | None = None, known: Iterable[Mark] = (), most: int = PATH
) -> tuple[Receipt, Verdict]:
    """A receipt somebody kept, checked against itself, a content they kept (any JSON of its shape), published heads, and this
    ledger.

    ``known``: heads that were kept elsewhere; a head that lies more than ``most`` events away is not gone to. The event of the
    receipt's number has to be the receipt's: a ledger that has none of this number never gave it, one without any event cannot be
    asked. Nothing that the receipt does not say itself is told. Raises :class:`DataFault` for what is no receipt, or no content.
    """
    call.demand("read")
    found = receipt_of(given)
    held = content_of(content).canonical if content is not None else None
    chain = call.ports.ledger.events
    marks = (*known, *(head.event for head in heads(call)))
    ahead = min((mark.sequence for mark in marks if mark.sequence > found.sequence), default=0)
    way = ahead - found.sequence
    path = chain.events(found.sequence, way) if 0 < way <= most else ()
    verdict = verify_receipt(found, held, path, marks)
    last = chain.mark()
    own = chain.at(found.sequence) if found.sequence <= last.sequence else None
    return found, replace(verdict, ledger=_standing(own, found.mark, last))


def _standing(own: Mark | None, given: Mark, last: Mark) -> Proof:
    """Whether the event of a receipt is in a ledger that has ``own`` under its number and stands at ``last``."""
    if last == START:
        return "unknown"
    return "holds" if own == given else "fails"


def demand_number(text: str) -> int:
    """The number of a submission as an address has it. Raises :class:`DataFault`."""
    if not text.isdecimal() or len(text) > 6:
        raise DataFault("number", told("submission_number", value=ascii(text[:20])[1:-1]))
    return int(text)
