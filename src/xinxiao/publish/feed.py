"""Feeds in Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from xinxiao.model.contact import NOBODY, Contact

ATOM = "http://www.w3.org/2005/Atom"
MEDIA = "application/atom+xml; charset=utf-8"
NEVER = "1970-01-01T00:00:00Z"
"""When a feed without entries changed last."""
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Item:
    """One thing that happened: an id that never changes, words, when (UTC, ISO 8601), and where it leads."""

    id: str
    title: str
    updated: str
    content: str
    href: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: an id that never changes, its items, the newest first, its own address and that of the page it belongs to.

    Atom has no place for a ``contact`` in words: it carries an e-mail or web address alone.
    """

    id: str
    title: str
    author: str
    items: Sequence[Item]
    language: str = ""
    here: str = ""
    page: str = ""
    contact: Contact = NOBODY


def atom(feed: Feed) -> bytes:
    """The feed as XML; whatever stands in it is escaped."""
    Xml.register_namespace("", ATOM)
    root = Xml.Element(f"{{{ATOM}}}feed", {_LANG: feed.language} if feed.language else {})
    _said(root, "id", feed.id)
    _said(root, "title", feed.title)
    _said(root, "updated", max((item.updated for item in feed.items), default=NEVER))
    author = Xml.SubElement(root, f"{{{ATOM}}}author")
    _said(author, "name", feed.author)
    if feed.contact.page:
        _said(author, "uri", feed.contact.page)
    if feed.contact.mail:
        _said(author, "email", feed.contact.mail)
    _link(root, "self", feed.here, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    for item in feed.items:
        entry = Xml.SubElement(root, f"{{{ATOM}}}entry")
        _said(entry, "id", item.id)
        _said(entry, "title", item.title)
        _said(entry, "updated", item.updated)
        _link(entry, "alternate", item.href, "text/html")
        _said(entry, "content", item.content)
    written: bytes = Xml.tostring(root, "utf-8", xml_declaration=True)
    return written


def _said(parent: Xml.Element, name: str, words: str) -> None:
    Xml.SubElement(parent, f"{{{ATOM}}}{name}").text = words


def _link(parent: Xml.Element, rel: str, href: str, media: str) -> None:
    if href:
        Xml.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "type": media, "href": href})
