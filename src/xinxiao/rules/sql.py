"""Rules as one query of DuckDB over a wide table: a column for each item that is referred to, a column for each rule's verdict.

A column's name is :attr:`Reference.text`; numbers are ``DECIMAL(digits, places)`` of their :class:`ItemType`, codes and texts
``VARCHAR``, null where there is nothing. No function is registered and no row is looked at outside DuckDB. What is known of
the largest values (:func:`extent`) lets most rules be plain arithmetic of decimals (:mod:`xinxiao.rules.small`); the others go
step by step (:mod:`xinxiao.rules.guarded`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xinxiao.rules.expression import DIGITS, Reference, Rule, references
from xinxiao.rules.guarded import Guarded, Rows
from xinxiao.rules.small import Large, Small, held
from xinxiao.rules.types import Types, type_of
from xinxiao.rules.writer import Writer, column, name

USUAL = 10**15 - 1
"""The size of the integers of usual reports. Rows beyond are looked at by themselves if a rule cannot be plain because of them."""


@dataclass(frozen=True)
class Condition:
    """A rule in SQL: true where it holds, and what else decides the verdict; ``plain`` if nothing can overflow."""

    holds: str
    zeros: tuple[str, ...]
    overflows: tuple[str, ...]
    plain: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """Everything in it that refers to columns."""
        return (self.holds, *self.zeros, *self.overflows)


def verdicts(
    rules: Mapping[str, Rule],
    types: Types,
    source: str,
    *,
    keep: Sequence[str] = (),
    largest: Mapping[str, int] | None = None,
) -> str:
    """The query that gives, for each row of ``source`` (a table's name or a query in brackets, trusted), the columns to
    ``keep`` and for each rule, named by its id, its verdict as text; in no order.

    ``largest`` are the sizes of the integers that number columns hold at most (:func:`measured`); a column that is not in it
    may be as large as its type. Rules must fit their form (:func:`xinxiao.rules.types.misfits`); ``KeyError`` for an item
    that ``types`` does not hold.
    """
    known = largest or {}
    usual = {item.text: min(held(item, types, known)[0], USUAL) for item in _numbers(rules.values(), types)}
    beyond = [item for item in _numbers(rules.values(), types) if held(item, types, known)[0] > USUAL]
    if all(found.plain for found in _conditions(rules, types, known, Rows()).values()) or not beyond:
        return _query(rules, types, source, keep, known)
    within = " AND ".join(
        f"coalesce(abs({name(i.text)}) <= {_cap(type_of(i, types).places)}, TRUE)" for i in beyond
    )
    most = _query(rules, types, f"(SELECT * FROM {source} WHERE {within})", keep, usual)
    rest = _query(rules, types, f"(SELECT * FROM {source} WHERE NOT ({within}))", keep, known)
    return f"{most} UNION ALL {rest}"


def _cap(places: int) -> str:
    return f"CAST('{Decimal(USUAL).scaleb(-places):f}' AS DECIMAL({DIGITS},{places}))"


def _conditions(
    rules: Mapping[str, Rule], types: Types, largest: Mapping[str, int], rows: Rows
) -> dict[str, Condition]:
    return {id: condition(rule, types, largest, rows) for id, rule in rules.items()}


def _query(
    rules: Mapping[str, Rule], types: Types, source: str, keep: Sequence[str], largest: Mapping[str, int]
) -> str:
    rows = Rows()
    conditions = _conditions(rules, types, largest, rows)
    columns = [name(kept) for kept in keep]
    items = _all(rules.values())
    asked = (*columns, *(_read(item, types, largest) for item in items))
    base = rows.over(
        f"SELECT {', '.join(asked) or '1'} FROM {source}",
        (*columns, *map(column, items)),
        (*columns, *(part for found in conditions.values() for part in found.parts)),
    )
    met: list[str] = []
    told: list[str] = []
    for number, (id, found) in enumerate(conditions.items()):
        met.append(f'{found.holds} AS "~h{number}"')
        whens = ""
        if found.overflows:
            met.append(f'({" OR ".join(found.overflows)}) AS "~o{number}"')
            whens = f"WHEN \"~o{number}\" THEN 'overflow' "
        whens += f"WHEN \"~h{number}\" THEN 'holds' WHEN NOT \"~h{number}\" THEN 'fails'"
        if found.zeros:
            met.append(f'({" OR ".join(found.zeros)}) AS "~z{number}"')
            whens += f" WHEN \"~z{number}\" THEN 'undefined'"
        told.append(f"CASE {whens} ELSE 'unknown' END AS {name(id)}")
    inner = f"SELECT {', '.join((*columns, *met))} FROM ({base})"
    return f"SELECT {', '.join((*columns, *told))} FROM ({inner})"


def condition(rule: Rule, types: Types, largest: Mapping[str, int], rows: Rows) -> Condition:
    """A rule's condition, plain if that can be proven; else its steps are columns of ``rows``."""
    small = Small(types, largest)
    try:
        return Condition(Writer(small, types).rule(rule), tuple(small.zeros), (), True)
    except Large:
        guarded = Guarded(types, rows)
        holds = Writer(guarded, types).rule(rule)
        return Condition(holds, tuple(guarded.zeros), tuple(guarded.overflows), False)


def extent(rules: Iterable[Rule], types: Types, source: str) -> str:
    """The query for the largest size in each number column that rules refer to: one row of texts, for :func:`measured`."""
    asked = []
    for item in _numbers(rules, types):
        kind, read = type_of(item, types), name(item.text)
        size = f"CAST(greatest(max({read}), -min({read})) AS DECIMAL({kind.digits},{kind.places}))"
        asked.append(f"CAST({size} AS VARCHAR) AS {read}")
    return f"SELECT {', '.join(asked) or '1'} FROM {source}"


def measured(rules: Iterable[Rule], types: Types, row: Sequence[str | None]) -> dict[str, int]:
    """The row that :func:`extent` gave as integers by column, at the places of each; 0 for a column without a number."""
    found = zip(_numbers(rules, types), row, strict=False)
    return {item.text: int((text or "0").replace(".", "").replace("-", "")) for item, text in found}


def _read(item: Reference, types: Types, largest: Mapping[str, int]) -> str:
    """A column of the table as it is computed with: of its declared type, or in eight bytes if all it holds fits."""
    kind, wanted = type_of(item, types), "VARCHAR"
    if kind.kind == "number":
        wanted = f"DECIMAL({held(item, types, largest)[1]},{kind.places})"
    return f"CAST({name(item.text)} AS {wanted}) AS {column(item)}"


def _all(rules: Iterable[Rule]) -> list[Reference]:
    return sorted({item for rule in rules for item in references(rule)})


def _numbers(rules: Iterable[Rule], types: Types) -> list[Reference]:
    return [item for item in _all(rules) if type_of(item, types).kind == "number"]
