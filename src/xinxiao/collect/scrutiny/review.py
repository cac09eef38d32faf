"""All tests over one form and period: suspicions, the weightiest first, and of what nothing is said.

What weighs is not how odd a value is but what its correction would do to what is published: the score of Latouche, M. &
Berthelot, J.-M. (1992), *Use of a score function to prioritize and limit recontacts in editing business surveys*, Journal of
Official Statistics 8(3), 389-400, in its form weight x |value - expected| / expected total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from xinxiao.collect.scrutiny.copied import copies
from xinxiao.collect.scrutiny.digits import Digits, counts, first_digits, last_digits
from xinxiao.collect.scrutiny.peers import beside
from xinxiao.collect.scrutiny.ratios import Moved, moved
from xinxiao.collect.scrutiny.reported import Flags, Floats, Ints, Reported
from xinxiao.collect.scrutiny.slips import slips
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.scrutiny import Scrutiny, ScrutinySpec, Suspicion, Test, Unsaid, UnsaidReason


@dataclass(frozen=True)
class Asked:
    """What is looked at: the reports ``now`` (N units), their ``strata`` (N, 0..count-1) and frame ``weights`` (N), and what was
    reported before, in any order of units: the last period, the same period last year, and earlier periods for digits, which are
    taken one after the other, once."""

    form: Form
    now: Reported
    strata: Ints
    count: int
    weights: Floats
    previous: Reported | None = None
    year: Reported | None = None
    earlier: Iterable[Reported] = ()


@dataclass(frozen=True)
class _Item:
    """One item: what is said of it by each comparison, and what is expected of each value in the end."""

    id: str
    now: Floats
    previous: Moved | None
    year: Moved | None
    expected: Floats
    share: Floats
    """Of the item's expected total (N,), for each unit of the item's unit of measure: weight / total."""


_DIGITS: tuple[tuple[Test, Callable[..., Digits]], ...] = (
    ("last_digit", last_digits),
    ("first_digit", first_digits),
)


def scrutinise(asked: Asked, spec: ScrutinySpec) -> Scrutiny:
    """Every test over every number that is filled in (sums follow from their parts).

    Order: weight falling, then unit, item, test; the same input gives the same order.
    """
    work = _Work(_aligned(asked), spec)
    found = list(work.items())  # what is at stake is known afterwards
    found += work.copied()
    found += work.digits()
    ordered = sorted(found, key=lambda one: (-one.weight, one.unit, one.item, one.test))
    return Scrutiny(tuple(ordered), tuple(work.unsaid))


def _aligned(asked: Asked) -> Asked:
    units = asked.now.units
    return replace(
        asked,
        previous=asked.previous.aligned(units) if asked.previous else None,
        year=asked.year.aligned(units) if asked.year else None,
    )


class _Work:
    def __init__(self, asked: Asked, spec: ScrutinySpec) -> None:
        self.asked, self.spec = asked, spec
        self.unsaid: list[Unsaid] = []
        self.moved = np.zeros(len(asked.now.units))
        """The largest stake (N,) of a unit over all items if each should be what is expected of it; 0 where nothing is known."""
        self.whole = np.zeros(len(asked.now.units))
        """The same if nothing is known of what it should be."""
        filled = [item for item in asked.form.items if item.type == "number" and not item.sums]
        self.places = {item.id: item.places for item in filled}

    def _item(self, item: str) -> _Item:
        now = self.asked.now.numbers(item)
        previous, year = (
            None if before is None else self._moved(now, before.numbers(item))
            for before in (self.asked.previous, self.asked.year)
        )
        expected = np.full(now.shape, np.nan)
        for one in (previous, year):
            if one is not None:
                expected = np.where(np.isnan(expected), one.expected, expected)
        middle = beside(now, self.asked.strata, self.asked.count, 1).middle
        expected = np.where(np.isnan(expected), middle, expected)
        total = float(np.sum((self.asked.weights * expected)[~np.isnan(now) & ~np.isnan(expected)]))
        share = self.asked.weights / total if total > 0 else np.zeros_like(now)
        return _Item(item, now, previous, year, expected, share)

    def _moved(self, now: Floats, before: Floats) -> Moved:
        return moved(now, before, self.asked.strata, self.asked.count, self.spec)

    def items(self) -> Iterator[Suspicion]:
        """Value by value: against the last period, last year and peers; what is a slip is no more than that. One item after the
        other, so that a form of many needs no more memory than one; what is at stake in each unit adds up meanwhile."""
        for name in self.places:
            item = self._item(name)
            self.moved = np.fmax(self.moved, np.abs(item.now - item.expected) * item.share)
            self.whole = np.fmax(self.whole, np.abs(item.now) * item.share)
            slipped = self._slips(item)
            yield from self._told("slip", item, slipped != 0, slipped.astype(np.float64))
            comparisons: tuple[tuple[Test, Moved | None], ...] = (
                ("previous", item.previous),
                ("year", item.year),
            )
            for test, one in comparisons:
                if one is None:
                    self._silent(test, item.id, "earlier", ~np.isnan(item.now))
                    continue
                self._silent(test, item.id, "earlier", one.absent & ~np.isnan(item.now))
                self._silent(test, item.id, "few_peers", one.few)
                out = _beyond(one.distance, self.spec.width) & (slipped == 0)
                yield from self._told(test, item, out, one.distance, one.expected)
            peers = beside(item.now, self.asked.strata, self.asked.count, self.spec.least_peers)
            self._silent("peers", item.id, "few_peers", peers.few)
            out = _beyond(np.abs(peers.distance), self.spec.peer_width) & (slipped == 0)
            yield from self._told("peers", item, out, peers.distance, peers.middle)

    def _slips(self, item: _Item) -> Ints:
        made = np.zeros(item.now.shape, dtype=np.int64)
        for one in (item.year, item.previous):
            if one is not None:
                near = slips(item.now, one.expected, one.distance, near=self.spec.slip, width=self.spec.width)
                made = np.where(near != 0, near, made)
        return made

    def copied(self) -> Iterator[Suspicion]:
        """Reports that are those of the last period; their cells are expected to have moved as those of others did."""
        previous = self.asked.previous
        if previous is None:
            return
        constant = self.spec.constant(self.asked.form.id)
        found = copies(self.asked.now, previous, list(self.places), constant, self.spec)
        self._silent("copied", "", "few_cells", np.isnan(found.chance))
        for at in np.flatnonzero(found.told).tolist():
            value = f"{int(found.same[at])}/{int(found.cells[at])}"
            yield self._suspicion(
                "copied", "", at, value, None, float(found.chance[at]), float(self.moved[at])
            )

    def digits(self) -> Iterator[Suspicion]:
        """Digits of this and all earlier periods; what would have to be corrected is unknown, and a convention."""
        units = self.asked.now.units
        earlier = (period.aligned(units) for period in self.asked.earlier)
        counted = counts(chain([self.asked.now], earlier), self.places, self.spec.digit_length)
        stakes = self.whole * self.spec.digit_stake
        for test, judge in _DIGITS:
            found = judge(counted, self.spec)
            self._silent(test, "", "few_cells", found.few)
            self._silent(test, "", "narrow", found.narrow)
            out = np.flatnonzero(_beyond(-found.chance, -self.spec.digit_chance))
            for at in out.tolist():
                yield self._suspicion(test, "", at, "", None, float(found.chance[at]), float(stakes[at]))

    def _told(
        self, test: Test, item: _Item, which: Flags, size: Floats, expected: Floats | None = None
    ) -> Iterator[Suspicion]:
        meant = item.expected if expected is None else expected
        with np.errstate(invalid="ignore"):
            weight = np.nan_to_num(np.abs(item.now - meant) * item.share)
        rows = np.flatnonzero(which)
        cells = self.asked.now.texts(item.id).take(rows).to_pylist()
        for at, cell in zip(rows.tolist(), cells, strict=True):
            known = None if np.isnan(meant[at]) else float(meant[at])
            yield self._suspicion(test, item.id, at, cell, known, float(size[at]), float(weight[at]))

    def _suspicion(
        self, test: Test, item: str, at: int, value: str, expected: float | None, size: float, weight: float
    ) -> Suspicion:
        return Suspicion(self.asked.now.units[at].as_py(), item, test, value, expected, size, weight)

    def _silent(self, test: Test, item: str, reason: UnsaidReason, which: Flags) -> None:
        units = int(np.count_nonzero(which))
        if units:
            self.unsaid.append(Unsaid(test, item, reason, units))


def _beyond(values: Floats, limit: float) -> Flags:
    with np.errstate(invalid="ignore"):
        return np.asarray(values > limit)
