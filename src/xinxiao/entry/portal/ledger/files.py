"""The heads of the ledger as files to keep elsewhere, and as a feed that tells of each new one."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.route import Visit
from xinxiao.texts import text
from xinxiao.uses import ledger

ATOM = "http://www.w3.org/2005/Atom"
LATEST = 30
"""Entries of the feed."""


def heads_csv(visit: Visit) -> Answer:
    """The heads of both chains for every day, as `xinxiao ledger verify --heads` reads them."""
    return answer.page(ledger.head_lines(ledger.heads(visit.call)).encode(), answer.CSV, "heads.csv")


def heads_json(visit: Visit) -> Answer:
    """The same as JSON."""
    return answer.as_json(ledger.head_rows(ledger.heads(visit.call)))


def feed(visit: Visit) -> Answer:
    """The latest heads as an Atom feed (RFC 4287)."""
    published = ledger.heads(visit.call)[-LATEST:]
    Xml.register_namespace("", ATOM)
    root = Xml.Element(f"{{{ATOM}}}feed")
    _said(root, "id", "urn:xinxiao:ledger:heads")
    _said(root, "title", " / ".join(text(lang, "web.ledger.heads") for lang in ("zh", "en")))
    _said(root, "updated", published[-1].published if published else "1970-01-01T00:00:00Z")
    author = Xml.SubElement(root, f"{{{ATOM}}}author")
    _said(author, "name", "xinxiao")
    for head in reversed(published):
        entry = Xml.SubElement(root, f"{{{ATOM}}}entry")
        _said(entry, "id", f"urn:xinxiao:ledger:head:{head.day}:{head.event.hash}")
        _said(entry, "title", head.day)
        _said(entry, "updated", head.published)
        _said(entry, "content", ledger.head_lines([head]))
    return answer.page(
        Xml.tostring(root, "utf-8", xml_declaration=True), "application/atom+xml; charset=utf-8"
    )


def _said(parent: Xml.Element, name: str, words: str) -> None:
    Xml.SubElement(parent, f"{{{ATOM}}}{name}").text = words
