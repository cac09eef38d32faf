"""What a rule is made of: frozen nouns, which are plain data as JSON too. No values, no evaluation.

The text of a rule is the truth about it: the tree is made from it (:func:`xinxiao.rules.parse.parse`) and can be made again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal, TypeAlias

import msgspec

from xinxiao.model.formula import Operator
from xinxiao.model.period import start_of

Verdict = Literal["holds", "fails", "unknown", "undefined", "overflow"]
Order = Literal["=", "<>", "<", "<=", ">", ">="]
Connective = Literal["and", "or", "xor"]
Function = Literal["abs", "between", "isnull", "length", "nvl", "round", "sum"]

DIGITS = 38
"""Decimal digits an integer may have while a rule is evaluated; more is an overflow."""
LIMIT = 10**DIGITS


class Part(msgspec.Struct, frozen=True, tag=True):
    """Base of what expressions are made of: made by the parser alone, never read from a file."""


class Number(Part, frozen=True):
    """A number of the rule's text: ``text`` is plain and canonical (``-0.5``, ``12``), at most 38 digits."""

    text: str

    @property
    def places(self) -> int:
        """Digits behind the point."""
        return len(self.text) - self.text.index(".") - 1 if "." in self.text else 0

    @property
    def integer(self) -> int:
        """The number without its point."""
        return int(self.text.replace(".", ""))


class Text(Part, frozen=True):
    """A text constant."""

    value: str


class Truth(Part, frozen=True):
    """``true`` or ``false``."""

    value: bool


class Reference(Part, frozen=True, order=True):
    """An item of a form: of this form if ``form`` is empty, ``shift`` periods before (0: this period)."""

    item: str
    form: str = ""
    shift: int = 0

    @property
    def id(self) -> str:
        """The item as a rule of this period names it: ``ITEM`` or ``FORM#ITEM``."""
        return f"{self.form}#{self.item}" if self.form else self.item

    @property
    def text(self) -> str:
        """The reference as a rule writes it: its name as a column, as a key of values, and in findings."""
        return f"timeshift({self.id}, -{self.shift})" if self.shift else self.id


class Month(Part, frozen=True):
    """``getmonth(TIME_PERIOD)``: the first month of the report's period, 1 .. 12. Known before anything is evaluated, when a rule
    is dated (:func:`dated`); what is not dated has no verdict."""

    text: ClassVar[str] = "getmonth(TIME_PERIOD)"


class Negative(Part, frozen=True):
    """Unary minus. Domain: a number; the result is a number."""

    operand: Node


class Not(Part, frozen=True):
    """Kleene's negation. Domain: a condition; null stays null."""

    operand: Node


class Arithmetic(Part, frozen=True):
    """``+ - * /``. Domain: two numbers, of which the divisor must not be zero: else the result is undefined."""

    sign: Operator
    left: Node
    right: Node


class Comparison(Part, frozen=True):
    """``= <> < <= > >=``. Domain: two numbers; ``=`` and ``<>`` also two texts or codes. The result is a condition."""

    order: Order
    left: Node
    right: Node


class Logic(Part, frozen=True):
    """``and or xor`` as Kleene has them. Domain: two conditions."""

    connective: Connective
    left: Node
    right: Node


class In(Part, frozen=True):
    """``in`` and ``not_in``. Domain: a number, text or code, and constants of its kind; null gives null."""

    operand: Node
    values: tuple[Number | Text, ...]
    negated: bool = False


class If(Part, frozen=True):
    """``if C then A else B``. Domain: a condition and two results of one kind."""

    condition: Node
    then: Node
    otherwise: Node


class Call(Part, frozen=True):
    """A function of one or more arguments.

    ``abs(x)``: a number. ``between(x, a, b)``: three numbers, ``x >= a and x <= b``. ``isnull(x)``: a number, text or code, the
    result is a condition. ``length(t)``: a text or code, the result is its number of Unicode characters. ``nvl(x, y)``: two
    of one kind, ``y`` where ``x`` is null. ``round(x, n)``: a number and the places 0 .. 18 it is rounded to, half away from
    zero. ``sum(a, b, ...)``: numbers, short for ``a + b + ...``, in any order: null as soon as one of them is.
    """

    function: Function
    arguments: tuple[Node, ...]


Node: TypeAlias = (
    Number
    | Text
    | Truth
    | Reference
    | Month
    | Negative
    | Not
    | Arithmetic
    | Comparison
    | Logic
    | In
    | If
    | Call
)


class Rule(msgspec.Struct, frozen=True):
    """``[when C then] C``: its text as it was written, and the two conditions (``when`` is None: always)."""

    text: str
    then: Node
    when: Node | None = None


def parts(node: Node) -> tuple[Node, ...]:
    """What a node is directly made of, from left to right."""
    if isinstance(node, Negative | Not | In):
        return (node.operand,)
    if isinstance(node, Arithmetic | Comparison | Logic):
        return (node.left, node.right)
    if isinstance(node, If):
        return (node.condition, node.then, node.otherwise)
    return node.arguments if isinstance(node, Call) else ()


def walk(rule: Rule) -> Iterator[Node]:
    """Every node of a rule, from left to right, each before what it is made of."""
    left = [rule.then] if rule.when is None else [rule.then, rule.when]
    while left:
        node = left.pop()
        yield node
        left.extend(reversed(parts(node)))


def dated(rule: Rule, period: str) -> Rule:
    """A rule as it is evaluated on reports of a period: the month is a number of it. Raises ``ValueError`` for what is no period
    where the rule asks for its month."""
    if not any(isinstance(node, Month) for node in walk(rule)):
        return rule
    month = Number(str(start_of(period).month))
    when = None if rule.when is None else _with_month(rule.when, month)
    return Rule(rule.text, _with_month(rule.then, month), when)


def _with_month(node: Node, month: Number) -> Node:
    if isinstance(node, Month):
        return month
    if isinstance(node, Negative | Not | In):
        return msgspec.structs.replace(node, operand=_with_month(node.operand, month))
    if isinstance(node, Arithmetic | Comparison | Logic):
        left, right = _with_month(node.left, month), _with_month(node.right, month)
        return msgspec.structs.replace(node, left=left, right=right)
    if isinstance(node, If):
        return If(*(_with_month(part, month) for part in parts(node)))
    if isinstance(node, Call):
        return Call(node.function, tuple(_with_month(part, month) for part in node.arguments))
    return node


def appearing(rule: Rule) -> tuple[Reference, ...]:
    """The items a rule refers to, once each, in the order of their first appearance."""
    return tuple(dict.fromkeys(node for node in walk(rule) if isinstance(node, Reference)))


def references(rule: Rule) -> frozenset[Reference]:
    """The items a rule refers to: those of this period, of earlier ones and of other forms."""
    return frozenset(appearing(rule))
