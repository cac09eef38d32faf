"""What a method or a framework declares without effect: a fault where numbers would be others than meant, a note elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.errors import ProgrammeFault
from xinxiao.index.spec.effects import unread
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import (
    AggregateSpec,
    DenominateSpec,
    ImputeSpec,
    Method,
    NormaliseRule,
    NormaliseSpec,
    ScreenSpec,
    StageSpec,
    TreatRule,
    TreatSpec,
    WeightSpec,
    step_of,
)
from xinxiao.index.spec.panel import Panel
from xinxiao.index.steps.aggregate import aggregation_parameters
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

Unread = Iterator[tuple[str, str]]
"""(option, what stands beside it)."""
_OWN_SCALE = ("none", "ampi")


def without_effect(stage: StageSpec, framework: Framework, panel: Panel) -> Unread:
    """Options of one stage that are declared but not read, by their path in the stage."""
    yield from unread(stage)
    if getattr(stage, "scope", "year") == "panel" and not panel.times:
        yield "scope: panel", "data without periods"
    match stage:
        case DenominateSpec():
            by = {i.code: i.denominator for i in framework.indicators} | stage.by
            yield from ((f"scale.{code}", "no denominator") for code in stage.scale if by.get(code) == "")
        case ScreenSpec():
            yield from (
                (f"include: {code}", "exclude")
                for code in panel.units
                if code in stage.include and code in stage.exclude
            )
        case ImputeSpec() if stage.method == "multiple" and stage.draw >= stage.draws:
            yield f"draw: {stage.draw}", f"draws: {stage.draws}"
        case TreatSpec():
            yield from ((f"indicators.{c}", "untreated") for c in stage.indicators if c in stage.untreated)
            for path, rule in _rules(stage):
                yield from _below(path, unread(rule))
        case NormaliseSpec():
            yield from _of_normalising(stage, framework)
        case WeightSpec():
            yield from _of_weights(stage)
        case AggregateSpec():
            yield from _of_aggregation(stage, framework)


def _rules(stage: TreatSpec) -> Iterator[tuple[str, TreatRule]]:
    yield "default", stage.default
    yield from ((f"indicators.{code}", rule) for code, rule in stage.indicators.items())


def _below(path: str, found: Unread) -> Unread:
    yield from ((f"{path}.{option}", beside) for option, beside in found)


def _of_normalising(stage: NormaliseSpec, framework: Framework) -> Unread:
    named = {f"indicators.{code}": rule for code, rule in stage.indicators.items()}
    for path, rule in {"default": stage.default, **named}.items():
        yield from _below(path, unread(rule))
        if rule.method == "distance_to_reference" and rule.outside == "extend":
            yield f"{path}.outside: extend", "method: distance_to_reference"
        if rule.method == "zscore" and stage.range is not None:
            yield from ((f"{path}.{o}", "range") for o in ("mean", "sd") if o in _moved(rule))
    used = {stage.indicators.get(code, stage.default).method for code in framework.indicator_codes}
    if stage.range not in (None, (0.0, 100.0)) and used <= {*_OWN_SCALE}:
        yield "range", f"method: {', '.join(sorted(used))}"


def _moved(rule: NormaliseRule) -> set[str]:
    plain = NormaliseRule()
    return {o for o in ("mean", "sd") if getattr(rule, o) != getattr(plain, o)}


def _of_weights(stage: WeightSpec) -> Unread:
    for code, own in stage.groups.items():
        yield from _below(f"groups.{code}", unread(own))
        yield from ((f"groups.{code}.{o}", f"groups.{code}") for o in ("name", "groups") if getattr(own, o))


def _of_aggregation(stage: AggregateSpec, framework: Framework) -> Unread:
    choices = {f"levels.{level}": choice for level, choice in stage.levels.items()}
    choices |= {f"groups.{code}": choice for code, choice in stage.groups.items()}
    for path, choice in {"default": stage.default, **choices}.items():
        try:
            parameters = aggregation_parameters(choice)
        except ProgrammeFault:
            continue  # told by the check of methods
        yield from _below(f"{path}.parameters", unread(parameters))
        if choice.method == "sum" and choice.missing_threshold is not None:
            yield f"{path}.missing_threshold", "method: sum"
    for level in stage.levels:
        groups = [g.code for g in framework.groups if str(g.level) == level]
        if groups and all(code in stage.groups for code in groups):
            yield f"levels.{level}", "groups"


def unread_fields(method: Method, framework: Framework) -> Iterator[tuple[str, dict[str, object]]]:
    """Fields of the framework that change what a score says and that a method which aggregates has no step for: faults."""
    steps = {step_of(stage) for stage in method.stages}
    if "aggregate" not in steps:
        return
    sizes = [i.code for i in framework.indicators if i.denominator]
    if sizes and "denominate" not in steps:
        yield "index.denominator_unread", {"indicators": ", ".join(sizes)}
    turned = [i.code for i in framework.indicators if i.direction < 0]
    if turned and "normalise" not in steps:
        yield "index.direction_unread", {"indicators": ", ".join(turned)}


def said_unread(method: Method, framework: Framework) -> tuple[Finding, ...]:
    """Notes on further fields of the framework that are set, and that no step of a method that aggregates reads."""
    if not any(isinstance(stage, AggregateSpec) for stage in method.stages):
        return ()
    found = [
        fault("framework", 0, "index.unread", field=field, node=", ".join(codes))
        for field, codes in _unread_of(method, framework)
        if codes
    ]
    return tuple(found)


def _unread_of(method: Method, framework: Framework) -> Iterator[tuple[str, list[str]]]:
    stages = {step_of(stage): stage for stage in method.stages}
    normalise = stages.get("normalise")
    posts: list[str] = []
    targets: list[str] = []
    for node in framework.indicators:
        rule = NormaliseRule(method="none")
        if isinstance(normalise, NormaliseSpec):
            rule = normalise.indicators.get(node.code, normalise.default)
        if (node.lower, node.upper) != (None, None) and rule.method not in ("goalposts", "scaled"):
            posts.append(node.code)
        if node.target is not None and rule.method != "distance_to_target":
            targets.append(node.code)
    yield "lower, upper", posts
    yield "target", targets
    yield "weight", _unread_weights(stages.get("weights"), framework)


def _unread_weights(stage: object, framework: Framework) -> list[str]:
    """Children that the framework weighs otherwise than their siblings, in groups whose weights come from elsewhere."""
    found: list[str] = []
    for group in framework.groups:
        own = stage.groups.get(group.code, stage) if isinstance(stage, WeightSpec) else WeightSpec()
        given = [framework.weight_of(c) for c in group.children]
        named = own.sets.get(own.set, {})
        if len(set(given)) > 1 and (own.method != "given" or all(c in named for c in group.children)):
            found += group.children
    top = framework.nodes.get(framework.top)
    return [*found, framework.top] if top is not None and top.weight != 1.0 else found
