"""Receipts of submissions: which report one is of."""

from __future__ import annotations

from collections.abc import Iterable

from xinxiao.errors import DataFault, told
from xinxiao.model import receipt
from xinxiao.model.collect.facts import ReportSubmitted
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.event import Event, Mark
from xinxiao.model.receipt import Receipt, Verdict


def key_of(found: Receipt) -> ReportKey:
    """Which report a receipt is of. Raises ``KeyError`` for one that is of none."""
    said = found.said
    return ReportKey(said["form"], said["period"], said["unit"])


def receipt_of(data: bytes) -> Receipt:
    """The receipt of a submission from its JSON or its text. Raises :class:`DataFault` for what is none."""
    found = receipt.receipt_of(data)
    try:
        key_of(found)
    except KeyError as error:
        reason = ascii(str(error)[:200])[1:-1]
        raise DataFault(f"no receipt: {reason}", told("receipt_form", reason=reason)) from error
    return found


def verify_receipt(
    found: Receipt,
    held: bytes | None = None,
    path: Iterable[Event] = (),
    heads: Iterable[Mark] = (),
) -> Verdict:
    """Check the receipt of a submission, as :func:`xinxiao.model.receipt.verified` does."""
    return receipt.verified(found, (ReportSubmitted.kind,), held, path, heads)
