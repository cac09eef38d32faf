"""Divisors that are always zero, whatever the figures say: ``USERS / (POP - POP)``.

A formula is a ratio of polynomials in its series. One that is zero everywhere is zero at any point; one that is not is zero
at a point drawn at random from a field of ``PRIME`` elements with a chance of its degree in ``PRIME`` at most (Schwartz 1980;
Zippel 1979). So each series gets one such number for each area and year, and the formula is computed with them exactly.
"""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256

from xinxiao.model.formula import Account, Binary, Call, Name, Number, Tree, written

PRIME = 2**61 - 1
_PROVINCES = (1, 2)
_NATION = 0
_ALL = (_NATION, *_PROVINCES)
_Cell = tuple[int, int]
"""(area, years back)."""


def always_zero(tree: Tree) -> str | None:
    """The first divisor of a formula that is zero for every area and year, as it would be written; None without one."""
    known: dict[tuple[int, _Cell], int | None] = {}
    divisors: dict[int, str] = {}
    seen: dict[int, bool] = {}

    def value(node: Tree, cell: _Cell) -> int | None:
        """The number of a node in a cell; None where something was divided by zero."""
        place = (id(node), cell)
        if place not in known:
            known[place] = computed(node, cell)
        return known[place]

    def computed(node: Tree, cell: _Cell) -> int | None:
        area, back = cell
        if isinstance(node, Number):
            exact = Fraction(node.value)
            return exact.numerator * pow(exact.denominator, -1, PRIME) % PRIME
        if isinstance(node, Name | Account):
            return int.from_bytes(sha256(f"{node.id} {area} {back}".encode()).digest()) % PRIME
        if isinstance(node, Binary):
            left, right = value(node.left, cell), value(node.right, cell)
            return joined(node, left, right)
        own, before = value(node.argument, cell), value(node.argument, (area, back + 1))
        if node.function == "lag":
            return before
        if node.function == "growth":
            grown = ratio(id(node), node.argument, own, before)
            return None if grown is None else (grown - 1) % PRIME
        parts = [value(node.argument, (province, back)) for province in _PROVINCES]
        total = None if None in parts else sum(part for part in parts if part is not None) % PRIME
        return (
            total if node.function == "nation" else ratio(id(node), Call("nation", node.argument), own, total)
        )

    def joined(node: Binary, left: int | None, right: int | None) -> int | None:
        if node.operator == "/":
            return ratio(id(node), node.right, left, right)
        if left is None or right is None:
            return None
        found = {"+": left + right, "-": left - right, "*": left * right}[node.operator]
        return found % PRIME

    def ratio(place: int, divisor: Tree, left: int | None, right: int | None) -> int | None:
        """A quotient; its divisor is remembered until it is not zero in some cell."""
        if right is not None:
            seen[place] = seen.get(place, True) and right == 0
            divisors.setdefault(place, written(divisor))
        return left * pow(right, -1, PRIME) % PRIME if left is not None and right else None

    for area in _ALL:
        value(tree, (area, 0))
    return next((divisors[place] for place, zero in seen.items() if zero), None)
