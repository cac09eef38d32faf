"""Verdicts: met, met early, missed or not verifiable, each with a reason. A proxy never decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from xinxiao.analyse.targets.outcome import Known
from xinxiao.model.period import end_of
from xinxiao.model.target import Target

Code = Literal["MET", "MET_EARLY", "MISSED", "NOT_VERIFIABLE"]


@dataclass(frozen=True)
class Verdict:
    """A verdict, the code of its reason, and the known value it rests on (if any)."""

    code: Code
    reason: str
    known: Known | None = None


def on_level(target: Target, known: Sequence[Known], as_of: str) -> Verdict:
    """Judge a level, share or count in one scope by what was known of it up to the deadline.

    Met when a value up to the deadline reaches the target (early when that period ended before the deadline's
    year). Missed when the value of the deadline's own period falls short; the reason says whether rounding could
    change that. Without such a value: not verifiable.
    """
    due, wanted = date.fromisoformat(target.deadline), target.value
    if wanted is None or not known:
        return _unknown(target, as_of)
    in_time = [item for item in known if end_of(item.period) <= due]
    for item in in_time:
        if item.value >= wanted:
            early = end_of(item.period).year < due.year
            code: Code = "MET_EARLY" if early else "MET"
            return Verdict(code, "REACHED_EARLY" if early else "REACHED", item)
    final = [item for item in in_time if end_of(item.period) == due]
    if not final:
        later = as_of < target.deadline
        return Verdict("NOT_VERIFIABLE", "NOT_YET_DUE" if later else "NO_OUTCOME_IN_SCOPE")
    short = final[-1]
    close = target.precision is not None and short.value + target.precision >= wanted
    return Verdict("MISSED", "BELOW_WITHIN_ROUNDING" if close else "BELOW", short)


def on_milestone(target: Target, as_of: str) -> Verdict:
    """Judge a dated step by the date it was reached, if that was known."""
    step = target.milestone
    if step is None or step.reached is None or step.reached > as_of:
        return _unknown(target, as_of)
    if step.reached > target.deadline:
        return Verdict("MISSED", "REACHED_LATE")
    early = step.reached[:4] < target.deadline[:4]
    return Verdict("MET_EARLY" if early else "MET", "REACHED_EARLY" if early else "REACHED")


def on_estimate(value: float, wanted: float) -> Verdict:
    """Judge one estimate of a pulled level."""
    if value >= wanted:
        return Verdict("MET", "ESTIMATE_REACHES")
    return Verdict("MISSED", "ESTIMATE_FALLS_SHORT")


def on_estimates(target: Target, verdicts: Sequence[Verdict], as_of: str) -> Verdict:
    """Judge a pull target by all its estimates: decided only when they agree."""
    codes = {verdict.code for verdict in verdicts}
    if not codes:
        return _unknown(target, as_of)
    if codes == {"MET"}:
        return Verdict("MET", "ESTIMATES_ALL_REACH")
    if codes == {"MISSED"}:
        return Verdict("MISSED", "ESTIMATES_NONE_REACHES")
    return Verdict("NOT_VERIFIABLE", "ESTIMATES_DISAGREE")


def on_growth(
    value: float, upper: float, wanted: float, whole: Literal["whole", "part", "across"]
) -> Verdict:
    """Judge mean growth (per cent). ``part``: the scope does not reach back to the baseline, so it cannot decide.
    ``across``: from the baseline in one scope to the deadline in another, wider one; growth so measured is, if
    anything, too high, so it can only show a miss."""
    if whole == "part":
        return Verdict("NOT_VERIFIABLE", "GROWTH_PART_OF_PERIOD")
    if value >= wanted:
        return (
            Verdict("NOT_VERIFIABLE", "GROWTH_ACROSS_SCOPES")
            if whole == "across"
            else Verdict("MET", "GROWTH_REACHED")
        )
    close = "_WITHIN_ROUNDING" if upper >= wanted else ""
    return Verdict("MISSED", ("GROWTH_ACROSS_BELOW" if whole == "across" else "GROWTH_BELOW") + close)


def _unknown(target: Target, as_of: str) -> Verdict:
    if as_of < target.deadline:
        return Verdict("NOT_VERIFIABLE", "NOT_YET_DUE")
    proxy = any(item.proxy for item in target.evidence)
    return Verdict("NOT_VERIFIABLE", "ONLY_PROXY" if proxy else "NO_OUTCOME")
