"""What a unit of measure means: a factor and dimensions, read from the expression in the code list.

Money, persons, length, time, mass and information have a dimension. Counts of things (accounts, items, sites,
enterprises) are plain numbers, as in the SI brochure (9th edition, 2.3.3): "accounts per person" is 1/person.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from xinxiao.errors import ProgrammeFault

_BASE = {
    "yuan": "money",
    "person": "person",
    "metre": "length",
    "second": "time",
    "gram": "mass",
    "byte": "information",
}
_DERIVED = {
    "minute": "60 second",
    "hour": "60 minute",
    "day": "24 hour",
    "year": "365.2425 day",
    "percent": "0.01",
}
_DERIVED |= {"tonne": "1e6 gram", "hectare": "1e4 metre ** 2"}
_COUNTS = [
    "count",
    "account",
    "item",
    "site",
    "enterprise",
    "case",
    "unit",
    "point",
    "visit",
    "transaction",
    "household",
    "vehicle",
]
_PREFIXES = {"kilo": "1e3", "mega": "1e6", "giga": "1e9", "tera": "1e12"}
WORDS = tuple(sorted((*_BASE, *_DERIVED, *_COUNTS)))
"""The words a unit's expression may use; lengths, masses, times and bytes also with kilo-, mega-, giga-, tera-."""

_ALLOWED = re.compile(r"[A-Za-z0-9_.+\-*/() ]{1,60}")
_POWER = re.compile(r"\*\*(?!\s*-?\s*[1-4](?![0-9.]))")


@dataclass(frozen=True)
class Meaning:
    """``factor`` base units of the ``dimensions`` (name, exponent), sorted by name; none: a plain number."""

    factor: float
    dimensions: tuple[tuple[str, float], ...] = ()

    def times(self, other: Meaning, power: int = 1) -> Meaning:
        """The product with ``other`` to a power of 1 or -1."""
        total = dict(self.dimensions)
        for name, exponent in other.dimensions:
            total[name] = total.get(name, 0) + power * exponent
        factor = self.factor * other.factor if power > 0 else self.factor / other.factor
        return Meaning(factor, tuple(sorted((n, e) for n, e in total.items() if e)))

    def __str__(self) -> str:
        return (
            " ".join(name if exponent == 1 else f"{name}^{exponent:g}" for name, exponent in self.dimensions)
            or "1"
        )


PLAIN = Meaning(1.0)


@cache
def _registry() -> Any:
    import pint  # a third of a second: only programmes that are read pay for it

    registry: Any = pint.UnitRegistry(None)
    for word, power in _PREFIXES.items():
        registry.define(f"{word}- = {power}")
    for word, dimension in _BASE.items():
        registry.define(f"{word} = [{dimension}]")
    registry.define("count = []")
    for word in _COUNTS[1:]:
        registry.define(f"{word} = count")
    for word, definition in _DERIVED.items():
        registry.define(f"{word} = {definition}")
    return registry


@lru_cache(maxsize=4096)
def meaning(expression: str) -> Meaning:
    """What ``expression`` means, e.g. ``1e8 * yuan`` or ``0.01 * account / person``.

    Raises :class:`ProgrammeFault` for words outside ``WORDS`` and anything that is no product of units.
    """
    if not _ALLOWED.fullmatch(expression) or _POWER.search(expression):
        raise ProgrammeFault(f"no unit: {expression[:60]}", hint=f"words: {', '.join(WORDS)}")
    registry = _registry()
    try:
        quantity = registry.Quantity(1) * registry.parse_expression(expression)
        factor = float(quantity.to_base_units().magnitude)
        found = {str(name).strip("[]"): float(power) for name, power in quantity.dimensionality.items()}
    except Exception as fault:  # pint lets many kinds of error through from its tokenizer and evaluator
        raise ProgrammeFault(f"no unit: {expression}", hint=f"words: {', '.join(WORDS)}") from fault
    if not math.isfinite(factor) or factor <= 0:
        raise ProgrammeFault(f"no unit: {expression}", hint="the factor must be a positive number")
    return Meaning(factor, tuple(sorted((name, power) for name, power in found.items() if power)))


def ratio(first: Meaning, second: Meaning) -> float:
    """How many of ``second`` one of ``first`` is. Raises :class:`ProgrammeFault` when they do not measure one thing."""
    if first.dimensions != second.dimensions:
        raise ProgrammeFault(f"{first} cannot be turned into {second}", hint="see the units of the programme")
    return first.factor / second.factor


MONEY = (("money", 1.0),)
"""The dimensions of an amount of money."""
PEOPLE = (("person", 1.0),)
"""The dimensions of a number of persons."""
PEOPLE_PER_MONEY = (("money", -1.0), ("person", 1.0))
"""The dimensions of how many persons an amount of money employs."""
