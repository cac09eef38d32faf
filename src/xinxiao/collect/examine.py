"""Hold a report against its form: types, codes, needed items, places, sums, and the rules, each with its verdict.

Nothing is mended here: what does not fit is a finding, and what was written stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from functools import lru_cache
from typing import cast

from xinxiao.files.decode import CONTROL
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import DIGITS, Content, is_number, number_of
from xinxiao.model.collect.finding import ReportFault, ReportFinding, RuleVerdict
from xinxiao.model.collect.form import Form, Item
from xinxiao.model.explanation import ExplanationSpec, WhyNot, same_for_all, why_not
from xinxiao.rules.expression import Reference, Rule, appearing, dated
from xinxiao.rules.parse import parse
from xinxiao.rules.record import Value, verdict

_EXACT = Context(prec=2 * DIGITS + 6)
"""Sums of a form's items have far fewer digits than this."""


@dataclass(frozen=True)
class Beside:
    """What a report is compared with: contents by ``(form id, periods before)``; what is not there was not reported.
    ``bundles``: the forms these answer, by id, where they are other forms; ``period``: that of the report itself, whose month
    rules may ask for."""

    contents: Mapping[tuple[str, int], Content] = field(default_factory=dict)
    bundles: Mapping[str, Bundle] = field(default_factory=dict)
    period: str = ""


def examined(
    bundle: Bundle, content: Content, beside: Beside, spec: ExplanationSpec
) -> tuple[ReportFinding, ...]:
    """Everything found in a content, items in the order of the form, then rules in theirs."""
    return (*_items(bundle, content), *_rules(bundle, content, beside, spec))


def references(form: Form) -> frozenset[Reference]:
    """The items of other periods and forms that a form's rules refer to."""
    every = (item for rule in form.rules for _, item in _named(rule.rule))
    return frozenset(item for item in every if item.form or item.shift)


@lru_cache(maxsize=4096)
def parsed(rule: str, period: str) -> Rule:
    """The tree of a rule as reports of a period are held against it. Raises :class:`ProgrammeFault` for what is none; ``check``
    finds that before a form is issued."""
    return dated(parse(rule), period)


# ---- items


def _items(bundle: Bundle, content: Content) -> Iterator[ReportFinding]:
    known = bundle.form.by_id
    for name in sorted({*content.cells, *content.marks} - {*known}):
        yield ReportFinding("unknown", "must", (name,), _values(content, (name,)))
    for item in bundle.form.items:
        yield from _item(bundle, item, content)


def _item(bundle: Bundle, item: Item, content: Content) -> Iterator[ReportFinding]:
    def found(fault: ReportFault, wanted: str = "") -> ReportFinding:
        held = _values(content, (item.id,))
        return ReportFinding(fault, "must", (item.id,), held, wanted)

    text, mark = content.cells.get(item.id), content.marks.get(item.id)
    if text is not None and mark is not None:
        yield found("both")
    if text is None:
        if item.needed and not item.sums and mark != "M":
            yield found("needed")
    elif item.type == "number":
        yield from (found(*each) for each in _number(item, text))
    elif item.type == "code" and text not in bundle.codes.get(item.codelist or "", ()):
        yield found("code", item.codelist or "")
    elif item.type == "text" and len(text) > item.most:
        yield found("length", str(item.most))
    elif item.type == "text" and (hidden := CONTROL.search(text)):
        yield found("invisible", f"U+{ord(hidden[0]):04X}")
    if item.sums:
        yield from _sum(item, content)


def _number(item: Item, text: str) -> Iterator[tuple[ReportFault, str]]:
    if not is_number(text):
        digits = sum(char.isdigit() for char in text)
        plain = text.removeprefix("-").replace(".", "", 1).isdecimal()
        yield ("digits", str(DIGITS)) if plain and digits > DIGITS else ("type", "")
        return
    if -int(Decimal(text).as_tuple().exponent) > item.places:
        yield "places", str(item.places)
    if item.least is not None and Decimal(text) < Decimal(repr(item.least)):
        yield "least", f"{Decimal(repr(item.least)).normalize():f}"


def _sum(item: Item, content: Content) -> Iterator[ReportFinding]:
    """A total against its parts. A part that cannot exist adds nothing; with one that is blank or was not collected, or is no
    number, nobody knows the sum."""
    total = Decimal(0)
    for part in item.sums:
        text = content.cells.get(part)
        if text is not None and is_number(text):
            total = _EXACT.add(total, Decimal(text))
        elif text is not None or content.marks.get(part) != "M":
            return
    if all(content.marks.get(part) == "M" for part in item.sums) and item.id not in content.cells:
        return
    own = content.cells.get(item.id)
    if own is None or (is_number(own) and Decimal(own) != total):
        places = (item.id, *item.sums)
        yield ReportFinding("sum", "must", places, _values(content, places), _shown(total))


def _shown(number: Decimal) -> str:
    return number_of(f"{number:f}") or f"{number:f}"


def _values(content: Content, items: tuple[str, ...]) -> dict[str, str]:
    return {name: content.cells[name] for name in items if name in content.cells}


# ---- rules


def _rules(
    bundle: Bundle, content: Content, beside: Beside, spec: ExplanationSpec
) -> Iterator[ReportFinding]:
    held = _Held(bundle, content, beside)
    same = same_for_all(content.explanations)
    for rule in bundle.form.rules:
        named = _named(rule.rule)
        found = verdict(
            parsed(rule.rule, beside.period), {text: held.value(text, item) for text, item in named}
        )
        if found in ("holds", "unknown"):
            continue
        why: WhyNot = ""
        if rule.severity == "explain" and found == "fails":
            words = content.explanations.get(rule.id, "")
            why = why_not(words, rule.says, spec) or ("same" if rule.id in same else "")
        yield ReportFinding(
            "rule",
            rule.severity,
            tuple(text for text, _ in named),
            {text: held_there for text, item in named if (held_there := held.text(item)) is not None},
            rule=rule.id,
            verdict=cast(RuleVerdict, found),
            why=why,
            says=rule.says,
            remedy=rule.remedy,
        )


@lru_cache(maxsize=4096)
def _named(rule: str) -> tuple[tuple[str, Reference], ...]:
    """The items a rule refers to, each with the text by which it does."""
    return tuple((item.text, item) for item in appearing(parse(rule)))


class _Held:
    """What items hold, of this report and of those beside it."""

    def __init__(self, bundle: Bundle, content: Content, beside: Beside) -> None:
        self._forms: dict[str, Form] = {"": bundle.form}
        self._forms |= {name: other.form for name, other in beside.bundles.items()}
        self._contents: dict[tuple[str, int], Content] = {("", 0): content}
        for (form, before), other in beside.contents.items():
            self._contents["" if form == bundle.form.id else form, before] = other
        self._values: dict[str, Value] = {}

    def text(self, item: Reference) -> str | None:
        """What was written there; None where nothing was, or nothing was reported."""
        content = self._contents.get((item.form, item.shift))
        return content.cells.get(item.item) if content else None

    def value(self, name: str, item: Reference) -> Value:
        """The same as a rule takes it, by the text that names it: what is no number where one belongs holds nothing."""
        if name not in self._values:
            self._values[name] = self._value(item)
        return self._values[name]

    def _value(self, item: Reference) -> Value:
        text, form = self.text(item), self._forms.get(item.form)
        own = form.by_id.get(item.item) if form else None
        if text is None or own is None:
            return None
        if own.type == "number":
            return Decimal(text) if is_number(text) else None
        return text
