"""Totals of what was reported, for a whole population: weights, response, status and error.

The population is cut into strata. In a census a stratum has the N units that the frame has; in a stratified sample N is said by the
design, and n of them were drawn and asked. The units that answered stand for all of their stratum (weights N/n of the design, Horvitz and
Thompson 1952, times n/r for those who did not answer: the response homogeneity groups of Särndal, Swensson and Wretman 1992, section 15.6;
with complete response of a sample, stratified simple random sampling, Cochran 1977, chapter 5). So each weighs N/r. A total over a domain d is

    T_d = Σ_h N_h/r_h Σ_k y_k [k in d]

and its variance is estimated by Σ_h N_h² (1 - r_h/N_h) s²_hd / r_h, where s²_hd is the variance of y_k [k in d] over *all* units
of the stratum that answered (Cochran 1977, section 5A.14: the domain's size is not fixed). It is the error of not having
asked or heard of everybody, on the footing that those who did not answer are like those of their stratum who did; errors of what was
reported are not in it.

Four answers stay four things: a number, 0 among them, is a number; *not applicable* (M) is an answer that adds nothing;
*not collected* (L), *blank* and what cannot be read are no answers to this item, as is *absent*, a unit that sent nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.scope import TOTAL

Answer = Literal["number", "M", "L", "blank", "unreadable", "absent"]
ANSWERS: tuple[Answer, ...] = ("number", "M", "L", "blank", "unreadable", "absent")
ANSWERED = ("number", "M")
"""Which of them tell what a unit adds to a total."""
Labels = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
DIGITS = 76
"""Digits that sums are kept with, so that none of up to 38 digits overflows."""


@dataclass(frozen=True)
class Design:
    """How a population is cut: the columns that make a stratum, and coarser ones that a stratum with fewer than ``least``
    answers is joined into, tried in turn. Nothing is joined that is not declared. ``sizes``: of a stratified sample, the units of
    the population in each stratum by its codes, for all strata there are; those of different weights by design are not joined."""

    strata: tuple[str, ...]
    collapse: tuple[tuple[str, ...], ...] = ()
    least: int = 2
    sizes: Mapping[tuple[str, ...], int] | None = None


@dataclass(frozen=True)
class Cell:
    """A total over one domain. ``by`` are the columns that make it, ``codes`` its code in each.

    ``value`` and ``error`` (one standard error, in the unit of the item) are None where they are undefined: a value where a
    stratum of the domain has no answer, an error where one has a single answer for several units. ``status``: A when
    everybody answered, E when answers stand for others too, M without a value. ``frame``, ``asked`` and ``answered`` count
    units; ``answers`` those asked by answer; ``rate`` is answered of asked, ``weighted`` the same with each unit at its
    weight by design. For those who protect it: ``contributors`` are units with a number other than 0, ``largest`` the
    largest of these in size, ``size`` the sum of their sizes.
    """

    by: tuple[str, ...]
    codes: tuple[str, ...]
    frame: int
    asked: int
    answered: int
    answers: tuple[tuple[Answer, int], ...]
    value: Decimal | None
    error: float | None
    status: Literal["A", "E", "M"]
    weighted: float | None
    contributors: int
    largest: float
    size: float

    @property
    def rate(self) -> float | None:
        """The share of the units asked that answered; None when nobody was asked."""
        return self.answered / self.asked if self.asked else None


@dataclass(frozen=True)
class Stratum:
    """A stratum: what it is called, how many units it has, how many were asked and how many answered."""

    name: str
    frame: int
    asked: int
    answered: int


@dataclass(frozen=True)
class Estimates:
    """The totals of one item, and the strata they were made with."""

    cells: tuple[Cell, ...]
    strata: tuple[Stratum, ...]

    @property
    def empty(self) -> tuple[Stratum, ...]:
        """The strata in which nobody answered: whatever lies in them is undefined."""
        return tuple(one for one in self.strata if not one.answered)


@dataclass(frozen=True)
class _Cut:
    """A population of N units cut in H strata: the stratum of each unit (N,), and of each stratum its name, units in the frame,
    units asked, and units that answered (H,)."""

    labels: Labels
    names: tuple[str, ...]
    frame: Labels
    asked: Labels
    answered: Labels


@dataclass(frozen=True)
class _Heard:
    """What was heard of N units: who was asked, who answered, and the numbers as binary ones (N,), 0 where there is none."""

    units: pa.Table
    asked: np.ndarray
    answered: np.ndarray
    values: Floats


@dataclass(frozen=True)
class _Pairs:
    """The P pairs of a stratum and one of D domains that have units in common: the pair of each unit (N,), and the stratum
    and the domain of each pair (P,)."""

    of: Labels
    stratum: Labels
    domain: Labels
    domains: int

    def gathered(self, parts: np.ndarray) -> Floats:
        """What pairs add up to by domain (D,)."""
        return np.bincount(self.domain, weights=parts.astype(np.float64), minlength=self.domains).astype(
            np.float64
        )

    def counted(self, which: np.ndarray) -> Labels:
        """How many of some units are in each pair (P,)."""
        return np.bincount(self.of[which], minlength=len(self.domain))


def estimate(
    units: pa.Table, design: Design, domains: Sequence[tuple[str, ...]], places: int = 0
) -> Estimates:
    """Totals of one item over every code of every domain.

    ``units`` has one row for each frame unit that the form concerns: ``value`` (decimal, null where there is none), ``answer`` (one
    of ``ANSWERS``), ``asked`` (boolean), and text columns that strata and domains are made of. ``domains``: the columns of
    each kind of domain, () for the whole. Values are rounded half to even at ``places`` after the point, nothing before.
    Raises ``ValueError`` for a column that is missing or has holes, for a unit that answered without having been asked, and for a
    stratum of a sample without a size, or with one smaller than what was drawn.
    """
    _look(units, design, domains)
    asked = np.asarray(units.column("asked"), dtype=bool)
    answered = np.asarray(pc.is_in(units.column("answer"), value_set=pa.array(ANSWERED)), dtype=bool)
    if bool((answered & ~asked).any()):
        raise ValueError("a unit answered that was not asked")
    cut = _strata(units, design, asked, answered)
    heard = _Heard(units, asked, answered, _doubles(units))
    cells = [cell for by in domains for cell in _cells(heard, cut, by, places)]
    strata = zip(cut.names, cut.frame, cut.asked, cut.answered, strict=True)
    return Estimates(tuple(cells), tuple(Stratum(n, int(f), int(a), int(r)) for n, f, a, r in strata))


def labelled(units: pa.Table, names: Sequence[str]) -> tuple[Labels, list[tuple[str, ...]]]:
    """Which combination of codes each of N units has (N,), and the combinations in the order of their codes."""
    labels: Labels = np.zeros(units.num_rows, dtype=np.int64)
    parts: list[tuple[pa.Array, Labels]] = []
    for name in names:
        known = units.column(name).combine_chunks().dictionary_encode()
        order = np.asarray(pc.sort_indices(known.dictionary))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        codes = rank[np.asarray(known.indices, dtype=np.int64)]
        parts.append((known.dictionary.take(pa.array(order)), codes))
        labels = labels * max(len(order), 1) + codes
    _, first, labels = np.unique(labels, return_index=True, return_inverse=True)
    columns = [codes.take(pa.array(held[first])).to_pylist() for codes, held in parts]
    return labels.astype(np.int64), list(zip(*columns, strict=True)) if columns else [()] * len(first)


def _look(units: pa.Table, design: Design, domains: Sequence[tuple[str, ...]]) -> None:
    needed = {
        "value",
        "answer",
        "asked",
        *design.strata,
        *(n for by in (*design.collapse, *domains) for n in by),
    }
    if design.sizes is not None and design.collapse:
        raise ValueError("strata of a sample are not joined")
    missing = sorted(needed - set(units.column_names))
    if missing:
        raise ValueError(f"no column {', '.join(missing)}")
    holes = sorted(name for name in needed - {"value"} if units.column(name).null_count)
    if holes:
        raise ValueError(f"holes in column {', '.join(holes)}")


def _strata(units: pa.Table, design: Design, asked: np.ndarray, answered: np.ndarray) -> _Cut:
    labels, keys = labelled(units, design.strata)
    names = [_name(design.strata, key) for key in keys]
    for coarse in design.collapse:
        short = np.bincount(labels[answered], minlength=len(names)) < design.least
        if not short.any():
            break
        wide, wider = labelled(units, coarse)
        joined = np.isin(wide, np.unique(wide[short[labels]]))
        labels = np.where(joined, len(names) + wide, labels)
        names += [_name(coarse, key) for key in wider]
        kept, labels = np.unique(labels, return_inverse=True)
        names = [names[at] for at in kept]
    count = len(names)
    drawn = np.bincount(labels[asked], minlength=count)
    return _Cut(
        labels.astype(np.int64),
        tuple(names),
        np.bincount(labels, minlength=count) if design.sizes is None else _sizes(design.sizes, keys, drawn),
        drawn,
        np.bincount(labels[answered], minlength=count),
    )


def _sizes(sizes: Mapping[tuple[str, ...], int], keys: Sequence[tuple[str, ...]], drawn: Labels) -> Labels:
    """The units of each stratum of a sample (H,)."""
    missing = [key for key in keys if key not in sizes]
    if missing:
        raise ValueError(f"no size of stratum {missing[0]}")
    found = np.array([sizes[key] for key in keys], dtype=np.int64)
    if (found < drawn).any():
        raise ValueError(f"more drawn than there are in stratum {keys[int(np.argmax(found < drawn))]}")
    return found


def _name(names: Sequence[str], key: Sequence[str]) -> str:
    return ", ".join(f"{name}={code}" for name, code in zip(names, key, strict=True)) or TOTAL


def _cells(heard: _Heard, cut: _Cut, by: tuple[str, ...], places: int) -> list[Cell]:
    """The totals over one kind of domain."""
    domain, keys = labelled(heard.units, by)
    count, most = len(keys), max(len(keys), 1)
    held, of = np.unique(cut.labels * most + domain, return_inverse=True)
    pairs = _Pairs(of.astype(np.int64), held // most, held % most, count)
    totals = _totals(cut, pairs, _sums(heard.units, pairs), places)
    errors, weighted = _errors(heard, cut, pairs), _weighted(heard, cut, pairs)
    said = _answers(heard, domain, count)
    partial = pairs.gathered((cut.answered < cut.frame)[pairs.stratum])
    size = np.abs(heard.values)
    largest = np.zeros(count)
    np.maximum.at(largest, domain, size)
    sizes = np.bincount(domain, weights=size, minlength=count)
    frame, told, many = (
        np.bincount(domain[which], minlength=count)
        for which in (slice(None), heard.answered, heard.values != 0)
    )
    return [
        Cell(
            by=by,
            codes=key,
            frame=int(frame[d]),
            asked=sum(number for _, number in said[d]),
            answered=int(told[d]),
            answers=said[d],
            value=totals[d],
            error=errors[d] if totals[d] is not None else None,
            status="M" if totals[d] is None else "E" if partial[d] else "A",
            weighted=weighted[d],
            contributors=int(many[d]),
            largest=float(largest[d]),
            size=float(sizes[d]),
        )
        for d, key in enumerate(keys)
    ]


def _sums(units: pa.Table, pairs: _Pairs) -> list[Decimal]:
    """The exact sum of the numbers of each pair (P,)."""
    column = units.column("value")
    scale = column.type.scale if pa.types.is_decimal(column.type) else 0
    numbers = pc.equal(units.column("answer"), "number")
    wide = column.cast(pa.decimal256(DIGITS, scale))
    filled = pc.if_else(numbers, wide, pa.scalar(None, wide.type))
    grouped = pa.table({"pair": pairs.of, "value": filled}).group_by("pair").aggregate([("value", "sum")])
    found = [Decimal(0)] * len(pairs.domain)
    for at, total in zip(grouped["pair"].to_pylist(), grouped["value_sum"].to_pylist(), strict=True):
        found[at] = total if total is not None else Decimal(0)
    return found


def _doubles(units: pa.Table) -> Floats:
    numbers = np.asarray(pc.equal(units.column("answer"), "number"), dtype=bool)
    values = np.asarray(units.column("value").cast(pa.float64()).fill_null(0.0), dtype=np.float64)
    return np.where(numbers, values, 0.0)


def _answers(heard: _Heard, domain: Labels, count: int) -> list[tuple[tuple[Answer, int], ...]]:
    """How many of the units asked gave each answer, by domain; those nobody gave are left out."""
    kinds = np.asarray(pc.index_in(heard.units.column("answer"), value_set=pa.array(ANSWERS)))
    counts = np.zeros((count, len(ANSWERS)), dtype=np.int64)
    np.add.at(counts, (domain[heard.asked], kinds[heard.asked].astype(np.int64)), 1)
    return [tuple((a, int(n)) for a, n in zip(ANSWERS, row, strict=True) if n) for row in counts]


def _weighted(heard: _Heard, cut: _Cut, pairs: _Pairs) -> list[float | None]:
    """The response rate with each unit at its weight by design: frame units by units asked of its stratum."""
    weight = np.divide(cut.frame, cut.asked, out=np.zeros(len(cut.names)), where=cut.asked > 0)[pairs.stratum]
    told = pairs.gathered(pairs.counted(heard.answered) * weight)
    every = pairs.gathered(pairs.counted(heard.asked) * weight)
    return [float(t / e) if e else None for t, e in zip(told, every, strict=True)]


def _errors(heard: _Heard, cut: _Cut, pairs: _Pairs) -> list[float | None]:
    """The standard error of each total; None where a stratum with several units has a single answer, or none."""
    n, r = cut.frame[pairs.stratum].astype(float), cut.answered[pairs.stratum].astype(float)
    of, values = pairs.of[heard.answered], heard.values[heard.answered]
    inside = np.bincount(of, minlength=len(n))
    sums = np.bincount(of, weights=values, minlength=len(n))
    mean = np.divide(sums, r, out=np.zeros(len(n)), where=r > 0)
    # about the mean over all of the stratum that answered, of which those outside the domain count as 0
    squares = np.bincount(of, weights=(values - mean[of]) ** 2, minlength=len(n)) + (r - inside) * mean**2
    partial = r < n
    known = partial & (r > 1)
    variance = np.divide(n * (n - r) * squares, r * (r - 1), out=np.zeros(len(n)), where=known)
    unknown = pairs.gathered(partial & (r <= 1)) > 0
    total = pairs.gathered(variance)
    return [None if u else float(np.sqrt(v)) for u, v in zip(unknown, total, strict=True)]


def _totals(cut: _Cut, pairs: _Pairs, sums: Sequence[Decimal], places: int) -> list[Decimal | None]:
    """The total of each domain, exact until it is rounded; None where one of its strata has no answer."""
    found: list[Fraction | None] = [Fraction(0)] * pairs.domains
    for stratum, domain, total in zip(pairs.stratum.tolist(), pairs.domain.tolist(), sums, strict=True):
        before, answered = found[domain], int(cut.answered[stratum])
        if before is None or not answered:
            found[domain] = None
            continue
        found[domain] = before + Fraction(total) * int(cut.frame[stratum]) / answered
    return [None if one is None else rounded(one, places) for one in found]


def rounded(exact: Fraction, places: int) -> Decimal:
    """A fraction as a decimal with so many places, half to even."""
    whole = round(exact * 10**places)  # Python rounds halves of fractions to even
    digits = tuple(int(digit) for digit in str(abs(whole)))
    return Decimal((int(whole < 0), digits, -places))  # arithmetic would round to the digits of the context
