"""What a check finds in `forms/*.yaml`: references, ids, sums, marks, calendar and versions."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes

FORM = """id: SHOPS_M
version: 1.1.0
name: {zh: 店铺表, en: Shops}
purpose: {zh: 试用, en: trial}
marks:
  table_number: T1
  authority: {zh: 编制组, en: compilers}
  approval: trial
  approved_by: {zh: 无, en: nobody}
  approval_number: T-1
  valid_from: '2022-01-01'
  valid_until: '2023-12-31'
frequency: M
domain: LIFE_A
product: G
population: {area: [CN], industry: ['64'], size: [LARGE], group: [SHOP]}
calendar:
  open: {months: 1, day: 1}
  due: {months: 1, day: 10}
  accept:
    - {level: prefecture, months: 1, day: 12}
    - {level: province, months: 1, day: 14, ends: '12:00'}
  waived: ['01']
  periods:
    - {period: 2022-09, due: '2022-10-12', accept: [{level: prefecture, day: '2022-10-13'}], reason: {zh: 放假, en: holidays}}
sections:
  - id: MONEY
    name: {zh: 金额, en: Money}
    rows:
      - {id: ALL, name: {zh: 合计, en: All}, sums: [ONE, TWO]}
      - {id: ONE, name: {zh: 甲, en: One}}
      - {id: TWO, name: {zh: 乙, en: Two}}
    columns:
      - {id: A, name: {zh: 额, en: Sum}, definition: {zh: 金额, en: money}, unit: 100M_YUAN, places: 2, flow: cumulative}
  - id: REST
    name: {zh: 其他, en: Rest}
    items:
      - {id: WHOLE, name: {zh: 总, en: Whole}, definition: {zh: 总额, en: all}, unit: 100M_YUAN, places: 2, flow: cumulative, sums: [ALL_A]}
      - {id: OPEN, name: {zh: 营业, en: Open}, definition: {zh: 是否, en: whether}, type: code, codelist: CL_FREQ}
rules:
  - id: SMALL
    rule: 'WHOLE >= timeshift(WHOLE, -1)'
    severity: explain
    says: {zh: 不减, en: does not fall}
    remedy: {zh: 说明, en: explain}
follows:
  - {version: 1.0.0, mapped: [{old: ALL, new: WHOLE}], dropped: [GONE], broken: [OPEN]}
tasks: [1]
"""
DOMAINS = """name: {zh: 领域, en: Domains}
article: '4'
codelist: CL_DOMAIN
classes: []
"""
CLASSES = """id: CL_DOMAIN
version: 1.0.0
name: {zh: 领域表, en: Domains}
codes:
  - {id: LIFE, name: {zh: 生活, en: Life}}
  - {id: LIFE_A, name: {zh: 甲类, en: Class A}, parent: LIFE}
"""
LISTS = {"CL_INDUSTRY": "64", "CL_UNIT_SIZE": "LARGE", "CL_UNIT_GROUP": "SHOP", "CL_PRODUCT": "G"}


def files(tiny: Mapping[str, bytes], form: str = FORM, name: str = "SHOPS_M") -> dict[str, bytes]:
    """The tiny programme with one form and the lists it names."""
    heads = "".join(f"  - {{id: {name}, version: 1.0.0, name: {{zh: 表, en: list}}}}\n" for name in LISTS)
    lists = {
        f"codelists/{name}.csv": f"CODE,NAME_ZH,NAME_EN\n{code},码,code\n" for name, code in LISTS.items()
    }
    return {
        **tiny,
        **{name: text.encode() for name, text in lists.items()},
        "codelists.yaml": tiny["codelists.yaml"] + heads.encode(),
        "domains.yaml": DOMAINS.encode(),
        "codelists/CL_DOMAIN.yaml": CLASSES.encode(),
        f"forms/{name}.yaml": form.encode(),
    }


def found(tiny: Mapping[str, bytes], old: str = "", new: str = "") -> list[Finding]:
    """What is found in the form after one change; the old text must be there."""
    assert old in FORM
    text = FORM.replace(old, new) if old else FORM
    return [f for f in load_bytes(files(tiny, text)).findings if f.file.startswith("forms/")]


def test_a_sound_form_has_no_findings(tiny: Mapping[str, bytes]) -> None:
    loaded = load_bytes(files(tiny))
    assert [f for f in loaded.findings if f.file.startswith(("forms/", "codelists.yaml"))] == []
    form = loaded.parts.forms["SHOPS_M"]
    assert [item.id for item in form.items] == ["ALL_A", "ONE_A", "TWO_A", "WHOLE", "OPEN"]


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("area: [CN]", "area: [CM]", 16, "CODE_UNKNOWN"),
        ("industry: ['64']", "industry: ['65']", 16, "CODE_UNKNOWN"),
        ("size: [LARGE]", "size: [BIG]", 16, "CODE_UNKNOWN"),
        ("group: [SHOP]", "group: [STALL]", 16, "CODE_UNKNOWN"),
        ("domain: LIFE_A", "domain: LIFE_B", 14, "CODE_UNKNOWN"),
        ("product: G", "product: H", 15, "CODE_UNKNOWN"),
        ("tasks: [1]", "tasks: [77]", 48, "TARGET_TASK_UNKNOWN"),
        ("tasks: [1]", "articles: [PART_9]", 48, "FORM_PART"),
        ("{level: province,", "{level: village,", 22, "FORM_LEVEL"),
        ("unit: 100M_YUAN, places: 2, flow: cumulative}", "unit: PENCE, flow: cumulative}", 34, "UNIT_UNKNOWN"),
        ("unit: 100M_YUAN, places: 2, flow: cumulative}", "flow: cumulative}", 34, "FORM_UNIT"),
        ("type: code, codelist: CL_FREQ", "type: code", 39, "FORM_CODELIST"),
        ("type: code, codelist: CL_FREQ", "type: code, codelist: CL_FREK", 39, "CODELIST_UNKNOWN"),
        ("type: code, codelist: CL_FREQ", "type: text, unit: 100M_YUAN", 39, "FORM_UNIT"),
        ("type: code, codelist: CL_FREQ", "type: text, codelist: CL_FREQ", 39, "FORM_CODELIST"),
        ("{id: TWO,", "{id: ONE,", 32, "ID_DUPLICATE"),
        ("id: OPEN,", "id: ONE_A,", 39, "ID_DUPLICATE"),
        ("sums: [ONE, TWO]", "sums: [ONE, THREE]", 30, "FORM_SUM"),
        ("sums: [ALL_A]", "sums: [OPEN]", 38, "FORM_SUM_UNLIKE"),
        ("places: 2, flow: cumulative, sums", "places: 1, flow: cumulative, sums", 38, "FORM_SUM_UNLIKE"),
        ("flow: cumulative, sums", "flow: point, sums", 38, "FORM_SUM_UNLIKE"),
        ("{id: ONE, name: {zh: 甲, en: One}}", "{id: ONE, name: {zh: 甲, en: One}, sums: [ALL]}", 26, "FORM_CIRCULAR"),
        ("  - id: REST", "  - id: MONEY", 35, "ID_DUPLICATE"),
        ("rules:\n", "  - {id: BARE, name: {zh: 空, en: bare}}\nrules:\n", 40, "FORM_EMPTY"),
        ("valid_from: '2022-01-01'", "valid_from: '2022-02-30'", 11, "DATE_INVALID"),
        ("valid_from: '2022-01-01'", "valid_from: '2024-01-01'", 12, "DATES_ORDER"),
        ("valid_until: '2023-12-31'", "valid_until: '2022-01-14'", 12, "FORM_EXPIRED"),
        ("waived: ['01']", "waived: [Q1]", 23, "FORM_PERIOD"),
        ("period: 2022-09", "period: 2022-Q3", 25, "FORM_PERIOD"),
        ("due: '2022-10-12'", "due: '2022-10-32'", 25, "FIELD_PATTERN"),
        ("due: '2022-10-12'", "due: '2022-02-30'", 25, "DATE_INVALID"),
        ("accept: [{level: prefecture", "accept: [{level: nation", 25, "FORM_LEVEL"),
        ("due: {months: 1, day: 10}", "due: {months: 0, day: 10}", 19, "FORM_DUE"),
        ("level: prefecture, months: 1, day: 12", "level: prefecture, months: 1, day: 2", 20, "FORM_ACCEPT"),
        ("due: '2022-10-12'", "due: '2022-10-20'", 25, "FORM_ACCEPT"),
        ("due: '2022-10-12'", "open: '2022-10-12', due: '2022-10-11'", 25, "FORM_DUE"),
        ("- {version: 1.0.0", "- {version: 1.2.0", 47, "FORM_FOLLOWS"),
        ("- {version: 1.0.0", "- {version: 1.1.0", 47, "FORM_FOLLOWS"),
        ("- {version: 1.0.0", "- {version: 1.10.0", 47, "FORM_FOLLOWS"),
        ("new: WHOLE", "new: HOLE", 47, "FORM_ITEM"),
        ("broken: [OPEN]", "broken: [SHUT]", 47, "FORM_ITEM"),
        ("  valid_until: '2023-12-31'\n", "", 5, "FIELD_MISSING"),
        ("  table_number: T1", "  table_number: ''", 6, "FIELD_LENGTH"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_form_is_told_where_it_stands(
    tiny: Mapping[str, bytes], old: str, new: str, line: int, code: str
) -> None:
    assert (line, code) in [(f.line, f.code) for f in found(tiny, old, new)]


def test_a_form_of_more_items_than_a_report_holds_is_told_and_not_taken_apart(
    tiny: Mapping[str, bytes],
) -> None:
    row, column = (
        FORM[FORM.index("      - {id: TWO") : FORM.index("    columns:")],
        FORM.index("  - id: REST"),
    )
    rows = "".join(row.replace("TWO", f"R{i}") for i in range(498))
    columns = "".join(
        f"      - {{id: C{i}, name: {{zh: 额, en: Sum}}, definition: {{zh: 额, en: sum}}}}\n"
        for i in range(49)
    )
    text = FORM[:column].replace(row, rows) + columns + FORM[column:]
    told = load_bytes(files(tiny, text)).findings
    assert [(f.code, dict(f.places).get("count")) for f in told if f.file.startswith("forms/")] == [
        ("FORM_LARGE", "25002")
    ]  # 500 rows by 50 columns, and two items


def test_an_item_without_class_or_product_is_told(tiny: Mapping[str, bytes]) -> None:
    told = [f for f in found(tiny, "domain: LIFE_A\n", "") if f.code == "FORM_UNPLACED"]
    assert [dict(f.places)["item"] for f in told] == ["ALL_A", "ONE_A", "TWO_A", "WHOLE", "OPEN"]
    assert [f.line for f in told] == [33, 33, 33, 37, 38]
    assert found(tiny, "domain: LIFE_A", "domain: _T") == []


def test_a_form_that_chooses_by_what_the_frame_does_not_say_is_told(tiny: Mapping[str, bytes]) -> None:
    frame = """name: {zh: 名录, en: Register}
lists: {area: CL_AREA, group: CL_UNIT_GROUP}
reasons:
  - {id: found, name: {zh: 找到, en: found}, when: [enters, stays]}
usual: {enters: found, stays: found}
"""
    told = load_bytes({**files(tiny), "frame.yaml": frame.encode()}).findings
    assert [(f.line, f.code, dict(f.places)["word"]) for f in told if f.file.startswith("forms/")] == [
        (16, "FORM_WHO", "industry"),
        (16, "FORM_WHO", "size"),
    ]


def test_a_form_in_a_file_of_another_name_is_told(tiny: Mapping[str, bytes]) -> None:
    told = load_bytes(files(tiny, name="SHOP")).findings
    assert [(f.file, f.line, f.code) for f in told if f.file.startswith("forms/")] == [
        ("forms/SHOP.yaml", 1, "FORM_FILE")
    ]


def test_a_rule_id_and_an_announced_period_are_taken_once(tiny: Mapping[str, bytes]) -> None:
    rule = FORM[FORM.index("  - id: SMALL") : FORM.index("follows:")]
    assert [(f.line, f.code) for f in found(tiny, rule, rule * 2)] == [(46, "ID_DUPLICATE")]
    again = FORM[FORM.index("    - {period") : FORM.index("sections:")]
    assert [(f.line, f.code) for f in found(tiny, again, again * 2)] == [(26, "ID_DUPLICATE")]


def test_a_form_of_a_programme_without_classes_and_products_is_not_asked_for_them(
    tiny: Mapping[str, bytes],
) -> None:
    bare = {
        name: content
        for name, content in files(tiny, FORM.replace("domain: LIFE_A\nproduct: G\n", "")).items()
        if "omain" not in name and "DOMAIN" not in name
    }
    bare["codelists.yaml"] = bare["codelists.yaml"].replace(b"CL_PRODUCT", b"CL_GOODS")
    bare["codelists/CL_GOODS.csv"] = bare.pop("codelists/CL_PRODUCT.csv")
    assert [f.code for f in load_bytes(bare).findings if f.file.startswith("forms/")] == []


def test_both_languages_say_what_is_wrong_and_what_to_do(tiny: Mapping[str, bytes]) -> None:
    told = next(f for f in found(tiny, "valid_until: '2023-12-31'", "valid_until: '2022-01-14'"))
    assert told.level == "warning"
    assert told.line_text("zh") == (
        "forms/SHOPS_M.yaml:12: 警告: FORM_EXPIRED: 表 SHOPS_M 的有效期到 2022-01-14 为止，早于发布日 2022-01-15，"
        "届时已不能下发。请重新报批并写明新的有效期。"
    )
    assert "Have it approved anew" in told.message("en")
