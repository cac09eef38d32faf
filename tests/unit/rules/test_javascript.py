"""Rules go to the browser as plain data."""

from __future__ import annotations

import json

import pytest

from xinxiao.rules.javascript import data
from xinxiao.rules.parse import parse
from xinxiao.rules.types import ItemType

TYPES = {"A": ItemType("number"), "K": ItemType("code"), "F#A": ItemType("number")}


def test_a_rule_is_its_trees_and_the_kinds_of_its_items() -> None:
    made = data(parse('when K = "x" then A > timeshift(F#A, -1)'), TYPES)
    assert made["kinds"] == {"K": "code", "A": "number", "timeshift(F#A, -1)": "number"}
    assert made["when"] == {
        "type": "Comparison",
        "order": "=",
        "left": {"type": "Reference", "item": "K", "form": "", "shift": 0},
        "right": {"type": "Text", "value": "x"},
    }
    assert json.loads(json.dumps(made)) == made


def test_a_rule_without_a_condition_says_so() -> None:
    assert data(parse("A = 1"), TYPES)["when"] is None


def test_an_item_of_no_known_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        data(parse("B = 1"), TYPES)
