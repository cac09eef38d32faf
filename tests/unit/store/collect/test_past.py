"""Snapshots as of a moment are, to the byte, those that would have been taken then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.collecting import FAR, KEY, OTHER, SHOP, changed, collecting, content, owner, statistician
from tests.databases import KINDS, database
from tests.reported import unit, units
from xinxiao.errors import DataFault, NotFound
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.collect.snapshot import SnapshotTaken
from xinxiao.model.programme import Programme
from xinxiao.programme.load import load
from xinxiao.store.ledger import Ledger
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reports
from xinxiao.uses.collect.snapshot import snapshots, take

JULY = ReportKey("SHOP_M", "2026-07", SHOP)
START = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def call(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Call]:
    with database(request.param, tmp_path) as url, collecting(tmp_path / "home", url) as made:
        yield replace(made, now=START)


@pytest.fixture
def shops(tmp_path: Path) -> Path:
    """The shops' form, with orders counted from January."""
    last = "Number of orders.}, unit: INDEX}"
    return changed(tmp_path / "programme", {last: last.replace("INDEX}", "INDEX, flow: cumulative}")})


def steps(call: Call, shops: Path) -> Iterator[tuple[str, Call]]:
    """A month of a collection, a step a day: what was done, and the call of that evening."""
    ledger = call.ports.ledger
    assert isinstance(ledger, Ledger)
    day = 0

    def at() -> Call:
        return replace(call, now=START + timedelta(days=day))

    units(ledger, [unit(SHOP, "910101"), unit(FAR, "920101")])
    for period in ("2026-07", "2026-08"):
        forms.issue(at(), "SHOP_M", period, shops)
    reports.submit(owner(at()), JULY, content(ORDERS="30"))
    yield "issued", at()
    day += 1
    first = reports.submit(owner(at()), KEY, content())
    yield "submitted", at()
    day += 1
    reports.query(statistician(at()), KEY, "为何只有42？")
    reports.accept(statistician(at()), KEY, first.said["sha256"])
    yield "accepted", at()
    day += 1
    reports.submit(owner(at(), OTHER), ReportKey("SHOP_M", "2026-08", OTHER), content(ORDERS="7"))
    units(ledger, [unit(SHOP, "910102", valid_from="2026-08-15")])
    yield "moved", at()
    day += 1
    reports.submit(owner(at()), JULY, content(ORDERS="25"))
    yield "corrected", at()
    day += 1
    reports.submit(owner(at()), KEY, content(ORDERS="43"))
    yield "again", at()
    day += 1
    reports.return_(statistician(at()), KEY, "请核对订单数")
    yield "returned", at()


def rows(call: Call, sha256: str) -> list[dict[str, Any]]:
    return list(pq.read_table(call.ports.blobs.path(sha256)).to_pylist())


def test_a_snapshot_as_of_a_moment_has_the_bytes_of_one_taken_then(call: Call, shops: Path) -> None:
    made: Programme = load(shops).parts
    taken = {}
    for name, then in steps(call, shops):
        taken[name] = (take(then, made, "SHOP_M", "2026-08").sha256, then.now)
    later = replace(call, now=START + timedelta(days=30))
    assert len({sha256 for sha256, _ in taken.values()}) == 7
    events = call.ports.ledger.events.mark().sequence
    for sha256, moment in taken.values():
        assert take(later, made, "SHOP_M", "2026-08", moment).sha256 == sha256
    assert call.ports.ledger.events.mark().sequence == events  # known already, so noted once
    own = {name: rows(call, sha256)[0] for name, (sha256, _) in taken.items()}
    assert [(own[name]["state"], own[name]["number"], own[name]["ORDERS"]) for name in own] == [
        ("due", 0, None), ("submitted", 1, Decimal(42)), ("accepted", 1, Decimal(42)), ("accepted", 1, Decimal(42)),
        ("accepted", 1, Decimal(42)), ("submitted", 2, Decimal(43)), ("returned", 2, Decimal(43)),
    ]  # fmt: skip
    # the frame as it was known: recorded on the fourth day, that it had moved in August
    assert [own[name]["area"] for name in ("accepted", "moved")] == ["910101", "910102"]
    # the year's 42 less 30 as July was known first, less 25 once it was corrected
    assert [own[name]["ORDERS__PERIOD"] for name in ("moved", "corrected")] == [Decimal(12), Decimal(17)]


def test_what_nobody_had_taken_is_made_afterwards_and_is_not_the_last(call: Call, shops: Path) -> None:
    made: Programme = load(shops).parts
    moments = {name: then.now for name, then in steps(call, shops)}
    later = replace(call, now=START + timedelta(days=30))
    last = take(later, made, "SHOP_M", "2026-08")
    early = take(later, made, "SHOP_M", "2026-08", moments["submitted"] + timedelta(hours=5))
    assert (early.reports, early.submitted) == (3, 1)
    assert early.ledger < last.ledger
    assert snapshots(later, "SHOP_M", "2026-08") == (early, last)
    assert len(tuple(call.ports.ledger.events.events(kind=SnapshotTaken.kind))) == 2
    assert call.ports.ledger.verify("event")[1] is None


def test_before_it_was_issued_and_in_the_future_there_is_no_snapshot(call: Call, shops: Path) -> None:
    made: Programme = load(shops).parts
    forms.issue(call, "SHOP_M", "2026-08", shops)
    later = replace(call, now=START + timedelta(days=30))
    with pytest.raises(NotFound) as caught:
        take(later, made, "SHOP_M", "2026-08", START - timedelta(seconds=1))
    assert caught.value.told.name == "snapshot_none"
    with pytest.raises(DataFault) as fault:
        take(later, made, "SHOP_M", "2026-08", later.now + timedelta(seconds=1))
    assert fault.value.told.values == {
        "moment": "2026-10-01T01:00:01.000+00:00",
        "now": "2026-10-01T01:00:00.000+00:00",
    }
