"""What programs ask for and send."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast, get_args

from msgspec import structs

from xinxiao.collect.rows import Act, Given, given_of
from xinxiao.entry.errors import shown
from xinxiao.entry.portal import answer, parameters
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.filling.where import key_in
from xinxiao.entry.portal.machine import said
from xinxiao.errors import Conflict, DataFault, Senseless, WrongRequest, told
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.collect import filling, machine, reports
from xinxiao.uses.collect.machine import STATUSES, Outcome

ACTS: tuple[Act, ...] = get_args(Act)
ACT = parameters.code("act", 16)
"""What is to be done: examine, draft (the default) or submit."""
NDJSON = "application/x-ndjson"
IF_MATCH = "If-Match"
OVERTAKEN = ("draft_overtaken", "draft_moved", "submit_overtaken")
"""Names of the errors of who has not seen what is there now."""
_TAG = re.compile(r'"([0-9]{1,9})-([0-9]{1,9})"')


def due(visit: DeskVisit) -> Answer:
    """What the units of a token's account owe or sent."""
    rows = [
        {
            "report": one.report.key.text,
            "state": one.report.state,
            "opens": one.issue.opens,
            "ends": one.report.ends,
            "number": one.report.number,
            "open_queries": len(one.report.open_threads),
        }
        for one in reports.due(visit.call)
    ]
    return answer.as_json({"reports": rows})


def report(visit: DeskVisit) -> Answer:
    """A report: how it stands, its items, what is filled in and what is found in that."""
    opened = reports.report(visit.call, _key(visit))
    made = answer.as_json(said.report(opened, visit.lang))
    return _tagged(made, opened.report.number, opened.draft.revision if opened.draft else 0)


def send(visit: DeskVisit) -> Answer:
    """Examine a report, save it as the draft, or submit it: as JSON, or as CSV with the columns ITEM and VALUE."""
    key, file = _key(visit), visit.file
    if file is not None and file.media != "text/csv":
        raise Senseless(file.media, told("body_media", media=file.media, known="application/json, text/csv"))
    what = given_of(visit.visit.http.body.json) if file is None else Given()
    what = _seen(visit, what)
    act = what.act or _act(visit)
    machine.demand_reach(visit.visit.token, act)
    try:
        if file is None:
            made = machine.given(visit.call, key, what, act)
        else:
            filling.hand_in(visit.call, key, file.path, file.sha256, "api", file.size)
            made = machine.lines(visit.call, key, file.path.read_bytes(), act, what)
    except Conflict as error:
        return _conflict(visit, key, error)
    return _answer(visit, made)


def _seen(visit: DeskVisit, what: Given) -> Given:
    """What was sent, with what the header If-Match says the sender saw (RFC 9110, 13.1.1). Raises :class:`WrongRequest` for a tag
    that no report has, and for one that says otherwise than the body."""
    given = _condition(visit)
    if not given or given == "*":
        return what
    tag = _TAG.fullmatch(given)
    if tag is None:
        raise WrongRequest(IF_MATCH, told("header_wrong", header=IF_MATCH, known='"0-0", "1-0", "1-2" …'))
    after, base = int(tag[1]), int(tag[2])
    if what.after not in (None, after) or what.base not in (None, base):
        raise WrongRequest(IF_MATCH, told("header_wrong", header=IF_MATCH, known="after-base"))
    return structs.replace(what, after=after, base=base)


def _condition(visit: DeskVisit) -> str:
    return visit.visit.http.headers.get("if-match", "").strip()


def _tagged(made: Answer, number: int, revision: int) -> Answer:
    """An answer with the tag that says what of a report it saw: the number of the last submission, the revision of the draft."""
    return replace(made, headers=(*made.headers, ("etag", f'"{number}-{revision}"')))


def _conflict(visit: DeskVisit, key: ReportKey, error: Conflict) -> Answer:
    """What is in the way, with the number and the revision that hold; 412 where the sender named those they saw."""
    opened = reports.report(visit.call, key)
    number, revision = opened.report.number, opened.draft.revision if opened.draft else 0
    told_ = shown(error, visit.lang).as_json(visit.visit.http.id)
    status = 412 if _condition(visit) and error.told and error.told.name in OVERTAKEN else 409
    made = answer.as_json({**told_, "number": number, "revision": revision}, status)
    return _tagged(made, number, revision)


def _answer(visit: DeskVisit, made: Outcome) -> Answer:
    request = visit.visit.http.id
    body = said.outcome(made, visit.lang, request)
    if made.status == "submitted" and made.receipt is not None:
        return _tagged(answer.as_json(body, 201), made.receipt.said["number"], 0)
    if made.status != "refused":
        return answer.as_json(body, 200)
    assert made.key is not None
    count = sum(finding.blocks for finding in made.found) + sum(f.level == "error" for f in made.read)
    error = DataFault(made.key.text, told("report_findings", report=made.key.text, count=count))
    return answer.as_json({**shown(error, visit.lang).as_json(request), **body}, 422)


def bulk(visit: DeskVisit) -> Answer:
    """Many reports of many units and periods in one CSV or NDJSON file; what became of each comes back as a line of JSON, as soon as
    it is known, and at the end how many there were."""
    file, act = visit.file, _act(visit)
    if file is None:
        raise Senseless("no file", told("body_media", media="-", known=f"text/csv, {NDJSON}"))
    machine.demand_reach(visit.visit.token, act)
    filling.hand_in_many(visit.call, file.path, file.sha256, file.size)
    outcomes = machine.file(visit.call, file.sha256, file.media, act)
    lines = _lines(visit, outcomes)
    return Answer(200, b"", (("content-type", NDJSON),), stream=lambda: lines)


def _lines(visit: DeskVisit, outcomes: Iterator[Outcome]) -> Iterator[bytes]:
    counts: dict[str, int] = dict.fromkeys(STATUSES, 0)
    for made in outcomes:
        if made.line:
            counts[made.status] += 1
        yield _json(said.outcome(made, visit.lang, visit.visit.http.id))
    yield _json({"rows": sum(counts.values()), **counts})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _key(visit: DeskVisit) -> ReportKey:
    return key_in(visit.args)


def _act(visit: DeskVisit) -> Act:
    given = visit.query.get(ACT.name) or "draft"
    parameters.one_of(ACT.name, given, ACTS)
    return cast(Act, given)
