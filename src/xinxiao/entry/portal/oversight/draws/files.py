"""Draws as files: all of them, each as it is verified, the list of numbers that verification takes, and a feed."""

from __future__ import annotations

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer, SealedFile
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.errors import NotFound, told
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.publish.feed import MEDIA, Feed, Item, atom
from xinxiao.texts import LANGUAGES, text

LATEST = 30
"""Entries of the feed."""
TEXT = "text/plain; charset=utf-8"


def every(visit: OpenVisit) -> Answer:
    """All draws by their commitments, with what was committed and what came of each, as JSON."""
    return answer.as_json([_row(one) for one in visit.office.ports.draws.listed()])


def numbers(visit: OpenVisit) -> Answer:
    """The commitment of every number, a line each, as `xinxiao draw verify --numbers` takes it; a line that begins with # says what
    stands below, and which numbers are of invented draws."""
    own = [one.committed for one in visit.office.ports.draws.listed()]
    invented = [one.number for one in own if one.synthetic]
    heads = ["# number commitment", *([f"# synthetic: {' '.join(invented)}"] if invented else [])]
    lines = [*heads, *(f"{one.number} {one.commitment}" for one in own)]
    return answer.page("".join(f"{line}\n" for line in lines).encode(), TEXT, "draw-numbers.txt")


def record(visit: OpenVisit) -> Answer:
    """The file of a draw, byte for byte: everything that anybody needs to draw again. Raises ``NotFound``."""
    standing = visit.office.ports.draws.find(visit.args["number"])
    number = standing.committed.number
    if standing.drawn is None:
        raise NotFound(f"{number} is not drawn", told("draw_not_yet", number=number))
    path = visit.office.ports.blobs.verified(standing.drawn.record)
    named = ("content-disposition", f'attachment; filename="{number}.json"')
    tag = f'"{standing.drawn.record}"'
    return Answer(200, b"", (("content-type", answer.JSON), named), tag, file=SealedFile(path))


def feed(visit: OpenVisit) -> Answer:
    """The latest that happened to draws, as an Atom feed (RFC 4287): commitments first of all."""
    items = [
        Item(
            f"urn:xinxiao:draw:{one.committed.number}:{event.kind}:{event.hash}",
            f"{one.committed.number} {event.kind}",
            event.at,
            "\t".join(filter(None, (one.committed.commitment, one.drawn.record if one.drawn else ""))),
        )
        for one in visit.office.ports.draws.listed()
        for event in (one.event, *one.later)
    ]
    items.sort(key=lambda item: item.updated, reverse=True)
    title = " / ".join(text(lang, "web.draw_pages.head") for lang in LANGUAGES)
    return answer.page(atom(Feed("urn:xinxiao:draws", title, "xinxiao", items[:LATEST])), MEDIA)


def _row(own: DrawStanding) -> dict[str, object]:
    said, drawn = own.committed, own.drawn
    names = (
        "number",
        "commitment",
        "before",
        "of",
        "roster",
        "exclusions",
        "inspectors",
        "published",
        "synthetic",
    )
    sources = [
        {name: getattr(one, name) for name in ("source", "issue", "takes", "at")} for one in said.sources
    ]
    return {name: getattr(said, name) for name in names} | {
        "kind": said.draw_kind,
        "state": own.state,
        "sources": sources,
        "event": {"sequence": own.event.sequence, "sha256": own.event.hash},
        "seed": drawn.seed if drawn is not None else None,
        "record": drawn.record if drawn is not None else None,
        "selected": drawn.selected if drawn is not None else None,
        "void_by": own.voided.by if own.voided is not None else None,
        "inspections": own.assigned.cases if own.assigned is not None else None,
    }
