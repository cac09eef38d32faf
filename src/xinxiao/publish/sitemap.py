"""A sitemap (sitemaps.org 0.9) whose addresses name their other languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

MEDIA = "application/xml; charset=utf-8"
MOST = 50_000
"""Addresses that one sitemap may have (sitemaps.org)."""


def sitemap(pages: Iterable[Mapping[str, str]], modified: str) -> bytes:
    """Pages, each by language; ``modified`` is the moment (UTC, ISO 8601) at which what they show last changed."""
    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for page in pages:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(lang)} href={quoteattr(href)}/>'
            for lang, href in page.items()
        )
        changed = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
        out += [f"<url><loc>{escape(href)}</loc>{changed}{others}</url>" for href in page.values()]
    return "\n".join([*out, "</urlset>", ""]).encode()
