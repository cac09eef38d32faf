"""Quality reports as pages and as JSON."""

from __future__ import annotations

from tests.unit.portal.conftest import Get


def test_a_report_stands_under_the_headings_of_sims(get: Get) -> None:
    page = get("/en/quality/RD_FIGURES").text
    for words in (
        "S.1 Contact",
        "S.14 Timeliness and punctuality",
        "S.19 Comment",
        "The authors of the tutorial",
    ):
        assert words in page
    assert "S.13 准确与可靠" in get("/zh/quality/RD_FIGURES").text
    assert 'href="/en/quality/RD_INDEX"' in get("/en/quality").text
    assert get("/en/quality/NONE").status_code == 404
    assert get("/quality/NONE.json").status_code == 404


def test_the_same_as_json_has_numbers_as_numbers(get: Get) -> None:
    told = get("/quality/RD_INDICATORS.json").json()
    assert told["dataflow"] == "RD_INDICATORS"
    assert 0 < told["coverage"] <= 1
    assert told["with_value"] == round(told["coverage"] * told["observations"])
    assert len(told["headings"]) == 19
    assert told["headings"]["COST"] == {"zh": "没有填报负担", "en": "No burden on anybody"}
    assert told["headings"]["COMMENT"] is None
    assert told["revisions"]["median_relative_mean_absolute_revision"] is None
    assert told["days_from_period_to_first_publication"] is None
    assert get("/quality/RD_FIGURES.json").json()["days_from_period_to_first_publication"] > 0
