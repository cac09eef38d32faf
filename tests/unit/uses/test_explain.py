"""Explain: from a sealed number back to figures, as sealed or as known on another day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xinxiao.errors import DataFault, NotFound
from xinxiao.release.explain import Bundle, Node
from xinxiao.uses import releases
from xinxiao.uses.call import Call
from xinxiao.uses.explain import explain

SCORE = {"REF_AREA": "990001", "INDICATOR": "READING", "MEASURE": "SCORE", "TIME_PERIOD": "2024"}


def walk(node: Node | Bundle) -> Iterator[Node | Bundle]:
    yield node
    for below in node.inputs if isinstance(node, Node) else ():
        yield from walk(below)


def test_a_score_leads_to_its_weighted_parts_and_down_to_figures_with_source_grade_and_vintage(
    sealed: Call,
) -> None:
    found = explain(sealed, "RD_INDEX", SCORE)
    assert found.root.key == "A.990001.READING.SCORE.2024"
    assert found.root.formula == "0.4 * SUPPLY + 0.6 * USE"
    assert [part.weight for part in found.root.inputs] == [0.4, 0.6]
    figures = [n for n in walk(found.root) if isinstance(n, Node) and n.dataflow == "RD_FIGURES"]
    assert {n.observation["INDICATOR"] for n in figures} == {
        "POP",
        "LIBRARIES",
        "OPEN_HOURS",
        "LENT",
        "READERS",
    }
    for node in figures:
        assert (node.observation["SOURCE"], node.observation["GRADE"]) == ("S_INVENTED", "B")
        assert node.observation["VINTAGE"] <= "2025-06-30"
        assert node.inputs == ()


def test_on_another_day_the_number_of_that_day_is_explained_and_the_day_is_told(own: Call) -> None:
    where = SCORE | {"TIME_PERIOD": "2022"}
    now, then = explain(own, "RD_INDEX", where), explain(own, "RD_INDEX", where, as_of="2023-12-31")
    assert then.release == f"{now.release}@2023-12-31"
    vintages = {
        n.observation["VINTAGE"]
        for n in walk(then.root)
        if isinstance(n, Node) and n.dataflow == "RD_FIGURES"
    }
    assert vintages == {"2023-03-31"}


def test_names_of_columns_may_be_written_small(sealed: Call) -> None:
    small = {name.lower(): code for name, code in SCORE.items()}
    assert explain(sealed, "RD_INDEX", small).root.key == "A.990001.READING.SCORE.2024"


def test_the_latest_period_is_taken_and_said_where_only_it_is_left_open(sealed: Call) -> None:
    where = {name: code for name, code in SCORE.items() if name != "TIME_PERIOD"}
    found = explain(sealed, "RD_INDEX", where)
    assert (found.root.key, found.chosen) == ("A.990001.READING.SCORE.2024", {"TIME_PERIOD": "2024"})


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"REF_AREA": "990009"}, "unknown_code"),
        ({"REF_AREA": "990001", "MEASURE": "SCORE"}, "several"),
        ({"AREA": "990001"}, "unknown_dimension"),
        (SCORE | {"INDICATOR": "OPEN_HOURS"}, "no_observation"),
    ],
)
def test_a_question_that_has_not_one_answer_says_how_to_narrow_it_down(
    sealed: Call, where: dict[str, str], told: str
) -> None:
    with pytest.raises(NotFound) as caught:
        explain(sealed, "RD_INDEX", where)
    assert caught.value.told.name == told


def test_a_day_of_no_calendar_is_refused(sealed: Call) -> None:
    with pytest.raises(DataFault):
        explain(sealed, "RD_INDEX", SCORE, as_of="2023-02-29")


def test_every_derived_number_of_the_release_has_inputs_and_a_method(sealed: Call) -> None:
    release = releases.find(sealed)
    for name in ("RD_INDICATORS", "RD_INDEX"):
        made = releases.dataset(sealed, release, name)
        with_inputs = set(made.inputs.column("KEY").to_pylist())
        assert with_inputs == set(made.keys.to_pylist()), name
        assert all(made.table.column("METHOD").to_pylist()), name
