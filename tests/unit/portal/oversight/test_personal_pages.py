"""The desk of what is kept of people: asked, decided, held and handed out by forms; and the record of who saw what, without what."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.officers import COUNTY, OTHER, PROVINCE, Desk, desk
from tests.people import Browser
from xinxiao import bootstrap
from xinxiao.model.collect.people import Grant
from xinxiao.uses.oversight import erasure

CASE = "PER-2026-000001"
HERE = f"/zh/desk/personal/{CASE}"
NAME = "李四光"
WHY = "本人来函要求删除联系信息"
ASKED = {"part": "person", "rule": "RULE_ONE", "article": "第四十七条", "reason": WHY}
OFFICER, HEAD = Grant("case_officer", COUNTY), Grant("supervisor", COUNTY)
AUDITOR = Grant("audit_admin")


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Desk]:
    """One permit with a person in it, whose keys are in a store of keys."""
    with desk(tmp_path) as plain:
        own = bootstrap.ports(tmp_path / "home").oversight
        oversight = replace(plain.ports.oversight, content=own.content, keys=own.keys)
        made = Desk(replace(plain.ports, oversight=oversight))
        made.opened(CONTACT=NAME, SITE="甲县二号")
        yield made


def words(browser: Browser, path: str = HERE) -> str:
    found = browser.get(path)
    assert found.status_code == 200, found.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.text))


def section(browser: Browser, name: str) -> str:
    """A list of the board."""
    found = re.search(
        rf'<section class="exhibit" id="{name}">.*?</section>', browser.get("/zh/desk/personal").text, re.S
    )
    assert found is not None
    return found[0]


def number(browser: Browser, field: str) -> str:
    found = re.search(rf'name="{field}" value="(\d+)"', browser.get(HERE).text)
    assert found is not None
    return found[1]


def test_an_erasure_goes_from_who_asks_to_another_who_decides_and_says_what_it_did(held: Desk) -> None:
    anna, bo = held.browser(OFFICER, name="安娜"), held.browser(HEAD, name="波")
    assert NAME not in words(anna) and "CONTACT" in words(anna)
    sent = anna.post(f"{HERE}/erasures", ASKED)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{HERE}#erasures")
    assert CASE in section(bo, "waiting") and CASE not in section(bo, "gone")
    said = words(bo)
    assert "安娜 于 2026-06-01 10:00 申请删除：本人的个人信息" in said and WHY in said
    assert "规定一 第四十七条" in said and "同意后将销毁" in said
    asked = number(bo, "asked")
    own = anna.post(f"{HERE}/decisions", {"asked": asked, "decision": "approve"})
    assert own.status_code == 403 and "监管负责人" in own.text
    done = bo.post(f"{HERE}/decisions", {"asked": asked, "decision": "approve"})
    assert done.status_code == 303
    said = words(anna)
    assert "依申请，由 波 于 2026-06-01 10:00 决定删除" in said
    assert "保留的内容及原因" in said and "只有编号、日期、代码和摘要值" in said
    assert "已删除：" in said
    assert held.ports.oversight.personal.erased(CASE) == {"person"}
    again = bo.post(f"{HERE}/decisions", {"asked": asked, "decision": "approve"})
    assert again.status_code == 404 and "没有" in again.text
    assert CASE in section(bo, "gone") and CASE not in section(bo, "waiting")


def test_who_asked_as_a_supervisor_does_not_decide(held: Desk) -> None:
    bo, cora = held.browser(HEAD), held.browser(Grant("supervisor", PROVINCE))
    bo.post(f"{HERE}/erasures", ASKED)
    asked = number(cora, "asked")
    refused = bo.post(f"{HERE}/decisions", {"asked": asked, "decision": "approve"})
    assert refused.status_code == 403 and held.ports.oversight.personal.erased(CASE) == set()
    assert 'value="approve"' not in bo.get(HERE).text
    short = cora.post(f"{HERE}/decisions", {"asked": asked, "decision": "refuse"})
    assert short.status_code == 400 and "没有办成" in short.text
    sent = cora.post(
        f"{HERE}/decisions", {"asked": asked, "decision": "refuse", "reason": "案件仍在复议，暂不能删除"}
    )
    assert sent.status_code == 303
    assert "不同意：案件仍在复议，暂不能删除" in words(bo)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({**ASKED, "reason": "删"}, 400),
        ({**ASKED, "rule": "NO_SUCH"}, 400),
        ({**ASKED, "part": "other"}, 422),
        ({key: value for key, value in ASKED.items() if key != "rule"}, 422),
    ],
)
def test_what_cannot_be_asked_is_refused_with_words(held: Desk, sent: dict[str, str], status: int) -> None:
    anna = held.browser(OFFICER)
    found = anna.post(f"{HERE}/erasures", sent)
    assert found.status_code == status
    assert held.ports.oversight.personal.erasures(CASE) == ()
    if status == 400:
        assert "没有办成" in found.text and sent["reason"] in found.text  # what was filled in is kept


def test_a_hold_stops_an_erasure_until_a_supervisor_ends_it(held: Desk) -> None:
    anna, bo = held.browser(OFFICER), held.browser(HEAD)
    anna.post(f"{HERE}/erasures", ASKED)
    assert anna.post(f"{HERE}/holds", {"reason": "法院调取本案材料"}).status_code == 303
    assert CASE in section(bo, "held")
    asked = number(bo, "asked")
    stopped = bo.post(f"{HERE}/decisions", {"asked": asked, "decision": "approve"})
    assert stopped.status_code == 409 and "保全" in stopped.text
    hold = number(bo, "hold")
    ended = {"hold": hold, "reason": "法院已退回材料"}
    assert anna.post(f"{HERE}/holds/ends", ended).status_code == 403
    assert bo.post(f"{HERE}/holds/ends", ended).status_code == 303
    assert bo.post(f"{HERE}/holds/ends", ended).status_code == 409
    assert bo.post(f"{HERE}/decisions", {"asked": asked, "decision": "approve"}).status_code == 303


def test_a_person_gets_what_is_kept_of_them_as_json_and_to_read_each_recorded(held: Desk) -> None:
    anna = held.browser(OFFICER)
    given = {"reason": "本人持证件到窗口申请"}
    made = anna.post(f"{HERE}/copies", {**given, "form": "json"})
    assert made.headers["content-type"] == "application/json"
    assert "attachment" in made.headers["content-disposition"] and made.headers["cache-control"] == "no-store"
    assert [one["value"] for act in json.loads(made.content)["acts"] for one in act["fields"]] == [NAME]
    text = anna.post(f"{HERE}/copies", {**given, "form": "text"})
    assert NAME in text.text and text.headers["content-type"].startswith("text/plain")
    events = list(held.ports.oversight.chain.events(kind="case.handed_out"))
    assert len(events) == 2
    assert re.search(r"SHA-256 ([0-9a-f]{64})", text.text)[1] == events[1].fact["sha256"]  # type: ignore[index]
    assert NAME not in words(anna) and words(anna).count("提供") > 2
    empty = anna.post(f"{HERE}/copies", {"form": "json", "reason": "看"})
    assert empty.status_code == 400 and NAME not in empty.text


def test_nobody_of_another_area_and_nobody_recused_reaches_it(held: Desk) -> None:
    far = held.browser(Grant("supervisor", OTHER))
    assert far.get(HERE).status_code == 404
    for path, sent in (
        ("erasures", ASKED),
        ("holds", {"reason": WHY}),
        ("copies", {"form": "json", "reason": WHY}),
        ("decisions", {"asked": "1", "decision": "approve"}),
        ("holds/ends", {"hold": "1", "reason": WHY}),
    ):
        assert far.post(f"{HERE}/{path}", sent).status_code == 404, path
    assert CASE not in words(far, "/zh/desk/personal")
    auditor = held.browser(AUDITOR)
    assert auditor.get(HERE).status_code == 403 and auditor.get("/zh/desk/personal").status_code == 403


def test_what_ends_by_itself_is_listed_before_and_after(held: Desk) -> None:
    said = words(held.browser(OFFICER), "/zh/desk/personal")
    assert "即将到期清除" in said and "最近删除的在前" in said
    assert erasure.retain(held.system()).endswith("0 destroyed")


# ---- who saw what


def looked(held: Desk) -> tuple[Browser, Browser]:
    anna = held.browser(OFFICER, name="=安娜")
    shown = anna.post(f"/zh/desk/cases/{CASE}/show", {"reason": "=核对联系人身份"})
    assert NAME in shown.text
    anna.post(f"{HERE}/copies", {"form": "json", "reason": "本人到窗口申请查阅"})
    return anna, held.browser(AUDITOR)


def test_the_audit_administrator_sees_who_saw_which_field_and_why_and_never_the_value(held: Desk) -> None:
    anna, auditor = looked(held)
    for lang, kind in (("zh", "提供给本人"), ("en", "handed to the person")):
        said = words(auditor, f"/{lang}/desk/shown")
        assert CASE in said and "=安娜" in said and "=核对联系人身份" in said and kind in said
        assert NAME not in said and "甲县二号" not in said
    assert anna.get("/zh/desk/shown").status_code == 403 and anna.get("/desk/shown.csv").status_code == 403
    reads = [event.fact["what"] for event in held.ports.oversight.readings.events(kind="case.read")]
    assert reads.count("shown") == 2


def test_the_record_is_asked_by_officer_case_and_days(held: Desk) -> None:
    _, auditor = looked(held)
    account = next(held.ports.oversight.chain.events(kind="case.shown")).actor.removeprefix("person:")
    login = held.ports.people.account(account)
    assert login is not None
    for query, found in (
        (f"officer={account}", True),
        (f"officer={login.login}", True),
        ("officer=nobody-here", False),
        (f"case={CASE.lower()}", True),
        ("case=PER-2026-000099", False),
        ("since=2026-06-01&until=2026-06-01", True),
        ("since=2026-06-02", False),
        ("until=2026-05-31", False),
    ):
        said = auditor.get(f"/zh/desk/shown?{query}")
        assert said.status_code == 200, query
        assert ("核对联系人身份" in said.text) == found, query
    wrong = auditor.get("/zh/desk/shown?since=2026-02-30")
    assert wrong.status_code == 200 and 'role="alert"' in wrong.text
    assert auditor.get("/desk/shown.csv?since=2026-02-30").status_code == 400


def test_the_record_as_csv_holds_no_formula_and_no_value(held: Desk) -> None:
    _, auditor = looked(held)
    found = auditor.get("/desk/shown.csv")
    assert found.status_code == 200 and "attachment" in found.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(found.text)))
    assert [row["KIND"] for row in rows] == ["case.handed_out", "case.shown"]
    assert rows[1]["NAME"] == "'=安娜" and rows[1]["REASON"] == "'=核对联系人身份"
    assert rows[1]["FIELDS"] == "CONTACT" and rows[1]["CASE"] == CASE
    assert NAME not in found.text
    assert auditor.get("/desk/shown.csv?until=2026-01-01").text.startswith("EVENT,AT,OFFICER,NAME,CASE,KIND")
