"""Numbers as DuckDB's own decimals, for rules of which types and largest values prove that nothing overflows.

A number is a decimal or the quotient of two. For each the largest integer it can be is known, at its scale, before anything
is computed; with it go the numerator and denominator that :mod:`xinxiao.rules.ratio` would meet at most. Where one of them
may reach 10^38, or where the shape would not be exact, :class:`Large` is raised and the rule is written in
:mod:`xinxiao.rules.guarded` instead. DuckDB's traps that are gone around here: ``/`` of decimals is binary, a result of two
decimals of at most 18 digits is held to 18, a common type of unlike scales may drop places, ``round`` keeps the width.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from xinxiao.rules.expression import DIGITS, LIMIT, Number, Order, Reference
from xinxiao.rules.types import Types, type_of
from xinxiao.rules.writer import column

LONGEST = 20_000
"""Characters of a condition's SQL: a part that is needed twice stands twice."""
_SHORT = 18
"""Digits DuckDB holds in eight bytes."""


class Large(Exception):
    """The rule cannot be written with decimals."""


@dataclass(frozen=True)
class Amount:
    """A decimal: its SQL, the largest size of its integer, its scale, and whether its type has more than 18 digits."""

    sql: str
    most: int
    scale: int
    wide: bool


@dataclass(frozen=True)
class Quantity:
    """A number: ``over / under``, or ``over`` alone. ``under`` is above zero, or null; ``undefined`` if a zero may have been
    divided by on the way."""

    over: Amount
    under: Amount | None = None
    undefined: bool = False

    @property
    def sizes(self) -> tuple[int, int]:
        """The largest numerator and denominator as integers."""
        if self.under is None:
            return self.over.most, 10**self.over.scale
        return self.over.most * 10**self.under.scale, self.under.most * 10**self.over.scale


_ONE = Amount("1", 1, 0, False)


class Small:
    """The way of writing of :class:`xinxiao.rules.writer.Writer`; ``zeros`` are conditions under which a zero was divided by."""

    def __init__(self, types: Types, largest: Mapping[str, int]) -> None:
        self.types = types
        self.largest = largest
        self.zeros: list[str] = []

    def keep(self, sql: str) -> str:
        if len(sql) > LONGEST:
            raise Large
        return sql

    def constant(self, number: Number) -> Quantity:
        most = abs(number.integer)
        digits = max(len(str(most)), number.places + 1)
        return _checked(Quantity(_typed(f"'{number.text}'", most, number.places, digits)))

    def item(self, reference: Reference) -> Quantity:
        most, digits = held(reference, self.types, self.largest)
        return _checked(
            Quantity(Amount(column(reference), most, type_of(reference, self.types).places, digits > _SHORT))
        )

    def length(self, text: str) -> Quantity:
        return Quantity(Amount(self.keep(f"CAST(length({text}) AS DECIMAL(10,0))"), 10**10 - 1, 0, False))

    def negated(self, a: Quantity) -> Quantity:
        over = Amount(f"(-{a.over.sql})", a.over.most, a.over.scale, a.over.wide)
        return Quantity(over, a.under, a.undefined)

    def absolute(self, a: Quantity) -> Quantity:
        return Quantity(_abs(a.over), a.under, a.undefined)

    def added(self, a: Quantity, b: Quantity) -> Quantity:
        if a.under is None and b.under is None:
            return self._kept(Quantity(_plus(a.over, b.over), None, a.undefined or b.undefined))
        _aligned_sizes(a, b)
        over = _plus(_times(a.over, b.under), _times(b.over, a.under))
        return self._kept(Quantity(over, _product(a.under, b.under), True))

    def summed(self, terms: Sequence[Quantity]) -> Quantity:
        return reduce(self.added, terms)

    def multiplied(self, a: Quantity, b: Quantity) -> Quantity:
        under = _product(a.under, b.under)
        undefined = a.undefined or b.undefined
        return self._kept(Quantity(_times(a.over, b.over), under, undefined), _sizes_product(a, b))

    def divided(self, a: Quantity, b: Quantity) -> Quantity:
        known = [f"{part.sql} IS NOT NULL" for part in (a.over, a.under, b.under) if part is not None]
        self.zeros.append(self.keep(f"({b.over.sql} = 0 AND {' AND '.join(known)})"))
        turned = f"(CASE WHEN {b.over.sql} < 0 THEN -{a.over.sql} ELSE {a.over.sql} END)"
        over = Amount(self.keep(turned), a.over.most, a.over.scale, a.over.wide)
        divisor = Amount(f"abs(nullif({b.over.sql}, 0))", b.over.most, b.over.scale, b.over.wide)
        found = Quantity(_times(over, b.under), _times(divisor, a.under), True)
        return self._kept(found, _sizes_product(a, Quantity(b.under or _ONE, b.over)))

    def rounded(self, a: Quantity, places: int) -> Quantity:
        over = a.over
        if a.sizes[0] * 10**places >= LIMIT:
            raise Large
        if a.under is not None:
            return self._rounded_quotient(over, a.under, places)
        if places >= over.scale:
            return a
        most = over.most // 10 ** (over.scale - places) + 1
        return self._kept(
            Quantity(Amount(f"round({over.sql}, {places})", most, places, over.wide), None, a.undefined)
        )

    def _rounded_quotient(self, over: Amount, under: Amount, places: int) -> Quantity:
        """Twice the numerator and the denominator over twice the denominator, as whole numbers."""
        scale = max(over.scale, under.scale)
        upper = _times(_scaled(_abs(over), scale), _power(scale + places))
        lower = _times(_scaled(under, scale), _power(scale))
        most = over.most * 10 ** (scale - over.scale + places)
        if 2 * upper.most + lower.most >= LIMIT:
            raise Large
        n, d = f"CAST({upper.sql} AS HUGEINT)", f"CAST({lower.sql} AS HUGEINT)"
        sized = f"((2 * {n} + {d}) // (2 * {d}))"
        signed = f"(CASE WHEN {over.sql} < 0 THEN -{sized} ELSE {sized} END)"
        whole = Amount(f"CAST({signed} AS DECIMAL(38,0))", most + 1, 0, True)
        unit = _typed(f"'{_decimal(places)}'", 1, places, places + 1)
        return self._kept(Quantity(_times(whole, unit), None, True))

    def chosen(self, condition: str, a: Quantity, b: Quantity) -> Quantity:
        one, other = self._bare(a, b)
        sql = f"(CASE WHEN {condition} THEN {one.sql} WHEN NOT {condition} THEN {other.sql} END)"
        return self._kept(Quantity(Amount(sql, max(one.most, other.most), one.scale, one.wide or other.wide)))

    def first(self, a: Quantity, b: Quantity) -> Quantity:
        one, other = self._bare(a, b)
        sql = f"coalesce({one.sql}, {other.sql})"
        return self._kept(Quantity(Amount(sql, max(one.most, other.most), one.scale, one.wide or other.wide)))

    def compared(self, order: Order, a: Quantity, b: Quantity) -> str:
        if a.under is None and b.under is None:
            one, other = _aligned(a.over, b.over)
            return self.keep(f"({one.sql} {order} {other.sql})")
        _aligned_sizes(a, b)
        one, other = _aligned(_times(a.over, b.under), _times(b.over, a.under))
        return self.keep(f"({one.sql} {order} {other.sql})")

    def is_null(self, a: Quantity) -> str:
        if a.undefined or a.under is not None:
            raise Large
        return self.keep(f"({a.over.sql} IS NULL)")

    def _bare(self, a: Quantity, b: Quantity) -> tuple[Amount, Amount]:
        """Both as decimals of one scale. Quotients and what may be undefined are not told apart from nulls here."""
        if a.undefined or b.undefined or a.under is not None or b.under is not None:
            raise Large
        return _aligned(a.over, b.over)

    def _kept(self, a: Quantity, sizes: tuple[int, int] | None = None) -> Quantity:
        self.keep(a.over.sql)
        self.keep(a.under.sql if a.under else "")
        return _checked(a, sizes)


def held(reference: Reference, types: Types, largest: Mapping[str, int]) -> tuple[int, int]:
    """The largest integer an item's column holds, and the digits of the decimal that is enough for it: 18, or its own."""
    kind = type_of(reference, types)
    most = min(largest.get(reference.text, LIMIT), 10**kind.digits - 1)
    short = most < 10**_SHORT and kind.places <= _SHORT < kind.digits
    return most, _SHORT if short else kind.digits


def _checked(a: Quantity, sizes: tuple[int, int] | None = None) -> Quantity:
    if max(sizes or a.sizes) >= LIMIT:
        raise Large
    return a


def _sizes_product(a: Quantity, b: Quantity) -> tuple[int, int]:
    (over, under), (above, below) = a.sizes, b.sizes
    return over * above, under * below


def _aligned_sizes(a: Quantity, b: Quantity) -> None:
    (over, under), (above, below) = a.sizes, b.sizes
    if max(over * below + above * under, under * below) >= LIMIT:
        raise Large


def _typed(sql: str, most: int, scale: int, digits: int) -> Amount:
    if digits > DIGITS:
        raise Large
    return Amount(f"CAST({sql} AS DECIMAL({digits},{scale}))", most, scale, digits > _SHORT)


def _power(exponent: int) -> Amount:
    return _typed(f"'{10**exponent}'", 10**exponent, 0, exponent + 1)


def _decimal(places: int) -> str:
    return f"0.{'0' * (places - 1)}1" if places else "1"


def _abs(a: Amount) -> Amount:
    return Amount(f"abs({a.sql})", a.most, a.scale, a.wide)


def _scaled(a: Amount, scale: int) -> Amount:
    """The same decimal with more places."""
    if a.scale == scale:
        return a
    most = a.most * 10 ** (scale - a.scale)
    if most >= LIMIT:
        raise Large
    wide = a.wide or most >= 10**_SHORT or scale > _SHORT
    return Amount(f"CAST({a.sql} AS DECIMAL({DIGITS if wide else _SHORT},{scale}))", most, scale, wide)


def _widened(a: Amount) -> Amount:
    return Amount(f"CAST({a.sql} AS DECIMAL({DIGITS},{a.scale}))", a.most, a.scale, True)


def _aligned(a: Amount, b: Amount) -> tuple[Amount, Amount]:
    scale = max(a.scale, b.scale)
    return _scaled(a, scale), _scaled(b, scale)


def _plus(a: Amount, b: Amount) -> Amount:
    a, b = _aligned(a, b)
    most = a.most + b.most
    if most >= LIMIT:
        raise Large
    if most >= 10**_SHORT and not (a.wide or b.wide):
        a = _widened(a)
    return Amount(f"({a.sql} + {b.sql})", most, a.scale, a.wide or b.wide)


def _times(a: Amount, b: Amount | None) -> Amount:
    if b is None:
        return a
    most, scale = a.most * b.most, a.scale + b.scale
    if most >= LIMIT or scale >= DIGITS:
        raise Large
    if (most >= 10**_SHORT or scale >= _SHORT) and not (a.wide or b.wide):
        a = _widened(a)
    return Amount(f"({a.sql} * {b.sql})", most, scale, a.wide or b.wide)


def _product(a: Amount | None, b: Amount | None) -> Amount | None:
    return b if a is None else _times(a, b)
