"""Rows of oversight: the desk of cases, and what anybody may see."""

from __future__ import annotations

from xinxiao.entry.portal.access import HANDLES
from xinxiao.entry.portal.body import Takes
from xinxiao.entry.portal.desk import desk_act, desk_file, desk_lead, desk_page
from xinxiao.entry.portal.fields import Field
from xinxiao.entry.portal.oversight.cases import act_page, board, case, inputs, opening, paper, sent, visits
from xinxiao.entry.portal.oversight.documents import view as documents
from xinxiao.entry.portal.oversight.open import open_file, open_page
from xinxiao.entry.portal.oversight.published import files, view
from xinxiao.oversight.evidence import MOST

CASE = "desk/cases/{case}"
UPLOAD = Takes(form=200_000, file=MOST, files=100)
"""What an act may be sent with: its fields, and files of so many bytes together, as many as any workflow may ask for."""
ACT = (
    Field("value", "texts", 20_000),
    Field("seen", most=9),
    Field("reason", "lines", 20_000, needed=False),
    *(
        Field(name, most=most, needed=False)
        for name, most in (("on", 10), ("entry", 200), ("suggestion", 9), ("concerns", 64))
    ),
)
OPENING = tuple(Field(name, most=100, needed=False) for name in inputs.OPENING)
REASON = Field("reason", most=200)

ROUTES = (
    open_page("oversight", view.overview),
    open_file(
        "/{lang}/oversight/published.csv", files.csv, view.WORDS, view.DRAW, view.BEFORE, faults="page"
    ),
    open_file("/{lang}/oversight/published.json", files.json, view.WORDS, view.DRAW, view.BEFORE),
    open_page("oversight/published", view.listed, view.WORDS, view.DRAW, view.BEFORE),
    open_page("oversight/published/{case}", view.result),
    open_page("oversight/documents", documents.checked, documents.NUMBER, documents.HASH),
    open_page("oversight/documents/{number}", documents.one, documents.HASH),
    desk_page("desk/cases", board.board, *board.PARAMETERS, access=HANDLES, about="own", menu="cases"),
    desk_page("desk/visits", visits.mine, access=HANDLES, about="own", menu="visits"),
    desk_lead(f"/{{lang}}/{CASE}/visit", visits.lead, access=HANDLES, about="own"),
    desk_page("desk/cases/open/{workflow}", opening.open_page, access=HANDLES, about="own"),
    desk_act(
        "desk/cases/open/{workflow}/{act}",
        sent.open_,
        access=HANDLES,
        about="own",
        fields=(*ACT, *OPENING),
        takes=UPLOAD,
        room="files",
    ),
    desk_page(CASE, case.case, *case.PARAMETERS, access=HANDLES, about="own"),
    desk_page(f"{CASE}/acts/{{act}}", act_page.act_page, *act_page.PARAMETERS, access=HANDLES, about="own"),
    desk_act(
        f"{CASE}/acts/{{act}}", sent.act, access=HANDLES, about="own", fields=ACT, takes=UPLOAD, room="files"
    ),
    desk_file(f"/{CASE}/receipts/{{number}}.json", sent.receipt, access=HANDLES, about="own"),
    desk_act(f"{CASE}/show", sent.show, access=HANDLES, about="own", fields=(REASON,)),
    desk_act(
        f"{CASE}/evidence/{{number}}/{{file}}",
        sent.take,
        access=HANDLES,
        about="own",
        fields=(REASON,),
        room="files",
    ),
    desk_page(f"{CASE}/documents/{{number}}", paper.paper, access=HANDLES, about="own"),
    desk_act(
        f"{CASE}/documents/{{number}}",
        sent.take_document,
        access=HANDLES,
        about="own",
        fields=(
            Field("reason", most=200, needed=False),
            Field("form", "choice", needed=False, allowed=("pdf", "text", "page")),
        ),
        room="files",
    ),
)
"""The desk first due; public pages ask each time whether a copy still holds."""
