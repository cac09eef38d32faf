"""The page of other bodies' data resources: what it says of each, and which it shows."""

from __future__ import annotations

import copy
from dataclasses import replace

import msgspec
import pytest

from tests.unit.portal.conftest import Get
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.query import query_of
from xinxiao.entry.portal.resources.routes import ROUTES
from xinxiao.entry.portal.resources.view import _tasks, resources
from xinxiao.model.resource import Resource
from xinxiao.model.text import Text


def _text(words: str) -> Text:
    return Text(zh=f"{words}。", en=words)


OPEN = Resource(
    id="R_BOOKS", holder="LIBRARY", title=_text("Loans"), content=_text("Loans by month"), openness="OPEN",
    basis=_text("Library act"), renewed="MONTHLY", url="https://example.org/loans",
)  # fmt: skip
CLOSED = Resource(
    id="R_READERS", holder="BUREAU", title=_text("Readers"), content=_text("Single readers"), sharing="NOT_SHARED",
    reason=_text("they can be known"), openness="CLOSED", basis=_text("Privacy act"),
)  # fmt: skip


@pytest.fixture
def asked(english: PageRequest) -> PageRequest:
    """A request for the page in a release whose programme has these two."""
    view = copy.copy(english.view)
    view.programme = msgspec.structs.replace(view.programme, resources=(OPEN, CLOSED))
    return replace(english, view=view, path="resources", parameters=ROUTES[-1].parameters)


def test_each_resource_says_holder_content_class_openness_and_grounds(asked: PageRequest) -> None:
    [grid] = resources(asked).exhibits
    cells = [[cell.text or (cell.cited.href if cell.cited else "") for cell in line] for line in grid.cells]  # type: ignore[union-attr]
    assert cells == [
        ["Loans", "LIBRARY", "Loans by month", "not stated by the holder", "open", "monthly", "Library act",
         "https://example.org/loans"],
        ["Readers", "BUREAU", "Single readers", "not shared: they can be known", "closed", "not stated", "Privacy act",
         "address not kept"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, ["R_BOOKS", "R_READERS"]),
        ({"holder": "BUREAU"}, ["R_READERS"]),
        ({"sharing": "NOT_STATED"}, ["R_BOOKS"]),
        ({"openness": "CLOSED"}, ["R_READERS"]),
        ({"q": "MONTH"}, ["R_BOOKS"]),
        ({"q": "readers。"}, ["R_READERS"]),
        ({"q": "month", "openness": "CLOSED"}, []),
    ],
)
def test_filters_choose_by_holder_class_openness_and_words(
    asked: PageRequest, query: dict[str, str], ids: list[str]
) -> None:
    [grid] = resources(replace(asked, query=query_of(query.items()))).exhibits
    assert [row["TITLE"] for row in grid.rows] == ids
    assert grid.title == f"Data resources of other bodies ({len(ids)} of 2)"


def test_a_programme_without_resources_has_no_page_of_them(get: Get) -> None:
    assert get("/en/resources").status_code == 404
    assert "/en/resources" not in get("/en/").text


def test_a_holder_leads_to_its_tasks_where_it_has_some(english: PageRequest) -> None:
    body = english.view.programme.tasks[0].bodies[0]
    assert _tasks(english, body) == english.url("tasks", body=body)
    assert _tasks(english, "NOBODY") == ""
