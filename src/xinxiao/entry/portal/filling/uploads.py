"""Workbooks: the template of a report, what came back in one, and taking that as the draft."""

from __future__ import annotations

from xinxiao.collect.received import Received
from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.filling.acts import after_of, base_of, differing
from xinxiao.entry.portal.filling.told import lines, seen
from xinxiao.entry.portal.filling.where import key_in, path
from xinxiao.entry.portal.page import Page
from xinxiao.errors import Conflict, DataFault, Senseless, told
from xinxiao.files.extent import LARGEST_BOOK
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.collect import filling, reports

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = LARGEST_BOOK
"""Bytes of an upload."""


def template(visit: DeskVisit) -> Answer:
    """The workbook of a report: definitions, lists, checks, what is filled in and what was reported before."""
    key = key_in(visit.args)
    made = filling.workbook(visit.call, reports.report(visit.call, key), visit.lang)
    return answer.page(made, XLSX, f"{key.form}-{key.period}-{key.unit}.xlsx")


def upload(visit: DeskVisit) -> Answer:
    """Keep a filled workbook as it came, and show what was read of it; nothing is saved or submitted yet."""
    key, file = key_in(visit.args), visit.file
    if file is None:
        raise Senseless("no file", told("field_missing", field="workbook"))
    filling.hand_in(visit.call, key, file.path, file.sha256, "workbook", file.size)
    return visit.to(path(key, "uploads", file.sha256))


def uploaded(visit: DeskVisit) -> Page:
    """What was read of a workbook, beside what is filled in now, and everything there is to say about it."""
    key, sha256 = key_in(visit.args), visit.args["sha256"]
    opened = reports.report(visit.call, key)
    wrong, received = "", Received(None)
    try:
        received = filling.read_workbook(visit.call, key, sha256)
    except DataFault as error:
        from xinxiao.entry.errors import shown

        said = shown(error, visit.lang)
        wrong = f"{said.message} {said.hint}"
    content = received.content
    found = reports.examine(visit.call, key, content) if content else ()
    context = {
        "key": key,
        "here_at": path(key),
        "sha256": sha256,
        "wrong": wrong,
        "seen": seen(visit.words, opened.bundle, received.findings),
        "content": content,
        "differing": differing(visit, opened.bundle, content, opened.content) if content else (),
        "found": lines(visit.words, opened.bundle, key.period, found),
        "revision": opened.draft.revision if opened.draft else 0,
        "after": opened.report.number,
    }
    return Page("uploaded.html", visit.words.t("filling.upload.head"), "reports", context=context)


def take(visit: DeskVisit) -> Answer:
    """Take what was read of a workbook as the draft, in place of what is filled in."""
    key = key_in(visit.args)
    content = _content(visit, key)
    opened = reports.report(visit.call, key)
    kept = Content(
        cells=content.cells,
        marks=content.marks,
        explanations={**opened.content.explanations, **content.explanations},
    )
    reports.save_draft(visit.call, key, kept, base_of(visit), after_of(visit))
    return visit.to(path(key))


def _content(visit: DeskVisit, key: ReportKey) -> Content:
    received = filling.read_workbook(visit.call, key, visit.args["sha256"])
    if received.content is None:
        raise Conflict("refused", told("upload_refused"))
    return received.content
