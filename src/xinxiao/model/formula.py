"""Formulas of indicators: parsed once into a frozen tree. No evaluation here, and no values.

``LOANS / POP``, ``growth(X)``, ``X / nation(X)``, ``account(SCOPE, _T) / GDP``. Years follow each other:
``lag(X)`` is X one year before, ``growth(X)`` is X / lag(X) - 1 (of a base above zero, to an end not below it),
``nation(X)`` the sum of X over all provinces, ``share(X)`` is X / nation(X).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal

from xinxiao.errors import ProgrammeFault
from xinxiao.model.unit import PLAIN, Meaning

FUNCTIONS = ("lag", "growth", "nation", "share", "account")
LONGEST = 400
LARGEST, SMALLEST = 1e15, 1e-15
"""Sizes of a plain number in a formula that is not zero."""

GRAMMAR = r"""
?start: sum
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: factor | product "*" factor -> multiply | product "/" factor -> divide
?factor: atom | "-" factor -> negative
?atom: NUMBER -> number | ID -> name | "(" sum ")"
     | FUNCTION "(" sum ("," sum)* ")" -> call
NUMBER: /\d+(\.\d+)?(e[-+]?\d{1,2})?(?![A-Za-z0-9_.])/
ID: /[0-9]*[A-Z_][A-Z0-9_]*/
FUNCTION: /[a-z][a-z_0-9]*(?=\s*\()/
%import common.WS
%ignore WS
"""


Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True)
class Number:
    """A plain number."""

    value: float


@dataclass(frozen=True)
class Name:
    """Another indicator, by its id."""

    id: str


@dataclass(frozen=True)
class Account:
    """A series of the account: a scope and one of its products (_T, G, S)."""

    scope: str
    product: str

    @property
    def id(self) -> str:
        """How the formula writes it."""
        return f"account({self.scope}, {self.product})"


@dataclass(frozen=True)
class Call:
    """``lag``, ``growth``, ``nation`` or ``share`` of an expression."""

    function: Literal["lag", "growth", "nation", "share"]
    argument: Tree


@dataclass(frozen=True)
class Binary:
    """Two expressions joined by an operator."""

    operator: Operator
    left: Tree
    right: Tree


Tree = Number | Name | Account | Call | Binary


@dataclass(frozen=True)
class Leaf:
    """A series a formula reads: which, how many years back, and of the area itself or of all provinces."""

    series: Name | Account
    lag: int = 0
    of: Literal["area", "provinces"] = "area"

    @property
    def role(self) -> str:
        """The role of the input, as the formula would write it."""
        text = self.series.id if self.of == "area" else f"nation({self.series.id})"
        for _ in range(self.lag):
            text = f"lag({text})"
        return text


@cache
def _parser() -> Any:
    from lark import Lark, Transformer, v_args

    @v_args(inline=True)
    class Build(Transformer[Any, Tree]):
        def number(self, token: str) -> Tree:
            value = float(token)
            digits = any(digit in "123456789" for digit in token.partition("e")[0])
            if digits and not SMALLEST <= value <= LARGEST:
                raise ProgrammeFault(
                    f"{token[:40]} is outside the range 0, {SMALLEST:g} .. {LARGEST:g}",
                    hint="use a fitting unit",
                )
            return Number(value)

        def name(self, token: str) -> Tree:
            return Name(str(token))

        def negative(self, operand: Tree) -> Tree:
            return Binary("*", Number(-1.0), operand)

        def call(self, function: str, *arguments: Tree) -> Tree:
            return _call(str(function), arguments)

        def add(self, left: Tree, right: Tree) -> Tree:
            return Binary("+", left, right)

        def subtract(self, left: Tree, right: Tree) -> Tree:
            return Binary("-", left, right)

        def multiply(self, left: Tree, right: Tree) -> Tree:
            return Binary("*", left, right)

        def divide(self, left: Tree, right: Tree) -> Tree:
            return Binary("/", left, right)

    return Lark(GRAMMAR, parser="lalr", transformer=Build())


def _call(function: str, arguments: tuple[Tree, ...]) -> Tree:
    if function == "account":
        if len(arguments) == 2 and isinstance(arguments[0], Name) and isinstance(arguments[1], Name):
            return Account(arguments[0].id, arguments[1].id)
        raise ProgrammeFault("account needs a scope and a product", hint="account(SCOPE, _T)")
    if function not in FUNCTIONS:
        raise ProgrammeFault(f"no function {function}", hint=f"functions: {', '.join(FUNCTIONS)}")
    if len(arguments) != 1:
        raise ProgrammeFault(f"{function} takes one argument", hint=f"{function}(X)")
    return Call(function, arguments[0])  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def parse(formula: str) -> Tree:
    """The tree of a formula. Raises :class:`ProgrammeFault` saying what is wrong and at which column."""
    from lark.exceptions import UnexpectedInput, VisitError

    if len(formula) > LONGEST:
        raise ProgrammeFault(f"longer than {LONGEST} characters", hint="split it into two indicators")
    try:
        tree: Tree = _parser().parse(formula)
    except VisitError as fault:
        raise fault.orig_exc from None
    except UnexpectedInput as fault:
        column = fault.column if fault.column > 0 else len(formula)
        raise ProgrammeFault(
            f"cannot be read at column {column}", hint=f"functions: {', '.join(FUNCTIONS)}"
        ) from None
    return tree


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and everything below it, from left to right."""
    yield tree
    if isinstance(tree, Call):
        yield from walk(tree.argument)
    elif isinstance(tree, Binary):
        yield from walk(tree.left)
        yield from walk(tree.right)


def written(tree: Tree) -> str:
    """A tree as a formula, in brackets wherever they may matter."""
    if isinstance(tree, Number):
        return f"{tree.value:g}"
    if isinstance(tree, Name | Account):
        return tree.id
    if isinstance(tree, Call):
        return f"{tree.function}({written(tree.argument)})"
    return f"({written(tree.left)} {tree.operator} {written(tree.right)})"


def names(tree: Tree) -> tuple[str, ...]:
    """Ids of the indicators a formula reads, in the order of their first appearance."""
    return tuple(dict.fromkeys(node.id for node in walk(tree) if isinstance(node, Name)))


def accounts(tree: Tree) -> tuple[Account, ...]:
    """The series of the account a formula reads."""
    return tuple(dict.fromkeys(node for node in walk(tree) if isinstance(node, Account)))


def leaves(tree: Tree, lag: int = 0, of: Literal["area", "provinces"] = "area") -> tuple[Leaf, ...]:
    """Every series a formula reads, with its lag, once each, from left to right.

    A part met again at the same lag is not opened again: nested growth would otherwise double with every level.
    """
    found: dict[Leaf, None] = {}
    seen: set[tuple[int, int, str]] = set()

    def walk_(node: Tree, lag: int, of: Literal["area", "provinces"]) -> None:
        place = (id(node), lag, of)
        if place in seen:
            return
        seen.add(place)
        if isinstance(node, Name | Account):
            found.setdefault(Leaf(node, lag, of))
        elif isinstance(node, Binary):
            walk_(node.left, lag, of)
            walk_(node.right, lag, of)
        elif isinstance(node, Call):
            if node.function in ("growth", "share"):
                walk_(node.argument, lag, of)
            step = node.function in ("lag", "growth")
            walk_(node.argument, lag + step, of if step else "provinces")

    walk_(tree, lag, of)
    return tuple(found)


def dimension(tree: Tree, of: Mapping[str, Meaning]) -> Meaning:
    """The dimension of a formula's value, from the meaning of each series by its ``id``.

    A series that ``of`` does not hold counts as a plain number. Raises :class:`ProgrammeFault` when unlike
    things are added or subtracted.
    """
    if isinstance(tree, Name | Account):
        return Meaning(1.0, of.get(tree.id, PLAIN).dimensions)
    if isinstance(tree, Call):
        inner = dimension(tree.argument, of)
        return PLAIN if tree.function in ("growth", "share") else inner
    if isinstance(tree, Number):
        return PLAIN
    left, right = dimension(tree.left, of), dimension(tree.right, of)
    if tree.operator in "*/":
        return left.times(right, 1 if tree.operator == "*" else -1)
    if left.dimensions != right.dimensions:
        raise ProgrammeFault(f"{left} {tree.operator} {right}", hint="add and subtract only like units")
    return left


def order(needs: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Ids so that each comes after what it needs, and the circles found (their members are left out)."""
    circles: list[tuple[str, ...]] = []
    left = dict(needs)
    while True:
        graph = {name: [n for n in needed if n in left] for name, needed in left.items()}
        try:
            return tuple(TopologicalSorter(graph).static_order()), tuple(circles)
        except CycleError as fault:
            circle = tuple(reversed(fault.args[1]))
            circles.append(circle)
            left = {name: needed for name, needed in left.items() if name not in circle}
