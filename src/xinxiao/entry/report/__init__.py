"""The audit of an index as a page and as a PDF."""

from xinxiao.entry.report.audit_html import audit_html
from xinxiao.entry.report.audit_pdf import audit_pdf

__all__ = ["audit_html", "audit_pdf"]
