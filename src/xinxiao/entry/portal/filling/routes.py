"""Rows of filling in, submitting and receipts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from xinxiao.entry.portal.access import FILLS, INSPECTS, PUBLIC
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.body import Takes
from xinxiao.entry.portal.desk import DeskVisit, desk_act, desk_file, desk_page
from xinxiao.entry.portal.fields import Field
from xinxiao.entry.portal.filling import acts, extension, history, submitting, uploads, view
from xinxiao.entry.portal.filling.where import REPORT
from xinxiao.entry.portal.route import Route, Visit

FORM = 8_000_000
"""Bytes of the fields of a report: five thousand texts."""


@dataclass(frozen=True)
class _Open:
    """An act whose fields are those of a report's form: as many as it has items."""

    do: Callable[[DeskVisit], Answer]

    def __call__(self, visit: Visit) -> Answer:
        return self.do(DeskVisit(visit, dict(visit.http.body.fields)))


def _act(path: str, do: Callable[[DeskVisit], Answer], takes: Takes) -> Route:
    route = desk_act(path, do, access=FILLS, about="unit", takes=takes)
    return replace(route, make=_Open(do))


_RECEIPT = (Field("receipt", "lines", 2_000_000), Field("content", "lines", 1_000_000, needed=False))

ROUTES = (
    desk_page("reports", view.due, access=FILLS, about="own", menu="reports"),
    desk_page(REPORT, view.report, access=FILLS, about="unit"),
    _act(f"{REPORT}/draft", acts.save, Takes(form=FORM)),
    desk_act(
        f"{REPORT}/draft.json",
        acts.save_typed,
        access=FILLS,
        about="unit",
        takes=Takes(form=0, json=1_000_000),
        faults="json",
    ),
    desk_page(f"{REPORT}/submit", submitting.submit_page, access=FILLS, about="unit"),
    _act(f"{REPORT}/submit", submitting.submit, Takes(form=1_000_000)),
    desk_page(f"{REPORT}/receipts/{{number}}", submitting.receipt, access=INSPECTS, about="unit"),
    desk_file(
        f"/{REPORT}/receipts/{{number}}.{{form_of}}", submitting.receipt_file, access=INSPECTS, about="unit"
    ),
    desk_file(
        f"/{REPORT}/submissions/{{number}}.json", submitting.content_file, access=INSPECTS, about="unit"
    ),
    desk_page(f"{REPORT}/history", history.history, access=INSPECTS, about="unit"),
    desk_act(
        f"{REPORT}/answer",
        history.answer_query,
        access=FILLS,
        about="unit",
        fields=(Field("thread", most=6), Field("words", "lines", 2_000)),
    ),
    desk_page(f"{REPORT}/extension", extension.extension, access=FILLS, about="unit"),
    desk_act(
        f"{REPORT}/extension",
        extension.ask,
        access=FILLS,
        about="unit",
        fields=(Field("until", most=10), Field("words", "lines", 2_000)),
    ),
    replace(
        desk_page(f"{REPORT}/template.xlsx", view.report, access=FILLS, about="unit", room="files"),
        make=_Open(uploads.template),
        says="The workbook of a report, to fill in.",
        faults="json",
    ),
    replace(_act(f"{REPORT}/uploads", uploads.upload, Takes(form=10_000, file=uploads.MOST)), room="files"),
    desk_page(f"{REPORT}/uploads/{{sha256}}", uploads.uploaded, access=FILLS, about="unit", room="files"),
    replace(_act(f"{REPORT}/uploads/{{sha256}}", uploads.take, Takes(form=10_000)), room="files"),
    desk_page("receipts", submitting.check_page, access=PUBLIC, about="nobody", session="begins"),
    desk_act(
        "receipts",
        submitting.check,
        access=PUBLIC,
        about="nobody",
        session="begins",
        fields=_RECEIPT,
        takes=Takes(form=4_000_000),
    ),
)
