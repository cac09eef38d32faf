"""Whether a rule fits its form: every item exists, every operator gets the kinds it takes, every code is in its list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from xinxiao.model.codes import fault
from xinxiao.model.collect.form import ItemType as ItemKind
from xinxiao.model.finding import Finding
from xinxiao.rules.expression import (
    DIGITS,
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
)
from xinxiao.rules.parse import Unreadable, parse
from xinxiao.rules.vtl import expression as written

_Found = ItemKind | Literal["constant", "truth", "any"]
"""``constant`` is a text of the rule, which fits a text and a code; ``any`` is what a finding was told of already."""
_TEXTS = ("code", "text", "constant")


@dataclass(frozen=True)
class ItemType:
    """What an item holds.

    A number has at most ``digits`` decimal digits, ``places`` of them behind the point. The code of an item is one of
    ``codes``, where its list is known.
    """

    kind: ItemKind
    digits: int = DIGITS
    places: int = 0
    codes: frozenset[str] | None = None


Types = Mapping[str, ItemType]
"""What each item holds, by its id: ``ITEM`` of this form, ``FORM#ITEM`` of another; or by :attr:`Reference.text`."""


def type_of(reference: Reference, types: Types) -> ItemType:
    """What an item holds: as its own text says, where an earlier period was counted otherwise, else as its id does.

    Raises ``KeyError`` for an item that ``types`` does not hold.
    """
    return types[reference.text] if reference.text in types else types[reference.id]


def findings(text: str, types: Types, file: str = "", line: int = 0) -> Iterator[Finding]:
    """What is wrong with a rule, as it stands in a line of a file: nothing, if it may be evaluated."""
    try:
        rule = parse(text)
    except Unreadable as problem:
        yield replace(problem.finding, file=file, line=line)
        return
    yield from misfits(rule, types, file, line)


def misfits(rule: Rule, types: Types, file: str = "", line: int = 0) -> Iterator[Finding]:
    """What does not fit in a rule that could be read."""
    check = _Check(types, file, line)
    for root in (rule.when, rule.then):
        if root is not None:
            check.expect(root, "truth")
    yield from check.found


class _Check:
    """The kinds of a rule's parts, and the findings gathered while looking at them."""

    def __init__(self, types: Types, file: str, line: int) -> None:
        self.types = types
        self.place = (file, line)
        self.found: list[Finding] = []

    def tell(self, code: str, /, **places: object) -> None:
        finding = fault(*self.place, code, **places)
        if finding not in self.found:
            self.found.append(finding)

    def expect(self, node: Node, *kinds: str) -> _Found:
        kind = self.kind(node)
        if kind != "any" and kind not in kinds:
            self.tell("RULE_KIND", part=written(node), kind=kind, wanted=" / ".join(kinds))
            return "any"
        return kind

    def kind(self, node: Node) -> _Found:
        match node:
            case Number() | Month():
                return "number"
            case Text():
                return "constant"
            case Truth():
                return "truth"
            case Reference():
                return self.item(node)
            case Negative():
                self.expect(node.operand, "number")
                return "number"
            case Arithmetic():
                self.expect(node.left, "number")
                self.expect(node.right, "number")
                return "number"
            case Not():
                self.expect(node.operand, "truth")
            case Logic():
                self.expect(node.left, "truth")
                self.expect(node.right, "truth")
            case Comparison():
                self.comparison(node)
            case In():
                self.among(node)
            case If():
                self.expect(node.condition, "truth")
                return self.alike(node, node.then, node.otherwise)
            case Call():
                return self.call(node)
        return "truth"

    def item(self, node: Reference) -> _Found:
        if node.id not in self.types:
            self.tell("RULE_ITEM", item=node.id)
            return "any"
        return self.types[node.id].kind

    def alike(self, whole: Node, left: Node, right: Node) -> _Found:
        """The one kind of two parts: a constant is of the other's kind, a code and a free text are unlike."""
        one, other = self.kind(left), self.kind(right)
        if "any" in (one, other):
            return "any"
        if one != other and not ("constant" in (one, other) and one in _TEXTS and other in _TEXTS):
            self.tell("RULE_UNLIKE", part=written(whole), left=one, right=other)
            return "any"
        if "constant" in (one, other):
            self.constants(left, right)
            self.constants(right, left)
        return other if one == "constant" else one

    def constants(self, item: Node, constant: Node) -> None:
        if isinstance(item, Reference) and isinstance(constant, Text):
            self.coded(item, constant)

    def coded(self, item: Reference, constant: Text) -> None:
        codes = self.types[item.id].codes
        if codes is not None and constant.value not in codes:
            self.tell("RULE_CODE", item=item.id, code=constant.value)

    def comparison(self, node: Comparison) -> None:
        if node.order not in ("=", "<>"):
            self.expect(node.left, "number")
            self.expect(node.right, "number")
        elif self.alike(node, node.left, node.right) == "truth":
            self.tell("RULE_KIND", part=written(node), kind="truth", wanted="number / code / text")

    def among(self, node: In) -> None:
        kind = self.expect(node.operand, "number", *_TEXTS)
        for value in node.values:
            if kind != "any" and (kind == "number") != isinstance(value, Number):
                self.tell("RULE_UNLIKE", part=written(node), left=kind, right=self.kind(value))
            elif isinstance(node.operand, Reference) and isinstance(value, Text) and kind != "any":
                self.coded(node.operand, value)

    def call(self, node: Call) -> _Found:
        match node.function:
            case "isnull":
                self.expect(node.arguments[0], "number", *_TEXTS)
                return "truth"
            case "length":
                self.expect(node.arguments[0], *_TEXTS)
            case "nvl":
                kind = self.alike(node, *node.arguments)
                if kind == "truth":
                    self.tell("RULE_KIND", part=written(node), kind=kind, wanted="number / code / text")
                return kind
            case _:
                for argument in node.arguments:
                    self.expect(argument, "number")
        return "truth" if node.function == "between" else "number"


def kind_of(node: Node, types: Types) -> Literal["number", "text", "truth"]:
    """What a part of a rule that fits its form gives. Raises ``KeyError`` for an item that ``types`` does not hold."""
    match node:
        case Number() | Month() | Arithmetic() | Negative():
            return "number"
        case Text():
            return "text"
        case Reference():
            return "number" if type_of(node, types).kind == "number" else "text"
        case If():
            return kind_of(node.then, types)
        case Call(function="nvl"):
            return kind_of(node.arguments[0], types)
        case Call(function="isnull" | "between"):
            return "truth"
        case Call():
            return "number"
    return "truth"
