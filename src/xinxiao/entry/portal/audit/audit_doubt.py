"""Tables of the audit page on how sure the ranking is: what was varied, ranks, sensitivity, changes."""

from __future__ import annotations

from xinxiao.entry.portal.audit.ask import Ask
from xinxiao.entry.portal.audit.audit_tables import Table, head, heads, number, place, span, table
from xinxiao.entry.portal.figure_table import Cell, Column
from xinxiao.index.doubt.uncertainty import Uncertainty
from xinxiao.texts import text

CHOICES_SHOWN = 12


def factors(ask: Ask, doubt: Uncertainty) -> Table:
    """What was varied."""
    lines = []
    for f in doubt.factors:
        titles = {a.name: a.title(ask.lang) for a in f.assumption.alternatives}
        shown = [titles.get(c, c) or text(ask.lang, "audit.nothing") for c in f.choices[:CHOICES_SHOWN]]
        drawn = text(ask.lang, "index.audit.uncertainty.drawn")
        told = [ask.words.node(c) for c in shown] + (["…"] if len(f.choices) > CHOICES_SHOWN else [])
        kind = text(ask.lang, f"index.audit.kind.{f.assumption.kind}")
        choices = ask.words.join(told) if f.discrete else drawn
        lines.append(
            (Cell(f.assumption.title(ask.lang), f.name), Cell(kind, f.assumption.kind), Cell(choices))
        )
    columns = (head(ask, "assumption", "text"), head(ask, "kind", "text"), head(ask, "choices", "long"))
    return table(ask, "factors", columns, lines)


def ranks(ask: Ask, doubt: Uncertainty) -> Table:
    """Rank as published, median and interval, and the chances of a place among the first."""
    last = doubt.rank[-1]
    order = sorted(range(len(doubt.units)), key=lambda i: (last[i] != last[i], last[i], doubt.units[i]))
    tops = sorted(doubt.top)
    lines = []
    for i in order:
        low, high = doubt.rank_low[-1, i], doubt.rank_high[-1, i]
        cells = [
            place(ask, doubt.units[i]),
            number(ask, last[i], 0),
            number(ask, doubt.rank_median[-1, i], 0),
        ]
        cells += [number(ask, low, 0), number(ask, high, 0), number(ask, high - low, 0)]
        cells += [
            Cell(ask.words.chance(float(doubt.top[k][-1, i])), float(doubt.top[k][-1, i])) for k in tops
        ]
        lines.append(tuple(cells))
    extra = tuple(
        Column(k.upper(), text(ask.lang, f"audit.column.{k}"), "number") for k in ("median", "width")
    )
    chances = tuple(Column(f"P_TOP_{k}", text(ask.lang, "audit.column.top", k=k), "number") for k in tops)
    area = Column("REF_AREA", ask.words.t("col.REF_AREA"))
    named = (area, *heads(ask, "rank", "rank_low", "rank_high"))
    columns = (*named[:2], extra[0], *named[2:], extra[1], *chances)
    time = ask.words.period(doubt.times[-1]) if doubt.times else ""
    return table(ask, "ranks", columns, lines, time=time, level=ask.words.percent(doubt.level))


def sensitivity(ask: Ask, doubt: Uncertainty) -> Table | None:
    """First- and total-order indices with intervals, and whether the first is within the total."""
    found = doubt.sensitivity
    if found is None:
        return None
    titles = {f.name: f.assumption.title(ask.lang) for f in doubt.factors}
    lines = [
        (
            Cell(titles.get(name, name), name), number(ask, found.first[i], 2), Cell(span(ask, found.first_low[i], found.first_high[i], 2)),
            number(ask, found.total[i], 2), Cell(span(ask, found.total_low[i], found.total_high[i], 2)),
            Cell(text(ask.lang, f"index.audit.{'yes' if found.consistent[i] else 'no'}"), bool(found.consistent[i])),
        )
        for i, name in enumerate(found.names)
    ]  # fmt: skip
    named = heads(ask, "assumption*", "first", "total", "consistent*")
    between = tuple(
        Column(f"{k}_INTERVAL", text(ask.lang, "audit.column.interval"), "number") for k in ("FIRST", "TOTAL")
    )
    columns = (named[0], named[1], between[0], named[2], between[1], named[3])
    alone = float(sum(max(float(v), 0.0) for v in found.first))
    return table(ask, "sensitivity", columns, lines, alone=ask.words.percent(min(alone, 1.0)))


def changes(ask: Ask, doubt: Uncertainty) -> Table | None:
    """Places whose score changed significantly in the last year; None on a single year."""
    change = doubt.change
    if change is None:
        return None
    moved = [i for i in range(len(doubt.units)) if change.significant[-1, i]]
    lines = [
        (
            place(ask, doubt.units[i]), number(ask, change.mean[-1, i], 2), number(ask, change.low[-1, i], 2),
            number(ask, change.high[-1, i], 2), Cell(ask.words.chance(change.rises[-1, i]), float(change.rises[-1, i])),
        )
        for i in moved
    ]  # fmt: skip
    columns = heads(ask, "ref_area*", "change", "low", "high", "rises")
    before, last = (ask.words.period(t) for t in doubt.times[-2:])
    count, all_ = len(moved), len(doubt.units)
    return table(ask, "changes", columns, lines, before=before, last=last, count=count, all=all_)
