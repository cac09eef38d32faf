"""Make invented numbers meet the rules of a form: what must not be larger is scaled down, what must be equal is shared out.

Rules are taken as they stand in the form. Of a rule that compares sums of items of this report, ``P <= N`` after moving what is taken
away to the other side, the items of ``P`` are scaled, where they are larger, to a share of ``N`` that is the same for all periods of a
unit; for ``>=`` those of ``N`` are raised first. Equalities are shared out in
proportion, with the rest on the first item. What another form of the unit says is taken as it stands there. Nothing is done for rules
that look at other periods: numbers grow by themselves, and what does not is for an explanation. Rounds go from the mildest severity to
the strictest, which so has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pyarrow as pa

from xinxiao.model.collect.form import Form, RuleSpec, Severity
from xinxiao.rules.expression import (
    Arithmetic,
    Call,
    Comparison,
    In,
    Logic,
    Node,
    Not,
    Number,
    Order,
    Reference,
    Text,
    dated,
)
from xinxiao.rules.parse import parse

ROUNDS = 8
"""How often all rules are gone through: a chain of parts of parts needs one for each link."""
STRICT: tuple[Severity, ...] = get_args(Severity)
"""Severities, the strictest first."""
Scaled = dict[str, np.ndarray]


@dataclass(frozen=True)
class Linear:
    """A sum of items, each times a number, and a number."""

    parts: Mapping[str, float]
    plus: float = 0.0

    def times(self, factor: float) -> Linear:
        """The sum times a number."""
        return Linear({name: value * factor for name, value in self.parts.items()}, self.plus * factor)

    def and_(self, other: Linear) -> Linear:
        """Both together."""
        names = [*self.parts, *(name for name in other.parts if name not in self.parts)]
        both = {name: self.parts.get(name, 0.0) + other.parts.get(name, 0.0) for name in names}
        return Linear(both, self.plus + other.plus)

    def positive(self) -> Linear:
        """What is added in it."""
        return Linear({n: v for n, v in self.parts.items() if v > 0}, max(self.plus, 0.0))


class Conformed:
    """Numbers of N units for a period as they are made to fit. ``scaled``: of every item that is no sum, in units of its last
    place, int64 (N,); they are changed in place. ``texts``: codes by item (N,); ``shares``: for each rule, how much of the whole
    a part is at most (N,); ``absent``: which units have an item not (N,); ``others``: what they say on other forms, by
    ``FORM#ITEM``, float (N,)."""

    def __init__(
        self,
        form: Form,
        period: str,
        scaled: Scaled,
        texts: Mapping[str, pa.Array],
        shares: Sequence[np.ndarray],
        absent: Mapping[str, np.ndarray] | None = None,
        others: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        self._form, self._period = form, period
        self._scaled, self._texts, self._shares = scaled, texts, shares
        self._absent, self._others = absent or {}, others or {}
        self._count = len(next(iter(scaled.values()), np.zeros(0)))
        self._codes = {name: np.asarray(held.to_pylist()) for name, held in texts.items()}

    def conform(self) -> None:
        """Go through all rules until they hold as far as they can be made to."""
        rules = sorted(enumerate(self._form.rules), key=lambda each: -STRICT.index(each[1].severity))
        for turn in range(ROUNDS):
            for at, rule in rules:
                if (
                    rule.severity != "explain" or turn < ROUNDS // 2
                ):  # of rules that exclude each other those give way
                    self._rule(rule, at, turn)

    def _rule(self, spec: RuleSpec, at: int, turn: int) -> None:
        rule = dated(parse(spec.rule), self._period)
        where = np.ones(self._count, dtype=bool) if rule.when is None else self._true(rule.when)
        if where is None:
            return
        for one in _conjuncts(rule.then):
            self._comparison(one, where, self._shares[at], turn)

    def _comparison(self, one: Comparison, where: np.ndarray, share: np.ndarray, turn: int) -> None:
        left, right = self._linear(one.left), self._linear(one.right)
        if left is None or right is None or one.order == "<>":
            return
        below = left.and_(right.times(-1)) if one.order in ("<", "<=", "=") else right.and_(left.times(-1))
        small, large = below.positive(), below.times(-1).positive()
        if one.order == "=":
            self._share_out(small, self._value(large), where)
        elif small.parts and not (one.order in (">", ">=") and turn < ROUNDS // 2):
            most = self._value(large)
            self._scale(small, most * share, where & (self._value(small) > most), np.floor)
        elif large.parts:
            least = self._value(small)
            self._scale(large, least / share, where & (self._value(large) < least), np.ceil)

    def _scale(self, sum_: Linear, wanted: np.ndarray, where: np.ndarray, rounded: np.ufunc) -> None:
        own = Linear({name: times for name, times in sum_.parts.items() if name in self._scaled})
        fixed = self._value(sum_) - self._value(own)
        value, wanted = self._value(own), wanted - fixed
        factor = np.divide(wanted, value, out=np.ones_like(value), where=where & (value > 0) & (wanted >= 0))
        for name in own.parts:
            held = self._scaled[name]
            self._scaled[name] = np.where(where, rounded(held * factor), held).astype(np.int64)

    def _share_out(self, sum_: Linear, wanted: np.ndarray, where: np.ndarray) -> None:
        """Make a sum equal something: in proportion, with what rounding leaves on the first item."""
        if not sum_.parts:
            return
        where = where & np.isfinite(wanted)
        self._scale(sum_, wanted, where, np.floor)
        first, factor = next(((n, f) for n, f in sum_.parts.items() if n in self._scaled), ("", 0.0))
        if not first:
            return
        rest = (
            np.where(where, wanted - self._value(sum_), 0.0) / factor * 10 ** self._form.by_id[first].places
        )
        held = self._scaled[first]
        self._scaled[first] = np.where(where, held + np.rint(rest), held).astype(np.int64)

    def _value(self, sum_: Linear) -> np.ndarray:
        total = np.full(self._count, sum_.plus)
        for name, factor in sum_.parts.items():
            total = total + self._number(name) * factor
        return total

    def _number(self, name: str) -> np.ndarray:
        if name in self._others:
            return self._others[name]
        return np.asarray(self._scaled[name] / 10 ** self._form.by_id[name].places)

    def _linear(self, node: Node) -> Linear | None:
        """A node as a sum of items that are filled in; None for what is none, or looks elsewhere."""
        match node:
            case Number():
                return Linear({}, float(node.text))
            case Reference(item=item, form="", shift=0):
                return self._items(item)
            case Reference(shift=0) if node.id in self._others:
                return Linear({node.id: 1.0})
            case Arithmetic(sign="+" | "-" as sign):
                left, right = self._linear(node.left), self._linear(node.right)
                return left.and_(right.times(-1 if sign == "-" else 1)) if left and right else None
            case Arithmetic(sign="*"):
                left, right = self._linear(node.left), self._linear(node.right)
                if left is None or right is None or (left.parts and right.parts):
                    return None
                return left.times(right.plus) if left.parts else right.times(left.plus)
            case Call(function="nvl"):
                return self._linear(node.arguments[0])
            case Call(function="sum"):
                found = [self._linear(part) for part in node.arguments]
                known = [each for each in found if each is not None]
                return _together(known) if len(known) == len(found) else None
            case _:
                return None

    def _items(self, name: str) -> Linear | None:
        item = self._form.by_id.get(name)
        if item is None or item.type != "number":
            return None
        if not item.sums:
            return Linear({name: 1.0})
        found = [self._items(part) for part in item.sums]
        return _together([each for each in found if each is not None])

    def _true(self, node: Node) -> np.ndarray | None:
        """Where a condition holds (N,); None where that cannot be told from this report alone."""
        match node:
            case Not():
                held = self._true(node.operand)
                return None if held is None else ~held
            case Logic(connective="and" | "or" as connective):
                left, right = self._true(node.left), self._true(node.right)
                if left is None or right is None:
                    return None
                return np.asarray(left & right if connective == "and" else left | right)
            case Call(function="isnull", arguments=(Reference(item=item, form="", shift=0),)):
                return self._absent.get(item, np.zeros(self._count, dtype=bool))
            case In(operand=Reference(item=item)) if item in self._texts:
                listed = [value.value for value in node.values if isinstance(value, Text)]
                held = np.isin(self._codes[item], listed)
                return ~held if node.negated else held
            case Comparison():
                return self._compared(node)
            case _:
                return None

    def _compared(self, node: Comparison) -> np.ndarray | None:
        if (
            isinstance(node.left, Reference)
            and isinstance(node.right, Text)
            and node.left.item in self._texts
        ):
            same: np.ndarray = self._codes[node.left.item] == node.right.value
            return same if node.order == "=" else ~same
        left, right = self._linear(node.left), self._linear(node.right)
        if left is None or right is None:
            return None
        return _ordered(node.order, self._value(left), self._value(right))


def _together(found: list[Linear]) -> Linear:
    total = Linear({})
    for each in found:
        total = total.and_(each)
    return total


def _conjuncts(node: Node) -> Iterator[Comparison]:
    """The comparisons that must all hold."""
    if isinstance(node, Logic) and node.connective == "and":
        yield from _conjuncts(node.left)
        yield from _conjuncts(node.right)
    elif isinstance(node, Comparison):
        yield node


def _ordered(order: Order, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    found: dict[Order, np.ndarray] = {
        "=": left == right,
        "<>": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return found[order]
