"""The desk of cases through the portal: what it shows to whom, what its forms do, what is kept when one is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as changed

from tests.officers import COUNTY, MONDAY, NATION, OTHER, PROVINCE, Desk, Knows, desk, public
from tests.people import Browser
from tests.unit.oversight.test_evidence import PDF, png
from tests.workflows import CALENDAR, FIRM, noun, permits, version
from xinxiao.model.calendar import DaysOff
from xinxiao.model.collect.people import Grant
from xinxiao.model.event import Event
from xinxiao.model.oversight.masking import MaskingSpec, MaskRule
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import cases, clocks

OFFICER, HEAD = Grant("case_officer", COUNTY), Grant("supervisor", COUNTY)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "record.pdf"
    place.write_bytes(PDF)
    return place


def told(html: str) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def readings(held: Desk) -> list[Event]:
    return [event for event in held.ports.oversight.readings.events() if event.kind == "case.read"]


def fields(number: int, **values: str) -> dict[str, str]:
    """What a form sends."""
    return {"seen": str(number), **{name.replace("__", "."): value for name, value in values.items()}}


# ---- what is due, and search


def test_what_is_overdue_comes_first_and_says_by_how_much(held: Desk) -> None:
    held.opened()
    later = replace(held, now=MONDAY + timedelta(8))
    later.opened(received="2026-06-08")
    words = told(later.browser(OFFICER).get("/zh/desk/cases").text)
    assert "1 已超期" in words and "0 今天到期" in words
    assert words.index("2026-06-08，已超 1 天") < words.index("2026-06-15，还有 6 天")
    assert "共 2 件，最多的在“ASKED”，2 件。" in words
    english = told(later.browser(OFFICER).get("/en/desk/cases").text)
    assert "2026-06-08, 1 days over" in english
    assert "due today" in told(
        replace(held, now=MONDAY + timedelta(7)).browser(OFFICER).get("/en/desk/cases").text
    )


def test_a_case_is_found_by_number_code_name_state_and_area(held: Desk) -> None:
    number = held.opened().id
    browser = held.browser(Grant("case_officer", NATION))
    for words in (
        number,
        number.lower(),
        "PER-2026",
        FIRM,
        FIRM[:6],
        "百度",
        "ASKED",
        "甲县",
        "County A",
        COUNTY,
    ):
        assert number in browser.get("/zh/desk/cases", params={"q": words}).text, words
    for words in ("PER-2025", "9199", "腾讯", "乙县", "DONE", "x", "%"):
        found = browser.get("/zh/desk/cases", params={"q": words})
        assert found.status_code == 200 and f"/zh/desk/cases/{number}" not in found.text, words


def test_only_cases_of_the_own_areas_are_listed_counted_and_shown(held: Desk) -> None:
    here, there = held.opened(COUNTY).id, held.opened(OTHER).id
    county, nation = held.browser(OFFICER), held.browser(Grant("supervisor", NATION))
    for query in ("", "?q=PER-2026", "?workflow=PERMIT&state=ASKED"):
        assert here in county.get(f"/zh/desk/cases{query}").text
        assert there not in county.get(f"/zh/desk/cases{query}").text
        assert there in nation.get(f"/zh/desk/cases{query}").text
    assert "共 1 件" in told(county.get("/zh/desk/cases").text)
    assert "共 2 件" in told(nation.get("/zh/desk/cases").text)
    assert (
        held.browser(Grant("case_officer", PROVINCE)).get(f"/zh/desk/cases?area={COUNTY}").status_code == 200
    )
    assert county.get(f"/zh/desk/cases?area={OTHER}").status_code == 403


def test_a_case_beyond_reach_is_as_one_that_is_not_there(held: Desk, file: Path) -> None:
    here, there = held.opened(COUNTY), held.opened(OTHER)
    county = held.browser(OFFICER)
    assert county.get(f"/zh/desk/cases/{here.id}").status_code == 200
    beyond, missing = (told(county.get(f"/zh/desk/cases/{n}").text) for n in (there.id, "PER-2026-000009"))
    assert beyond.replace(there.id, "N") == missing.replace("PER-2026-000009", "N")
    assert county.get(f"/zh/desk/cases/{there.id}").status_code == 404
    for path in ("show", "evidence/1/1"):
        sent = county.post(f"/zh/desk/cases/{there.id}/{path}", {"reason": "核对联系人"})
        assert sent.status_code == 404
    acted = county.post(f"/zh/desk/cases/{there.id}/acts/TEST", fields(1))
    assert acted.status_code == 404
    assert held.ports.oversight.cases.find(there.id).number == 1


# ---- one case


def test_a_page_says_how_its_day_was_found_and_what_is_not_confirmed(held: Desk) -> None:
    made = held.opened()
    words = told(held.browser(OFFICER).get(f"/zh/desk/cases/{made.id}").text)
    assert "依据：规定一 14，自 2026-01-01 起的文本" in words
    assert "起算日 2026-06-01" in words and "数满 5 个工作日，到 2026-06-08" in words
    english = told(held.browser(OFFICER).get(f"/en/desk/cases/{made.id}").text)
    assert "5 working days end on 2026-06-08" in english


def test_who_is_named_is_masked_until_a_reason_is_stated_and_that_is_an_event(held: Desk) -> None:
    made = held.opened(CONTACT="张三丰", SITE="甲县一号")
    browser = held.browser(OFFICER)
    page = browser.get(f"/zh/desk/cases/{made.id}").text
    assert "张某" in page and "张三丰" not in page and "甲县一号" in page
    path = f"/zh/desk/cases/{made.id}/show"
    assert browser.post(path, {"reason": ""}).status_code == 422
    assert browser.post(path, {"reason": "看"}).status_code in (400, 422)
    shown = browser.post(path, {"reason": "核对联系人身份证明"})
    assert shown.status_code == 200 and "张三丰" in shown.text
    assert "张三丰" not in browser.get(f"/zh/desk/cases/{made.id}").text
    assert {event.fact["what"] for event in readings(held)} >= {"case"}
    everything = [event.payload for event in held.ports.oversight.readings.events()]
    everything += [event.payload for event in held.ports.oversight.chain.events()]
    assert not [payload for payload in everything if "张三丰" in payload or "核对" in payload]


def test_evidence_goes_out_as_an_attachment_for_a_reason(held: Desk, file: Path) -> None:
    made = held.granted([("合同<script>.pdf", file)])
    browser = held.browser(OFFICER)
    path = f"/zh/desk/cases/{made.id}/evidence/2/1"
    assert browser.post(path, {"reason": ""}).status_code == 422
    found = browser.post(path, {"reason": "核对原件内容"})
    assert found.status_code == 200 and found.content == PDF
    assert found.headers["content-type"] == "application/pdf"
    assert found.headers["content-disposition"] == f'attachment; filename="{made.id}-2-1.pdf"'
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["cache-control"] == "no-store"
    for wrong in ("2/2", "2/0", "1/1", "9/1", "x/y", "99999999999999999999/1"):
        assert (
            browser.post(f"/zh/desk/cases/{made.id}/evidence/{wrong}", {"reason": "核对原件内容"}).status_code
            == 404
        )
    kept = held.ports.blobs.get(made.evidence[0].kept)
    assert PDF not in kept and b"Catalog" not in kept


# ---- acts


def test_what_is_sent_twice_opens_one_case_and_what_differs_another(held: Desk) -> None:
    anna, bert = held.browser(OFFICER), held.browser(OFFICER)
    own = {"subject": FIRM, "area": COUNTY}
    sent = fields(0, value__RECEIVED="2026-06-01", value__SITE="甲县一号") | own
    other = fields(0, value__RECEIVED="2026-06-01", value__SITE="甲县二号") | own
    again = sent | {"seen": "7"}

    def opened(browser: Browser, what: dict[str, str]) -> str:
        return browser.post("/zh/desk/cases/open/PERMIT/ASK", what).headers["location"].partition("cases/")[2]

    assert opened(anna, sent) == "PER-2026-000001?done=1"
    assert opened(anna, sent) == "PER-2026-000001?done=1&again=yes"
    assert opened(anna, again) == "PER-2026-000001?done=1&again=yes"
    assert opened(anna, other) == "PER-2026-000002?done=1"
    assert opened(bert, sent) == "PER-2026-000003?done=1"
    assert "没有重复办理" in told(anna.get("/zh/desk/cases/PER-2026-000001?done=1&again=yes").text)


def test_a_case_is_opened_by_a_form_and_acted_on_until_it_ends(held: Desk) -> None:
    anna, bert, head = held.browser(OFFICER), held.browser(OFFICER), held.browser(HEAD)
    page = anna.get("/zh/desk/cases/open/PERMIT").text
    assert 'name="value.RECEIVED"' in page and 'name="area"' in page and 'name="value.OUTCOME"' not in page
    sent = {
        **fields(0, value__RECEIVED="2026-06-01", value__SITE="甲县\r\n一号"),
        "subject": FIRM,
        "area": COUNTY,
    }
    opened = anna.post("/zh/desk/cases/open/PERMIT/ASK", sent)
    assert opened.status_code == 303, told(opened.text)
    case, _, done = opened.headers["location"].partition("?")
    assert (case, done) == ("/zh/desk/cases/PER-2026-000001", "done=1")
    pdf = [("files", ("a.pdf", PDF, "text/html"))]
    assert anna.post(f"{case}/acts/EXAMINE", fields(1), files=pdf).status_code == 303
    proposed = fields(2, value__OUTCOME="YES", value__FEE="12.50")
    assert bert.post(f"{case}/acts/PROPOSE", proposed).status_code == 303
    assert "须由其他人办理" in told(anna.get(case).text) or "不能办理这一步" in told(bert.get(case).text)
    assert head.post(f"{case}/acts/GRANT", fields(3, reason="符合条件")).status_code == 303
    words = told(head.get(case).text)
    assert "DONE" in words and "符合条件" in words and "公示至 2027-06-01" in words
    assert held.ports.ledger.verify("oversight")[1] is None


def test_who_comes_second_is_told_what_changed_and_keeps_their_words(held: Desk) -> None:
    made = held.opened()
    first, second = held.browser(OFFICER), held.browser(OFFICER)
    assert first.post(f"/zh/desk/cases/{made.id}/acts/TEST", fields(1)).status_code == 303
    sent = {**fields(1, value__FIRST="anna"), "reason": "我写了很久的理由 <b>"}
    lost = second.post(f"/zh/desk/cases/{made.id}/acts/TEST", sent)
    assert lost.status_code == 409
    words = told(lost.text)
    assert "没有办成" in words and "TEST" in words
    assert "我写了很久的理由 &lt;b&gt;" in lost.text
    assert 'name="seen" value="2"' in lost.text
    assert held.ports.oversight.cases.find(made.id).number == 2


def test_a_click_that_is_repeated_does_nothing_twice(held: Desk) -> None:
    made = held.opened()
    browser = held.browser(OFFICER)
    path = f"/zh/desk/cases/{made.id}/acts/TEST"
    answers = [browser.post(path, fields(1)).headers["location"] for _ in range(3)]
    case = f"/zh/desk/cases/{made.id}"
    assert answers == [f"{case}?done=2", f"{case}?done=2&again=yes", f"{case}?done=2&again=yes"]
    assert "没有重复办理" in told(browser.get(answers[2]).text)
    assert browser.post(path, {**fields(1), "reason": "另一个理由"}).status_code == 409
    assert held.browser(OFFICER).post(path, fields(1)).status_code == 409
    assert held.ports.oversight.cases.find(made.id).number == 2


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"seen": "0"}, 409),
        ({"seen": "x"}, 409),
        ({"seen": ""}, 422),
        ({"seen": "1", "on": "2026-13-01"}, 422),
        ({"seen": "1", "on": "2026-06-02"}, 422),
        ({"seen": "1", "value.NEVER": "x"}, 422),
        ({"seen": "1", "value.": "x"}, 422),
        ({"seen": "1", "other": "x"}, 422),
        ({"seen": "1", "entry": "MATTERS/1/M-1"}, 422),
        ({"seen": "1", "suggestion": "7"}, 422),
        ({"seen": "1", "value.FIRST": "anna", "value.SECOND": "anna"}, 422),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    held: Desk, sent: dict[str, str], status: int
) -> None:
    made = held.opened()
    browser = held.browser(OFFICER)
    assert browser.post(f"/zh/desk/cases/{made.id}/acts/TEST", sent).status_code == status
    assert held.ports.oversight.cases.find(made.id).number == 1


def test_files_are_taken_by_what_they_are_and_nothing_is_kept_of_a_refused_act(
    held: Desk, tmp_path: Path
) -> None:
    made = held.opened()
    browser, before = held.browser(OFFICER), set(held.ports.blobs.digests())
    path = f"/zh/desk/cases/{made.id}/acts/EXAMINE"
    for files, status in (
        ([], 422),
        ([("files", ("a.pdf", b"MZ\x90\x00" + b"\x00" * 99, "application/pdf"))], 422),
        ([("files", ("a.pdf", png(), "application/pdf"))], 422),
        ([("files", ("a.pdf", PDF, "application/pdf"))] * 3, 422),
        ([("files", ("a.pdf", PDF, "application/pdf"))] * 21, 422),
        ([("files", ("a.pdf", b"", "application/pdf"))], 422),
    ):
        assert browser.post(path, fields(1), files=files).status_code == status, files
    assert held.ports.oversight.cases.find(made.id).number == 1
    assert set(held.ports.blobs.digests()) == before
    assert browser.post(path, fields(1), files=[("files", ("x", PDF, "x/y"))]).status_code == 303


def test_a_suggestion_is_marked_as_a_machines_and_is_no_act(held: Desk) -> None:
    made = held.opened()
    system = held.system()
    cases.suggest(system, made.id, "TEST", "看起来需要检验", "rule-7")
    browser = held.browser(OFFICER)
    page = browser.get(f"/zh/desk/cases/{made.id}")
    words = told(page.text)
    assert "机器的建议（不是决定）" in words and "rule-7" in words
    assert held.ports.oversight.cases.find(made.id).state == "ASKED"
    considered = browser.get(f"/zh/desk/cases/{made.id}?act=TEST&suggestion=2").text
    assert 'name="suggestion" value="2"' in considered
    assert 'name="suggestion"' not in browser.get(f"/zh/desk/cases/{made.id}?act=TEST&suggestion=1").text


def test_whoever_asks_for_a_recusal_says_whom_it_concerns(held: Desk) -> None:
    made = held.opened()
    browser = held.browser(OFFICER, name="何检")
    ident = held.ports.people.holders(COUNTY)[0][0].id
    page = browser.get(f"/zh/desk/cases/{made.id}/acts/RECUSE").text
    assert 'name="concerns"' in page and "不选则为anna" in told(page).replace(" ", "")
    sent = {"seen": "1", "reason": "是亲属", "concerns": ident}
    assert browser.post(f"/zh/desk/cases/{made.id}/acts/RECUSE", sent).status_code == 303
    case = held.ports.oversight.cases.find(made.id)
    assert (case.recusal_of, case.handler) == (ident, "anna")


def test_a_day_that_was_provisional_becomes_firm_when_the_notice_is_entered_and_the_page_says_how(
    held: Desk,
) -> None:
    said = permits()
    said["clocks"][0]["versions"] = [version(5, "working_day")]
    said["clocks"][0]["extends"] = []
    known: Any = held.ports.oversight.known
    known.workflow = noun(said)
    late = replace(held, now=datetime(2026, 12, 30, 2, tzinfo=UTC))
    first, other = late.opened(received="2026-12-30"), late.opened(received="2026-12-30")
    before = told(late.browser(OFFICER).get(f"/zh/desk/cases/{first.id}").text)
    assert "2027-01-06" in before and "暂定" in before
    arranged = DaysOff(year=2027, off=("2027-01-01", "2027-01-04"), statutory=("2027-01-01",))
    known.calendar = changed(CALENDAR, announced="2026-11-20", years=(*CALENDAR.years, arranged))
    assert clocks.recount(late.system()) == 2
    assert clocks.recount(late.system()) == 0
    events = late.ports.oversight.chain.events(kind="case.clock_recomputed")
    facts = [(one.actor, one.fact["case"], one.fact["before"], one.fact["due"]) for one in events]
    assert facts == [
        ("system", first.id, "2027-01-06", "2027-01-08"),
        ("system", other.id, "2027-01-06", "2027-01-08"),
    ]
    after = told(late.browser(OFFICER).get(f"/zh/desk/cases/{first.id}").text)
    assert "重新计算：2027-01-06 改为 2027-01-08" in after and "暂定" not in after


def test_a_person_in_free_text_is_masked_until_a_reason_is_stated_which_is_recorded(held: Desk) -> None:
    known: Any = held.ports.oversight.known
    rules = MaskingSpec(
        rules=(
            MaskRule(kind="name", first=1, fill="某"),
            MaskRule(kind="phone", first=3, last=4, fill="****", shapes=("1##########",)),
        )
    )
    known.masked = rules
    made = held.opened(CONTACT="王小明", SITE="王小明，电话13800138000")
    browser = held.browser(OFFICER)
    hidden = told(browser.get(f"/zh/desk/cases/{made.id}").text)
    assert "王某，电话138****8000" in hidden and "王小明" not in hidden and "13800138000" not in hidden
    shown = told(browser.post(f"/zh/desk/cases/{made.id}/show", {"reason": "核对原件内容"}).text)
    assert "王小明，电话13800138000" in shown
    (event,) = held.ports.oversight.chain.events(kind="case.shown")
    assert event.fact["fields"] == ["CONTACT", "SITE"]


def test_a_back_dated_act_shows_both_days(held: Desk) -> None:
    later = replace(held, now=MONDAY + timedelta(3))
    made = later.opened(received="2026-06-02")
    words = told(later.browser(OFFICER).get(f"/zh/desk/cases/{made.id}").text)
    assert "补录：办理日 2026-06-02，录入日 2026-06-04" in words


def test_who_handles_nothing_sees_nothing(held: Desk) -> None:
    made = held.opened()
    for grant in (
        Grant("statistician", NATION),
        Grant("system_admin"),
        Grant("audit_admin"),
        Grant("unit_head", FIRM),
    ):
        browser = held.browser(grant)
        for path in ("desk/cases", f"desk/cases/{made.id}", "desk/cases/open/PERMIT"):
            assert browser.get(f"/zh/{path}").status_code == 403
    assert Browser(held.door).get("/zh/desk/cases").status_code == 303


def test_menu_leads_officers_to_the_desk_and_nobody_else(held: Desk) -> None:
    assert "/zh/desk/cases" in held.browser(OFFICER).get("/zh/desk").text
    assert "/zh/desk/cases" not in held.browser(Grant("system_admin")).get("/zh/desk").text


def test_an_act_that_rests_on_a_list_offers_the_entries_that_hold(tmp_path: Path, file: Path) -> None:
    with desk(tmp_path / "listed", Knows(public(listed=True))) as held:
        made = held.opened()
        cases.act(held.office("anna", OFFICER), made.id, Wanted("EXAMINE", 1), [("a", file)])
        page = held.browser(OFFICER).get(f"/zh/desk/cases/{made.id}").text
        assert '<option value="MATTERS/1/M-1">M-1 事项一</option>' in page
