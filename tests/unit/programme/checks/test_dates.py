"""Checks of deadlines and of the numbers of tasks."""

from __future__ import annotations

import pytest

from tests.findings import Told, said
from xinxiao.programme.load import load_bytes


def test_the_numbers_that_no_task_has_are_told_in_their_order(tiny: dict[str, bytes]) -> None:
    task = (
        "  - {{id: {n}, title: {{zh: 项, en: Task}}, articles: ['3'], bodies: [OFFICE], "
        "trackers: [S], deadline: 2025-12-31}}\n"
    )
    more = "".join(task.format(n=n) for n in (4, 5, 6, 7, 8, 10)).encode()
    text = tiny["tasks.yaml"].replace(b"- id: 2", b"- id: 3") + more
    found = load_bytes({**tiny, "tasks.yaml": text}).findings
    assert [(f.code, dict(f.places)["missing"]) for f in found] == [("TASK_GAP", "2, 9")]


@pytest.mark.parametrize(
    ("day", "valid"), [("2018-03-17", None), ("2018-03-18", "..2018-03-17"), ("2017-08-13", None)]
)
def test_a_body_is_responsible_up_to_the_day_it_was_dissolved(
    told: Told, day: str, valid: str | None
) -> None:
    found = told("programme.yaml", ("issued: 2017-08-13", f"issued: {day}"))
    wanted = [("BUREAU", day, valid)] if valid else []
    assert said(found, "BODY_VALIDITY", "body", "issued", "valid") == wanted


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("first: 2015", "first: 2020", []),
        ("first: 2015", "first: 2021", ["DATES_ORDER"]),
        ("release_date: 2022-01-15", "release_date: 2021-12-31", []),
        ("release_date: 2022-01-15", "release_date: 2021-12-30", ["DATES_ORDER"]),
        ("release_date: 2022-01-15", "release_date: 2022-02-30", ["DATE_INVALID"]),
    ],
)
def test_years_and_days_of_a_cycle_stand_in_order_and_may_be_the_same(
    told: Told, old: str, new: str, codes: list[str]
) -> None:
    found = told("programme.yaml", (old, new))
    assert [f.code for f in found if f.code.startswith("DATE")] == codes


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ("url: https://example.org/a, accessed: '2021-01-01'", []),
        ("archived: http://example.org, accessed: '2020-12-31'", []),
        ("url: https://example.org/a, accessed: '2020-12-30'", ["DATES_ORDER"]),
        ("url: https://example.org/a, accessed: '2021-02-30'", ["DATE_INVALID"]),
        ("accessed: '2021-01-01'", ["SOURCE_ADDRESS"]),
        ("url: https://example.org/a", []),
        (f"url: 'https://example.org/{'a' * 980}'", []),
        (f"url: 'https://example.org/{'a' * 981}'", ["FIELD_LENGTH"]),
        ("url: 'https://example.org:65535/a'", []),
        ("url: 'https://Example.org/a'", ["FIELD_PATTERN"]),
        ("url: 'ftp://example.org/a'", ["FIELD_PATTERN"]),
        ("url: 'https://example.org/a b'", ["FIELD_PATTERN"]),
        ("url: 'javascript:alert(1)'", ["FIELD_PATTERN"]),
    ],
)
def test_a_page_was_read_when_it_was_published_or_later_and_its_address_was_kept(
    tiny: dict[str, bytes], fields: str, codes: list[str]
) -> None:
    source = (
        "\n  - {id: S_READ, publisher: {zh: 局, en: Office}, title: {zh: 表, en: Table}, "
        f"published: '2020-12-31', seen: here, grade: A, licence: CC0, {fields}}}\n"
    )
    found = load_bytes({**tiny, "sources.yaml": tiny["sources.yaml"].rstrip() + source.encode()}).findings
    assert [f.code for f in found] == codes
