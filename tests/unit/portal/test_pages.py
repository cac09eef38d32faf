"""Pages: sections, banners, markup, figures that hand out what they draw."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from tests.unit.portal.conftest import anyone
from xinxiao.entry.portal.render import markdown
from xinxiao.entry.portal.routes import TABLE
from xinxiao.entry.portal.search import view
from xinxiao.uses.releases import find

WHOLE = [
    path
    for route in TABLE.routes
    if route.pattern.startswith("/{lang}/")
    and route.session == "none"
    and "." not in (path := route.pattern.removeprefix("/{lang}/"))
    and "{" not in path
]
"""Paths of pages without a named part."""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", WHOLE)
def test_a_section_opens_or_is_left_out_as_the_programme_has_it(get: Any, path: str, lang: str) -> None:
    missing = {"account", "account/gap", "asks", "domains", "forms", "index/editions", "pull", "resources"}
    assert get(f"/{lang}/{path}").status_code == (404 if path in missing else 200)


def test_a_programme_without_account_and_pull_has_no_such_items_in_its_menu(get: Any) -> None:
    page = get("/en/").text
    assert 'href="/en/index"' in page
    assert 'href="/en/account"' not in page
    assert 'href="/en/pull"' not in page


def test_every_page_of_an_invented_programme_carries_the_banner(get: Any) -> None:
    assert "Every figure of this programme is invented" in get("/en/methods").text
    assert "全部数字都是编造的" in get("/zh/data").text


def test_a_name_with_markup_in_it_is_shown_as_text(get: Any) -> None:
    page = get("/en/search?q=%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_pages_allow_no_foreign_or_inline_script(get: Any) -> None:
    answer = get("/zh/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http://" not in answer.text.replace("http://www.w3.org", "")
    assert "https://" not in answer.text
    assert " style=" not in answer.text


def test_a_figure_hands_out_exactly_what_it_draws(get: Any) -> None:
    page = json.loads(get("/en/index.json").text)
    drawn = next(e for e in page["exhibits"] if e["id"] == "ranking")
    rows = list(csv.DictReader(io.StringIO(get("/en/index.csv?figure=ranking").text)))
    assert len(rows) == len(drawn["rows"]) == 5
    assert [float(r["SCORE"]) for r in rows] == [r["SCORE"] for r in drawn["rows"]]


def test_a_chosen_release_is_kept_in_every_link(get: Any, ports: Any) -> None:
    page = get(f"/en/?release={find(anyone(ports)).id}").text
    assert f'href="/en/targets?release={find(anyone(ports)).id}"' in page


def test_a_chosen_year_is_shown_and_stays_chosen_in_the_form(get: Any) -> None:
    page = get("/en/index?year=2022").text
    assert "Ranking of 2022" in page
    assert '<option value="2022" selected>2022</option>' in page


def test_a_form_sent_with_nothing_chosen_shows_everything(get: Any) -> None:
    shown = get("/en/tasks?body=&article=&light=")
    assert shown.status_code == 200
    assert json.loads(get("/en/tasks.json").text) == json.loads(
        get("/en/tasks.json?body=&article=&light=").text
    )


@pytest.mark.parametrize("path", WHOLE)
def test_no_template_is_left_without_its_page(path: str, get: Any) -> None:
    if path not in {"account", "asks", "domains", "pull"}:
        assert "{{" not in get(f"/en/{path}").text


def test_two_years_are_judged_only_when_they_are_neighbours(get: Any) -> None:
    near = get("/en/index/compare?from=2023&to=2024").text
    far = get("/en/index/compare?from=2021&to=2024").text
    said = "is judged between neighbouring years only"
    assert said in near
    assert said in far
    assert "Change of the score significant?" in near
    assert "Change of the score significant?" not in far


@pytest.mark.parametrize(
    ("words", "href", "kind"),
    [
        ("CL_AREA", "/en/codelists/CL_AREA", "code list"),
        ("RD_INDEX", "/en/data/RD_INDEX", "dataflow"),
        ("POP", "/en/indicators/POP", "indicator"),
    ],
)
def test_search_leads_to_what_has_a_code(words: str, href: str, kind: str, get: Any) -> None:
    page = get(f"/en/search?q={words}").text
    assert f'href="{href}"' in page
    assert kind in page


def test_search_finds_what_is_said_of_a_thing_behind_what_is_named_so(get: Any) -> None:
    page = get("/en/search?q=residents").text
    assert 'href="/en/indicators/POP"' in page  # "Residents at year end." is its definition, not its name
    assert 'href="/en/indicators/LENT"' in get("/en/search?q=printed+books").text


def test_search_says_how_many_it_found_beyond_those_it_lists(
    get: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "MOST", 5)
    page = get("/en/search?q=the").text
    assert page.count('<li><span class="flag">') == 5
    assert "Only the first 5 of " in page
    assert "Only the first" not in get("/en/search?q=POP").text


def test_a_heading_that_its_text_leads_to_has_that_name_and_no_other_has_one() -> None:
    told = markdown(
        "See [it](#the-wall-of-2), [墙](#墙).\n\n## The wall, of 2\n\n## Main\n\n## 墙\n\n## The wall of 2\n"
    )
    assert re.findall(r"<h2[^>]*>", told) == ['<h2 id="the-wall-of-2">', "<h2>", '<h2 id="墙">', "<h2>"]


def test_a_page_without_data_leads_to_no_file_of_them(get: Any) -> None:
    assert 'href="/en/draws/verify.json"' not in get("/en/draws/verify").text
    assert 'href="/en/home.json"' in get("/en/").text
