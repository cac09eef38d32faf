"""Tables of the audit page on what the index is made of: framework, data, method, coherence, weights, removal."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.entry.portal.audit.ask import Ask
from xinxiao.entry.portal.audit.audit_tables import Table, head, heads, measure, node, number, share, table
from xinxiao.entry.portal.figure_table import Cell, Column
from xinxiao.index.analysis.audit import Audit
from xinxiao.index.spec.method import label_of, step_of
from xinxiao.publish.documents.declared import settings
from xinxiao.texts import text

ORDER = {"error": 0, "warning": 1, "note": 2}


def findings(ask: Ask, made: Audit) -> Table:
    """All findings, most serious first; codes in them are said by name."""
    names = {code: ask.words.node(code) for code in made.result.framework.codes}
    lines = []
    for f in sorted(made.findings, key=lambda f: (ORDER[f.level], f.code, f.places)):
        said = replace(f, places=tuple((k, names.get(v, v)) for k, v in f.places))
        level = text(ask.lang, f"index.audit.level.{f.level}")
        lines.append((Cell(level, f.level), Cell(said.message(ask.lang))))
    columns = heads(ask, "level*", "message*")
    return table(ask, "findings", columns, lines)


def framework(ask: Ask, made: Audit) -> Table:
    """Indicators with their group, unit, direction and share of the index."""
    weights = {row.code: row.weight for row in made.importance}
    lines = [
        (
            node(ask, made, leaf.code), Cell(ask.words.node(leaf.parent), leaf.parent),
            Cell(ask.words.unit_name(leaf.unit) or leaf.unit, leaf.unit),
            Cell("+" if leaf.direction > 0 else "\u2212", leaf.direction),
            share(ask, weights.get(leaf.code, float("nan"))),
        )
        for leaf in made.result.framework.indicators
    ]  # fmt: skip
    return table(ask, "framework", heads(ask, "name*", "group*", "unit*", "direction", "weight"), lines)


def coverage(ask: Ask, made: Audit) -> Table:
    """Share of places with a figure, by indicator and year."""
    times = made.result.times or (made.time,)
    lines = [
        (node(ask, made, code), *(share(ask, float(made.panel_available[t, k])) for t in range(len(times))))
        for k, code in enumerate(made.result.framework.indicator_codes)
    ]
    years = tuple(Column(time, ask.words.period(time), "number") for time in times)
    return table(ask, "coverage", (head(ask, "name", "text"), *years), lines)


def statistics(ask: Ask, made: Audit) -> Table:
    """Each indicator as observed, and its shape before and after treatment."""
    raw, after = made.statistics, made.treated
    lines = [
        (
            node(ask, made, code),
            *(measure(raw[name][k]) for name in ("min", "mean", "max", "sd")),
            *(number(ask, raw[name][k], 2) for name in ("skewness", "kurtosis")),
            *(number(ask, after[name][k], 2) for name in ("skewness", "kurtosis")),
        )
        for k, code in enumerate(made.result.framework.indicator_codes)
    ]
    names = ("name*", "min", "mean", "max", "sd", "skewness", "kurtosis", "skewness_after", "kurtosis_after")
    return table(ask, "statistics", heads(ask, *names), lines, time=ask.words.period(made.time))


def method(ask: Ask, made: Audit) -> Table:
    """The stages in the order they run."""
    lines = []
    for stage in made.result.stages:
        step = text(ask.lang, f"index.audit.step.{step_of(stage.spec)}")
        told = settings(stage.spec, ask.words.node, "step") or "–"
        lines.append((Cell(step, label_of(stage.spec)), Cell(told), Cell(stage.key[:12])))
    columns = (head(ask, "step", "text"), head(ask, "settings", "long"), head(ask, "key", "text"))
    return table(ask, "method", columns, lines)


def coherence(ask: Ask, made: Audit) -> Table:
    """Alpha, first component, components above one and KMO of each group."""
    lines: list[tuple[Cell, ...]] = [
        (
            node(ask, made, row.group), number(ask, row.alpha, 2), share(ask, row.first_share),
            Cell(str(row.retained), row.retained), number(ask, row.kmo, 2), Cell(row.note),
        )
        for row in made.coherence
    ]  # fmt: skip
    columns = heads(ask, "group*", "alpha", "first_share", "retained", "kmo", "note*")
    if not any(row.note for row in made.coherence):
        columns, lines = columns[:-1], [line[:-1] for line in lines]
    return table(ask, "coherence", columns, lines)


def pairs(ask: Ask, made: Audit) -> Table | None:
    """Pairs of indicators in one group that repeat or contradict each other, if there are any."""
    lines = [
        (
            node(ask, made, p.one), node(ask, made, p.other), Cell(ask.words.node(p.family), p.family),
            number(ask, p.coefficient, 2), number(ask, p.p_value, 3),
            Cell(text(ask.lang, f"index.audit.flag.{p.flag}"), p.flag),
        )
        for p in made.pairs if p.flag
    ]  # fmt: skip
    return (
        table(ask, "pairs", heads(ask, "one*", "other*", "group*", "r", "p", "flag*"), lines)
        if lines
        else None
    )


def components(ask: Ask, made: Audit) -> Table | None:
    """Eigenvalues of the main groups beside those of random data."""
    if made.components is None or made.parallel is None:
        return None
    limits = made.parallel.threshold
    lines = [
        (
            Cell(str(i + 1), i + 1),
            number(ask, value, 2),
            share(ask, made.components.share[i]),
            number(ask, limits[i], 2),
        )
        for i, value in enumerate(made.components.eigenvalues)
    ]
    names = ("component", "eigenvalue", "variance", "random")
    columns = tuple(
        Column(k.upper(), text(ask.lang, f"audit.column.{k}"), "number" if i else "text")
        for i, k in enumerate(names)
    )
    return table(ask, "components", columns, lines)


def importance(ask: Ask, made: Audit) -> Table:
    """The share each node was given beside the share it has in fact."""
    lines = [
        (
            node(ask, made, row.code), Cell(str(row.level), row.level), share(ask, row.weight),
            number(ask, row.correlation, 2), share(ask, row.importance),
        )
        for row in sorted(made.importance, key=lambda row: -row.level)
    ]  # fmt: skip
    return table(
        ask, "importance", heads(ask, "name*", "level_number", "weight", "r_index", "importance"), lines
    )


def removal(ask: Ask, made: Audit) -> Table:
    """How far ranks move when an element is left out."""
    lines = [
        (
            node(ask, made, r.code),
            Cell(str(r.level), r.level),
            number(ask, r.shift, 2),
            number(ask, r.largest, 0),
        )
        for r in sorted(made.removals, key=lambda r: (-r.level, -r.shift, r.code))
    ]
    return table(ask, "removal", heads(ask, "name*", "level_number", "shift", "largest"), lines)
