"""The page that verifies draws tells what Python tells, sends nothing, and can be used by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.broken_draws import (
    CHANGES,
    COMMITTED,
    FORMS,
    committed,
    record_of,
    repeated,
    rewritten,
    sound,
    void,
)
from tests.browser.conftest import Portal, violations
from tests.drawn_at_random import changed, draw
from tests.draws import DICE, SIX, SIX_SEED, SIX_SHA256
from xinxiao.entry.portal.assets import assets, media
from xinxiao.entry.portal.headers import SECURITY
from xinxiao.oversight.draw_proof import proof
from xinxiao.oversight.draw_verification import verify, verify_series

pytestmark = pytest.mark.browser

CHECK = """async (text) => (await xinxiaoDraw.check(text)).faults.map(({ code, where }) => [code, where])"""
SERIES = """async (texts) => {
  const records = [];
  for (const text of texts) records.push((await xinxiaoDraw.check(text)).record);
  return xinxiaoDraw.series(records).map(({ code, where }) => [code, where]);
}"""


@pytest.fixture(scope="module")
def engine(browser: Browser) -> Iterator[Page]:
    """A page that holds nothing but the script, with the headers of every answer of the portal."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        kind, body = (media(name), assets()[name]) if name else ("text/html; charset=utf-8", SHELL)
        route.fulfill(body=body, headers={**dict(SECURITY), "content-type": kind})

    opened = browser.new_page()
    opened.route("http://localhost/**", answer)
    opened.goto("http://localhost/")
    yield opened
    opened.close()


SHELL = b'<!doctype html><title>x</title><script src="draw.js"></script>'


def by_browser(engine: Page, content: bytes) -> set[tuple[str, str]]:
    return {(code, where) for code, where in engine.evaluate(CHECK, content.decode())}


def by_python(content: bytes) -> set[tuple[str, str]]:
    return {(fault.code, fault.where) for fault in verify(content)}


def test_hashes_seed_and_tickets_are_those_of_the_reference(engine: Page) -> None:
    hashed, ticket = "(text) => xinxiaoDraw.hashed(text)", "([seed, code]) => xinxiaoDraw.ticket(seed, code)"
    assert engine.evaluate(hashed, "\n".join(sorted(SIX))) == SIX_SHA256
    assert engine.evaluate(hashed, f"DRAW-2026-0001|{SIX_SHA256}|{DICE}") == SIX_SEED
    tickets = sorted((engine.evaluate(ticket, [SIX_SEED, code]), code) for code in SIX)
    assert tickets[0][0].startswith("2fc2951c1085abbe")
    assert tickets[1][0].startswith("30416c0e")
    assert [code for _, code in tickets][::5] == ["91110000802100433B", "91440400192548256N"]


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 119, 120, 1000])
def test_texts_of_every_length_are_hashed_rightly(engine: Page, size: int) -> None:
    from hashlib import sha256

    text = "汉" * (size // 3) + "a" * (size % 3)
    assert engine.evaluate("(text) => xinxiaoDraw.hashed(text)", text) == sha256(text.encode()).hexdigest()


def test_what_is_right_is_found_right(engine: Page) -> None:
    record = record_of(sound())
    own = [proof(record, code) for code in (SIX[0], record.selected[0].subject)]
    for content in (sound(), void(), repeated(), *own):
        assert by_browser(engine, content) == by_python(content) == set()


def test_every_fault_is_told_as_python_tells_it(engine: Page) -> None:
    wrong = [rewritten(change) for change, _ in CHANGES.values()]
    wrong += [committed(change) for change, _ in COMMITTED.values()]
    for content in wrong:
        found = by_browser(engine, content)
        assert found
        assert found == by_python(content)


def test_what_is_no_draw_is_told_as_that(engine: Page) -> None:
    for name, change in FORMS.items():
        if name not in (
            "bytes that are no text",
            "an endless list",
        ):  # no text reaches the script; that, its depth
            assert by_browser(engine, change(sound())) == {("DRAW_FORM", "")}, name
    assert by_browser(engine, b"[" * 100_000) == {("DRAW_FORM", "")}


def test_draws_at_random_right_and_wrong_are_told_alike(engine: Page) -> None:
    for seed in range(60):
        random = Random(seed)
        content = draw(random)
        assert by_browser(engine, content) == set()
        other = changed(random, content)
        assert by_browser(engine, other) == by_python(other), seed


def test_numbers_of_several_files_are_told_alike(engine: Page) -> None:
    contents = [sound(), void(), repeated()]
    found = {(code, where) for code, where in engine.evaluate(SERIES, [one.decode() for one in contents])}
    assert found == {(fault.code, fault.where) for fault in verify_series(contents)} != set()


@pytest.fixture
def opened(browser: Browser, tutorial: Portal) -> Iterator[tuple[Page, list[str]]]:
    """The page of the portal, on a phone, and whatever it asks the network for after it is there."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{tutorial.address}/en/draws/verify")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page, asked
    page.close()


def test_a_chosen_file_is_verified_and_nothing_is_sent(
    opened: tuple[Page, list[str]], tmp_path: Path
) -> None:
    page, asked = opened
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    right.write_bytes(sound())
    wrong.write_bytes(rewritten(CHANGES["the same person twice"][0]))
    page.get_by_label("Records of draws").set_input_files([right, wrong])
    page.get_by_label("Your unified social credit code").fill(SIX[0].lower())
    page.get_by_role("button", name="Verify", exact=True).focus()
    page.keyboard.press("Enter")
    told = page.locator("#draw-told")
    told.get_by_text("wrong.json: faults: 2").wait_for()
    words = told.inner_text()
    assert "right.json: all is right (draw DRAW-2026-0007, 66 on the roster, 6 drawn, seed " in words
    assert "DRAW_SAME_PERSON one person twice for a subject: 9111" in words
    assert "These are invented data, not a real draw." in words
    assert f"{SIX[0]} has ticket " in words
    assert asked == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_a_pasted_proof_says_whether_its_firm_was_drawn(opened: tuple[Page, list[str]]) -> None:
    page, asked = opened
    record = record_of(sound())
    subject = record.selected[0].subject
    page.get_by_label("Or paste its content").fill(proof(record, subject).decode())
    page.get_by_role("button", name="Verify", exact=True).click()
    page.locator("#draw-told").get_by_text(": drawn").wait_for()
    assert (
        f"{subject} has ticket {record.selected[0].ticket} in draw" in page.locator("#draw-told").inner_text()
    )
    assert asked == []


def test_the_page_cannot_ask_any_server(opened: tuple[Page, list[str]]) -> None:
    page, _ = opened
    refused: Any = page.evaluate("fetch('/static/mark.svg').then(() => 'sent', () => 'refused')")
    assert refused == "refused"


def test_a_name_that_is_a_program_is_shown_as_text(opened: tuple[Page, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    file = tmp_path / "<img src=x onerror=alert(1)>.json"
    file.write_bytes(rewritten(lambda plain: plain["pairs"][0]["people"][0].update(person="<img src=y>")))
    page.get_by_label("Records of draws").set_input_files([file])
    page.get_by_role("button", name="Verify", exact=True).click()
    page.locator("#draw-told").get_by_text("<img src=y>").first.wait_for()
    assert page.locator("#draw-told img").count() == 0


def test_the_page_is_chinese_in_chinese_and_bare_without_anything_chosen(
    browser: Browser, tutorial: Portal
) -> None:
    page = browser.new_page()
    page.goto(f"{tutorial.address}/zh/draws/verify")
    page.get_by_role("button", name="查验", exact=True).click()
    page.get_by_text("请先选择文件或粘贴内容。").wait_for()
    assert violations(page) == []
    page.close()
