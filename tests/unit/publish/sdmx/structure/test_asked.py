"""Which structures fit a question: kinds, agencies, ids, versions and items."""

from __future__ import annotations

import pytest

from xinxiao.model.text import Text
from xinxiao.model.version_query import VersionQuery, version_query
from xinxiao.publish.sdmx.structure.artefact import Artefact, Item, Ref, Scheme
from xinxiao.publish.sdmx.structure.asked import StructureQuery, matched
from xinxiao.publish.sdmx.structure.holdings import Holdings, together

NAME = Text(zh="一", en="One")


def codelist(agency: str, name: str, version: str, *codes: str) -> Artefact:
    return Artefact(Ref("codelist", agency, name, version), NAME, Scheme(tuple(Item(c, NAME) for c in codes)))


HELD = together(
    [
        [
            codelist("A", "CL_X", "1.0.0", "a"),
            codelist("A", "CL_X", "1.2.0", "a", "b"),
            codelist("A", "CL_Y", "2.0.0", "c"),
            codelist("B", "CL_X", "1.1.0", "a"),
        ]
    ]
)


def versions(*texts: str) -> tuple[VersionQuery, ...]:
    found = tuple(map(version_query, texts))
    assert None not in found
    return found  # type: ignore[return-value]


def shorts(asked: StructureQuery, held: Holdings = HELD) -> list[str]:
    return sorted(ref.short for ref in matched(held, asked))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (StructureQuery(), ["A:CL_X(1.2.0)", "A:CL_Y(2.0.0)", "B:CL_X(1.1.0)"]),
        (StructureQuery(agencies=("A",)), ["A:CL_X(1.2.0)", "A:CL_Y(2.0.0)"]),
        (StructureQuery(ids=("CL_X",), agencies=("A", "B")), ["A:CL_X(1.2.0)", "B:CL_X(1.1.0)"]),
        (StructureQuery(kinds=("dataflow",)), []),
        (StructureQuery(kinds=("codelist", "dataflow"), ids=("CL_Y",)), ["A:CL_Y(2.0.0)"]),
        (StructureQuery(versions=versions("1.0.0")), ["A:CL_X(1.0.0)"]),
        (StructureQuery(versions=versions("1.0.0", "2.0.0")), ["A:CL_X(1.0.0)", "A:CL_Y(2.0.0)"]),
        (StructureQuery(ids=("CL_X",), versions=versions("1.0+.0")), ["A:CL_X(1.2.0)", "B:CL_X(1.1.0)"]),
        (StructureQuery(agencies=("A",), versions=()), ["A:CL_X(1.0.0)", "A:CL_X(1.2.0)", "A:CL_Y(2.0.0)"]),
        (StructureQuery(items=("b",)), ["A:CL_X(1.2.0)"]),
        (StructureQuery(items=("b", "c", "none")), ["A:CL_X(1.2.0)", "A:CL_Y(2.0.0)"]),
        (StructureQuery(items=("none",)), []),
    ],
)
def test_what_fits_is_of_each_artefact_the_versions_asked_for(
    asked: StructureQuery, expected: list[str]
) -> None:
    assert shorts(asked) == expected


def test_the_items_that_fit_are_named_and_a_whole_scheme_names_none() -> None:
    found = matched(HELD, StructureQuery(agencies=("A",), items=("b", "c")))
    assert {ref.id: items for ref, items in found.items()} == {
        "CL_X": frozenset({"b"}),
        "CL_Y": frozenset({"c"}),
    }
    assert set(matched(HELD, StructureQuery()).values()) == {frozenset()}
