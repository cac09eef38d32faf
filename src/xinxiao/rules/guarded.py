"""Numbers as pairs of whole numbers in DuckDB, for rules that may overflow: each step of :mod:`xinxiao.rules.ratio` a column.

A row of columns refers to rows before it only, so that nothing is computed or written twice however rules are nested. DuckDB's
whole numbers end at 2^127, which is above 10^38: a step is tried (``TRY`` gives null where even they end) and held to 10^38, so
that null where both sides were known is an overflow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from xinxiao.rules.expression import LIMIT, Number, Order, Reference
from xinxiao.rules.types import Types, type_of
from xinxiao.rules.writer import column

_NAME = re.compile(r'"(?:[^"]|"")*"')
_FAR = "1.1e38"
"""Above 10^38 by more than binary numbers err, below 2^127."""


@dataclass(frozen=True)
class Pair:
    """A number: SQL of numerator and denominator in lowest terms, and of whether it is undefined (nothing: never)."""

    over: str
    under: str
    undefined: str = ""


class Rows:
    """Columns in rows, each above all it refers to; shared by all rules of one query."""

    def __init__(self) -> None:
        self.rows: list[dict[str, str]] = []
        self._row: dict[str, int] = {}
        self._name: dict[str, str] = {}

    def column(self, sql: str) -> str:
        """The name of a new column; of the one there is, if it is computed already."""
        if sql in self._row or sql in self._name:
            return self._name.get(sql, sql)
        row = max((self._row[found] + 1 for found in _NAME.findall(sql) if found in self._row), default=0)
        if row == len(self.rows):
            self.rows.append({})
        made = f'"~{len(self._row)}"'
        self._row[made] = row
        self._name[sql] = made
        self.rows[row][made] = sql
        return made

    def over(self, source: str, columns: Sequence[str], last: Iterable[str]) -> str:
        """The query that has some columns of a query and ours, as far as the expressions after it need them.

        A row passes on what is needed after it and nothing else: hundreds of rows of all columns take DuckDB long to plan.
        """
        needed = set(_NAME.findall(" ".join(last)))
        after: list[set[str]] = []
        for row in reversed(self.rows):
            after.insert(0, needed)
            used = " ".join(sql for made, sql in row.items() if made in needed)
            needed = needed - row.keys() | set(_NAME.findall(used))
        held = list(columns)
        for row, wanted in zip(self.rows, after, strict=True):
            held = [column for column in held if column in wanted]
            made = {column: sql for column, sql in row.items() if column in wanted}
            asked = (*held, *(f"{sql} AS {column}" for column, sql in made.items()))
            source = f"SELECT {', '.join(asked) or '1'} FROM ({source})"
            held += made
        return source


class Guarded:
    """The way of writing of :class:`xinxiao.rules.writer.Writer` with pairs.

    ``overflows`` and ``zeros`` are the columns that are true where a step overflowed and where a zero was divided by.
    """

    def __init__(self, types: Types, rows: Rows) -> None:
        self.types = types
        self.keep = rows.column
        self.overflows: list[str] = []
        self.zeros: list[str] = []

    def constant(self, number: Number) -> Pair:
        return self._lowest(f"CAST({number.integer} AS HUGEINT)", number.places)

    def item(self, reference: Reference) -> Pair:
        places = type_of(reference, self.types).places
        whole = self.keep(f"CAST(replace(CAST({column(reference)} AS VARCHAR), '.', '') AS HUGEINT)")
        return self._lowest(whole, places)

    def _lowest(self, whole: str, places: int) -> Pair:
        if not places:
            return Pair(whole, _one(f"{whole} IS NOT NULL"))
        power = f"CAST({10**places} AS HUGEINT)"
        divisor = self.keep(f"gcd({whole}, {power})")
        over, under = self._part(whole, divisor), self._tried(self._part(power, divisor))
        return self._step([whole], over, under)

    def length(self, text: str) -> Pair:
        length = self.keep(f"CAST(length({text}) AS HUGEINT)")
        return Pair(length, _one(f"{length} IS NOT NULL"))

    def negated(self, a: Pair) -> Pair:
        return Pair(self.keep(f"-{a.over}"), a.under, a.undefined)

    def absolute(self, a: Pair) -> Pair:
        return Pair(self.keep(f"abs({a.over})"), a.under, a.undefined)

    def _across(self, a: Pair, b: Pair) -> tuple[str, str, str]:
        """Both numerators over the least common denominator, and the greatest common divisor of the denominators."""
        divisor = self._common(a.under, b.under)
        one = self._product(a.over, self._part(b.under, divisor))
        return one, self._product(b.over, self._part(a.under, divisor)), divisor

    def added(self, a: Pair, b: Pair) -> Pair:
        one, other, divisor = self._across(a, b)
        total = self._tried(f"{one} + {other}", f"{_double(one)} + {_double(other)}")
        left = self._common(total, divisor)
        under = self._product(self._part(a.under, divisor), self._part(b.under, left))
        return self._step([*_of(a), *_of(b)], self._part(total, left), under, _any(a.undefined, b.undefined))

    def summed(self, terms: Sequence[Pair]) -> Pair:
        under = self._tried(self.keep(f"TRY({reduce(_lcm, (term.under for term in terms))})"))
        over = [self._product(term.over, self._part(under, term.under)) for term in terms]
        sizes, far = (" + ".join(f"abs({of(one)})" for one in over) for of in (str, _double))
        size = self._tried(sizes, far)
        total = self.keep(f"CASE WHEN {size} IS NOT NULL THEN {' + '.join(over)} END")
        divisor = self._common(total, under)
        known = [column for term in terms for column in _of(term)]
        undefined = _any(*(term.undefined for term in terms))
        return self._step(known, self._part(total, divisor), self._part(under, divisor), undefined)

    def multiplied(self, a: Pair, b: Pair) -> Pair:
        one, other = self._common(a.over, b.under), self._common(b.over, a.under)
        over = self._product(self._part(a.over, one), self._part(b.over, other))
        under = self._product(self._part(a.under, other), self._part(b.under, one))
        return self._step([*_of(a), *_of(b)], over, under, _any(a.undefined, b.undefined))

    def divided(self, a: Pair, b: Pair) -> Pair:
        known = _known(*_of(a), b.under)
        zero = self.keep(f"({b.over} = 0 AND {known})")
        self.zeros.append(zero)
        turned = self.keep(f"CASE WHEN {b.over} < 0 THEN -{b.under} WHEN {b.over} > 0 THEN {b.under} END")
        found = self.multiplied(a, Pair(turned, self.keep(f"abs(nullif({b.over}, 0))")))
        return Pair(
            found.over, found.under, _any(a.undefined, b.undefined, self.keep(f"coalesce({zero}, FALSE)"))
        )

    def rounded(self, a: Pair, places: int) -> Pair:
        power = f"CAST({10**places} AS HUGEINT)"
        scaled = self._product(self.keep(f"abs({a.over})"), power)
        rest = self.keep(f"{scaled} % {a.under}")
        up = f"CASE WHEN {rest} >= {a.under} - {rest} THEN 1 ELSE 0 END"
        whole = self._tried(self.keep(f"{scaled} // {a.under} + {up}"))
        divisor = self._common(whole, power)
        signed = self.keep(f"CASE WHEN {a.over} < 0 THEN -{whole} ELSE {whole} END")
        return self._step(_of(a), self._part(signed, divisor), self._part(power, divisor), a.undefined)

    def chosen(self, condition: str, a: Pair, b: Pair) -> Pair:
        def case(one: str, other: str) -> str:
            return self.keep(f"CASE WHEN {condition} THEN {one} WHEN NOT {condition} THEN {other} END")

        undefined = ""
        if a.undefined or b.undefined:
            told = case(a.undefined or "FALSE", b.undefined or "FALSE")
            undefined = self.keep(f"coalesce({told}, FALSE)")
        return Pair(case(a.over, b.over), case(a.under, b.under), undefined)

    def first(self, a: Pair, b: Pair) -> Pair:
        here = self.keep(f"({_any(a.undefined, _known(*_of(a)))})")

        def case(one: str, other: str) -> str:
            return self.keep(f"CASE WHEN {here} THEN {one} ELSE {other} END")

        undefined = ""
        if a.undefined or b.undefined:
            undefined = case(a.undefined or "FALSE", b.undefined or "FALSE")
        return Pair(case(a.over, b.over), case(a.under, b.under), undefined)

    def compared(self, order: Order, a: Pair, b: Pair) -> str:
        if order in ("=", "<>"):
            equal = self.keep(f"({a.over} = {b.over} AND {a.under} = {b.under})")
            both = _known(*_of(a), *_of(b))
            return self.keep(f"CASE WHEN {both} THEN {equal if order == '=' else f'NOT {equal}'} END")
        one, other, _ = self._across(a, b)
        self._step([*_of(a), *_of(b)], one, other)
        return self.keep(f"({one} {order} {other})")

    def is_null(self, a: Pair) -> str:
        known = _known(*_of(a))
        if not a.undefined:
            return self.keep(f"(NOT ({known}))")
        return self.keep(f"CASE WHEN NOT ({a.undefined}) THEN NOT ({known}) END")

    def _common(self, a: str, under: str) -> str:
        """The greatest common divisor; divisions of 128 bits are dear, and most denominators are 1."""
        return self.keep(f"CASE WHEN {under} = 1 THEN {under} ELSE gcd({a}, {under}) END")

    def _part(self, a: str, divisor: str) -> str:
        return self.keep(f"CASE WHEN {divisor} = 1 THEN {a} ELSE {a} // {divisor} END")

    def _product(self, a: str, b: str) -> str:
        return self._tried(f"{a} * {b}", f"{_double(a)} * {_double(b)}")

    def _tried(self, sql: str, estimate: str = "") -> str:
        """A step's integer, null where it has more than 38 digits.

        An ``estimate`` in binary numbers leaves out what is far too large: where one row of two thousand fails, DuckDB tries all
        of them one by one.
        """
        within = f"CASE WHEN TRY({sql}) BETWEEN {1 - LIMIT} AND {LIMIT - 1} THEN TRY({sql}) END"
        return self.keep(f"CASE WHEN abs({estimate}) < {_FAR} THEN {within} END" if estimate else within)

    def _step(self, known: list[str], over: str, under: str, undefined: str = "") -> Pair:
        """What a step gives; it overflowed where all it needs was known and it gave nothing."""
        overflow = f"({_known(*known)} AND NOT ({_known(over, under)}))"
        self.overflows.append(self.keep(overflow))
        return Pair(over, under, undefined)


def _double(column: str) -> str:
    return f"CAST({column} AS DOUBLE)"


def _lcm(a: str, b: str) -> str:
    return f"lcm({a}, {b})"


def _of(a: Pair) -> list[str]:
    return [a.over, a.under]


def _known(*columns: str) -> str:
    return " AND ".join(f"{column} IS NOT NULL" for column in columns)


def _any(*conditions: str) -> str:
    return " OR ".join(f"({found})" for found in conditions if found)


def _one(condition: str) -> str:
    return f"CASE WHEN {condition} THEN CAST(1 AS HUGEINT) END"
