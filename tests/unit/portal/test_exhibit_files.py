"""Exhibits as files to keep: pictures that stand alone, and citations."""

from __future__ import annotations

import re
import struct
from xml.etree import ElementTree

import pytest

from tests.unit.portal.conftest import Get
from xinxiao.entry.portal import exhibit_files
from xinxiao.entry.portal.cited import Cited
from xinxiao.entry.portal.figure_table import Note
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.routes import TABLE

SVG = "{http://www.w3.org/2000/svg}"


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_figure_as_svg_says_its_title_source_release_and_licence_in_the_drawing(
    get: Get, english: PageRequest
) -> None:
    answer = get("/en/home.svg?figure=trend")
    assert answer.headers["content-type"] == "image/svg+xml"
    told = "\n".join(_texts(answer.text))
    title = get("/en/home.json?figure=trend").json()["exhibits"][0]["title"]
    assert title in told
    assert "Source: The tutorial, Invented figures (2025-03-31)" in told
    assert f"release {english.view.id}" in told
    assert f"/en/?release={english.view.id}#trend" in told


def test_a_picture_needs_no_style_or_file_from_elsewhere(get: Get) -> None:
    drawn = get("/zh/home.svg?figure=trend").text
    assert "class=" not in drawn
    assert set(re.findall(r'(?:href|src)="[^"]*"|url\([^)]*\)|@import', drawn)) == set()
    root = ElementTree.fromstring(drawn)
    assert root.get("width") == "760"  # 720 and 20 on either side
    paper = root.find(f"{SVG}g/{SVG}rect")
    assert paper is not None
    assert (paper.get("fill"), paper.get("width")) == ("#ffffff", "760")


def test_a_figure_as_png_has_two_dots_for_each_px_and_the_same_bytes_each_time(get: Get) -> None:
    pytest.importorskip("typst", reason="the typesetter is not installed")
    answer = get("/zh/home.png?figure=trend")
    assert answer.headers["content-type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    high = float(ElementTree.fromstring(get("/zh/home.svg?figure=trend").text).get("height") or 0)
    width, height = struct.unpack(">II", answer.content[16:24])
    assert width == 1520
    assert abs(height - 2 * high) <= 1
    assert get("/zh/home.png?figure=trend").content == answer.content


def test_a_picture_has_a_name_that_says_what_it_is_and_is_given_in_parts(
    get: Get, english: PageRequest
) -> None:
    whole = get("/en/home.svg?figure=trend")
    name = f"home-trend-{english.view.id}-en"
    assert whole.headers["content-disposition"] == f'inline; filename="{name}.svg"'
    part = get("/en/home.svg?figure=trend", range="bytes=1-3")
    assert (part.status_code, part.text) == (206, "svg")
    cited = get("/en/home.bib?figure=trend").headers
    assert cited["content-disposition"] == f'inline; filename="{name}.bib"'


def test_a_table_has_no_picture_and_a_page_no_figure_it_lacks(get: Get) -> None:
    answer = get("/en/indicators.svg")
    assert answer.status_code == 400
    assert "is a table and has no picture" in answer.text
    assert get("/en/home.svg?figure=nowhere").status_code == 400
    assert get("/en/about.png").status_code == 404


def test_a_picture_of_too_many_dots_is_refused_and_leads_to_its_drawing(
    get: Get, english: PageRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = f"figure=map&release={english.view.id}"  # no other test has had it kept
    pytest.importorskip("typst", reason="the typesetter is not installed")
    drawn = ElementTree.fromstring(get(f"/zh/home.svg?{where}").text)
    size = 4 * int(drawn.get("width") or 0) * int(drawn.get("height") or 0)
    monkeypatch.setattr(exhibit_files, "MOST", size - 1)
    answer = get(f"/zh/home.png?{where}")
    assert answer.status_code == 413
    assert ".svg" in answer.text
    monkeypatch.setattr(exhibit_files, "MOST", size)
    assert get(f"/zh/home.png?{where}").status_code == 200


def test_the_data_of_one_figure_are_its_json(get: Get) -> None:
    whole = get("/en/home.json").json()["exhibits"]
    one = get("/en/home.json?figure=map").json()["exhibits"]
    assert [e["id"] for e in whole] == ["trend", "map"]
    assert [e["id"] for e in one] == ["map"]


def test_a_citation_names_compiler_title_release_days_and_a_lasting_address(
    get: Get, english: PageRequest
) -> None:
    view = english.view
    told = get("/en/home.txt?figure=trend", host="stats.example.org").text
    link = re.escape(f"http://stats.example.org/en/?release={view.id}#trend")
    assert re.fullmatch(
        rf".+\. .+: .+, {view.id}\[DS/OL\]\. \(\d{{4}}-\d\d-\d\d\)\[\d{{4}}-\d\d-\d\d\]\. {link}\.\n", told
    )
    entry = get("/en/home.bib?figure=trend", host="stats.example.org").text
    assert entry.startswith(f"@misc{{{view.id}-trend,\n")
    assert f"  url = {{http://stats.example.org/en/?release={view.id}#trend}}" in entry


@pytest.mark.parametrize("host", ["evil.example/<script>", "a b", "", "x" * 300])
def test_a_host_that_is_none_stands_in_no_citation(get: Get, host: str) -> None:
    told = get("/en/home.txt?figure=trend", host=host).text
    assert "]. /en/?release=" in told


def test_a_note_in_words_names_its_sources(english: PageRequest) -> None:
    note = Note("Source", "; and 2 more", cited=(Cited("A (2020)"), Cited("B (2021)", "S_B")))
    assert exhibit_files.line(english, note) == "Source: A (2020); B (2021); and 2 more"


OF_NOW = {"/{lang}/oversight/published"}
"""Pages whose files are rows of what is public now: of no release, so without a picture or a citation that lasts."""


def test_every_page_with_exhibits_hands_them_out_in_every_form() -> None:
    patterns = {route.pattern for route in TABLE.routes if route.session == "none"}
    pages = [p.removesuffix(".csv") for p in patterns if p.startswith("/{lang}/") and p.endswith(".csv")]
    assert len(pages) > 20
    assert set(pages) >= OF_NOW
    for page in pages:
        for ending in ("json",) if page in OF_NOW else ("json", "svg", "png", "bib", "txt"):
            assert f"{page}.{ending}" in patterns


def test_the_menu_under_a_figure_leads_to_its_files(get: Get) -> None:
    page = get("/en/").text
    hrefs = re.findall(r'<details class="take">.*?</details>', page, re.DOTALL)
    assert len(hrefs) == 2
    for href in re.findall(r'href="([^"]+)"', hrefs[0]):
        assert get(href.partition("#")[0].replace("&amp;", "&")).status_code == 200
