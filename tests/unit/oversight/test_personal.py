"""What is personal in a case, and in which part of it that stands."""

from __future__ import annotations

from tests.nouns import WORD
from xinxiao.model.oversight.rule import Basis
from xinxiao.model.oversight.workflow import Field
from xinxiao.oversight.personal import is_sealed, part_of, personal

BASIS = (Basis(rule="R"),)
FIELDS = {
    "NAME": Field(id="NAME", name=WORD, kind="name", personal=True, basis=BASIS),
    "BORN": Field(id="BORN", name=WORD, kind="date", personal=True, basis=BASIS),
    "BARE": Field(id="BARE", name=WORD, kind="phone", personal=True),
    "STORY": Field(id="STORY", name=WORD, kind="text"),
    "CODE": Field(id="CODE", name=WORD, kind="code"),
}


def test_personal_fields_and_free_text_are_sealed_and_what_is_personal_stands_in_a_part_of_its_own() -> None:
    assert {name: (is_sealed(one), part_of(one)) for name, one in FIELDS.items()} == {
        "NAME": (True, "person"),
        "BORN": (True, "person"),
        "BARE": (True, "person"),
        "STORY": (True, "case"),
        "CODE": (False, "case"),
    }


def test_values_of_personal_fields_and_of_fields_nobody_names_any_more_are_masked() -> None:
    assert personal(FIELDS, {"NAME": "a", "STORY": "b", "GONE": "c"}) == {"NAME": "a", "GONE": "c"}
