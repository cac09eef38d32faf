"""By how many per cent a reported number differs from an earlier one; ``static/entered.js`` says the same in the browser."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from xinxiao.model.collect.content import is_number

_EXACT = Context(prec=120, rounding=ROUND_HALF_UP)


def change(now: str, before: str) -> str:
    """The difference with its sign, to one place, half away from zero; empty where nothing can be said."""
    if not (is_number(now) and is_number(before)) or Decimal(before) == 0:
        return ""
    difference = _EXACT.subtract(Decimal(now), Decimal(before))
    share = _EXACT.divide(_EXACT.multiply(difference, Decimal(100)), abs(Decimal(before)))
    rounded = share.quantize(Decimal("0.1"), context=_EXACT)
    sign = "" if rounded == 0 else "+" if rounded > 0 else "−"
    return f"{sign}{abs(rounded):f}%"


def grouped(number: str) -> str:
    """A number for people, thousands apart; any other text as it is."""
    if not is_number(number):
        return number
    sign, (whole, _, part) = "-" if number.startswith("-") else "", number.removeprefix("-").partition(".")
    return f"{sign}{int(whole):,}" + (f".{part}" if part else "")
