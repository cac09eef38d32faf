"""Figures of the audit page. Those of the report keep their size and scroll; the others fit any width."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from xinxiao.entry.portal.audit.ask import Ask
from xinxiao.entry.portal.figure_table import Data, Figure
from xinxiao.index.analysis.audit import Audit
from xinxiao.index.doubt.uncertainty import Uncertainty
from xinxiao.publish import charts
from xinxiao.publish.charts.svg import Frame
from xinxiao.texts import text

MATRIX_LIMIT = 40
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True)
class Drawing(Figure):
    """A figure of one size, too fine to be shrunk."""

    fixed: bool = True


def _drawing(ask: Ask, ident: str, svg: str, rows: Data) -> Drawing:
    title, says = _words(ask, ident)
    return Drawing(ident, title, says, rows, lambda frame: framed(svg, frame))


def _words(ask: Ask, ident: str, **places: object) -> tuple[str, str]:
    title, says = (text(ask.lang, f"audit.{ident}.{part}", **places) for part in ("caption", "says"))
    return title, says


def framed(svg: str, frame: Frame) -> str:
    """The report's chart as one image with a name: its marks say nothing of their own, its ids are its own."""
    quiet = _SPOKEN.sub("", svg)
    quiet = re.sub(r'\bid="([^"]+)"', rf'id="{frame.ident}-\1"', quiet).replace(
        "url(#", f"url(#{frame.ident}-"
    )
    title = f'<title id="{frame.ident}-t">{escape(frame.title)}</title>'
    opened = re.sub(r"<svg ", f'<svg role="img" aria-labelledby="{frame.ident}-t" ', quiet, count=1)
    return re.sub(r"(<svg[^>]*>)", lambda m: m[1] + title, opened, count=1)


def framework(ask: Ask, made: Audit) -> Figure:
    """The tree as nested bands."""
    from xinxiao.publish.documents.charts import framework_chart

    tree = made.result.framework
    names = {code: ask.words.node(code) for code in tree.codes}
    rows = tuple(
        {"NODE": row.code, "NAME": names[row.code], "LEVEL": row.level, "SHARE": row.weight}
        for row in made.importance
    )
    return _drawing(ask, "tree", framework_chart(made, names), rows)


def correlations(ask: Ask, made: Audit) -> Figure:
    """Correlations of indicators and groups; of groups alone when there are many."""
    from xinxiao.publish.documents.charts import correlation_chart

    tree = made.result.framework
    codes = tree.codes if len(tree.codes) <= MATRIX_LIMIT else tree.group_codes
    names = {code: ask.words.node(code) for code in codes}
    r, p = made.correlations.coefficients, made.correlations.p_values
    place = tree.position
    rows = tuple(
        {
            "ONE": a,
            "OTHER": b,
            "R": _number(r[place[a], place[b]]),
            "P": _number(p[place[a], place[b]]),
        }
        for i, a in enumerate(codes)
        for b in codes[i + 1 :]
    )
    return _drawing(ask, "correlations", correlation_chart(made, codes, names), rows)


def _number(value: float) -> float | None:
    return None if value != value else float(value)


def importance(ask: Ask, made: Audit) -> Figure:
    """What the index in fact listens to, beside the weights it was given; indicators only."""
    w = ask.words
    told = [row for row in made.importance if row.level == 1]
    told.sort(key=lambda row: -row.importance)
    marks = [
        charts.Dot(
            w.node(row.code),
            row.importance * 100,
            w.percent(row.importance, 1),
            min(row.weight, row.importance) * 100,
            max(row.weight, row.importance) * 100,
        )
        for row in told
    ]
    rows = tuple(
        {"NODE": row.code, "NAME": w.node(row.code), "WEIGHT": row.weight, "IMPORTANCE": row.importance}
        for row in told
    )
    title, says = _words(ask, "weights")
    unit = text(ask.lang, "audit.weights.axis")
    return Figure("weights", title, says, rows, lambda f: charts.dots(f, marks, unit=unit, base="zero"))


def ranks(ask: Ask, doubt: Uncertainty) -> Figure:
    """Ranks as published with their intervals, rank 1 at the right."""
    w = ask.words
    last = doubt.rank[-1]
    order = sorted(
        (i for i in range(len(last)) if last[i] == last[i]), key=lambda i: (last[i], doubt.units[i])
    )
    marks, rows = [], []
    for i in order:
        low, high = float(doubt.rank_low[-1, i]), float(doubt.rank_high[-1, i])
        between = w.t("span", low=w.plain(low, decimals=0), high=w.plain(high, decimals=0))
        marks.append(charts.Dot(w.area(doubt.units[i], "short"), float(last[i]), between, low, high))
        rows.append(
            {
                "REF_AREA": doubt.units[i],
                "RANK": float(last[i]),
                "RANK_MEDIAN": float(doubt.rank_median[-1, i]),
                "RANK_LOWER": low,
                "RANK_UPPER": high,
            }
        )
    time = w.period(doubt.times[-1]) if doubt.times else ""
    title, says = _words(ask, "intervals", time=time, level=w.percent(doubt.level))
    unit = text(ask.lang, "audit.intervals.axis")
    draw = charts.dots
    return Figure(
        "intervals", title, says, tuple(rows), lambda f: draw(f, marks, unit=unit, direction="down")
    )


def sensitivity(ask: Ask, doubt: Uncertainty) -> Figure | None:
    """First and total order of each assumption, with intervals."""
    found = doubt.sensitivity
    if found is None:
        return None
    marks, rows = [], []
    titles = {f.name: f.assumption.title(ask.lang) for f in doubt.factors}
    for i in sorted(range(len(found.names)), key=lambda i: -float(found.total[i])):
        for colour, kind in enumerate(("total", "first")):
            value, low, high = (float(getattr(found, f"{kind}{end}")[i]) for end in ("", "_low", "_high"))
            word = text(ask.lang, f"index.audit.column.{kind}")
            name = titles.get(found.names[i], found.names[i]) if kind == "total" else f"\u2003{word}"
            marks.append(
                charts.Dot(name, value, ask.words.plain(value, decimals=2), low, high, colour=colour)
            )
            rows.append(
                {"ASSUMPTION": found.names[i], "ORDER": kind, "INDEX": value, "LOWER": low, "UPPER": high}
            )
    title, says = _words(ask, "indices", level=ask.words.percent(doubt.level))
    unit = text(ask.lang, "audit.indices.axis")
    return Figure(
        "indices", title, says, tuple(rows), lambda f: charts.dots(f, marks, unit=unit, base="zero")
    )
