"""What was filled in under an earlier version of a form is carried over as the new one says, told or refused."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from tests.unit.collect.made import follows, form, item, sections
from xinxiao.collect.carried import carried
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.form import Form, ItemSpec, Mapped

OLD = form()
FILLED = Content(cells={"A": "1.5", "B": "2", "K": "01", "R1_Q": "7", "T": "3.5"}, marks={"R2_Q": "M"})


@dataclass
class Told:
    codes: list[str]
    items: list[str]


def newer(items: tuple[ItemSpec, ...], **how: object) -> Form:
    first = msgspec.structs.replace(sections()[0], items=items)
    return form("2.0.0", sections=(first, sections()[1]), follows=follows("1.0.0", **how))


def told(new: Form) -> tuple[Content | None, Told]:
    made, found = carried(OLD, new, FILLED, "_meta")
    return made, Told([f.code for f in found], [dict(f.places).get("item", "") for f in found])


def test_items_of_one_name_go_on_and_it_is_told() -> None:
    made, said = told(newer(sections()[0].items))
    assert made is not None
    assert made.cells == {"A": "1.5", "B": "2", "K": "01", "R1_Q": "7", "T": "3.5", "RT_Q": "7"}
    assert made.marks == {"R2_Q": "M"}
    assert said.codes == ["CARRIED_TOLD"]


def test_an_item_that_is_mapped_goes_on_under_its_new_name() -> None:
    money = {"unit": "CNY", "places": 2}
    items = (item("A2", **money), *sections()[0].items[1:2], *sections()[0].items[3:])
    made, said = told(newer(items, mapped=(Mapped(old="A", new="A2"),)))
    assert made is not None
    assert made.cells["A2"] == "1.5"
    assert "A" not in made.cells
    assert said.codes == ["CARRIED_TOLD", "CARRIED_MAPPED"]


def test_an_item_that_is_dropped_or_means_something_else_now_is_told() -> None:
    items = tuple(one for one in sections()[0].items if one.id not in ("B", "T"))
    made, said = told(newer(items, dropped=("B",), broken=("A",)))
    assert made is not None
    assert "B" not in made.cells
    assert sorted(zip(said.codes, said.items, strict=True)) == [
        ("CARRIED_BROKEN", "A"),
        ("CARRIED_DROPPED", "B"),
        ("CARRIED_TOLD", ""),
    ]


def test_a_value_that_has_nowhere_to_go_has_all_refused_with_a_list() -> None:
    items = tuple(one for one in sections()[0].items if one.id not in ("B", "K", "T"))
    made, said = told(newer(items))
    assert made is None
    assert [i for c, i in zip(said.codes, said.items, strict=True) if c == "CARRIED_NOWHERE"] == ["B", "K"]


def test_an_item_whose_unit_of_measure_changed_is_carried_nowhere() -> None:
    items = (item("A", unit="CNY_10K", places=2), *sections()[0].items[1:])
    made, said = told(newer(items))
    assert made is None
    assert said.codes == ["CARRIED_TOLD", "CARRIED_OTHERWISE"]


def test_two_items_are_not_carried_into_one() -> None:
    items = tuple(one for one in sections()[0].items if one.id not in ("B", "T"))
    made, said = told(newer(items, mapped=(Mapped(old="B", new="A"),)))
    assert made is None
    assert "CARRIED_TWICE" in said.codes


def test_a_version_that_does_not_say_how_it_follows_takes_nothing() -> None:
    made, found = carried(OLD, form("3.0.0", follows=follows("2.0.0")), FILLED, "_meta")
    assert made is None
    assert [f.line_text("en") for f in found] == [
        "_meta:0: error: CARRIED_VERSION: filled in under version 1.0.0 of the form; version 3.0.0 does not say how it follows "
        "that, so nothing was read. Download the template of now and fill it in."
    ]
