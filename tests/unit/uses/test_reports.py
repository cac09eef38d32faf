"""From issue to acceptance: who may do what with a report, and what is kept of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collecting import KEY, collecting, content, owner, programme, statistician
from tests.databases import KINDS, database
from xinxiao.model.collect.receipt import verify_receipt
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reports


@pytest.fixture(params=KINDS)
def call(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Call]:
    with database(request.param, tmp_path) as url, collecting(tmp_path / "home", url) as made:
        yield made


@pytest.fixture
def issued(call: Call, tmp_path: Path) -> Call:
    forms.issue(call, "SHOP_M", "2026-08", programme(tmp_path / "programme"))
    return call


def test_a_report_goes_from_issue_through_query_and_return_to_acceptance(issued: Call) -> None:
    own, county = owner(issued), statistician(issued)
    assert [(d.report.key, d.report.state) for d in reports.due(own)] == [(KEY, "due")]
    first = reports.submit(own, KEY, content())
    assert verify_receipt(first, content().canonical).holds
    assert reports.query(county, KEY, "订单为何只有42？", ["ORDERS"]).open_threads == (1,)
    assert reports.answer(own, KEY, 1, "本月装修停业十天").open_threads == ()
    assert reports.return_(county, KEY, "请按含税口径重报").state == "returned"
    second = reports.submit(own, KEY, content(ORDERS="43"))
    assert second.said["number"] == 2
    found = reports.accept(county, KEY, second.said["sha256"])
    assert (found.state, found.accepted, found.accepted_sha256) == (
        "accepted",
        "county",
        second.said["sha256"],
    )
    seen = reports.report(county, KEY)
    assert [each.text for each in seen.history] == [
        "", "订单为何只有42？", "本月装修停业十天", "请按含税口径重报", "", "",
    ]  # fmt: skip
    assert issued.ports.ledger.verify("event")[1] is None
