"""Predicates of subjects: written in a cell, held against a subject."""

from __future__ import annotations

import pytest

from xinxiao.errors import DataFault
from xinxiao.model.oversight.predicate import holds, parse, written

FIRM = {"kind": ("A", "B"), "area": ("440300",), "class": ("C",)}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("", True),
        ("kind=A", True),
        ("kind=C", False),
        ("kind=C|B; area=44*", True),
        ("kind=A； area=45*", False),
        ("class!=A", True),
        ("class!=A|C", False),
        ("class != C*", False),
        ("risk=*", False),
        ("risk!=*", True),
    ],
)
def test_a_subject_is_meant_when_every_condition_holds(text: str, is_one: bool) -> None:
    assert holds(parse(text), FIRM) is is_one


def test_what_is_read_is_written_as_one_way() -> None:
    assert written(parse("kind = A|B ;area=44*；class!=A")) == "kind=A|B; area=44*; class!=A"


@pytest.mark.parametrize(
    "text",
    ["kind", "kind=", "=A", "kind==A", "Kind=A", "kind=A;", "kind=A|", "kind=a b;c", "kind='A'", "kind=A\nOR 1=1", "area=4*4", "k=" + "A" * 65, ";", "x=A;" * 600 + "x=A"],
)  # fmt: skip
def test_anything_else_is_no_predicate_and_the_form_is_said(text: str) -> None:
    with pytest.raises(DataFault) as refused:
        parse(text)
    assert refused.value.told is not None
    assert refused.value.told.name == "predicate_form"
