"""Lists as files: entries in the columns in use, the bytes that were sealed, all lists, and a feed of what was issued and ended."""

from __future__ import annotations

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.errors import NotFound, told
from xinxiao.oversight.lists import Ended, Version
from xinxiao.publish.feed import MEDIA, Feed, Item, atom
from xinxiao.publish.lists import as_csv
from xinxiao.texts import LANGUAGES, text
from xinxiao.uses.oversight import lists

LATEST = 30
"""Entries of the feed."""


def every(visit: OpenVisit) -> Answer:
    """All issued versions of all lists, with their days and hashes, as JSON."""
    found = [
        {
            "id": own.id,
            "versions": [_version(one) for one in own.issued],
            "ended": [_ended(end) for end in own.ends],
        }
        for own in lists.registers(visit.office)
        if own.issued
    ]
    return answer.as_json(found)


def _version(own: Version) -> dict[str, object]:
    """What the public is told of a version: no person."""
    names = ("number", "type", "area", "issuer", "entries", "starts", "ends", "sha256", "approval")
    return {name: getattr(own, name) for name in names} | {"issued": own.moves[-1].at}


def _ended(own: Ended) -> dict[str, str]:
    return {"entry": own.entry, "day": own.day, "approval": own.approval, "ended": own.at}


def rows(visit: OpenVisit) -> Answer:
    """The entries of an issued version as CSV, in the columns in use. Raises ``NotFound``."""
    own = _asked(visit)
    content = visit.office.ports.lists.content(own)
    return answer.page(as_csv(content), answer.CSV, f"{own.list}-{own.number}.csv")


def sealed(visit: OpenVisit) -> Answer:
    """An issued version as it was sealed: these bytes have the hash that the ledger holds. Raises ``NotFound``."""
    return answer.page(visit.office.ports.lists.sealed(_asked(visit)), answer.JSON)


def _asked(visit: OpenVisit) -> Version:
    name, number = visit.args["list"], visit.args["number"]
    if not number.isdecimal() or not number.isascii() or len(number) > 4:
        said = told("no_list_version", list=ascii(name[:64])[1:-1], number=ascii(number[:10])[1:-1])
        raise NotFound(f"{name} {number}", said)
    return lists.issued(visit.office, name, int(number))


def feed(visit: OpenVisit) -> Answer:
    """The latest versions that were issued and entries that were ended, as an Atom feed (RFC 4287)."""
    items = []
    for register in lists.registers(visit.office):
        for own in register.issued:
            ident = f"urn:xinxiao:list:{own.list}:{own.number}:{own.sha256}"
            items.append(
                Item(ident, f"{own.list} {own.number}", own.moves[-1].at, f"{own.starts}\t{own.sha256}")
            )
        for end in register.ends:
            ident = f"urn:xinxiao:list:{register.id}:{end.entry}:{end.day}:{end.event}"
            items.append(Item(ident, f"{register.id}/{end.entry}", end.at, f"{end.day}\t{end.approval}"))
    items.sort(key=lambda item: item.updated, reverse=True)
    title = " / ".join(text(lang, "web.lists.title") for lang in LANGUAGES)
    return answer.page(atom(Feed("urn:xinxiao:lists", title, "xinxiao", items[:LATEST])), MEDIA)
