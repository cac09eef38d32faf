"""A form of 2,000 cells in one table that 100 rules hold: sums of 300 cells, comparisons with the period before, shares."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from string import ascii_uppercase

from tests.unit.collect.made import bundle, form, item, text
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.form import RowSpec, RuleSpec, Section

ROWS = tuple("".join(two) for two in islice(product(ascii_uppercase, repeat=2), 200))
"""AA, AB, … HR: a rule has 2,000 characters, and so names 300 cells only where ids are short."""
COLUMNS = "ABCDEFGHIJ"
CELLS = tuple(f"{row}_{column}" for row in ROWS for column in COLUMNS)


def ruled() -> Bundle:
    """The form: 30 sums of 300 cells each, 40 comparisons with the period before, 30 shares."""
    section = Section(
        id="L",
        name=text("两千格", "Two thousand"),
        rows=tuple(RowSpec(id=row, name=text(f"第{row}行", f"row {row}")) for row in ROWS),
        columns=tuple(item(column, places=2) for column in COLUMNS),
    )
    return bundle(form(id="F_RULED", sections=(section,), rules=tuple(_rules())))


def _rules() -> Iterator[RuleSpec]:
    for k in range(30):
        cells = ",".join(CELLS[(60 * k + i) % len(CELLS)] for i in range(300))
        yield _rule(f"SUM_{k}", f"sum({cells}) >= {k}")
    for row in ROWS[:40]:
        yield _rule(f"BEFORE_{row}", f"{row}_A <= 2 * timeshift({row}_A, -1) + 1000")
    for row in ROWS[40:70]:
        yield _rule(f"SHARE_{row}", f"when {row}_B > 0 then {row}_A / {row}_B <= 100")


def _rule(name: str, rule: str) -> RuleSpec:
    return RuleSpec(
        id=name,
        rule=rule,
        severity="explain",
        says=text(f"规则{name}", f"rule {name}"),
        remedy=text("请核对。", "Check it."),
    )
