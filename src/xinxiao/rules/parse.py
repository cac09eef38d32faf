"""A rule's text to its tree."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, cast, get_args

from xinxiao.errors import ProgrammeFault
from xinxiao.model.codes import fault
from xinxiao.rules.expression import (
    DIGITS,
    Arithmetic,
    Call,
    Comparison,
    Function,
    If,
    In,
    Logic,
    Month,
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
ARGUMENTS = {
    "abs": 1,
    "between": 3,
    "getmonth": 1,
    "isnull": 1,
    "length": 1,
    "nvl": 2,
    "round": 2,
    "timeshift": 2,
}
"""How many arguments a function has; ``sum`` has any number."""
_OF_TIME = ("getmonth", "timeshift")
"""Functions that are no :class:`Call`."""
_NEAR = 20


class Unreadable(ProgrammeFault):
    """A text that is no rule; ``column`` (1-based) is where it stops being one. ``findings`` says it in either language."""

    def __init__(self, code: str, column: int, **places: object) -> None:
        finding = fault("", 0, code, column=column, **places)
        super().__init__(finding.message("en"), findings=(finding,))
        self.finding = finding
        self.column = column


@lru_cache(maxsize=4096)
def parse(text: str) -> Rule:
    """The rule of a text.

    Raises :class:`Unreadable` for what is no rule, says one thing wrong at its column, is longer than ``LONGEST``
    characters or nested deeper than ``DEEPEST``.
    """
    from lark.exceptions import UnexpectedInput, VisitError

    if len(text) > LONGEST:
        raise Unreadable("RULE_LONG", LONGEST + 1, most=LONGEST, length=len(text))
    try:
        when, then = cast(tuple[Node | None, Node], _parser().parse(text))
    except VisitError as fault:
        raise fault.orig_exc from None
    except UnexpectedInput as fault:
        ends = getattr(getattr(fault, "token", None), "type", "") == "$END"
        raise _unread(text, len(text) if ends else fault.pos_in_stream or 0) from None
    for root in (when, then):
        if root is not None and _depth(root) > DEEPEST:
            raise Unreadable("RULE_DEEP", 1, most=DEEPEST)
    return Rule(text, then, when)


def _unread(text: str, at: int) -> Unreadable:
    near = text[at : at + _NEAR].strip()
    if not near:
        return Unreadable("RULE_END", at + 1)
    return Unreadable("RULE_SYNTAX", at + 1, near=near)


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
                    raise Unreadable("RULE_NAME", _column(token), most=LONGEST_ID)
            return Reference(str(tokens[-1]), str(tokens[0]) if len(tokens) == 2 else "")

        def call(self, function: Any, *arguments: Node) -> Node:
            return _call(function, arguments)

    return Lark(GRAMMAR, parser="lalr", transformer=Build(), maybe_placeholders=False)


def _column(token: Any) -> int:
    """Where a token stands in the whole text: lark counts columns of each line."""
    return int(token.start_pos) + 1


def _number(token: Any) -> Number:
    text = str(token)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.lstrip("0")
    if len(text.replace(".", "")) > DIGITS:
        raise Unreadable("RULE_DIGITS", _column(token), most=DIGITS)
    return Number(f"0{text}" if not text or text.startswith(".") else text)


def _call(token: Any, arguments: tuple[Node, ...]) -> Node:
    name, column = str(token), _column(token)
    if name not in (*FUNCTIONS, *_OF_TIME):
        known = ", ".join(sorted((*FUNCTIONS, *_OF_TIME)))
        raise Unreadable("RULE_FUNCTION", column, function=name[:LONGEST_ID], functions=known)
    if len(arguments) != ARGUMENTS.get(name, len(arguments)):
        raise Unreadable("RULE_ARGUMENTS", column, function=name, count=ARGUMENTS[name])
    if name == "getmonth":
        return _month(column, arguments[0])
    if name == "timeshift":
        return _shifted(column, *arguments)
    if name == "round" and _whole(arguments[1], 0, MOST_PLACES) is None:
        raise Unreadable("RULE_PLACES", column, most=MOST_PLACES)
    return Call(cast(Function, name), arguments)


def _month(column: int, of: Node) -> Node:
    if of != Reference("TIME_PERIOD"):
        raise Unreadable("RULE_MONTH", column)
    return Month()


def _shifted(column: int, item: Node, shift: Node) -> Node:
    if not isinstance(item, Reference) or item.shift:
        raise Unreadable("RULE_SHIFTED", column)
    periods = _whole(shift.operand, 1, LARGEST_SHIFT) if isinstance(shift, Negative) else None
    if periods is None:
        raise Unreadable("RULE_SHIFT", column, most=LARGEST_SHIFT)
    return Reference(item.item, item.form, periods)


def _whole(node: Node, least: int, most: int) -> int | None:
    """A whole number between two others, or nothing."""
    if not isinstance(node, Number) or not node.text.isdigit():
        return None
    return int(node.text) if least <= int(node.text) <= most else None
