"""Rules at random on records at random: the browser gives the verdicts that Python gives, under the portal's own policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.rules import TYPES, record, rule, written
from xinxiao.entry.portal.assets import assets, media
from xinxiao.entry.portal.headers import SECURITY
from xinxiao.rules.expression import Rule
from xinxiao.rules.javascript import data
from xinxiao.rules.parse import parse
from xinxiao.rules.record import verdict
from xinxiao.rules.types import ItemType

pytestmark = pytest.mark.browser

RULES, RECORDS = 60, 60
JUDGE = """([rules, records]) => records.map((record) => rules.map((rule) => {
  try { return globalThis.xinxiaoRules.verdict(rule, record); } catch (fault) { return String(fault); }
}))"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that holds nothing but the script, with the headers of every answer of the portal."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name:
            kind, body = media(name), assets()[name]
        else:
            kind, body = (
                "text/html; charset=utf-8",
                b'<!doctype html><title>x</title><script src="rules.js"></script>',
            )
        route.fulfill(body=body, headers={**dict(SECURITY), "content-type": kind})

    opened = browser.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda fault: said.append(str(fault)))
    opened.route("http://localhost/**", answer)
    opened.goto("http://localhost/")
    yield opened
    assert [text for text in said if "favicon" not in text] == []
    opened.close()


def judged(page: Page, rules: list[Rule], records: list[dict[str, Any]], types: Any = TYPES) -> Any:
    return page.evaluate(JUDGE, [[data(one, types) for one in rules], records])


def compared(page: Page, seed: int, usual: bool) -> Counter[str]:
    random = Random(seed)
    rules = [rule(random) for _ in range(RULES)]
    records = [record(random, usual) for _ in range(RECORDS)]
    expected = [[verdict(one, held) for one in rules] for held in records]
    found = judged(page, rules, [written(held) for held in records])
    unlike = [
        (one.text, held, python, browser)
        for held, row, other in zip(records, expected, found, strict=True)
        for one, python, browser in zip(rules, row, other, strict=True)
        if python != browser
    ]
    assert unlike == []
    return Counter(one for row in expected for one in row)


def test_the_browser_judges_as_python_does(page: Page) -> None:
    total: Counter[str] = Counter()
    for seed in range(12):
        total += compared(page, 500 + seed, usual=seed % 2 == 0)
    assert set(total) == {"holds", "fails", "unknown", "undefined", "overflow"}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2_000, 2_060))
def test_more_rules_are_judged_alike(page: Page, seed: int) -> None:
    compared(page, seed, usual=seed % 2 == 0)


def test_what_is_no_canonical_number_is_refused_and_not_read_otherwise(page: Page) -> None:
    types = {"A": ItemType("number")}
    texts = ["1,000", "1e5", "0x10", " 1", "1.50", "01", "", "１", "abc", "--1", "1.", ".5"]
    ((*found,),) = zip(*judged(page, [parse("A > 0")], [{"A": text} for text in texts], types), strict=True)
    assert all(said.startswith("TypeError: no canonical number") for said in found)


def test_numbers_without_end_overflow_at_once(page: Page) -> None:
    types = {"A": ItemType("number")}
    assert judged(page, [parse("A > 0")], [{"A": "9" * 1_000_000}], types) == [["overflow"]]


def test_names_that_objects_have_of_themselves_are_no_items(page: Page) -> None:
    script = """() => { try { return globalThis.xinxiaoRules.verdict(
        { when: null, then: { type: "Reference", item: "constructor", form: "", shift: 0 }, kinds: {} }, {});
    } catch (fault) { return String(fault); } }"""
    assert page.evaluate(script) == "TypeError: no item constructor"
    assert page.evaluate("() => Object.isFrozen(globalThis.xinxiaoRules)") is True


def test_a_blank_may_be_null_or_absent(page: Page) -> None:
    types = {"A": ItemType("number")}
    assert judged(page, [parse("isnull(A)"), parse("A > 0")], [{"A": None}, {}], types) == [
        ["holds", "unknown"],
        ["holds", "unknown"],
    ]
