"""Clocks that jump, sessions that end and answers that are lost while a report is filled in: each is told plainly, and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Portal
from tests.people import account
from tests.walking import FIRMS, FORM, PERIOD, Installation, key
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.people import RESPONDENTS, Grant
from xinxiao.uses.call import Call
from xinxiao.uses.collect import sessions

pytestmark = pytest.mark.browser
STATE = "#saved"


@contextmanager
def filling(browser: Browser, house: Installation, desks: Portal, firm: int) -> Iterator[tuple[Page, str]]:
    """A page of a browser in which somebody fills in the report of a firm, and their account."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    who = account(house.ports, *(Grant(role, FIRMS[firm][0]) for role in RESPONDENTS)).id
    page = context.new_page()
    signs_in(page, house, desks, who)
    yield page, who
    context.close()


def signs_in(page: Page, house: Installation, desks: Portal, who: str) -> None:
    """Begin a session."""
    secret = sessions.begin(Call(house.ports, SYSTEM, house.clock()), who, "whole")
    page.context.add_cookies([{"name": SESSION, "value": secret, "url": desks.address}])


def open_report(page: Page, desks: Portal, firm: int) -> None:
    page.goto(f"{desks.address}/zh/reports/{FORM}/{PERIOD}/{FIRMS[firm][0]}")
    page.wait_for_function("globalThis.xinxiao?.grid")


def types(page: Page, item: str, words: str) -> None:
    page.locator(f"#c-{item}").focus()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def in_state(page: Page, state: str, words: str) -> None:
    """What the page says about the draft."""
    expect(page.locator(STATE)).to_have_attribute("data-state", state)
    expect(page.locator(STATE)).to_contain_text(words)


def draft(house: Installation, firm: int) -> dict[str, str]:
    held = house.ports.reports.draft(key(firm))
    return dict(content_of(held.content).cells) if held else {}


def test_the_clock_of_a_browser_may_jump_a_day_and_back(
    browser: Browser, house: Installation, desks: Portal
) -> None:
    with filling(browser, house, desks, 2) as (page, _):
        page.clock.install(time=house.clock())
        open_report(page, desks, 2)
        types(page, "MOBILE", "100")
        page.clock.fast_forward("24:00:00")
        in_state(page, "saved", "草稿已保存")
        page.clock.set_system_time(house.clock() - timedelta(days=2))
        types(page, "OWN", "7")
        page.clock.run_for(2_000)
        in_state(page, "saved", "草稿已保存")
        assert draft(house, 2) == {"MOBILE": "100", "OWN": "7"}
        open_report(page, desks, 2)
        expect(page.locator(STATE)).to_have_text(
            "草稿已于 2026-10-08 09:00 保存"
        )  # by the clock of the installation
        expect(page.locator("#c-OWN")).to_have_value("7")


def test_a_draft_whose_answer_was_lost_is_its_own_and_no_others(
    browser: Browser, house: Installation, desks: Portal
) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    with filling(browser, house, desks, 3) as (page, _):
        open_report(page, desks, 3)
        page.route("**/draft.json", lose, times=1)
        types(page, "MOBILE", "100")
        in_state(page, "offline", "连不上服务器；已存在本机")
        assert lost == [200]
        assert draft(house, 3) == {"MOBILE": "100"}
        types(page, "OWN", "7")
        in_state(page, "saved", "草稿已保存")
        expect(page.locator("#merge")).to_be_hidden()
        assert draft(house, 3) == {"MOBILE": "100", "OWN": "7"}


def test_a_session_that_ends_over_night_keeps_what_is_typed_after_it(
    browser: Browser, house: Installation, desks: Portal
) -> None:
    before = house.clock()
    with filling(browser, house, desks, 3) as (page, who):
        open_report(page, desks, 3)
        types(page, "RURAL", "12")
        in_state(page, "saved", "草稿已保存")
        house.clock.to(before + timedelta(days=1))
        types(page, "FARM", "34")
        in_state(page, "signed_out", "登录已失效；已存在本机")
        types(page, "REFUND", "56")
        in_state(page, "signed_out", "登录已失效；已存在本机")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#alarm")).to_contain_text("登录已失效")
        signs_in(page, house, desks, who)
        open_report(page, desks, 3)
        expect(page.locator("#told")).to_contain_text("已恢复本机上")
        in_state(page, "saved", "草稿已保存")
        held = draft(house, 3)
        assert [held[item] for item in ("RURAL", "FARM", "REFUND")] == ["12", "34", "56"]
        house.clock.to(house.clock() - timedelta(minutes=3))  # a little back, as when a clock is set right
        types(page, "EXPORT", "78")
        in_state(page, "saved", "草稿已保存")
        assert draft(house, 3)["EXPORT"] == "78"
        house.clock.to(before)
