"""Exact rationals in lowest terms, each step within 38 digits (Knuth, The Art of Computer Programming 2, 4.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import gcd, lcm
from typing import TypeAlias

from xinxiao.rules.expression import LIMIT

Ratio: TypeAlias = tuple[int, int]
"""Numerator and denominator: without a common divisor, the denominator above zero."""


class Overflow(Exception):
    """An integer of more than 38 digits came up."""


def _held(*integers: int) -> None:
    for integer in integers:
        if not -LIMIT < integer < LIMIT:
            raise Overflow


def ratio(value: Decimal | int | str) -> Ratio:
    """A number given as a decimal. Raises :class:`Overflow` above 38 digits, ``ValueError`` for what is not finite."""
    decimal = Decimal(value)
    if not decimal.is_finite():
        raise ValueError(f"{value} is no number")
    if decimal and abs(decimal.adjusted()) > 2 * LIMIT.bit_length():
        raise Overflow  # before it is written out: 1E+999999
    n, d = decimal.as_integer_ratio()
    _held(n, d)
    return n, d


def _aligned(a: Ratio, b: Ratio) -> tuple[int, int, int]:
    """Both numerators over the least common denominator, and the greatest common divisor of the denominators."""
    g = gcd(a[1], b[1])
    x, y = a[0] * (b[1] // g), b[0] * (a[1] // g)
    _held(x, y)
    return x, y, g


def compared(a: Ratio, b: Ratio) -> int:
    """Below, at or above zero, as ``a`` is below, at or above ``b``."""
    x, y, _ = _aligned(a, b)
    return (x > y) - (x < y)


def added(a: Ratio, b: Ratio) -> Ratio:
    """``a + b``."""
    x, y, g = _aligned(a, b)
    t = x + y
    _held(t)
    h = gcd(t, g)
    d = (a[1] // g) * (b[1] // h)
    _held(d)
    return t // h, d


def summed(terms: Sequence[Ratio]) -> Ratio:
    """All of some numbers, over their least common denominator: their order does not matter."""
    under = lcm(*(d for _, d in terms))
    _held(under)
    over = [n * (under // d) for n, d in terms]
    _held(*over, sum(map(abs, over)))
    total = sum(over)
    g = gcd(total, under)
    return total // g, under // g


def negated(a: Ratio) -> Ratio:
    """``-a``."""
    return -a[0], a[1]


def multiplied(a: Ratio, b: Ratio) -> Ratio:
    """``a * b``."""
    g, h = gcd(a[0], b[1]), gcd(b[0], a[1])
    n, d = (a[0] // g) * (b[0] // h), (a[1] // h) * (b[1] // g)
    _held(n, d)
    return n, d


def divided(a: Ratio, b: Ratio) -> Ratio:
    """``a / b``; ``b`` is not zero."""
    return multiplied(a, (b[1], b[0]) if b[0] > 0 else (-b[1], -b[0]))


def rounded(a: Ratio, places: int) -> Ratio:
    """``a`` to a number of decimal places, half away from zero (VTL: the digit behind decides, 5 and above go up)."""
    power = 10**places
    scaled = abs(a[0]) * power
    _held(scaled)
    whole, rest = divmod(scaled, a[1])
    whole += rest >= a[1] - rest
    _held(whole)
    g = gcd(whole, power)
    return (whole if a[0] > 0 else -whole) // g, power // g
