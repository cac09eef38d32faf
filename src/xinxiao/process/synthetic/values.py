"""What invented units report of a form for a period: values by item, as the programme says how large they are.

A unit keeps its size and its own way of being different; beside that come growth, a season and noise. What counts from the start of
the year is the sum of its periods. Sums are the sums of their items, and numbers meet the rules of the form (:mod:`xinxiao.process.conform`).
"""

from __future__ import annotations

from binascii import crc32
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.collect.form import Form, Item
from xinxiao.model.collect.invented import InventedItem, InventedKind, InventedSpec
from xinxiao.model.collect.synthetic import WORD
from xinxiao.model.period import PER_YEAR, spelt
from xinxiao.process.conform import Conformed
from xinxiao.process.synthetic.contents import texts_of

UNSAID = InventedSpec(units=(InventedKind(group="", weight=1.0),))
FLOW = InventedItem(mean=1_000, spread=0.4, noise=0.15, growth=0.1, season=0.12, least=20)
POINT = InventedItem(mean=1_000, spread=0.4, growth=0.1, least=20)
"""How an item is invented that the programme says nothing of; the least is such that parts of parts of it are not nothing."""
SHARE = 0.5, 0.95
"""How much of a whole its part is at most, where a rule says that it is one."""
HIGHEST = 1e15
"""The largest number, in units of its last place."""
Others = Mapping[str, np.ndarray]
"""What units report on other forms, by ``FORM#ITEM``, float (N,); not a number where a unit does not."""


@dataclass(frozen=True)
class Values:
    """What N units report of a form: numbers by item in units of the last place, int64 (N,); texts by item; which have an item not."""

    form: Form
    scaled: dict[str, np.ndarray]
    texts: dict[str, pa.Array]
    absent: dict[str, np.ndarray] = field(default_factory=dict)

    def number(self, name: str) -> np.ndarray:
        """An item as float (N,), not a number where it is absent."""
        values = self.scaled[name] / 10 ** self.form.by_id[name].places
        return np.where(self.absent[name], np.nan, values) if name in self.absent else values

    def text(self, name: str, at: int) -> str:
        """An item of one unit as canonical text."""
        if name in self.texts:
            return str(self.texts[name][at].as_py())
        (text,) = texts_of(self.scaled[name][at : at + 1], self.form.by_id[name].places).to_pylist()
        return str(text)

    @property
    def written(self) -> dict[str, pa.Array]:
        """All items as canonical text."""
        made = dict(self.texts)
        for item in self.form.items:
            if item.type == "number":
                made[item.id] = texts_of(self.scaled[item.id], item.places)
        return made


@dataclass(frozen=True)
class Drawn:
    """From what is drawn: a seed, the number of the piece of the population, how items are invented, and the codes of lists."""

    seed: int
    lists: Mapping[str, Sequence[str]]
    spec: InventedSpec = UNSAID
    piece: int = 0

    def chance(self, of: str, *more: int) -> np.random.Generator:
        """Chance of its own for everything that is drawn."""
        return np.random.default_rng([self.seed, 3, crc32(of.encode()), self.piece, *more])


def reports(form: Form, units: pa.Table, period: str, drawn: Drawn, others: Others | None = None) -> Values:
    """What each of N units reports of a form for a period. Raises ``ValueError`` for what is no period."""
    return _Reports(form, units, period, drawn, others or {}).made()


class _Reports:
    """The reports of a form as they are made, item by item."""

    def __init__(self, form: Form, units: pa.Table, period: str, drawn: Drawn, others: Others) -> None:
        said = spelt(period)
        if said is None or said.frequency not in PER_YEAR:
            raise ValueError(f"no period: {period}")
        self._form, self._period, self._said, self._drawn, self._others = form, period, said, drawn, others
        self._level = np.asarray(units.column("level"))
        self._group = units.column("group")
        self._count = len(self._level)
        self._spread = {kind.group: kind.spread for kind in drawn.spec.units}
        self._values: dict[str, np.ndarray] = {}
        self._absent: dict[str, np.ndarray] = {}

    def made(self) -> Values:
        """All items, conformed to the rules of the form."""
        form, scaled, texts = self._form, dict[str, np.ndarray](), dict[str, pa.Array]()
        for item in form.items:
            if item.type != "number":
                texts[item.id] = self._text(item)
            elif not item.sums:
                values = self._value(item.id)
                absent = self._absent.get(item.id)
                values = np.where(absent, 0, values) if absent is not None else values
                scaled[item.id] = np.asarray(np.clip(np.rint(values * 10**item.places), 0, HIGHEST), np.int64)
        shares = [
            self._drawn.chance(f"{form.id} {rule.id}").uniform(*SHARE, self._count) for rule in form.rules
        ]
        Conformed(form, self._period, scaled, texts, shares, self._absent, self._others).conform()
        for item in form.items:
            if item.type == "number":
                summed(form, item, scaled)
                self._absent |= self._absent_sum(item)
        return Values(form, scaled, texts, {n: w for n, w in self._absent.items() if w.any()})

    def _absent_sum(self, item: Item) -> dict[str, np.ndarray]:
        """A sum of which no unit has any part is not there, either."""
        parts = [self._absent.get(name) for name in item.sums]
        known = [part for part in parts if part is not None]
        return {item.id: np.logical_and.reduce(known)} if known and len(known) == len(parts) else {}

    def _said_of(self, item: Item) -> InventedItem:
        own = self._drawn.spec.item(self._form.id, item.id, item.row, item.column)
        return own or (POINT if item.flow == "point" else FLOW)

    def _text(self, item: Item) -> pa.Array:
        if item.type == "text":
            return pa.array([WORD] * self._count, pa.string())
        return self._chosen(item, self._drawn.lists.get(item.codelist or "", ()) or ("",))

    def _chosen(self, item: Item, listed: Sequence[str]) -> pa.Array:
        shares = {c: w for c, w in self._said_of(item).shares.items() if c in listed} or dict.fromkeys(
            listed, 1.0
        )
        p = np.array(list(shares.values()))
        at = self._drawn.chance(f"{self._form.id}#{item.id}").choice(len(p), self._count, p=p / p.sum())
        return pa.array(list(shares)).take(pa.array(at))

    def _value(self, name: str) -> np.ndarray:
        """A number as float (N,), before it is rounded; whoever has it not is noted."""
        if name not in self._values:
            item = self._form.by_id[name]
            self._values[name] = np.zeros(self._count)  # an item that is a share of itself ends here
            self._values[name] = self._drawn_value(item, self._said_of(item))
        return self._values[name]

    def _drawn_value(self, item: Item, how: InventedItem) -> np.ndarray:
        none = self._without(item, how)
        if how.shares:
            return np.asarray(self._chosen(item, tuple(how.shares)).cast(pa.float64()))
        base = self._base(item, how)
        if how.each and base is not None:
            made = self._drawn.chance(f"each {self._form.id}#{item.id}")
            chance = np.full(self._count, min(how.mean or 0.0, 1.0))
            values = made.binomial(np.rint(base).astype(np.int64), chance).astype(float)
        elif base is not None:
            moment = self._moment(item, how, self._said.part, base=True)
            values = base * self._own(item, how) * self._sized(how.size or 0.0) * moment
        else:
            first = 1 if item.flow == "cumulative" else self._said.part
            parts = (self._moment(item, how, part) for part in range(first, self._said.part + 1))
            values = (
                self._own(item, how)
                * self._sized(1.0 if how.size is None else how.size)
                * sum(parts, np.zeros(self._count))
            )
        values = np.where((values > 0) | (not how.anew), np.maximum(values, how.least), 0.0)
        return np.asarray(np.where(none, 0.0, self._carried(item, how, values)))

    def _without(self, item: Item, how: InventedItem) -> np.ndarray:
        """Who has none (N,): 0 where an item is needed, else it is marked."""
        absent = np.zeros(self._count, dtype=bool)
        if how.groups:
            absent |= ~pc.is_in(self._group, pa.array(how.groups)).to_numpy()
        if how.none and not how.anew:
            absent |= (
                self._drawn.chance(f"none {self._form.id}#{item.id}").uniform(size=self._count) < how.none
            )
        if how.of:
            name = self._named(item, how.of)
            self._value(name)
            absent |= self._absent.get(name, False)
        if absent.any() and not item.needed:
            self._absent[item.id] = absent
        return absent

    def _named(self, item: Item, of: str) -> str:
        return of.replace("@", item.row)

    def _base(self, item: Item, how: InventedItem) -> np.ndarray | None:
        """What an item is a share of, in a period if it is of a period."""
        if not how.of:
            return None
        other = self._form.by_id[self._named(item, how.of)]
        whole = self._whole(other)
        return whole / self._said.part if other.flow == "cumulative" and item.flow != "cumulative" else whole

    def _whole(self, item: Item) -> np.ndarray:
        if not item.sums:
            absent = self._absent.get(item.id)
            values = self._value(item.id)
            return np.where(absent, 0.0, values) if absent is not None else values
        parts = (self._whole(self._form.by_id[name]) for name in item.sums)
        return sum(parts, np.zeros(self._count))

    def _own(self, item: Item, how: InventedItem) -> np.ndarray:
        """The mean, and how each unit differs from it for good."""
        made = self._drawn.chance(f"own {self._form.id}#{item.id}")
        mean = (how.mean or 0.0) / (1 - how.none if how.none < 1 else 1.0)
        return np.asarray(mean * made.lognormal(-(how.spread**2) / 2, how.spread, self._count))

    def _sized(self, power: float) -> np.ndarray:
        """The power of the unit's size, of mean 1 in its group."""
        if not power:
            return np.ones(self._count)
        spread = np.ones(self._count)
        for group, own in self._spread.items():
            spread = np.where(pc.equal(self._group, group).to_numpy(), own, spread)
        return np.asarray(self._level**power / np.exp(spread**2 * (power**2 - power) / 2))

    def _moment(self, item: Item, how: InventedItem, part: int, base: bool = False) -> np.ndarray:
        """Growth, season, noise, and who has none, of one period of the year (N,)."""
        said, per_year = self._said, PER_YEAR[self._said.frequency]
        made = self._drawn.chance(f"{self._form.id}#{item.id}", said.year, part)
        years = said.year - self._drawn.spec.year + part / per_year
        times = np.full(self._count, (1 + how.growth) ** years)
        if not base:
            times *= 1 + how.season * np.sin(2 * np.pi * part / per_year)
        if how.noise and not (base and item.flow == "cumulative"):  # a share of what only grows grows with it
            times *= made.lognormal(-(how.noise**2) / 2, how.noise, self._count)
        if how.none and how.anew:
            times *= made.uniform(size=self._count) >= how.none
        return times

    def _carried(self, item: Item, how: InventedItem, values: np.ndarray) -> np.ndarray:
        """What a unit said on another form it says here, too: the first of those named that it fills."""
        for name, times in reversed(how.carried.items()):
            if name in self._others:
                said = self._others[name]
                values = np.where(np.isnan(said), values, said * times)
        return values


def summed(form: Form, item: Item, scaled: dict[str, np.ndarray]) -> np.ndarray:
    """A number, made of its parts where it is a sum, in units of its last place."""
    if item.id not in scaled:
        parts = [(summed(form, form.by_id[name], scaled), form.by_id[name].places) for name in item.sums]
        exact = [values * 10 ** max(item.places - own, 0) for values, own in parts]
        scaled[item.id] = sum(exact[1:], exact[0])
    return scaled[item.id]


def carried_from(form: Form, spec: InventedSpec) -> frozenset[str]:
    """The items of other forms that values of a form are carried from, as ``FORM#ITEM``."""
    held = spec.forms.get(form.id, {})
    return frozenset(name for how in held.values() for name in how.carried)
