"""One monthly report, from its issue to its acceptance, with a query and a return in between: two people, keyboards alone.

Each page on the way is content with axe and fits a phone and a desk. Pictures of them are left in the folder that
``XINXIAO_TEST_SHOTS`` names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Portal, violations
from tests.walking import FIRMS, FORM, OTHER, PERIOD, TRADE, Installation, key
from xinxiao.texts import catalogue

pytestmark = pytest.mark.browser
FIRM = {"zh": 0, "en": 1}
"""Which of the firms reports in a language."""
PASSWORD = "four words stand together"
SHOTS = os.environ.get("XINXIAO_TEST_SHOTS", "")
BLOCK = """words => { const held = new DataTransfer(); held.setData("text/plain", words);
document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true })); }"""


@dataclass
class Walker:
    """Somebody at a browser of their own who has a keyboard: what they pressed since they came is counted."""

    page: Page
    address: str
    lang: str
    who: str
    report: str
    pressed: int = 0
    typed: int = 0
    pages: int = 0
    looked: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for one in keys:
            self.page.keyboard.press(one)
            self.pressed += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.typed += len(words)

    def to(self, selector: str, most: int = 60) -> None:
        """Tab to something."""
        for _ in range(most):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"{self.who}: no way to {selector} by keyboard on {self.page.url}")

    def go(self, *keys: str) -> None:
        """Press keys, the last of which leads to another page."""
        self.press(*keys[:-1])
        with self.page.expect_navigation():
            self.press(keys[-1])
        self.pages += 1

    def paste(self, *rows: str) -> None:
        """Paste what was copied in a spreadsheet."""
        self.page.evaluate(BLOCK, "".join(f"{row}\r\n" for row in rows))
        self.pressed += 1

    def open(self, path: str) -> None:
        """Type an address, or take it from where it was kept."""
        self.page.goto(f"{self.address}/{self.lang}/{path}")

    def look(self, name: str) -> None:
        """Axe is content, nothing is beside a phone or a desk, and no id or code stands where words should."""
        self.looked.append(name)
        for width in (390, 1440):
            self.page.set_viewport_size({"width": width, "height": 900})
            assert self.page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            if SHOTS:
                file = f"{self.lang}-{self.who}-{len(self.looked):02}-{name}-{width}.png"
                self.page.screenshot(path=Path(SHOTS) / file, full_page=True)
        assert violations(self.page) == [], name
        said = self.page.locator("main").inner_text()
        assert [word for word in ("timeshift", "person:", "undefined") if word in said] == [], name


def by(browser: Browser, desks: Portal, lang: str, who: str) -> Walker:
    """A browser of somebody's own."""
    report = f"reports/{FORM}/{PERIOD}/{FIRMS[FIRM[lang]][0]}"
    return Walker(opened(browser.new_context()), desks.address, lang, who, report)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_goes_from_its_issue_to_its_acceptance(
    browser: Browser, house: Installation, desks: Portal, lang: str
) -> None:
    t = {
        name.removeprefix("web."): words for name, words in catalogue("zh" if lang == "zh" else "en").items()
    }
    firm, desk = by(browser, desks, lang, "firm"), by(browser, desks, lang, "desk")
    comes_in(firm, house)
    fills_in(firm)
    receipt = submits(firm, house, t)
    comes_in(desk, house)
    asks(desk, firm, t)
    returns(desk, firm, t)
    accepts(desk, firm, house, t)
    for text in (receipt, firm.page.locator("pre").text_content() or ""):
        checks(firm, text, t)
    firm.page.context.close()
    desk.page.context.close()


def comes_in(walker: Walker, house: Installation) -> None:
    """The first time, by the letter of invitation; who sees many units sets up one-time codes."""
    email = f"{walker.who}{FIRM[walker.lang]}@example.org"
    walker.open("desk")
    walker.to("a[href$='/first']")
    walker.go("Enter")
    walker.look("first")
    walker.to("#i-name")
    for words in (email, house.invited[email], PASSWORD, PASSWORD):
        walker.type(words)
        walker.press("Tab")
    walker.go("Enter")
    if walker.who == "firm":
        return
    walker.look("set-up")
    secret = walker.page.locator("code.secret").inner_text().replace(" ", "")
    walker.to("[name=code]")
    walker.type(pyotp.TOTP(secret).at(house.clock()))
    walker.go("Enter")
    walker.look("recovery")
    walker.to("main a[href$='/desk']")
    walker.go("Enter")


def fills_in(firm: Walker) -> None:
    """See what is due, paste a block, close the laptop, and go on the next time."""
    firm.look("desk")
    expect(firm.page.locator("main")).to_contain_text(FIRMS[FIRM[firm.lang]][1])
    row = firm.page.locator("tr", has=firm.page.locator(f"a[href$='{firm.report}']"))
    expect(row).to_contain_text("2026-10-12 24:00")
    firm.to(f"a[href$='{firm.report}']")
    firm.go("Enter")
    firm.look("empty")
    expect(firm.page.locator("#c-DEVICES_AMT")).to_be_focused()
    firm.paste(*("\t".join(more(value, "1.1") for value in pair) for pair in TRADE.values()))
    expect(firm.page.locator("#c-ALL_AMT")).to_have_value("314,127.28")
    saved(firm.page)
    firm.page.close()
    firm.page = opened(firm.page.context)
    firm.open("desk")
    firm.to(f"a[href$='{firm.report}']")
    firm.go("Enter")
    expect(firm.page.locator("#c-MOBILE")).to_be_focused()
    expect(firm.page.locator("#c-GOODS_AMT")).to_have_value("200,200")
    wrong = {"MOBILE": "500000", "ACTIVE": "1026.25", "SHUT": "70"}
    for first, count in (("MOBILE", 7), ("REV_FEE", 7), ("SHOPS", 5), ("CASES", 4)):
        firm.to(f"#c-{first}")
        names = list(OTHER)[list(OTHER).index(first) :][:count]
        firm.paste(*(wrong.get(name) or more(OTHER[name], "1.1") for name in names))
    expect(firm.page.locator("#findings-list li.must")).to_have_count(1)
    expect(firm.page.locator("#findings-list li.explain")).to_have_count(1)
    firm.look("found")


def submits(firm: Walker, house: Installation, t: dict[str, str]) -> str:
    """What a rule forbids stops it and is mended; what has to be explained is not by a phrase. The receipt, as it is kept."""
    firm.go("Control+Enter")
    firm.look("blocked")
    assert firm.page.locator("main form button").count() == 0
    firm.go("Enter")
    expect(firm.page.locator("#c-MOBILE")).to_be_focused()
    firm.type("276100")
    firm.press("Enter")
    saved(firm.page)
    firm.go("Control+Enter")
    expect(firm.page.locator("form.submit textarea")).to_be_focused()
    firm.type("核实无误")
    firm.go("Control+Enter")
    firm.look("formulaic")
    expect(firm.page.locator("form.submit textarea")).to_be_focused()
    firm.press("Control+a")
    firm.type("九月开放了小程序，新用户从那里来，原来没有计入")
    firm.go("Control+Enter")
    firm.page.wait_for_url("**/receipts/1")
    print(
        f"{firm.lang}: {firm.pressed} keys beside what is typed, {firm.pages} pages from the invitation to the receipt"
    )
    assert (
        firm.pages <= 10
    )  # a report without findings takes three from the desk: the grid, the submission, the receipt
    firm.look("receipt")
    assert house.ports.reports.find(key(FIRM[firm.lang])).state == "submitted"
    assert firm.page.get_by_role("link", name=t["filling.receipt.txt"]).is_visible()
    return firm.page.locator("pre").text_content() or ""


def asks(desk: Walker, firm: Walker, t: dict[str, str]) -> None:
    """The province sees it at once, and asks about an item; the firm answers where it reads the question."""
    desk.look("desk")
    desk.to("main a[href$='desk/completeness']")
    desk.go("Enter")
    desk.to(f"a[href$='{FORM}/{PERIOD}']")
    desk.go("Enter")
    desk.look("board")
    received = int(desk.page.locator("#p-received").get_attribute("value") or 0)
    expect(desk.page.locator("dl.progress")).to_contain_text(f"{received} / 4")
    assert received in (1, 2)  # the other walk may be done
    desk.to("a[href*='desk/reports/']")
    desk.go("Enter")
    desk.look("list")
    desk.to(f"a[href$='desk/{firm.report}']")
    desk.go("Enter")
    desk.look("review")
    expect(desk.page.locator("#state")).to_have_text(t["collection.state.submitted"])
    desk.to("a[href='#acts']")
    desk.press("Enter")
    desk.to("#q-item")
    desk.page.locator("#q-item").select_option("ACTIVE")
    desk.press("Tab")
    desk.type("月活跃用户比上月多一倍半，口径变了吗？")
    desk.go("Control+Enter")
    expect(desk.page.locator("#thread-1")).to_contain_text("口径变了吗？")
    firm.open("desk")
    firm.to(f"a[href$='{firm.report}/history']")
    firm.go("Enter")
    firm.look("asked")
    expect(firm.page.locator(".query")).to_contain_text("月活跃用户" if firm.lang == "zh" else "Active users")
    firm.to("#answer-1")
    firm.type("小程序用户九月起计入。")
    firm.go("Control+Enter")
    firm.look("answered")


def returns(desk: Walker, firm: Walker, t: dict[str, str]) -> None:
    """The answer is not enough: it comes back with a reason, which stands where the firm corrects."""
    desk.page.reload()
    desk.look("answered")
    expect(desk.page.locator("#thread-1")).to_contain_text("小程序用户九月起计入。")
    desk.to("a[href='#acts']")
    desk.press("Enter")
    desk.to("details:has(#r-words) summary")
    desk.press("Enter", "Tab")
    desk.type("与客户端用户重复，请去重后重报。")
    desk.go("Control+Enter")
    expect(desk.page.locator("#state")).to_have_text(t["collection.state.returned"])
    firm.open("desk")
    expect(firm.page.locator("tr", has=firm.page.locator(".flag"))).to_contain_text(
        t["filling.state.returned"]
    )
    firm.to(f"a[href$='{firm.report}']")
    firm.go("Enter")
    firm.look("returned")
    expect(firm.page.locator("#returned")).to_contain_text("与客户端用户重复，请去重后重报。")
    firm.press("F8")
    expect(firm.page.locator("#c-ACTIVE")).to_be_focused()
    firm.type("560")
    firm.go("Control+Enter")
    firm.look("again")
    firm.go("Control+Enter")
    firm.page.wait_for_url("**/receipts/2")


def accepts(desk: Walker, firm: Walker, house: Installation, t: dict[str, str]) -> None:
    """It is accepted, the board says so; a third version opens it again."""
    desk.page.reload()
    desk.to("a[href='#acts']")
    desk.press("Enter")
    desk.to("form[action$='/accept'] button")
    desk.go("Enter")
    expect(desk.page.locator("#state")).to_have_text(t["collection.state.accepted"])
    desk.look("accepted")
    board = f"desk/completeness/{FORM}/{PERIOD}"
    desk.open(board)
    desk.look("accepted-board")
    expect(desk.page.locator("#p-accepted")).to_have_attribute(
        "value", "1"
    )  # the other firm reopened its own
    firm.open(f"{firm.report}/submit")
    firm.look("nothing-new")
    firm.open(firm.report)
    firm.to("#c-ALL_AMT")
    firm.press("Control+End")
    expect(firm.page.locator("#c-SHUT")).to_be_focused()
    firm.type("71")
    firm.go("Control+Enter")
    expect(firm.page.locator("form.submit :focus")).to_have_count(1)  # until then keys go nowhere
    firm.go("Control+Enter")
    firm.page.wait_for_url("**/receipts/3")
    desk.open(board)
    expect(desk.page.locator("#p-accepted")).to_have_attribute("value", "0")
    assert [one.event.kind for one in house.ports.reports.history(key(FIRM[firm.lang]))] == [
        f"report.{kind}"
        for kind in ("submitted", "queried", "answered", "returned", "submitted", "accepted", "submitted")
    ]


def checks(firm: Walker, text: str, t: dict[str, str]) -> None:
    """Anybody checks a receipt on the public page."""
    firm.open("receipts")
    firm.to("#receipt")
    firm.page.locator("#receipt").fill(text)
    firm.go("Control+Enter")
    expect(firm.page.get_by_role("status")).to_contain_text(t["filling.check.holds"])
    firm.look("checked")


def more(value: str, times: str) -> str:
    """A number a spreadsheet grew, as it writes it: thousands apart, two places."""
    return f"{Decimal(value) * Decimal(times):,.2f}"


def saved(page: Page) -> None:
    """Wait until what is filled in is on the server."""
    page.wait_for_function("document.querySelector('#saved').textContent !== ''")
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def opened(context: BrowserContext) -> Page:
    """A page in which no fault of a script goes unseen."""
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page
