"""What tests of collecting need: a small programme with a form of every kind of item and rule, a frame, and people over it.

The form ``SHOP_M`` is monthly and asks of each shop: sales of goods and services and their sum, this month and the year so far;
orders; a class; a note. Counties 910101 and 910102 lie in prefecture 910100 of province 910000.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from tests.nouns import ROOT
from xinxiao import bootstrap
from xinxiao.model.actor import Actor
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.frame import Selection
from xinxiao.model.collect.people import Grant
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.call import Call

TINY = ROOT / "tests" / "data" / "tiny-programme"
FORM = ROOT / "tests" / "data" / "shop-form"
"""Files that stand beside those of the tiny programme: a form, what it uses, and areas below provinces."""
SHOP, OTHER, FAR = "91910101MA00000001", "91910102MA00000002", "91920101MA00000003"
"""Shops in counties 910101 and 910102, and one in province 920000."""
UNITS = ((SHOP, "910101", "G52"), (OTHER, "910102", "G52"), (FAR, "920101", "I64"))
KEY = ReportKey("SHOP_M", "2026-08", SHOP)
AUGUST = datetime(2026, 9, 3, 1, 0, tzinfo=UTC)
"""Nine o'clock in Shanghai on 3 September: August can be reported, until the 8th."""
GOOD: Mapping[str, str] = {
    "SALES_GOODS": "120.5",
    "SALES_SERVICES": "30",
    "SALES_TOTAL": "150.5",
    "YEAR_GOODS": "800",
    "YEAR_SERVICES": "200",
    "YEAR_TOTAL": "1000",
    "ORDERS": "42",
    "CLASS": "B",
}
"""A report without findings."""


@dataclass(frozen=True)
class Listed:
    """A frame of a few units, whatever the population; remembers what it was asked."""

    units: Sequence[tuple[str, str, str]] = UNITS
    asked: list[tuple[Selection, str]] = field(default_factory=list)

    def left(self, units: Sequence[str], day: str) -> frozenset[str]:
        """None."""
        return frozenset()

    def selected(self, which: Selection, day: str) -> Iterator[pa.RecordBatch]:
        """All of them."""
        self.asked.append((which, day))
        arrays = [pa.array([unit[place] for unit in self.units], pa.string()) for place in range(3)]
        yield pa.RecordBatch.from_arrays(arrays, names=["unit", "area", "industry"])


def programme(folder: Path) -> Path:
    """The small programme with its form, in a folder of its own."""
    made = shutil.copytree(TINY, folder)
    shutil.copytree(FORM, made, dirs_exist_ok=True)
    file = made / "programme.yaml"
    levels = "levels: [nation, province, prefecture"
    file.write_text(file.read_text("utf-8").replace(levels, f"{levels}, county"), "utf-8")
    return made


def changed(folder: Path, places: Mapping[str, str]) -> Path:
    """The same programme with texts of its form replaced."""
    made = programme(folder)
    file = made / "forms" / "SHOP_M.yaml"
    text = file.read_text("utf-8")
    for old, new in places.items():
        assert old in text, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    return made


@contextmanager
def collecting(home: Path, url: str = "", frame: Any = None) -> Iterator[Call]:
    """A call by the operator on a new home, on 3 September 2026, with a frame of three shops."""
    import os

    held = os.environ.get("XINXIAO_LEDGER")
    if url:
        os.environ["XINXIAO_LEDGER"] = url
    try:
        made = bootstrap.call(home)
    finally:
        os.environ.pop("XINXIAO_LEDGER", None) if held is None else os.environ.__setitem__(
            "XINXIAO_LEDGER", held
        )
    ports = replace(made.ports, frame=frame or Listed())
    yield Call(ports, Actor("operator", "me"), AUGUST)
    ports.ledger.close()


def person(call: Call, name: str, *grants: tuple[str, str]) -> Call:
    """The same call by somebody with some roles for some scopes."""
    given = tuple(Grant(role, scope) for role, scope in grants)  # type: ignore[arg-type]
    return replace(call, actor=Actor("person", name, given))


def owner(call: Call, unit: str = SHOP) -> Call:
    """By the one who holds all three roles of a shop."""
    roles = ("filler", "statistical_head", "unit_head")
    return person(call, f"own{unit[-1]}", *((role, unit) for role in roles))


def statistician(call: Call, area: str = "910101") -> Call:
    """By the statistician of an area."""
    return person(call, f"st{area}", ("statistician", area))


def content(**cells: str) -> Content:
    """A report without findings, with some cells changed; an empty text takes a cell out."""
    return Content(cells={name: text for name, text in {**GOOD, **cells}.items() if text})
