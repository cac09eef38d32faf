"""How the items of one version of a form carry on those of another: for comparisons, rules that look back, and long series.

A version says in ``follows`` which items of an earlier one it maps, drops, or breaks; items of one name go on. An item whose
type, unit of measure, kind of time or code list is another is not the same whatever it is called. Where a version follows
another one only by those in between, the way leads over them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import msgspec

from xinxiao.model.collect.content import Content
from xinxiao.model.collect.form import Follows, Form, Item


@dataclass(frozen=True)
class Link:
    """What an item was in an earlier version: its id there, and whether it can be compared with that (else: a break)."""

    old: str
    comparable: bool = True


def follows_of(new: Form, version: str) -> Follows | None:
    """What a version says of an earlier one it follows directly."""
    return next((one for one in new.follows if one.version == version), None)


def target(follows: Follows, name: str) -> str:
    """What an item of the earlier version is called in the one that follows."""
    return next((pair.new for pair in follows.mapped if pair.old == name), name)


def is_alike(old: Item, new: Item) -> bool:
    """Whether two items say the same kind of thing: type, unit of measure, kind of time and code list are one."""
    return (old.type, old.unit, old.flow, old.codelist) == (new.type, new.unit, new.flow, new.codelist)


def links(old: Form, new: Form, known: Mapping[str, Form]) -> Mapping[str, Link]:
    """By the items of ``new``, what they were in ``old``; what was not there is left out.

    ``known``: the forms of further versions by version, for the way from one to the other; of several ways one with the
    fewest versions is taken. Nothing is linked where no way leads.
    """
    if old.version == new.version:
        return {item.id: Link(item.id) for item in new.items}
    way = _way(old, new, known)
    if not way:
        return {}
    found: Mapping[str, Link] = {item.id: Link(item.id) for item in way[0].items}
    for later, before in pairwise(way):
        step = _step(before, later)
        found = {
            name: Link(step[held.old].old, held.comparable and step[held.old].comparable)
            for name, held in found.items()
            if held.old in step
        }
    return found


def comparable(old: Form, new: Form, known: Mapping[str, Form]) -> dict[str, str]:
    """By the items of ``new`` that can be compared with what they were in ``old``: what they were called there."""
    return {name: held.old for name, held in links(old, new, known).items() if held.comparable}


def linked(old: Form, new: Form, content: Content, known: Mapping[str, Form]) -> Content:
    """What of a content under ``old`` can be compared with one under ``new``, by the items of ``new``; what cannot be is left out."""
    if old.version == new.version:
        return content
    own = comparable(old, new, known)
    return msgspec.structs.replace(
        content,
        cells={name: content.cells[was] for name, was in own.items() if was in content.cells},
        marks={name: content.marks[was] for name, was in own.items() if was in content.marks},
    )


def _step(old: Form, new: Form) -> dict[str, Link]:
    """The links of a version to the one it follows directly."""
    says = follows_of(new, old.version)
    if says is None:
        return {}
    renamed = {pair.old for pair in says.mapped}
    found: dict[str, Link] = {}
    # what is said comes before what merely has one name
    for item in sorted(old.items, key=lambda item: item.id not in renamed):
        name = target(says, item.id)
        other = new.by_id.get(name)
        if item.id in says.dropped or other is None or name in found or not is_alike(item, other):
            continue
        found[name] = Link(item.id, not {item.id, name} & set(says.broken))
    return found


def _way(old: Form, new: Form, known: Mapping[str, Form]) -> tuple[Form, ...]:
    """The forms from ``new`` back to ``old``, each following the next; empty for none."""
    forms = {**known, old.version: old}
    ways: list[tuple[Form, ...]] = [(new,)]
    seen = {new.version}
    while ways:
        way = ways.pop(0)
        if way[-1].version == old.version:
            return way
        for says in way[-1].follows:
            if says.version in forms and says.version not in seen:
                seen.add(says.version)
                ways.append((*way, forms[says.version]))
    return ()
