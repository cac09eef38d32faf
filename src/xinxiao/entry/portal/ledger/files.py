"""The heads of the ledger as files to keep elsewhere, and as a feed that tells of each new one."""

from __future__ import annotations

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.route import Visit
from xinxiao.publish.feed import MEDIA, Feed, Item, atom
from xinxiao.texts import LANGUAGES, text
from xinxiao.uses import ledger

LATEST = 30
"""Entries of the feed."""


def heads_csv(visit: Visit) -> Answer:
    """The heads of all chains for every day, as `xinxiao ledger verify --heads` reads them."""
    return answer.page(ledger.head_lines(ledger.heads(visit.call)).encode(), answer.CSV, "heads.csv")


def heads_json(visit: Visit) -> Answer:
    """The same as JSON."""
    return answer.as_json(ledger.head_rows(ledger.heads(visit.call)))


def feed(visit: Visit) -> Answer:
    """The latest heads as an Atom feed (RFC 4287)."""
    items = [
        Item(
            f"urn:xinxiao:ledger:head:{head.day}:{head.event.hash}",
            head.day,
            head.published,
            ledger.head_lines([head]),
        )
        for head in reversed(ledger.heads(visit.call)[-LATEST:])
    ]
    title = " / ".join(text(lang, "web.ledger.heads") for lang in LANGUAGES)
    return answer.page(atom(Feed("urn:xinxiao:ledger:heads", title, "xinxiao", items)), MEDIA)
