"""The list of a demonstration: a version that three people made hold, an entry that ended before its time, the next version on its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from xinxiao.errors import NotFound, told
from xinxiao.model.oversight.demonstration import InventedEnd, InventedList, InventedNext
from xinxiao.model.oversight.lists import Change, EntryKey, ListVersion
from xinxiao.programme.lists import ListRead
from xinxiao.uses.oversight import list_files, lists
from xinxiao.uses.oversight.demonstration_acts import BETWEEN, Acts
from xinxiao.uses.oversight.office import Office

HASH = "list hash"


@dataclass
class Listing:
    """What becomes of the list."""

    acts: Acts
    known: list_files.Known
    spec: InventedList

    def add(self) -> None:
        """Plan all of it."""
        days, timeline = self.acts.days, self.acts.timeline
        timeline.at(days.moment(days.day(self.spec.day)), self._issue)
        end, next_ = self.spec.ended, self.spec.next
        if end is not None:
            timeline.at(days.moment(days.day(end.day)), lambda now: self._end(end, now))
        if next_ is not None:
            timeline.at(days.moment(days.day(next_.day)), lambda now: self._next(next_, now))

    def _issue(self, now: datetime) -> None:
        read, by = self._read(), self.spec
        assert read.spec is not None
        starts = now.astimezone(self.acts.ports.zone).date().isoformat()
        version = self._version(read, msgspec.structs.replace(read.spec, valid_from=starts), now)
        own = lists.propose(self.acts.office(by.by, now), self.known, version).sha256
        follow = (
            (by.reviews, lambda office: lists.review(office, self.known, by.id, own)),
            (by.approves, lambda office: lists.approve(office, self.known, by.id, own, by.approval)),
            (by.approves, lambda office: lists.issue(office, self.known, by.id)),
        )
        for step, (who, act) in enumerate(follow, 1):
            self._soon(now, step, who, act)

    def _end(self, end: InventedEnd, now: datetime) -> None:
        office, key = self.acts.office(self.spec.by, now), EntryKey(self.spec.id, end.entry)
        proposed = lists.propose_end(office, self.known, key, office.today, end.reason)
        self._soon(
            now, 1, end.by, lambda own: lists.end(own, self.known, self.spec.id, proposed, end.approval)
        )

    def _next(self, wanted: InventedNext, now: datetime) -> None:
        read = self._read()
        assert read.spec is not None
        spec = msgspec.structs.replace(
            read.spec,
            version=read.spec.version + 1,
            valid_from=self.acts.days.day(wanted.starts).isoformat(),
            entries=tuple(one for one in read.spec.entries if one.code not in wanted.without),
            changes=(
                Change(
                    kind="delete", entries=wanted.without, reason=wanted.reason, reason_en=wanted.reason_en
                ),
            ),
        )
        own = lists.propose(self.acts.office(wanted.by, now), self.known, self._version(read, spec, now))
        self.acts.places.known[HASH] = own.sha256
        if wanted.reviews:
            self._soon(
                now,
                1,
                wanted.reviews,
                lambda office: lists.review(office, self.known, self.spec.id, own.sha256),
            )

    def _soon(self, now: datetime, step: int, who: str, act: Callable[[Office], object]) -> None:
        """Have somebody do something some minutes later."""
        then = now + timedelta(minutes=BETWEEN * step)

        def do(at: datetime) -> None:
            act(self.acts.office(who, at))

        self.acts.timeline.at(then, do)

    def _read(self) -> ListRead:
        found = self.known.lists.get(self.spec.id)
        if found is None or found.spec is None:
            raise NotFound(f"no list {self.spec.id}", told("no_list", list=self.spec.id))
        return found

    def _version(self, read: ListRead, spec: object, now: datetime) -> ListVersion:
        """A version of the list, invented as everything here."""
        read = replace(read, spec=spec)  # type: ignore[arg-type]
        office = self.acts.office(self.spec.by, now)
        version = list_files.sealed(list_files.checked(office, read, self.known), self.known)
        return msgspec.structs.replace(version, synthetic=True)
