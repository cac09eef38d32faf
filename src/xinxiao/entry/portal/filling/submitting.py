"""Submitting: what stands in the way, who signs, explanations; and the receipt."""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.collection import said
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.filling.acts import EXPLANATION, after_of
from xinxiao.entry.portal.filling.told import lines
from xinxiao.entry.portal.filling.where import key_in, path
from xinxiao.entry.portal.page import Page
from xinxiao.errors import Conflict, DataFault, told
from xinxiao.model.collect.content import Content, content_of
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.collect import filling, receipts, reports
from xinxiao.uses.collect.reports import Opened, Refused

SIGNER, HASH = "signer.", "sha256"
"""Names of the fields: who signs in a role; the hash of the content that was shown."""


def submit_page(visit: DeskVisit) -> Page:
    """What is about to be submitted: what blocks it, what has to be explained, who signs."""
    return _page(visit, key_in(visit.args))


def _page(visit: DeskVisit, key: ReportKey, wrong: str = "") -> Page:
    opened = reports.report(visit.call, key)
    found = lines(visit.words, opened.bundle, key.period, reports.examine(visit.call, key, opened.content))
    say, form = visit.words.say, opened.bundle.form
    held = {*opened.content.cells, *opened.content.marks}
    rules = {rule.id: rule for rule in opened.bundle.form.rules}
    context = {
        "key": key,
        "here_at": path(key),
        "blocking": [line for line in found if line.blocks and line.severity != "explain"],
        "holding": [line for line in found if line.severity == "release" and not line.blocks],
        "explained": [
            (line, opened.content.explanations.get(line.rule, ""), say(rules[line.rule].remedy))
            for line in found
            if line.severity == "explain" and line.rule
        ],
        "open": next((line.rule for line in found if line.severity == "explain" and line.why), ""),
        "signers": filling.signers(visit.call, opened),
        "me": visit.actor.name,
        "sha256": opened.content.sha256,
        "revision": opened.draft.revision if opened.draft else 0,
        "ends": visit.end(opened.report.ends),
        "late": visit.call.at >= opened.report.ends,
        "after": opened.report.number,
        "number": opened.report.number + 1,
        "last": opened.report.number,
        "filled": sum(not item.sums for item in form.items if item.id in held),
        "all": sum(not item.sums for item in form.items),
        "wrong": wrong,
        "same": opened.report.sha256 == opened.content.sha256 and opened.report.state != "returned",
    }
    title = f"{visit.words.t('filling.submit.head')} · {say(opened.bundle.form.name)} · {visit.words.period(key.period)}"
    return Page("submit.html", title, "reports", context=context)


def submit(visit: DeskVisit) -> Answer:
    """Submit what is filled in, as it was shown. What blocks it is shown again, with nothing lost; sent twice it is one submission."""
    key = key_in(visit.args)
    opened = reports.report(visit.call, key)
    content, seen = _explained(opened.content, visit), after_of(visit)
    after = opened.report.number if seen is None else seen
    try:
        number = _submitted(visit, opened, content, after)
    except Refused:
        return visit.page(_page(visit, key, visit.words.t("filling.submit.refused")), 422)
    except DataFault as error:
        from xinxiao.entry.errors import shown

        said = shown(error, visit.lang)
        return visit.page(_page(visit, key, f"{said.message} {said.hint}"), 422)
    except Conflict:
        if not reports.is_submitted(visit.call, key, content, after):
            raise
        number = after + 1
    return visit.to(path(key, "receipts", str(number)))


def _submitted(visit: DeskVisit, opened: Opened, content: Content, after: int) -> int:
    """The number of the submission. Raises :class:`Conflict` where something else is there than was shown."""
    key = opened.key
    if visit.fields.get(HASH, "") != opened.content.sha256:
        raise Conflict(f"{key.text} changed", told("submit_moved", report=key.text))
    if content != opened.content:
        revision = opened.draft.revision if opened.draft else 0
        reports.save_draft(visit.call, key, content, revision, after)
    signed = {
        name.removeprefix(SIGNER): account
        for name, account in visit.fields.items()
        if name.startswith(SIGNER) and account
    }
    return int(reports.submit(visit.call, key, content, "web", signed, after).said["number"])


def _explained(content: Content, visit: DeskVisit) -> Content:
    words = dict(content.explanations)
    for name, value in visit.fields.items():
        if name.startswith(EXPLANATION):
            rule, text = name.removeprefix(EXPLANATION), value.replace("\r\n", "\n").strip()
            words.pop(rule, None)
            if text:
                words[rule] = text
    made = Content(cells=content.cells, marks=content.marks, explanations=words)
    return content_of(made.canonical)


def receipt(visit: DeskVisit) -> Page:
    """The receipt of a submission: what it says, its hash, how to keep it and how anybody can check it."""
    key = key_in(visit.args)
    number = receipts.demand_number(visit.args["number"])
    made = receipts.of(visit.call, key, number)
    opened = reports.report(visit.call, key)
    context = {
        "key": key,
        "here_at": path(key),
        "number": number,
        "receipt": made,
        "said": made.said,
        "at": visit.moment(made.at),
        "names": _names(visit, made.said.get("signers", {})),
        "last": opened.report.number == number,
        "state": opened.report.state,
        "form": opened.bundle.form,
        "name": said.respondent(visit, key.unit, key.period),
        "period": visit.words.period(key.period),
    }
    title = visit.words.t("filling.receipt.head", number=number)
    return Page("receipt.html", title, "reports", context=context)


def _names(visit: DeskVisit, signed: dict[str, str]) -> list[tuple[str, str]]:
    """(role, name) of who signed; the id of an account whose name is gone."""
    return [(role, said.person(visit, account)) for role, account in signed.items()]


def receipt_file(visit: DeskVisit) -> Answer:
    """A receipt to keep: as JSON, or as the lines that are hashed."""
    key, number = key_in(visit.args), receipts.demand_number(visit.args["number"])
    made = receipts.of(visit.call, key, number)
    name = f"{key.form}-{key.period}-{key.unit}-{number}-receipt"
    if visit.args["form_of"] == "txt":
        return answer.page(made.text.encode(), "text/plain; charset=utf-8", f"{name}.txt")
    return answer.page(made.json, answer.JSON, f"{name}.json")


def content_file(visit: DeskVisit) -> Answer:
    """A submission's content as it was hashed: the bytes that its receipt speaks of."""
    key, number = key_in(visit.args), receipts.demand_number(visit.args["number"])
    held = receipts.submitted(visit.call, key, number)
    return answer.page(held, answer.JSON, f"{key.form}-{key.period}-{key.unit}-{number}.json")


def check_page(visit: DeskVisit) -> Page:
    """Check a receipt: anybody may, and sees nothing that the receipt does not say itself."""
    return _checked(visit, {"verdict": None, "given": "", "wrong": ""})


def check(visit: DeskVisit) -> Answer:
    """What checking a receipt found."""
    given, content = visit.fields.get("receipt", ""), visit.fields.get("content", "")
    try:
        found, verdict = receipts.check(visit.call, given.encode(), content.encode() or None)
    except DataFault as error:
        from xinxiao.entry.errors import shown

        said = shown(error, visit.lang)
        wrong = f"{said.message} {said.hint}"
        return visit.page(_checked(visit, {"verdict": None, "given": given, "wrong": wrong}), 422)
    own = {"verdict": verdict, "given": given, "wrong": "", "receipt": found, "at": visit.moment(found.at)}
    return visit.page(_checked(visit, own))


def _checked(visit: DeskVisit, own: Mapping[str, object]) -> Page:
    return Page("check.html", visit.words.t("filling.check.head"), context=own)
