"""Counts of reports: of each area, each industry and both, kept with every move, and made from what earlier versions counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.collecting import FAR, KEY, OTHER, collecting, content, owner, programme, statistician
from tests.databases import KINDS, database
from xinxiao.model.collect.report import ReportKey
from xinxiao.store.ledger import Ledger, migrate
from xinxiao.store.ledger.schema import TALLY
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reports, review

LATE = datetime(2026, 9, 10, tzinfo=UTC)
Rows = dict[tuple[str, str, str], tuple[int, ...]]


@pytest.fixture(params=KINDS)
def call(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Call]:
    """A home whose form was issued to three shops in two industries and three counties."""
    with database(request.param, tmp_path) as url, collecting(tmp_path / "home", url) as made:
        forms.issue(made, "SHOP_M", "2026-08", programme(tmp_path / "programme"))
        yield made


def rows(ledger: Ledger) -> Rows:
    """Kind, area, industry; due, held, submitted, returned, accepted, on time, late."""
    with ledger.database.reading() as connection:
        found = [tuple(row) for row in connection.execute(sa.select(TALLY))]
    assert {row[:2] for row in found} <= {("SHOP_M", "2026-08")}
    return {row[2:5]: row[5:] for row in found}


def test_each_report_counts_once_in_its_area_once_in_its_industry_and_once_in_both(call: Call) -> None:
    ledger = call.ports.ledger
    assert isinstance(ledger, Ledger)
    one, two = (1, 0, 0, 0, 0, 0, 0), (2, 0, 0, 0, 0, 0, 0)
    assert rows(ledger) == {
        ("area", "910101", ""): one, ("area", "910102", ""): one, ("area", "920101", ""): one,
        ("industry", "", "G52"): two, ("industry", "", "I64"): one,
        ("both", "910101", "G52"): one, ("both", "910102", "G52"): one, ("both", "920101", "I64"): one,
    }  # fmt: skip


def test_every_move_of_a_report_moves_its_counts(call: Call) -> None:
    ledger = call.ports.ledger
    assert isinstance(ledger, Ledger)
    made = reports.submit(owner(call), KEY, content())
    reports.submit(owner(call, OTHER), ReportKey("SHOP_M", "2026-08", OTHER), content())
    reports.accept(statistician(call), KEY, made.said["sha256"])
    review.return_(statistician(call, "910102"), ReportKey("SHOP_M", "2026-08", OTHER), "请核对订单数")
    reports.submit(owner(replace(call, now=LATE), FAR), ReportKey("SHOP_M", "2026-08", FAR), content())
    found = rows(ledger)
    assert found["area", "910101", ""] == found["both", "910101", "G52"] == (0, 0, 0, 0, 1, 1, 0)
    assert found["area", "910102", ""] == (0, 0, 0, 1, 0, 1, 0)
    assert found["industry", "", "G52"] == (0, 0, 0, 1, 1, 2, 0)
    assert found["industry", "", "I64"] == (0, 0, 1, 0, 0, 0, 1)
    assert len(found) == 8
    assert ledger.verify("event")[1] is None


REPORTS = (
    ("U-1", "110000", "I64", "accepted", "yes"),
    ("U-2", "110000", "I64", "submitted", "no"),
    ("U-3", "110000", "", "due", ""),
    ("U-4", "310000", "I64", "held", "yes"),
    ("U-5", "310000", "I64", "returned", "no"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_counts_are_made_anew_of_the_reports_of_an_earlier_version(kind: str, tmp_path: Path) -> None:
    insert = "INSERT INTO report (form, period, unit, area, industry, issue, due, state, timely)"
    with database(kind, tmp_path) as url:
        ledger = Ledger(url)
        engine = ledger.database.bare()
        migrate.to(engine, "0010")
        with engine.begin() as connection:
            for unit, area, industry, state, timely in REPORTS:
                values = ("SHOP_M", "2026-08", unit, area, industry, 1, "", state, timely)
                connection.exec_driver_sql(f"{insert} VALUES {values}")
        engine.dispose()
        assert rows(ledger) == {
            ("area", "110000", ""): (1, 0, 1, 0, 1, 1, 1),
            ("area", "310000", ""): (0, 1, 0, 1, 0, 1, 1),
            ("industry", "", ""): (1, 0, 0, 0, 0, 0, 0),
            ("industry", "", "I64"): (0, 1, 1, 1, 1, 2, 2),
            ("both", "110000", ""): (1, 0, 0, 0, 0, 0, 0),
            ("both", "110000", "I64"): (0, 0, 1, 0, 1, 1, 1),
            ("both", "310000", "I64"): (0, 1, 0, 1, 0, 1, 1),
        }
        ledger.close()
