"""The pipeline: an index applied to its numbers, every stage kept by content.

The key of a stage is the SHA-256 of its parameters, of what it reads of the framework, and of the key of the
stage before it. Build a changed index with the same :class:`Cache` and only the stages behind the change are
computed again. Nothing is random, reads a clock or touches a disk: same inputs, same result.
"""

from __future__ import annotations

import msgspec
import numpy as np

from xinxiao.errors import ProgrammeFault
from xinxiao.index.pipeline.cache import Cache, key_of, key_of_panel
from xinxiao.index.pipeline.checks import check_method
from xinxiao.index.pipeline.effects import said_unread
from xinxiao.index.pipeline.result import Result, StageOutput, default_aggregation
from xinxiao.index.pipeline.stages import State, perform, projection
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import AggregateSpec, CustomSpec, Method, label_of, step_of
from xinxiao.index.spec.panel import Panel


def build(spec: IndexSpec, panel: Panel, cache: Cache | None = None) -> Result:
    """Compute an index from its numbers; the columns of the panel are put in the order of the framework.

    With a ``cache``, stages that an earlier build left there are not computed again. Raises NotFound when an
    indicator of the framework has no data, ProgrammeFault with ``findings`` when the method does not fit the framework
    and data, and what a step raises when it cannot be carried out (for
    example DataFault for a geometric mean of zero).
    """
    inputs = sound_inputs(spec, panel)
    framework = _with_choices(spec.framework, spec.method)
    key, stages = key_of_panel(inputs), []
    state = State(inputs, framework, aggregation=default_aggregation(spec.method))
    for stage in spec.method.stages:
        key = key_of(key, step_of(stage), stage, projection(stage, state))
        # What a function of somebody's does is known by what it gave, not by its name.
        own = isinstance(stage, CustomSpec)
        outcome = cache.find(key) if cache is not None and not own else None
        if outcome is None:
            outcome = perform(stage, state)
            if own:
                key = key_of(key, key_of_panel(outcome.panel))
            elif cache is not None:
                cache.put(key, outcome)
        stages.append(StageOutput(label_of(stage), step_of(stage), key, stage, outcome))
        weights = outcome.weights if outcome.weights is not None else state.weights
        state = msgspec.structs.replace(state, panel=outcome.panel, weights=weights)
    last = stages[-1].outcome.scores if stages else None
    scores = last if last is not None else np.empty((*state.panel.values.shape[:-1], 0))
    notes = said_unread(spec.method, spec.framework)
    return Result(spec, framework, inputs, tuple(stages), state.weights or {}, scores, notes)


def sound_inputs(spec: IndexSpec, panel: Panel) -> Panel:
    """The columns of the panel that the index reads, in its order, once they and the method are found sound.

    Raises as :func:`build` before anything is computed.
    """
    inputs = panel.select(spec.framework.indicator_codes)
    faults = check_method(spec.method, spec.framework, inputs)
    if faults:
        listed = "; ".join(f.line_text("en") for f in faults[:3])
        raise ProgrammeFault(
            f"the method has {len(faults)} fault(s): {listed}", hint="correct the method", findings=faults
        )
    return inputs


def _with_choices(framework: Framework, method: Method) -> Framework:
    """The framework with the per-level and per-group aggregations of the method."""
    for stage in method.stages:
        if isinstance(stage, AggregateSpec) and (stage.levels or stage.groups):
            return framework.with_aggregations(
                {int(level): choice for level, choice in stage.levels.items()}, stage.groups
            )
    return framework
