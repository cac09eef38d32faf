"""Rows of the record: what each model said at every earlier date, what came of it, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xinxiao.analyse.targets.judge import year_of
from xinxiao.analyse.targets.models import CONSTANT
from xinxiao.analyse.targets.outcome import Known, annual_of, scopes_of
from xinxiao.analyse.targets.record import TAIL, Event, Forecast, forecasts, origins, score, shared
from xinxiao.analyse.targets.rows import Sheet
from xinxiao.model.growth import mean_growth
from xinxiao.model.scope import NOT_APPLICABLE, TOTAL
from xinxiao.model.target import Rule, Target

SHARED = "_SHARED"
"""End of measures that come from the pairs of which every model says something."""
Keys = Mapping[str, str]
"""Key of a pair's row by its measure."""


def record(
    sheet: Sheet,
    target: Target,
    rule: Rule,
    longest: int,
    known: Sequence[Known],
    by_day: Sequence[tuple[str, Sequence[Known]]],
) -> None:
    """Rows of the record of each model in each scope: of every pair, and what they come to (HORIZON ``_T``).

    Pairs look at most ``longest`` years ahead. ``known`` is what is known on the cycle's day, ``by_day`` what was known on every earlier day of a new figure.
    """
    models, now = (CONSTANT, *target.models), annual_of(known)
    event = event_of(target, rule, now)
    for scope in scopes_of(target, now):
        own = [(day, [i for i in annual_of(items) if i.scope == scope]) for day, items in by_day]
        actual = [item for item in now if item.scope == scope]
        pairs = list(forecasts(origins(own), actual, models, longest))
        for pair in {pair.pair: pair for pair in pairs}.values():
            _actual(sheet, pair)
        made = [(pair, _pair(sheet, pair, event)) for pair in pairs]
        same = shared(pairs, models)
        for model in models:
            mine = [(pair, keys) for pair, keys in made if pair.model == model]
            _summary(sheet, mine, event)
            _summary(sheet, [(pair, keys) for pair, keys in mine if pair.pair in same], event, SHARED)


def event_of(target: Target, rule: Rule, known: Sequence[Known]) -> Event | None:
    """Growth as the target asks it; else that of its path from the baseline, in the first scope that has one."""
    slack = target.precision or 0.0
    if target.growth is not None:
        return Event(target.growth, rule.direction, slack)
    base = next((item for item in known if item.period == target.baseline), None)
    years = int(year_of(target)) - int(base.period) if base is not None else 0
    if base is None or years <= 0 or base.value <= 0 or rule.value <= 0:
        return None
    return Event(mean_growth(base.value, rule.value, years), rule.direction, slack)


def _where(pair: Forecast) -> dict[str, Any]:
    own = {"MODEL": pair.model, "HORIZON": str(pair.horizon), "KNOWN_ON": pair.day}
    return {**own, "GRADE": "B", "METHOD": "TARGET_RECORD"}


def _actual(sheet: Sheet, pair: Forecast) -> None:
    """What was published later, once for all models."""
    item = pair.actual
    more = _where(pair) | {"MODEL": NOT_APPLICABLE, "OBS_STATUS": item.status, "GRADE": item.grade}
    more |= {"METHOD": "TARGET_OUTCOME", "COMMENT": item.comment}
    key = sheet.add("ACTUAL", item.scope, item.period, item.value, **more)
    sheet.link(key, "OUTCOME", item.flow, item.key, 1.0)


def _pair(sheet: Sheet, pair: Forecast, event: Event | None) -> Keys:
    """Median and interval of a pair, then what came of them."""
    item, said = pair.actual, pair.prediction
    low, median, high = (pair.level(share) for share in (TAIL, 0.5, 1.0 - TAIL))
    formula = f"{pair.start:.6g} × exp({said.growth:.4f} + {said.scale:.4f} t{said.freedom})"
    more = _where(pair) | {"LOWER": low, "UPPER": high, "FORMULA": formula}
    keys = {"PREDICTED": sheet.add("PREDICTED", item.scope, item.period, median, **more)}
    for used in pair.known:
        sheet.link(keys["PREDICTED"], "KNOWN", used.flow, used.key)
    told = [
        ("ERROR", pair.error, f"100 ln({item.value:.6g} / {median:.6g})"),
        ("INSIDE", 100.0 * pair.inside, f"{low:.6g} ≤ {item.value:.6g} ≤ {high:.6g}"),
        ("PIT", pair.place, f"P(≤ {item.value:.6g})"),
    ]
    if event is not None:
        rule, own = event.rule(pair), event.chance(pair)
        told.append(("P_ASKED", own, f"P({rule.sign} {rule.value:.6g} ± {event.precision:g})"))
        told.append(("BRIER", event.score(pair), f"({own:.4f} − {event.happened(pair):d})²"))
    for measure, value, formula in told:
        more = _where(pair) | {"UNIT_MEASURE": sheet.unit_of(measure), "FORMULA": formula}
        keys[measure] = sheet.add(measure, item.scope, item.period, value, **more)
        sheet.link(keys[measure], "PREDICTED", sheet.flow, keys["PREDICTED"])
        if measure != "P_ASKED":
            sheet.link(keys[measure], "OUTCOME", item.flow, item.key)
    return keys


def _summary(sheet: Sheet, made: Sequence[tuple[Forecast, Keys]], event: Event | None, end: str = "") -> None:
    """What a model's pairs come to, in the year of the last of them; every row rests on rows of the pairs."""
    pairs = [pair for pair, _ in made]
    found = score(pairs, event)
    if found is None:
        return
    last = max(pair.actual.period for pair in pairs)
    told = [
        ("PAIRS", float(found.pairs), "PREDICTED"),
        ("ORIGINS", float(found.origins), "PREDICTED"),
        ("INSIDE", found.inside, "INSIDE"),
        ("ERROR_ABSOLUTE", found.error, "ERROR"),
        ("BRIER", found.brier, "BRIER"),
    ]
    more: dict[str, Any] = {
        "MODEL": pairs[0].model,
        "HORIZON": TOTAL,
        "GRADE": "B",
        "METHOD": "TARGET_RECORD",
    }
    more["COMMENT"] = f"pairs: {found.pairs}, days: {found.origins}; they overlap"
    for measure, value, of in told:
        if value is not None:
            unit = sheet.unit_of(measure)
            scope = pairs[0].actual.scope
            key = sheet.add(f"{measure}{end}", scope, last, value, UNIT_MEASURE=unit, **more)
            for _, keys in made:
                sheet.link(key, of, sheet.flow, keys[of])
