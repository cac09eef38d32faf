"""From issue to acceptance: who may do what with a report, and what is kept of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.collecting import (
    FAR,
    KEY,
    OTHER,
    SHOP,
    changed,
    collecting,
    content,
    owner,
    person,
    statistician,
)
from tests.together import at_once
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound
from xinxiao.model.actor import ANONYMOUS, SYSTEM
from xinxiao.model.collect.content import Content, content_of
from xinxiao.model.collect.receipt import verify_receipt
from xinxiao.model.collect.report import Draft, ReportKey
from xinxiao.model.receipt import Receipt
from xinxiao.uses.call import Call
from xinxiao.uses.collect import filling, forms, reports


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


# ---- submitting


def test_the_same_content_twice_is_one_submission_with_one_receipt(issued: Call) -> None:
    own = owner(issued)
    first = reports.submit(own, KEY, content())
    later = replace(own, now=own.now + timedelta(days=1))
    assert reports.submit(later, KEY, content(), "api") == first
    reports.accept(statistician(issued), KEY, first.said["sha256"])
    assert reports.submit(own, KEY, content()) == first
    assert reports.report(own, KEY).report.state == "accepted"


def test_what_was_returned_may_be_submitted_again_unchanged_as_a_version_of_its_own(issued: Call) -> None:
    own = owner(issued)
    first = reports.submit(own, KEY, content())
    reports.return_(statistician(issued), KEY, "请核对口径后重报")
    second = reports.submit(own, KEY, content())
    assert (first.said["number"], second.said["number"]) == (1, 2)
    assert first.said["sha256"] == second.said["sha256"]


def test_eight_who_submit_the_same_at_once_get_one_receipt(issued: Call) -> None:
    own, got = owner(issued), list[Receipt]()
    threads = [
        threading.Thread(target=lambda: got.append(reports.submit(own, KEY, content()))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len({receipt.hash for receipt in got}) == 1
    assert len(reports.report(own, KEY).history) == 1


def test_eight_who_submit_different_contents_at_once_all_get_receipts_of_their_own(issued: Call) -> None:
    own, got = owner(issued), list[Receipt]()

    def submit(n: int) -> None:
        while True:
            try:
                got.append(reports.submit(own, KEY, content(ORDERS=str(n))))
                return
            except Conflict:
                continue

    threads = [threading.Thread(target=submit, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(receipt.said["number"] for receipt in got) == list(range(1, 9))
    for receipt in got:
        held = issued.ports.reports.submission(KEY, receipt.said["number"])
        assert held is not None
        assert verify_receipt(receipt, held.content).holds
    assert issued.ports.ledger.verify("event")[1] is None


def test_of_eight_who_saw_the_same_one_submits_and_the_others_are_told(issued: Call) -> None:
    own = owner(issued)
    reports.submit(own, KEY, content())
    acts = [
        partial(reports.submit, own, KEY, content(ORDERS=str(n)), "api", None, 1) for n in range(101, 109)
    ]
    got = at_once(*acts)
    receipts = [one for one in got if isinstance(one, Receipt)]
    assert [receipt.said["number"] for receipt in receipts] == [2]
    assert {type(one) for one in got} == {Receipt, Conflict}
    assert issued.ports.reports.find(KEY).number == 2
    assert at_once(*acts)[got.index(receipts[0])] == receipts[0]


def test_a_draft_never_comes_after_a_submission_its_writer_did_not_see(issued: Call) -> None:
    own = owner(issued)
    for turn in range(12):
        n, typed = issued.ports.reports.find(KEY).number, content(ORDERS=str(1000 + turn))
        held = reports.save_draft(own, KEY, typed, 0, n) if turn % 2 else None
        made, saved, begun = at_once(
            lambda n=n, typed=typed: reports.submit(own, KEY, typed, "web", None, n),
            lambda n=n: reports.save_draft(own, KEY, content(ORDERS="77"), 1, n),
            lambda n=n: reports.save_draft(own, KEY, content(ORDERS="88"), 0, n),
        )
        assert isinstance(made, Receipt)
        left = issued.ports.reports.draft(KEY)
        kept = [one for one in (saved, begun) if isinstance(one, Draft)]
        assert {type(one) for one in (saved, begun)} <= {Draft, Conflict}
        if held is not None:
            assert not isinstance(begun, Draft)  # the draft of before was there, or is submitted
        if left is None:
            assert kept == []
            continue
        assert left in kept
        with pytest.raises(Conflict):
            reports.save_draft(own, KEY, content(ORDERS="99"), left.revision, n)
        reports.submit(own, KEY, content_of(left.content), "web", None, n + 1)
        assert issued.ports.reports.draft(KEY) is None


def test_more_time_that_is_given_while_a_report_is_submitted_counts(issued: Call) -> None:
    last = datetime(2026, 9, 8, 15, 59, 59, tzinfo=UTC)
    own = replace(owner(issued), now=last)
    until = last + timedelta(days=2)
    reports.ask_extension(own, KEY, until, "财务系统正在迁移，数据十日可得")
    late = replace(own, now=last + timedelta(hours=1))
    above = replace(statistician(issued), now=late.now)
    at_once(
        lambda: reports.submit(late, KEY, content()),
        lambda: reports.extend(above, KEY, until, "同意延期两日"),
    )
    found = reports.report(late, KEY).report
    assert found.timely == ("yes" if found.extended else "no")


def test_a_report_after_its_hour_is_late_and_taken_all_the_same(issued: Call) -> None:
    last = datetime(2026, 9, 8, 15, 59, 59, tzinfo=UTC)
    reports.submit(replace(owner(issued), now=last), KEY, content())
    assert reports.report(owner(issued), KEY).report.timely == "yes"
    key = ReportKey("SHOP_M", "2026-08", OTHER)
    reports.submit(replace(owner(issued, OTHER), now=last + timedelta(seconds=1)), key, content())
    assert reports.report(owner(issued, OTHER), key).report.timely == "no"


def test_nothing_is_submitted_before_the_form_opens_though_drafts_are_kept(issued: Call) -> None:
    early = replace(owner(issued), now=datetime(2026, 8, 31, 15, 59, tzinfo=UTC))
    with pytest.raises(Conflict) as caught:
        reports.submit(early, KEY, content())
    assert caught.value.told is not None
    assert caught.value.told.values["opens"] == "2026-08-31T16:00:00.000+00:00"
    assert reports.save_draft(early, KEY, content(), 0).revision == 1


def test_a_clock_that_jumps_back_loses_and_reorders_nothing(issued: Call) -> None:
    own = owner(issued)
    reports.submit(own, KEY, content())
    back = replace(own, now=own.now - timedelta(days=1, hours=3))
    second = reports.submit(back, KEY, content(ORDERS="43"))
    assert second.at < own.at
    assert reports.report(own, KEY).content.cells["ORDERS"] == "43"
    assert issued.ports.ledger.verify("event")[1] is None


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"ORDERS": "1e999"}, "type"), ({"ORDERS": "1,000"}, "type"), ({"ORDERS": "９"}, "type"), ({"ORDERS": "12x"}, "type"),
        ({"ORDERS": "9" * 39}, "digits"), ({"ORDERS": "42.5"}, "places"), ({"ORDERS": "-1"}, "least"), ({"ORDERS": ""}, "needed"),
        ({"CLASS": "Z"}, "code"), ({"NOTE": "备" * 21}, "length"), ({"SALES_TOTAL": "151"}, "sum"), ({"SALES_TOTAL": ""}, "sum"),
        ({"NO_SUCH": "1"}, "unknown"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_form_blocks_and_is_told_with_place_and_value(
    small: Call, cells: dict[str, str], fault: str
) -> None:
    own = owner(small)
    with pytest.raises(reports.Refused) as caught:
        reports.submit(own, KEY, content(**cells))
    blocking = [found for found in caught.value.report_findings if found.blocks]
    assert fault in {found.fault for found in blocking}
    (first,) = [found for found in blocking if found.fault == fault][:1]
    name, value = next(iter(cells.items()))
    assert first.items[0] == name
    assert first.values.get(name, "") == value
    for language in ("zh", "en"):
        assert name in first.message(language)
        assert first.hint(language)
    assert reports.due(own)[0].report.state == "due"


def test_a_rule_that_must_hold_blocks_one_that_waits_holds_and_one_to_explain_wants_a_reason(
    small: Call, shops: Any
) -> None:
    own = owner(small)
    with pytest.raises(reports.Refused) as caught:
        reports.submit(own, KEY, content(SALES_GOODS="0", SALES_SERVICES="0", SALES_TOTAL="0"))
    (must,) = [found for found in caught.value.report_findings if found.blocks]
    assert (must.rule, must.verdict, must.severity) == ("ORDERS_MEAN_SALES", "fails", "must")
    assert must.message("zh") == "有订单时本月销售额应大于零"

    reports.submit(own, KEY, content())
    september = ReportKey("SHOP_M", "2026-09", SHOP)
    forms.issue(small, "SHOP_M", "2026-09", shops)
    later = replace(own, now=datetime(2026, 10, 3, tzinfo=UTC))
    jump = {"SALES_GOODS": "280", "SALES_TOTAL": "310", "YEAR_GOODS": "900", "YEAR_TOTAL": "1100"}
    (found,) = reports.examine(later, september, content(**jump))
    assert (found.rule, found.why, found.values) == (
        "NO_JUMP", "empty", {"SALES_TOTAL": "310", "timeshift(SALES_TOTAL, -1)": "150.5"}
    )  # fmt: skip
    for words, why in (("核实无误", "formulaic"), ("新开两家分店，九月并入", "")):
        explained = replace_explanations(content(**jump), NO_JUMP=words)
        (found,) = reports.examine(later, september, explained)
        assert (found.why, found.blocks) == (why, bool(why))
    reports.submit(later, september, explained)
    assert reports.due(later)[0].report.state == "submitted"


def replace_explanations(made: Content, **words: str) -> Content:
    return Content(cells=made.cells, marks=made.marks, explanations=words)


def test_what_waits_is_released_only_by_a_level_above_the_units_own(issued: Call) -> None:
    own = owner(issued)
    less = content(YEAR_GOODS="10", YEAR_SERVICES="20", YEAR_TOTAL="30")
    receipt = reports.submit(own, KEY, less)
    assert receipt.said["held"] == ["YEAR_COVERS_MONTH"]
    assert reports.due(own)[0].report.state == "held"
    with pytest.raises(Conflict):
        reports.accept(statistician(issued), KEY, receipt.said["sha256"])
    with pytest.raises(NotAllowed) as caught:
        reports.release_finding(statistician(issued), KEY, "YEAR_COVERS_MONTH", "年中更换核算口径，已留底")
    assert caught.value.told is not None
    assert caught.value.told.name == "level_low"
    city = statistician(issued, "910100")
    with pytest.raises(Conflict):
        reports.release_finding(city, KEY, "NO_JUMP", "没有这条")
    assert reports.release_finding(city, KEY, "YEAR_COVERS_MONTH", "年中更换核算口径").state == "submitted"


def test_division_by_zero_is_told_and_blocks_nothing(small: Call) -> None:
    none = content(ORDERS="0")
    (found,) = reports.examine(owner(small), KEY, none)
    assert (found.rule, found.verdict, found.blocks) == ("AVERAGE", "undefined", False)
    assert "除数为零" in found.message("zh")
    reports.submit(owner(small), KEY, none)


def test_a_rule_knows_the_month_of_the_report_on_the_server_and_in_the_browser(tmp_path: Path) -> None:
    ratio = {"SALES_TOTAL / ORDERS < 1000": "when getmonth(TIME_PERIOD) = 8 then SALES_TOTAL > 200"}
    folder = changed(tmp_path / "programme", ratio)
    with collecting(tmp_path / "home") as call:
        for period in ("2026-07", "2026-08"):
            forms.issue(call, "SHOP_M", period, folder)
        own, july = owner(call), ReportKey("SHOP_M", "2026-07", SHOP)
        (found,) = reports.examine(own, KEY, content())
        assert (found.rule, found.verdict, found.values) == ("AVERAGE", "fails", {"SALES_TOTAL": "150.5"})
        assert reports.examine(own, july, content()) == ()
        for key, month in ((KEY, "8"), (july, "7")):
            rules = filling.judged(own, reports.report(own, key)).rules
            assert rules[-1]["when"]["left"] == {"type": "Number", "text": month}


def test_a_mark_says_that_a_needed_item_cannot_exist_and_a_total_leaves_it_out(small: Call) -> None:
    made = content(SALES_SERVICES="", SALES_TOTAL="120.5")
    marked = Content(cells=made.cells, marks={"SALES_SERVICES": "M"})
    assert reports.examine(owner(small), KEY, marked) == ()
    unknown = Content(cells=made.cells, marks={"SALES_SERVICES": "L"})
    assert [found.fault for found in reports.examine(owner(small), KEY, unknown)] == ["needed"]
    both = Content(cells=content().cells, marks={"ORDERS": "M"})
    assert [found.fault for found in reports.examine(owner(small), KEY, both)] == ["both"]


# ---- who may


ACTS: dict[str, Callable[[Call], Any]] = {
    "submit": lambda call: reports.submit(call, KEY, content(ORDERS="99")),
    "save_draft": lambda call: reports.save_draft(call, KEY, content(), 0),
    "answer": lambda call: reports.answer(call, KEY, 1, "答复内容如下"),
    "ask_extension": lambda call: reports.ask_extension(call, KEY, datetime(2026, 9, 20, tzinfo=UTC), "盘点"),
    "examine": lambda call: reports.examine(call, KEY, content()),
    "report": lambda call: reports.report(call, KEY),
    "query": lambda call: reports.query(call, KEY, "为何？"),
    "return": lambda call: reports.return_(call, KEY, "口径不符"),
    "accept": lambda call: reports.accept(call, KEY, content().sha256),
    "release": lambda call: reports.release_finding(call, KEY, "YEAR_COVERS_MONTH", "已核"),
    "extend": lambda call: reports.extend(call, KEY, None, "不予延期"),
}
RESPONDENTS = ("submit", "save_draft", "answer", "ask_extension", "examine")
REVIEWERS = ("query", "return", "accept", "release", "extend")
OUTSIDE: dict[str, Callable[[Call], Call]] = {
    "a reader": lambda call: replace(call, actor=ANONYMOUS),
    "the operator": lambda call: call,
    "the installation": lambda call: replace(call, actor=SYSTEM),
    "the respondent of another unit": lambda call: owner(call, OTHER),
    "the statistician of another county": lambda call: statistician(call, "910102"),
    "the statistician of another province": lambda call: statistician(call, "920000"),
    "a system administrator": lambda call: person(call, "a1", ("system_admin", "")),
    "a security administrator": lambda call: person(call, "a2", ("security_admin", "")),
    "an audit administrator": lambda call: person(call, "a3", ("audit_admin", "")),
    "a case officer": lambda call: person(call, "c1", ("case_officer", "910101")),
    "a supervisor": lambda call: person(call, "c2", ("supervisor", "CN")),
    "somebody without roles": lambda call: person(call, "n1"),
    "somebody with an empty scope": lambda call: person(call, "n2", ("filler", ""), ("statistician", "")),
    "a filler for an area": lambda call: person(call, "n3", ("filler", "910101"), ("unit_head", "CN")),
    "a statistician for the unit's id": lambda call: person(call, "n4", ("statistician", SHOP)),
}


def refused(call: Call, act: str) -> None:
    before = call.ports.ledger.events.mark()
    with pytest.raises(NotAllowed):
        ACTS[act](call)
    assert call.ports.ledger.events.mark() == before


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_outside_does_or_sees_anything(small: Call, who: str) -> None:
    reports.submit(owner(small), KEY, content())
    reports.query(statistician(small), KEY, "为何只有42？")
    for act in ACTS:
        refused(OUTSIDE[who](small), act)
    assert small.ports.reports.draft(KEY) is None


@pytest.mark.parametrize("area", ["910101", "910100", "910000", "CN"])
def test_no_level_above_writes_what_the_respondent_writes(small: Call, area: str) -> None:
    reports.submit(owner(small), KEY, content())
    reports.query(statistician(small), KEY, "为何只有42？")
    for act in RESPONDENTS:
        refused(statistician(small, area), act)
    assert reports.report(statistician(small, area), KEY).content.cells["ORDERS"] == "42"


def test_the_respondent_does_not_review_itself(small: Call) -> None:
    reports.submit(owner(small), KEY, content())
    for act in REVIEWERS:
        refused(owner(small), act)


def test_somebody_out_of_reach_learns_not_whether_there_is_a_report(small: Call) -> None:
    none = ReportKey("SHOP_M", "2026-08", "NOT-THERE")
    for who in (owner(small), person(small, "n")):
        with pytest.raises(NotAllowed):
            reports.report(who, none)
    with pytest.raises(NotFound):
        reports.report(statistician(small), none)


def test_every_reading_of_a_report_is_recorded_before_it_is_shown(small: Call) -> None:
    reports.submit(owner(small), KEY, content())
    reports.report(statistician(small, "CN"), KEY)
    (read,) = small.ports.ledger.readings.events()
    assert (read.kind, read.actor, read.fact) == (
        "unit.read",
        "person:stCN",
        {"what": "report", "key": KEY.text},
    )


def test_events_hold_no_value_and_no_sentence(small: Call) -> None:
    own = owner(small)
    reports.submit(own, KEY, content(NOTE="本店内情"))
    reports.query(statistician(small), KEY, "为何停业")
    reports.answer(own, KEY, 1, "装修")
    payloads = "".join(event.payload for event in small.ports.ledger.events.events())
    for word in ("本店内情", "停业", "装修", "120.5", "cells"):
        assert word not in payloads


# ---- signers


def test_each_role_the_form_wants_is_signed_by_who_holds_it_for_the_unit(small: Call) -> None:
    filler = person(small, "f", ("filler", SHOP), ("statistical_head", SHOP))
    with pytest.raises(DataFault) as caught:
        reports.submit(filler, KEY, content())
    assert caught.value.told is not None
    assert caught.value.told.values["role"] == "unit_head"
    with pytest.raises(DataFault):
        reports.submit(filler, KEY, content(), signers={"unit_head": "stranger"})
    with pytest.raises(DataFault):
        reports.submit(owner(small), KEY, content(), signers={"auditor": "own1"})
    receipt = reports.submit(owner(small), KEY, content())
    assert set(receipt.said["signers"]) == {"filler", "statistical_head", "unit_head"}


# ---- drafts


def test_of_two_tabs_the_second_is_told_and_what_is_saved_stays(issued: Call) -> None:
    own = owner(issued)
    assert reports.save_draft(own, KEY, content(ORDERS="1"), 0).revision == 1
    with pytest.raises(Conflict) as caught:
        reports.save_draft(own, KEY, content(ORDERS="2"), 0)
    assert caught.value.told is not None
    assert (caught.value.told.name, caught.value.told.values["revision"]) == ("draft_moved", 1)
    assert reports.save_draft(own, KEY, content(ORDERS="3"), 1).revision == 2
    with pytest.raises(Conflict):
        reports.save_draft(own, KEY, content(ORDERS="4"), 1)
    assert reports.report(own, KEY).content.cells["ORDERS"] == "3"
    assert reports.save_draft(own, KEY, content(ORDERS="3"), 1).revision == 2


def test_a_draft_from_before_a_submission_is_told_and_neither_is_lost(small: Call) -> None:
    own = owner(small)
    reports.save_draft(own, KEY, content(), 0, 0)
    reports.submit(own, KEY, content())
    for base in (0, 1):  # submitting ended the draft: an older tab still names a revision of it, or none
        with pytest.raises(Conflict) as caught:
            reports.save_draft(own, KEY, content(ORDERS="7"), base, 0)
        assert caught.value.told is not None
        assert (caught.value.told.name, caught.value.told.values["number"]) == ("draft_overtaken", 1)
    assert reports.report(own, KEY).draft is None
    reports.save_draft(own, KEY, content(ORDERS="50"), 0, 1)
    with pytest.raises(Conflict):  # revisions began anew, so that its number is there again
        reports.save_draft(own, KEY, content(ORDERS="7"), 1, 0)
    opened = reports.report(own, KEY)
    assert opened.content.cells["ORDERS"] == "50"
    assert opened.submission is not None
    assert opened.submission.content == content().canonical


def test_a_draft_may_be_wrong_and_unfinished_and_nobody_else_sees_it(small: Call) -> None:
    own = owner(small)
    rough = Content(cells={"ORDERS": "约四十"}, marks={"CLASS": "L"})
    reports.save_draft(own, KEY, rough, 0)
    assert reports.report(own, KEY).content == rough
    assert reports.report(own, KEY).findings
    seen = reports.report(statistician(small), KEY)
    assert (seen.draft, seen.content, seen.findings) == (None, Content(), ())


def test_submitting_ends_the_draft_it_came_from_and_no_other(small: Call) -> None:
    own = owner(small)
    reports.save_draft(own, KEY, content(), 0)
    reports.submit(own, KEY, content())
    assert reports.report(own, KEY).draft is None
    reports.save_draft(own, KEY, content(ORDERS="50"), 0)
    reports.submit(own, KEY, content(ORDERS="51"))
    opened = reports.report(own, KEY)
    assert opened.draft is not None
    assert opened.content.cells["ORDERS"] == "50"


# ---- further acts


def test_more_time_is_asked_for_given_with_an_end_and_makes_a_report_timely(issued: Call) -> None:
    own, county = owner(issued), statistician(issued)
    until = datetime(2026, 9, 12, tzinfo=UTC)
    reports.ask_extension(own, KEY, until, "仓库盘点未完")
    with pytest.raises(Conflict):
        reports.ask_extension(own, KEY, until, "再申请一次")
    with pytest.raises(DataFault):
        reports.extend(county, KEY, datetime(2026, 9, 5, tzinfo=UTC), "不够")
    assert reports.extend(county, KEY, until, "同意延期").ends == "2026-09-12T00:00:00.000+00:00"
    reports.submit(replace(own, now=datetime(2026, 9, 11, tzinfo=UTC)), KEY, content())
    opened = reports.report(own, KEY)
    assert opened.report.timely == "yes"
    assert [told.event.kind for told in opened.history][:2] == ["report.extension_asked", "report.extended"]
    assert [told.text for told in opened.history][:2] == ["仓库盘点未完", "同意延期"]


def test_who_accepts_names_the_content_they_saw(issued: Call) -> None:
    own, county = owner(issued), statistician(issued)
    reports.submit(own, KEY, content())
    reports.submit(own, KEY, content(ORDERS="43"))
    with pytest.raises(Conflict) as caught:
        reports.accept(county, KEY, content().sha256)
    assert caught.value.told is not None
    assert (caught.value.told.name, caught.value.told.values["number"]) == ("report_newer", 2)
    reports.accept(county, KEY, content(ORDERS="43").sha256)
    with pytest.raises(Conflict):
        reports.accept(statistician(issued, "910101"), KEY, content(ORDERS="43").sha256)
    assert reports.accept(statistician(issued, "CN"), KEY, content(ORDERS="43").sha256).accepted == "nation"
    with pytest.raises(Conflict):
        reports.return_(county, KEY, "县里不能退回国家已验收的")


@pytest.mark.parametrize("words", ["", "  \n ", "字" * 2001, "a\x00b", "\x1b[31m", "\ud800"])
def test_words_that_say_nothing_or_cannot_be_kept_are_refused(small: Call, words: str) -> None:
    reports.submit(owner(small), KEY, content())
    with pytest.raises(DataFault):
        reports.query(statistician(small), KEY, words)
    with pytest.raises(DataFault):
        reports.query(statistician(small), KEY, "为何？", ["NO_SUCH_ITEM"])


def test_a_report_is_compared_with_the_period_before_and_the_same_of_last_year(
    small: Call, shops: Any
) -> None:
    own = owner(small)
    reports.submit(own, KEY, content())
    forms.issue(small, "SHOP_M", "2026-09", shops)
    september = ReportKey("SHOP_M", "2026-09", SHOP)
    beside = reports.report(replace(own, now=datetime(2026, 10, 3, tzinfo=UTC)), september).beside
    assert (beside["ORDERS"].before, beside["ORDERS"].year_ago) == ("42", None)
    assert beside["NOTE"].before is None


def test_those_of_a_unit_are_due_and_no_others(small: Call) -> None:
    assert [d.report.unit for d in reports.due(owner(small, FAR))] == [FAR]
    with pytest.raises(NotAllowed):
        reports.due(statistician(small))
    both = person(small, "b", ("filler", SHOP), ("filler", OTHER))
    assert [d.report.unit for d in reports.due(both)] == sorted([SHOP, OTHER])
