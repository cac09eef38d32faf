"""Each page opens, is quiet in the console, passes axe, and keeps its layout on a phone and on a desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import violations

pytestmark = pytest.mark.browser

PATHS = (
    "",
    "catalogue",
    "resources",
    "forms",
    "forms/IC_DEVICE_M",
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
    "data/IC_FIGURES?REF_AREA=CN",
    "data/IC_DOMAINS?layout=long&names=both&REF_AREA=CN",
    "explain/IC_INDEX/A.110000.OBSERVED.IC_INDEX.SCORE.2023",
    "releases",
    "releases/{newest}",
    "releases/{newest}/changes?flow=IC_TASKS",
    "calendar/working-days?from=2026-12-20&number=15",
    "methods",
    "about",
    "search?q=5G",
    "?release={oldest}",
)
IN_ENGLISH = ("", "targets/T1", "index/audit", "areas/110000", "data", "search?q=5G")
"""Pages that are opened in both languages each time; the others in English by the long tests."""
WIDTHS = (390, 1440)
ALLOWED = ("http://127.0.0.1:", "about:blank")


@dataclass
class Sheet:
    """One page of a browser that shows one address after another: a new one takes a browser longer than what it shows.

    ``faults``: what the console complained of since the last was opened, and what was asked of other hosts.
    """

    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        faults = self.faults
        self.page.set_default_timeout(60_000)
        self.page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: faults.append(str(error)))
        self.page.on("request", lambda r: None if r.url.startswith(ALLOWED) else faults.append(r.url))

    def open(self, address: str, width: int) -> Page:
        """Show an address on a screen of a width."""
        self.page.emulate_media(media="screen")
        self.page.goto("about:blank")  # what the last page still does is no fault of the next
        self.faults.clear()
        self.page.set_viewport_size({"width": width, "height": 900})
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200
        return self.page


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Sheet:
    return Sheet(browser.new_page())


@pytest.mark.parametrize(
    ("path", "lang"),
    [
        *((path, "zh") for path in PATHS),
        *(pytest.param(p, "en", marks=() if p in IN_ENGLISH else pytest.mark.long) for p in PATHS),
    ],
)
def test_a_page_is_quiet_accessible_and_never_wider_than_the_screen(
    sheet: Sheet, portal: Any, path: str, lang: str
) -> None:
    where = path.format(oldest=portal.releases[0], newest=portal.releases[-1])
    for width in WIDTHS:
        page = sheet.open(f"{portal.address}/{lang}/{where}", width)
        assert sheet.faults == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if (width, lang) in {(390, "en"), (1440, "zh")}:
            assert violations(page) == []


@pytest.mark.parametrize("path", ["", "targets", "tasks", "index", "index/audit", "areas", "methods"])
def test_a_page_of_an_invented_programme_says_so(sheet: Sheet, tutorial: Any, path: str) -> None:
    page = sheet.open(f"{tutorial.address}/en/{path}", 1440)
    assert sheet.faults == []
    assert "Every figure of this programme is invented" in page.inner_text("body")
    assert violations(page) == []


def test_a_table_sorts_by_a_click_on_its_head_and_pages_work_without_scripts(
    browser: Browser, sheet: Sheet, portal: Any
) -> None:
    page = sheet.open(f"{portal.address}/en/index", 1440)
    first = page.locator("#table tbody th").first.inner_text()
    page.locator("#table thead button").nth(1).click()
    expect(page.locator("#table tbody th").last).to_have_text(first)
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{portal.address}/en/index")
    assert plain.locator("#table tbody tr").count() == 31
    plain.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_parts_of_the_pull_are_all_in_sight(sheet: Sheet, portal: Any, width: int) -> None:
    page = sheet.open(f"{portal.address}/en/pull", width)
    for name in ("totals", "exogenous"):
        inside = page.evaluate(
            f"(s => [s.scrollWidth, s.clientWidth])(document.querySelector('#{name} .scroll'))"
        )
        assert inside[0] <= inside[1]
    head = page.locator("#totals tbody tr").first.locator("td").nth(3)
    told = head.evaluate("e => getComputedStyle(e, '::before').content")
    assert told == ('"All (Estimated value)"' if width == 390 else "none")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_record_of_the_models_is_all_in_sight(sheet: Sheet, portal: Any, width: int) -> None:
    page = sheet.open(f"{portal.address}/en/targets/T1", width)
    for name in ("record", "record_pairs"):
        wide, room = page.evaluate(
            f"(s => [s.scrollWidth, s.clientWidth])(document.querySelector('#{name} .scroll'))"
        )
        assert wide <= room


def test_the_language_switch_keeps_the_page_and_its_choices(sheet: Sheet, portal: Any) -> None:
    page = sheet.open(f"{portal.address}/zh/index?year=2018", 1440)
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"{portal.address}/en/index?year=2018")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_keyboard_user_can_skip_to_the_text(sheet: Sheet, portal: Any) -> None:
    page = sheet.open(f"{portal.address}/zh/", 1440)
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/zh/#main")


HIDDEN = """() => [...document.querySelectorAll('#preview td, #preview tbody th, #preview thead th')].filter(cell => {
  const box = cell.getBoundingClientRect();
  return box.width > 1 && (box.left < 0 || box.right > document.documentElement.clientWidth + 1);
}).length"""
"""How many cells of the table stand beside the screen or the paper."""


@pytest.mark.parametrize("query", ["", "&names=both", "&layout=long", "&layout=long&names=both"])
@pytest.mark.parametrize("flow", ["IC_FIGURES", "IC_INDEX", "IC_TARGETS", "IC_TASKS"])
def test_a_data_page_shows_every_value_on_a_phone_a_desk_and_paper(
    sheet: Sheet, portal: Any, flow: str, query: str
) -> None:
    for lang, width in (("zh", 1440), ("en", 1440), ("en", 390)):
        page = sheet.open(f"{portal.address}/{lang}/data/{flow}?page=1{query}", width)
        assert page.locator("#preview td a.why").count() > 0
        assert page.evaluate(HIDDEN) == 0
        if width == 1440:
            page.set_viewport_size(
                {"width": 1030, "height": 700}
            )  # A4 across without its margins, at 96 dots an inch
            page.emulate_media(media="print")
            assert page.evaluate(HIDDEN) == 0
