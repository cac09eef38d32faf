"""Digits of what a unit reported, over several periods: last digits that are not chance, first digits that follow no law.

Last digits of counted things with enough digits are uniform (Mosimann, Wiseman & Edelman 1995, Accountability in Research
4(1)); first digits of values that span powers of ten follow Newcomb and Benford (Hill 1995, Statistical Science 10(4)). Both
are tested by Pearson's chi-square. Rounded numbers fail the first test honestly: it is a reason to ask, no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.collect.scrutiny.reported import Flags, Floats, Ints, Reported
from xinxiao.model.collect.scrutiny import ScrutinySpec

BENFORD: Floats = np.log10(1 + 1 / np.arange(1, 10))
"""Chances of the first digits 1..9."""
UNIFORM: Floats = np.full(10, 0.1)


@dataclass(frozen=True)
class Digits:
    """Of each unit (N,): the chance of digits so far from the law or farther (NaN: nothing said). ``few``: with too few
    numbers, ``narrow``: with numbers too much alike."""

    chance: Floats
    few: Flags
    narrow: Flags


@dataclass(frozen=True)
class Counts:
    """Of each unit: how often each digit 0..9 stands last (N, 10), each 1..9 first (N, 9), and how many powers of ten its
    numbers span (N)."""

    last: Ints
    first: Ints
    span: Floats


def counts(periods: Iterable[Reported], places: Mapping[str, int], least: int) -> Counts:
    """The digits of what units reported over all periods (aligned; taken one after the other). ``places``: items that are filled
    in, and the digits after the point they may have; last digits are taken of numbers with ``least`` digits or more."""
    last: Ints | None = None
    for period in periods:
        if last is None:
            size = len(period.units)
            last, first = np.zeros((size, 10), dtype=np.int64), np.zeros((size, 10), dtype=np.int64)
            low, high = np.full(size, np.inf), np.full(size, -np.inf)
        for item, after in places.items():
            text = period.texts(item)
            _count(last, _last(text, after, least))
            _count(first, _first(text))
            with np.errstate(divide="ignore"):
                logs = np.log10(np.abs(period.numbers(item)))
            logs[np.isinf(logs)] = np.nan
            low, high = np.fmin(low, logs), np.fmax(high, logs)
    if last is None:
        return Counts(np.zeros((0, 10), dtype=np.int64), np.zeros((0, 9), dtype=np.int64), np.zeros(0))
    return Counts(last, first[:, 1:], high - low)


def last_digits(found: Counts, spec: ScrutinySpec) -> Digits:
    """The test of last digits. Its domain: units with ``digit_cells`` numbers of at least ``digit_length`` digits."""
    few = found.last.sum(axis=1) < spec.digit_cells
    return Digits(_chance(found.last, UNIFORM, few), few, np.zeros_like(few))


def first_digits(found: Counts, spec: ScrutinySpec) -> Digits:
    """The test of first digits. Its domain: units with ``first_cells`` numbers that are not zero, whose largest is at least
    10^``digit_span`` times their smallest."""
    few = found.first.sum(axis=1) < spec.first_cells
    narrow = ~few & (found.span < spec.digit_span)
    return Digits(_chance(found.first, BENFORD, few | narrow), few, narrow)


def chi_square(found: Ints, law: Floats) -> Floats:
    """The chance (N,) that counts ``found`` (N, K) under a law (K,) are as far from it or farther."""
    from scipy.special import chdtrc  # which opening a portal need not wait for

    expected = found.sum(axis=1, keepdims=True) * law
    with np.errstate(invalid="ignore", divide="ignore"):
        statistic = np.sum((found - expected) ** 2 / expected, axis=1)
    return np.asarray(chdtrc(len(law) - 1, statistic), dtype=np.float64)


def _chance(found: Ints, law: Floats, unsaid: Flags) -> Floats:
    made = np.full(len(found), np.nan)
    made[~unsaid] = chi_square(found[~unsaid], law)
    return made


def _count(made: Ints, digits: pa.DoubleArray) -> None:
    """Add one digit of each unit, where it has one."""
    found = digits.to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(~np.isnan(found))
    made[rows, found[rows].astype(np.int64)] += 1


def _last(text: pa.StringArray, after: int, least: int) -> pa.DoubleArray:
    """The last digit at the item's own precision; canonical texts leave zeros at the end of a part away."""
    point = pc.find_substring(text, ".")
    shown = pc.if_else(pc.less(point, 0), 0, pc.subtract(pc.subtract(pc.binary_length(text), point), 1))
    whole = pc.utf8_length(pc.replace_substring_regex(text, r"^-|\.[0-9]*$", ""))
    digit = pc.if_else(pc.less(shown, after), "0", pc.utf8_slice_codeunits(text, -1, None))
    long = pc.greater_equal(pc.add(whole, after), least)
    usable = pc.and_(long, pc.not_equal(text, "0"))
    return pc.cast(pc.if_else(usable, digit, pa.scalar(None, pa.string())), pa.float64())


def _first(text: pa.StringArray) -> pa.DoubleArray:
    digit = pc.utf8_slice_codeunits(pc.replace_substring_regex(text, r"^[-0.]+", ""), 0, 1)
    usable = pc.not_equal(digit, "")
    return pc.cast(pc.if_else(usable, digit, pa.scalar(None, pa.string())), pa.float64())
