"""The forms that one population fills, made together: a unit that fills two says the same on both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec
import numpy as np
import pyarrow as pa

from xinxiao.model.collect.form import Form
from xinxiao.model.period import earlier, ending
from xinxiao.process.synthetic.contents import contents
from xinxiao.process.synthetic.errors import Error, Neighbours, Planted, crossed, spoil
from xinxiao.process.synthetic.population import Named, Places, asked_of, pieces
from xinxiao.process.synthetic.values import Drawn, Values, carried_from, reports
from xinxiao.rules.expression import appearing
from xinxiao.rules.parse import parse

Key = tuple[str, str]
"""A form and a period."""


@dataclass(frozen=True)
class Population:
    """An invented population: how many units of which kinds, where, which forms they may fill, and from what it is drawn.

    ``within``: of each form, the areas of its population with all that lie in them.
    """

    count: int
    kinds: tuple[Named, ...]
    places: Places
    forms: Mapping[str, Form]
    within: Mapping[str, Collection[str]]
    drawn: Drawn

    def pieces(self) -> Iterator[Piece]:
        """All units, some at a time, the same each time."""
        for number, units in enumerate(pieces(self.count, self.kinds, self.places, self.drawn.seed)):
            yield Piece(self, number, units)


@dataclass
class Piece:
    """Some units of a population, and what they report as it is asked for."""

    of: Population
    number: int
    units: pa.Table
    _where: dict[str, np.ndarray] = field(default_factory=dict)
    _values: dict[Key, Values] = field(default_factory=dict)

    def places(self, form: str) -> np.ndarray:
        """Which units must fill a form: where they stand in the piece (n,)."""
        if form not in self._where:
            held = self.of.forms[form]
            self._where[form] = np.flatnonzero(
                asked_of(held.population, self.units, self.of.within.get(form, ()))
            )
        return self._where[form]

    def names(self, form: str) -> list[str]:
        """The ids of the units that must fill a form."""
        return list(self.units.column("unit").take(pa.array(self.places(form))).to_pylist())

    def values(self, form: str, period: str) -> Values:
        """What those units report (n,)."""
        key = (form, period)
        if key not in self._values:
            held = self.of.forms[form]
            units = self.units.take(pa.array(self.places(form)))
            drawn = replace(self.of.drawn, piece=self.number)
            self._values[key] = reports(held, units, period, drawn, self._others(held, period))
        return self._values[key]

    def contents(self, form: str, period: str) -> pa.Array:
        """The same as canonical contents, binary (n,)."""
        held = self.values(form, period)
        return contents(held.written, held.absent)

    def both(self, form: str, period: str) -> np.ndarray:
        """Which of a form's units fill another form that a rule of it looks at: where they stand among them."""
        held = self.of.forms[form]
        others = {r.form for _, rule in crossed(held) for r in appearing(rule) if r.form}
        there = [self._stand(form, other)[1] for other in others if self._period(other, period)]
        found = np.zeros(len(self.places(form)), dtype=bool)
        for each in there:
            found |= each
        return np.flatnonzero(found)

    def spoilt(self, key: Key, now: pa.Array, errors: Mapping[int, Error], seed: int) -> dict[int, Planted]:
        """What some reports are with an error in each, by their place among the units of the form; ``now``: contents without."""
        if not errors:
            return {}
        form, period = key
        copied = "copied" in errors.values()
        before = self.contents(form, earlier(period, 1)) if copied else now
        made = np.random.default_rng([seed, 6, self.number])
        found = {}
        for at, error in sorted(errors.items()):
            other = now[(at + 1) % len(now)].as_py()
            beside = Neighbours(before[at].as_py(), other, self._said(form, period, at))
            found[at] = spoil(self.of.forms[form], now[at].as_py(), error, beside, made)
        return found

    # ---- other forms of the same units

    def _period(self, other: str, period: str) -> str | None:
        """The period of another form that ends when this one does, where there is one that somebody reports."""
        form = self.of.forms.get(other)
        found = ending(period, form.frequency) if form else None
        return None if form is None or found is None or form.calendar.is_waived(found) else found

    def _stand(self, form: str, other: str) -> tuple[np.ndarray, np.ndarray]:
        """Where each unit of a form stands among those of another, and whether it does (n,)."""
        own, theirs = self.places(form), self.places(other)
        if not len(theirs):
            return np.zeros(len(own), dtype=np.int64), np.zeros(len(own), dtype=bool)
        at = np.minimum(np.searchsorted(theirs, own), len(theirs) - 1)
        return at, theirs[at] == own

    def _others(self, form: Form, period: str) -> dict[str, np.ndarray]:
        found = {}
        for name in sorted(_looked_at(form) | carried_from(form, self.of.drawn.spec)):
            other, _, item = name.partition("#")
            then = self._period(other, period)
            if then is None or item not in self.of.forms[other].by_id:
                continue
            at, there = self._stand(form.id, other)
            held = self.values(other, then).number(item)
            found[name] = np.where(there, held[at], np.nan) if len(held) else np.full(len(at), np.nan)
        return found

    def _said(self, form: str, period: str, at: int) -> dict[str, str]:
        """What one unit of a form says on the other forms that its rules look at, as text."""
        found = {}
        for name in _looked_at(self.of.forms[form]):
            other, _, item = name.partition("#")
            then = self._period(other, period)
            place, there = self._stand(form, other)
            if then is None or not there[at]:
                continue
            held = self.values(other, then)
            if item not in held.absent or not held.absent[item][place[at]]:
                found[name] = held.text(item, int(place[at]))
        return found


def _looked_at(form: Form) -> frozenset[str]:
    """The items of other forms that rules look at in the same period."""
    every = (item for rule in form.rules for item in appearing(parse(rule.rule)))
    return frozenset(item.id for item in every if item.form and not item.shift)


def kinds_of(kinds: Sequence[Named], forms: Sequence[Form]) -> tuple[Named, ...]:
    """The kinds of units that fill any of some forms; of one form alone, as they must be to fill it."""
    found = [each for each in kinds if any(_fits(each, form) for form in forms)]
    return tuple(_narrowed(each, forms[0]) if len(forms) == 1 else each for each in found)


def _fits(each: Named, form: Form) -> bool:
    narrow = _narrowed(each, form).kind
    asks = form.population
    if asks.group and each.kind.group not in asks.group:
        return False
    return not (asks.industry and not narrow.industries) and not (asks.size and not narrow.sizes)


def _narrowed(each: Named, form: Form) -> Named:
    asks, kind = form.population, each.kind
    industries, sizes = dict(kind.industries), kind.sizes
    if asks.industry:
        industries = {code: w for code, w in industries.items() if code.startswith(asks.industry)}
    if asks.size:
        sizes = tuple(size for size in sizes if size in asks.size)
    return replace(each, kind=msgspec.structs.replace(kind, industries=industries, sizes=sizes))
