"""The portal's doors: languages, addresses, files, faults, headers."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from xinxiao.entry.portal.app import preferred
from xinxiao.entry.portal.routes import ROUTES


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("fr, en;q=0.2, zh-CN;q=0.8", "zh"),
        ("de", "zh"),
        ("en;q=0", "zh"),
    ],
)
def test_the_first_page_speaks_the_language_the_browser_asks_for(accept: str, language: str) -> None:
    assert preferred(accept) == language


def test_the_bare_address_leads_to_a_language(get: Any) -> None:
    answer = get("/", accept_language="en")
    assert (answer.status_code, answer.headers["location"]) == (302, "/en/")


def test_an_address_with_a_slash_too_many_or_too_few_is_put_right(get: Any) -> None:
    assert get("/zh").headers["location"] == "/zh/"
    assert get("/en/targets/?release=").headers["location"] == "/en/targets"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "path", [r.pattern for r in ROUTES if "{" not in r.pattern and ".pdf" not in r.pattern]
)
def test_a_section_opens_or_is_left_out_as_the_programme_has_it(get: Any, path: str, lang: str) -> None:
    missing = {"account", "pull"}
    assert get(f"/{lang}/{path}").status_code == (404 if path in missing else 200)


def test_a_programme_without_account_and_pull_has_no_such_items_in_its_menu(get: Any) -> None:
    page = get("/en/").text
    assert 'href="/en/index"' in page
    assert 'href="/en/account"' not in page
    assert 'href="/en/pull"' not in page


def test_every_page_of_an_invented_programme_carries_the_banner(get: Any) -> None:
    assert "Every figure of this programme is invented" in get("/en/methods").text
    assert "全部数字都是编造的" in get("/zh/data").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/nothing", 404),
        ("/fr/", 404),
        ("/zh/targets/T99", 404),
        ("/en/areas/999999", 404),
        ("/en/tasks/x", 404),
        ("/en/indicators/NOPE", 404),
        ("/en/data/NOPE", 404),
        ("/en/explain/IC_INDEX/too.short", 404),
        ("/en/?release=NOPE", 404),
        ("/en/targets.csv?figure=nope", 404),
        ("/en/methods/nope", 404),
    ],
)
def test_what_is_not_there_is_said_plainly(get: Any, path: str, status: int) -> None:
    answer = get(path)
    assert answer.status_code == status
    assert "text/html" in answer.headers["content-type"]
    assert "Traceback" not in answer.text


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


def test_a_page_read_before_is_not_sent_again(get: Any) -> None:
    tag = get("/en/about").headers["etag"]
    assert get("/en/about", if_none_match=tag).status_code == 304


def test_a_file_can_be_read_in_parts(get: Any) -> None:
    whole = get("/data/IC_INDEX.parquet")
    part = get("/data/IC_INDEX.parquet", range="bytes=0-3")
    assert (part.status_code, part.content) == (206, b"PAR1")
    assert part.headers["content-range"] == f"bytes 0-3/{len(whole.content)}"
    assert get("/data/IC_INDEX.parquet", range="bytes=-4").content == b"PAR1"
    assert get("/data/IC_INDEX.parquet", range="bytes=99999999-").status_code == 416


@pytest.mark.parametrize("form", ["csv", "json", "parquet", "xlsx"])
def test_every_dataflow_comes_in_four_forms(get: Any, form: str) -> None:
    assert get(f"/data/IC_TARGETS.{form}").status_code == 200


def test_a_filtered_file_holds_only_the_rows_asked_for(get: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(get("/data/IC_TARGETS.csv?MEASURE=TARGET").text)))
    assert {r["MEASURE"] for r in rows} == {"TARGET"}


def test_a_wrong_question_for_data_is_answered_with_a_hint(get: Any) -> None:
    answer = get("/data/IC_TARGETS.csv?NOPE=1")
    assert answer.status_code == 404
    assert set(json.loads(answer.text)["error"]) == {"code", "message", "hint"}
    assert get("/data/IC_NOPE.csv").status_code == 404
    assert get("/data/IC_TARGETS.doc").status_code == 404


def test_the_manifest_is_handed_out_byte_for_byte(get: Any, house: Any) -> None:
    release = house.release()
    assert get(f"/releases/{release.id}/manifest.json").content == release.manifest
    assert json.loads(get("/releases.json").text)[0]["id"] == release.id


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 200, "\u0661"])
def test_a_preview_page_that_makes_no_sense_is_answered_calmly(get: Any, page: str) -> None:
    assert get(f"/en/data/IC_TARGETS?page={page}").status_code == 200


def test_a_chosen_release_is_kept_in_every_link(get: Any, house: Any) -> None:
    page = get(f"/en/?release={house.release().id}").text
    assert f'href="/en/targets?release={house.release().id}"' in page
