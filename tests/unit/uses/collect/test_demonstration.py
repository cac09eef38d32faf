"""A demonstration desk on both ledgers: nothing real beside it, nothing twice, what a rule blocks stays a draft, and every state is
there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from tests.databases import KINDS, database
from tests.nouns import PROGRAMMES
from xinxiao import bootstrap
from xinxiao.errors import Conflict, DataFault, NotFound
from xinxiao.model.actor import Actor
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.collect.synthetic import is_synthetic
from xinxiao.model.programme import Programme
from xinxiao.programme.load import load as read
from xinxiao.uses.call import Call
from xinxiao.uses.collect import demonstration, forms, reports
from xinxiao.uses.collect.demonstration import Filling
from xinxiao.uses.collect.demonstration_people import invite, login, sign_ins
from xinxiao.uses.collect.frame_import import import_frame
from xinxiao.uses.collect.sign_in import second_step, sign_in
from xinxiao.uses.collect.snapshot import take
from xinxiao.uses.collect.synthesise import Asked, one, synthesise
from xinxiao.uses.collect.totals import admitted

FOLDER = PROGRAMMES / "information-consumption"
FORM, PERIOD = "IC_PLATFORM_M", "2026-08"
NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)
ASKED = one(FORM, PERIOD, units=18, errors=9, seed=7)
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
        made = replace(bootstrap.call(tmp_path / "home"), now=NOW)
        yield made, programme, tmp_path / "files"
        made.ports.ledger.close()


def load(desk: Desk, asked: Asked = ASKED, periods: int = 0) -> demonstration.Loaded:
    call, programme, files = desk
    return demonstration.load(call, programme, Filling(asked, files, periods), FOLDER)


def respondent(call: Call, unit: str) -> Call:
    account, grants = call.ports.people.by_login([login(unit)])[login(unit)]
    return replace(call, actor=Actor.signed_in(account.id, grants))


def test_reports_of_this_and_earlier_periods_are_in_and_nothing_is_added_twice(desk: Desk) -> None:
    made, call = load(desk, periods=1), desk[0]
    assert made.periods == ((FORM, "2026-07"), (FORM, "2026-08"))
    assert {issue.period: issue.reports for issue in forms.issued(call, FORM)} == {
        "2026-07": 18,
        "2026-08": 18,
    }
    held = call.ports.reports.listed(FORM, "2026-07", None, None, "", 100)
    assert Counter(report.state for report in held) == {"submitted": 18}
    assert all(is_synthetic(report.unit) for report in held)
    assert {report.submitted_at[:10] for report in held} == {"2026-08-01"}  # the day it opened
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
    opened = reports.report(respondent(call, unit), ReportKey(FORM, PERIOD, unit))
    assert opened.report.state == "due"
    assert any(finding.blocks for finding in opened.findings)
    account = call.ports.people.by_login([login(unit)])[login(unit)][0]
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


def test_more_errors_than_reports_and_a_form_there_is_not_are_refused(
    programme: Programme, tmp_path: Path
) -> None:
    with pytest.raises(DataFault) as caught:
        synthesise(programme, replace(ASKED, errors=19), tmp_path / "files")
    assert caught.value.told.name == "synthetic_errors"
    assert caught.value.told.values == {"form": FORM, "errors": 19, "reports": 18}
    with pytest.raises(NotFound) as missing:
        synthesise(programme, one("NOTHING_M", PERIOD, 3, 0, 1), tmp_path / "files")
    assert missing.value.told.name == "snapshot_none"


def test_earlier_periods_begin_when_the_form_does(desk: Desk) -> None:
    call, programme, files = desk
    asked = one(FORM, "2026-02", units=18, errors=0, seed=7)
    synthesise(programme, asked, files)
    made = demonstration.load(call, programme, Filling(asked, files, 3), FOLDER)
    # December opened on the first day the form was valid; nobody reports January
    assert [period for _, period in made.periods] == ["2025-12", "2026-02"]
    assert {period for _, period in made.skipped} == {"2025-11", "2026-01"}


def test_invitations_are_for_a_unit_of_each_outcome_and_one_statistician(desk: Desk) -> None:
    call = desk[0]
    made = load(desk)
    invited = invite(call, made.units.values())
    assert [each.role for each in invited] == ["statistician", *["filler"] * len(made.units)]
    assert all(len(each.code.replace("-", "")) == 16 for each in invited)
    assert all("模拟" in each.name for each in invited)


def test_whoever_is_shown_signs_in_with_a_password_and_the_statistician_with_a_code_beside(
    desk: Desk,
) -> None:
    call = desk[0]
    made = load(desk)
    people = sign_ins(call, [login(made.units["submitted"]), "syn-statistician", "somebody@example.org"])
    assert [each.role for each in people] == ["filler", "statistician"]
    filler, statistician = people
    assert not filler.codes
    assert sign_in(call, filler.login, filler.password, "127.0.0.2").step == "whole"
    assert sign_in(call, statistician.login, statistician.password, "127.0.0.2").step == "code"
    account = call.ports.people.by_login(["syn-statistician"])["syn-statistician"][0]
    (session,) = call.ports.people.sessions(account.id, call.at)
    assert second_step(call, session, statistician.codes[0], "127.0.0.2").step == "whole"
    again = sign_ins(call, [filler.login])[0]
    assert again.password != filler.password


def test_all_forms_of_the_programme_live_through_everything(desk: Desk, tmp_path: Path) -> None:
    call, programme, _ = desk
    wanted = demonstration.wanted(call, programme)
    assert dict(wanted) == {
        "IC_PLATFORM_M": "2026-10",
        "IC_SERVICE_M": "2026-10",
        "IC_DEVICE_M": "2026-10",
        "IC_CONTENT_M": "2026-10",
        "IC_INFORMATISATION_A": "2025",
        "IC_COUNTY_Q": "2026-Q3",
        "IC_HOUSEHOLD_Q": "2026-Q3",
    }
    asked, files = Asked(wanted, units=60, errors=21, seed=5), tmp_path / "every"
    synthesise(programme, asked, files)
    made = demonstration.load(call, programme, Filling(asked, files, 1, "lively"), FOLDER)
    every = [
        report
        for form, period in made.periods
        for report in call.ports.reports.listed(form, period, None, None, "", 500)
    ]
    assert {report.state for report in every} >= {"due", "submitted", "returned", "accepted"}
    assert {report.timely for report in every} == {"", "yes", "no"}
    assert any(report.open_threads for report in every)
    assert any(report.threads and not report.open_threads for report in every)
    assert any(report.extended for report in every)
    assert made.acts["remind"] > 0
    assert all(is_synthetic(report.unit) for report in every)
    # who fills two forms is one unit, and a household is known by the id of a sample
    units = [{report.unit for report in every if report.form == form} for form, _ in wanted]
    assert units[0] & units[1]
    assert all(unit.startswith("SYN-") for unit in units[-1])
    moments = [event.at for event in call.ports.ledger.events.events()]
    assert all(at <= call.at for at in moments)
    key = pq.read_table(files / "key.parquet").to_pylist()
    assert len(key) == 21
    crossed = next(row for row in key if row["rule"])
    _told_of_both(call, crossed)
    for (
        form,
        period,
    ) in wanted:  # whichever form, what was frozen is invented for good, and this programme is not
        taken = take(call, programme, form, period)
        assert taken.synthetic
        with pytest.raises(DataFault) as refused:
            admitted(programme, taken)
        assert refused.value.told.name == "snapshot_synthetic"


def _told_of_both(call: Call, row: dict[str, str]) -> None:
    """A report that another form contradicts is told of it by the server: the rule in words, and both values."""
    key = ReportKey(row["form"], row["period"], row["unit"])
    asker = respondent(call, key.unit)
    opened = reports.report(asker, key)
    assert opened.content.explanations[row["rule"]].startswith("模拟数据")  # it was asked for, and given
    bare = msgspec.structs.replace(opened.content, explanations={})
    with pytest.raises(reports.Refused) as caught:
        reports.submit(asker, key, Content(cells=bare.cells, marks=bare.marks))
    (found,) = [each for each in caught.value.report_findings if each.rule == row["rule"]]
    assert found.says is not None
    assert found.says.zh
    assert any("#" in name for name in found.values)
    assert any("#" not in name for name in found.values)
