"""What of a form's rules can be held against a whole snapshot, and what would have to be frozen first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.unit.collect.made import form, item, text
from xinxiao.collect.links import comparable
from xinxiao.collect.whole import Frozen, Plan, planned, wanted, whys
from xinxiao.model.collect.form import Follows, Form, Mapped, RuleSpec, Section, Severity
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.rules.expression import Number, Reference
from xinxiao.rules.types import ItemType

NOW, BEFORE, OTHER = Path("now.parquet"), Path("before.parquet"), Path("other.parquet")
PERIOD = "2026-02"


def ruled(*rules: str, severity: Severity = "must", places: int = 2, kind: str = "number") -> Form:
    """A form with items A and K, and some rules."""
    items = (item("A", places=places, type=kind), item("K", type="code", codelist="CL_KIND"))
    said = text("甲要合适", "A must fit")
    specs = [
        RuleSpec(id=f"R{at}", rule=rule, severity=severity, says=said, remedy=said)
        for at, rule in enumerate(rules)
    ]
    section = Section(id="S", name=said, items=items)
    return form(sections=(section,), rules=tuple(specs))


def frozen(place: Path, old: Form, asks: Form | None = None) -> Frozen:
    """A snapshot by a version, as another that asks reads it."""
    return Frozen(place, old, comparable(old, asks or old, {}))


def plan(own: Form, others: dict[str, Form] | None = None, **known: Frozen | None) -> Plan:
    """``before`` and ``other``: the snapshots one period before and of OTHER_M; those that are not given are not frozen."""
    pairs = {"before": ("", 1), "other": ("OTHER_M", 0)}
    held = {("", 0): frozen(NOW, own)} | {pairs[name]: found for name, found in known.items()}
    return planned(own, PERIOD, held, others or {})


def test_an_item_is_where_its_period_and_form_are_frozen() -> None:
    own, other = ruled("A > timeshift(A, -1) + OTHER_M#A"), ruled(places=4)
    made = plan(own, {"OTHER_M": other}, before=frozen(BEFORE, ruled(places=0)), other=frozen(OTHER, other))
    assert {source.reference.text: (source.path, source.type.places) for source in made.sources} == {
        "A": (NOW, 2),
        "timeshift(A, -1)": (BEFORE, 0),
        "OTHER_M#A": (OTHER, 4),
    }
    assert (list(made.rules), made.needs) == (["R0"], {})


def test_what_was_asked_and_is_not_frozen_is_needed_by_the_rules_that_name_it_alone() -> None:
    own = ruled("A > timeshift(A, -1)", "A > 0", "A > OTHER_M#A or A > timeshift(A, -1)")
    made = plan(own, {"OTHER_M": ruled()})
    assert list(made.rules) == ["R1"]
    assert made.needs == {"R0": ("F_M 2026-01",), "R2": ("OTHER_M 2026-02", "F_M 2026-01")}


def test_what_nobody_was_asked_is_nowhere() -> None:
    made = plan(ruled("A > timeshift(A, -1)"), before=None)
    assert [(source.reference.text, source.path) for source in made.sources] == [
        ("A", NOW),
        ("timeshift(A, -1)", None),
    ]


def version(number: str, own: Form, **follows: Any) -> Form:
    """A form in a later version that follows 1.0.0."""
    return msgspec.structs.replace(own, version=number, follows=(Follows(version="1.0.0", **follows),))


def test_an_item_is_where_the_version_before_had_it_and_nowhere_where_it_had_none_or_meant_something_else() -> (
    None
):
    asks = ruled("A > timeshift(A, -1)")
    was = Section(id="S", name=text("节", "s"), items=(item("B", places=3),))
    old = form(rules=(), sections=(was,))
    for follows, found in (
        ({}, (None, "")),
        ({"mapped": (Mapped(old="B", new="A"),)}, (BEFORE, "B")),
        ({"mapped": (Mapped(old="B", new="A"),), "broken": ("A",)}, (None, "")),
    ):
        own = version("2.0.0", asks, **follows)
        made = plan(own, before=frozen(BEFORE, old, own))
        assert [(source.path, source.column) for source in made.sources] == [(NOW, "A"), found]
        assert made.needs == {}
    other = version("2.0.0", asks)
    assert plan(other, before=frozen(BEFORE, ruled(kind="text"), other)).sources[1].path is None


@pytest.mark.parametrize(
    ("rule", "kind"),
    [("A <= OTHER_M#X", "number"), ('OTHER_M#X = "a"', "text"), ("K = OTHER_M#X or A > 0", "")],
)
def test_an_item_of_a_form_nobody_ever_issued_is_blank_of_whatever_kind_fits(rule: str, kind: str) -> None:
    made = plan(ruled(rule), other=None)
    found = [source for source in made.sources if source.reference == Reference("X", "OTHER_M")]
    assert [(source.type.kind, source.path) for source in found] == ([(kind, None)] if kind else [])
    assert made.needs == ({} if kind else {"R0": ("OTHER_M",)})


def test_rules_are_dated_by_the_period_of_the_snapshot() -> None:
    made = plan(ruled("getmonth(TIME_PERIOD) = A"))
    assert made.rules["R0"].then.left == Number("2")  # type: ignore[union-attr]
    assert made.types == {"A": ItemType("number", places=2)}


def test_the_periods_that_are_looked_at_are_named() -> None:
    own = ruled("A > timeshift(A, -12)", "A > timeshift(OTHER_M#A, -2)")
    assert wanted(own, PERIOD) == (("", 0), ("", 12), ("OTHER_M", 2))


def test_what_is_needed_of_a_form_of_a_finer_frequency_is_named_by_its_own_period() -> None:
    own = ruled("A > OTHER_M#A")
    held = {("", 0): frozen(NOW, own)}
    made = planned(own, "2026", held, {"OTHER_M": ruled()}, {("OTHER_M", 0): "2026-12"})
    assert made.needs == {"R0": ("OTHER_M 2026-12",)}


def test_an_explanation_is_worth_what_it_is_worth_in_a_report_by_itself() -> None:
    spec = ExplanationSpec(least=6, formulas=("核实无误",))
    own = ruled(*(f"A > {at}" for at in range(4)), severity="explain")
    told = {"R0": "新开两家分店并入", "R1": "核实无误", "X": "没有这条规则的说明"}
    assert list(whys(own.rules, told, spec)) == [
        ("R0", "新开两家分店并入", ""),
        ("R1", "核实无误", "formulaic"),
    ]
    same = dict.fromkeys(("R0", "R1", "R2"), "新开两家分店并入")
    assert {why for _, _, why in whys(own.rules, same, spec)} == {"same"}
    assert list(whys(ruled("A > 0").rules, told, spec)) == []
