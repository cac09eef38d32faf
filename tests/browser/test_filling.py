"""A report is filled in, submitted and receipted by keyboard alone, in both languages; and what a grid has to bear."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import _serve, violations
from tests.people import signed_in
from tests.reporting import issued, key
from tests.ruled import CELLS, ruled
from tests.unit.collect.made import UNIT, bundle, form, item, text
from xinxiao import bootstrap
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.form import RowSpec, Section
from xinxiao.model.collect.people import Grant
from xinxiao.uses.call import Call, Ports, clock

pytestmark = pytest.mark.browser
ROLES = ("filler", "statistical_head", "unit_head")
LARGE = bundle(
    form(
        id="F_LARGE",
        sections=(
            Section(
                id="L",
                name=text("两千格", "Two thousand"),
                rows=(
                    *(RowSpec(id=f"R{i}", name=text(f"第{i}行", f"row {i}")) for i in range(1, 200)),
                    RowSpec(id="RT", name=text("合计", "total"), sums=tuple(f"R{i}" for i in range(1, 200))),
                ),
                columns=tuple(item(f"C{i}", places=2) for i in range(1, 11)),
            ),
        ),
        rules=(),
    )
)


@dataclass
class Firm:
    """A portal where one unit has a report to fill in, and somebody who holds all its roles."""

    address: str
    ports: Ports

    @contextmanager
    def browsing(self, browser: Browser, width: int = 1440) -> Iterator[BrowserContext]:
        """A browser of theirs."""
        context = browser.new_context(viewport={"width": width, "height": 900})
        secret = signed_in(self.ports, *(Grant(role, UNIT) for role in ROLES))  # type: ignore[arg-type]
        context.add_cookies([{"name": SESSION, "value": secret, "url": self.address}])
        context.set_default_timeout(15_000)
        yield context
        context.close()

    def draft(self, period: str = "2026-08", of: Any = None) -> Content | None:
        """The draft as it is kept."""
        from xinxiao.model.collect.content import content_of

        held = self.ports.reports.draft(key(of or bundle(), period, UNIT))
        return content_of(held.content) if held else None


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    ports = bootstrap.ports(tmp_path / "home")
    for period in ("2025-08", "2026-07", "2026-08"):
        issued(ports, bundle(), period, UNIT)
    filled = {"2025-08": "800", "2026-07": "1000"}
    for period, value in filled.items():
        content = Content(
            cells={"A": value, "B": "1", "T": str(int(value) + 1), "K": "01"}
            | {"R1_Q": "1", "R2_Q": "1", "RT_Q": "2", "R1_V": "1", "R2_V": "1", "RT_V": "2"}
        )
        submit(ports, period, content)
    for portal in _serve(ports):
        yield Firm(portal.address, ports)


def submit(ports: Ports, period: str, content: Content) -> None:
    """A report of the period, submitted."""
    from tests.people import account
    from xinxiao.model.actor import Actor
    from xinxiao.uses.collect import reports

    grants = tuple(Grant(role, UNIT) for role in ROLES)  # type: ignore[arg-type]
    who = account(ports, *grants)
    reports.submit(
        Call(ports, Actor("person", who.id, grants), clock()), key(bundle(), period, UNIT), content
    )
    assert SYSTEM


def opened(context: BrowserContext, firm: Firm, path: str) -> tuple[Page, list[str]]:
    page, faults = context.new_page(), []
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    answer = page.goto(f"{firm.address}{path}")
    assert answer is not None
    assert answer.status == 200
    return page, faults


def report(lang: str = "zh", name: str = "F_M", period: str = "2026-08") -> str:
    return f"/{lang}/reports/{name}/{period}/{UNIT}"


def value(page: Page, name: str) -> str:
    return page.locator(f"#c-{name}").input_value()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.dataset.item || document.activeElement.id"))


def paste(page: Page, words: str) -> None:
    """Paste into what has the focus, as a spreadsheet puts it on the clipboard."""
    page.evaluate(
        """words => { const held = new DataTransfer(); held.setData("text/plain", words);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true })); }""",
        words,
    )


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def until(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by keyboard")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_goes_from_the_desk_to_its_receipt_by_keyboard_alone(
    browser: Browser, firm: Firm, lang: str
) -> None:
    with firm.browsing(browser) as context:
        page, faults = opened(context, firm, f"/{lang}/desk")
        until(page, f"a[href$='2026-08/{UNIT}']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/2026-08/*")
        until(page, "#c-A")
        page.keyboard.type("1,200.5")
        page.keyboard.press("Enter")
        page.keyboard.type("2000")
        keys(page, "Enter", "Enter")
        assert focused(page) == "K"
        page.keyboard.type("02")
        page.keyboard.press("Tab")
        page.keyboard.type("=说明")
        page.keyboard.press("Tab")
        for number in ("5", "6.5", "7", "8"):
            page.keyboard.type(number)
            page.keyboard.press("Tab")
        assert value(page, "T") == "3,200.5"
        assert (value(page, "RT_Q"), value(page, "RT_V")) == ("12", "14.5")
        saved(page)
        expect(page.locator("#findings-list li.explain")).to_have_count(1)
        until(page, "#findings-list textarea")
        page.keyboard.type("八月起两项业务合并核算，乙项含上月补记收入")
        saved(page)
        until(page, "button[value=submit]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/submit")
        until(page, "form.submit button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/receipts/1")
        digest = page.locator("#receipt-hash").inner_text()
        assert re.fullmatch("[0-9a-f]{64}", digest)
        assert faults == []
        held = firm.ports.reports.submission(key(bundle(), "2026-08", UNIT))
        assert held is not None
        assert json.loads(held.content)["cells"]["A"] == "1200.5"


def test_keys_move_as_in_a_spreadsheet(browser: Browser, firm: Firm) -> None:
    with firm.browsing(browser) as context:
        page, faults = opened(context, firm, report())
        page.focus("#c-A")
        moves = (
            ("ArrowDown", "B"),
            ("End", "B"),
            ("Control+End", "RT_V"),
            ("Home", "RT_Q"),
            ("Control+ArrowUp", "R1_Q"),
            ("ArrowRight", "R1_V"),
            ("Enter", "R2_V"),
            ("Shift+Enter", "R1_V"),
            ("Tab", "R2_Q"),
            ("Shift+Tab", "R1_V"),
            ("ArrowUp", "W"),
            ("Control+Home", "A"),
            ("ArrowUp", "A"),
        )
        for pressed, arrives in moves:
            page.keyboard.press(pressed)
            assert (pressed, focused(page)) == (pressed, arrives)
        page.keyboard.type("12")
        keys(page, "F2", "Home")
        page.keyboard.type("9")
        assert value(page, "A") == "912"
        page.keyboard.press("Escape")
        assert value(page, "A") == ""
        page.keyboard.press("F1")
        expect(page.locator("#definition")).to_be_visible()
        assert "A的解释" in page.locator("#definition").inner_text()
        page.keyboard.press("Escape")
        assert focused(page) == "A"
        assert faults == []


def test_what_a_spreadsheet_copies_is_pasted_read_and_undone(browser: Browser, firm: Firm) -> None:
    with firm.browsing(browser) as context:
        page, faults = opened(context, firm, report())
        page.focus("#c-R1_Q")
        paste(page, "１，２００\t3.50\r\n12万\t不适用\r\n99\t3.5\r\n")
        assert [value(page, name) for name in ("R1_Q", "R1_V", "R2_Q", "R2_V")] == [
            "1200",
            "3.5",
            "12万",
            "不适用",
        ]
        assert value(page, "RT_V") == "3.5"
        expect(page.locator("#alarm")).to_have_text(
            "已粘贴 4 格；转换写法 1 格；有问题 1 格；合计不同 1 处。"
        )
        expect(page.locator("#findings-list")).to_contain_text("写作 １，２００，读作 1200")
        expect(page.locator("#findings-list")).to_contain_text("粘贴的合计 99 与计算的 空白 不同")
        expect(page.locator("#c-R2_Q")).to_have_attribute("aria-invalid", "true")
        page.keyboard.press("Control+z")
        assert [value(page, name) for name in ("R1_Q", "R1_V", "R2_Q", "R2_V", "RT_V")] == [""] * 5
        page.keyboard.press("Control+y")
        assert value(page, "R2_Q") == "12万"
        page.focus("#c-W")
        paste(page, '"第一行\r\n第""二""行\t完"\r\n')
        assert value(page, "W") == '第一行\n第"二"行\t完'
        page.focus("#c-R2_Q")
        paste(page, "1\t2\t3")
        expect(page.locator("#alarm")).to_contain_text("没有粘贴")
        assert value(page, "R2_Q") == "12万"
        saved(page)
        draft = firm.draft()
        assert draft is not None
        assert (draft.cells["R2_Q"], draft.marks) == ("12万", {"R2_V": "M"})
        assert faults == []


def test_ranges_are_chosen_filled_copied_and_cleared(browser: Browser, firm: Firm) -> None:
    with firm.browsing(browser) as context:
        page, _ = opened(context, firm, report())
        page.focus("#c-R1_Q")
        page.keyboard.type("5")
        page.keyboard.press("Tab")
        page.keyboard.type("1.25")
        keys(page, "Shift+Tab", "Shift+ArrowDown", "Shift+ArrowRight", "Control+d")
        assert [value(page, name) for name in ("R2_Q", "R2_V", "RT_Q")] == ["5", "1.25", "10"]
        copied = page.evaluate(
            """() => { const held = new DataTransfer();
            document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: held, bubbles: true, cancelable: true }));
            return held.getData("text/plain"); }"""
        )
        assert copied == "5\t1.25\r\n5\t1.25"
        page.keyboard.press("Delete")
        assert [value(page, name) for name in ("R1_Q", "R1_V", "R2_Q", "R2_V", "RT_Q")] == [""] * 5
        page.keyboard.press("Control+z")
        assert value(page, "R2_V") == "1.25"
        page.focus("#c-A")
        page.keyboard.press("Alt+m")
        assert value(page, "A") == "不适用"
        page.keyboard.press("Alt+m")
        assert value(page, "A") == ""


def test_last_period_and_a_year_ago_stand_beside_each_cell(browser: Browser, firm: Firm) -> None:
    with firm.browsing(browser) as context:
        page, _ = opened(context, firm, report())
        beside = page.locator("td:has(#c-A) small")
        expect(beside).to_have_text("上期 1,000上年同期 800")
        page.focus("#c-A")
        page.keyboard.type("1100")
        expect(beside).to_have_text("上期 1,000 +10.0%上年同期 800 +37.5%")


def test_a_definition_is_one_click_away_and_gives_the_focus_back(browser: Browser, firm: Firm) -> None:
    with firm.browsing(browser) as context:
        page, faults = opened(context, firm, report("en"))
        link = page.get_by_role("link", name="definition of A")
        link.click()
        expect(page.locator("#definition")).to_contain_text("what A is")
        page.keyboard.press("Escape")
        expect(link).to_be_focused()
        page.get_by_role("link", name="definition of Q").click()
        expect(page.locator("#definition")).to_contain_text("what Q is")
        assert faults == []


def test_a_finding_leads_to_its_place(browser: Browser, firm: Firm) -> None:
    with firm.browsing(browser) as context:
        page, _ = opened(context, firm, report())
        page.focus("#c-A")
        page.keyboard.type("1.234")
        page.keyboard.press("Enter")
        found = page.locator("#findings-list li.must button")
        expect(found).to_have_text("A项：1.234 的小数超过 2 位。")
        page.focus("#c-R1_Q")
        page.keyboard.press("F8")
        page.keyboard.press("F8")
        found.focus()
        page.keyboard.press("Enter")
        assert focused(page) == "A"


def test_two_tabs_are_shown_their_differences_and_neither_is_overwritten(
    browser: Browser, firm: Firm
) -> None:
    with firm.browsing(browser) as context:
        one, _ = opened(context, firm, report())
        two, _ = opened(context, firm, report())
        one.focus("#c-A")
        one.keyboard.type("1")
        one.keyboard.press("Enter")
        saved(one)
        two.focus("#c-A")
        two.keyboard.type("2")
        keys(two, "Enter")
        two.keyboard.type("7")
        keys(two, "Enter")
        expect(two.locator("#merge")).to_be_visible()
        assert violations(two) == []
        two.locator("#merge input[name=merge-A][value=theirs]").check()
        two.locator("#merge-done").click()
        saved(two)
        assert (value(two, "A"), value(two, "B")) == ("1", "7")
        draft = firm.draft()
        assert draft is not None
        assert (draft.cells["A"], draft.cells["B"]) == ("1", "7")


def test_a_tab_left_open_while_another_submits_is_told_and_loses_nothing(
    browser: Browser, firm: Firm
) -> None:
    with firm.browsing(browser) as context:
        two, _ = opened(context, firm, report())
        whole = Content(
            cells={"A": "5", "B": "1", "T": "6", "K": "01"}
            | {"R1_Q": "1", "R2_Q": "1", "RT_Q": "2", "R1_V": "1", "R2_V": "1", "RT_V": "2"}
        )
        submit(firm.ports, "2026-08", whole)
        two.focus("#c-A")
        two.keyboard.type("9")
        two.keyboard.press("Enter")
        expect(two.locator("#merge")).to_be_visible()
        expect(two.locator("#merge-why")).to_contain_text("已在别处提交（第 1 次）")
        assert firm.draft() is None
        two.locator("#merge-theirs").click()
        two.locator("#merge input[name=merge-A][value=mine]").check()
        two.locator("#merge-done").click()
        saved(two)
        draft = firm.draft()
        assert draft is not None
        assert draft.cells == {**whole.cells, "A": "9", "T": "10"}


def test_a_hundred_rules_follow_one_changed_cell_at_once(browser: Browser, firm: Firm) -> None:
    issued(firm.ports, ruled(), "2026-08", UNIT)
    with firm.browsing(browser) as context:
        page, faults = opened(context, firm, report(name="F_RULED"))
        assert page.evaluate("xinxiao.grid.data.rules.length") == 100
        page.evaluate(
            """names => xinxiao.grid.restore({ cells: Object.fromEntries(names.map((name) => [name, "1"])),
            marks: {}, explanations: {} })""",
            list(CELLS),
        )
        summary = page.locator("#findings-summary")
        before = summary.text_content()
        page.fill(
            "#c-AA_A", "-1000"
        )  # in 6 of the sums of 300 cells, which are all above what they must be at least
        page.keyboard.press("Enter")
        expect(page.locator("#findings-list")).to_contain_text("规则SUM_0")
        assert page.locator("#findings-list .explain").count() == sum(
            "AA_A," in one.rule or "AA_A)" in one.rule for one in ruled().form.rules[:30]
        )
        assert page.evaluate("xinxiao.rulesTook") < 200
        page.fill("#c-AA_A", "1")
        page.keyboard.press("Enter")
        expect(summary).to_have_text(before or "")
        assert faults == []


def test_a_closed_laptop_loses_nothing_and_signing_out_leaves_nothing(browser: Browser, firm: Firm) -> None:
    with firm.browsing(browser) as context:
        page, _ = opened(context, firm, report())
        page.on("dialog", lambda dialog: dialog.accept())
        context.set_offline(True)
        page.focus("#c-A")
        page.keyboard.type("42")
        page.keyboard.press("Enter")
        expect(page.locator("#saved")).to_have_attribute("data-state", "offline")
        page.close(run_before_unload=False)
        context.set_offline(False)
        again, _ = opened(context, firm, report())
        expect(again.locator("#c-A")).to_have_value("42")
        saved(again)
        held = firm.draft()
        assert held is not None
        assert held.cells == {"A": "42"}
        again.evaluate("localStorage.setItem('xinxiao.draft.x', '{}')")
        again.locator("form[action$='/sign-out'] button").click()
        again.wait_for_url(re.compile("/zh/"))
        assert (
            again.evaluate("Object.keys(localStorage).filter(name => name.startsWith('xinxiao.')).length")
            == 0
        )


@pytest.mark.parametrize("path", ["", "/submit", "/history"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_of_a_report_are_quiet_accessible_and_never_wider_than_the_screen(
    browser: Browser, firm: Firm, path: str, lang: str
) -> None:
    for width in (390, 1440):
        with firm.browsing(browser, width) as context:
            page, faults = opened(context, firm, report(lang) + path)
            assert faults == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert violations(page) == []
            page.emulate_media(media="print")
            assert page.pdf(format="A4").startswith(b"%PDF-")


def test_without_scripts_the_report_is_a_plain_form(browser: Browser, firm: Firm) -> None:
    context = browser.new_context(java_script_enabled=False)
    secret = signed_in(firm.ports, *(Grant(role, UNIT) for role in ROLES))  # type: ignore[arg-type]
    context.add_cookies([{"name": SESSION, "value": secret, "url": firm.address}])
    page = context.new_page()
    page.goto(f"{firm.address}{report()}")
    page.fill("#c-A", "1,000")
    page.fill("#c-B", "不适用")
    page.click("button[value=stay]")
    assert value(page, "A") == "1000"
    assert value(page, "T") == "1000"
    held = firm.draft()
    assert held is not None
    assert held.marks == {"B": "M"}
    context.close()


def test_two_thousand_cells_open_and_are_judged_at_once(
    browser: Browser, firm: Firm, capsys: pytest.CaptureFixture[str]
) -> None:
    issued(firm.ports, LARGE, "2026-08", UNIT)
    with firm.browsing(browser) as context:
        page, faults = opened(context, firm, report(name="F_LARGE"))
        assert page.locator("[data-item]").count() == 2_000
        opens = page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart")
        page.focus("#c-R1_C1")
        block = "\n".join("\t".join(str(i + j) for j in range(10)) for i in range(199))
        took = page.evaluate(
            """words => { const held = new DataTransfer(); held.setData("text/plain", words); const from = performance.now();
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true }));
            return performance.now() - from; }""",
            block,
        )
        expect(page.locator("#c-RT_C1")).to_have_value(f"{sum(range(199)):,}")
        page.wait_for_timeout(300)
        judged = page.evaluate("xinxiao.rulesTook")
        saved(page)
        with capsys.disabled():
            print(f"\n2,000 cells: open {opens} ms, paste {took:.0f} ms, judged {judged:.0f} ms")
        assert faults == []
        held = firm.draft(of=LARGE)
        assert held is not None
        assert len(held.cells) == 2_000
