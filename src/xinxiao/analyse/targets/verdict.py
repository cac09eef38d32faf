"""Verdicts: met, met early, reached and lost again, missed, not verifiable; each with a reason. A proxy never decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from xinxiao.analyse.targets.outcome import Known
from xinxiao.model.period import end_of
from xinxiao.model.target import Outcome, Rule, Target


@dataclass(frozen=True)
class Verdict:
    """A verdict, the code of its reason, and the known value it rests on (if any)."""

    code: Outcome
    reason: str
    known: Known | None = None


def on_level(target: Target, rule: Rule | None, known: Sequence[Known], as_of: str) -> Verdict:
    """Judge a level, share or count in one scope by what was known of it up to the deadline.

    ``at_deadline``: the value of the deadline's own period decides. ``any_time``: the first value that holds does.
    ``by_and_kept``: met when the last value up to the deadline holds, since the first of those that hold with it (early
    when that period ended before the deadline's year); lost when an earlier one held and the last does not. To keep a
    value is to miss it by one that does not hold, from the baseline on. Without a value that decides: not verifiable.
    ``rule`` is None for a target without a value.
    """
    due = date.fromisoformat(target.deadline)
    if rule is None or not known:
        return _unknown(target, as_of)
    in_time = [item for item in known if end_of(item.period) <= due]
    if rule.keeps:
        return _kept(target, rule, in_time, due, as_of)
    if rule.when == "at_deadline":
        return _short(target, rule, in_time, due, as_of, _final(rule, in_time, due))
    hit = _since(rule, in_time) if rule.when == "by_and_kept" else _first(rule, in_time)
    if hit is not None:
        early = end_of(hit.period).year < due.year
        return Verdict("MET_EARLY" if early else "MET", "REACHED_EARLY" if early else "REACHED", hit)
    if _first(rule, in_time) is not None and as_of >= target.deadline:
        return Verdict("LOST", "REACHED_NOT_KEPT", in_time[-1])
    return _short(target, rule, in_time, due, as_of, None)


def _first(rule: Rule, items: Sequence[Known]) -> Known | None:
    return next((item for item in items if rule.holds(item.value)), None)


def _since(rule: Rule, items: Sequence[Known]) -> Known | None:
    """The first of the values at the end that all hold."""
    held = list(takewhile(lambda item: rule.holds(item.value), reversed(items)))
    return held[-1] if held else None


def _final(rule: Rule, items: Sequence[Known], due: date) -> Known | None:
    own = [item for item in items if end_of(item.period) == due]
    return own[-1] if own and rule.holds(own[-1].value) else None


def _short(
    target: Target, rule: Rule, in_time: Sequence[Known], due: date, as_of: str, hit: Known | None
) -> Verdict:
    """Met by ``hit``; without it missed by the deadline's own value; without that not verifiable."""
    if hit is not None:
        return Verdict("MET", "REACHED", hit)
    final = [item for item in in_time if end_of(item.period) == due]
    if not final:
        later = as_of < target.deadline
        return Verdict("NOT_VERIFIABLE", "NOT_YET_DUE" if later else "NO_OUTCOME_IN_SCOPE")
    short = final[-1]
    close = target.precision is not None and rule.holds(short.value, target.precision)
    return Verdict(
        "MISSED", ("ABOVE" if rule.falls else "BELOW") + ("_WITHIN_ROUNDING" if close else ""), short
    )


def _kept(target: Target, rule: Rule, in_time: Sequence[Known], due: date, as_of: str) -> Verdict:
    begin = target.baseline or ""
    own = [item for item in in_time if item.period >= begin]
    broken = next((item for item in own if not rule.holds(item.value)), None)
    if broken is not None:
        return Verdict("MISSED", "NOT_KEPT", broken)
    if own and end_of(own[-1].period) == due:
        return Verdict("MET", "KEPT", own[-1])
    return Verdict("NOT_VERIFIABLE", "NOT_YET_DUE" if as_of < target.deadline else "NO_OUTCOME_IN_SCOPE")


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
    value: float | None, bounds: tuple[float, float], wanted: float, whole: bool, falls: bool = False
) -> Verdict:
    """Judge mean growth (per cent) with its rounding ``bounds``; None where it is not defined.

    Where the scope does not reach back to the baseline (not ``whole``) it cannot decide. With ``falls`` growth at most
    ``wanted`` is asked for.
    """
    if value is None:
        return Verdict("NOT_VERIFIABLE", "GROWTH_UNDEFINED")
    if not whole:
        return Verdict("NOT_VERIFIABLE", "GROWTH_PART_OF_PERIOD")
    if (value <= wanted) if falls else (value >= wanted):
        return Verdict("MET", "GROWTH_REACHED")
    close = (bounds[0] <= wanted) if falls else (bounds[1] >= wanted)
    return Verdict(
        "MISSED", ("GROWTH_ABOVE" if falls else "GROWTH_BELOW") + ("_WITHIN_ROUNDING" if close else "")
    )


def _unknown(target: Target, as_of: str) -> Verdict:
    if as_of < target.deadline:
        return Verdict("NOT_VERIFIABLE", "NOT_YET_DUE")
    proxy = any(item.proxy for item in target.evidence)
    return Verdict("NOT_VERIFIABLE", "ONLY_PROXY" if proxy else "NO_OUTCOME")
