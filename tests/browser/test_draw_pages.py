"""Draws for anybody in a real browser, in Chinese on a phone and in English on a desk: all, one, one's own ticket, the plan; and the way
outside: the file is downloaded and verified by the page, by the program that stands by itself, and by the command; a spoiled one nowhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Portal, _serve, violations
from tests.random_inspection import (
    A_ONE,
    A_TWO,
    AFTER,
    D_ONE,
    FIRST,
    GONE,
    INSPECTORS,
    LATER,
    PLAN,
    SOURCE,
    SUBJECTS,
    Drawing,
)
from xinxiao import bootstrap
from xinxiao.entry.cli.main import run
from xinxiao.oversight.canonical import canonical
from xinxiao.texts import catalogue
from xinxiao.uses.oversight import draws

pytestmark = pytest.mark.browser
WIDTHS = {"zh": 390, "en": 1440}
EVIL = "<img src=x onerror=alert(1)>"
SECOND, THIRD, FOURTH = (f"DRAW-2026-000{number}" for number in (2, 3, 4))


@dataclass
class House:
    """A portal over draws: one void and repeated, whose inspections are under way, and one that waits."""

    portal: Portal
    drawing: Drawing
    plan: str
    cases: tuple[str, ...]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("draws")
    ports = bootstrap.ports(folder / "home")
    drawing = Drawing(
        ports.oversight,
        folder,
        plan_file=PLAN.replace("持证企业年报抽查", f"持证企业年报抽查{EVIL}"),
        subjects=SUBJECTS.replace("丙公司", f"丙公司{EVIL}"),
        inspectors=INSPECTORS.replace("P3,", f"P3{EVIL},"),
        source=msgspec.structs.replace(SOURCE, source=f"彩票{EVIL}", takes=f"号码{EVIL}"),
        witnesses=("W1", f"W2{EVIL}"),
    )
    plan = drawing.begun()
    _, case = drawing.committed(plan)
    drawing.drawn(FIRST)
    drawing.declared_void(case)
    again = {"issue": "2026146", "at": "2026-12-07T12:00:00Z"}
    drawing.committed(plan, draws.Repeat(FIRST, f"见证人缺席{EVIL}"), LATER, **again)
    drawing.drawn(SECOND, AFTER, said=f"01 02 03{EVIL}")
    cases = drawing.assigned(SECOND, AFTER)
    drawing.inspected(cases[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xinxiao.entry.portal.release_views.clock", lambda: AFTER)
        for portal in _serve(ports):
            yield House(portal, drawing, plan, cases)
    ports.ledger.close()


def look(page: Page, name: str) -> None:
    """Axe is content, nothing is cut off, no text became a program, and a picture is kept where one is asked for."""
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert page.locator("img").count() == 0, name
    folder = os.environ.get("XINXIAO_TEST_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture(params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, lang: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": WIDTHS[lang], "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    yield page
    context.close()


def test_every_page_of_draws_reads_well_wide_and_narrow(house: House, page: Page, lang: str) -> None:
    paths = {
        "all": "draws",
        "none-found": "draws?q=DRAW-2020",
        "void": f"draws/{FIRST}",
        "one": f"draws/{SECOND}",
        "own-form": f"draws/{SECOND}/proof",
        "own": f"draws/{SECOND}/proof?code={D_ONE}",
        "own-out": f"draws/{SECOND}/proof?code={GONE}",
        "own-wrong": f"draws/{SECOND}/proof?code=123",
        "plan": f"draws/plans/{house.plan}",
        "verify": f"draws/{SECOND}/verify",
        "check": f"draws/{SECOND}/check",
        "results": f"oversight/published?draw={SECOND}",
    }
    for name, path in paths.items():
        page.goto(f"{house.portal.address}/{lang}/{path}")
        look(page, f"draws-{name}-{lang}")
        if name not in ("none-found", "plan"):
            expect(page.locator(".box.warned").first).to_be_visible()


def test_from_the_menu_to_a_draw_to_ones_own_ticket_by_keyboard(house: House, page: Page, lang: str) -> None:
    t = catalogue("zh" if lang == "zh" else "en")
    page.goto(f"{house.portal.address}/{lang}/oversight")
    link = page.get_by_role("navigation").get_by_role("link", name=t["web.oversight.menu.draws"])
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/draws")
    page.get_by_role("link", name=SECOND, exact=True).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/draws/{SECOND}")
    page.get_by_label(t["web.draw_pages.own.code"]).fill(f" {A_ONE[:9].lower()} {A_ONE[9:].lower()}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/proof?code=*")
    expect(page.get_by_role("heading", name=A_ONE)).to_be_visible()


def downloaded(page: Page, name: str, to: Path) -> Path:
    """A file that a link of the page leads to, taken by keyboard."""
    link = page.get_by_role("link", name=name, exact=True).first
    link.focus()
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    taken.value.save_as(to)
    return to


def test_the_file_is_verified_outside_in_three_ways_and_a_spoiled_one_in_none(
    house: House,
    page: Page,
    lang: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    t = catalogue("zh" if lang == "zh" else "en")
    monkeypatch.setenv("XINXIAO_LANG", lang)
    page.goto(f"{house.portal.address}/{lang}/draws/{SECOND}")
    file = downloaded(page, f"{SECOND}.json", tmp_path / f"{SECOND}.json")
    program = downloaded(page, "verify_draw.py", tmp_path / "verify_draw.py")
    plain = json.loads(file.read_bytes())
    chosen, other = plain["selected"][0]["subject"], {A_ONE, A_TWO, D_ONE}
    left = next(one for one in sorted(other) if one not in {s["subject"] for s in plain["selected"]})
    plain["selected"][0]["subject"] = left
    spoiled = tmp_path / "spoiled.json"
    spoiled.write_bytes(canonical(plain))

    def by_program(path: Path) -> tuple[int, str]:
        command = [sys.executable, "-I", "-S", str(program), str(path)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env={})
        return done.returncode, done.stdout + done.stderr

    code, _ = by_program(file)
    assert code == 0
    code, told = by_program(spoiled)
    assert code == 1 and f"DRAW_LEFT_OUT 应抽中而未列入 should be drawn and is not: {chosen}" in told
    assert run(["draw", "verify", str(file)]) == 0
    assert run(["draw", "verify", str(spoiled)]) == 1
    assert t["oversight_draw.fault.DRAW_LEFT_OUT"] in capsys.readouterr().out
    page.get_by_role("link", name=t["web.draw_pages.verify.go"]).click()
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    go = page.get_by_role("button", name=t["web.draws.go"], exact=True)
    go.focus()
    page.keyboard.press("Enter")
    outcome = page.locator("#draw-told")
    expect(outcome.locator(".draw-right")).to_contain_text(SECOND)
    expect(outcome).to_contain_text(t["oversight_draw.synthetic"])
    page.get_by_label(t["web.draws.paste"]).fill("")
    page.get_by_label(t["web.draws.files"]).set_input_files([file, spoiled])
    go.click()
    expect(outcome.locator(".draw-right")).to_contain_text(f"{SECOND}.json")
    expect(outcome.locator(".draw-wrong").first).to_contain_text("spoiled.json")
    expect(outcome).to_contain_text(f"DRAW_LEFT_OUT {t['oversight_draw.fault.DRAW_LEFT_OUT']}")
    assert asked == []
    look(page, f"draws-outcome-{lang}")


def test_ones_own_proof_is_downloaded_and_checked_by_the_command(
    house: House,
    page: Page,
    lang: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    t = catalogue("zh" if lang == "zh" else "en")
    monkeypatch.setenv("XINXIAO_LANG", lang)
    page.goto(f"{house.portal.address}/{lang}/draws/{SECOND}/proof?code={D_ONE}")
    proof = downloaded(page, t["web.draw_pages.own.file"], tmp_path / "own.json")
    assert run(["draw", "check-proof", str(proof)]) == 0
    assert f"{t['oversight_draw.drawn']}" in capsys.readouterr().out
    assert A_ONE not in proof.read_text("utf-8")
    plain = json.loads(proof.read_bytes())
    plain["drawn"] = False
    proof.write_bytes(canonical(plain))
    assert run(["draw", "check-proof", str(proof)]) == 1
    assert t["oversight_draw.fault.DRAW_LINE"] in capsys.readouterr().out
