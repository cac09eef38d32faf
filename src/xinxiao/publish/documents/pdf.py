"""A document as a PDF, set by Typst: no browser, no network, the same bytes every time."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from xinxiao.publish.documents.document import Block, Document, Facts, Figure, Table
from xinxiao.publish.documents.typesetter import LATIN, printable, typeset
from xinxiao.publish.fonts import FAMILY
from xinxiao.texts import text

WIDTH = 760
"""Width of a drawing in px: on the 17.4 cm of a sheet its type is as large as that of the tables."""


def pdf(document: Document) -> bytes:
    """The document on A4. Raises ``Unavailable`` when the typesetter gives none."""
    drawings: dict[str, str] = {}
    content = {
        "title": document.title,
        "lead": document.lead,
        "foot": document.foot,
        "language": document.language,
        "families": [FAMILY, LATIN] if document.language == "zh" else [LATIN, FAMILY],
        "nothing": text(document.language, "document.nothing"),
        "sections": [
            {"head": s.head, "blocks": [_block(drawings, b) for b in s.blocks]} for s in document.sections
        ],
    }
    template = files("xinxiao.publish.documents") / "templates" / "document.typ"
    words = printable(json.dumps(content, ensure_ascii=False))
    return typeset(template.read_text("utf-8"), {"content.json": words, **drawings}, "pdf")


def _block(drawings: dict[str, str], block: Block) -> dict[str, Any]:
    """A block for the template; a drawing goes beside it, under the name of its file."""
    if isinstance(block, Figure):
        name = f"{block.id}.svg"
        drawings[name] = printable(block.svg(WIDTH))
        return {"kind": block.kind, "caption": block.caption, "says": block.says, "file": name}
    if isinstance(block, Table):
        return {
            "kind": block.kind,
            "caption": block.caption,
            "says": block.says,
            "head": [{"label": c.label, "kind": c.kind} for c in block.columns],
            "cells": [[cell.text for cell in line] for line in block.lines],
        }
    if isinstance(block, Facts):
        return {"kind": block.kind, "facts": block.facts}
    return {"kind": block.kind, "text": block.text}
