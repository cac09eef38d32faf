"""A document of a case as a PDF: its words, number and hash, where to check it, and the box for the seal. The same bytes every time."""

from __future__ import annotations

import json
from importlib.resources import files

from xinxiao.model.oversight.letter import Letter
from xinxiao.publish.documents.typesetter import LATIN, printable, typeset
from xinxiao.publish.fonts import FAMILY
from xinxiao.texts import text

SEAL = "seal.png"


def letter_pdf(letter: Letter) -> bytes:
    """The document on A4. Raises ``Unavailable`` when the typesetter gives none."""
    words = {key: text(letter.language, f"document.letter.{key}") for key in _WORDS}
    content = {
        "title": letter.title,
        "lines": [{"kind": line.kind, "words": line.words} for line in letter.lines],
        "number": letter.number,
        "hash": letter.sha256,
        "address": letter.address,
        "synthetic": letter.synthetic,
        "confirmed": letter.confirmed,
        "seal": SEAL if letter.seal is not None else "",
        "language": letter.language,
        "families": [FAMILY, LATIN] if letter.language == "zh" else [LATIN, FAMILY],
        "words": words,
    }
    template = files("xinxiao.publish.documents") / "templates" / "letter.typ"
    beside: dict[str, str | bytes] = {"content.json": printable(json.dumps(content, ensure_ascii=False))}
    beside["check.svg"] = _code(letter.address)
    if letter.seal is not None:
        beside[SEAL] = letter.seal
    return typeset(template.read_text("utf-8"), beside, "pdf")


_WORDS = ("number", "hash", "check", "seal", "no_seal", "sealed", "synthetic", "unconfirmed")


def _code(address: str) -> str:
    """An address as a QR code (ISO/IEC 18004) drawn in SVG."""
    import segno

    drawn: str = segno.make(address, error="m", micro=False).svg_inline(
        scale=4, border=2, svgclass=None, lineclass=None, omitsize=False
    )
    return drawn
