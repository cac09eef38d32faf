"""Conditions and texts of rules as SQL of DuckDB: what is alike however numbers are computed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from xinxiao.rules.expression import (
    Arithmetic,
    Call,
    Comparison,
    If,
    In,
    Logic,
    Negative,
    Node,
    Not,
    Number,
    Order,
    Reference,
    Rule,
    Text,
    Truth,
)
from xinxiao.rules.types import Types, kind_of

N = TypeVar("N")
"""How a writer holds a number."""


class Numbers(Protocol[N]):
    """How numbers are written: one way for those that are known to stay small, one for any."""

    def constant(self, number: Number) -> N: ...
    def item(self, reference: Reference) -> N: ...
    def length(self, text: str) -> N: ...
    def negated(self, a: N) -> N: ...
    def absolute(self, a: N) -> N: ...
    def added(self, a: N, b: N) -> N: ...
    def summed(self, terms: Sequence[N]) -> N: ...
    def multiplied(self, a: N, b: N) -> N: ...
    def divided(self, a: N, b: N) -> N: ...
    def rounded(self, a: N, places: int) -> N: ...
    def chosen(self, condition: str, a: N, b: N) -> N: ...
    def first(self, a: N, b: N) -> N: ...
    def compared(self, order: Order, a: N, b: N) -> str: ...
    def is_null(self, a: N) -> str: ...
    def keep(self, sql: str) -> str: ...


class Writer(Generic[N]):
    """Writes the parts of a rule that fits its form, with the numbers one way of writing gives."""

    def __init__(self, numbers: Numbers[N], types: Types) -> None:
        self.numbers = numbers
        self.types = types

    def rule(self, rule: Rule) -> str:
        """The condition that is true where a rule holds and false where it fails."""
        then = self.truth(rule.then)
        return then if rule.when is None else self.numbers.keep(f"(NOT {self.truth(rule.when)} OR {then})")

    def truth(self, node: Node) -> str:
        """A condition: BOOLEAN, null where it is neither true nor false."""
        keep = self.numbers.keep
        match node:
            case Truth():
                return "TRUE" if node.value else "FALSE"
            case Not():
                return keep(f"(NOT {self.truth(node.operand)})")
            case Logic():
                word = {"and": "AND", "or": "OR", "xor": "<>"}[node.connective]
                return keep(f"({self.truth(node.left)} {word} {self.truth(node.right)})")
            case Comparison():
                return self._comparison(node)
            case In():
                return self._among(node)
            case If():
                return keep(
                    _case(self.truth(node.condition), self.truth(node.then), self.truth(node.otherwise))
                )
            case Call(function="between"):
                x, low, high = (self.number(part) for part in node.arguments)
                compared = self.numbers.compared
                return keep(f"({compared('>=', x, low)} AND {compared('<=', x, high)})")
            case Call(function="isnull", arguments=(part,)):
                if kind_of(part, self.types) == "number":
                    return self.numbers.is_null(self.number(part))
                return keep(f"({self.text(part)} IS NULL)")
        raise TypeError(f"{node} is no condition")

    def text(self, node: Node) -> str:
        """A text: VARCHAR."""
        match node:
            case Text():
                return quoted(node.value)
            case Reference():
                return column(node)
            case If():
                return self.numbers.keep(
                    _case(self.truth(node.condition), self.text(node.then), self.text(node.otherwise))
                )
            case Call(function="nvl", arguments=(one, other)):
                return self.numbers.keep(f"coalesce({self.text(one)}, {self.text(other)})")
        raise TypeError(f"{node} is no text")

    def number(self, node: Node) -> N:
        """A number as the way of writing holds it."""
        numbers = self.numbers
        match node:
            case Number():
                return numbers.constant(node)
            case Reference():
                return numbers.item(node)
            case Negative():
                return numbers.negated(self.number(node.operand))
            case Arithmetic():
                left, right = self.number(node.left), self.number(node.right)
                match node.sign:
                    case "+":
                        return numbers.added(left, right)
                    case "-":
                        return numbers.added(left, numbers.negated(right))
                    case "*":
                        return numbers.multiplied(left, right)
                    case "/":
                        return numbers.divided(left, right)
            case If():
                condition = self.truth(node.condition)
                return numbers.chosen(condition, self.number(node.then), self.number(node.otherwise))
            case Call(function="length", arguments=(text,)):
                return numbers.length(self.text(text))
            case Call():
                return self._called(node)
        raise TypeError(f"{node} is no number")

    def _called(self, node: Call) -> N:
        first, *others = (self.number(part) for part in node.arguments)
        match node.function:
            case "abs":
                return self.numbers.absolute(first)
            case "round":
                places = node.arguments[1]
                assert isinstance(places, Number)
                return self.numbers.rounded(first, int(places.text))
            case "nvl":
                return self.numbers.first(first, others[0])
            case "sum":
                return self.numbers.summed((first, *others))
        raise TypeError(f"{node} is no number")

    def _comparison(self, node: Comparison) -> str:
        if kind_of(node.left, self.types) == "number":
            return self.numbers.compared(node.order, self.number(node.left), self.number(node.right))
        return self.numbers.keep(f"({self.text(node.left)} {node.order} {self.text(node.right)})")

    def _among(self, node: In) -> str:
        if kind_of(node.operand, self.types) == "number":
            operand = self.number(node.operand)
            equal = (self.numbers.compared("=", operand, self.number(value)) for value in node.values)
            among = f"({' OR '.join(equal)})"
        else:
            among = f"({self.text(node.operand)} IN ({', '.join(self.text(value) for value in node.values)}))"
        return self.numbers.keep(f"(NOT {among})" if node.negated else among)


def _case(condition: str, then: str, otherwise: str) -> str:
    return f"(CASE WHEN {condition} THEN {then} WHEN NOT {condition} THEN {otherwise} END)"


def column(reference: Reference) -> str:
    """The column of an item inside the query: not that of the table, which may be kept beside it."""
    return name(f"={reference.text}")


def name(text: str) -> str:
    """A column's name in SQL."""
    return '"' + text.replace('"', '""') + '"'


def quoted(text: str) -> str:
    """A text constant in SQL."""
    return "'" + text.replace("'", "''") + "'"
