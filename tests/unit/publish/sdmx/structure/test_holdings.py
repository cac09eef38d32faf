"""Which artefacts come along with those asked for: every way of `references`, with literal ids."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import AGENCIES, Artefact, Item, Ref, Scheme
from xinxiao.publish.sdmx.structure.holdings import REFERENCES, WHOLE, Holdings, References, together

LISTS = ["CL_AREA", "CL_FREQ", "CL_GRADE", "CL_INDICATOR", "CL_MEASURE", "CL_OBS_STATUS", "CL_UNIT"]
"""The code lists of RD_INDEX."""


def ref(held: Holdings, kind: str, name: str) -> Ref:
    return next(one for one in held.artefacts if (one.kind, one.id) == (kind, name))


def ids(held: Holdings, kind: str, name: str, how: References) -> list[str]:
    found = held.reached({ref(held, kind, name): WHOLE}, how)
    return sorted(f"{one.kind} {one.id}" for one in found)


def lists(*names: str) -> list[str]:
    return [f"codelist {name}" for name in names]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("none", []),
        ("children", ["agencyscheme AGENCIES", "datastructure RD_INDEX"]),
        (
            "descendants",
            [
                "agencyscheme AGENCIES",
                *lists(*LISTS),
                *lists("CL_LIGHT", "CL_SCOPE", "CL_SOURCE", "CL_TARGET", "CL_VERDICT"),
                "conceptscheme CS_READING",
                "datastructure RD_INDEX",
            ],
        ),
        (
            "parents",
            [
                "categorisation EVALUATION_RD_INDEX",
                "dataconstraint CR_RD_INDEX",
                "provisionagreement PA_RD_INDEX",
            ],
        ),
        (
            "parentsandsiblings",
            [
                "agencyscheme AGENCIES",
                "categorisation EVALUATION_RD_INDEX",
                "categoryscheme CS_PLAN",
                "dataconstraint CR_RD_INDEX",
                "dataproviderscheme DATA_PROVIDERS",
                "provisionagreement PA_RD_INDEX",
            ],
        ),
        (
            "ancestors",
            [
                "categorisation EVALUATION_RD_INDEX",
                "dataconstraint CR_RD_INDEX",
                "provisionagreement PA_RD_INDEX",
            ],
        ),
    ],
)
def test_what_comes_along_with_a_dataflow(held: Holdings, how: References, expected: list[str]) -> None:
    assert ids(held, "dataflow", "RD_INDEX", how) == sorted(expected)


def test_all_is_parents_siblings_and_descendants(held: Holdings) -> None:
    whole = set(ids(held, "dataflow", "RD_INDEX", "all"))
    assert whole == {
        *ids(held, "dataflow", "RD_INDEX", "parentsandsiblings"),
        *ids(held, "dataflow", "RD_INDEX", "descendants"),
    }


def test_what_uses_a_code_list_one_level_up_and_all_the_way(held: Holdings) -> None:
    parents = ["conceptscheme CS_READING", "datastructure RD_TASKS"]
    assert ids(held, "codelist", "CL_LIGHT", "parents") == parents
    structures = [
        f"datastructure RD_{name}" for name in ("FIGURES", "INDEX", "INDICATORS", "TARGETS", "TASKS")
    ]
    assert [
        one for one in ids(held, "codelist", "CL_LIGHT", "ancestors") if "datastructure" in one
    ] == structures
    assert "dataflow RD_TASKS" in ids(held, "codelist", "CL_LIGHT", "ancestors")


def test_a_kind_stands_for_its_artefacts_at_any_distance(held: Holdings) -> None:
    asked = {ref(held, "dataflow", "RD_INDEX"): WHOLE}
    assert {one.id for one in held.reached(asked, {"datastructure"})} == {"RD_INDEX"}
    assert {one.id for one in held.reached(asked, {"categoryscheme"})} == {"CS_PLAN"}
    assert set(LISTS) < {one.id for one in held.reached(asked, {"codelist"})}


def test_of_a_category_only_what_stands_in_it_comes_along(held: Holdings) -> None:
    scheme = ref(held, "categoryscheme", "CS_PLAN")
    found = held.reached({scheme: frozenset({"GOALS.TASKS"})}, "parents")
    assert {one.id for one in found} == {"TASKS_RD_TASKS"}


@pytest.mark.parametrize("how", REFERENCES)
def test_nothing_that_was_asked_for_comes_along_again(held: Holdings, how: References) -> None:
    for one in held.artefacts:
        assert one not in held.reached({one: WHOLE}, how)


def test_descendants_of_every_artefact_leave_no_reference_dangling(held: Holdings) -> None:
    for one in held.artefacts:
        message = {one, *held.reached({one: WHOLE}, "descendants")}
        assert {used for ref in message for used in held.artefacts[ref].links} <= message, one


def test_of_two_releases_the_newest_counts_and_agencies_are_joined(held: Holdings) -> None:
    name = Text(zh="另一个", en="Another")
    other = Artefact(AGENCIES, name, Scheme((Item("OTHER", name),)))
    area = held.artefacts[ref(held, "codelist", "CL_AREA")]
    newer = replace(area, name=name)
    both = together([held.artefacts.values(), [other, newer]])
    assert both.artefacts[area.ref].name == name
    agencies = both.artefacts[AGENCIES].body
    assert isinstance(agencies, Scheme)
    assert [item.id for item in agencies.items] == ["EXAMPLE_CITY", "OTHER"]
    assert len(both.artefacts) == len(held.artefacts)
