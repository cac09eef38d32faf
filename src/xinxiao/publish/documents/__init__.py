"""Documents: each is written once, as data, and rendered as a page that stands alone, as a PDF, or by the portal."""

from __future__ import annotations

from xinxiao.index import Audit
from xinxiao.publish.documents.audit import Grid, audit_document
from xinxiao.publish.documents.document import Document
from xinxiao.publish.documents.html import html
from xinxiao.publish.documents.pdf import pdf
from xinxiao.publish.documents.voice import Names
from xinxiao.texts import Language

__all__ = ["audit_document", "audit_html", "audit_pdf", "Document", "html", "Names", "pdf"]


def audit_html(made: Audit, language: Language = "zh", grid: Grid | None = None) -> str:
    """The audit of an index as one page. ``grid``: unit -> (row, column) of a tile map, left out when None."""
    return html(audit_document(made, language, grid=grid))


def audit_pdf(made: Audit, language: Language = "zh", grid: Grid | None = None) -> bytes:
    """The same as a PDF; the same audit gives the same bytes.

    Raises ``Unavailable`` when no font has the language's characters.
    """
    return pdf(audit_document(made, language, grid=grid))
