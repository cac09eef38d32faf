"""Filling in: a report as a workbook and back, what rules compare it with, and who may sign it. What is handed in is kept as it
came, by its hash, before anything is read of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from xinxiao.collect.examine import parsed, references
from xinxiao.collect.received import Received
from xinxiao.collect.workbook.reading import Expected, read
from xinxiao.collect.workbook.template import Asked, template
from xinxiao.errors import NotFound, told
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import is_number
from xinxiao.model.collect.handed import HandedIn, Way
from xinxiao.model.collect.people import Account, Grant, Role
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.period import end_of
from xinxiao.rules.expression import appearing
from xinxiao.rules.javascript import data
from xinxiao.rules.types import ItemType
from xinxiao.texts import Language
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms
from xinxiao.uses.collect.asked import asked
from xinxiao.uses.collect.beside import beside, others
from xinxiao.uses.collect.reports import Opened

Values = dict[str, str]
"""Values by the name a rule gives an item: of other periods and of other forms."""


@dataclass(frozen=True)
class Judged:
    """What a browser needs to judge as the server does: rules as plain data, and the values that are not on the page."""

    rules: tuple[Mapping[str, Any], ...]
    record: Values


def judged(call: Call, opened: Opened) -> Judged:
    """The rules of a report for the browser."""
    bundle, key = opened.bundle, opened.key
    named = {item.form for item in references(bundle.form)} - {"", key.form}
    kinds = {item.id: ItemType(item.type) for item in bundle.form.items}
    for name, other in others(call, key.period, named).items():
        kinds |= {f"{name}#{item.id}": ItemType(item.type) for item in other.form.items}
    rules, record = [], Values()
    for rule in bundle.form.rules:
        tree = parsed(rule.rule, key.period)
        known = all(item.id in kinds for item in appearing(tree))
        if not known:  # a form that was never issued: the server alone says what is unknown
            continue
        rules.append({**data(tree, kinds), "spec": rule})
    held = beside(call, key, bundle).contents
    for item in references(bundle.form):
        content = held.get((item.form or key.form, item.shift))
        text = content.cells.get(item.item) if content else None
        if text is not None and (kinds.get(item.id, ItemType("text")).kind != "number" or is_number(text)):
            record[item.text] = text
    return Judged(tuple(rules), record)


def workbook(call: Call, opened: Opened, lang: Language) -> bytes:
    """A report as a workbook to fill in. That it was seen was recorded when it was opened."""
    call.demand("fill")
    before = {name: pair.before for name, pair in opened.beside.items() if pair.before is not None}
    ago = {name: pair.year_ago for name, pair in opened.beside.items() if pair.year_ago is not None}
    key = opened.key
    held = call.ports.frame.at(key.unit, end_of(key.period).isoformat())  # as its population was drawn
    return template(
        Asked(
            bundle=opened.bundle,
            sha256=opened.issue.bundle,
            period=key.period,
            unit=key.unit,
            unit_name=held.name if held else "",
            content=opened.content,
            last=before,
            year=ago,
        ),
        lang,
    )


def hand_in(call: Call, key: ReportKey, source: Path, sha256: str, way: Way, size: int) -> None:
    """Keep what was handed in for a report as it came, and record that it was. Raises as :func:`asked`."""
    asked(call, key, "fill")
    call.ports.blobs.take(sha256, source)
    fact = HandedIn(form=key.form, period=key.period, unit=key.unit, sha256=sha256, way=way, size=size)
    call.ports.ledger.events.append(call.actor.line, call.at, [fact])


def hand_in_many(call: Call, source: Path, sha256: str, size: int) -> None:
    """Keep a file of many reports as it came, and record that it was; which they are is seen row by row."""
    call.demand("fill")
    call.ports.blobs.take(sha256, source)
    fact = HandedIn(form="", period="", unit="", sha256=sha256, way="file", size=size)
    call.ports.ledger.events.append(call.actor.line, call.at, [fact])


def read_workbook(call: Call, key: ReportKey, sha256: str) -> Received:
    """What a workbook that was handed in holds for a report.

    Raises :class:`NotFound` for bytes that were never handed in, :class:`DataFault` for what cannot be opened.
    """
    found = asked(call, key, "fill")
    if not call.ports.blobs.has(sha256):
        raise NotFound(f"upload {sha256}", told("no_upload", sha256=ascii(sha256[:64])[1:-1]))
    content = call.ports.blobs.get(sha256)
    expected = Expected(found.bundle, found.issue.bundle, key.period, key.unit)
    return read(content, expected, partial(_issued, call, key.form))


def _issued(call: Call, form: str, sha256: str) -> Bundle | None:
    """The bundle of this hash, if the form was ever issued by it."""
    held = next((issue for issue in call.ports.reports.issues(form) if issue.bundle == sha256), None)
    return forms.bundle(call, held) if held else None


def signers(call: Call, opened: Opened) -> dict[Role, tuple[Account, ...]]:
    """Who may sign a report, by role in the order they sign; whoever asks stands first where they hold the role."""
    call.demand("fill")
    held = call.ports.people.holders(opened.key.unit)
    found: dict[Role, tuple[Account, ...]] = {}
    for role in opened.bundle.form.signers:
        own = [account for account, grant in held if grant == Grant(role, opened.key.unit)]
        found[role] = tuple(sorted(own, key=lambda account: (account.id != call.actor.name, account.name)))
    return found
