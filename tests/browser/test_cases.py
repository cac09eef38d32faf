"""The desk of cases in a real browser, in Chinese and English: found, acted on by keyboard, refused where somebody was first, shown on
a reason; and what anybody sees of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Portal, _serve, violations
from tests.officers import COUNTY, MONDAY, Desk, desk
from tests.unit.oversight.test_evidence import PDF
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.model.collect.people import Grant
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import cases

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("XINXIAO_TEST_SHOTS", "")
"""A folder where pictures of the pages are left, to be looked at."""
PAGES = (
    "desk/cases",
    "desk/cases?q=PER-2026",
    "desk/cases?workflow=PERMIT&state=ASKED",
    "desk/cases/open/PERMIT",
    "desk/cases/PER-2026-000001",
    "desk/cases/PER-2026-000002",
    "oversight",
    "oversight/published",
    "oversight/published/PER-2026-000002",
    "oversight/documents",
    "oversight/documents?number=LET-2026-000009",
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One permit that waits beyond its day, one that went all the way, some younger ones."""
    folder = tmp_path_factory.mktemp("cases")
    file = folder / "record.pdf"
    file.write_bytes(PDF)
    with desk(folder) as made:
        made.opened(CONTACT="李四光", SITE="甲县二号\n东门")
        made.granted([("合同.pdf", file)])
        for later in (2, 4, 8):
            replace(made, now=MONDAY + timedelta(later)).opened(received=f"2026-06-0{1 + later}")
        yield replace(made, now=MONDAY + timedelta(8))


@pytest.fixture(scope="module")
def portal(held: Desk) -> Iterator[Portal]:
    """A portal over it, nine days later."""
    yield from _serve(held.ports, held.door)


@pytest.fixture
def page(browser: Browser, held: Desk, portal: Portal) -> Iterator[Page]:
    """A page of an officer of the county, who is signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    secret = held.signed_in(Grant("case_officer", COUNTY))
    context.add_cookies([{"name": SESSION, "value": secret, "url": portal.address}])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_and_fit_their_width(page: Page, portal: Portal, lang: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        answer = page.goto(f"{portal.address}/{lang}/{path}")
        assert answer is not None and answer.status == 200, path
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if SHOTS:
            name = path.replace("/", "-").replace("?", "_")
            page.screenshot(path=Path(SHOTS) / f"{name}-{lang}-{width}.png", full_page=True)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_an_act_is_done_by_keyboard_and_who_comes_second_is_told(
    page: Page, portal: Portal, held: Desk
) -> None:
    number = held.opened(received="2026-06-09").id
    page.goto(f"{portal.address}/zh/desk/cases?q={number}")
    page.get_by_role("link", name=number).press("Enter")
    page.wait_for_url(f"**/desk/cases/{number}")
    page.locator("#act-TEST summary").press("Enter")
    page.locator("#act-TEST textarea[name=reason]").fill("需要检验，先中止计算")
    anna = held.office("anna", Grant("case_officer", COUNTY))
    cases.act(anna, number, Wanted("TESTED", 1))
    page.locator("#act-TEST button").press("Enter")
    page.wait_for_selector("#act-TEST [role=alert]")
    assert "没有办成" in page.locator("#act-TEST [role=alert]").inner_text()
    assert page.locator("#act-TEST textarea[name=reason]").input_value() == "需要检验，先中止计算"
    assert violations(page) == []
    page.locator("#act-TEST button").press("Enter")
    page.wait_for_selector("#clocks >> text=中止")
    assert held.ports.oversight.cases.find(number).number == 3


def test_what_is_masked_is_shown_on_a_reason_and_masked_again(page: Page, portal: Portal) -> None:
    page.goto(f"{portal.address}/zh/desk/cases/PER-2026-000001")
    assert "李四光" not in page.content() and "李某" in page.content()
    page.locator("details.show summary").press("Enter")
    page.get_by_label("查看的理由").first.fill("核对联系人身份证明材料")
    page.get_by_role("button", name="查看", exact=True).press("Enter")
    page.wait_for_selector("[role=status]")
    assert "李四光" in page.content() and violations(page) == []
    page.goto(f"{portal.address}/zh/desk/cases/PER-2026-000001")
    assert "李四光" not in page.content()
