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
    point = _Point()
    for area in _ALL:
        point.value(tree, (area, 0))
    return next((written(point.divisors[place]) for place, zero in point.zero.items() if zero), None)


class _Point:
    """A formula at one point: the numbers of its nodes, None where something was divided by zero; of each place that
    divides, the divisor, and whether it was zero in every cell so far."""

    def __init__(self) -> None:
        self.divisors: dict[int, Tree] = {}
        self.zero: dict[int, bool] = {}
        self._known: dict[tuple[int, _Cell], int | None] = {}

    def value(self, node: Tree, cell: _Cell) -> int | None:
        """The number of a node in a cell."""
        place = (id(node), cell)
        if place not in self._known:
            self._known[place] = self._computed(node, cell)
        return self._known[place]

    def _computed(self, node: Tree, cell: _Cell) -> int | None:
        match node:
            case Number():
                exact = Fraction(node.value)
                return exact.numerator * pow(exact.denominator, -1, PRIME) % PRIME
            case Name() | Account():
                area, back = cell
                return int.from_bytes(sha256(f"{node.id} {area} {back}".encode()).digest()) % PRIME
            case Binary():
                return self._joined(node, self.value(node.left, cell), self.value(node.right, cell))
        return self._called(node, cell)

    def _joined(self, node: Binary, left: int | None, right: int | None) -> int | None:
        if node.operator == "/":
            return self._ratio(node, node.right, left, right)
        if left is None or right is None:
            return None
        return {"+": left + right, "-": left - right, "*": left * right}[node.operator] % PRIME

    def _called(self, node: Call, cell: _Cell) -> int | None:
        (area, back), argument = cell, node.argument
        own, before = self.value(argument, cell), self.value(argument, (area, back + 1))
        if node.function == "lag":
            return before
        if node.function == "growth":
            grown = self._ratio(node, argument, own, before)
            return None if grown is None else (grown - 1) % PRIME
        total = self._nation(argument, back)
        return total if node.function == "nation" else self._ratio(node, Call("nation", argument), own, total)

    def _nation(self, argument: Tree, back: int) -> int | None:
        parts = [self.value(argument, (province, back)) for province in _PROVINCES]
        known = [part for part in parts if part is not None]
        return sum(known) % PRIME if len(known) == len(parts) else None

    def _ratio(self, node: Tree, divisor: Tree, left: int | None, right: int | None) -> int | None:
        """A quotient; its divisor is remembered until it is not zero in some cell."""
        if right is not None:
            self.divisors.setdefault(id(node), divisor)
            self.zero[id(node)] = self.zero.get(id(node), True) and right == 0
        return left * pow(right, -1, PRIME) % PRIME if left is not None and right else None
