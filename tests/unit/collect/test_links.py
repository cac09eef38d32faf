"""Items of one version of a form and what they were in another: by name, mapped, dropped, broken, and over versions in between."""

from __future__ import annotations

import msgspec

from tests.unit.collect.made import follows, form, item, sections
from xinxiao.collect.links import Link, linked, links
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.form import Form, ItemSpec, Mapped

MONEY = {"unit": "CNY", "places": 2}
A, B, T, K, W = sections()[0].items
OLD = form()


def version(number: str, items: tuple[ItemSpec, ...], **how: object) -> Form:
    first = msgspec.structs.replace(sections()[0], items=items)
    return form(f"{number}.0.0", sections=(first, sections()[1]), follows=follows(**how))  # type: ignore[arg-type]


RENAMED = version(
    "2", (item("A2", **MONEY), B, K, W), version="1.0.0", mapped=(Mapped(old="A", new="A2"),), dropped=("T",)
)
BROKEN = version("3", (item("A2", **MONEY), B, K, W), version="2.0.0", broken=("B",))


def test_items_of_one_version_are_themselves() -> None:
    assert links(OLD, OLD, {})["A"] == Link("A")
    assert linked(OLD, OLD, Content(cells={"A": "1"}), {}).cells == {"A": "1"}


def test_an_item_that_got_another_name_is_compared_with_the_one_it_had() -> None:
    found = links(OLD, RENAMED, {})
    assert (found["A2"], found["B"], found["R1_Q"]) == (Link("A"), Link("B"), Link("R1_Q"))
    assert "T" not in found
    held = linked(OLD, RENAMED, Content(cells={"A": "7", "B": "3", "T": "10"}, marks={"W": "L"}), {})
    assert (held.cells, held.marks) == ({"A2": "7", "B": "3"}, {"W": "L"})


def test_what_was_broken_goes_on_and_is_not_compared() -> None:
    assert links(RENAMED, BROKEN, {})["B"] == Link("B", comparable=False)
    assert linked(RENAMED, BROKEN, Content(cells={"A2": "7", "B": "3"}), {}).cells == {"A2": "7"}


def test_the_way_leads_over_versions_in_between_and_a_break_on_it_stays_one() -> None:
    found = links(OLD, BROKEN, {"2.0.0": RENAMED})
    assert (found["A2"], found["B"]) == (Link("A"), Link("B", comparable=False))
    assert links(OLD, BROKEN, {}) == {}, "nobody says what lies in between"


def test_one_name_for_another_unit_of_measure_is_another_item() -> None:
    tenthousands = version("2", (item("A", unit="CNY_10K"), B, T, K, W), version="1.0.0")
    assert "A" not in links(OLD, tenthousands, {})
    assert linked(OLD, tenthousands, Content(cells={"A": "50000", "B": "1"}), {}).cells == {"B": "1"}


def test_a_name_that_is_given_to_another_item_is_not_taken_twice() -> None:
    swapped = version("2", (item("B", **MONEY), K, W), version="1.0.0", mapped=(Mapped(old="A", new="B"),))
    assert links(OLD, swapped, {})["B"] == Link("A")


def test_versions_that_follow_nothing_have_nothing_in_common() -> None:
    assert links(OLD, form("2.0.0"), {}) == {}
    assert linked(OLD, form("2.0.0"), Content(cells={"A": "1"}), {}).cells == {}
