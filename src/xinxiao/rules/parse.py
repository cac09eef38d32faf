"""A rule's text to its tree."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, cast, get_args

from xinxiao.errors import ProgrammeFault, told
from xinxiao.rules.expression import (
    DIGITS,
    Arithmetic,
    Call,
    Comparison,
    Function,
    If,
    In,
    Logic,
    Negative,
    Node,
    Not,
    Number,
    Reference,
    Rule,
    Text,
    Truth,
    parts,
)
from xinxiao.rules.grammar import GRAMMAR

LONGEST = 2_000
"""Characters of a rule."""
DEEPEST = 64
"""Expressions that may stand within each other; ``a + b + c`` are two."""
LONGEST_ID = 64
LARGEST_SHIFT = 120
"""Periods a rule may look back: ten years of months."""
MOST_PLACES = 18
"""Places a number may be rounded to."""
FUNCTIONS: tuple[Function, ...] = get_args(Function)
ARGUMENTS = {"abs": 1, "between": 3, "isnull": 1, "length": 1, "nvl": 2, "round": 2, "timeshift": 2}
"""How many arguments a function has; ``sum`` has any number."""
_NEAR = 20


class Unreadable(ProgrammeFault):
    """A text that is no rule; ``column`` (1-based) is where it stops being one."""

    def __init__(self, message: str, said: Any, column: int) -> None:
        super().__init__(message, said)
        self.column = column


@lru_cache(maxsize=4096)
def parse(text: str) -> Rule:
    """The rule of a text.

    Raises :class:`Unreadable` for what is no rule, says one thing wrong at its column, is longer than ``LONGEST``
    characters or nested deeper than ``DEEPEST``.
    """
    from lark.exceptions import UnexpectedInput, VisitError

    if len(text) > LONGEST:
        said = told("rule_long", most=LONGEST, length=len(text))
        raise Unreadable(f"a rule of {len(text)} characters", said, LONGEST + 1)
    try:
        when, then = cast(tuple[Node | None, Node], _parser().parse(text))
    except VisitError as fault:
        raise fault.orig_exc from None
    except UnexpectedInput as fault:
        ends = getattr(getattr(fault, "token", None), "type", "") == "$END"
        raise _unread(text, len(text) if ends else fault.pos_in_stream or 0) from None
    for root in (when, then):
        if root is not None and _depth(root) > DEEPEST:
            said = told("rule_deep", most=DEEPEST)
            raise Unreadable(f"a rule nested deeper than {DEEPEST}", said, 1)
    return Rule(text, then, when)


def _unread(text: str, at: int) -> Unreadable:
    near = text[at : at + _NEAR].strip()
    if not near:
        return Unreadable(f"a rule ends at column {at + 1}", told("rule_end", column=at + 1), at + 1)
    return Unreadable(
        f"a rule stops at column {at + 1}", told("rule_syntax", column=at + 1, near=near), at + 1
    )


def _depth(root: Node) -> int:
    deepest, left = 0, [(root, 1)]
    while left:
        node, depth = left.pop()
        deepest = max(deepest, depth)
        left.extend((part, depth + 1) for part in parts(node))
    return deepest


@cache
def _parser() -> Any:
    from lark import Lark, Transformer, v_args

    @v_args(inline=True)
    class Build(Transformer[Any, Any]):
        def start(self, *tokens: Any) -> tuple[Node | None, Node]:
            return (None, tokens[0]) if len(tokens) == 1 else (tokens[1], tokens[3])

        def choose(self, _if: str, condition: Node, _then: str, then: Node, _else: str, other: Node) -> Node:
            return If(condition, then, other)

        def logic(self, left: Node, word: Any, right: Node) -> Node:
            return Logic(str(word), left, right)  # type: ignore[arg-type]

        def compare(self, left: Node, order: Any, right: Node) -> Node:
            return Comparison(str(order), left, right)  # type: ignore[arg-type]

        def among(self, operand: Node, word: Any, *values: Any) -> Node:
            return In(operand, values, str(word) == "not_in")

        def arithmetic(self, left: Node, sign: Any, right: Node) -> Node:
            return Arithmetic(str(sign), left, right)  # type: ignore[arg-type]

        def negative(self, _sign: str, operand: Node) -> Node:
            return Negative(operand)

        def negation(self, _word: str, operand: Node) -> Node:
            return Not(operand)

        def number(self, token: Any) -> Node:
            return _number(token)

        def negative_number(self, _sign: str, token: Any) -> Node:
            number = _number(token)
            return number if number.text == "0" else Number(f"-{number.text}")

        def constant_text(self, token: Any) -> Node:
            return Text(str(token)[1:-1])

        def truth(self, token: Any) -> Node:
            return Truth(str(token) == "true")

        def reference(self, *tokens: Any) -> Node:
            for token in tokens:
                if len(token) > LONGEST_ID:
                    said = told("rule_name", column=token.column, most=LONGEST_ID)
                    raise Unreadable(f"a name of {len(token)} characters", said, token.column)
            return Reference(str(tokens[-1]), str(tokens[0]) if len(tokens) == 2 else "")

        def call(self, function: Any, *arguments: Node) -> Node:
            return _call(function, arguments)

    return Lark(GRAMMAR, parser="lalr", transformer=Build(), maybe_placeholders=False)


def _number(token: Any) -> Number:
    whole, _, places = str(token).partition(".")
    whole, places = whole.lstrip("0"), places.rstrip("0")
    if len(whole) + len(places) > DIGITS:
        said = told("rule_digits", column=token.column, most=DIGITS)
        raise Unreadable(f"a number of {len(whole) + len(places)} digits", said, token.column)
    return Number((whole or "0") + (f".{places}" if places else ""))


def _call(token: Any, arguments: tuple[Node, ...]) -> Node:
    name, column = str(token), token.column
    if name != "timeshift" and name not in FUNCTIONS:
        known = ", ".join(sorted((*FUNCTIONS, "timeshift")))
        said = told("rule_function", column=column, function=name[:LONGEST_ID], functions=known)
        raise Unreadable(f"no function {name}", said, column)
    if len(arguments) != ARGUMENTS.get(name, len(arguments)):
        said = told("rule_arguments", column=column, function=name, count=ARGUMENTS[name])
        raise Unreadable(f"{name} of {len(arguments)} arguments", said, column)
    if name == "timeshift":
        return _shifted(column, *arguments)
    if name == "round" and _whole(arguments[1], 0, MOST_PLACES) is None:
        said = told("rule_places", column=column, most=MOST_PLACES)
        raise Unreadable("round to no number of places", said, column)
    return Call(cast(Function, name), arguments)


def _shifted(column: int, item: Node, shift: Node) -> Node:
    if not isinstance(item, Reference) or item.shift:
        raise Unreadable("timeshift of no item", told("rule_shifted", column=column), column)
    periods = _whole(shift.operand, 1, LARGEST_SHIFT) if isinstance(shift, Negative) else None
    if periods is None:
        said = told("rule_shift", column=column, most=LARGEST_SHIFT)
        raise Unreadable("timeshift by no number of earlier periods", said, column)
    return Reference(item.item, item.form, periods)


def _whole(node: Node, least: int, most: int) -> int | None:
    """A whole number between two others, or nothing."""
    if not isinstance(node, Number) or not node.text.isdigit():
        return None
    return int(node.text) if least <= int(node.text) <= most else None
