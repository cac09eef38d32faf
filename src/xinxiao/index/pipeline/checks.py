"""Checks of a method against the framework and the data, before anything is computed.

Every fault is a finding at once; a parameter naming something that is not there is a fault, not a choice
without effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np

from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.pipeline.effects import unread_fields, without_effect
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import (
    ALONG_TIME,
    AggregateSpec,
    CustomSpec,
    DenominateSpec,
    ImputeSpec,
    Method,
    NormaliseRule,
    NormaliseSpec,
    ScreenSpec,
    StageSpec,
    TreatSpec,
    WeightSpec,
    label_of,
    step_of,
)
from xinxiao.index.spec.panel import Panel
from xinxiao.index.spec.parameters import Budget, Hierarchy, Targets
from xinxiao.index.steps.aggregate import aggregation_parameters
from xinxiao.index.steps.custom import is_known
from xinxiao.index.weights.framework import check_weights, needs_data, weight_parameters, weights_of
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

BEFORE_NORMALISING = ("denominate", "screen", "impute", "treat")
AFTER_NORMALISING = ("weights", "aggregate")

Fault = tuple[str, dict[str, object]]
"""(finding code, its places)."""


def placed(file: str, line: int, found: Fault, **more: object) -> Finding:
    """An error finding from a fault, at a place."""
    code, places = found
    return fault(file, line, code, **(places | more))


def check_method(
    method: Method,
    framework: Framework,
    panel: Panel,
    *,
    file: str = "method.yaml",
    line_of: Callable[[int], int] = lambda stage: 0,
) -> tuple[Finding, ...]:
    """All faults of a method: order of stages, unknown codes, groups, units, methods, missing goalposts.

    ``line_of(i)`` is the line of stage i in ``file`` (0: unknown).
    """
    found = [placed(file, line_of(i), wrong) for i, wrong in _order(method)]
    for i, stage in enumerate(method.stages):
        label = label_of(stage)
        found += [
            placed(file, line_of(i), wrong, stage=label) for wrong in stage_faults(stage, framework, panel)
        ]
    found += [placed(file, 0, wrong) for wrong in unread_fields(method, framework)]
    absent = [c for c in framework.indicator_codes if c not in panel.indicators]
    found += [fault(file, 0, "index.no_data", indicator=code) for code in absent]
    return tuple(found)


def _order(method: Method) -> Iterator[tuple[int, Fault]]:
    labels = [label_of(s) for s in method.stages]
    steps = [step_of(s) for s in method.stages]
    for i, (label, step) in enumerate(zip(labels, steps, strict=True)):
        if label in labels[:i]:
            yield i, ("index.stage_repeated", {"stage": label})
        if step in ("normalise", "weights", "aggregate") and step in steps[:i]:
            yield i, ("index.step_repeated", {"step": step})
        if step in BEFORE_NORMALISING and any(s in ("normalise", *AFTER_NORMALISING) for s in steps[:i]):
            yield i, ("index.stage_order", {"stage": label, "before": "normalise"})
        if step == "custom" and any(s in AFTER_NORMALISING for s in steps[:i]):
            yield i, ("index.stage_order", {"stage": label, "before": "weights"})
        if step == "normalise" and any(s in AFTER_NORMALISING for s in steps[:i]):
            yield i, ("index.stage_order", {"stage": label, "before": "weights"})
        if step == "weights" and "aggregate" in steps[:i]:
            yield i, ("index.stage_order", {"stage": label, "before": "aggregate"})


def stage_faults(stage: StageSpec, framework: Framework, panel: Panel) -> Iterator[Fault]:
    """What of one stage does not fit the framework and the data, or has no effect, whatever stands before and behind it."""
    for option, beside in without_effect(stage, framework, panel):
        yield "index.without_effect", {"option": option, "beside": beside}
    match stage:
        case CustomSpec():
            if not is_known(stage.function):
                yield "index.custom_unknown", {"function": stage.function}
        case DenominateSpec():
            yield from _unknown(
                "index.unknown_indicator", (*stage.by, *stage.scale), framework.indicator_codes
            )
            by = {i.code: i.denominator for i in framework.indicators if i.denominator} | stage.by
            yield from _unknown(
                "index.unknown_denominator", (d for d in by.values() if d), panel.denominators
            )
        case ScreenSpec():
            yield from _unknown("index.unknown_unit", (*stage.include, *stage.exclude), panel.units)
        case ImputeSpec():
            yield from _impute_faults(stage, framework, panel)
        case TreatSpec():
            yield from _unknown(
                "index.unknown_indicator", (*stage.indicators, *stage.untreated), framework.indicator_codes
            )
        case NormaliseSpec():
            yield from _normalise_faults(stage, framework, panel)
        case WeightSpec():
            yield from _weight_faults(stage, framework)
        case AggregateSpec():
            levels = {str(level) for level in range(2, framework.levels + 1)}
            yield from _unknown("index.unknown_level", stage.levels, levels)
            yield from _unknown("index.unknown_group", stage.groups, framework.group_codes)
            for choice in (stage.default, *stage.levels.values(), *stage.groups.values()):
                yield from _refusal(lambda choice=choice: aggregation_parameters(choice))  # type: ignore[misc]


def _weight_faults(stage: WeightSpec, framework: Framework) -> Iterator[Fault]:
    unknown = list(_unknown("index.unknown_group", stage.groups, framework.group_codes))
    refused = list(_refusal(lambda: check_weights(stage)))
    yield from (*refused, *unknown)
    codes = [code for named in stage.sets.values() for code in named]
    yield from _unknown("index.unknown_code", codes, framework.codes)
    if refused or unknown:
        return
    for part in (stage, *stage.groups.values()):
        match weight_parameters(part):
            case Budget(points=given) | Hierarchy(comparisons=given) if isinstance(given, Mapping):
                yield from _unknown("index.unknown_group", given, framework.group_codes)
            case Targets(targets=given) if given:
                yield from _unknown("index.unknown_code", given, framework.codes)
    if not needs_data(stage):  # rows of experts, comparisons, sums of given weights: known without the data
        yield from _refusal(lambda: weights_of(stage, framework, np.empty((0, len(framework.indicators)))))


def _impute_faults(stage: ImputeSpec, framework: Framework, panel: Panel) -> Iterator[Fault]:
    yield from _unknown("index.unknown_indicator", stage.only, framework.indicator_codes)
    if stage.method.startswith("group_"):
        yield from _unknown("index.unknown_unit_group", (stage.group,), panel.unit_groups)
    if stage.method in ALONG_TIME and not panel.times:
        yield "index.needs_panel", {"method": stage.method}
    if stage.method.startswith("framework_") and not framework.at_level(stage.level):
        yield "index.unknown_level", {"code": stage.level, "known": f"2 .. {framework.levels}"}


def _normalise_faults(stage: NormaliseSpec, framework: Framework, panel: Panel) -> Iterator[Fault]:
    yield from _unknown("index.unknown_indicator", stage.indicators, framework.indicator_codes)
    if stage.range is not None and not stage.range[0] < stage.range[1]:
        yield "index.range", {"low": stage.range[0], "high": stage.range[1]}
    for node in framework.indicators:
        rule = stage.indicators.get(node.code, stage.default)
        lower = node.lower if rule.lower is None else rule.lower
        upper = node.upper if rule.upper is None else rule.upper
        if rule.method in ("goalposts", "scaled"):
            if lower is None or upper is None:
                yield "index.no_goalposts", {"indicator": node.code}
            elif not lower < upper or (rule.scale == "log" and lower <= 0.0):
                yield "index.goalposts", {"indicator": node.code, "low": lower, "high": upper}
        target = node.target if rule.target is None else rule.target
        if rule.method == "distance_to_target" and target is None:
            yield "index.no_target", {"indicator": node.code}
        elif (
            rule.method == "distance_to_target"
            and rule.scale == "log"
            and target is not None
            and target <= 0.0
        ):
            yield "index.goalposts", {"indicator": node.code, "low": "-", "high": target}
    rules = {stage.default, *stage.indicators.values()}
    for rule in sorted(rules, key=repr):
        yield from _reference_faults(rule, panel)


def _reference_faults(rule: NormaliseRule, panel: Panel) -> Iterator[Fault]:
    if rule.reference or rule.method == "distance_to_reference":
        yield from _unknown("index.unknown_unit", (rule.reference,), panel.units)
    if rule.reference_time:
        yield from _unknown("index.unknown_period", (rule.reference_time,), panel.times)


def _unknown(what: str, codes: Iterable[object], known: Iterable[str]) -> Iterator[Fault]:
    there = dict.fromkeys(known)
    for code in dict.fromkeys(str(c) for c in codes):
        if code not in there:
            yield what, {"code": code, "known": _some(there)}


def _some(known: Iterable[str], most: int = 12) -> str:
    codes = list(known)
    return (", ".join(codes[:most]) + (", ..." if len(codes) > most else "")) or "-"


def _refusal(check: Callable[[], object]) -> Iterator[Fault]:
    """Turn the refusal of a check that raises into a fault."""
    try:
        check()
    except (DataFault, ProgrammeFault) as refused:
        yield "index.refused", {"reason": str(refused)}
