"""Months out of reports of the year so far, with revisions where they belong.

Many regimes ask for the sum of the year up to the month's end (本年累计). The month is the difference of two such sums; but when a
respondent corrects an earlier month, a plain difference of the newest sums would show the correction as growth or fall of
whatever month it was noticed in. So every report is kept with the moment it came in, and:

* The *derived* month t is the first cumulative of t less the cumulative of t−1 *as it stood when t was first reported*. January, or
  the first month that is not waived, is its cumulative itself (a regime without a January report gives January and February
  in one). The first month of a unit that entered during the year is not defined: what its cumulative holds of the time before
  nobody was told.
* A later correction of the cumulative of t changes month t, by the difference, and, as long as t+1 was not reported, nothing else.
  Once t+1 was reported, the same sum is a part of t+1's cumulative: a *correction* of t after that moves an amount between t and
  t+1 while the cumulative of t+1 stands; a correction that means more for the year comes with a corrected t+1.
* Therefore the *revised* month t is the newest cumulative of t less the newest of t−1, and its *revision* is revised less derived.
  A correction of t−1 alone lowers or raises the revised month t, and is shown as a revision of t−1 and of t, never as
  growth of t: growth compares derived with derived, or revised with revised, and never one with the other.

Conservation: for each year the revised months sum to the newest cumulative of the last month; derived months and revisions sum to
the same. Both hold exactly, in integers or decimals, whatever the order of reports.

Undefined stays undefined: without a cumulative of t−1 at the time t came in, month t is not derived. A month of which only a
later correction of its forerunner makes a difference possible has a revised value and no derived one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

from xinxiao.model.period import earlier

_EXACT = Context(prec=80)


@dataclass(frozen=True)
class Reported:
    """A cumulative value of a period, in the order ``sequence`` in which reports came in (the number of the event)."""

    period: str
    value: Decimal
    sequence: int


@dataclass(frozen=True)
class Derived:
    """One period of a year. ``derived``: as it was when first reported; ``revised``: by what is known now; None: not defined.

    ``revision``: revised less derived; None where one of them is not defined.
    """

    period: str
    derived: Decimal | None
    revised: Decimal | None

    @property
    def revision(self) -> Decimal | None:
        """What later corrections changed."""
        if self.derived is None or self.revised is None:
            return None
        return _EXACT.subtract(self.revised, self.derived)


def derived(reports: Iterable[Reported], waived: Iterable[str] = ()) -> tuple[Derived, ...]:
    """The periods of all years reported, in order; ``waived``: parts of a year that nobody reports (``01``)."""
    by_period: dict[str, list[Reported]] = {}
    for report in sorted(reports, key=lambda each: each.sequence):
        by_period.setdefault(report.period, []).append(report)
    left_out = frozenset(waived)
    return tuple(_derived(period, by_period, left_out) for period in sorted(by_period))


def _derived(period: str, by_period: Mapping[str, Sequence[Reported]], waived: frozenset[str]) -> Derived:
    own = by_period[period]
    before = forerunner(period, waived)
    if before is None:  # the first of its year
        return Derived(period, own[0].value, own[-1].value)
    held = by_period.get(before, ())
    then = [report for report in held if report.sequence < own[0].sequence]
    return Derived(
        period,
        _EXACT.subtract(own[0].value, then[-1].value) if then else None,
        _EXACT.subtract(own[-1].value, held[-1].value) if held else None,
    )


def forerunner(period: str, waived: Collection[str]) -> str | None:
    """The period of the same year whose cumulative is a part of this one; None for the first that is reported."""
    at = period
    while True:
        at = earlier(at, 1)
        if at[:4] != period[:4]:
            return None
        if at[5:] not in waived:
            return at
