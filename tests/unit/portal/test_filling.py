"""Pages of whoever reports: drafts, workbooks, submitting, receipts; and what is not taken, each with a clear answer."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import msgspec
import openpyxl
import pytest

from tests.people import Browser, signed_in
from tests.reported import unit, units
from tests.reporting import AREA, issued, key
from tests.unit.collect.made import UNIT, bundle, follows, form
from xinxiao import bootstrap
from xinxiao.collect.workbook.layout import GUIDE
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.filling.change import change, grouped
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.people import Grant
from xinxiao.model.collect.receipt import receipt_of
from xinxiao.store.ledger import Ledger
from xinxiao.uses.call import Ports, clock

OTHER = "91330100799655058B"
PAGE = f"/zh/reports/F_M/2026-08/{UNIT}"
WHOLE = {"c.A": "3", "c.B": "2.5", "c.K": "01", "c.R1_Q": "1", "c.R1_V": "1", "c.R2_Q": "1", "c.R2_V": "1"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Desk:
    """Somebody at the desk of a unit."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self.door = create(ports)
        roles = ("filler", "statistical_head", "unit_head")
        self.browser = Browser.of(self.door, signed_in(ports, *(Grant(role, UNIT) for role in roles)))  # type: ignore[arg-type]

    def cells(self) -> dict[str, str]:
        held = self.ports.reports.draft(key(bundle(), "2026-08", UNIT))
        return content_of(held.content).cells if held else {}

    def typed(self, body: Any) -> httpx.Response:
        headers = {"x-csrf-token": self.browser.token, "content-type": "application/json"}
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.browser.send("POST", f"{PAGE}/draft.json", headers=headers, content=content)

    def upload(self, content: bytes, page: str = PAGE) -> httpx.Response:
        sent = self.browser.post(f"{page}/uploads", files={"workbook": ("填好.xlsx", content, XLSX)})
        return self.browser.get(sent.headers["location"]) if sent.status_code == 303 else sent

    def template(self, **cells: Any) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(self.browser.get(f"{PAGE}/template.xlsx").content))
        for place, value in cells.items():
            book["一、收入"][place] = value
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def submit(self, **fields: str) -> httpx.Response:
        page = self.browser.get(f"{PAGE}/submit").text
        shown = re.search(r'name="sha256" value="(\w+)"', page)
        assert shown
        return self.browser.post(f"{PAGE}/submit", {"sha256": shown[1], **fields})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    ports = bootstrap.ports(tmp_path / "home")
    issued(ports, bundle(), "2026-08", UNIT, OTHER)
    yield Desk(ports)
    ports.ledger.close()


def test_more_time_is_asked_for_and_the_decision_is_shown(desk: Desk) -> None:
    page = f"{PAGE}/extension"
    assert 'name="until"' in desk.browser.get(page).text
    assert f"/zh/reports/F_M/2026-08/{UNIT}/extension" in desk.browser.get(PAGE).text
    assert desk.browser.post(page, {"until": "2030-02-30", "words": "盘点"}).status_code == 400
    assert desk.browser.post(page, {"until": "2020-01-01", "words": "盘点"}).status_code == 400
    assert desk.browser.post(page, {"until": "2030-01-05", "words": ""}).status_code == 422
    assert desk.browser.post(page, {"until": "2030-01-05", "words": "设备盘点未完"}).status_code == 303
    asked = words(desk.browser.get(page))
    assert "已申请延期至 2030-01-05 24:00" in asked and "设备盘点未完" in asked
    assert desk.browser.post(page, {"until": "2030-01-06", "words": "再申请"}).status_code == 409
    above = Browser.of(desk.door, signed_in(desk.ports, Grant("statistician", AREA)))
    seen = words(above.get("/zh/desk/queries"))
    assert "待决定的延期申请" in seen and "2030-01-05 24:00" in seen
    sent = above.get("/zh/desk/queries.json?figure=extensions").json()["exhibits"][0]["rows"]
    assert [(row["UNIT"], row["FORM"], row["UNTIL"]) for row in sent] == [
        (UNIT, "F_M/2026-08", "2030-01-05T16:00:00.000+00:00")
    ]
    decide = f"/zh/desk/reports/F_M/2026-08/{UNIT}/extend"
    assert above.post(decide, {"until": "2030-01-04", "words": "同意"}).status_code == 303
    assert "待决定的延期申请" not in words(above.get("/zh/desk/queries"))
    told = words(desk.browser.get("/en" + page.removeprefix("/zh")))
    assert "This report ends: 2030-01-04 24:00." in told and "Granted until 2030-01-04 24:00" in told
    facts = [event.kind for event in desk.ports.ledger.events.events() if event.kind.startswith("report.")]
    assert facts == ["report.extension_asked", "report.extended"]


def words(answer: httpx.Response) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", answer.text))


def test_a_stale_form_shows_both_and_overwrites_nothing(desk: Desk) -> None:
    assert desk.browser.post(f"{PAGE}/draft", {"base": "0", "c.A": "1"}).status_code == 303
    late = desk.browser.post(f"{PAGE}/draft", {"base": "0", "c.A": "2", "c.W": "我填的"})
    assert late.status_code == 409
    assert 'value="2"' in late.text
    assert "我填的" in late.text
    assert 'id="base" name="base" value="1"' in late.text
    assert desk.cells() == {"A": "1"}


def test_a_tab_from_before_a_submission_gets_what_was_submitted_and_overwrites_nothing(desk: Desk) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", "after": "0", **WHOLE})
    assert desk.submit().status_code == 303
    late = desk.typed({"base": 0, "after": 0, "cells": {"A": "9"}})
    assert late.status_code == 409
    said = late.json()
    assert (said["revision"], said["after"], said["content"]["cells"]["A"]) == (0, 1, "3")
    assert "已在别处提交（第 1 次）" in said["error"]["message"]
    page = desk.browser.post(f"{PAGE}/draft", {"base": "0", "after": "0", **WHOLE, "c.A": "9"})
    assert page.status_code == 409
    assert "已在别处提交（第 1 次）" in page.text
    assert 'value="9"' in page.text
    assert 'name="after" value="1"' in page.text
    assert desk.cells() == {}
    again = {"base": "0", "after": "1", **WHOLE, "c.A": "9"}
    assert desk.browser.post(f"{PAGE}/draft", again).status_code == 303
    assert desk.cells()["A"] == "9"


def test_a_report_told_as_submitted_elsewhere_is_told_in_english_too(desk: Desk) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE})
    desk.submit()
    english = desk.browser.post(
        f"{PAGE.replace('/zh/', '/en/')}/draft", {"base": "0", "after": "0", "c.A": "9"}
    )
    assert "was submitted elsewhere meanwhile (submission 1)" in english.text
    wrong = desk.browser.post(f"{PAGE}/draft", {"base": "0", "after": "-1"})
    assert wrong.status_code == 422


def test_a_workbook_read_before_a_submission_does_not_become_the_draft_after_it(desk: Desk) -> None:
    shown = desk.upload(desk.template(D4=5))
    assert 'name="after" value="0"' in shown.text
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE})
    desk.submit()
    sha256 = str(shown.url).rpartition("/")[2]
    assert desk.browser.post(f"{PAGE}/uploads/{sha256}", {"base": "0", "after": "0"}).status_code == 409
    assert desk.cells() == {}


def test_a_stale_draft_of_a_page_gets_back_what_is_there(desk: Desk) -> None:
    assert desk.typed({"base": 0, "cells": {"A": "1"}}).json()["revision"] == 1
    late = desk.typed({"base": 0, "cells": {"A": "2"}})
    assert late.status_code == 409
    assert late.json()["content"]["cells"] == {"A": "1"}
    assert late.json()["error"]["code"] == "CONFLICT"
    assert desk.typed({"base": 0, "cells": {"A": "1"}}).json()["revision"] == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        {"cells": {}},
        {"base": -1},
        {"base": 0, "cells": {"A": 1}},
        {"base": 0, "cells": {"a b": "1"}},
    ],
)
def test_a_draft_of_another_shape_is_told(desk: Desk, body: Any) -> None:
    assert desk.typed(body).status_code == 422
    assert desk.cells() == {}


def test_a_draft_without_the_token_of_the_session_is_refused(desk: Desk) -> None:
    sent = desk.browser.send(
        "POST", f"{PAGE}/draft.json", headers={"content-type": "application/json"}, content=b'{"base": 0}'
    )
    assert sent.status_code == 403


@pytest.mark.parametrize(
    "wrong", ["=1+1", "1e999", "12万", "<script>alert(1)</script>", "1\u202e2", "9" * 39]
)
def test_what_is_no_number_is_kept_shown_and_blocks(desk: Desk, wrong: str) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE, "c.A": wrong})
    assert desk.cells()["A"] == wrong
    assert html.escape(wrong, quote=False) in desk.browser.get(PAGE).text
    refused = desk.submit()
    assert refused.status_code == 422
    assert "没有提交" in words(refused)
    assert desk.ports.reports.find(key(bundle(), "2026-08", UNIT)).number == 0


def test_submitting_twice_is_one_submission(desk: Desk) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE})
    shown = re.search(r'name="sha256" value="(\w+)"', desk.browser.get(f"{PAGE}/submit").text)
    assert shown
    first, second = (desk.browser.post(f"{PAGE}/submit", {"sha256": shown[1]}) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"] == f"{PAGE}/receipts/1"
    again = desk.browser.get(f"{PAGE}/submit")
    assert "无须再提交" in words(again)
    assert f"{PAGE}/receipts/1" in again.text


def test_a_form_for_submitting_that_is_sent_twice_leads_to_the_one_receipt_also_with_explanations(
    desk: Desk,
) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE, "c.A": "1"})
    page = desk.browser.get(f"{PAGE}/submit").text
    shown = re.search(r'name="sha256" value="([0-9a-f]{64})"', page)
    assert shown
    fields = {"sha256": shown[1], "after": "0", "e.R_A": "八月起乙项业务并入新设子公司的收入"}
    first, second = (desk.browser.post(f"{PAGE}/submit", fields) for _ in range(2))
    assert first.headers["location"] == second.headers["location"] == f"{PAGE}/receipts/1"
    other = desk.browser.post(f"{PAGE}/submit", fields | {"e.R_A": "八月起乙项业务全部停止，合同已经终止"})
    assert other.status_code == 409
    assert desk.ports.reports.find(key(bundle(), "2026-08", UNIT)).number == 1


def test_what_was_submitted_after_a_page_was_opened_is_not_submitted_over(desk: Desk) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE})
    desk.submit()
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE, "c.A": "4"})
    page = desk.browser.get(f"{PAGE}/submit").text
    assert 'name="after" value="1"' in page
    shown = re.search(r'name="sha256" value="([0-9a-f]{64})"', page)
    assert shown
    late = desk.browser.post(f"{PAGE}/submit", {"sha256": shown[1], "after": "0"})
    assert late.status_code == 409
    assert desk.ports.reports.find(key(bundle(), "2026-08", UNIT)).number == 1


def test_a_draft_with_characters_that_nobody_sees_opens_as_page_workbook_and_file(desk: Desk) -> None:
    words = "a\x00b\x1b[31m\u202e3201\u200b"
    assert desk.typed({"cells": {"A": "1", "W": words}, "base": 0}).status_code == 200
    for page in ("", "/submit", "/history", "/template.xlsx"):
        found = desk.browser.get(f"{PAGE}{page}")
        assert found.status_code == 200, (page, found.text[-300:])
    assert desk.cells()["W"] == words
    assert desk.submit().status_code == 422
    openpyxl.load_workbook(io.BytesIO(desk.template()))


def test_what_changed_since_it_was_shown_is_not_submitted(desk: Desk) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE})
    late = desk.browser.post(f"{PAGE}/submit", {"sha256": "0" * 64})
    assert late.status_code == 409
    assert "没有提交" in words(late)


@pytest.mark.parametrize("said", ["", "核实无误", "甲不小于乙"])
def test_an_empty_explanation_or_a_formula_is_not_taken_and_stays(desk: Desk, said: str) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE, "c.A": "1"})
    refused = desk.submit(**{"e.R_A": said})
    assert refused.status_code == 422
    assert f">{said}</textarea>" in refused.text
    told = desk.submit(**{"e.R_A": "八月起乙项业务并入新设子公司的收入"})
    assert told.status_code == 303


def test_a_receipt_can_be_checked_by_anybody_and_a_changed_one_fails(desk: Desk) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE})
    desk.submit()
    given = desk.browser.get(f"/reports/F_M/2026-08/{UNIT}/receipts/1.txt")
    content = desk.browser.get(f"/reports/F_M/2026-08/{UNIT}/submissions/1.json").text
    assert given.headers["content-disposition"].endswith('receipt.txt"')
    reader = Browser(desk.door)
    assert reader.get("/zh/receipts").status_code == 200
    holds = reader.post("/zh/receipts", {"receipt": given.text, "content": content})
    assert "回执有效" in words(holds)
    assert words(holds).count("相符") == 3
    assert "回执无效" in words(reader.post("/zh/receipts", {"receipt": given.text.replace('"web"', '"api"')}))
    own = receipt_of(given.text.encode())
    for sequence in (
        own.sequence + 1_000,
        own.sequence - 1,
    ):  # as sound by itself, but of no event that there is
        invented = msgspec.structs.replace(own, sequence=sequence)
        invented = msgspec.structs.replace(invented, hash=sha256(invented.lines).hexdigest())
        assert "回执无效" in words(reader.post("/zh/receipts", {"receipt": invented.text}))
    other = content.replace('"A":"3"', '"A":"4"')
    assert "回执无效" in words(reader.post("/zh/receipts", {"receipt": given.text, "content": other}))
    assert reader.post("/zh/receipts", {"receipt": "hello"}).status_code == 422


def test_history_says_what_differs_between_submissions(desk: Desk) -> None:
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE})
    desk.submit()
    desk.browser.post(f"{PAGE}/draft", {"base": "0", **WHOLE, "c.A": "4.5"})
    desk.submit()
    page = words(desk.browser.get(f"{PAGE}/history"))
    assert "与上一次不同的有 1 处" in page
    assert re.search(r"A项\s+3\s+4.5", page)


def test_a_workbook_is_kept_looked_at_and_then_taken(desk: Desk) -> None:
    content = desk.template(D4="1,234.50", D5="不适用", D7="01 电信", D8="=cmd()")
    shown = desk.upload(content)
    assert shown.status_code == 200
    assert "写作 1,234.50，读作 1234.5" in words(shown)
    assert "D8 是公式，但没有保存计算结果" in words(shown)
    assert desk.cells() == {}
    sha256 = str(shown.url).rpartition("/")[2]
    assert desk.ports.blobs.get(sha256) == content
    assert desk.browser.post(f"{PAGE}/uploads/{sha256}", {"base": "0"}).status_code == 303
    assert desk.cells() == {"A": "1234.5", "K": "01", "T": "1234.5"}


def test_a_workbook_names_the_unit_as_the_frame_has_it_at_the_end_of_the_period(desk: Desk) -> None:
    def guide() -> list[str]:
        book = openpyxl.load_workbook(io.BytesIO(desk.browser.get(f"{PAGE}/template.xlsx").content))
        return [str(row[1]) for row in book[GUIDE].iter_rows(values_only=True)]

    assert UNIT in guide()
    named = (("2026-01-01", "前海某某公司"), ("2026-08-31", "前海某某集团"), ("2026-09-01", "后来的名字"))
    assert isinstance(desk.ports.ledger, Ledger)
    units(desk.ports.ledger, [replace(unit(UNIT), name=name, valid_from=day) for day, name in named])
    assert f"{UNIT} 前海某某集团" in guide()


def test_a_workbook_does_not_overwrite_a_draft_saved_meanwhile(desk: Desk) -> None:
    shown = desk.upload(desk.template(D4=5))
    desk.typed({"base": 0, "cells": {"A": "1"}})
    sha256 = str(shown.url).rpartition("/")[2]
    assert desk.browser.post(f"{PAGE}/uploads/{sha256}", {"base": "0"}).status_code == 409
    assert desk.cells() == {"A": "1"}


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"<c r='A1'/>" + b" " * 300_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"not a workbook", "no workbook"), (_bomb, "at most"), (b"", "no workbook")],
    ids=["text", "bomb", "empty"],
)
def test_what_is_no_workbook_is_kept_and_told(desk: Desk, content: Any, says: str) -> None:
    shown = desk.upload(content() if callable(content) else content)
    assert shown.status_code == 200
    assert says in words(shown)
    assert [e.kind for e in desk.ports.ledger.events.events()].count("file.handed_in") == 1
    assert desk.cells() == {}


def test_an_upload_beyond_the_limit_is_refused(desk: Desk) -> None:
    class Long(httpx.AsyncByteStream):
        sent = 0

        async def __aiter__(self) -> Any:
            yield b'--x\r\ncontent-disposition: form-data; name="workbook"; filename="a.xlsx"\r\n\r\n'
            for _ in range(80):
                self.sent += 1
                yield b"0" * 1_000_000

    headers = {"content-type": "multipart/form-data; boundary=x", "x-csrf-token": desk.browser.token}
    answer = desk.browser.send("POST", f"{PAGE}/uploads", headers=headers, content=Long())
    assert answer.status_code == 413


def test_a_workbook_of_an_earlier_version_is_carried_over_where_the_form_says_how(desk: Desk) -> None:
    held = desk.template(D4=7)
    page = PAGE.replace("2026-08", "2026-09")
    issued(desk.ports, bundle(form("2.0.0", follows=follows("1.0.0"))), "2026-09", UNIT)
    book = openpyxl.load_workbook(io.BytesIO(held))
    for row in book["_meta"].iter_rows():
        if row[0].value == "period":
            row[1].value = "2026-09"
    buffer = io.BytesIO()
    book.save(buffer)
    shown = desk.upload(buffer.getvalue(), page)
    assert "按报表第 1.0.0 版填写；现在用第 2.0.0 版" in words(shown)
    assert "以工作簿中的值为草稿" in words(shown)


@pytest.mark.parametrize(
    "path",
    ["", "/submit", "/history", "/template.xlsx", "/receipts/1", "/uploads/" + "0" * 64],
)
def test_another_unit_is_out_of_reach(desk: Desk, path: str) -> None:
    assert desk.browser.get(PAGE.replace(UNIT, OTHER) + path).status_code == 403
    statistician = Browser.of(desk.door, signed_in(desk.ports, Grant("statistician", AREA)))
    expected = (200, 404) if path in ("/history", "/receipts/1") else (403,)
    assert statistician.get(PAGE + path).status_code in (*expected, 403)
    assert Browser(desk.door).get(PAGE + path).status_code in (303, 401)


@pytest.mark.parametrize(
    "path",
    [f"/zh/reports/F_M/2026-13/{UNIT}", f"/zh/reports/f!/2026-08/{UNIT}", f"/zh/reports/F_M/2020-01/{UNIT}"],
)
def test_a_report_there_is_not_is_not_found(desk: Desk, path: str) -> None:
    assert desk.browser.get(path).status_code == 404


def test_what_is_due_stands_on_the_desk(desk: Desk) -> None:
    for path in ("/zh/desk", "/zh/reports"):
        page = desk.browser.get(path)
        assert f'href="{PAGE}"' in page.text
        assert "待报" in words(page)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("105", "100", "+5.0%"),
        ("99.95", "100", "−0.1%"),
        ("0", "3", "−100.0%"),
        ("3", "0", ""),
        ("x", "1", ""),
        ("1", "-2", "+150.0%"),
    ],
)
def test_a_change_is_said_to_one_place(now: str, before: str, said: str) -> None:
    assert change(now, before) == said


def test_thousands_stand_apart() -> None:
    assert [grouped(text) for text in ("-1234567.5", "0.25", "-0.5", "x")] == [
        "-1,234,567.5",
        "0.25",
        "-0.5",
        "x",
    ]


def test_more_time_is_asked_for_until_a_day_that_is_one_and_gives_some(desk: Desk) -> None:
    page = f"{PAGE}/extension"
    assert "申请延期" in words(desk.browser.get(PAGE))
    assert desk.browser.post(f"{PAGE}/extension", {"until": "2026-02-30", "words": "x"}).status_code == 400
    past = desk.browser.post(f"{PAGE}/extension", {"until": "2020-01-01", "words": "财务系统停机"})
    assert past.status_code == 400
    assert "2020-01-01 24:00 没有延长时间" in words(past)
    day = (clock() + timedelta(days=30)).date().isoformat()
    made = desk.browser.post(f"{PAGE}/extension", {"until": day, "words": "财务系统停机"})
    assert (made.status_code, made.headers["location"]) == (303, page)
    shown = desk.browser.get(page)
    assert f"已申请延期至 {day} 24:00，待上级决定。" in words(shown)
    assert f"已申请延期至 {day} 24:00" in words(desk.browser.get(f"{PAGE}/history"))
    assert "财务系统停机" in words(shown)
    assert 'name="until"' not in shown.text
