"""Sources as pages cite them: links where an address was kept, and said where none was."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from tests.unit.portal.conftest import Get
from xinxiao.entry.portal.cited import Cited
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.render import environment
from xinxiao.entry.portal.words import Words
from xinxiao.model.programme import Source
from xinxiao.model.text import Text

SOURCE = Source(
    id="S_A",
    publisher=Text(zh="局", en="Office"),
    title=Text(zh="表", en="Table"),
    published="2020-12-31",
    seen="here",
    grade="A",
    licence="CC0",
    url="https://example.org/a?b=1&c=2",
    accessed="2021-01-02",
)


def _words(source: Source) -> Words:
    view = SimpleNamespace(programme=SimpleNamespace(sources={source.id: source}))
    return Words("en", cast(ReleaseView, view))


def _shown(cited: Cited) -> str:
    w = Words("en")
    template = environment().from_string("{% from 'parts.html' import cite with context %}{{ cite(s) }}")
    return template.render(s=cited, t=w.t, w=w)


def test_a_source_is_cited_by_its_words_and_its_addresses() -> None:
    assert _words(SOURCE).cited("S_A") == Cited(
        "Office, Table (2020-12-31)", "S_A", "https://example.org/a?b=1&c=2", "", "2021-01-02"
    )


def test_what_is_no_source_is_cited_as_it_is() -> None:
    assert _words(SOURCE).cited("S_B") == Cited("S_B")
    assert _shown(Cited("S_B")) == "S_B"


@pytest.mark.parametrize(
    ("cited", "html"),
    [
        (
            Cited("A & B", "S_A", "https://a.org/?x=1&y=2", "http://b.org", "2021-01-02"),
            '<a class="out" rel="noopener" href="https://a.org/?x=1&amp;y=2">A &amp; B</a>'
            '<span class="about"> · <a class="out" rel="noopener" href="http://b.org">copy</a>'
            " · read on 2021-01-02</span>",
        ),
        (
            Cited("A", "S_A", "https://a.org"),
            '<a class="out" rel="noopener" href="https://a.org">A</a><span class="about"> · publisher&#39;s page</span>',
        ),
        (
            Cited("A", "S_A", "", "http://b.org"),
            '<a class="out" rel="noopener" href="http://b.org">A</a><span class="about"> · a copy elsewhere</span>',
        ),
        (Cited("A", "S_A"), 'A<span class="about"> · address not kept</span>'),
    ],
)
def test_an_address_is_a_link_and_one_not_kept_is_told(cited: Cited, html: str) -> None:
    assert _shown(cited) == html


def test_pages_say_of_the_tutorials_invented_source_that_no_address_was_kept(
    get: Get, english: PageRequest
) -> None:
    code = next(iter(english.view.programme.indicators))
    assert "address not kept" in get(f"/en/indicators/{code}").text
