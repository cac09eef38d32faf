"""Rules of forms: each can be read and fits its form, looks back over reports there can be, and at forms there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xinxiao.model.codes import fault
from xinxiao.model.collect.form import Form, Item
from xinxiao.model.finding import Finding
from xinxiao.model.period import PER_YEAR
from xinxiao.programme.checks.forms import within
from xinxiao.programme.checks.known import Known
from xinxiao.rules.expression import Reference, references
from xinxiao.rules.parse import parse
from xinxiao.rules.types import ItemType, findings


def rules(known: Known) -> Iterator[Finding]:
    """Everything wrong with the rules of all forms."""
    forms = {form.id: form for form in within(known)}
    for form in forms.values():
        types = types_of(known, forms, form.id)
        for i, rule in enumerate(form.rules):
            place = known.at("forms", form.id, "rules", i, "rule")
            found = list(findings(rule.rule, types, *place))
            yield from found
            if not found:
                for reference in sorted(references(parse(rule.rule))):
                    yield from _other(known, form, reference, place)


def types_of(known: Known, forms: Mapping[str, Form], own: str) -> dict[str, ItemType]:
    """What a rule of a form may name: its own items, and those of other forms as ``FORM#ITEM``."""
    return {
        item.id if form.id == own else f"{form.id}#{item.id}": _type(known, item)
        for form in forms.values()
        for item in form.items
    }


def _type(known: Known, item: Item) -> ItemType:
    codes = known.codes(item.codelist) if item.type == "code" and item.codelist is not None else None
    return ItemType(item.type, places=item.places, codes=codes or None)


def _other(known: Known, form: Form, reference: Reference, place: tuple[str, int]) -> Iterator[Finding]:
    """A form of a coarser frequency has no report that ends with the period."""
    other = known.programme.forms.get(reference.form)
    if other is not None and PER_YEAR[other.frequency] < PER_YEAR[form.frequency]:
        yield fault(*place, "FORM_OTHER", value=reference.id, freq=other.frequency, own=form.frequency)
