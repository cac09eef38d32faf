"""Formulas and units: every formula can be read, ends, names what exists, and has the unit it declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow.compute as pc

from xinxiao.errors import ProgrammeFault
from xinxiao.model.codes import fault
from xinxiao.model.divisor import always_zero
from xinxiao.model.finding import Finding
from xinxiao.model.formula import Tree, accounts, dimension, names, order, parse
from xinxiao.model.scope import TOTAL
from xinxiao.model.unit import MONEY, PEOPLE, PEOPLE_PER_MONEY, PLAIN, Meaning, meaning
from xinxiao.programme.checks.known import Known

ACCOUNT = Meaning(1.0, MONEY)
"""The account is kept in money."""


def units(known: Known) -> Iterator[Finding]:
    """Expressions of units that mean nothing."""
    for unit in known.programme.units.values():
        try:
            meaning(unit.pint)
        except ProgrammeFault as problem:
            yield fault(*known.at("CL_UNIT", unit.id), "UNIT_MEANING", value=unit.pint, hint=problem.hint)


KINDS = {
    ("account.yaml", "unit"): MONEY,
    ("io.yaml", "unit"): MONEY,
    ("io.yaml", "persons"): PEOPLE,
    ("pull.yaml", "output", "multiplier"): PLAIN.dimensions,
    ("pull.yaml", "output", "level"): MONEY,
    ("pull.yaml", "value_added", "multiplier"): PLAIN.dimensions,
    ("pull.yaml", "value_added", "level"): MONEY,
    ("pull.yaml", "employment", "multiplier"): PEOPLE_PER_MONEY,
    ("pull.yaml", "employment", "level"): PEOPLE,
}
"""What the unit that a field names has to measure, by file and path."""


def unit_kinds(known: Known) -> Iterator[Finding]:
    """Units of the tables, the account and the pull that measure something else than they are named for."""
    programme = known.programme
    nouns = {"account.yaml": programme.account, "io.yaml": programme.tables, "pull.yaml": programme.pull}
    for (file, *path), needed in KINDS.items():
        unit: Any = nouns[file]
        for word in path:
            unit = getattr(unit, word, None)
        found = _meaning(known, unit) if unit is not None else None
        if found is not None and found.dimensions != needed:
            places = {"unit": unit, "found": found, "field": " ".join(path), "needed": Meaning(1.0, needed)}
            yield fault(*known.line(file, *path), "UNIT_KIND", **places)


def formulas(known: Known) -> Iterator[Finding]:
    """Syntax, names, circles and dimension of every formula."""
    trees: dict[str, Tree] = {}
    for item in known.programme.indicators.values():
        if item.formula is None:
            continue
        place = known.at("indicators", item.id, "formula")
        try:
            trees[item.id] = parse(item.formula)
        except ProgrammeFault as problem:
            yield fault(
                *place, "FORMULA_SYNTAX", formula=item.formula, problem=problem.message, hint=problem.hint
            )
            continue
        divisor = always_zero(trees[item.id])
        if divisor is not None:
            yield fault(*place, "FORMULA_ZERO", formula=item.formula, divisor=divisor)
        yield from _names(known, trees[item.id], place)
    _, circles = order({name: names(tree) for name, tree in trees.items()})
    for circle in circles:
        place = known.at("indicators", circle[0], "formula")
        yield fault(*place, "FORMULA_CIRCULAR", circle=" -> ".join(circle))
    yield from _dimensions(known, trees)


def _names(known: Known, tree: Tree, place: tuple[str, int]) -> Iterator[Finding]:
    for name in names(tree):
        yield from known.unknown("INDICATOR_UNKNOWN", "indicators", name, place)
    spec = known.programme.account
    kept = {item.scope for item in spec.scopes} if spec is not None else set()
    products = {TOTAL, *(product.id for item in (spec.scopes if spec else ()) for product in item.products)}
    for series in accounts(tree):
        yield from known.unknown("SCOPE_UNKNOWN", "scopes", series.scope, place)
        if known.has("scopes", series.scope) and (series.scope not in kept or series.product not in products):
            yield fault(
                *place,
                "CODE_UNKNOWN",
                value=series.id,
                hint=", ".join(sorted(kept)) or "-",
                column="account",
                rows=1,
            )


def _dimensions(known: Known, trees: dict[str, Tree]) -> Iterator[Finding]:
    of: dict[str, Meaning] = {}
    for item in known.programme.indicators.values():
        of[item.id] = _meaning(known, item.unit) or PLAIN
    for name, tree in trees.items():
        item = known.programme.indicators[name]
        declared = _meaning(known, item.unit)
        if declared is None or item.formula is None or any(n not in of for n in names(tree)):
            continue
        place = known.at("indicators", name, "formula")
        series = {account.id: ACCOUNT for account in accounts(tree)}
        try:
            found = dimension(tree, {**of, **series})
        except ProgrammeFault as problem:
            yield fault(*place, "FORMULA_UNIT", formula=item.formula, found=problem.message, unit=item.unit)
            continue
        if found.dimensions != declared.dimensions:
            yield fault(
                *place, "FORMULA_UNIT", formula=item.formula, found=found, unit=f"{item.unit} ({declared})"
            )


def _meaning(known: Known, unit: str) -> Meaning | None:
    entry = known.programme.units.get(unit)
    try:
        return meaning(entry.pint) if entry is not None else None
    except ProgrammeFault:
        return None


def figure_units(known: Known) -> Iterator[Finding]:
    """Figures in another unit than their indicator declares; figures of an indicator that has a formula."""
    rows = known.loaded.rows
    for item in known.programme.indicators.values():
        own = rows.filter(pc.equal(rows.column("INDICATOR"), item.id)) if item.formula is not None else None
        if own is not None and own.num_rows:
            place = (own.column("FILE")[0].as_py(), own.column("LINE")[0].as_py())
            yield fault(*place, "FORMULA_FIGURES", indicator=item.id, formula=item.formula, rows=own.num_rows)
    pairs = rows.select(["INDICATOR", "UNIT_MEASURE"])
    counts = pairs.group_by(["INDICATOR", "UNIT_MEASURE"], use_threads=False).aggregate([([], "count_all")])
    for pair in counts.to_pylist():
        declared = known.programme.indicators.get(pair["INDICATOR"])
        if (
            declared is None
            or declared.unit == pair["UNIT_MEASURE"]
            or not known.has("CL_UNIT", declared.unit)
        ):
            continue
        both = pc.and_(
            pc.equal(rows.column("INDICATOR"), pair["INDICATOR"]),
            pc.equal(rows.column("UNIT_MEASURE"), pair["UNIT_MEASURE"]),
        )
        first = rows.filter(both).slice(0, 1).to_pylist()[0]
        places = {"indicator": declared.id, "unit": pair["UNIT_MEASURE"], "declared": declared.unit}
        yield fault(first["FILE"], first["LINE"], "FIGURE_UNIT", **places, rows=pair["count_all"])
