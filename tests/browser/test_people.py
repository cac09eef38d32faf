"""From an invitation to being signed in with a one-time code, in a browser, in both languages, by keyboard; axe is content."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Portal, _serve, violations
from tests.people import Fixed
from xinxiao import bootstrap
from xinxiao.model.actor import Actor
from xinxiao.texts import catalogue
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect.invitations import Row, invite

pytestmark = pytest.mark.browser
WIDTHS = {"zh": 390, "en": 1440}
PASSWORD = "four words stand together"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Ports:
    """Stores in a home without any release."""
    return replace(bootstrap.ports(tmp_path_factory.mktemp("people") / "home"), places=Fixed())


@pytest.fixture(scope="module")
def desk(house: Ports) -> Iterator[Portal]:
    """A portal over them."""
    yield from _serve(house)


def look(page: Page, name: str) -> None:
    """Axe is content, nothing is cut off, and a picture is kept where one is asked for."""
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    folder = os.environ.get("XINXIAO_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def typed(page: Page, **fields: str) -> None:
    """Fill a form and send it with the return key."""
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_administrator_comes_in_with_a_code_and_invites_somebody(
    desk: Portal, house: Ports, browser: Browser, lang: str
) -> None:
    t = catalogue("zh" if lang == "zh" else "en")
    email = f"fang-{lang}@example.org"
    (made,), _ = invite(
        Call(house, Actor("operator"), clock()), "x", [Row(1, "", "security_admin", "王芳", email)]
    )
    page = browser.new_page(viewport={"width": WIDTHS[lang], "height": 900})
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.goto(f"{desk.address}/{lang}/people")
    expect(page).to_have_title(f"{t['web.desk.sign_in.head']} · {t['web.desk.brand']}")
    look(page, f"sign-in-{lang}")
    page.get_by_text(t["web.desk.sign_in.first"]).click()
    look(page, f"first-{lang}")
    typed(page, name=email, code=made.code, password=PASSWORD, again="another")
    expect(page.get_by_role("alert")).to_contain_text(t["errors.password_twice.message"])
    look(page, f"first-wrong-{lang}")
    typed(page, name=email, code=made.code, password=PASSWORD, again=PASSWORD)
    expect(page).to_have_url(f"{desk.address}/{lang}/me/code")
    look(page, f"set-up-{lang}")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    typed(page, code=pyotp.TOTP(secret).now())
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    look(page, f"recovery-{lang}")
    page.get_by_role("link", name=t["web.desk.recovery.go"]).click()
    look(page, f"desk-{lang}")
    page.get_by_role("navigation").get_by_role("link", name=t["web.desk.menu.people"]).click()
    page.locator("#i-role").select_option("filler")
    typed(page, scope="91440300192317458F", full_name="李明", email=f"li-{lang}@example.org")
    look(page, f"invited-{lang}")
    page.get_by_role("link", name=t["web.desk.invited.person"]).click()
    look(page, f"person-{lang}")
    page.get_by_role("link", name=t["web.desk.people.head"]).first.click()
    look(page, f"people-{lang}")
    page.get_by_role("link", name="王芳").click()
    look(page, f"me-{lang}")
    page.get_by_role("button", name=t["web.desk.sign_out"]).click()
    page.goto(f"{desk.address}/{lang}/sign-in")
    typed(page, name=email, password="not the password")
    expect(page.get_by_role("alert")).to_contain_text(t["errors.sign_in_refused.message"])
    typed(page, name=email, password=PASSWORD)
    look(page, f"code-{lang}")
    typed(page, code=codes[0])
    expect(page.get_by_role("heading", level=1)).to_have_text(t["web.desk.home.head"])
    look(page, f"desk-after-{lang}")
    assert [said for said in wrong if "401" not in said and "422" not in said] == []
    page.close()
