"""Whether the parts of an index belong together, and what it in fact listens to."""

from __future__ import annotations

from xinxiao.index import Audit
from xinxiao.publish import charts
from xinxiao.publish.documents import cells
from xinxiao.publish.documents.document import Cell, Figure, Section, Table
from xinxiao.publish.documents.voice import Voice, first

MATRIX = 40
"""With more nodes than this the matrix is drawn of groups alone."""


def coherence(made: Audit, voice: Voice) -> Section:
    """Each group on its own parts, correlations, and the dimensions of the main groups."""
    facts = voice.facts(
        ("parallel", str(made.parallel.retained) if made.parallel else "–"),
        ("kmo", cells.number(made.adequacy.overall, 2).text if made.adequacy else "–"),
        ("clusters", str(made.clusters.count) if made.clusters else "–"),
    )
    blocks = _groups(made, voice), _correlations(made, voice), _pairs(made, voice), _components(made, voice)
    return voice.section("coherence", facts, *blocks)


def _groups(made: Audit, voice: Voice) -> Table:
    """Alpha, first component, components above one and KMO of each group."""
    lines = [
        (
            voice.node_cell(row.group),
            cells.number(row.alpha, 2),
            cells.share(row.first_share),
            cells.count(row.retained),
            cells.number(row.kmo, 2),
            Cell(row.note),
        )
        for row in made.coherence
    ]
    alpha = "alpha_of_pairs" if made.pairwise else "alpha"
    numbers = voice.numbers(alpha, "first_share", "retained", "kmo")
    columns = (*voice.columns(group="node"), *numbers, *voice.columns(note="long"))
    return voice.table("coherence", columns, lines)


def _correlations(made: Audit, voice: Voice) -> Figure:
    tree = made.result.framework
    whole = len(tree.codes) <= MATRIX
    codes = tree.codes if whole else tree.group_codes
    r, p, place = made.correlations.coefficients, made.correlations.p_values, tree.position
    lines, rows, parent = [], [], ""
    for i, code in enumerate(codes):
        values = tuple(_known(r[place[code], place[other]]) for other in codes[:i])
        lines.append(charts.MatrixLine(voice.node(code), values, tree.node(code).parent != parent))
        parent = tree.node(code).parent
        for other, value in zip(codes[:i], values, strict=True):
            rows.append({"ONE": other, "OTHER": code, "R": value, "P": _known(p[place[code], place[other]])})
    says = "says" if whole else "groups"
    return voice.figure("correlations", tuple(rows), lambda frame: charts.matrix(frame, lines), says=says)


def _known(value: float) -> float | None:
    return None if value != value else float(value)


def _pairs(made: Audit, voice: Voice) -> Table | None:
    """Pairs of indicators in one group that repeat or contradict each other, if there are any."""
    lines = [
        (
            voice.node_cell(p.one),
            voice.node_cell(p.other),
            voice.node_cell(p.family),
            cells.number(p.coefficient, 2),
            cells.significance(p.p_value),
            Cell(voice.say(f"flag.{p.flag}"), p.flag),
        )
        for p in made.pairs
        if p.flag
    ]
    columns = voice.columns(one="node", other="node", group="node", r="number", p="number", flag="text")
    return voice.table("pairs", columns, lines) if lines else None


def _components(made: Audit, voice: Voice) -> Table | None:
    """Eigenvalues of the main groups beside those of random data."""
    if made.components is None or made.parallel is None:
        return None
    found, limits = made.components, made.parallel.threshold
    lines = [
        (cells.count(i + 1), cells.number(value, 2), cells.share(found.share[i]), cells.number(limits[i], 2))
        for i, value in enumerate(found.eigenvalues)
    ]
    columns = voice.columns(component="text", eigenvalue="number", variance="number", random="number")
    return voice.table("components", columns, lines)


def importance(made: Audit, voice: Voice) -> Section:
    """The share each node was given beside the share it has in fact."""
    lines = [
        (
            voice.node_cell(row.code),
            cells.count(row.level),
            cells.share(row.weight),
            cells.number(row.correlation, 2),
            cells.share(row.importance),
        )
        for row in sorted(made.importance, key=lambda row: -row.level)
    ]
    columns = voice.columns(
        name="node", level_number="number", weight="number", r_index="number", importance="number"
    )
    return voice.section("importance", _weights(made, voice), voice.table("importance", columns, lines))


def _weights(made: Audit, voice: Voice) -> Figure:
    """Indicators by what the index in fact listens to, each with the weight it was given."""
    told = first(sorted((r for r in made.importance if r.level == 1), key=lambda row: -row.importance))
    marks = [
        charts.Dot(
            voice.node(row.code),
            row.importance * 100,
            cells.share(row.importance).text,
            min(row.weight, row.importance) * 100,
            max(row.weight, row.importance) * 100,
            mark=row.weight * 100,
        )
        for row in told
    ]
    rows = tuple(
        {"NODE": r.code, "NAME": voice.node(r.code), "WEIGHT": r.weight, "IMPORTANCE": r.importance}
        for r in told
    )
    unit = voice.say("block.weights.axis")
    total = sum(row.level == 1 for row in made.importance)
    return voice.figure("weights", rows, lambda f: charts.dots(f, marks, unit=unit, base="zero"), total=total)
