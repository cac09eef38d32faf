"""A collection for tests of the desk: fourteen shops, July and August reported, with one slip of unit, one late and one missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.collecting import AUGUST, collecting, content, owner, programme
from xinxiao.model.collect.frame import FrameImported, FrameUnit, table_of
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.vouched import digest
from xinxiao.store.collect.frame import Frame
from xinxiao.store.ledger import Ledger
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reports, scrutiny

SHOPS = (*tuple(f"9191010{1 if i < 12 else 2}MA{i:08d}" for i in range(1, 14)), "91920101MA00000014")
"""Eleven in county 910101, two in 910102, one in 920101 of another province."""
SLIPPED, LATE, MISSING = SHOPS[2], SHOPS[4], SHOPS[5]
"""Orders a thousand times too many; submitted on 9 September; nothing for August."""
EARLY = datetime(2026, 8, 3, 1, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 9, 1, 0, tzinfo=UTC)


def places() -> tuple[tuple[str, str, str], ...]:
    """Unit, area and industry of each shop."""
    areas = ["910101"] * 11 + ["910102"] * 2 + ["920101"]
    return tuple((unit, area, "G52") for unit, area in zip(SHOPS, areas, strict=True))


def key(unit: str, period: str = "2026-08") -> ReportKey:
    """The key of a shop's report."""
    return ReportKey("SHOP_M", period, unit)


def collected(call: Call, folder: Path) -> Call:
    """Issue the form for July and August, have shops report, and look at August; a call on the day after it was due."""
    made = programme(folder)
    _frame(call)
    ledger = call.ports.ledger
    assert isinstance(ledger, Ledger)
    call = replace(call, ports=replace(call.ports, frame=Frame(ledger)))
    july = replace(call, now=EARLY)
    forms.issue(july, "SHOP_M", "2026-07", made)
    for i, unit in enumerate(SHOPS):
        reports.submit(owner(july, unit), key(unit, "2026-07"), _content(i, 1.0))
    forms.issue(call, "SHOP_M", "2026-08", made)
    for i, unit in enumerate(SHOPS):
        if unit in (MISSING, LATE):
            continue
        orders = 1000 if unit == SLIPPED else 1
        reports.submit(owner(call, unit), key(unit), _content(i, 1.02 + 0.01 * (i % 5), orders))
    late = replace(call, now=LATER)
    reports.submit(owner(late, LATE), key(LATE), _content(4, 1.03))
    scrutiny.refresh(replace(late, ports=call.ports), "SHOP_M", "2026-08")
    return late


def home(folder: Path) -> None:
    """A home in which all that has happened; to be made once and copied."""
    with collecting(folder / "home") as made:
        collected(made, folder / "programme")


@contextmanager
def at_desk(folder: Path) -> Iterator[Call]:
    """The call of :func:`collected` on a copy of that home."""
    with collecting(folder) as made:
        ledger = made.ports.ledger
        assert isinstance(ledger, Ledger)
        yield replace(made, now=LATER, ports=replace(made.ports, frame=Frame(ledger)))


def _content(i: int, growth: float, times: int = 1):  # type: ignore[no-untyped-def]
    orders = round((400 + 37 * i) * growth) * times
    goods, services = 120 + 7 * i, 30 + i
    return content(
        SALES_GOODS=f"{round(goods * growth)}",
        SALES_SERVICES=f"{services}",
        SALES_TOTAL=f"{round(goods * growth) + services}",
        ORDERS=str(orders),
    )


def _frame(call: Call) -> None:
    ledger = call.ports.ledger
    assert isinstance(ledger, Ledger)
    versions = [
        FrameUnit(
            unit=unit, valid_from="2026-01-01", code=unit, name=f"甲店{i}", area=area, industry=industry,
            size="L", group="", state="in", reason="found",
        )
        for i, (unit, area, industry) in enumerate(places(), 1)
    ]  # fmt: skip
    table = table_of(versions)
    fact = FrameImported(
        programme="p", file="0" * 64, day="2026-01-01", read=len(versions), unchanged=0, refused=0, repeated=0,
        first=1, recorded=len(versions), sha256=digest(table.to_batches()),
    )  # fmt: skip
    Frame(ledger).record("operator:me", "2026-01-15T08:00:00.000+00:00", fact, table)


__all__ = ["AUGUST", "LATE", "MISSING", "SHOPS", "SLIPPED", "at_desk", "collected", "home", "key", "places"]
