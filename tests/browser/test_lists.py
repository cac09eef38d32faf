"""A list from a file to an entry that holds, by three people in a browser, in both languages, wide and narrow; axe is content."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Portal, _serve, violations
from tests.listed import issue
from tests.nouns import POLICY
from tests.people import account
from xinxiao import bootstrap
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.people import Grant, Role
from xinxiao.texts import catalogue
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect import sessions

pytestmark = pytest.mark.browser
WIDTHS = {"zh": 390, "en": 1440}
LIST = "TELECOM_INSPECTION"
FOLDER = POLICY / "oversight" / "lists"
ENTRIES = """
entries:
  - code: TI-01
    matter: 电信业务经营许可证持有者年报报送情况
    matter_en: Annual reports of holders of telecom licences
    objects: 持有电信业务经营许可证的企业
    category: GENERAL
    body: 通信管理局
    methods: [PAPER, MONITORING]
    basis: [{rule: 《电信业务经营许可管理办法》, article: 第三十五条}]
"""


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def stores(tmp_path: Path) -> Ports:
    """Stores in a home without any release."""
    return bootstrap.ports(tmp_path / "home")


@pytest.fixture
def desk(stores: Ports) -> Iterator[Portal]:
    yield from _serve(stores)


def look(page: Page, name: str) -> None:
    """Axe is content, nothing is cut off, and a picture is kept where one is asked for."""
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    folder = os.environ.get("XINXIAO_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def seat(browser: Browser, stores: Ports, desk: Portal, lang: str, role: Role, name: str) -> Page:
    """The browser of somebody who is signed in."""
    made = account(stores, Grant(role, "CN"), name=name)
    secret = sessions.begin(Call(stores, SYSTEM, clock()), made.id, "whole")
    context = browser.new_context(viewport={"width": WIDTHS[lang], "height": 900})
    context.add_cookies([{"name": SESSION, "value": secret, "url": desk.address}])
    return context.new_page()


def pressed(page: Page, name: str) -> None:
    """Find a button by its name with the keyboard alone, and press it."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_three_people_make_a_list_hold_and_everybody_sees_it(
    desk: Portal, stores: Ports, browser: Browser, lang: str, tmp_path: Path
) -> None:
    t = catalogue("zh" if lang == "zh" else "en")
    words = {
        name: t[f"web.lists.{name}"] for name in ("desk.propose", "act.review", "act.approve", "act.issue")
    }
    file = tmp_path / "list.yaml"
    head = (FOLDER / f"{LIST}.yaml").read_text("utf-8").replace("valid_to: '2028-12-31'", "valid_to: ''")
    file.write_text(head + ENTRIES, "utf-8")
    one = seat(browser, stores, desk, lang, "case_officer", "甲")
    one.goto(f"{desk.address}/{lang}/desk/lists")
    look(one, f"lists-desk-{lang}")
    one.locator("#i-file").set_input_files(file)
    pressed(one, words["desk.propose"])
    expect(one.locator("#state")).to_have_text(t["web.lists.state.proposed"])
    look(one, f"lists-proposed-{lang}")
    two = seat(browser, stores, desk, lang, "case_officer", "乙")
    two.goto(f"{desk.address}/{lang}/desk/lists/{LIST}")
    pressed(two, words["act.review"])
    three = seat(browser, stores, desk, lang, "supervisor", "丙")
    three.goto(f"{desk.address}/{lang}/desk/lists/{LIST}")
    three.locator("#a-approval").fill("2026-1")
    look(three, f"lists-approve-{lang}")
    pressed(three, words["act.approve"])
    pressed(three, words["act.issue"])
    expect(three.locator("#state")).to_have_text(t["web.lists.state.issued"])
    rows = tmp_path / "rows.csv"
    rows.write_bytes((FOLDER / f"{LIST}.csv").read_bytes())
    one.goto(f"{desk.address}/{lang}/desk/lists/{LIST}")
    one.get_by_text(t["web.lists.act.propose"], exact=True).click()
    one.locator("#p-file").set_input_files(rows)
    one.locator("#p-starts").fill("2027-01-01")
    one.locator("#p-reason").fill("补齐条目")
    look(one, f"lists-further-{lang}")
    pressed(one, words["desk.propose"])
    for page, act in ((two, "act.review"), (three, "act.approve"), (three, "act.issue")):
        page.goto(f"{desk.address}/{lang}/desk/lists/{LIST}")
        if act == "act.approve":
            page.locator("#a-approval").fill("2026-2")
        pressed(page, words[act])
    reader = browser.new_context(viewport={"width": WIDTHS[lang], "height": 900}).new_page()
    for name, path in {
        "all": "lists",
        "one": f"lists/{LIST}?version=2",
        "entry": f"lists/{LIST}/entries/TI-02",
        "compare": f"lists/{LIST}/compare?before=1&after=2",
    }.items():
        reader.goto(f"{desk.address}/{lang}/{path}")
        look(reader, f"lists-{name}-{lang}")
    expect(reader.locator("#differences")).to_contain_text("补齐条目")
    for page in (one, two, three, reader):
        page.context.close()


def test_an_entry_is_ended_by_two_and_each_change_has_its_reason(
    desk: Portal, stores: Ports, browser: Browser, lang: str, tmp_path: Path
) -> None:
    long_ago = datetime(2020, 1, 2, tzinfo=UTC)
    issue(stores.oversight, LIST, now=long_ago, since="2020-01-01", until="")
    t = catalogue("zh" if lang == "zh" else "en")
    here = f"{desk.address}/{lang}/desk/lists/{LIST}"
    one = seat(browser, stores, desk, lang, "case_officer", "甲")
    one.goto(here)
    one.locator("summary").filter(has_text=t["web.lists.act.end"]).press("Enter")
    one.locator("#e-entry").select_option("TI-02")
    one.locator("#e-day").fill("2027-06-01")
    one.locator("#e-reason").fill("依据废止")
    pressed(one, t["web.lists.act.end"])
    expect(one.locator("#acts article")).to_contain_text("依据废止")
    look(one, f"lists-end-proposed-{lang}")
    two = seat(browser, stores, desk, lang, "supervisor", "丙")
    two.goto(here)
    two.locator("#acts article input[name=approval]").fill("2026-3")
    look(two, f"lists-end-decide-{lang}")
    pressed(two, t["web.lists.act.end_approve"])
    expect(two.locator("#acts article")).to_have_count(0)
    table = tmp_path / "rows.csv"
    rows = (FOLDER / f"{LIST}.csv").read_text("utf-8").splitlines()
    table.write_text("\n".join([*rows[:2], *rows[3:], ""]), "utf-8")
    one.goto(here)
    one.locator("#propose summary").press("Enter")
    one.locator("#p-file").set_input_files(table)
    one.locator("#p-starts").fill("2027-07-01")
    pressed(one, t["web.lists.desk.propose"])
    expect(one.locator("#propose [role=alert]")).to_be_visible()
    one.locator("[name='why.TI-02']").fill("已经终止")
    one.locator("#p-file").set_input_files(table)
    look(one, f"lists-reasons-{lang}")
    pressed(one, t["web.lists.desk.propose"])
    expect(one.locator("#differences")).to_contain_text("已经终止")
    for page in (one, two):
        page.context.close()
