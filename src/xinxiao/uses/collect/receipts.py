"""Receipts: that of each submission for whoever reported, and the check of one by anybody."""

from __future__ import annotations

from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.receipt import Receipt, Verdict, receipt, receipt_of, verify_receipt
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.call import Call
from xinxiao.uses.collect import reach
from xinxiao.uses.collect.asked import asked
from xinxiao.uses.ledger import heads

PATH = 100_000
"""Events that are hashed on the way from a receipt to a published head."""


def of(call: Call, key: ReportKey, number: int) -> Receipt:
    """The receipt of a submission. Raises :class:`NotFound`, and as :func:`asked`."""
    asked(call, key, "inspect")
    held = call.ports.reports.submission(key, number) if number > 0 else None
    if held is None:
        raise NotFound(f"{key.text} {number}", told("no_submission", report=key.text, number=number))
    reach.read(call, "receipt", f"{key.text}/{number}")
    return receipt(call.ports.reports.event(held.event))


def submitted(call: Call, key: ReportKey, number: int) -> bytes:
    """The content of a submission, the canonical bytes whose hash its receipt holds. Raises as :func:`of`."""
    asked(call, key, "inspect")
    held = call.ports.reports.submission(key, number) if number > 0 else None
    if held is None:
        raise NotFound(f"{key.text} {number}", told("no_submission", report=key.text, number=number))
    reach.read(call, "submission", f"{key.text}/{number}")
    return held.content


def check(call: Call, given: bytes, content: bytes = b"") -> tuple[Receipt, Verdict]:
    """A receipt somebody kept, checked against itself, a content they kept (any JSON of its shape), and this ledger.

    The event of this number has to be the receipt's; published heads are gone to where they lie near. Nothing that the receipt does
    not say itself is told. Raises :class:`DataFault` for what is no receipt, or no content.
    """
    call.demand("read")
    found = receipt_of(given)
    held = content_of(content).canonical if content else None
    chain = call.ports.ledger.events
    known = [head.event for head in heads(call)]
    own = chain.at(found.sequence)
    known += [own] if own else []
    after = min((mark.sequence for mark in known if mark.sequence > found.sequence), default=0)
    path = chain.events(found.sequence, after - found.sequence) if 0 < after - found.sequence <= PATH else ()
    verdict = verify_receipt(found, held, path, known)
    if own is None:
        verdict = Verdict(
            verdict.lines, verdict.content, "fails" if found.sequence <= chain.mark().sequence else "unknown"
        )
    return found, verdict


def demand_number(text: str) -> int:
    """The number of a submission as an address has it. Raises :class:`DataFault`."""
    if not text.isdecimal() or len(text) > 6:
        raise DataFault("number", told("submission_number", value=ascii(text[:20])[1:-1]))
    return int(text)
