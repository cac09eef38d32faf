"""Evidence of a demonstration: small files that are what they are called, and say that they are invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from xinxiao.errors import DataFault, told
from xinxiao.model.oversight.workflow import EvidenceKind

DOTS = 72.0
"""Points per inch of a picture."""
_SHEET = """#let said = json("said.json")
#set page(width: 12cm, height: 8cm, margin: 1cm, fill: luma(235))
#set text(font: said.families, size: 16pt)
#said.words

#said.day
"""


@dataclass(frozen=True)
class Evidence:
    """Files of evidence in a folder: a table is that of the ``plan``; a PDF and a picture say ``words`` and a day."""

    folder: Path
    words: str
    day: str
    plan: bytes

    def file(self, kind: EvidenceKind) -> tuple[str, Path]:
        """A file of a kind: what it is called, and where it is. Raises :class:`DataFault` for a kind that is not made here."""
        path = self.folder / f"evidence.{kind}"
        if not path.exists():
            path.write_bytes(self._content(kind))
        return path.name, path

    def _content(self, kind: EvidenceKind) -> bytes:
        from xinxiao.publish.documents.typesetter import LATIN, typeset
        from xinxiao.publish.fonts import FAMILY

        said = json.dumps({"words": self.words, "day": self.day, "families": [FAMILY, LATIN]})
        match kind:
            case "csv":
                return self.plan
            case "pdf":
                return typeset(_SHEET, {"said.json": said}, "pdf")
            case "png":
                return typeset(_SHEET, {"said.json": said}, "png", DOTS)
        raise DataFault(f"a file of {kind}", told("evidence_unknown", known="csv, pdf, png"))
