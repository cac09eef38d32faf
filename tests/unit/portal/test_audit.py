"""The audit of the index: the engine's numbers, on a page, as data and as a PDF."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from tests.unit.portal.conftest import anyone, opened, seal
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.audit import view as pages
from xinxiao.entry.portal.index import changes
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.errors import NotFound, Unavailable
from xinxiao.publish.documents import audit_document
from xinxiao.uses.call import Ports
from xinxiao.uses.data import data
from xinxiao.uses.index_audit import index_audit
from xinxiao.uses.releases import find

TINY = Path(__file__).resolve().parents[2] / "data" / "tiny-programme"


@pytest.fixture(scope="module")
def rows(get: Any) -> Mapping[str, list[dict[str, Any]]]:
    """The exhibits of the audit by id."""
    found = json.loads(get("/en/index/audit.json").text)
    return {exhibit["id"]: exhibit["rows"] for exhibit in found["exhibits"]}


def test_the_audit_ranks_every_place_with_the_very_intervals_the_release_published(
    ports: Ports, rows: Mapping[str, list[dict[str, Any]]]
) -> None:
    sealed = data(
        anyone(ports), "RD_INDEX", {"INDICATOR": ["READING"], "TIME_PERIOD": ["2024"]}
    ).table.to_pylist()
    published = {(r["REF_AREA"], r["MEASURE"]): r["OBS_VALUE"] for r in sealed}
    assert len(rows["ranks"]) == 5
    for row in rows["ranks"]:
        for column, measure in (
            ("RANK", "RANK"),
            ("MEDIAN", "RANK_MEDIAN"),
            ("RANK_LOW", "RANK_LOWER"),
            ("RANK_HIGH", "RANK_UPPER"),
        ):
            assert row[column] == published[row["REF_AREA"], measure]
        assert row["P_TOP_2"] == pytest.approx(published[row["REF_AREA"], "P_TOP"], abs=1e-9)


def test_scores_recomputed_for_the_audit_are_the_scores_that_were_sealed(ports: Ports) -> None:
    result = index_audit(anyone(ports)).result
    sealed = data(
        anyone(ports), "RD_INDEX", {"INDICATOR": ["READING"], "MEASURE": ["SCORE"]}
    ).table.to_pylist()
    assert len(sealed) == 20
    scores = result.of("READING")
    for row in sealed:
        at = result.times.index(row["TIME_PERIOD"]), result.units.index(row["REF_AREA"])
        assert scores[at] == pytest.approx(row["OBS_VALUE"], abs=1e-6)


def test_the_page_shows_the_numbers_of_the_engine(
    ports: Ports, rows: Mapping[str, list[dict[str, Any]]]
) -> None:
    made = index_audit(anyone(ports))
    assert [r["GROUP"] for r in rows["coherence"]] == [c.group for c in made.coherence]
    assert [r["ALPHA"] for r in rows["coherence"]] == [c.alpha for c in made.coherence]
    assert {r["NAME"]: r["IMPORTANCE"] for r in rows["importance"]} == {
        i.code: i.importance for i in made.importance
    }
    assert {r["NAME"]: r["SHIFT"] for r in rows["removal"]} == {r.code: r.shift for r in made.removals}
    assert [r["SKEWNESS"] for r in rows["statistics"]] == made.statistics["skewness"].tolist()
    assert len(rows["findings"]) == len(made.findings)
    codes = made.result.framework.position
    for r in rows["correlations"]:
        assert r["R"] == made.correlations.coefficients[codes[r["ONE"]], codes[r["OTHER"]]]


def test_sensitivity_is_shown_with_the_check_that_the_first_order_is_within_the_total(
    ports: Ports, rows: Mapping[str, list[dict[str, Any]]]
) -> None:
    doubt = index_audit(anyone(ports)).uncertainty
    assert doubt is not None
    assert doubt.sensitivity is not None
    assert doubt.replicates == 256
    assert [r["ASSUMPTION"] for r in rows["sensitivity"]] == ["weights", "aggregation"]
    assert [r["TOTAL"] for r in rows["sensitivity"]] == doubt.sensitivity.total.tolist()
    assert [r["CONSISTENT"] for r in rows["sensitivity"]] == list(doubt.sensitivity.consistent)


def test_every_table_and_figure_of_the_audit_has_a_title_and_a_sentence(get: Any) -> None:
    for lang in ("zh", "en"):
        for exhibit in json.loads(get(f"/{lang}/index/audit.json").text)["exhibits"]:
            assert exhibit["title"]
            assert len(exhibit["sentence"]) > 8


def test_the_page_names_places_and_indicators_and_says_that_the_programme_is_invented(get: Any) -> None:
    english, chinese = get("/en/index/audit").text, get("/zh/index/audit").text
    assert "Every figure of this programme is invented" in english
    assert "全部数字都是编造的" in chinese
    assert 'href="/en/index/audit.pdf"' in english
    assert 'href="/en/index/audit"' in get("/en/index").text
    assert "style=" not in english
    assert english.count('role="graphics-symbol"') == 0


def test_the_page_says_all_that_the_document_says_and_hands_out_each_table_and_figure(
    ports: Ports, english: PageRequest, get: Any, rows: Mapping[str, list[dict[str, Any]]]
) -> None:
    document = audit_document(index_audit(anyone(ports)), "en")
    assert [e.id for e in document.exhibits if e.id != "map"] == [name for name in rows if name != "map"]
    page = get("/en/index/audit").text
    for section in document.sections:
        assert f'<section id="part-{section.id}"' in page
        assert section.head in page
    for exhibit in document.exhibits:
        assert f'id="{exhibit.id}"' in page
        assert f"/en/index/audit.csv?figure={exhibit.id}" in page
    assert f"Recomputed from the sealed release {english.view.id}. 5 places" in page


def test_indicators_and_places_lead_to_their_pages(get: Any) -> None:
    page = get("/en/index/audit").text
    assert re.search(r'<th scope="row"><a href="/en/indicators/[A-Z_]+">', page)
    assert re.search(r'<th scope="row"><a href="/en/areas/[A-Z0-9]+">', page)


def test_a_table_of_the_audit_as_csv_has_raw_values(ports: Ports, get: Any) -> None:
    lines = get("/en/index/audit.csv?figure=removal").text.splitlines()
    assert lines[0] == "NAME,LEVEL_NUMBER,SHIFT,LARGEST,RELEASE,SYNTHETIC"
    assert len(lines) == 1 + len(index_audit(anyone(ports)).removals)


def test_the_audit_is_computed_once(ports: Ports) -> None:
    assert index_audit(anyone(ports)) is index_audit(anyone(ports), find(anyone(ports)).id)


def test_the_report_is_a_pdf_that_is_set_once(english: PageRequest) -> None:
    try:
        page = pages.pdf(english)
    except Unavailable as fault:
        pytest.skip(str(fault))
    assert page.raw is not None
    assert page.raw.body.startswith(b"%PDF-")
    assert page.raw.filename == f"audit-READING-{english.view.id}-en.pdf"
    again = pages.pdf(english).raw
    assert again is not None
    assert again.body is page.raw.body


def test_a_release_without_an_index_has_no_audit_and_its_address_is_not_found(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "bare", ignore=shutil.ignore_patterns("index"))
    seal(tmp_path / "home", tmp_path / "bare")
    ports = next(rooms := opened(tmp_path / "home"))
    with pytest.raises(NotFound, match="index"):
        index_audit(anyone(ports))

    async def status(path: str) -> int:
        transport = httpx.ASGITransport(create(ports))
        async with httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
            return (await client.get(path)).status_code

    for path in ("/zh/index/audit", "/en/index/audit.pdf", "/en/index/audit.json"):
        assert anyio.run(status, path) == 404
    rooms.close()


def test_a_profile_says_in_which_year_the_score_last_changed_for_certain(
    english: PageRequest, get: Any
) -> None:
    rows = english.view.find("index", INDICATOR="READING", MEASURE="P_RISE")
    chances = {(r["REF_AREA"], r["TIME_PERIOD"]): r["OBS_VALUE"] for r in rows}
    area = min(a for a, _ in chances)
    told = changes.last(english, area, "2024")
    sure = [t for t in ("2022", "2023", "2024") if max(chances[area, t], 1 - chances[area, t]) >= 0.95]
    assert told is not None
    assert told["value"] == (
        f"rose in {sure[-1]}" if chances[area, sure[-1]] > 0.5 else f"fell in {sure[-1]}"
    )
    assert "only neighbouring years are compared (2021 to 2024)" in told["note"]
    assert told["value"] in get(f"/en/areas/{area}").text
    assert changes.last(english, area, "2021") is None
