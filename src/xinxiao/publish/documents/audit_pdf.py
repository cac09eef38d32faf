"""The audit as a PDF, set by Typst: no browser, no network, the same bytes every time."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import msgspec

from xinxiao.errors import Unavailable
from xinxiao.index.analysis.audit import Audit
from xinxiao.publish.documents.content import sections, title_of
from xinxiao.texts import Language, text

_TIMESTAMP = 1_503_532_800
"""A fixed creation time: the bytes must not depend on the clock."""


def audit_pdf(
    made: Audit, language: Language = "zh", grid: Mapping[str, tuple[int, int]] | None = None
) -> bytes:
    """The report as PDF bytes, fonts embedded.

    Uses the fonts of the machine and those in the folder ``XINXIAO_FONTS``. Raises Unavailable when the
    typesetter is not installed, or when Chinese is asked for and no font has it.
    """
    try:
        import typst
    except ImportError as fault:
        raise Unavailable("the PDF typesetter is not installed", hint="pip install typst") from fault
    folders = [os.environ["XINXIAO_FONTS"]] if os.environ.get("XINXIAO_FONTS") else []
    if language == "zh" and not _has_chinese(typst.Fonts(font_paths=folders)):
        raise Unavailable(
            "no font with Chinese characters on this machine",
            hint="install one (Debian: fonts-wqy-microhei), or name a folder in XINXIAO_FONTS",
        )
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        _lay_out(root, made, language, grid)
        done = typst.compile(
            str(root / "audit.typ"), root=str(root), font_paths=folders, timestamp=_TIMESTAMP
        )
    if not isinstance(done, bytes):
        raise Unavailable("the typesetter gave no document")
    return done


FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "SimSun",
)
"""Fonts with Chinese characters, in order of preference."""


def _has_chinese(fonts: object) -> bool:
    families = {str(f) for f in fonts.families()}  # type: ignore[attr-defined]
    return any(name in families for name in FAMILIES)


def _printed_width(svg: str) -> float:
    """Width in cm: natural size (96 px to the inch), shrunk to fit 17.4 x 22 cm."""
    found = re.search(r'<svg[^>]*viewBox="0 0 ([0-9.]+) ([0-9.]+)"', svg)
    width, height = (float(x) * 2.54 / 96 for x in found.groups()) if found else (17.4, 10.0)
    return width * min(1.0, 17.4 / width, 22.0 / height)


def _lay_out(root: Path, made: Audit, language: Language, grid: Mapping[str, tuple[int, int]] | None) -> None:
    """Write the template, the texts as JSON and the charts as files of a scratch folder."""
    parts = msgspec.to_builtins(sections(made, language, grid))
    number = 0
    for part in parts:
        for block in part["blocks"]:
            if block["svg"]:
                name = f"figure-{number}.svg"
                (root / name).write_text(block["svg"], "utf-8")
                block["width"] = _printed_width(block["svg"])
                block["svg"], number = name, number + 1
    document = {
        "title": title_of(made, language),
        "language": language,
        "sections": parts,
        "families": FAMILIES,
        "made_from": text(language, "index.audit.made_from", key=made.result.key[:16]),
    }
    (root / "content.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    template = files("xinxiao.publish.documents") / "templates" / "audit.typ"
    (root / "audit.typ").write_text(template.read_text("utf-8"), "utf-8")
