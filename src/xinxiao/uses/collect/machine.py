"""What systems of respondents do: hand in a report, or many in one file, and hear of each what was found or where its receipt is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from xinxiao.collect.received import Received
from xinxiao.collect.rows import Act, Given, content_of_given, many, report_of_lines
from xinxiao.errors import Conflict, DataFault, NotAllowed, XinxiaoError, told
from xinxiao.model.collect.access_token import AccessToken
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.facts import Channel
from xinxiao.model.collect.finding import ReportFinding
from xinxiao.model.collect.report import ReportKey, key_of
from xinxiao.model.finding import Finding
from xinxiao.model.receipt import Receipt
from xinxiao.uses.call import Call
from xinxiao.uses.collect import reach, reports
from xinxiao.uses.collect.asked import Asked, asked
from xinxiao.uses.collect.reports import Refused

Status = Literal["examined", "draft", "submitted", "refused"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True)
class Outcome:
    """What became of a report that was handed in. ``read``: about how it was written, ``found``: about what it says; ``error``: why
    it was refused, where something else than these did it; ``line``: of a file of many."""

    status: Status
    key: ReportKey | None = None
    read: tuple[Finding, ...] = ()
    found: tuple[ReportFinding, ...] = ()
    receipt: Receipt | None = None
    revision: int = 0
    error: XinxiaoError | None = None
    line: int = 0


def demand_reach(token: AccessToken | None, act: Act) -> None:
    """Raise :class:`NotAllowed` where a token is not for this."""
    if act == "submit" and (token is None or token.reach != "submit"):
        raise NotAllowed("token", told("token_reach"))


def given(call: Call, key: ReportKey, what: Given, act: Act, channel: Channel = "api") -> Outcome:
    """Do with a report that was sent as JSON what is asked. Raises as :func:`asked`, and :class:`Conflict` where a draft was saved,
    or another version submitted, that the sender has not seen."""
    found = asked(call, key, "fill")
    return _done(call, found, content_of_given(found.bundle, what), what, act, channel)


def lines(call: Call, key: ReportKey, content: bytes, act: Act, seen: Given) -> Outcome:
    """The same for one report as lines of items; ``seen`` says what the sender saw last of it."""
    found = asked(call, key, "fill")
    return _done(call, found, report_of_lines(found.bundle, content), seen, act, "api")


def _done(call: Call, report: Asked, received: Received, what: Given, act: Act, channel: Channel) -> Outcome:
    key, content = report.report.key, received.content
    if content is None or (act == "submit" and any(one.level == "error" for one in received.findings)):
        return Outcome("refused", key, received.findings, _examined(call, key, content))
    if act == "submit":
        try:
            made = reports.submit(call, key, content, channel, what.signers, _after(report, what, content))
        except Refused as error:
            return Outcome(
                "refused", key, received.findings, _seen(call, key, content, error.report_findings)
            )
        return Outcome("submitted", key, received.findings, _examined(call, key, content), made)
    if act == "draft":
        draft = reports.save_draft(call, key, content, what.base or 0, what.after)
        return Outcome(
            "draft", key, received.findings, _examined(call, key, content), revision=draft.revision
        )
    return Outcome("examined", key, received.findings, _examined(call, key, content))


def _after(report: Asked, what: Given, content: Content) -> int:
    """Which submission the sender saw last: who says nothing saw none, and writes over none.

    Raises :class:`Conflict` for a report that was given back since, where nothing shows that the sender knows.
    """
    held = report.report
    if what.after is None and held.state == "returned":
        text = held.key.text
        raise Conflict(f"{text} was returned", told("submit_returned", report=text, number=held.number))
    if what.after is None and held.sha256 == content.sha256:
        return held.number
    return what.after or 0


def _examined(call: Call, key: ReportKey, content: Content | None) -> tuple[ReportFinding, ...]:
    return _seen(call, key, content, reports.examine(call, key, content)) if content is not None else ()


def _seen(
    call: Call, key: ReportKey, content: Content, found: tuple[ReportFinding, ...]
) -> tuple[ReportFinding, ...]:
    """Findings; where they show what was reported for other periods or in other forms, that it was seen is recorded."""
    if any(name not in content.cells for one in found for name in one.values):
        reach.read(call, "findings", key.text)
    return found


def file(call: Call, sha256: str, kind: str, act: Act) -> Iterator[Outcome]:
    """What becomes of each report of a file that was handed in, one after the other as they are done."""
    for rows, found in many(call.ports.blobs.verified(sha256), kind):
        if found:
            refused = any(one.level == "error" for one in found)
            yield Outcome("refused" if refused else "examined", read=tuple(found))
        for row in rows:
            if row.given is None:
                fault = DataFault(row.reason, told("api_row", row=row.line, reason=row.reason))
                yield Outcome("refused", error=fault, line=row.line)
            else:
                yield _row(call, row.line, row.given, act)


def _row(call: Call, line: int, what: Given, act: Act) -> Outcome:
    key = None
    try:
        key = key_of(f"{what.form}/{what.period}/{what.unit}")
        found = asked(call, key, "fill")
        received = content_of_given(found.bundle, what, "", line)
        made = _done(call, found, received, what, what.act or act, "file")
    except XinxiaoError as error:
        return Outcome("refused", key, error=error, line=line)
    return Outcome(made.status, key, made.read, made.found, made.receipt, made.revision, made.error, line)
