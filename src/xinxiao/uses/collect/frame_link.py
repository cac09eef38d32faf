"""What became of units: several that merged, one that split, moved or was renamed. Recorded, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xinxiao.errors import Conflict, DataFault, NotFound, told
from xinxiao.model.collect.code import normal
from xinxiao.model.collect.frame import FrameLinked, Succession, link_table, share_of
from xinxiao.model.collect.succession import SuccessionKind
from xinxiao.model.period import day_of
from xinxiao.model.vouched import digest
from xinxiao.uses.call import Call

WHOLE = Decimal(1)


def link(
    call: Call, kind: SuccessionKind, pairs: Sequence[tuple[str, str, str]], day: str, why: str = ""
) -> tuple[Succession, ...]:
    """Record that units became others on a day. ``pairs``: predecessor, successor, and the share of the predecessor that the
    successor is (decimal text; empty for all of it, and in a split for what nobody knows).

    The shares of a split sum to 1, or ``why`` says why not. Raises :class:`DataFault` for what is no such succession,
    :class:`NotFound` for a unit there is not, :class:`Conflict` for one that is recorded, or would lead in a circle.
    """
    call.demand("frame")
    date = day_of(day)
    given = [(_known(call, before), _known(call, after), share) for before, after, share in pairs]
    links = tuple(_one(kind, *pair, date, why) for pair in given)
    _demand_shape(kind, links)
    _demand_shares(kind, links)
    frame = call.ports.frame
    first = frame.last("link") + 1
    for unit in sorted({name for own in links for name in (own.predecessor, own.successor)}):
        if not frame.history(unit).versions:
            raise NotFound(f"no unit {unit}", told("no_frame_unit", unit=unit))
    _demand_new(frame.successors(), links)
    table = link_table(links)
    fact = FrameLinked(
        succession=kind,
        day=date,
        predecessors=sorted({own.predecessor for own in links}),
        successors=sorted({own.successor for own in links}),
        first=first,
        recorded=len(links),
        sha256=digest(table.to_batches()),
    )
    frame.record(call.actor.line, call.at, fact, table)
    return links


def still_in(call: Call, links: Sequence[Succession]) -> tuple[str, ...]:
    """The predecessors that are in the frame on the day they became others: each is still asked, until a version says it is out."""
    before = {own.predecessor: own.date for own in links if own.predecessor != own.successor}
    held = ((unit, call.ports.frame.at(unit, date)) for unit, date in sorted(before.items()))
    return tuple(unit for unit, version in held if version is not None and version.state == "in")


def _known(call: Call, unit: str) -> str:
    """The id of a unit however its code is written; what nobody knows stays as it was written."""
    tidy = normal(unit)
    return tidy if tidy != unit and call.ports.frame.history(tidy).versions else unit


def _one(kind: SuccessionKind, before: str, after: str, share: str, date: str, why: str) -> Succession:
    given = share or ("" if kind == "split" else "1")
    if given and share_of(given) is None:
        raise DataFault(f"share {given}", told("frame_share", value=given))
    return Succession(kind, before, after, date, given, why)


def _demand_shape(kind: SuccessionKind, links: Sequence[Succession]) -> None:
    before, after = {own.predecessor for own in links}, {own.successor for own in links}
    fits = {
        "merged": len(after) == 1,
        "split": len(before) == 1 and len(after) > 1,
        "moved": len(links) == 1,
        "renamed": len(links) == 1,
    }
    pairs = {(own.predecessor, own.successor) for own in links}
    if not links or not fits[kind] or len(pairs) < len(links):
        raise DataFault(
            f"{kind}: {len(before)} to {len(after)}",
            told("frame_shape", kind=kind, predecessors=len(before), successors=len(after)),
        )


def _demand_shares(kind: SuccessionKind, links: Sequence[Succession]) -> None:
    if kind != "split" or links[0].why:
        return
    total = sum((share_of(own.share) or Decimal(0) for own in links), Decimal(0))
    if total != WHOLE or not all(own.share for own in links):
        raise DataFault(f"shares sum to {total}", told("frame_shares", total=f"{total:f}"))


def _demand_new(known: Sequence[tuple[str, str]], links: Sequence[Succession]) -> None:
    """That no pair is recorded yet, and no unit becomes one that it came from."""
    into: dict[str, set[str]] = {}
    for one, other in known:
        into.setdefault(one, set()).add(other)
    for own in links:
        before, after = own.predecessor, own.successor
        if after in into.get(before, ()):
            raise Conflict("recorded already", told("frame_linked", predecessor=before, successor=after))
        reached, left = {after}, [after]
        while left:
            new = into.get(left.pop(), set()) - reached
            reached |= new
            left += new
        if before in reached:
            raise Conflict("in a circle", told("frame_circle", predecessor=before, successor=after))
        into.setdefault(before, set()).add(after)
