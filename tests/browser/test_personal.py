"""The desk of what is kept of people in a real browser, in Chinese and English: an erasure from one who asks to another who decides, a hold,
a copy for the person; and the record of who saw what, read by the audit administrator."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Portal, _serve, violations
from tests.officers import COUNTY, Desk, desk
from xinxiao import bootstrap
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.model.collect.people import Grant

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("XINXIAO_TEST_SHOTS", "")
"""A folder where pictures of the pages are left, to be looked at."""
ONE, TWO = "PER-2026-000001", "PER-2026-000002"
NAME = "李四光"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Two permits with a person in each, whose keys are in a store of keys."""
    folder = tmp_path_factory.mktemp("personal")
    with desk(folder) as plain:
        own = bootstrap.ports(folder / "home").oversight
        oversight = replace(plain.ports.oversight, content=own.content, keys=own.keys)
        made = Desk(replace(plain.ports, oversight=oversight))
        made.opened(CONTACT=NAME, SITE="甲县二号")
        made.opened(CONTACT=NAME, SITE="甲县二号")
        yield made


@pytest.fixture(scope="module")
def portal(held: Desk) -> Iterator[Portal]:
    yield from _serve(held.ports, held.door)


@pytest.fixture(scope="module")
def secrets(held: Desk) -> dict[str, str]:
    """Sessions of an officer, a supervisor, and the audit administrator."""
    people = {
        "officer": (Grant("case_officer", COUNTY), "安娜"),
        "head": (Grant("supervisor", COUNTY), "波"),
        "auditor": (Grant("audit_admin"), "审计员"),
    }
    return {who: held.signed_in(grant, name=name) for who, (grant, name) in people.items()}


@contextmanager
def signed(browser: Browser, portal: Portal, secret: str) -> Iterator[Page]:
    """A page of somebody who is signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.add_cookies([{"name": SESSION, "value": secret, "url": portal.address}])
    yield context.new_page()
    context.close()


@pytest.fixture
def officer(browser: Browser, portal: Portal, secrets: dict[str, str]) -> Iterator[Page]:
    with signed(browser, portal, secrets["officer"]) as page:
        yield page


@pytest.fixture
def head(browser: Browser, portal: Portal, secrets: dict[str, str]) -> Iterator[Page]:
    with signed(browser, portal, secrets["head"]) as page:
        yield page


@pytest.fixture
def auditor(browser: Browser, portal: Portal, secrets: dict[str, str]) -> Iterator[Page]:
    with signed(browser, portal, secrets["auditor"]) as page:
        yield page


def looked(page: Page, portal: Portal, paths: tuple[str, ...], name: str) -> None:
    """Axe is content in both languages and widths, nothing is cut off, and no value is shown."""
    for lang in ("zh", "en"):
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            for path in paths:
                answer = page.goto(f"{portal.address}/{lang}/{path}")
                assert answer is not None and answer.status == 200, path
                page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
                if SHOTS:
                    file = f"{name}-{path.replace('/', '-')}-{lang}-{width}.png"
                    page.screenshot(path=Path(SHOTS) / file, full_page=True)
                assert violations(page) == [], (path, lang, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, lang)
                assert NAME not in page.content()


def test_an_erasure_is_asked_for_and_decided_by_another_who_reads_what_it_left(
    officer: Page, head: Page, portal: Portal
) -> None:
    officer.goto(f"{portal.address}/zh/desk/cases/{ONE}")
    officer.get_by_role("link", name="个人信息的删除、保全与提供").press("Enter")
    officer.wait_for_url(f"**/desk/personal/{ONE}")
    officer.locator("#ask summary").press("Enter")
    officer.get_by_label("法律依据").select_option("RULE_ONE")
    officer.get_by_label("条款（可不填）").fill("第四十七条")
    officer.locator("#ask textarea").fill("删")
    officer.locator("#ask button").press("Enter")
    expect(officer.locator("#ask [role=alert]")).to_contain_text("没有办成")
    expect(officer.locator("#ask textarea")).to_have_value("删")
    officer.locator("#ask textarea").fill("本人来函要求删除联系信息")
    officer.locator("#ask button").press("Enter")
    expect(officer.locator("#erasures article")).to_contain_text("本人来函要求删除联系信息")
    assert officer.locator("#erasures button[value=approve]").count() == 0
    looked(head, portal, ("desk/personal", f"desk/personal/{ONE}"), "asked")
    head.goto(f"{portal.address}/zh/desk/personal")
    head.locator("#waiting").get_by_role("link", name=ONE).press("Enter")
    head.locator("#erasures button[value=approve]").press("Enter")
    expect(head.locator("#results")).to_contain_text("由 波 于")
    expect(head.locator("#results")).to_contain_text("已销毁")
    looked(head, portal, ("desk/personal", f"desk/personal/{ONE}"), "erased")


def test_a_case_is_held_and_its_person_gets_a_copy(officer: Page, head: Page, portal: Portal) -> None:
    officer.goto(f"{portal.address}/zh/desk/personal/{TWO}")
    officer.locator("#holds details summary").press("Enter")
    officer.locator("#holds textarea").fill("法院调取本案材料")
    officer.locator("#holds details button").press("Enter")
    expect(officer.locator("#holds article")).to_contain_text("法院调取本案材料")
    officer.locator("#copies details summary").press("Enter")
    officer.locator("#copies textarea").fill("本人持证件到窗口申请")
    with officer.expect_download() as waiting:
        officer.get_by_role("button", name="下载可阅读的文件").press("Enter")
    assert NAME in waiting.value.path().read_text("utf-8")
    looked(head, portal, ("desk/personal", f"desk/personal/{TWO}"), "held")
    head.goto(f"{portal.address}/zh/desk/personal/{TWO}")
    head.locator("#holds article summary").press("Enter")
    head.locator("#holds article textarea").fill("法院已退回材料")
    head.locator("#holds article button").press("Enter")
    expect(head.locator("#holds article strong")).to_contain_text("法院已退回材料")


def test_the_audit_administrator_reads_who_saw_what_and_takes_it_as_csv(
    officer: Page, auditor: Page, portal: Portal
) -> None:
    officer.goto(f"{portal.address}/zh/desk/cases/{TWO}")
    officer.locator("details.show summary").press("Enter")
    officer.get_by_label("查看的理由").first.fill("核对联系人身份证明材料")
    officer.get_by_role("button", name="查看", exact=True).press("Enter")
    officer.wait_for_selector("[role=status]")
    looked(auditor, portal, ("desk/shown",), "shown")
    auditor.goto(f"{portal.address}/zh/desk/shown")
    auditor.get_by_label("案件").fill(TWO)
    auditor.get_by_role("button").last.press("Enter")
    auditor.wait_for_url("**case=PER-2026-000002**")
    expect(auditor.locator("#shown")).to_contain_text("核对联系人身份证明材料")
    with auditor.expect_download() as waiting:
        auditor.get_by_role("link", name="下载 CSV").press("Enter")
    text = waiting.value.path().read_text("utf-8")
    assert "核对联系人身份证明材料" in text and NAME not in text and ONE not in text
