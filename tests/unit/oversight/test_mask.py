"""Masks: how much of what is kept of a person is shown without a reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nouns import POLICY, WORD
from xinxiao.model.oversight.masking import MaskingSpec, MaskRule
from xinxiao.model.oversight.workflow import Field, FieldKind
from xinxiao.oversight.mask import masked, masks, scrubbed
from xinxiao.programme.oversight import read_oversight

NAME = MaskRule(kind="name", first=1, fill="某", whole=("欧阳", "司马"), apart=("甲", "乙"))
PHONE = MaskRule(kind="phone", first=3, last=4, least=4, fill="****")
EMAIL = MaskRule(kind="email", first=1, fill="***", after="@")
ALL = MaskRule(kind="text")
SPEC = MaskingSpec(rules=(NAME, PHONE, EMAIL, ALL))


def field(name: str, kind: FieldKind, personal: bool = True) -> Field:
    return Field(id=name, name=WORD, kind=kind, personal=personal)


@pytest.mark.parametrize(
    ("value", "rule", "shown"),
    [
        ("张三", NAME, "张某"), ("张小三", NAME, "张某"), ("欧阳修", NAME, "欧阳某"), ("欧阳", NAME, "某"), ("张", NAME, "某"),
        ("买买提·艾力", NAME, "买某"), ("  李四 ", NAME, "李某"), ("Smith", NAME, "S某"), ("", NAME, ""), (None, NAME, ""),
        ("13800138000", PHONE, "138****8000"), ("10086", PHONE, "****"), ("1234567", PHONE, "****"), ("12345678901", PHONE, "123****8901"),
        ("12345678", PHONE, "****"), ("someone@example.org", EMAIL, "s***@example.org"), ("s@example.org", EMAIL, "***@example.org"),
        ("nobody", EMAIL, "n***"), ("a@b@c", EMAIL, "a***@c"), ("他说 13800138000", ALL, "＊＊＊"), (13800138000, PHONE, "****"),
        (["张三"], NAME, "某"), ("张三", None, "＊＊＊"), ({"a": 1}, None, "＊＊＊"), (0, None, "＊＊＊"), (False, NAME, "某"),
    ],
)  # fmt: skip
def test_a_value_is_masked_by_the_rule_of_its_kind(value: Any, rule: MaskRule | None, shown: str) -> None:
    assert masked(value, rule) == shown


def test_a_mask_does_not_tell_how_much_it_hides() -> None:
    assert masked("张三", NAME) == masked("张三丰张三丰", NAME)
    assert masked("x" * 3, ALL) == masked("x" * 3_000, ALL)


def test_different_people_that_look_the_same_are_told_apart_and_one_person_stays_one() -> None:
    fields = {name: field(name, "name") for name in ("A", "B", "C", "D")}
    values = {"A": "张三", "B": "张四", "C": "张三", "D": "李四"}
    assert masks(values, fields, SPEC) == {"A": "张某甲", "B": "张某乙", "C": "张某甲", "D": "李某"}
    assert masks({"A": "张三", "C": "张三"}, fields, SPEC) == {"A": "张某", "C": "张某"}


def test_a_kind_without_a_rule_and_a_field_nobody_names_are_masked_as_a_whole() -> None:
    fields = {"ID": field("ID", "identity"), "DAY": field("DAY", "date"), "TEXT": field("TEXT", "text")}
    values = {"ID": "110101199003078515", "DAY": "1990-03-07", "TEXT": "见 13800138000", "GONE": "张三"}
    assert set(masks(values, fields, SPEC).values()) == {"＊＊＊"}
    assert set(masks(values, fields, None).values()) == {"＊＊＊"}


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "诸葛孔明", "诸葛某"), ("name", "王五", "王某"), ("phone", "13800138000", "138****8000"),
        ("phone", "010-12345678", "010****5678"), ("identity", "110101199003078515", "＊＊＊"), ("address", "某市某路1号", "＊＊＊"),
        ("email", "someone@example.org", "s***@example.org"), ("account", "6222021234567890123", "****0123"), ("text", "张三说", "＊＊＊"),
    ],
)  # fmt: skip
def test_the_rules_of_the_shipped_programme_mask_every_kind(kind: FieldKind, value: str, shown: str) -> None:
    path = "oversight/masking.yaml"
    read = read_oversight({path: (POLICY / path).read_bytes()})
    assert read.findings == ()
    spec = read.oversight.one(path, MaskingSpec)
    assert masks({"F": value}, {"F": field("F", kind)}, spec) == {"F": shown}


# ---- free text

TEXTS = MaskingSpec(
    rules=(
        MaskRule(kind="phone", first=3, last=4, least=4, fill="****", shapes=("1##########", "0##########")),
        MaskRule(kind="identity", shapes=("#################X",)),
        MaskRule(kind="email", first=1, fill="***", after="@", shapes=("*@*",)),
    )
)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("联系电话13800138000，下午可接", "联系电话138****8000，下午可接"),
        ("电话：138 0013 8000；010-87654321", "电话：138****8000；010****4321"),
        ("全角１３８００１３８０００", "全角１３８****８０００"),
        ("身份证11010519491231002X的张三", "身份证＊＊＊的张三"),
        ("身份证11010519491231002x", "身份证＊＊＊"),
        ("写信到zhang.san@example.com，不要打电话", "写信到z***@example.com，不要打电话"),
        ("被投诉人91110000802100433B、914403001922038216", "被投诉人91110000802100433B、914403001922038216"),
        ("金额1200.50元，2026年6月1日，第20260601号", "金额1200.50元，2026年6月1日，第20260601号"),
        ("订单号138001380001234567890", "订单号138001380001234567890"),
        ("王小明说收到短信", "王某说收到短信"),
        ("", ""),
    ],
)
def test_what_looks_like_a_person_in_free_text_is_masked(said: str, shown: str) -> None:
    assert scrubbed(said, TEXTS, {"王小明": "王某", "某": "＊"}) == shown


def test_free_text_without_rules_is_masked_by_the_people_that_are_known_alone() -> None:
    assert scrubbed("王小明 13800138000", None, {"王小明": "＊＊＊"}) == "＊＊＊ 13800138000"


def test_hostile_text_takes_no_longer_for_being_hostile() -> None:
    for text in ("1" * 20_000, "1 " * 10_000, "a." * 10_000 + "@", "@" * 20_000, "１" * 20_000):
        assert isinstance(scrubbed(text, TEXTS, {}), str)
