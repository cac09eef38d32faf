"""Rules evaluated on one record, in Python's integers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias, cast

from xinxiao.errors import DataFault, told
from xinxiao.rules.expression import (
    Arithmetic,
    Call,
    Comparison,
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
    Verdict,
    appearing,
)
from xinxiao.rules.ratio import (
    Overflow,
    Ratio,
    added,
    compared,
    divided,
    multiplied,
    negated,
    ratio,
    rounded,
    summed,
)

Value: TypeAlias = Decimal | int | str | None
"""What an item holds: a number, a text or code, or nothing (blank, missing, marked as not applicable)."""


@dataclass(frozen=True)
class _Undefined:
    """What a number divided by zero is."""


UNDEFINED: Final = _Undefined()
Result: TypeAlias = Ratio | str | bool | _Undefined | None


@dataclass(frozen=True)
class Place:
    """An item that a rule refers to and what it holds."""

    reference: Reference
    value: Value


def verdict(rule: Rule, values: Mapping[str, Value]) -> Verdict:
    """The verdict of a rule on a record.

    ``values`` holds what items hold by :attr:`Reference.text`; an item that is not among them holds nothing. Raises
    :class:`DataFault` for a value of another kind than the rule needs: rules are checked against the kinds of items first.
    """
    record = _Record(values)
    try:
        when = True if rule.when is None else record.truth(rule.when)
        then = record.truth(rule.then)
    except Overflow:
        return "overflow"
    except (TypeError, ValueError, ArithmeticError) as wrong:
        raise DataFault(f"a value of another kind: {wrong}", told("rule_value", rule=rule.text)) from wrong
    result = _either(None if when is None else not when, then)
    if result is not None:
        return "holds" if result else "fails"
    return "undefined" if record.undefined else "unknown"


def places(rule: Rule, values: Mapping[str, Value]) -> tuple[Place, ...]:
    """The items a rule refers to with what they hold, in the order in which the rule names them."""
    return tuple(Place(item, values.get(item.text)) for item in appearing(rule))


class _Record:
    """One evaluation: what items hold, and whether a number was divided by zero."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values = values
        self.undefined = False

    def truth(self, node: Node) -> bool | None:
        found = self.result(node)
        if found is None or found is True or found is False:
            return found
        raise TypeError("no condition")

    def result(self, node: Node) -> Result:
        """What a node gives; everything below it is evaluated, in whatever order."""
        match node:
            case Number():
                return ratio(node.text)
            case Text() | Truth():
                return node.value
            case Reference():
                return self._held(node)
            case Month():
                raise TypeError("no period: the rule is not dated")
            case Negative():
                operand = _number(self.result(node.operand))
                return negated(operand) if isinstance(operand, tuple) else operand
            case Not():
                truth = self.truth(node.operand)
                return None if truth is None else not truth
            case Arithmetic():
                return self._arithmetic(node)
            case Comparison():
                return _comparison(node.order, self.result(node.left), self.result(node.right))
            case Logic():
                return _logic(node.connective, self.truth(node.left), self.truth(node.right))
            case In():
                return self._among(node)
            case If():
                return self._chosen(node)
            case Call():
                return self._call(node)

    def _held(self, node: Reference) -> Result:
        value = self.values.get(node.text)
        if isinstance(value, bool | float):
            raise TypeError("neither exact number nor text")
        return value if value is None or isinstance(value, str) else ratio(value)

    def _arithmetic(self, node: Arithmetic) -> Result:
        left, right = _number(self.result(node.left)), _number(self.result(node.right))
        if not isinstance(left, tuple) or not isinstance(right, tuple):
            return UNDEFINED if UNDEFINED in (left, right) else None
        match node.sign:
            case "+":
                return added(left, right)
            case "-":
                return added(left, negated(right))
            case "*":
                return multiplied(left, right)
            case "/":
                if right[0]:
                    return divided(left, right)
                self.undefined = True
                return UNDEFINED

    def _among(self, node: In) -> bool | None:
        operand = self.result(node.operand)
        if operand is None or operand is UNDEFINED:
            return None
        held = [self.result(value) for value in node.values]
        if any(type(value) is not type(operand) for value in held):
            raise TypeError("another kind in the list")
        return (operand in held) is not node.negated

    def _chosen(self, node: If) -> Result:
        condition, then = self.truth(node.condition), self.result(node.then)
        otherwise = self.result(node.otherwise)
        return None if condition is None else then if condition else otherwise

    def _call(self, node: Call) -> Result:
        found = [self.result(argument) for argument in node.arguments]
        first = found[0]
        match node.function:
            case "isnull":
                return None if first is UNDEFINED else first is None
            case "nvl":
                return found[1] if first is None else first
            case "length":
                if first is not None and not isinstance(first, str):
                    raise TypeError("no text")
                return None if first is None else (len(first), 1)
            case "between":
                low = _comparison(">=", first, found[1])
                return _logic("and", low, _comparison("<=", first, found[2]))
            case "sum":
                return _summed([_number(term) for term in found])
            case "abs":
                number = _number(first)
                return (abs(number[0]), number[1]) if isinstance(number, tuple) else number
            case "round":
                number, digits = _number(first), cast(Ratio, found[1])[0]
                return rounded(number, digits) if isinstance(number, tuple) else number


def _number(found: Result) -> Ratio | _Undefined | None:
    if found is None or isinstance(found, tuple | _Undefined):
        return found
    raise TypeError("no number")


def _summed(terms: list[Ratio | _Undefined | None]) -> Result:
    known = [term for term in terms if isinstance(term, tuple)]
    if len(known) == len(terms):
        return summed(known)
    return UNDEFINED if UNDEFINED in terms else None


def _comparison(order: str, left: Result, right: Result) -> bool | None:
    if left is None or right is None or left is UNDEFINED or right is UNDEFINED:
        return None
    if type(left) is not type(right) or isinstance(left, bool):
        raise TypeError("unlike things compared")
    if order in ("=", "<>"):
        return (left == right) is (order == "=")
    if not isinstance(left, tuple) or not isinstance(right, tuple):
        raise TypeError("texts have no order")
    sign = compared(left, right)
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[order]


def _logic(connective: str, left: bool | None, right: bool | None) -> bool | None:
    if connective == "or":
        return _either(left, right)
    if connective == "xor":
        return None if left is None or right is None else left is not right
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _either(left: bool | None, right: bool | None) -> bool | None:
    if left is True or right is True:
        return True
    return None if left is None or right is None else False
