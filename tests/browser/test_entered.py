"""What the browser makes of what people type and paste, held against the server and literal cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

import xinxiao
from tests.unit.collect.made import bundle
from xinxiao.entry.portal.filling.change import change, grouped
from xinxiao.model.collect.content import Content, number_of
from xinxiao.model.collect.entered import entered, mark_words
from xinxiao.model.collect.sums import totalled

pytestmark = pytest.mark.browser
SCRIPT = Path(xinxiao.__file__).parent / "entry" / "portal" / "static" / "entered.js"
FORM = bundle().form
CODES = [[code.id, code.name.zh] for code in bundle().codelists[0].codes]
NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.decimals(-(10**9), 10**9, places=3).map(lambda d: f"{d:f}"),
    st.from_regex(r"[+-]?[0-9]{1,3}(,[0-9]{2,3}){0,3}(\.[0-9]{0,4})?", fullmatch=True),
)
WRITTEN = st.one_of(NUMBERS, st.text("０１２9,，.．-−+ \u3000\u00a0%eE万", max_size=12), st.text(max_size=6))


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    made = browser.new_page()
    made.set_content("<!doctype html>")
    made.evaluate(SCRIPT.read_text("utf-8"))
    yield made
    made.close()


def run(page: Page, name: str, *given: Any) -> Any:
    return page.evaluate("([name, given]) => xinxiao.entered[name](...given)", [name, list(given)])


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", [[""]]),
        ("a\tb", [["a", "b"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\n\n", [["a"], [""]]),
        ("\t\n", [["", ""]]),
        ('"x\r\ny"\tz', [["x\ny", "z"]]),
        ('"a\tb"\t"say ""hi"""\n', [["a\tb", 'say "hi"']]),
        ('"quoted"\t5" disk', [['"quoted"', '5" disk']]),
        ('"open\tb\nc', [['"open', "b"], ["c"]]),
        ('""\tx', [['""', "x"]]),
        ('"a""b"\rc', [['a"b'], ["c"]]),
    ],
)
def test_the_clipboard_of_a_spreadsheet_is_read_cell_by_cell(
    page: Page, text: str, cells: list[list[str]]
) -> None:
    assert run(page, "cells", text) == cells


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(st.text('ab"\t\n,1', max_size=5), min_size=1, max_size=3), min_size=1, max_size=3)
)
def test_what_is_copied_is_what_is_pasted(page: Page, rows: list[list[str]]) -> None:
    back = run(page, "cells", run(page, "written", rows))
    assert back == rows or rows[-1] == [""]  # a last row of nothing looks like the end of the one before


@settings(max_examples=150, deadline=None)
@given(text=WRITTEN)
def test_the_browser_reads_a_number_as_the_server_does(page: Page, text: str) -> None:
    assert run(page, "numberOf", text) == number_of(text)


@settings(max_examples=100, deadline=None)
@given(text=WRITTEN, name=st.sampled_from(["A", "K", "W"]))
def test_the_browser_takes_an_entry_as_the_server_does(page: Page, text: str, name: str) -> None:
    item = FORM.by_id[name]
    given = {"type": item.type, "codes": CODES}
    found = run(page, "entered", given, text, mark_words())
    made = entered(item, text, bundle().codelists[0].codes)
    assert (found["value"], found["mark"], found.get("fault", "")) == (made.value, made.mark, made.fault)


@settings(max_examples=100, deadline=None)
@given(now=NUMBERS, before=NUMBERS)
def test_the_browser_compares_as_the_server_does(page: Page, now: str, before: str) -> None:
    a, b = number_of(now), number_of(before)
    if a is not None and b is not None:
        assert (run(page, "change", a, b) or "") == change(a, b)
        assert run(page, "grouped", a) == grouped(a)


@settings(max_examples=100, deadline=None)
@given(
    parts=st.lists(
        st.one_of(NUMBERS.map(number_of), st.just("M"), st.just("L"), st.just("")), min_size=2, max_size=2
    )
)
def test_the_browser_adds_as_the_server_does(page: Page, parts: list[str | None]) -> None:
    held = dict(zip(("A", "B"), (part or "" for part in parts), strict=True))
    cells = {name: part for name, part in held.items() if part not in ("", "M", "L")}
    marks = {name: part for name, part in held.items() if part in ("M", "L")}
    found = page.evaluate(
        "([cells, marks]) => xinxiao.entered.total({ sums: ['A', 'B'] }, id => cells[id] ?? '', id => marks[id] ?? '')",
        [cells, marks],
    )
    made = totalled(FORM, Content(cells=cells, marks=marks))  # type: ignore[arg-type]
    assert (found["value"], found["mark"]) == (made.cells.get("T", ""), made.marks.get("T", ""))


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("1.25", ""),
        ("1.255", "places"),
        ("-1", "least"),
        ("x", "number"),
        ("", "needed"),
        ("9" * 38, ""),
        ("9" * 39, "number"),
    ],
)
def test_a_cell_says_what_is_wrong_with_it(page: Page, value: str, fault: str) -> None:
    item = {"type": "number", "places": 2, "least": "0", "needed": True, "sums": []}
    assert run(page, "wrong", item, value, "") == fault
    assert run(page, "wrong", item, value, "M") == ""
