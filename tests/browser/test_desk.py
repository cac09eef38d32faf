"""The statistician's desk in a real browser: the board, a report queried, returned, and accepted when it comes again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Portal, _serve, violations
from tests.collecting import collecting, owner
from tests.desk import SLIPPED, collected, key
from tests.people import signed_in
from tests.unit.portal.test_collection import Areas
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import Call
from xinxiao.uses.collect import reports

pytestmark = pytest.mark.browser
REPORT = f"desk/reports/SHOP_M/2026-08/{SLIPPED}"
PAGES = (
    "desk/completeness",
    "desk/completeness/SHOP_M/2026-08",
    "desk/reports/SHOP_M/2026-08",
    "desk/findings",
    "desk/findings/SHOP_M/2026-08",
    "desk/queries",
    "desk/accept/SHOP_M/2026-08",
    REPORT,
)
SHOTS = os.environ.get("XINXIAO_TEST_SHOTS", "")
"""A folder where pictures of the pages are left, to be looked at."""


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """A collection of fourteen shops."""
    folder = tmp_path_factory.mktemp("desk")
    with collecting(folder / "home") as made:
        late = collected(made, folder / "programme")
        yield replace(late, ports=replace(late.ports, places=Areas()))


@pytest.fixture(scope="module")
def desk(call: Call) -> Iterator[Portal]:
    """A portal over it."""
    yield from _serve(call.ports)


@pytest.fixture
def page(browser: Browser, call: Call, desk: Portal) -> Iterator[Page]:
    """A page of the nation's statistician, who is signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    secret = signed_in(call.ports, Grant("statistician", "CN"))
    context.add_cookies([{"name": SESSION, "value": secret, "url": desk.address}])
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_and_fit_their_width(page: Page, desk: Portal, lang: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        page.goto(f"{desk.address}/{lang}/{path}")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        if SHOTS:
            name = path.replace("/", "-").replace(SLIPPED, "UNIT")
            page.screenshot(path=Path(SHOTS) / f"{name}-{lang}-{width}.png", full_page=True)


def test_a_report_is_queried_returned_and_accepted_by_keyboard(page: Page, desk: Portal, call: Call) -> None:
    page.goto(f"{desk.address}/zh/desk/completeness")
    page.get_by_role("link", name="店铺月报 2026年8月").press("Enter")
    page.wait_for_url("**/desk/completeness/SHOP_M/2026-08")
    assert page.get_by_role("figure").get_by_role("heading", name="各地区上报率").is_visible()
    page.get_by_role("link", name="疑点", exact=True).last.press("Enter")
    page.wait_for_url("**/desk/findings/SHOP_M/2026-08**")
    page.get_by_role("link", name=f"甲店3 {SLIPPED}").first.press("Enter")
    page.wait_for_url(f"**/{REPORT}")
    assert page.locator("#state").inner_text() == "已报待验收"

    page.get_by_label("指标").select_option("ORDERS")
    page.get_by_label("问题").fill("订单数是否多写了三位？")
    page.get_by_role("button", name="查询").press("Enter")
    page.wait_for_selector("#thread-1")
    assert "订单数是否多写了三位？" in page.locator("#thread-1").inner_text()

    page.locator("summary", has_text="退回").press("Enter")
    page.get_by_label("理由").fill("请核对订单数的计量单位。")
    page.get_by_role("button", name="退回").press("Enter")
    page.wait_for_function("document.querySelector('#state').innerText === '已退回'")

    own = owner(call, SLIPPED)
    held = reports.report(own, key(SLIPPED)).content
    reports.answer(own, key(SLIPPED), 1, "多写了三位，已改正。")
    reports.submit(own, key(SLIPPED), type(held)(cells={**held.cells, "ORDERS": "493"}))
    page.reload()
    assert page.locator("#state").inner_text() == "已报待验收"
    assert "多写了三位，已改正。" in page.locator("#thread-1").inner_text()
    page.get_by_role("button", name="验收").press("Enter")
    page.wait_for_function("document.querySelector('#state').innerText === '已验收'")
    assert call.ports.reports.find(key(SLIPPED)).state == "accepted"
