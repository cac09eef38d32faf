"""Each page opens, is quiet in the console, passes axe, and keeps its layout on a phone and on a desk."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import violations

pytestmark = pytest.mark.browser

PATHS = (
    "",
    "targets",
    "targets/T1",
    "targets/T2",
    "targets/T6",
    "tasks",
    "tasks?body=MIIT&light=DONE",
    "tasks/16",
    "index",
    "index?year=2018",
    "index/compare?area1=110000&area2=520000&from=2016&to=2023",
    "index/framework",
    "index/audit",
    "account",
    "account?area=110000",
    "pull",
    "areas",
    "areas/110000",
    "indicators",
    "indicators/IC_SCALE",
    "indicators/BB_USERS_PC",
    "scopes",
    "data",
    "data/IC_TARGETS?TARGET=T1",
    "explain/IC_INDEX/A.110000.IC_INDEX.SCORE.2023",
    "releases",
    "releases/{newest}",
    "releases/{newest}/changes?flow=IC_TASKS",
    "methods",
    "about",
    "search?q=5G",
    "?release={oldest}",
)
IN_ENGLISH = ("", "targets/T1", "index/audit", "areas/110000", "data", "search?q=5G")
"""Pages that are opened in both languages each time; the others in English by the long tests."""
WIDTHS = (390, 1440)


def open_page(browser: Browser, address: str, width: int) -> tuple[Page, list[str]]:
    """A page at a width, with what its console complained of and what it asked of other hosts."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.set_default_timeout(60_000)
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith("http://127.0.0.1:") else faults.append(r.url))
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200
    return page, faults


@pytest.mark.parametrize(
    ("path", "lang"),
    [
        *((path, "zh") for path in PATHS),
        *(pytest.param(p, "en", marks=() if p in IN_ENGLISH else pytest.mark.long) for p in PATHS),
    ],
)
def test_a_page_is_quiet_accessible_and_never_wider_than_the_screen(
    browser: Browser, portal: Any, path: str, lang: str
) -> None:
    where = path.format(oldest=portal.releases[0], newest=portal.releases[-1])
    for width in WIDTHS:
        page, faults = open_page(browser, f"{portal.address}/{lang}/{where}", width)
        assert faults == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if (width, lang) in {(390, "en"), (1440, "zh")}:
            assert violations(page) == []
        page.close()


@pytest.mark.parametrize("path", ["", "targets", "tasks", "index", "index/audit", "areas", "methods"])
def test_a_page_of_an_invented_programme_says_so(browser: Browser, tutorial: Any, path: str) -> None:
    page, faults = open_page(browser, f"{tutorial.address}/en/{path}", 1440)
    assert faults == []
    assert "Every figure of this programme is invented" in page.inner_text("body")
    assert violations(page) == []
    page.close()


def test_a_table_sorts_by_a_click_on_its_head_and_pages_work_without_scripts(
    browser: Browser, portal: Any
) -> None:
    page, _ = open_page(browser, f"{portal.address}/en/index", 1440)
    first = page.locator("#table tbody th").first.inner_text()
    page.locator("#table thead button").nth(1).click()
    expect(page.locator("#table tbody th").last).to_have_text(first)
    page.close()
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{portal.address}/en/index")
    assert plain.locator("#table tbody tr").count() == 31
    plain.close()


def test_the_language_switch_keeps_the_page_and_its_choices(browser: Browser, portal: Any) -> None:
    page, _ = open_page(browser, f"{portal.address}/zh/index?year=2018", 1440)
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"{portal.address}/en/index?year=2018")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.close()


def test_a_keyboard_user_can_skip_to_the_text(browser: Browser, portal: Any) -> None:
    page, _ = open_page(browser, f"{portal.address}/zh/", 1440)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/#main")
    page.close()
