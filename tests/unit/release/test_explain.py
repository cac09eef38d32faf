"""Explain: from a number through its inputs back to figures."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nouns import figures as figures_of
from tests.nouns import observations
from xinxiao.errors import NotFound
from xinxiao.model.dataset import Dataset
from xinxiao.release.explain import Bundle, Node, as_tree, explain
from xinxiao.release.lookup import Lookup


def figures(*rows: tuple[str, str, str, str, float]) -> Dataset:
    return figures_of(rows, SOURCE="S_BUREAU", GRADE="A")


def indicators(
    rows: dict[tuple[str, str], float], edges: list[tuple[str, str, str, str, float | None]]
) -> Dataset:
    columns: dict[str, list[Any]] = {
        "INDICATOR": [name for name, _ in rows],
        "TIME_PERIOD": [year for _, year in rows],
        "OBS_VALUE": list(rows.values()),
    }
    fixed = {"FREQ": "A", "REF_AREA": "990001", "SCOPE": "_Z", "METHOD": "FORMULA", "FORMULA": "LENT / POP"}
    return observations("indicators", columns, edges, **fixed)


def lookup(**held: Dataset) -> Lookup:
    return Lookup({name: data.dataflow for name, data in held.items()}, held.__getitem__)


LENT = "A.990001.LENT._Z.2024.2025-03-31"
POP = "A.990001.POP._Z.2024.2025-03-31"
PER_HEAD = "A.990001.LENT_PC._Z.2024"
FIGURES = figures(
    ("990001", "LENT", "2024", "2025-03-31", 30.0), ("990001", "POP", "2024", "2025-03-31", 10.0)
)
MADE = indicators(
    {("LENT_PC", "2024"): 3.0, ("LENT_PC", "2023"): 2.0},
    [(PER_HEAD, "LENT", "IC_FIGURES", LENT, None), (PER_HEAD, "POP", "IC_FIGURES", POP, -1.0)],
)
ASKED = {"REF_AREA": "990001", "INDICATOR": "LENT_PC", "TIME_PERIOD": "2024"}


def test_a_ratio_is_explained_by_its_two_figures_with_source_and_vintage() -> None:
    found = explain(lookup(IC_FIGURES=FIGURES, IC_INDICATORS=MADE), "TR-1", "IC_INDICATORS", ASKED)
    assert (found.root.key, found.root.value, found.root.formula) == (PER_HEAD, 3.0, "LENT / POP")
    first, second = found.root.inputs
    assert isinstance(first, Node)
    assert isinstance(second, Node)
    assert (first.role, first.value, first.observation["SOURCE"]) == ("LENT", 30.0, "S_BUREAU")
    assert (second.role, second.weight, second.observation["VINTAGE"]) == ("POP", -1.0, "2025-03-31")


def test_when_only_the_period_is_open_the_latest_is_taken_and_said() -> None:
    where = {"REF_AREA": "990001", "INDICATOR": "LENT_PC"}
    found = explain(lookup(IC_FIGURES=FIGURES, IC_INDICATORS=MADE), "TR-1", "IC_INDICATORS", where)
    assert (found.root.key, found.chosen) == (PER_HEAD, {"TIME_PERIOD": "2024"})


def test_when_several_remain_the_open_dimensions_and_their_codes_are_named() -> None:
    with pytest.raises(NotFound) as caught:
        explain(lookup(IC_FIGURES=FIGURES), "TR-1", "IC_FIGURES", {"REF_AREA": "990001"})
    assert caught.value.told.values["open"] == "INDICATOR=LENT, POP"


def test_an_unknown_code_is_met_with_what_is_near() -> None:
    with pytest.raises(NotFound) as caught:
        explain(lookup(IC_FIGURES=FIGURES), "TR-1", "IC_FIGURES", {"INDICATOR": "LEMT"})
    assert caught.value.told.values["known"] == "LENT"


def test_codes_that_never_meet_are_said_to() -> None:
    two = figures(("990001", "LENT", "2024", "2025-03-31", 1.0), ("990002", "POP", "2024", "2025-03-31", 1.0))
    with pytest.raises(NotFound) as caught:
        explain(lookup(IC_FIGURES=two), "TR-1", "IC_FIGURES", {"REF_AREA": "990001", "INDICATOR": "POP"})
    assert caught.value.told.name == "no_observation"


def test_a_key_that_names_many_cells_is_summed_and_not_listed() -> None:
    many = figures(*[(f"9900{i:02}", "LENT", "2024", "2025-03-31", 2.0) for i in range(20)])
    made = indicators({("LENT_PC", "2024"): 3.0}, [(PER_HEAD, "all", "IC_FIGURES", "A..LENT._Z.2024.", None)])
    found = explain(lookup(IC_FIGURES=many, IC_INDICATORS=made), "TR-1", "IC_INDICATORS", ASKED)
    assert found.root.inputs == (Bundle("IC_FIGURES", "A..LENT._Z.2024.", "all", None, 20, 40.0),)


def test_an_input_that_is_not_in_the_release_is_a_bundle_of_nothing() -> None:
    made = indicators({("LENT_PC", "2024"): 3.0}, [(PER_HEAD, "io", "IC_IO", "CN.2020....", None)])
    found = explain(lookup(IC_INDICATORS=made), "TR-1", "IC_INDICATORS", ASKED)
    assert found.root.inputs == (Bundle("IC_IO", "CN.2020....", "io", None, 0, None),)


def test_a_circle_is_cut_and_not_walked_for_ever() -> None:
    other = "A.990001.B._Z.2024"
    made = indicators(
        {("LENT_PC", "2024"): 3.0, ("B", "2024"): 1.0},
        [(PER_HEAD, "b", "IC_INDICATORS", other, None), (other, "a", "IC_INDICATORS", PER_HEAD, None)],
    )
    found = explain(lookup(IC_INDICATORS=made), "TR-1", "IC_INDICATORS", ASKED)
    below = found.root.inputs[0]
    assert isinstance(below, Node)
    assert [n.cut for n in below.inputs if isinstance(n, Node)] == ["circle"]


def test_a_shared_input_is_opened_once() -> None:
    shared, left, right = (f"A.990001.{name}._Z.2024" for name in ("S", "L", "R"))
    made = indicators(
        {("LENT_PC", "2024"): 3.0, ("S", "2024"): 1.0, ("L", "2024"): 1.0, ("R", "2024"): 1.0},
        [
            (PER_HEAD, "l", "IC_INDICATORS", left, None),
            (PER_HEAD, "r", "IC_INDICATORS", right, None),
            (left, "s", "IC_INDICATORS", shared, None),
            (right, "s", "IC_INDICATORS", shared, None),
            (shared, "f", "IC_FIGURES", LENT, None),
        ],
    )
    tree = as_tree(
        explain(lookup(IC_FIGURES=FIGURES, IC_INDICATORS=made), "TR-1", "IC_INDICATORS", ASKED).root
    )
    assert [side["inputs"][0]["cut"] for side in tree["inputs"]] == ["", "shown"]


def test_depth_ends_where_it_is_told_to() -> None:
    found = explain(lookup(IC_FIGURES=FIGURES, IC_INDICATORS=MADE), "TR-1", "IC_INDICATORS", ASKED, depth=0)
    assert (found.root.inputs, found.root.cut) == ((), "depth")
    below = "A.990001.LENT._Z.2024"
    made = indicators(
        {("LENT_PC", "2024"): 3.0, ("LENT", "2024"): 3.0},
        [(PER_HEAD, "LENT", "IC_INDICATORS", below, None), (below, "LENT", "IC_FIGURES", LENT, None)],
    )
    held = lookup(IC_FIGURES=FIGURES, IC_INDICATORS=made)
    (node,) = explain(held, "TR-1", "IC_INDICATORS", ASKED, depth=1).root.inputs
    assert isinstance(node, Node)
    assert (node.key, node.inputs, node.cut) == (below, (), "depth")
    (node,) = explain(held, "TR-1", "IC_INDICATORS", ASKED, depth=2).root.inputs
    assert isinstance(node, Node)
    assert [(i.key, i.cut) for i in node.inputs if isinstance(i, Node)] == [(LENT, "")]


@pytest.mark.parametrize(("cells", "listed"), [(1, 1), (8, 8), (9, 0)])
def test_a_key_that_names_up_to_eight_cells_lists_them(cells: int, listed: int) -> None:
    many = figures(*[(f"9900{i:02}", "LENT", "2024", "2025-03-31", 2.0) for i in range(cells)])
    made = indicators({("LENT_PC", "2024"): 3.0}, [(PER_HEAD, "all", "IC_FIGURES", "A..LENT._Z.2024.", None)])
    found = explain(lookup(IC_FIGURES=many, IC_INDICATORS=made), "TR-1", "IC_INDICATORS", ASKED)
    assert [n.value for n in found.root.inputs if isinstance(n, Node)] == [2.0] * listed
    assert [n.cells for n in found.root.inputs if isinstance(n, Bundle)] == [9] * (not listed)
