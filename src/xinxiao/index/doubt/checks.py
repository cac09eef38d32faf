"""Checks of assumptions against the method and the tree, before anything is varied. Every fault is a finding at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from xinxiao.errors import ProgrammeFault
from xinxiao.index.pipeline.checks import Fault, placed, stage_faults
from xinxiao.index.spec.changes import stage_with
from xinxiao.index.spec.effects import unread
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Assumption, ImputeSpec, Method, NormaliseSpec, label_of, step_of
from xinxiao.index.spec.panel import Panel
from xinxiao.index.steps.normalise import FIXED_POSTS
from xinxiao.model.finding import Finding

FILE = "assumptions.yaml"
LineOf = Callable[[int], int]
_PLACE_OF_KIND = {"noise": "inputs", "omit": "framework"}
_STEP_OF_KIND = {"dirichlet": "weights", "perturb": "weights", "goalposts": "normalise", "draws": "impute"}


def _no_line(_: int) -> int:
    return 0


def check_assumptions(
    assumptions: Sequence[Assumption], method: Method, framework: Framework, *, line_of: LineOf = _no_line
) -> tuple[Finding, ...]:
    """All faults of assumptions: stages, kinds, codes and fields that are not there, probabilities, choices that are all
    the same. ``line_of(i)`` is the line of assumption i in its file (0: unknown)."""
    found = []
    names = [a.name for a in assumptions]
    for i, assumption in enumerate(assumptions):
        faults = list(_faults(assumption, method, framework))
        if assumption.name in names[:i]:
            faults.insert(0, ("index.assumption_twice", {}))
        found += [placed(FILE, line_of(i), wrong, assumption=assumption.name) for wrong in faults]
    return tuple(found)


def check_alternatives(spec: IndexSpec, panel: Panel, *, line_of: LineOf = _no_line) -> tuple[Finding, ...]:
    """What of the methods that the alternatives make does not fit the data: units, periods, groups, goalposts."""
    stages = {label_of(stage): stage for stage in spec.method.stages}
    found = []
    for i, assumption in enumerate(spec.varied):
        for choice in assumption.alternatives if assumption.kind == "alternatives" else ():
            changed = stage_with(stages[assumption.stage], choice.parameters)
            faults = list(stage_faults(changed, spec.framework, panel))
            known = list(stage_faults(stages[assumption.stage], spec.framework, panel)) if faults else []
            for wrong in (fault for fault in faults if fault not in known):
                said = placed(FILE, 0, wrong, stage=assumption.stage).message("en")
                places = {"assumption": assumption.name, "reason": f"{choice.name}: {said}"}
                found.append(placed(FILE, line_of(i), ("index.assumption_refused", {}), **places))
    return tuple(found)


def _faults(a: Assumption, method: Method, framework: Framework) -> Iterator[Fault]:
    labels = [label_of(s) for s in method.stages]
    wanted = _PLACE_OF_KIND.get(a.kind)
    if wanted is None and a.stage not in labels:
        yield "index.assumption_stage", {"stage": a.stage, "known": ", ".join(labels)}
        return
    there = a.stage if wanted else step_of(method.stages[labels.index(a.stage)])
    wanted = wanted or _STEP_OF_KIND.get(a.kind, there)
    if there != wanted:
        yield "index.assumption_kind", {"kind": a.kind, "stage": a.stage, "wanted": wanted}
        return
    yield from _unknown(a, framework)
    for option, beside in unread(a):
        yield "index.assumption_unread", {"option": option, "beside": beside}
    if a.kind in ("perturb", "goalposts") and a.spread == 0.0:
        yield "index.assumption_unread", {"option": a.kind, "beside": "spread: 0"}
    match a.kind:
        case "alternatives":
            yield from _alternatives(a, method)
        case "noise" if not any((*a.relative.values(), *a.absolute.values())):
            yield "index.assumption_noise", {}
        case "omit" if framework.top in a.codes:
            yield "index.assumption_top", {"top": framework.top}
        case "dirichlet":
            leaves = [c for c in a.codes if c in framework.nodes and not framework.children_of(c)]
            if leaves:
                yield "index.assumption_groups", {"codes": ", ".join(leaves)}
        case "goalposts":
            yield from _goalposts(a, method, framework)
        case "draws":
            stage = method.stages[labels.index(a.stage)]
            if not (isinstance(stage, ImputeSpec) and stage.method == "multiple"):
                yield "index.assumption_draws", {"stage": a.stage}


def _goalposts(a: Assumption, method: Method, framework: Framework) -> Iterator[Fault]:
    """Goalposts that move where there are none."""
    stage = next(s for s in method.stages if label_of(s) == a.stage)
    assert isinstance(stage, NormaliseSpec)
    codes = a.codes or framework.indicator_codes
    rules = {code: stage.indicators.get(code, stage.default).method for code in codes}
    absent = [code for code, rule in rules.items() if rule not in FIXED_POSTS]
    if absent and (a.codes or len(absent) == len(codes)):
        yield "index.assumption_posts", {"codes": ", ".join(absent)}


def _unknown(a: Assumption, framework: Framework) -> Iterator[Fault]:
    for code in dict.fromkeys(a.codes):
        if code not in framework.nodes:
            yield "index.assumption_code", {"code": code, "known": ", ".join(framework.codes)}
    for code in dict.fromkeys((*a.relative, *a.absolute, *a.in_logarithms)):
        if code != "*" and code not in framework.indicator_codes:
            yield "index.assumption_code", {"code": code, "known": ", ".join(framework.indicator_codes)}


def _alternatives(a: Assumption, method: Method) -> Iterator[Fault]:
    if len(a.alternatives) < 2:
        yield "index.assumption_alternatives", {}
    given = [choice.probability for choice in a.alternatives]
    total = sum(p for p in given if p is not None)
    if any(p is not None for p in given) and (None in given or abs(total - 1.0) > 1e-9):
        yield "index.assumption_probabilities", {"total": f"{total:g}"}
    made, stage = [], next(s for s in method.stages if label_of(s) == a.stage)
    for choice in a.alternatives:
        try:
            made.append(stage_with(stage, choice.parameters))
        except ProgrammeFault as error:
            yield "index.assumption_refused", {"reason": f"{choice.name}: {error.message}"}
    if len(made) == len(a.alternatives) > 1 and all(m == made[0] for m in made):
        yield "index.assumption_same", {}
