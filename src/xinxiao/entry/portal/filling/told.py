"""What was found in a report, as lines that people read and follow to the place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xinxiao.collect.examine import references
from xinxiao.entry.portal.filling.change import grouped
from xinxiao.entry.portal.words import Words
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.finding import ReportFinding
from xinxiao.model.finding import Finding
from xinxiao.model.period import PER_YEAR, frequency
from xinxiao.rules.expression import Reference

VALUES = 6
"""Values of a finding that are shown."""


@dataclass(frozen=True)
class Line:
    """A finding: how grave, in words, the values, what to do, the item to go to (empty: none) and the rule (empty: none)."""

    severity: str
    says: str
    values: str
    remedy: str
    item: str
    rule: str = ""
    blocks: bool = False
    why: str = ""


def called(words: Words, bundle: Bundle, period: str) -> Mapping[str, str]:
    """What items of other periods and forms are called by whoever reads a finding, by the name that rules give them."""
    known, year = bundle.form.by_id, PER_YEAR[frequency(period)]

    def said(item: Reference) -> str:
        own = not item.form and item.item in known
        name = words.say(known[item.item].name) if own else item.id
        which = {0: "here", 1: "last", year: "year"}.get(item.shift, "before")
        return words.t(f"filling.called.{which}", item=name, count=item.shift)

    return {item.text: said(item) for item in references(bundle.form)}


def lines(words: Words, bundle: Bundle, period: str, found: Iterable[ReportFinding]) -> tuple[Line, ...]:
    """Findings of the server about a content of a period."""
    names = called(words, bundle, period)
    return tuple(_line(words, bundle, names, finding) for finding in found)


def _line(words: Words, bundle: Bundle, names: Mapping[str, str], finding: ReportFinding) -> Line:
    known = bundle.form.by_id
    item = next((name for name in finding.items if name in known), "")
    says = finding.message(words.lang)
    if finding.rule and finding.verdict in ("", "fails"):
        says = words.t("filling.grid.broken", rule=says.removesuffix("。").removesuffix("."))
    elif not finding.rule and item:
        says = says.replace(item, words.say(known[item].name), 1)
    values = (
        f"{words.say(known[name].name) if name in known else names.get(name, name)} = {grouped(value)}"
        for name, value in list(finding.values.items())[:VALUES]
    )
    return Line(
        finding.severity,
        says,
        words.t("list.semicolon").join(values) if finding.rule else "",
        finding.hint(words.lang),
        item,
        finding.rule,
        finding.blocks,
        finding.why,
    )


@dataclass(frozen=True)
class Seen:
    """A finding about a place of something handed in."""

    level: str
    where: str
    words: str
    item: str


def seen(words: Words, bundle: Bundle, found: Iterable[Finding]) -> tuple[Seen, ...]:
    """Findings about what was handed in."""
    made = []
    for finding in found:
        item = dict(finding.places).get("item", "")
        name = words.say(bundle.form.by_id[item].name) if item in bundle.form.by_id else ""
        where = " ".join(part for part in (finding.file, name) if part)
        made.append(Seen(finding.level, where, finding.message(words.lang), item if name else ""))
    return tuple(made)
