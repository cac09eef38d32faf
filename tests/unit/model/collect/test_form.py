"""Forms: which items they have, in which order, and what each of them is."""

from __future__ import annotations

from typing import Any

import msgspec

from xinxiao.model.collect.form import Form, cell

TEXT = {"zh": "某", "en": "some"}


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def form(**fields: Any) -> Form:
    rows = [
        {"id": "ALL", "name": text("合计", "All"), "sums": ["ONE", "TWO"], "product": "_T"},
        {
            "id": "ONE",
            "name": text("甲", "One"),
            "definition": text("甲类。", "Class one."),
            "domain": "LIFE_A",
        },
        {"id": "TWO", "name": text("乙", "Two")},
    ]
    columns = [
        {"id": "V", "name": text("额", "Value"), "definition": text("销售额。", "Sales."), "unit": "YUAN", "places": 2},
        {"id": "N", "name": text("数", "Number"), "definition": text("个数。", "How many."), "unit": "SETS", "product": "G"},
        {"id": "P", "name": text("均", "Mean"), "definition": text("两列之和。", "Both."), "sums": ["V", "N"]},
    ]  # fmt: skip
    single = {
        "id": "NOTE",
        "name": TEXT,
        "definition": TEXT,
        "type": "text",
        "needed": False,
        "domain": "LIFE_B",
    }
    plain = {
        "id": "F",
        "version": "1.0.0",
        "name": TEXT,
        "purpose": TEXT,
        "marks": {
            "table_number": "T1",
            "authority": TEXT,
            "approval": "trial",
            "approved_by": TEXT,
            "approval_number": "T-1",
            "valid_from": "2026-01-01",
            "valid_until": "2028-12-31",
        },
        "frequency": "M",
        "population": {},
        "calendar": {"open": {"day": 1}, "due": {"day": 9}, "waived": ["01"]},
        "domain": "LIFE",
        "sections": [
            {"id": "S", "name": TEXT, "items": [single]},
            {"id": "T", "name": TEXT, "rows": rows, "columns": columns, "product": "S"},
        ],
    }
    return msgspec.convert({**plain, **fields}, Form)


def test_items_stand_section_by_section_and_row_by_row() -> None:
    assert [item.id for item in form().items] == [
        "NOTE",
        *("ALL_V", "ALL_N", "ALL_P", "ONE_V", "ONE_N", "ONE_P", "TWO_V", "TWO_N", "TWO_P"),
    ]
    assert form().by_id["ONE_N"].row == "ONE"
    assert form().by_id["ONE_N"].column == "N" == cell("ONE", "N").rpartition("_")[2]
    assert (form().by_id["NOTE"].row, form().by_id["NOTE"].column) == ("", "")


def test_the_name_and_definition_of_a_cell_are_those_of_its_row_and_column() -> None:
    one, two = form().by_id["ONE_V"], form().by_id["TWO_V"]
    assert (one.name.zh, one.name.en) == ("甲·额", "One: Value")
    assert (one.definition.zh, one.definition.en) == ("甲类。销售额。", "Class one. Sales.")
    assert two.definition.en == "Sales."
    assert (one.unit, one.places, one.needed, one.least) == ("YUAN", 2, True, 0)


def test_class_and_product_come_from_the_nearest_place_that_says_one() -> None:
    found = {item.id: (item.domain, item.product) for item in form().items}
    assert found["NOTE"] == ("LIFE_B", None)
    assert found["ALL_V"] == ("LIFE", "_T")
    assert found["ALL_N"] == ("LIFE", "G")  # its column is nearer than its row
    assert found["ONE_V"] == ("LIFE_A", "S")
    assert found["TWO_N"] == ("LIFE", "G")


def test_a_total_row_adds_up_rows_and_a_total_column_columns() -> None:
    found = {item.id: item.sums for item in form().items}
    assert found["ALL_V"] == ("ONE_V", "TWO_V")
    assert found["ALL_P"] == ("ONE_P", "TWO_P")  # of both, the rows
    assert found["TWO_P"] == ("TWO_V", "TWO_N")
    assert found["TWO_V"] == ()


def test_the_periods_of_a_year_are_those_of_its_frequency_without_what_is_waived() -> None:
    assert form().periods(2026) == tuple(f"2026-{month:02d}" for month in range(2, 13))
    quarters = {"open": {"day": 1}, "due": {"day": 9}}
    assert form(frequency="Q", calendar=quarters).periods(2027) == (
        "2027-Q1",
        "2027-Q2",
        "2027-Q3",
        "2027-Q4",
    )
    assert form(frequency="S", calendar=quarters).periods(2027) == ("2027-S1", "2027-S2")
    assert form(frequency="A", calendar=quarters).periods(2027) == ("2027",)


def test_a_form_may_be_issued_from_its_first_to_its_last_day() -> None:
    days = ("2025-12-31", "2026-01-01", "2028-12-31", "2029-01-01")
    assert [form().is_valid(day) for day in days] == [False, True, True, False]
