"""One item over all periods: across versions of its form, and the parts of what counts from the start of the year, by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.collecting import FAR, SHOP, changed, collecting, content, owner, statistician
from tests.unit.uses.collect.test_across_versions import second, sold
from xinxiao.errors import NotAllowed, NotFound
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reports
from xinxiao.uses.collect.series import Series, series

COUNTED = {"unit: INDEX}": "unit: INDEX, flow: cumulative, least: null}"}
Row = tuple[str, str | None, str | None, str | None]


class Above:
    """Areas of the shops; nobody is in the frame any more."""

    def area_of(self, unit: str, day: str) -> str:
        return ""

    def above(self, area: str) -> tuple[str, ...]:
        return (area, f"{area[:2]}0000", "CN")


@pytest.fixture
def call(tmp_path: Path) -> Iterator[Call]:
    with collecting(tmp_path / "home") as made:
        yield replace(made, ports=replace(made.ports, places=Above()))


def key(month: int, unit: str = SHOP) -> ReportKey:
    return ReportKey("SHOP_M", f"2026-{month:02d}", unit)


def at(call: Call, month: int) -> Call:
    return replace(call, now=datetime(2026, month + 1, 3, 1, tzinfo=UTC))


@pytest.fixture
def reported(call: Call, tmp_path: Path) -> Callable[[int, str], None]:
    """Report the sum of the year up to a month; the form is issued when it is first reported."""
    folder, done = changed(tmp_path / "p", COUNTED), set[int]()

    def do(month: int, count: str, unit: str = SHOP) -> None:
        if month not in done:
            forms.issue(at(call, month), "SHOP_M", f"2026-{month:02d}", folder)
            done.add(month)
        whole = content(ORDERS=count, SALES_GOODS="1", SALES_SERVICES="1", SALES_TOTAL="2")
        reports.submit(at(owner(call, unit), 11), key(month, unit), whole)

    return do


def rows(found: Series) -> list[Row]:
    told = []
    for point in found.points:
        month = point.month
        parts = (month.derived, month.revised, month.revision) if month else (None, None, None)
        first, now, revision = (None if part is None else str(part) for part in parts)
        told.append((point.report.period[5:], first, now, revision))
    return told


def test_a_corrected_earlier_month_is_its_revision_and_not_this_months_growth(
    call: Call, reported: Callable[[int, str], None]
) -> None:
    reported(2, "100")  # January is waived: two months
    reported(3, "150")
    reported(4, "230")
    reported(2, "120")  # twenty more in February, found in April
    own = owner(call)
    assert rows(series(own, "SHOP_M", SHOP, "ORDERS")) == [
        ("02", "100", "120", "20"),
        ("03", "50", "30", "-20"),
        ("04", "80", "80", "0"),
    ]
    reported(3, "90")  # less than February's sum: a month below zero stays one
    assert rows(series(own, "SHOP_M", SHOP, "ORDERS")) == [
        ("02", "100", "120", "20"),
        ("03", "50", "-30", "-80"),
        ("04", "80", "140", "60"),
    ]  # 120 - 30 + 140 = 230 = the newest sum of April


def test_a_month_without_the_one_before_is_not_defined_until_that_comes(
    call: Call, reported: Callable[[int, str], None]
) -> None:
    reported(2, "100")
    reported(4, "230")
    own = owner(call)
    assert rows(series(own, "SHOP_M", SHOP, "ORDERS"))[-1] == ("04", None, None, None)
    reported(3, "150")
    assert rows(series(own, "SHOP_M", SHOP, "ORDERS")) == [
        ("02", "100", "100", "0"),
        ("03", "50", "50", "0"),
        ("04", None, "80", None),
    ]


def test_the_first_month_of_a_unit_that_entered_during_the_year_is_not_defined(
    call: Call, reported: Callable[[int, str], None]
) -> None:
    reported(6, "600")
    reported(7, "700")
    assert rows(series(owner(call), "SHOP_M", SHOP, "ORDERS")) == [
        ("06", None, None, None),
        ("07", "100", "100", "0"),
    ]


def test_a_series_goes_on_under_another_name_in_another_version(call: Call, tmp_path: Path) -> None:
    forms.issue(at(call, 8), "SHOP_M", "2026-08", changed(tmp_path / "p", {}))
    reports.submit(at(owner(call), 9), key(8), content(ORDERS="42"))
    forms.issue(at(call, 9), "SHOP_M", "2026-09", second(tmp_path / "q"))
    reports.submit(at(owner(call), 9), key(9), sold("50"))
    found = series(statistician(call), "SHOP_M", SHOP, "SOLD")
    assert [(p.report.period, p.version, p.item, p.value, p.comparable) for p in found.points] == [
        ("2026-08", "1.0.0", "ORDERS", "42", True),
        ("2026-09", "2.0.0", "SOLD", "50", True),
    ]
    with pytest.raises(NotFound):
        series(statistician(call), "SHOP_M", SHOP, "ORDERS")


def test_a_series_is_read_within_reach_and_that_it_was_is_recorded(
    call: Call, reported: Callable[[int, str], None]
) -> None:
    reported(2, "100")
    before = len(list(call.ports.ledger.readings.events()))
    for stranger in (owner(call, FAR), statistician(call, "920101"), statistician(call, "910102")):
        with pytest.raises(NotAllowed):
            series(stranger, "SHOP_M", SHOP, "ORDERS")
    with pytest.raises(NotAllowed):
        series(statistician(call), "SHOP_M", "91910101MA99999999", "ORDERS")
    series(statistician(call, "910000"), "SHOP_M", SHOP, "ORDERS")
    facts: list[Mapping[str, object]] = [event.fact for event in call.ports.ledger.readings.events()]
    assert facts[before:] == [{"what": "series", "key": f"SHOP_M/{SHOP}/ORDERS"}]
