"""The audit of an index as a page and as a PDF."""

from xinxiao.publish.documents.audit_html import audit_html
from xinxiao.publish.documents.audit_pdf import audit_pdf

__all__ = ["audit_html", "audit_pdf"]
