"""An inspection on a phone, in a real browser: found under today's visits, filled in by touch and by keyboard, kept while it is, sent over a
line that breaks, and done once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.conftest import Portal, _serve, violations
from tests.inspecting import PHOTO, RECORD, Sites, sites
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.model.actor import SYSTEM
from xinxiao.uses.call import Call
from xinxiao.uses.collect import sessions

pytestmark = pytest.mark.browser
pytest.importorskip("typst", reason="the typesetter is not installed")
SHOTS = os.environ.get("XINXIAO_TEST_SHOTS", "")
"""A folder where pictures of the pages are left, to be looked at."""
PHONE = {"width": 390, "height": 844}
NASTY = "<img src=x onerror=alert(1)>\"'&{{7*7}}"
SEEN = "value.SEEN"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Two visits of today and one of another day, seen on the day of the first two."""
    with sites(tmp_path_factory.mktemp("visits"), "2026-09-21") as made:
        for day in ("2026-09-24", "2026-09-24", "2026-09-28"):
            made.told_of(day, made.assigned().id)
        yield made.on("2026-09-24")


@pytest.fixture(scope="module")
def portal(held: Sites) -> Iterator[Portal]:
    """A portal over it."""
    yield from _serve(held.ports, held.door)


@pytest.fixture
def phone(browser: Browser, held: Sites, portal: Portal) -> Iterator[BrowserContext]:
    """The phone of anna, who is signed in."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, accept_downloads=True)
    secret = sessions.begin(Call(held.ports, SYSTEM, held.now), held.who("anna").id, "whole")
    context.add_cookies([{"name": SESSION, "value": secret, "url": portal.address}])
    yield context
    context.close()


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def sound(page: Page, name: str) -> None:
    """Accessible, no wider than the phone, and nothing of it too small to touch."""
    shot(page, name)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


SMALL = """() => [...document.querySelectorAll('.site :is(input, select, textarea, button, label.check, summary)')]
  .filter(e => e.type !== 'hidden' && e.type !== 'radio' && e.type !== 'checkbox' && e.offsetParent && !e.classList.contains('plain'))
  .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 90))"""


def form(page: Page, portal: Portal, number: str, act: str, lang: str = "zh") -> None:
    page.goto(f"{portal.address}/{lang}/desk/cases/{number}/acts/{act}")


def fill(page: Page, words: str = "核对了公示信息") -> None:
    """Fill in the form of a visit by touch."""
    page.get_by_role("group", name="已出示执法证件").get_by_text("是", exact=True).tap()
    page.get_by_role("group", name="单位已签字盖章").get_by_text("是", exact=True).tap()
    page.fill(f"[name='{SEEN}']", words)
    page.fill("[name='value.END_DAY']", "2026-09-24")


def picture(page: Page, *which: tuple[str, bytes, str]) -> None:
    page.set_input_files(
        "input[type=file][multiple]", [{"name": n, "mimeType": m, "buffer": b} for n, b, m in which]
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_of_an_inspection_fit_a_phone_and_a_thumb(
    phone: BrowserContext, portal: Portal, held: Sites, lang: str
) -> None:
    page, number = phone.new_page(), "IN-2026-000001"
    paths = {
        "visits": "desk/visits",
        "form": f"desk/cases/{number}/acts/INSPECT_ON_SITE",
        "done": f"desk/cases/{number}?done=3",
        "notice": f"desk/cases/{number}/documents/{held.case(number).documents[-1].number}",
    }
    for name, path in paths.items():
        answer = page.goto(f"{portal.address}/{lang}/{path}")
        assert answer is not None and answer.status == 200, path
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        sound(page, f"{name}-{lang}")
        assert page.evaluate(SMALL) == [], path


def test_the_form_is_two_touches_away_and_is_filled_in_by_touch(
    phone: BrowserContext, portal: Portal, held: Sites
) -> None:
    page, number = phone.new_page(), "IN-2026-000002"
    page.goto(f"{portal.address}/zh/desk/cases")
    page.get_by_role("link", name="我的检查").tap()
    page.locator(f"#today a.go[href*='{number}']").tap()
    page.wait_for_url(f"**/cases/{number}/acts/INSPECT_ON_SITE")
    fill(page, NASTY)
    name, content, media = PHOTO
    for count in (1, 2):
        page.set_input_files(
            "input.camera", {"name": f"{count}{name}", "mimeType": media, "buffer": content + b""}
        )
        page.wait_for_selector(f".chosen li >> nth={count}")
    picture(page, RECORD)
    page.get_by_role("button", name="去掉 1现场.png").tap()
    page.wait_for_selector(".chosen >> text=2 件")
    shot(page, "filled")
    page.locator(".site form > button").tap()
    page.wait_for_url("**/cases/*done=4")
    sound(page, "receipt")
    assert "已办成：实地检查" in page.locator("#done").inner_text()
    case = held.case(number)
    assert (case.state, sorted(one.kind for one in case.evidence)) == ("INSPECTED", ["pdf", "png"])
    assert held.ports.oversight.cases.events(number)[-1].hash in page.locator("#done").inner_text()
    assert NASTY in page.locator("#values").inner_text()


def test_a_form_half_filled_in_is_there_again_and_nothing_of_it_can_be_read_in_the_browser(
    phone: BrowserContext, portal: Portal, held: Sites
) -> None:
    number = held.on("2026-09-21").assigned().id
    held.told_of("2026-09-24", number)
    page = phone.new_page()
    form(page, portal, number, "INSPECT_ON_SITE")
    fill(page, "写到一半的记录")
    page.fill("[name='value.CONTACT']", "欧阳石")
    page.wait_for_selector("#saved[data-state=saved]")
    page.wait_for_timeout(500)  # nothing tells that what was typed last is kept too
    left = page.evaluate("Object.entries(localStorage).flat().join(' ')")
    assert "写到" not in left and "欧阳" not in left and "value." not in left
    page.close()
    page = phone.new_page()
    form(page, portal, number, "INSPECT_ON_SITE")
    page.wait_for_selector("#saved button")
    assert page.input_value(f"[name='{SEEN}']") == "写到一半的记录"
    assert page.is_checked("[name='value.SIGNED'][value=Y]")
    assert page.input_value("[name='value.CONTACT']") == ""
    sound(page, "recalled")
    picture(page, PHOTO)
    page.locator(".site form > button").tap()
    page.wait_for_url("**/cases/*done=4")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_line_that_breaks_leaves_the_form_filled_in_and_the_act_is_done_once(
    phone: BrowserContext, portal: Portal, held: Sites
) -> None:
    number = held.on("2026-09-21").assigned().id
    held.told_of("2026-09-24", number)
    page = phone.new_page()
    form(page, portal, number, "INSPECT_ON_SITE")
    fill(page)
    picture(page, PHOTO)
    phone.set_offline(True)
    page.locator(".site form > button").tap()
    page.wait_for_selector("[role=alert]")
    assert "没有发出去" in page.locator("[role=alert]").inner_text()
    assert page.input_value(f"[name='{SEEN}']") == "核对了公示信息"
    sound(page, "offline")
    phone.set_offline(False)

    def lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/acts/INSPECT_ON_SITE", lost, times=1)
    page.locator(".site form > button").tap()
    page.wait_for_selector("[role=alert] >> text=没有发出去")
    page.wait_for_selector(".site form > button:enabled")
    assert held.case(number).number == 4
    page.locator(".site form > button").tap()
    page.wait_for_url("**/cases/*done=4&again=yes")
    assert "没有重复办理" in page.locator("#done").inner_text()
    assert (held.case(number).number, len(held.case(number).evidence)) == (4, 1)


def test_who_was_second_keeps_words_and_files_and_is_told_by_the_alert(
    phone: BrowserContext, portal: Portal, held: Sites
) -> None:
    number = held.on("2026-09-21").assigned().id
    held.told_of("2026-09-24", number)
    page = phone.new_page()
    form(page, portal, number, "INSPECT_ON_SITE")
    fill(page, NASTY)
    picture(page, PHOTO)
    held.did("bert", number, "ASK_RECUSAL", reason="与该单位有利害关系")
    page.locator(".site form > button").press("Enter")
    page.wait_for_selector("[role=alert] >> text=没有办成")
    assert page.evaluate("document.querySelector('input[type=file][multiple]').files.length") == 1
    assert page.evaluate("document.activeElement.id") == "refused"
    sound(page, "refused")
    page.locator(".site form > button").press("Enter")
    page.wait_for_url("**/cases/*done=5")


def test_the_form_works_without_scripts_and_by_keyboard(
    browser: Browser, portal: Portal, held: Sites
) -> None:
    number = held.on("2026-09-21").assigned().id
    held.told_of("2026-09-24", number)
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    secret = sessions.begin(Call(held.ports, SYSTEM, held.now), held.who("bert").id, "whole")
    context.add_cookies([{"name": SESSION, "value": secret, "url": portal.address}])
    page = context.new_page()
    form(page, portal, number, "INSPECT_ON_SITE", "en")
    for name in ("CARDS_SHOWN", "SIGNED"):
        page.locator(f"[name='value.{name}'][value=Y]").focus()
        page.keyboard.press("Space")
    page.locator(f"[name='{SEEN}']").focus()
    page.keyboard.type("seen on site")
    page.fill("[name='value.END_DAY']", "2026-09-24")
    picture(page, PHOTO)
    page.locator(".site form > button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*done=4")
    assert "Done: inspect on site" in page.locator("#done").inner_text()
    context.close()


def test_who_signs_out_leaves_nothing_in_the_browser(
    phone: BrowserContext, portal: Portal, held: Sites
) -> None:
    page = phone.new_page()
    form(page, portal, "IN-2026-000003", "INSPECT_ON_SITE")
    fill(page, "别人不该看到的")
    page.wait_for_selector("#saved[data-state=saved]")
    page.goto(f"{portal.address}/zh/desk/visits")
    with page.expect_navigation():
        page.get_by_role("button", name="退出").tap()
    page.goto(f"{portal.address}/zh/oversight")
    assert page.evaluate("Object.keys(localStorage).length") == 0
