"""A demonstration desk on both ledgers: nothing real beside it, nothing twice, what a rule blocks stays a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.databases import KINDS, database
from tests.nouns import PROGRAMMES
from xinxiao import bootstrap
from xinxiao.errors import Conflict
from xinxiao.model.actor import Actor
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.collect.synthetic import is_synthetic
from xinxiao.model.programme import Programme
from xinxiao.programme.load import load as read
from xinxiao.uses.call import Call
from xinxiao.uses.collect import demonstration, forms, reports
from xinxiao.uses.collect.frame_import import import_frame
from xinxiao.uses.collect.synthesise import Asked, synthesise

FOLDER = PROGRAMMES / "information-consumption"
FORM, PERIOD = "IC_PLATFORM_M", "2026-08"
ASKED = Asked(FORM, PERIOD, units=18, errors=9, seed=7)
Desk = tuple[Call, Programme, Path]


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read(FOLDER).parts


@pytest.fixture(params=KINDS)
def desk(
    request: pytest.FixtureRequest, tmp_path: Path, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A call on an empty home of either ledger, the programme, and files of 18 units of which 9 reports are spoilt."""
    synthesise(programme, ASKED, tmp_path / "files")
    with database(request.param, tmp_path) as url:
        monkeypatch.setenv("XINXIAO_LEDGER", url)
        made = bootstrap.call(tmp_path / "home")
        yield made, programme, tmp_path / "files"
        made.ports.ledger.close()


def load(desk: Desk, asked: Asked = ASKED, periods: int = 0) -> demonstration.Loaded:
    call, programme, files = desk
    return demonstration.load(call, programme, asked, files, periods, FOLDER)


def test_reports_of_this_and_earlier_periods_are_in_and_nothing_is_added_twice(desk: Desk) -> None:
    made, call = load(desk, periods=1), desk[0]
    assert made.periods == ("2026-07", "2026-08")
    assert {issue.period: issue.reports for issue in forms.issued(call, FORM)} == {
        "2026-07": 18,
        "2026-08": 18,
    }
    held = call.ports.reports.listed(FORM, "2026-07", None, None, "", 100)
    assert Counter(report.state for report in held) == {"submitted": 18}
    assert all(is_synthetic(report.unit) for report in held)
    blocked = made.counts["draft"]
    assert 3 <= blocked <= 9  # sums, signs and missing numbers at least, and nothing that was not planted
    assert made.counts["submitted"] + made.counts["held"] == 36 - blocked
    before = call.ports.ledger.events.mark()
    assert load(desk, periods=1).counts == {"there": 36}
    assert call.ports.ledger.events.mark() == before


def test_what_a_rule_blocks_is_a_draft_of_its_respondent_with_its_findings(desk: Desk) -> None:
    made, call = load(desk), desk[0]
    unit = made.units["draft"]
    key = pq.read_table(desk[2] / "key.parquet").column("unit").to_pylist()
    assert unit in key
    (_, grants) = call.ports.people.by_login([f"syn-{unit.lower()}"])[f"syn-{unit.lower()}"]
    account = call.ports.people.by_login([f"syn-{unit.lower()}"])[f"syn-{unit.lower()}"][0]
    respondent = replace(call, actor=Actor.signed_in(account.id, grants))
    opened = reports.report(respondent, ReportKey(FORM, PERIOD, unit))
    assert opened.report.state == "due"
    assert any(finding.blocks for finding in opened.findings)
    assert "模拟" in account.name
    assert account.state == "invited"
    credentials = call.ports.people.credentials_of(account.id)
    assert credentials is not None
    assert credentials.password == ""


def test_a_frame_with_a_real_unit_is_refused_and_left_as_it_is(desk: Desk, tmp_path: Path) -> None:
    call = desk[0]
    row = pq.read_table(desk[2] / "frame.parquet").slice(0, 1).to_pylist()[0]
    row |= {"unit": "", "code": "914403001922038216", "name": "一家公司"}
    file = tmp_path / "real.csv"
    file.write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n", "utf-8")
    assert import_frame(call, file, "2026-01-01", folder=FOLDER).recorded == 1
    before = call.ports.ledger.events.mark()
    with pytest.raises(Conflict) as caught:
        load(desk)
    assert caught.value.told.name == "synthetic_mixed"
    assert caught.value.told.values == {"count": 1}
    assert call.ports.ledger.events.mark() == before


def test_another_population_and_too_large_a_one_are_refused(desk: Desk) -> None:
    load(desk)
    call, programme, files = desk
    other = replace(ASKED, seed=8)
    synthesise(programme, other, files)
    with pytest.raises(Conflict) as caught:
        load(desk, other)
    assert caught.value.told.name == "synthetic_there"
    with pytest.raises(Conflict) as caught:
        load(desk, replace(ASKED, units=20_001))
    assert caught.value.told.name == "synthetic_many"
    assert [issue.period for issue in forms.issued(call)] == [PERIOD]


def test_earlier_periods_begin_when_the_form_does(desk: Desk) -> None:
    call, programme, files = desk
    asked = replace(ASKED, period="2026-02", errors=0)
    synthesise(programme, asked, files)
    made = demonstration.load(call, programme, asked, files, 3, FOLDER)
    assert made.periods[-1] == "2026-02"
    assert {"2025-11", "2025-12"} <= set(made.skipped)


def test_invitations_are_for_a_unit_of_each_outcome_and_one_statistician(desk: Desk) -> None:
    call, programme, _ = desk
    made = load(desk)
    invited = demonstration.invite(call, programme, made)
    assert [one.role for one in invited] == ["statistician", *["filler"] * len(made.units)]
    assert all(len(one.code.replace("-", "")) == 16 for one in invited)
    assert all("模拟" in one.name for one in invited)
