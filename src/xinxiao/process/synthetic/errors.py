"""Errors planted in invented reports: of known kind, as many as were asked for, each in a key of what stood there before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

import numpy as np
import pyarrow as pa

from xinxiao.model.collect.content import Content, content_of, is_number
from xinxiao.model.collect.form import Form
from xinxiao.rules.expression import Reference, Rule, appearing
from xinxiao.rules.parse import parse
from xinxiao.rules.record import Value, verdict

Error = Literal[
    "slip", "thousand", "swapped", "copied", "sum", "sign", "missing", "heaped", "duplicate", "cross"
]
"""What is spoilt: a number ten times, or a thousand times, too large; two items exchanged; the period before sent again; a sum that
is none; a number below zero; a number left out; one rounded to its first digit; the report of another unit; a number that another
form of the same unit contradicts."""
ERRORS: tuple[Error, ...] = get_args(Error)
KEY = pa.schema(
    [pa.field(n, pa.string()) for n in ("form", "period", "unit", "error", "item", "right", "wrong", "rule")]
)
"""What was spoilt: where, how, and what stood there before; ``rule``: the one about another form that it breaks."""
TIMES = tuple(Decimal(text) for text in ("1.4", "3", "10", "100", "1000", "0.6", "0.2", "0.01"))
"""By how much a number is changed until another form contradicts it."""


@dataclass(frozen=True)
class Neighbours:
    """What a planted error is made of beside the report itself: that of the period before, another unit's, and what the unit says on
    other forms, by ``FORM#ITEM``."""

    before: bytes
    another: bytes
    others: Mapping[str, str]


@dataclass(frozen=True)
class Planted:
    """A content with an error in it, and what was done."""

    content: bytes
    item: str = ""
    right: str = ""
    wrong: str = ""
    rule: str = ""


def crossed(form: Form) -> tuple[tuple[str, Rule], ...]:
    """The rules of a form that look at another form in the same period, and at nothing of other periods, by id."""
    found = []
    for spec in form.rules:
        rule = parse(spec.rule)
        every = appearing(rule)
        if any(item.form for item in every) and not any(item.shift for item in every):
            found.append((spec.id, rule))
    return tuple(found)


def chosen(
    counts: Sequence[int], both: Sequence[np.ndarray], errors: int, seed: int
) -> tuple[dict[int, Error], ...]:
    """Which reports are spoilt and how, by their place in each piece: each kind as often as the others.

    ``counts``: reports of each piece; ``both``: places of those whose unit fills another form that a rule looks at.
    Raises ``ValueError`` for more errors than reports.
    """
    total, ends = int(sum(counts)), np.cumsum(counts)
    if errors > total:
        raise ValueError(f"{errors} errors in {total} reports")
    made = np.random.default_rng([seed, 5])
    free = made.permutation(total)
    twice = {int(at) + start for each, start in zip(both, ends - counts, strict=True) for at in each}
    kinds: tuple[Error, ...] = ("cross", *ERRORS[:-1]) if twice else ERRORS[:-1]
    crossing = [int(at) for at in free if int(at) in twice][
        : sum(kinds[n % len(kinds)] == "cross" for n in range(errors))
    ]
    plain = iter([int(at) for at in free if int(at) not in set(crossing)])
    found: tuple[dict[int, Error], ...] = tuple({} for _ in counts)
    places = iter(crossing)
    for turn in range(errors):
        kind = kinds[turn % len(kinds)]
        at = next(places, None) if kind == "cross" else next(plain)
        if at is None:  # fewer units fill two forms than errors were asked for
            kind, at = "slip", next(plain)
        piece = int(np.searchsorted(ends, at, side="right"))
        found[piece][at - int(ends[piece] - counts[piece])] = kind
    return found


def spoil(form: Form, content: bytes, error: Error, beside: Neighbours, made: np.random.Generator) -> Planted:
    """A content spoilt in one way. What cannot be spoilt so (no other form contradicts it) is spoilt as a slip."""
    if error == "copied":
        return Planted(beside.before)
    if error == "duplicate":
        return Planted(beside.another)
    held = content_of(content)
    if error == "cross":
        found = _contradicted(form, held, beside.others)
        return found if found is not None else spoil(form, content, "slip", beside, made)
    there = [i for i in form.items if i.type == "number" and i.id in held.cells]
    plain = [i.id for i in there if not i.sums and held.cells[i.id] != "0"]
    needed = [i.id for i in there if not i.sums and i.needed] or plain
    sums = [i.id for i in there if i.sums] or plain
    item = str(made.choice({"sum": sums, "missing": needed}.get(error, plain)))
    right, cells = held.cells[item], dict(held.cells)
    if error == "missing":
        del cells[item]
    elif error == "swapped":
        second = next((n for n in plain[plain.index(item) + 1 :] + plain if cells[n] != right), item)
        cells[item], cells[second] = cells[second], right
    else:
        cells[item] = _wrong(error, Decimal(right))
    return Planted(Content(cells=cells, marks=held.marks).canonical, item, right, cells.get(item, ""))


def _wrong(error: Error, right: Decimal) -> str:
    match error:
        case "slip":
            wrong = right * 10
        case "thousand":
            wrong = right * 1_000
        case "sign":
            wrong = -right
        case "heaped":
            wrong = round(right, -max(right.adjusted(), 0))
        case _:
            wrong = right + 1
    return text_of(wrong)


def text_of(number: Decimal) -> str:
    """A number in canonical form."""
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text


def _contradicted(form: Form, held: Content, others: Mapping[str, str]) -> Planted | None:
    """The first number that a change makes another form contradict, with the sums it is in changed alike."""
    for name, rule in crossed(form):
        every = appearing(rule)
        for reference in every:
            if reference.form or reference.item not in held.cells:
                continue
            leaf = _leaf(form, reference.item, held)
            for times in TIMES:
                cells = _changed(form, held.cells, leaf, times)
                if verdict(rule, {r.text: _value(r, cells, others) for r in every}) == "fails":
                    made = Content(cells=cells, marks=held.marks).canonical
                    return Planted(made, leaf, held.cells[leaf], cells[leaf], name)
    return None


def _leaf(form: Form, name: str, held: Content) -> str:
    """An item that is filled in: the largest part of a sum."""
    while form.by_id[name].sums:
        parts = [part for part in form.by_id[name].sums if part in held.cells]
        name = max(parts, key=lambda part: Decimal(held.cells[part]))
    return name


def _changed(form: Form, cells: Mapping[str, str], item: str, times: Decimal) -> dict[str, str]:
    made, right = dict(cells), Decimal(cells[item])
    step = Decimal(1).scaleb(-form.by_id[item].places)
    more = (right * times).quantize(step) - right
    names = {item}
    for _ in form.items:  # sums of sums: as often as there can be levels
        above = {i.id for i in form.items if names & {*i.sums}} - names
        if not above:
            break
        names |= above
    for name in names:
        made[name] = text_of(Decimal(made[name]) + more)
    return made


def _value(reference: Reference, cells: Mapping[str, str], others: Mapping[str, str]) -> Value:
    text = others.get(reference.id) if reference.form else cells.get(reference.item)
    return Decimal(text) if text is not None and is_number(text) else text
