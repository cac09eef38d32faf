"""What is sent to the desk of cases: acts with their files, cases that are opened, reasons for looking, files that are taken home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.cases import act_page, paper
from xinxiao.entry.portal.oversight.cases.acting import Tried
from xinxiao.entry.portal.oversight.cases.case import built, words_of
from xinxiao.entry.portal.oversight.cases.inputs import values
from xinxiao.entry.portal.oversight.cases.opening import opening
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.errors import Conflict, DataFault, NotAllowed, TooLarge, XinxiaoError
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.oversight.evidence import KINDS, MEDIA, Kind, name_of
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import case_page, cases, receipts
from xinxiao.uses.oversight.repeated import done_before, opened_before

REFUSED = (Conflict, DataFault, NotAllowed, TooLarge)
"""What is said on the page, where the words are kept; anything else is a page of its own."""
STATUS = {"CONFLICT": 409, "NOT_ALLOWED": 403, "TOO_LARGE": 413}


def act(visit: DeskVisit) -> Answer:
    """Do an act on a case, if nobody was first; else say what changed and keep the words. One that was sent before is done once."""
    case, name, sent = visit.args["case"], visit.args["act"], visit.fields
    own, wanted, given = office(visit), _wanted(name, sent), _files(visit)
    try:
        step = cases.act(own, case, wanted, given).case.number
    except REFUSED as error:
        if _is_hidden(error):
            raise
        before = done_before(own, case, wanted, given) if isinstance(error, Conflict) else 0
        if before:
            return visit.to(f"desk/cases/{case}", done=str(before), again="yes")
        page = act_page.built(visit, Tried(name, sent, _why(visit, error)))
        return visit.page(page, STATUS.get(error.code, 422))
    return visit.to(f"desk/cases/{case}", done=str(step))


def open_(visit: DeskVisit) -> Answer:
    """Open a case by an act of a workflow. One that was sent before is opened once."""
    name, sent, flow = visit.args["act"], visit.fields, visit.args["workflow"]
    own, wanted, given = office(visit), _wanted(name, sent), _files(visit)
    try:
        before = opened_before(own, flow, wanted, given)
        if before:
            return visit.to(f"desk/cases/{before}", done="1", again="yes")
        made = cases.open_(own, flow, wanted, given)
    except REFUSED as error:
        page = opening(visit, Tried(name, sent, _why(visit, error)))
        return visit.page(page, STATUS.get(error.code, 422))
    return visit.to(f"desk/cases/{made.case.id}", done="1")


def show(visit: DeskVisit) -> Answer:
    """Show what is masked of a case, for a reason that is recorded."""
    return visit.page(built(visit, reason=visit.fields["reason"]))


def take(visit: DeskVisit) -> Answer:
    """Hand out a file of a case, for a reason that is recorded: as an attachment, never shown by a browser."""
    act_, number = (
        int(visit.args[name]) if visit.args[name].isdecimal() else 0 for name in ("number", "file")
    )
    case = visit.args["case"]
    kept, content = case_page.evidence(office(visit), case, act_, number, visit.fields["reason"])
    kind = next(one for one in KINDS if one == kept.kind)
    return answer.page(content, MEDIA[kind], name_of(f"{case}-{act_}-{number}", kind))


def receipt(visit: DeskVisit) -> Answer:
    """The receipt of a step of a case, as JSON to keep."""
    case, text = visit.args["case"], visit.args["number"]
    found = receipts.of(office(visit), case, int(text) if text.isdecimal() and len(text) < 10 else 0)
    return answer.page(found.json, answer.JSON, f"{case}-{text}-receipt.json")


def take_document(visit: DeskVisit) -> Answer:
    """Hand out a document of a case as PDF or text; for a reason that is recorded, where it shows something about a person."""
    case, number, form = visit.args["case"], visit.args["number"], visit.fields["form"]
    reason = visit.fields["reason"]
    if form == "page":
        return visit.page(paper.built(visit, reason))
    content = case_page.document(office(visit), case, number, reason, "text" if form == "text" else "pdf")
    kind: Kind = "txt" if form == "text" else "pdf"
    return answer.page(content, MEDIA[kind], name_of(number, kind))


def _why(visit: DeskVisit, error: XinxiaoError) -> str:
    """What is wrong and what to do, with people by their names."""
    return Sayer(visit, office(visit)).named(" ".join(words_of(error, visit)))


def _is_hidden(error: XinxiaoError) -> bool:
    """Whether an error says that who asks may see nothing of this at all."""
    return isinstance(error, NotAllowed) and (error.told is None or error.told.name == "not_allowed")


def _wanted(act: str, sent: Mapping[str, str]) -> Wanted:
    number = sent["suggestion"]
    return Wanted(
        act,
        int(sent["seen"]) if sent["seen"].isdecimal() else 0,
        values(sent),
        sent["reason"],
        on=sent["on"],
        entry=_entry(sent["entry"]),
        suggestion=int(number) if number.isdecimal() else 0,
        concerns=sent.get("concerns", "").strip(),
        subject=sent.get("subject", "").strip().upper(),
        area=sent.get("area", ""),
        handler=sent.get("handler", ""),
    )


def _entry(text: str) -> EntryRef | None:
    """The entry of a list that was chosen: ``LIST/VERSION/CODE``."""
    parts = text.split("/")
    if len(parts) != 3 or not parts[1].isdecimal():
        return None
    return EntryRef(list=parts[0], version=int(parts[1]), code=parts[2])


def _files(visit: DeskVisit) -> list[tuple[str, Path]]:
    return [(one.filename, one.path) for one in visit.files]
