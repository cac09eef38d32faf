"""Entries that hold no more: noticed in order, also after an outage, and what is open and rests on them goes to review."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from xinxiao.model.event import Fact
from xinxiao.model.oversight.lists import EntryKey, Rest
from xinxiao.model.oversight.lists_facts import EntryLapsed
from xinxiao.oversight.lists import Lapse, concerned, unnoticed
from xinxiao.uses.oversight.office import Office


def lapsed(office: Office, day: date) -> tuple[Lapse, ...]:
    """Entries that hold no more by a day and of which no event says so yet, in the order of the days on which they lapsed."""
    lists = office.ports.lists
    found = [
        lapse
        for name, own in lists.registers().items()
        for lapse in unnoticed(own, lists.entries(name), day.isoformat())
    ]
    return tuple(sorted(found))


def notice(office: Office) -> tuple[Lapse, ...]:
    """Say of every entry that lapsed by today that it did, and put what is open and rests on it to review: each entry in one
    transaction with its acts, in order. A call that was cut short is made up for by the next."""
    found = lapsed(office, office.today)
    for lapse in found:
        _notice(office, lapse)
    return found


def _notice(office: Office, lapse: Lapse) -> None:
    lists, key = office.ports.lists, EntryKey(lapse.list, lapse.entry)
    register, seen = lists.register(lapse.list)
    rests = concerned(register, lists.entries(lapse.list), lapse, lists.resting(key))
    by_kind: dict[str, list[Rest]] = defaultdict(list)
    for rest in rests:
        by_kind[rest.kind].append(rest)
    reviews: list[Fact] = []
    for kind, own in sorted(by_kind.items()):
        reviews += office.ports.resting[kind].to_review(own, lapse, office.at)
    fact = EntryLapsed(
        list=lapse.list,
        entry=lapse.entry,
        version=lapse.version,
        due=lapse.day,
        noticed=office.at,
        why=lapse.why,
        resting=len(reviews),
    )
    lists.append(office.actor.line, office.at, [fact, *reviews], seen)
