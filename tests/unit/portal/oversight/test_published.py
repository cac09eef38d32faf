"""What anybody sees: what is public, until when, and nothing about a person; as page, CSV and JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.officers import Desk, Registered, desk
from tests.people import Browser
from tests.unit.oversight.test_evidence import PDF
from tests.workflows import FIRM


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as made:
        file = tmp_path / "record.pdf"
        file.write_bytes(PDF)
        made.opened()
        made.granted([("a.pdf", file)])
        yield made


@pytest.fixture
def reader(held: Desk) -> Browser:
    return Browser(held.door)


def told(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_result_is_public_with_until_when_and_without_people(reader: Browser) -> None:
    listed = told(reader.get("/zh/oversight/published").text)
    assert "PER-2026-000002" in listed and "2027-06-01" in listed and "PER-2026-000001" not in listed
    assert "依据未确认" in listed
    one = told(reader.get("/zh/oversight/published/PER-2026-000002").text)
    assert "准予" in one and "1,200.50" in one and "规定一 19" in one
    for page in (
        listed,
        one,
        reader.get("/zh/oversight/published.json").text,
        reader.get("/zh/oversight/published.csv").text,
    ):
        assert not re.search("张三丰|张某|甲县一号|符合条件|anna|cora", page)
    assert reader.get("/en/oversight/published/PER-2026-000001").status_code == 404
    assert reader.get("/en/oversight/published/NEVER").status_code == 404


def test_a_result_disappears_when_its_time_is_over(held: Desk) -> None:
    last, past = (Browser(replace(held, now=held.now + timedelta(days)).door) for days in (365, 366))
    assert last.get("/zh/oversight/published/PER-2026-000002").status_code == 200
    assert past.get("/zh/oversight/published/PER-2026-000002").status_code == 404
    assert "PER-2026-000002" not in past.get("/zh/oversight/published").text
    assert "PER-2026-000002" not in past.get("/zh/oversight/published.csv").text


def test_results_are_found_by_number_code_and_name(reader: Browser) -> None:
    for words in ("PER-2026-000002", FIRM, "百度"):
        assert "2027-06-01" in reader.get("/zh/oversight/published", params={"q": words}).text
    for words in ("PER-2026-000001", "腾讯", "张三", "x", "'; DROP TABLE case_public; --"):
        found = reader.get("/zh/oversight/published", params={"q": words})
        assert found.status_code == 200 and "2027-06-01" not in found.text


def test_the_file_holds_codes_and_no_formula(held: Desk) -> None:
    registered = Registered({FIRM: '=HYPERLINK("http://evil","x")'})
    oversight = replace(held.ports.oversight, subjects=registered)
    reader = Browser(Desk(replace(held.ports, oversight=oversight), held.now).door)
    found = reader.get("/zh/oversight/published.csv")
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert found.headers["content-disposition"] == 'attachment; filename="published-20260601T020000Z.csv"'
    (row,) = csv.DictReader(io.StringIO(found.text))
    assert row["NAME"] == '\'=HYPERLINK("http://evil","x")'
    assert (row["CASE"], row["OUTCOME"], row["FEE"], row["SYNTHETIC"]) == (
        "PER-2026-000002",
        "YES",
        "1200.50",
        "no",
    )
    json = reader.get("/en/oversight/published.json").json()
    assert json["next"] is None and json["results"][0]["UNTIL"] == "2027-06-01"
    empty = reader.get("/zh/oversight/published.csv", params={"q": "腾讯"}).text
    assert empty == "CASE,WORKFLOW,PUBLICATION,SUBJECT,NAME,SINCE,UNTIL,SYNTHETIC\n"


def test_the_overview_says_every_time_limit_with_its_provision_and_the_head_of_the_chain(
    held: Desk, reader: Browser
) -> None:
    words = told(reader.get("/zh/oversight").text)
    assert "5 个工作日" in words and "规定一 14" in words and "2026-01-01 至 2026-06-30" in words
    assert "规定二 15" in words and "2026-07-01 起" in words
    assert held.ports.oversight.chain.mark().hash in words
    assert "5 working days" in told(reader.get("/en/oversight").text)


def test_pages_need_no_release_and_are_asked_for_again(reader: Browser) -> None:
    found = reader.get("/zh/oversight")
    assert found.status_code == 200 and found.headers["cache-control"] == "no-cache"
