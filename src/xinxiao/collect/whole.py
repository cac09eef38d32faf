"""Which rules of a form can be held against a whole snapshot, and where each item they look at is frozen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xinxiao.collect.examine import parsed
from xinxiao.model.collect.form import Form, RuleSpec
from xinxiao.model.explanation import ExplanationSpec, WhyNot, same_for_all, why_not
from xinxiao.model.period import earlier
from xinxiao.rules.expression import Reference, Rule, appearing
from xinxiao.rules.types import ItemType, misfits

_GUESSED: tuple[Literal["number", "text"], ...] = ("number", "text")


@dataclass(frozen=True)
class Frozen:
    """The file of a snapshot, the form in the version it was frozen by, and by the items of the version that asks what they were called
    in it: an item that is not among them was not there, or meant something else."""

    path: Path
    form: Form
    names: Mapping[str, str]


Pair = tuple[str, int]
"""What a rule looks at: a form (empty: the form itself), and so many periods before."""
Known = Mapping[Pair, Frozen | None]
"""The snapshots of what is looked at; None where nobody was asked, nothing where it was not frozen."""


@dataclass(frozen=True)
class Source:
    """Where what an item holds stands: a column of a file, or nowhere, for then it is blank."""

    reference: Reference
    type: ItemType
    path: Path | None = None
    column: str = ""


@dataclass(frozen=True)
class Plan:
    """How a snapshot is examined: the rules that can be, dated, by their ids; where their items are; what the others need."""

    form: Form
    period: str
    path: Path
    rules: Mapping[str, Rule]
    sources: tuple[Source, ...]
    needs: Mapping[str, tuple[str, ...]]

    @property
    def types(self) -> dict[str, ItemType]:
        """What each item holds, by the text that names it."""
        return {source.reference.text: source.type for source in self.sources}

    def sources_of(self, rule: str) -> list[Source]:
        """Where the items of a rule stand, in the order in which it names them."""
        named = {source.reference: source for source in self.sources}
        return [named[item] for item in appearing(self.rules[rule])]


def planned(
    form: Form,
    period: str,
    known: Known,
    others: Mapping[str, Form],
    periods: Mapping[Pair, str] | None = None,
) -> Plan:
    """The plan for a form's snapshot of a period.

    ``others``: the other forms in the version by which their items are read on the server too; one that was never issued is not
    among them. ``periods``: for which period each that is looked at is, where that is not so many before.
    """
    own = known["", 0]
    assert own is not None
    rules: dict[str, Rule] = {}
    sources: dict[str, Source] = {}
    needs: dict[str, tuple[str, ...]] = {}
    for spec in form.rules:
        rule = parsed(spec.rule, period)
        found = _Sources(form, period, known, others, periods or {})
        held = found.of(rule)
        if found.needs:
            needs[spec.id] = tuple(dict.fromkeys(found.needs))
        else:
            rules[spec.id] = rule
            sources |= {source.reference.text: source for source in held}
    return Plan(form, period, own.path, rules, tuple(sources.values()), needs)


class _Sources:
    """Where the items of one rule stand; ``needs`` is what is not there."""

    def __init__(
        self, form: Form, period: str, known: Known, others: Mapping[str, Form], periods: Mapping[Pair, str]
    ) -> None:
        self._forms = {"": form, **others}
        self._own, self._period, self._known, self._periods = form.id, period, known, periods
        self.needs: list[str] = []

    def of(self, rule: Rule) -> list[Source]:
        found = [self._source(item) for item in appearing(rule)]
        if all(found):
            return [source for source in found if source]
        for kind in _GUESSED:  # of a form nobody ever issued: all is blank, of whatever kind fits
            every = [
                source or Source(item, ItemType(kind))
                for source, item in zip(found, appearing(rule), strict=True)
            ]
            if not list(misfits(rule, {source.reference.id: source.type for source in every})):
                return every
        self.needs += [item.form for item, source in zip(appearing(rule), found, strict=True) if not source]
        return []

    def _source(self, item: Reference) -> Source | None:
        form = self._forms.get(item.form)
        meant = form.by_id.get(item.item) if form else None
        if meant is None:
            return None
        blank = Source(item, ItemType(meant.type, places=meant.places))
        pair = item.form, item.shift
        if pair not in self._known:
            then = self._periods.get(pair) or earlier(self._period, item.shift)
            self.needs.append(f"{item.form or self._own} {then}")
            return blank
        frozen = self._known[pair]
        column = frozen.form.by_id.get(frozen.names.get(item.item, "")) if frozen else None
        if frozen is None or column is None:
            return blank
        return Source(item, ItemType(column.type, places=column.places), frozen.path, column.id)


def wanted(form: Form, period: str) -> tuple[Pair, ...]:
    """What rules of a form look at."""
    every = (item for rule in form.rules for item in appearing(parsed(rule.rule, period)))
    return tuple(dict.fromkeys((item.form, item.shift) for item in every))


def whys(
    rules: Iterable[RuleSpec], explanations: Mapping[str, str], spec: ExplanationSpec
) -> Iterator[tuple[str, str, WhyNot]]:
    """Of each explanation in a report: its rule, its words, and why it is none (as a report by itself is examined)."""
    same = same_for_all(explanations)
    for rule in rules:
        words = explanations.get(rule.id)
        if words is not None and rule.severity == "explain":
            yield rule.id, words, why_not(words, rule.says, spec) or ("same" if rule.id in same else "")
