"""One draw from the file of a plan to a result that anybody reads, by five people in a browser, in both languages, wide and narrow, by
keyboard; what was drawn is verified from outside. Axe is content with every page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Portal, _serve, violations
from tests.drawing import BROKEN, EVENING, PLAN, Drawing, drawing
from tests.lots import INSPECTORS
from tests.unit.oversight.test_evidence import PDF
from xinxiao.entry.cli.main import run
from xinxiao.entry.portal.cookies import SESSION
from xinxiao.model.collect.people import Role
from xinxiao.texts import catalogue

pytestmark = pytest.mark.browser
WIDTHS = {"zh": 390, "en": 1440}
PLAN_CASE, DRAW_CASE, NUMBER = "PL-2026-000001", "DA-2026-000001", "DRAW-2026-0001"
INSPECTIONS = ("IN-2026-000001", "IN-2026-000002")


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Drawing]:
    with drawing(tmp_path) as made:
        yield made


@pytest.fixture
def portal(house: Drawing) -> Iterator[Portal]:
    yield from _serve(house.ports, house.door)


def look(page: Page, name: str) -> None:
    """Axe is content, nothing is cut off, and a picture is kept where one is asked for."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    folder = os.environ.get("XINXIAO_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


@dataclass
class Walk:
    """People at their browsers, who use the keyboard alone."""

    browser: Browser
    house: Drawing
    portal: Portal
    lang: str
    pages: dict[str, Page] = field(default_factory=dict)

    def t(self, key: str, **places: object) -> str:
        words = catalogue("zh" if self.lang == "zh" else "en")[f"web.draw_desk.{key}"]
        return words.format(**places) if places else words

    def sit(self, name: str, role: Role) -> Page:
        """The browser of somebody, the same whenever they are named at a time of day."""
        if name not in self.pages:
            context = self.browser.new_context(viewport={"width": WIDTHS[self.lang], "height": 900})
            secret = self.house.secret(role, f"{name} {self.house.now:%H}")
            context.add_cookies([{"name": SESSION, "value": secret, "url": self.portal.address}])
            self.pages[name] = context.new_page()
        return self.pages[name]

    def go(self, page: Page, path: str) -> Page:
        page.goto(f"{self.portal.address}/{self.lang}/{path}")
        return page

    def pressed(self, page: Page, name: str) -> None:
        """Find a button by its name with the keyboard alone, and press it."""
        button = page.get_by_role("button", name=name, exact=True)
        button.focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def act(self, page: Page, case: str, act: str, files: Path | None = None, **fields: str) -> None:
        """An act on the page of a case, by keyboard: its form is opened, filled in and sent."""
        self.go(page, f"desk/cases/{case}")
        form = page.locator(f"#act-{act}")
        if form.get_attribute("open") is None:
            form.locator("summary").press("Enter")
        for name, value in fields.items():
            box = form.locator(f"[name='{name.replace('__', '.')}']")
            if box.first.get_attribute("type") == "radio":
                box.and_(form.locator(f"[value='{value}']")).press("Space")
            elif box.evaluate("each => each.tagName") == "SELECT":
                box.select_option(value)
            elif box.get_attribute("type") == "checkbox":
                box.press("Space")
            else:
                box.fill(value)
        if files is not None:
            form.locator("input[type=file]:not(.camera)").set_input_files(files)
        with page.expect_navigation():
            form.locator("form > button").press("Enter")
        assert form.locator("[role=alert]").count() == 0, form.locator("[role=alert]").inner_text()

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()
        self.pages.clear()


@pytest.fixture
def walk(browser: Browser, house: Drawing, portal: Portal, lang: str) -> Iterator[Walk]:
    made = Walk(browser, house, portal, lang)
    yield made
    made.close()


def files(folder: Path) -> dict[str, Path]:
    """What people have at hand."""
    made = {"plan": PLAN, "broken": BROKEN, "people": INSPECTORS}
    for name, text in made.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    (folder / "record.pdf").write_bytes(PDF)
    return {**{name: folder / f"{name}.csv" for name in made}, "record": folder / "record.pdf"}


def test_a_draw_is_walked_from_the_plan_to_the_published_result(walk: Walk, tmp_path: Path) -> None:
    held, lang = files(tmp_path), walk.lang
    _planned(walk, held)
    _prepared(walk, held)
    anna, chen = walk.sit("anna", "case_officer"), walk.sit("chen", "supervisor")
    walk.act(chen, DRAW_CASE, "APPROVE", reason="同意抽取")
    walk.go(anna, f"desk/draws/{DRAW_CASE}")
    look(anna, f"draw-commit-{lang}")
    walk.pressed(anna, walk.t("commit"))
    expect(anna.locator("#next")).to_have_text(walk.t("next.wait"))
    expect(anna.locator("#acts")).to_contain_text(walk.t("until", hours=6, minutes=0))
    look(anna, f"draw-wait-{lang}")
    walk.house.now = EVENING
    walk.close()
    _drawn(walk)
    for case in INSPECTIONS:
        _inspected(walk, case, held["record"])
    reader = walk.browser.new_context().new_page()
    walk.go(reader, "oversight/published")
    for case in INSPECTIONS:
        expect(reader.locator("main")).to_contain_text(case)
    content = reader.request.get(f"{walk.portal.address}/draws/{NUMBER}.json").body()
    reader.context.close()
    (tmp_path / "draw.json").write_bytes(content)
    assert run(["draw", "verify", str(tmp_path / "draw.json")]) == 0


def _planned(walk: Walk, held: dict[str, Path]) -> None:
    """A broken file is told of, a sound one becomes a plan, which three people put in force."""
    anna, lang = walk.sit("anna", "case_officer"), walk.lang
    walk.go(anna, "desk")
    link = anna.get_by_role("link", name=catalogue("zh" if lang == "zh" else "en")["web.desk.menu.draws"])
    link.first.press("Enter")
    anna.wait_for_url("**/desk/draws")
    look(anna, f"draws-empty-{lang}")
    for name in ("broken", "plan"):
        anna.locator("#i-file").set_input_files(held[name])
        anna.locator("#i-year").fill("2026")
        anna.locator("#i-number").fill("信管计划 2026-1")
        walk.pressed(anna, walk.t("open"))
        if name == "broken":
            expect(anna.locator("#findings tbody tr")).to_have_count(4)
            assert anna.locator("#i-number").input_value() == "信管计划 2026-1"
            look(anna, f"draws-findings-{lang}")
    anna.wait_for_url(f"**/desk/draws/plans/{PLAN_CASE}*")
    look(anna, f"plan-draft-{lang}")
    walk.pressed(anna, walk.t("propose"))
    walk.act(walk.sit("chen", "supervisor"), PLAN_CASE, "REVIEW", reason="核对无误")
    walk.act(walk.sit("dai", "supervisor"), PLAN_CASE, "APPROVE", reason="同意")
    walk.act(anna, PLAN_CASE, "PUBLISH")
    walk.go(anna, f"desk/draws/plans/{PLAN_CASE}")
    look(anna, f"plan-in-force-{lang}")


def _prepared(walk: Walk, held: dict[str, Path]) -> None:
    """A time that is past is refused with everything kept; one to come leads to a commitment, and to a case."""
    anna, lang = walk.sit("anna", "case_officer"), walk.lang
    anna.get_by_role("link", name="T1", exact=True).press("Enter")
    anna.wait_for_url("**/tasks/T1")
    look(anna, f"task-{lang}")
    anna.locator("#i-file").set_input_files(held["people"])
    anna.locator("#i-kind1").select_option("LOTTERY")
    anna.locator("#i-issue1").fill("双色球 2026145")
    anna.locator("#i-at1").fill("2026-12-07T09:00")
    walk.pressed(anna, walk.t("work_out"))
    expect(anna.locator("#prepare [role=alert]")).to_contain_text("LOTTERY")
    assert anna.locator("#i-issue1").input_value() == "双色球 2026145"
    look(anna, f"task-refused-{lang}")
    anna.locator("#i-at1").fill("2026-12-07T16:00")
    walk.pressed(anna, walk.t("work_out"))
    expect(anna.locator("#strata tbody tr")).to_have_count(2)
    expect(anna.locator("#exclusions tbody tr")).to_have_count(2)
    look(anna, f"draw-prepared-{lang}")
    walk.pressed(anna, walk.t("ask"))
    anna.wait_for_url(f"**/desk/draws/{DRAW_CASE}")
    look(anna, f"draw-approval-{lang}")


def _drawn(walk: Walk) -> None:
    """The value comes in, the draw is made, the inspections are opened."""
    anna, lang = walk.sit("anna", "case_officer"), walk.lang
    walk.go(anna, f"desk/draws/{DRAW_CASE}")
    look(anna, f"draw-values-{lang}")
    anna.locator("#i-value1").fill("03 07 12 19 25 31 08")
    anna.locator("#i-at1").fill("2026-12-07T16:30")
    anna.locator("#i-witnesses1").fill("W1，W2")
    walk.pressed(anna, walk.t("draw_go"))
    look(anna, f"draw-drawn-{lang}")
    walk.pressed(anna, walk.t("assign"))
    expect(anna.locator("#next")).to_have_text(walk.t("next.done"))
    look(anna, f"draw-assigned-{lang}")
    walk.go(anna, "desk/draws")
    look(anna, f"draws-{lang}")
    walk.go(anna, f"desk/draws/{DRAW_CASE}")
    anna.get_by_role("link", name=INSPECTIONS[0]).press("Enter")
    anna.wait_for_url(f"**/desk/cases/{INSPECTIONS[0]}")
    look(anna, f"inspection-{lang}")


def _inspected(walk: Walk, case: str, record: Path) -> None:
    """One inspection as the shipped workflow has it, up to its result that anybody sees."""
    anna, chen = walk.sit("anna", "case_officer"), walk.sit("chen", "supervisor")
    walk.act(chen, case, "APPROVE", value__TIMES_THIS_YEAR="1")
    walk.act(anna, case, "TELL", value__VISIT_DAY="2026-12-15", value__SCOPE="年报报送情况")
    seen = {
        "value__CARDS_SHOWN": "Y",
        "value__SIGNED": "Y",
        "value__SEEN": "年报已报送",
        "value__END_DAY": "2026-12-07",
    }
    walk.act(anna, case, "INSPECT_ON_SITE", record, **seen)
    walk.act(anna, case, "GIVE_RESULT_B", value__RESULT_B__NO_FAULT="1", value__END_DAY="2026-12-07")
    walk.act(chen, case, "REVIEW", reason="核对无误")
    walk.act(anna, case, "PUBLISH_CLEAR")
