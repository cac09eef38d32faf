"""A document as a PDF, set by Typst: no browser, no network, the same bytes every time."""

from __future__ import annotations

import json
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from xinxiao.errors import Unavailable
from xinxiao.publish.documents.document import Block, Document, Facts, Figure, Table
from xinxiao.settings import chosen
from xinxiao.texts import text

CHINESE = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "SimSun",
)
"""Fonts with Chinese characters, in order of preference."""
LATIN = "Libertinus Serif"
"""The font that the typesetter brings along."""
_TIMESTAMP = 1_503_532_800
"""A fixed creation time: the bytes must not depend on the clock."""
WIDTH = 760
"""Width of a drawing in px: on the 17.4 cm of a sheet its type is as large as that of the tables."""


def pdf(document: Document) -> bytes:
    """The document on A4. ``XINXIAO_FONTS`` may name a folder with more fonts.

    Raises ``Unavailable`` when Chinese is asked for and no font has it.
    """
    import typst

    fonts = typst.Fonts(font_paths=[folder] if (folder := chosen("fonts")) else [])
    if document.language == "zh" and not _has_chinese(fonts):
        raise Unavailable(
            "no font with Chinese characters on this machine",
            hint="install one (Debian: fonts-wqy-microhei), or name a folder in XINXIAO_FONTS",
        )
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        _lay_out(root, document)
        done = typst.compile(
            str(root / "document.typ"), root=str(root), font_paths=fonts, timestamp=_TIMESTAMP
        )
    if not isinstance(done, bytes):
        raise Unavailable("the typesetter gave no document")
    return done


def _has_chinese(fonts: Any) -> bool:
    families = {str(f) for f in fonts.families()}
    return any(name in families for name in CHINESE)


def _lay_out(root: Path, document: Document) -> None:
    """Write the template, the words as JSON and the drawings as files of a scratch folder."""
    content = {
        "title": document.title,
        "lead": document.lead,
        "foot": document.foot,
        "language": document.language,
        "families": [*CHINESE, LATIN] if document.language == "zh" else [LATIN, *CHINESE],
        "nothing": text(document.language, "document.nothing"),
        "sections": [
            {"head": s.head, "blocks": [_block(root, b) for b in s.blocks]} for s in document.sections
        ],
    }
    (root / "content.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    template = files("xinxiao.publish.documents") / "templates" / "document.typ"
    (root / "document.typ").write_text(template.read_text("utf-8"), "utf-8")


def _block(root: Path, block: Block) -> dict[str, Any]:
    if isinstance(block, Figure):
        name = f"{block.id}.svg"
        (root / name).write_text(block.svg(WIDTH), "utf-8")
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
