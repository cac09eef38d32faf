"""What became of a report, and what is due, as JSON for programs."""

from __future__ import annotations

import json
from typing import Any

from xinxiao.entry.errors import shown
from xinxiao.model.collect.finding import ReportFinding
from xinxiao.model.finding import Finding
from xinxiao.texts import Language
from xinxiao.uses.collect.machine import Outcome
from xinxiao.uses.collect.reports import Opened


def outcome(made: Outcome, lang: Language, request: str) -> dict[str, Any]:
    """An outcome: what was refused has the one shape of an error as well."""
    said: dict[str, Any] = {"status": made.status}
    if made.line:
        said["line"] = made.line
    if made.key:
        said["report"] = made.key.text
    if made.revision:
        said["revision"] = made.revision
    if made.receipt:
        said["number"] = made.receipt.said["number"]
        said["receipt"] = json.loads(made.receipt.json)
    said["read"] = [_read(finding, lang) for finding in made.read]
    said["findings"] = [_found(finding, lang) for finding in made.found]
    if made.error:
        said |= shown(made.error, lang).as_json(request)
    return said


def _read(finding: Finding, lang: Language) -> dict[str, Any]:
    return {
        "code": finding.code,
        "level": finding.level,
        "line": finding.line,
        "item": dict(finding.places).get("item", ""),
        "message": finding.message(lang),
    }


def _found(finding: ReportFinding, lang: Language) -> dict[str, Any]:
    return {
        "fault": finding.fault,
        "severity": finding.severity,
        "blocks": finding.blocks,
        "items": list(finding.items),
        "values": dict(finding.values),
        "wanted": finding.wanted,
        "rule": finding.rule,
        "message": finding.message(lang),
        "hint": finding.hint(lang),
    }


def report(opened: Opened, lang: Language) -> dict[str, Any]:
    """A report: how it stands, its items, what is filled in."""
    held = opened.report
    own = {"cells": opened.content.cells, "marks": opened.content.marks}
    return {
        "report": opened.key.text,
        "state": held.state,
        "number": held.number,
        "opens": opened.issue.opens,
        "ends": held.ends,
        "version": opened.issue.version,
        "bundle": opened.issue.bundle,
        "revision": opened.draft.revision if opened.draft else 0,
        "content": {**own, "explanations": opened.content.explanations},
        "open_queries": list(held.open_threads),
        "findings": [_found(finding, lang) for finding in opened.findings],
        "items": [
            {
                "id": item.id,
                "name": item.name.zh if lang == "zh" else item.name.en,
                "type": item.type,
                "unit": item.unit,
                "places": item.places,
                "needed": item.needed,
                "codelist": item.codelist,
                "sums": list(item.sums),
            }
            for item in opened.bundle.form.items
        ],
    }
