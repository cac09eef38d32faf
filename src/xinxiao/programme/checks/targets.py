"""Targets: what is asked can be judged, and nothing declared is without effect or against itself."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow.compute as pc

from xinxiao.errors import ProgrammeFault
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.model.target import Rule, Target
from xinxiao.programme.checks.known import Known

HELD = ("level", "growth", "share", "count")
"""Kinds whose values are held against a value; a milestone has a date, a pull has estimates."""
DIRECTIONS = {"reach": 1, "keep_above": 1, "reduce_to": -1, "keep_below": -1}


def rules(known: Known) -> Iterator[Finding]:
    """Direction, rule about when, growth and baseline of each target, against each other and the indicator."""
    for target in known.programme.targets:
        yield from _domain(known, target)
        yield from _direction(known, target)
        yield from _when(known, target)
        yield from _growth(known, target)
        yield from _base(known, target)
        yield from _ahead(known, target)


def _indicated(known: Known, target: Target) -> int:
    item = known.programme.indicators.get(target.indicator or "")
    return item.direction if item is not None else 0


def _domain(known: Known, target: Target) -> Iterator[Finding]:
    """Values from which no gap in per cent and no path can be told; to reduce to nothing is no such value."""
    if target.value is None or target.kind == "milestone":
        return
    falls = target.way(_indicated(known, target)) in ("reduce_to", "keep_below")
    if target.value < 0 or (target.value == 0 and not falls):
        place = known.at("targets", target.id, "value")
        yield fault(*place, "TARGET_DOMAIN", target=target.id, value=f"{target.value:g}")


def _direction(known: Known, target: Target) -> Iterator[Finding]:
    """A declared direction that the indicator's own contradicts, or that a kind does not read."""
    own = _indicated(known, target)
    if target.direction is None:
        return
    place = known.at("targets", target.id, "direction")
    if target.kind not in HELD:
        yield fault(*place, "TARGET_UNREAD", target=target.id, field="direction", kind=target.kind)
    elif own and DIRECTIONS[target.direction] != own:
        places = {"target": target.id, "direction": target.direction, "indicator": target.indicator}
        yield fault(*place, "TARGET_DIRECTION", **places, own=own)


def _when(known: Known, target: Target) -> Iterator[Finding]:
    if target.when is None:
        return
    place = known.at("targets", target.id, "when")
    if target.kind not in HELD:
        yield fault(*place, "TARGET_UNREAD", target=target.id, field="when", kind=target.kind)
    elif (target.direction or "").startswith("keep") and target.when != "by_and_kept":
        places = {"target": target.id, "direction": target.direction, "when": target.when}
        yield fault(*place, "TARGET_WHEN", **places)


def _growth(known: Known, target: Target) -> Iterator[Finding]:
    """Growth that cannot be judged: of a kind or direction without it, from no baseline, against the direction."""
    if target.growth is None:
        return
    place = known.at("targets", target.id, "growth")
    way = target.way(_indicated(known, target))
    if target.kind != "level" or way.startswith("keep"):
        kind = target.kind if target.kind != "level" else way
        yield fault(*place, "TARGET_UNREAD", target=target.id, field="growth", kind=kind)
    elif target.baseline is None:
        yield fault(*place, "TARGET_GROWTH_BASE", target=target.id)
    elif (target.growth < 0) if way == "reach" else (target.growth > 0):
        yield fault(
            *place, "TARGET_GROWTH_SIGN", target=target.id, growth=f"{target.growth:g}", direction=way
        )


def _base(known: Known, target: Target) -> Iterator[Finding]:
    """A baseline from which growth is not defined, or at which the target is met already."""
    if target.baseline is None or target.value is None or target.kind not in HELD:
        return
    place = known.at("targets", target.id, "baseline")
    rule = Rule(target.value, target.way(_indicated(known, target)))
    for scope, value in _values(known, target):
        places = {"target": target.id, "period": target.baseline, "scope": scope, "value": f"{value:g}"}
        if target.growth is not None and value <= 0:
            yield fault(*place, "TARGET_BASE_ZERO", **places)
        elif not rule.keeps and rule.holds(value):
            yield fault(*place, "TARGET_PASSED", **places, asked=f"{rule.sign} {rule.value:g}")


def _ahead(known: Known, target: Target) -> Iterator[Finding]:
    """Chances of what has no values, and models that nothing asks for."""
    for name in ("known_in", "models", "record"):
        place = known.at("targets", target.id, name)
        if getattr(target, name) and target.kind not in HELD:
            yield fault(*place, "TARGET_UNREAD", target=target.id, field=name, kind=target.kind)
        elif name == "models" and target.models and not (target.known_in or target.record):
            yield fault(*place, "TARGET_MODELS", target=target.id)


def _values(known: Known, target: Target) -> Iterator[tuple[str, float]]:
    """(scope, latest value in the target's unit) of the nation in the baseline's period."""
    rows, programme = known.loaded.rows, known.programme
    own = rows.filter(
        pc.and_(
            pc.equal(rows.column("INDICATOR"), target.indicator or ""),
            pc.and_(
                pc.equal(rows.column("REF_AREA"), programme.file.nation),
                pc.equal(rows.column("TIME_PERIOD"), target.baseline or ""),
            ),
        )
    )
    latest = {row["SCOPE"]: row for row in sorted(own.to_pylist(), key=lambda row: str(row["VINTAGE"]))}
    for scope in sorted(latest):
        unit = latest[scope]["UNIT_MEASURE"]
        if target.scopes and scope not in target.scopes and scope != NOT_APPLICABLE:
            continue
        try:
            factor = programme.ratio(unit, target.unit or unit)
        except ProgrammeFault:
            continue  # the unit is told by the checks of units
        yield scope, latest[scope]["OBS_VALUE"] * factor
