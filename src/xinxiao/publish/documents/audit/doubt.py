"""How sure the ranking is: what was varied, what it moves, and what happens when a part is left out."""

from __future__ import annotations

from collections.abc import Sequence

from xinxiao.index import Assumption, Audit, Uncertainty
from xinxiao.publish import charts
from xinxiao.publish.documents import cells
from xinxiao.publish.documents.audit.results import by_rank
from xinxiao.publish.documents.document import Cell, Column, Figure, Paragraph, Section, Table
from xinxiao.publish.documents.voice import Voice, first

CHOICES = 12
"""Choices of an assumption that are listed."""


def uncertainty(made: Audit, voice: Voice) -> Section:
    """The assumptions and what they do to ranks and scores; one sentence where none are declared."""
    doubt = made.uncertainty
    if doubt is None:
        none = Paragraph(voice.say("section.uncertainty.none"))
        return Section("uncertainty", voice.say("section.uncertainty.head"), (none,))
    found = doubt.sensitivity
    facts = voice.facts(
        ("models", cells.plain(doubt.replicates, 0)),
        ("mode", voice.say(f"mode.{doubt.mode}")),
        ("seed", str(doubt.seed)),
        ("used", cells.plain(doubt.used, 0)),
        ("redrawn", cells.plain(doubt.redrawn, 0)),
        ("failed", cells.plain(doubt.failed, 0)),
        ("level", cells.percent(doubt.level)),
        ("evaluations", cells.plain(found.evaluations, 0) if found else "–"),
    )
    return voice.section(
        "uncertainty",
        facts,
        _factors(made, doubt, voice),
        _ranks(doubt, voice),
        _indices(doubt, voice),
        _sensitivity(doubt, voice),
        _changes(doubt, voice),
    )


def _titles(doubt: Uncertainty, voice: Voice) -> dict[str, str]:
    return {f.name: f.assumption.title(voice.language) for f in doubt.factors}


def _factors(made: Audit, doubt: Uncertainty, voice: Voice) -> Table:
    """What was varied."""
    stages = {s.label: voice.say(f"step.{s.step}") for s in made.result.stages if s.label == s.step}
    stages |= {name: voice.say(f"word.{name}") for name in ("inputs", "framework")}
    lines = [
        (
            Cell(f.assumption.title(voice.language), f.name),
            Cell(stages.get(f.assumption.stage, f.assumption.stage), f.assumption.stage),
            Cell(voice.say(f"kind.{f.assumption.kind}"), f.assumption.kind),
            Cell(_choices(f.assumption, f.choices, voice) if f.discrete else voice.say("word.drawn")),
        )
        for f in doubt.factors
    ]
    columns = voice.columns(assumption="text", stage="text", kind="text", choices="long")
    return voice.table("factors", columns, lines)


def _choices(assumption: Assumption, choices: Sequence[str], voice: Voice) -> str:
    """Choices by the names they have for readers: an alternative, or a node left out."""
    titles = {a.name: a.title(voice.language) for a in assumption.alternatives}
    shown = [titles.get(c) or (voice.node(c) if c else voice.say("word.nothing")) for c in choices]
    more = len(shown) - CHOICES
    listed = voice.join(shown[:CHOICES])
    return listed if more <= 0 else voice.say("word.more", listed=listed, count=more)


def _ranks(doubt: Uncertainty, voice: Voice) -> Table:
    """Rank as published, median and interval, and the chances of a place among the first."""
    low, high, tops = doubt.rank_low[-1], doubt.rank_high[-1], sorted(doubt.top)
    lines = [
        (
            voice.unit_cell(doubt.units[i]),
            *(cells.number(a[i], 0) for a in (doubt.rank[-1], doubt.rank_median[-1], low, high, high - low)),
            *(cells.chance(doubt.top[k][-1, i]) for k in tops),
        )
        for i in by_rank(doubt.units, doubt.rank[-1])
    ]
    columns = (
        *voice.columns(ref_area="unit", rank="number", median="number"),
        *voice.numbers("rank_low", "rank_high", "width"),
        *(Column(f"P_TOP_{k}", voice.say("column.top", k=k), "number") for k in tops),
    )
    time = voice.period(doubt.times[-1] if doubt.times else "")
    return voice.table("ranks", columns, lines, time=time, level=cells.percent(doubt.level))


def _indices(doubt: Uncertainty, voice: Voice) -> Figure | None:
    """First and total order of each assumption with intervals, the most powerful first."""
    found = doubt.sensitivity
    if found is None:
        return None
    marks, rows, titles = [], [], _titles(doubt, voice)
    for i in sorted(range(len(found.names)), key=lambda i: -float(found.total[i])):
        for colour, kind in enumerate(("total", "first")):
            value, low, high = (float(getattr(found, f"{kind}{end}")[i]) for end in ("", "_low", "_high"))
            name = found.names[i]
            words = titles.get(name, name) if kind == "total" else f"\u2003{voice.say('column.first')}"
            marks.append(charts.Dot(words, value, cells.plain(value, 2), low, high, colour=colour))
            rows.append({"ASSUMPTION": name, "ORDER": kind, "INDEX": value, "LOWER": low, "UPPER": high})
    unit = voice.say("block.indices.axis")
    level = cells.percent(doubt.level)
    return voice.figure(
        "indices", tuple(rows), lambda f: charts.dots(f, marks, unit=unit, base="zero"), level=level
    )


def _sensitivity(doubt: Uncertainty, voice: Voice) -> Table | None:
    """First- and total-order indices with intervals, and whether the first is within the total."""
    found = doubt.sensitivity
    if found is None:
        return None
    titles = _titles(doubt, voice)

    def between(low: float, high: float) -> Cell:
        return Cell(voice.span(cells.plain(low, 2), cells.plain(high, 2)))

    lines = [
        (
            Cell(titles.get(name, name), name),
            cells.number(found.first[i], 2),
            between(found.first_low[i], found.first_high[i]),
            cells.number(found.total[i], 2),
            between(found.total_low[i], found.total_high[i]),
            Cell(voice.say(f"word.{'yes' if found.consistent[i] else 'no'}"), bool(found.consistent[i])),
        )
        for i, name in enumerate(found.names)
    ]
    columns = voice.columns(
        assumption="text", first="number", first_interval="number", total="number", total_interval="number",
        consistent="text",
    )  # fmt: skip
    alone = float(sum(max(float(v), 0.0) for v in found.first))
    return voice.table("sensitivity", columns, lines, alone=f"{min(alone, 1.0):.0%}")


def _changes(doubt: Uncertainty, voice: Voice) -> Table | None:
    """Places whose score changed significantly in the last period; None on a single one."""
    change = doubt.change
    if change is None:
        return None
    moved = [i for i in range(len(doubt.units)) if change.significant[-1, i]]
    lines = [
        (
            voice.unit_cell(doubt.units[i]),
            *(cells.number(a[-1, i], 2) for a in (change.mean, change.low, change.high)),
            cells.chance(change.rises[-1, i]),
        )
        for i in moved
    ]
    columns = voice.columns(ref_area="unit", change="number", low="number", high="number", rises="number")
    before, now = (voice.period(t) for t in doubt.times[-2:])
    return voice.table(
        "changes", columns, lines, before=before, last=now, count=len(moved), all=len(doubt.units)
    )


def removal(made: Audit, voice: Voice) -> Section:
    """How far ranks move when an element is left out."""
    lines = [
        (
            voice.node_cell(r.code),
            cells.count(r.level),
            cells.number(r.shift, 2),
            cells.number(r.largest, 0),
        )
        for r in sorted(made.removals, key=lambda r: (-r.level, -r.shift, r.code))
    ]
    columns = voice.columns(name="node", level_number="number", shift="number", largest="number")
    return voice.section("removal", _leave_one_out(made, voice), voice.table("removal", columns, lines))


def _leave_one_out(made: Audit, voice: Voice) -> Figure | None:
    """Mean rank change when one indicator is left out, the most powerful first, with a line to the largest."""
    found = sorted((r for r in made.removals if r.level == 1), key=lambda r: (-r.shift, -r.largest, r.code))
    if not found:
        return None
    marks = [
        charts.Bar(
            voice.node(r.code),
            r.shift,
            f"{cells.plain(r.shift, 2)} / {cells.plain(r.largest, 0)}",
            lower=r.shift,
            upper=r.largest,
        )
        for r in first(found)
    ]
    rows = [{"INDICATOR": r.code, "MEAN_RANK_CHANGE": r.shift, "LARGEST": r.largest} for r in first(found)]
    unit = voice.say("block.leave_one_out.axis")
    return voice.figure(
        "leave_one_out", tuple(rows), lambda frame: charts.bars(frame, marks, unit=unit), total=len(found)
    )
