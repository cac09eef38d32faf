"""Parts of the audit page's tables: words for readers, raw numbers in full for those who check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.entry.portal.audit.ask import Ask
from xinxiao.entry.portal.figure_table import Cell, Column, Grid
from xinxiao.index.analysis.audit import Audit
from xinxiao.texts import text


@dataclass(frozen=True)
class Table(Grid):
    """A grid with a sentence that says how to read it."""

    says: str = ""

    @property
    def sentence(self) -> str:
        """How to read it."""
        return self.says


def table(
    ask: Ask, ident: str, heads: tuple[Column, ...], lines: Sequence[tuple[Cell, ...]], **places: object
) -> Table:
    """A table with its caption and sentence."""
    caption, says = (text(ask.lang, f"audit.{ident}.{part}", **places) for part in ("caption", "says"))
    return Table(ident, caption, heads, tuple(lines), (), says)


def head(ask: Ask, key: str, kind: str = "number") -> Column:
    """A column of the report."""
    return Column(key.upper(), text(ask.lang, f"index.audit.column.{key}"), kind)


def heads(ask: Ask, *keys: str) -> tuple[Column, ...]:
    """Columns of the report; those that end with ``*`` hold words."""
    return tuple(head(ask, k.rstrip("*"), "text" if k.endswith("*") else "number") for k in keys)


def number(ask: Ask, value: float, decimals: int) -> Cell:
    """A number with so many decimals; a gap when there is none."""
    value = float(value)
    return Cell("–") if value != value else Cell(ask.words.plain(value, decimals=decimals), value)


def measure(value: float) -> Cell:
    """A number of any size with four digits."""
    value = float(value)
    if value != value:
        return Cell("–")
    shown = f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:,.4g}"
    return Cell(shown.replace("-", "\u2212"), value)


def share(ask: Ask, value: float) -> Cell:
    """A share in per cent."""
    value = float(value)
    return Cell("–") if value != value else Cell(ask.words.percent(value, 0 if value == 1 else 1), value)


def span(ask: Ask, low: float, high: float, decimals: int) -> str:
    """From one end to the other, in words."""
    w = ask.words
    return w.t(
        "span", low=w.plain(float(low), decimals=decimals), high=w.plain(float(high), decimals=decimals)
    )


def node(ask: Ask, made: Audit, code: str) -> Cell:
    """A node by name; indicators lead to their page."""
    known = code in ask.book.programme.indicators and code in made.result.framework.indicator_codes
    return Cell(ask.words.node(code), code, ask.url(f"indicators/{code}") if known else "")


def place(ask: Ask, code: str) -> Cell:
    """A place by name, leading to its profile."""
    return Cell(ask.words.area(code), code, ask.url(f"areas/{code}"))
