"""One function per step of the pipeline: (what stands so far, parameters) -> values, findings, details.

Each also states its *projection*: exactly what of the framework it reads, so that a cached result stays valid
when anything else changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np

from xinxiao.errors import DataFault
from xinxiao.index.coherence.arrays import Array
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import (
    AggregateSpec,
    AggregationSpec,
    CustomSpec,
    DenominateSpec,
    ImputeSpec,
    NormaliseSpec,
    ScreenSpec,
    StageSpec,
    TreatSpec,
    WeightSpec,
    label_of,
)
from xinxiao.index.spec.panel import Panel
from xinxiao.index.steps.aggregate import lifted, score_columns, stacked
from xinxiao.index.steps.custom import run_custom
from xinxiao.index.steps.denominate import denominate
from xinxiao.index.steps.domain import Undefined
from xinxiao.index.steps.impute import impute
from xinxiao.index.steps.normalise import FIXED_POSTS, Normalised, normalise
from xinxiao.index.steps.screen import Screened, screen
from xinxiao.index.steps.treat import Treated, treat
from xinxiao.index.weights.framework import needs_data, weigh
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding


class State(msgspec.Struct, frozen=True, eq=False):
    """What stands before a step: the panel so far, the tree, the weights found, the default aggregation."""

    panel: Panel
    framework: Framework
    weights: Mapping[str, float] | None = None
    aggregation: AggregationSpec = msgspec.field(default_factory=AggregationSpec)


class Outcome(msgspec.Struct, frozen=True, eq=False):
    """What a step gives: the panel after it (same object when untouched), or weights, or scores; findings;
    and the step's own details (:class:`Screened`, :class:`Treated`, :class:`Normalised`, counts)."""

    panel: Panel
    findings: tuple[Finding, ...] = ()
    details: Any = None
    weights: Mapping[str, float] | None = None
    scores: Array | None = None


def perform(stage: StageSpec, state: State) -> Outcome:
    """Run one step. Raises what the step raises: for values outside the domain of a method a DataFault that names the
    first unit and period."""
    try:
        return _performed(stage, state)
    except Undefined as undefined:
        raise undefined.named(state.panel.units, state.panel.times) from undefined


def _performed(stage: StageSpec, state: State) -> Outcome:
    match stage:
        case DenominateSpec():
            return _denominate(stage, state)
        case CustomSpec():
            return _custom(stage, state)
        case ScreenSpec():
            return _screen(stage, state)
        case ImputeSpec():
            return _impute(stage, state)
        case TreatSpec():
            return _treat(stage, state)
        case NormaliseSpec():
            return _normalise(stage, state)
        case WeightSpec():
            found = weigh(stage, state.framework, state.panel.values, state.aggregation)
            told = tuple(fault(label_of(stage), 0, code, **places) for code, places in found.said)
            return Outcome(state.panel, told, found.weights, weights=found.weights)
        case AggregateSpec():
            return _aggregate(stage, state)


def projection(stage: StageSpec, state: State) -> object:
    """What the step reads besides its parameters and the values, as plain data for its content key."""
    framework, indicators = state.framework, state.framework.indicators
    match stage:
        case DenominateSpec():
            return [i.denominator for i in indicators]
        case ImputeSpec() if stage.method.startswith("framework_"):
            return [[i.direction for i in indicators], _tree(framework)]
        case NormaliseSpec():
            return [(i.direction, i.lower, i.upper, i.target) for i in indicators]
        case WeightSpec() if not needs_data(stage):
            return [_tree(framework), _weights(framework)]
        case WeightSpec() | AggregateSpec():
            choices = [g.aggregation or state.aggregation for g in framework.groups]
            return [_tree(framework), _weights(framework), choices]
    return None


def _weights(framework: Framework) -> object:
    return [framework.weight_of(code) for code in framework.codes]


def _tree(framework: Framework) -> object:
    return [(g.code, g.level, g.children) for g in framework.groups]


def _denominate(stage: DenominateSpec, state: State) -> Outcome:
    nodes, panel = state.framework.indicators, state.panel
    by = [stage.by.get(i.code, i.denominator) for i in nodes]
    scale = [stage.scale.get(i.code, 1.0) for i in nodes]
    values = denominate(panel.values, panel.denominators, by, scale, panel.indicators)
    lost = np.isnan(values) & ~np.isnan(panel.values)
    found: tuple[Finding, ...] = ()
    if bool(lost.any()):
        counts = np.add.reduce(lost, axis=tuple(range(lost.ndim - 1)), dtype=np.int64)
        found = tuple(
            fault(
                label_of(stage),
                0,
                "index.denominator_missing",
                indicator=i.code,
                denominator=by[k],
                count=int(counts[k]),
            )
            for k, i in enumerate(nodes)
            if counts[k]
        )
    return Outcome(panel.with_values(values), found, by)


def _custom(stage: CustomSpec, state: State) -> Outcome:
    before, after = state.panel.values, run_custom(stage, state.panel)
    changed = int((~((before == after) | (np.isnan(before) & np.isnan(after)))).sum())
    told = fault(label_of(stage), 0, "index.custom", function=stage.function, count=changed, of=before.size)
    return Outcome(state.panel.with_values(after), (told,), changed)


def _screen(stage: ScreenSpec, state: State) -> Outcome:
    panel = state.panel
    done = screen(panel.values, stage, panel.units)
    if not bool(done.kept.any()):
        raise DataFault(
            "screening leaves no unit", hint="lower min_available or min_nonzero, or impute before"
        )
    return Outcome(
        panel.with_values(done.values).keep_units(done.kept), _screened_findings(stage, done, panel), done
    )


def _screened_findings(stage: ScreenSpec, done: Screened, panel: Panel) -> tuple[Finding, ...]:
    out = ~done.included.reshape(-1, len(panel.units))
    if not bool(out.any()):
        return ()
    counts = np.add.reduce(out, axis=0, dtype=np.int64)
    periods = len(out)
    return tuple(
        fault(
            label_of(stage),
            0,
            "index.screened_out",
            unit=panel.units[n],
            count=int(counts[n]),
            periods=periods,
        )
        for n in np.flatnonzero(counts)
    )


def _impute(stage: ImputeSpec, state: State) -> Outcome:
    panel = state.panel
    values = impute(
        panel.values,
        stage,
        framework=state.framework,
        unit_groups=panel.unit_groups,
        times=panel.times,
        codes=panel.indicators,
    )
    if values is panel.values:
        return Outcome(panel, details=np.zeros(len(panel.indicators), np.int64))
    axes = tuple(range(values.ndim - 1))
    filled = np.add.reduce(np.isnan(panel.values) & ~np.isnan(values), axis=axes, dtype=np.int64)
    left = np.add.reduce(np.isnan(values), axis=axes, dtype=np.int64)
    found = (
        tuple(
            fault(
                label_of(stage),
                0,
                "index.still_missing",
                indicator=panel.indicators[k],
                count=int(left[k]),
            )
            for k in np.flatnonzero(left)
        )
        if stage.method != "none"
        else ()
    )
    return Outcome(panel.with_values(values), found, filled)


def _treat(stage: TreatSpec, state: State) -> Outcome:
    panel = state.panel
    done = treat(panel.values, stage, panel.indicators)
    return Outcome(panel.with_values(done.values), _treated_findings(stage, done, panel), done)


def _treated_findings(stage: TreatSpec, done: Treated, panel: Panel) -> tuple[Finding, ...]:
    """One finding per indicator whose treatment did not achieve its aim, naming the worst period."""
    if bool(done.achieved.all()):
        return ()
    failed = ~done.achieved.reshape(-1, len(panel.indicators))
    skew = np.where(failed, np.abs(done.final_skewness.reshape(failed.shape)), -1.0)
    kurt = done.final_kurtosis.reshape(failed.shape)
    found = []
    for k in np.flatnonzero(failed.any(axis=0)):
        t = int(np.argmax(skew[:, k]))
        when = panel.times[t] if len(failed) == len(panel.times) else "-"
        found.append(
            fault(
                label_of(stage),
                0,
                "index.treat_failed",
                indicator=panel.indicators[k],
                period=when,
                skewness=f"{skew[t, k]:.3g}",
                kurtosis=f"{kurt[t, k]:.3g}",
                count=int(failed[:, k].sum()),
            )
        )
    return tuple(found)


def _aggregate(stage: AggregateSpec, state: State) -> Outcome:
    values, tree = state.panel.values, state.framework
    columns = score_columns(values, tree, stage.default, state.weights)
    found = tuple(
        fault(label_of(stage), 0, "index.floor_lifts", group=group, floor=f"{floor:g}", count=count)
        for group, floor, count in lifted(columns, tree, stage.default, state.weights)
    )
    return Outcome(state.panel, found, scores=stacked(columns, values, tree))


def _normalise(stage: NormaliseSpec, state: State) -> Outcome:
    panel, label = state.panel, label_of(stage)
    done = normalise(panel.values, stage, state.framework.indicators, panel.units, panel.times)
    found = [fault(label, 0, "index.constant", indicator=code) for code in done.constant]
    found += _outside_findings(stage, done, panel)
    return Outcome(panel.with_values(done.values), tuple(found), done)


def _outside_findings(stage: NormaliseSpec, done: Normalised, panel: Panel) -> list[Finding]:
    """How many values lie beyond fixed ends; that all do, or that none comes near a target."""
    label, found = label_of(stage), []
    for k, code in enumerate(panel.indicators):
        rule, count = stage.indicators.get(code, stage.default), done.outside.get(code, 0)
        places = {"indicator": code, "count": count, "policy": rule.outside}
        if count and rule.method == "distance_to_target":
            found.append(fault(label, 0, "index.target_passed", **places))
        if count and rule.method in FIXED_POSTS:
            every = count == int((~np.isnan(panel.values[..., k])).sum())
            found.append(
                fault(label, 0, "index.goalposts_missed" if every else "index.outside_goalposts", **places)
            )
        if code in done.far:
            found.append(fault(label, 0, "index.target_far", indicator=code, share=f"{done.far[code]:.0%}"))
    return found
