"""A selection of one dataflow as a filter of its rows: keys and conditions held against what the dataflow has.

Periods are compared as times: ``ge`` holds for a period that does not begin before the one given, ``le`` for one that does
not end after it, ``gt`` for one that begins after its end, ``lt`` for one that ends before its beginning (SDMX 2.1, section 6,
4.2.14); ``eq`` and ``ne`` ask for the period itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from xinxiao.errors import Senseless, told
from xinxiao.model import key as keys
from xinxiao.model.extract import Bound, Ends, Filter
from xinxiao.model.period import days_of, in_short
from xinxiao.model.selection import (
    ALL_DIMENSIONS,
    EVERY,
    SERIES_KEY,
    WORDS,
    Condition,
    Selection,
    Shape,
    Sort,
    Test,
)
from xinxiao.model.structure import Component, Dataflow

SHOWN = 80
"""Characters of a wrong value that are said."""
NEAR = 6
"""Codes like a wrong one that are said."""
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")


@dataclass(frozen=True)
class Chosen:
    """The rows of one dataflow that a selection gives: the filter, and the dimension ``at`` them."""

    flow: Dataflow
    which: Filter
    at: str


@dataclass(frozen=True)
class Choice:
    """What a selection is held against: a dataflow, the values a column has, and the codes it may have (None: any).

    ``start_day`` is where reporting years begin.
    """

    flow: Dataflow
    values: Callable[[str], Sequence[str]]
    codes: Callable[[Component], Collection[str] | None]
    start_day: str = ""

    def of(self, selection: Selection, shape: Shape = Shape()) -> Chosen:
        """The rows. Raises :class:`Senseless` for a component or code there is not, a key with too many places, a value
        that a component cannot be compared with, and a sorting that breaks series apart which are to be kept together."""
        at = self._at(shape, selection.sort)
        columns, distinct = self._columns(shape, at)
        codes, tests = self._conditions(selection)
        order, down = self._order(selection.sort, at)
        order = tuple(c for c in order if not columns or c in columns or not distinct)
        along = at if at != ALL_DIMENSIONS else self.flow.time
        ends = None
        if (selection.first is not None or selection.last is not None) and along and not distinct:
            of = tuple(d for d in self.flow.dimensions if d != along)
            ends = Ends(of, along, selection.first, selection.last)
        which = Filter(
            codes=codes,
            order=order,
            keys=self._keys(selection),
            tests=tests,
            ends=ends,
            columns=columns,
            distinct=distinct,
            down=down,
            stands=order == self.flow.dimensions and not down,
        )
        return Chosen(self.flow, which, at)

    def _at(self, shape: Shape, sort: tuple[Sort, ...]) -> str:
        if shape.at and shape.at != ALL_DIMENSIONS and shape.at not in self.flow.dimensions:
            raise self._unknown(shape.at, self.flow.dimensions)
        at = shape.at or self.flow.time or ALL_DIMENSIONS
        if not sort or at == ALL_DIMENSIONS or self._keeps_series(sort, at):
            return at
        if not shape.at:
            return ALL_DIMENSIONS
        first, second = f"sort={'+'.join(s.component for s in sort)}", f"dimensionAtObservation={at}"
        why = f"dimensionAtObservation={ALL_DIMENSIONS}"
        raise Senseless(first, told("sdmx_contradiction", first=first, second=second, why=why))

    def _keeps_series(self, sort: tuple[Sort, ...], at: str) -> bool:
        """Whether rows of one series stay together: all its dimensions come before the one at the observations, and before
        whatever else is no dimension."""
        series = {d for d in self.flow.dimensions if d != at}
        for name, _ in self._expanded(sort, at):
            if not series:
                return True
            if name not in series:
                return False
            series.discard(name)
        return True

    def _expanded(self, sort: tuple[Sort, ...], at: str) -> list[tuple[str, bool]]:
        found: list[tuple[str, bool]] = []
        for one in sort:
            names: Sequence[str] = (one.component,)
            if one.component == EVERY:
                names = self.flow.dimensions
            elif one.component == SERIES_KEY:
                names = [d for d in self.flow.dimensions if d != at]
            for name in names:
                if name not in self.flow.by_id:
                    known = ", ".join([*self.flow.columns, EVERY, SERIES_KEY])
                    raise Senseless(f"sort={shown(name)}", told("sdmx_sort", value=shown(name), known=known))
                found.append((name, one.down))
        return found

    def _order(self, sort: tuple[Sort, ...], at: str) -> tuple[tuple[str, ...], frozenset[str]]:
        """The columns to sort by: those asked for, then the series key, then the dimension at the observations."""
        asked = dict[str, bool]()
        for name, downwards in self._expanded(sort, at):
            asked.setdefault(name, downwards)
        rest = [d for d in self.flow.dimensions if d != at] + ([at] if at in self.flow.dimensions else [])
        order = tuple(dict.fromkeys([*asked, *rest]))
        return order, frozenset(name for name, downwards in asked.items() if downwards)

    def _columns(self, shape: Shape, at: str) -> tuple[tuple[str, ...], bool]:
        """The columns to give, and whether they are series only: no measures, and no attribute of observations."""
        measures = self._asked(shape.measures, "measure", {"all": lambda c: True, "none": lambda c: False})
        kinds: dict[str, Callable[[Component], bool]] = {
            "all": lambda c: True,
            "dsd": lambda c: True,
            "none": lambda c: False,
            "msd": lambda c: False,
            "dataset": lambda c: c.attachment == (),
            "series": lambda c: bool(c.attachment),
            "obs": lambda c: c.attachment is None,
        }
        attributes = self._asked(shape.attributes, "attribute", kinds)
        observed = measures | {a for a in attributes if self.flow.by_id[a].attachment is None}
        only_series = not observed and at != ALL_DIMENSIONS
        kept = {d for d in self.flow.dimensions if not (only_series and d == at)} | measures | attributes
        columns = tuple(c for c in self.flow.columns if c in kept)
        return (() if columns == self.flow.columns else columns), only_series

    def _asked(
        self, words: Sequence[str], place: str, kinds: dict[str, Callable[[Component], bool]]
    ) -> set[str]:
        held = [c for c in self.flow.components if c.place == place]
        found = set[str]()
        for word in words:
            if word in kinds:
                found |= {c.id for c in held if kinds[word](c)}
            elif word in {c.id for c in held}:
                found.add(word)
            else:
                raise self._unknown(word, [*(c.id for c in held), *kinds])
        return found

    def _keys(self, selection: Selection) -> tuple[dict[str, tuple[str, ...]], ...]:
        dimensions = series_of(self.flow)
        found = []
        for key in selection.keys:
            if len(key) > len(dimensions) or (selection.whole and len(key) < len(dimensions)):
                text = shown(keys.join(["+".join(codes) for codes in key]))
                form = keys.join(dimensions)
                said = told("sdmx_places", value=text, count=len(key), flow=self.flow.id, known=form)
                raise Senseless(f"key {text}", said)
            places = dict(zip(dimensions, key, strict=False))
            found.append({name: codes for name, codes in places.items() if codes})
            for name, codes in found[-1].items():
                self._check(self.flow.by_id[name], codes)
        return () if any(not key for key in found) else tuple(found)

    def _conditions(
        self, selection: Selection
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[tuple[Bound, ...], ...]]]:
        codes: dict[str, tuple[str, ...]] = {}
        tests: dict[str, tuple[tuple[Bound, ...], ...]] = {}
        for name, condition in selection.where.items():
            part = self.flow.by_id.get(name)
            if part is None:
                raise self._unknown(name, self.flow.columns)
            if part.kind in ("period", "date"):
                found = self._periods(part, condition)
                if self._is_run(name, found):  # two comparisons for each row, and not one for each period
                    tests[name] = ((("ge", found[0]), ("le", found[-1])),)
                else:
                    codes[name] = found
            elif part.place == "dimension":
                codes[name] = self._words(part, condition)
            else:
                tests[name] = tuple(tuple(self._bound(part, t) for t in every) for every in condition)
        return codes, tests

    def _is_run(self, name: str, found: tuple[str, ...]) -> bool:
        """Whether some values of a column are more than two that stand one after the other among all it has."""
        held = self.values(name)
        begin = held.index(found[0]) if len(found) > 2 else 0
        return len(found) > 2 and tuple(held[begin : begin + len(found)]) == found

    def _words(self, part: Component, condition: Condition) -> tuple[str, ...]:
        """The codes of a dimension that meet a condition: each code is looked at once, and no row."""
        if all(len(every) == 1 and every[0].operator == "eq" for every in condition):
            asked = tuple(dict.fromkeys(every[0].value for every in condition))
            self._check(part, asked)
            return asked
        for test in (test for every in condition for test in every if test.operator == "eq"):
            self._check(part, (test.value,))
        return tuple(
            value
            for value in self.values(part.id)
            if any(all(holds(value, test) for test in every) for every in condition)
        )

    def _bound(self, part: Component, test: Test) -> Bound:
        if part.is_number:
            if test.operator in WORDS or not _NUMBER.fullmatch(test.value):
                raise self._impossible(part, test, "eq ne lt le gt ge, 12.5")
            return test.operator, Decimal(test.value)
        if test.operator == "eq":
            self._check(part, (test.value,))
        return test.operator, test.value

    def _check(self, part: Component, codes: Sequence[str]) -> None:
        known = self.codes(part) if part.codelist else None
        wrong = [] if known is None else [code for code in codes if code not in known]
        if wrong and known is not None:
            held = [code for code in wrong if code not in self.values(part.id)]
            if held:
                near = get_close_matches(shown(held[0]), known, NEAR, 0.4) or sorted(known)[:NEAR]
                value = shown(held[0])
                said = told("sdmx_code", component=part.id, value=value, known=", ".join(near))
                raise Senseless(f"{part.id}={value}", said)

    def _periods(self, part: Component, condition: Condition) -> tuple[str, ...]:
        """The periods the column has that meet a condition."""
        for test in (test for every in condition for test in every):
            if test.operator not in WORDS and days_of(test.value) is None:
                raise self._impossible(part, test, "2020, 2020-S1, 2020-Q1, 2020-03, 2020-W05, 2020-03-31")
        held = [(period, days_of(period)) for period in self.values(part.id)]
        return tuple(
            period
            for period, days in held
            if any(all(self._meets(period, days, test) for test in every) for every in condition)
        )

    def _meets(self, period: str, days: tuple[date, date] | None, test: Test) -> bool:
        if test.operator in ("eq", "ne") or test.operator in WORDS:
            return holds(period, Test(test.operator, in_short(test.value)))
        asked = days_of(test.value, self.start_day)
        if days is None or asked is None:
            return False
        (begins, ends), (first, last) = days, asked
        held = {"ge": begins >= first, "le": ends <= last, "gt": begins > last, "lt": ends < first}
        return held[test.operator]

    def _unknown(self, name: str, known: Sequence[str]) -> Senseless:
        said = told("sdmx_component", flow=self.flow.id, value=shown(name), known=", ".join(known))
        return Senseless(f"{self.flow.id} has no {shown(name)}", said)

    def _impossible(self, part: Component, test: Test, known: str) -> Senseless:
        value = shown(f"{test.operator}:{test.value}")
        return Senseless(
            f"{part.id}={value}", told("sdmx_value", component=part.id, value=value, known=known)
        )


def holds(value: str, test: Test) -> bool:
    """Whether a text meets a test; what comes before what is told by their characters."""
    other = test.value
    match test.operator:
        case "eq":
            return value == other
        case "ne":
            return value != other
        case "lt":
            return value < other
        case "le":
            return value <= other
        case "gt":
            return value > other
        case "ge":
            return value >= other
        case "co":
            return other in value
        case "nc":
            return other not in value
        case "sw":
            return value.startswith(other)
        case "ew":
            return value.endswith(other)


def series_of(flow: Dataflow) -> tuple[str, ...]:
    """The dimensions of the series key, in order: all but the time."""
    return tuple(d for d in flow.dimensions if d != flow.time)


def shown(text: str) -> str:
    """A value as it can be said: what cannot be printed as its number, and not too long."""
    cut = text[:SHOWN] + ("…" if len(text) > SHOWN else "")
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in cut)
