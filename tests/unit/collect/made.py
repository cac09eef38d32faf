"""A small form with an item of every kind, and what it is filled in with."""

from __future__ import annotations

from typing import Any

import msgspec

from xinxiao.model.codelist import Code, Codelist
from xinxiao.model.collect.bundle import Bundle, UnitName
from xinxiao.model.collect.form import (
    Follows,
    Form,
    ItemSpec,
    Marks,
    Population,
    RowSpec,
    RuleSpec,
    Section,
)
from xinxiao.model.collect.window import CollectionCalendar, DayOf
from xinxiao.model.text import Text

SHA = "f" * 64
UNIT = "91440300192317458F"


def text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def item(name: str, **more: Any) -> ItemSpec:
    return ItemSpec(
        id=name, name=text(f"{name}项", name), definition=text(f"{name}的解释", f"what {name} is"), **more
    )


def sections() -> tuple[Section, ...]:
    money = {"unit": "CNY", "places": 2}
    return (
        Section(
            id="S1",
            name=text("一、收入", "1 Revenue"),
            items=(
                item("A", **money),
                item("B", **money),
                item("T", sums=("A", "B"), **money),
                item("K", type="code", codelist="CL_KIND"),
                item("W", type="text", needed=False),
            ),
        ),
        Section(
            id="S2",
            name=text("二、产品", "2 Products"),
            rows=(
                RowSpec(id="R1", name=text("手机", "phones")),
                RowSpec(id="R2", name=text("其他", "other")),
                RowSpec(id="RT", name=text("合计", "total"), sums=("R1", "R2")),
            ),
            columns=(item("Q"), item("V", **money)),
        ),
    )


def form(version: str = "1.0.0", **changes: Any) -> Form:
    made = Form(
        id="F_M",
        version=version,
        name=text("月报", "Monthly form"),
        purpose=text("试", "to try"),
        marks=Marks(
            table_number="试101表",
            authority=text("试验局", "Trial office"),
            approval="trial",
            approved_by=text("试验局", "Trial office"),
            approval_number="试〔2026〕1号",
            valid_from="2026-01-01",
            valid_until="2027-12-31",
        ),
        frequency="M",
        population=Population(),
        calendar=CollectionCalendar(open=DayOf(day=1), due=DayOf(day=15)),
        sections=sections(),
        rules=(
            RuleSpec(
                id="R_A",
                rule="A >= B",
                severity="explain",
                says=text("甲不小于乙", "A is not below B"),
                remedy=text("请说明", "explain"),
            ),
        ),
    )
    return msgspec.structs.replace(made, **changes)


def bundle(of: Form | None = None) -> Bundle:
    codes = (Code(id="01", name=text("电信", "telecom")), Code(id="02", name=text("软件", "software")))
    listed = Codelist(id="CL_KIND", version="1.0.0", name=text("类别", "kinds"), codes=codes)
    return Bundle(
        form=of or form(), codelists=(listed,), units=(UnitName(id="CNY", name=text("元", "yuan")),)
    )


def follows(version: str, **changes: Any) -> tuple[Follows, ...]:
    return (Follows(version=version, **changes),)
