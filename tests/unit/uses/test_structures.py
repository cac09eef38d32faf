"""Structures of releases: those of one follow from it, those of all are of the newest that has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xinxiao.publish.sdmx.structure.asked import StructureQuery
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Kept
from xinxiao.uses.structures import asked, header, holdings, named_like, structures


def test_structures_and_their_header_are_the_same_each_time(own: Call) -> None:
    release = releases.find(own)
    first = structures(own, release)
    fresh = replace(own, ports=replace(own.ports, kept=Kept()))
    again = structures(fresh, release)
    assert again == first
    assert again is not first
    assert structures(fresh, release) is again
    assert header(own, release).prepared == "2025-07-01T00:00:00Z"


def test_a_question_gets_what_fits_with_what_comes_along(sealed: Call) -> None:
    query = StructureQuery(kinds=("dataflow",), ids=("RD_INDEX",), references="children")
    assert [artefact.ref.kind for artefact in asked(sealed, query)] == [
        "agencyscheme",
        "datastructure",
        "dataflow",
    ]


def test_before_the_first_release_was_live_there_was_nothing(sealed: Call) -> None:
    since = releases.lives(sealed)[0].since
    assert len(holdings(sealed, since).artefacts) == len(holdings(sealed).artefacts) == 43
    assert holdings(sealed, "2000-01-01T00:00:00.000Z").artefacts == {}
    assert asked(sealed, StructureQuery(), "2000-01-01T00:00:00.000Z") == ()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (StructureQuery(kinds=("codelist",), ids=("CL_ARE",)), ("EXAMPLE_CITY:CL_AREA(1.0.0)",)),
        (StructureQuery(kinds=("valuelist",), ids=("CL_AREA",)), ()),
    ],
)
def test_what_is_like_an_artefact_there_is_not_is_named(
    sealed: Call, query: StructureQuery, expected: tuple[str, ...]
) -> None:
    assert named_like(sealed, query)[:1] == expected
