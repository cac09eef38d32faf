"""Verdicts of targets, each with its reason: one by one, at a glance, and counted."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.target import Outcome, Target

ORDER: tuple[Outcome, ...] = get_args(Outcome)


def judged(request: PageRequest, target: Target) -> list[Row]:
    """Rows that carry a verdict, the policy's own scope first."""
    rank = {scope: i for i, scope in enumerate(target.scopes)}
    rows = [r for r in request.view.find("targets", TARGET=target.id) if r["VERDICT"]]
    rows = [r for r in rows if r["REF_AREA"] == request.view.nation] or rows
    return sorted(
        rows, key=lambda r: (rank.get(r["SCOPE"], 99), r["MEASURE"] != "OUTCOME", _back(r["TIME_PERIOD"]))
    )


def _back(period: str) -> tuple[int, ...]:
    return tuple(-ord(c) for c in period)


def verdict(request: PageRequest, target: Target) -> tuple[str, Row | None]:
    """The verdict of the policy's own scope, with the row that carries it."""
    rows = judged(request, target)
    return (str(rows[0]["VERDICT"]), rows[0]) if rows else ("NOT_VERIFIABLE", None)


def reason(request: PageRequest, code: str | None) -> str:
    """The reason of a verdict in words."""
    if not code:
        return ""
    known = request.words.known(f"targets.reason.{code}", f"method.{code}", f"web.reason.{code}")
    return known or code


def card(request: PageRequest, target: Target) -> dict[str, Any]:
    """A target at a glance."""
    w = request.words
    code, row = verdict(request, target)
    return {
        "id": target.id,
        "name": w.say(target.name),
        "href": request.url(f"targets/{target.id}"),
        "verdict": code,
        "verdict_name": w.t(f"verdict.{code}"),
        "reason": reason(request, row["REASON"] if row else None),
        "asked": _asked(request, target),
        "outcome": outcome(request, target, row),
        "period": w.period(row["TIME_PERIOD"]) if row else "",
        "deadline": w.period(target.deadline),
        "article": target.article,
        "explain": request.explain("targets", row) if row else "",
        "flags": w.flags(row) if row else [],
    }


def _asked(request: PageRequest, target: Target) -> str:
    if target.value is not None:
        return request.words.number(target.value, target.unit)
    return request.words.say(target.milestone.name) if target.milestone else ""


def rule(request: PageRequest, target: Target) -> str:
    """Which way and when the target is judged; of a milestone or a pull nothing, for they have a rule of their own."""
    if target.value is None or target.kind == "pull":
        return ""
    w, item = request.words, request.view.programme.indicators.get(target.indicator or "")
    way = target.way(item.direction if item is not None else 1)
    parts = [w.t(f"target.direction.{way}")]
    if not way.startswith("keep"):
        parts.append(w.t(f"target.when.{target.when or 'by_and_kept'}"))
    return w.join(parts)


def outcome(request: PageRequest, target: Target, row: Row | None) -> str:
    """The outcome in words: a milestone reached, the value, or the span of estimates where no single value was judged."""
    if row is None:
        return ""
    if target.kind == "milestone" and row["OBS_VALUE"]:
        return request.words.t("target.reached")
    if row["OBS_VALUE"] is not None:
        return request.words.value(row)
    between = request.words.interval(row)
    return request.words.t("target.estimates", span=between) if between else ""


def cards(request: PageRequest) -> list[dict[str, Any]]:
    """All targets at a glance."""
    return [card(request, target) for target in request.view.programme.targets]


def tally(request: PageRequest) -> str:
    """How many targets were met, missed and cannot be verified, in one sentence."""
    w = request.words
    counts = Counter(verdict(request, target)[0] for target in request.view.programme.targets)
    parts = [w.t(f"tally.{code}", count=counts[code]) for code in ORDER if counts[code]]
    return w.t("tally.all", count=sum(counts.values()), parts=w.join(parts))


def judgement(request: PageRequest, row: Row) -> dict[str, Any]:
    """One verdict: in which scope, by which method, why."""
    w = request.words
    return {
        "scope": w.scope(row["SCOPE"]),
        "method": w.method(row["METHOD"]),
        "value": w.value(row),
        "interval": w.interval(row),
        "period": w.period(row["TIME_PERIOD"]),
        "measure": w.coded("targets", "MEASURE", row["MEASURE"]),
        "verdict": row["VERDICT"],
        "verdict_name": w.t(f"verdict.{row['VERDICT']}"),
        "reason": reason(request, row["REASON"]),
        "comment": row.get("COMMENT") or "",
        "href": request.explain("targets", row),
        "flags": w.flags(row),
    }
