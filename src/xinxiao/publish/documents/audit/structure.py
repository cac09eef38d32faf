"""What an index is made of: its tree, its data, its method."""

from __future__ import annotations

from xinxiao.index import Audit
from xinxiao.publish import charts
from xinxiao.publish.documents import cells
from xinxiao.publish.documents.audit.settings import settings
from xinxiao.publish.documents.document import Cell, Column, Figure, Section, Table
from xinxiao.publish.documents.voice import Voice

LEAVES = 60
"""With more indicators than this the tree is drawn down to its lowest groups."""


def weights_of(made: Audit) -> dict[str, float]:
    """The share of the index that each node was given; the index itself is the whole."""
    return {made.result.framework.top: 1.0} | {row.code: row.weight for row in made.importance}


def framework(made: Audit, voice: Voice) -> Section:
    """The tree and what each indicator weighs in it."""
    tree = made.result.framework
    facts = voice.facts(
        ("indicators", str(len(tree.indicators))),
        ("groups", str(len(tree.groups))),
        ("levels", str(tree.levels)),
    )
    return voice.section("framework", facts, _tree(made, voice), _indicators(made, voice))


def _tree(made: Audit, voice: Voice) -> Figure:
    tree, weights = made.result.framework, weights_of(made)
    whole = len(tree.indicators) <= LEAVES

    def branch(code: str) -> charts.Branch:
        below = [c for c in tree.children_of(code) if whole or tree.children_of(c)]
        share = weights.get(code, 0.0)
        return charts.Branch(voice.node(code), share, cells.share(share).text, tuple(map(branch, below)))

    root = branch(tree.top)
    rows = tuple(
        {"NODE": row.code, "NAME": voice.node(row.code), "LEVEL": row.level, "SHARE": row.weight}
        for row in made.importance
    )
    return voice.figure(
        "tree", rows, lambda frame: charts.tree(frame, root), says="says" if whole else "groups"
    )


def _indicators(made: Audit, voice: Voice) -> Table:
    weights = weights_of(made)
    lines = [
        (
            Cell(voice.node(leaf.code), code=leaf.code),
            Cell(leaf.code),
            voice.node_cell(leaf.parent),
            Cell(voice.measure(leaf.unit), leaf.unit),
            Cell("+" if leaf.direction > 0 else "\u2212", leaf.direction),
            cells.share(weights.get(leaf.code, float("nan"))),
            Cell(leaf.source),
        )
        for leaf in made.result.framework.indicators
    ]
    columns = voice.columns(
        name="node", code="code", group="node", unit="text", direction="text", weight="number", source="long"
    )
    return voice.table("framework", columns, lines)


def data(made: Audit, voice: Voice) -> Section:
    """How much is known, and how it is distributed."""
    figures = made.data.missing.size * len(made.result.framework.indicators)
    observed = 1 - float(made.data.missing.sum()) / max(figures, 1)
    facts = voice.facts(
        ("period", voice.period(made.time)),
        ("places", str(len(made.result.inputs.units))),
        ("observed", cells.share(observed).text),
    )
    return voice.section("data", facts, _coverage(made, voice), _statistics(made, voice))


def _coverage(made: Audit, voice: Voice) -> Table:
    """Share of places with a figure, by indicator and period."""
    times = made.result.times
    lines = [
        (voice.node_cell(code), *(cells.share(float(share)) for share in made.panel_available[:, k]))
        for k, code in enumerate(made.result.framework.indicator_codes)
    ]
    shares = tuple(Column(time, voice.period(time), "number") for time in times)
    return voice.table(
        "coverage", (*voice.columns(name="node"), *(shares or voice.numbers("available"))), lines
    )


def _statistics(made: Audit, voice: Voice) -> Table:
    """Each indicator as observed, and its shape before and after treatment."""
    raw, after = made.statistics, made.treated
    lines = [
        (
            voice.node_cell(code),
            *(cells.measure(raw[name][k]) for name in ("min", "mean", "max", "sd")),
            *(cells.number(raw[name][k], 2) for name in ("skewness", "kurtosis")),
            *(cells.number(after[name][k], 2) for name in ("skewness", "kurtosis")),
        )
        for k, code in enumerate(made.result.framework.indicator_codes)
    ]
    numbers = ("min", "mean", "max", "sd", "skewness", "kurtosis", "skewness_after", "kurtosis_after")
    columns = (*voice.columns(name="node"), *voice.numbers(*numbers))
    return voice.table("statistics", columns, lines, time=voice.period(made.time))


def method(made: Audit, voice: Voice) -> Section:
    """The stages in the order they run; a stage's own name stands where it has one."""
    lines = [
        (
            Cell(voice.say(f"step.{stage.step}"), stage.step),
            Cell(stage.label if stage.label != stage.step else "", stage.label),
            Cell(settings(stage.spec, voice, "step", "name") or "–"),
            Cell(stage.key[:12]),
        )
        for stage in made.result.stages
    ]
    declared = made.result.method
    facts = voice.facts(("version", declared.version), ("base", declared.base or "–"))
    columns = voice.columns(step="text", stage="text", settings="long", key="code")
    return voice.section("method", facts, voice.table("method", columns, lines))
