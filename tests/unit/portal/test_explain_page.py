"""The page of an explanation: as much of the tree as a page carries, the rest one step away."""

from __future__ import annotations

import json
from typing import Any

from xinxiao.entry.portal.explain.files import sources_in
from xinxiao.entry.portal.explain.tree import MOST, shown
from xinxiao.release.explain import Bundle, Node

KEY = "A.990001.READING.SCORE.2024"


def leaf(key: str) -> Node:
    """A figure."""
    return Node("X", key, {"OBS_VALUE": 1.0}, ())


def test_levels_are_shown_one_after_the_other_until_there_is_no_room() -> None:
    deep = Node("X", "deep", {}, (), inputs=tuple(leaf(f"d{i}") for i in range(14)))
    wide = [
        Node("X", f"w{n}", {}, (), inputs=(deep, *(leaf(f"l{n}.{i}") for i in range(MOST)))) for n in range(3)
    ]
    root = Node("X", "root", {}, (), inputs=tuple(wide))
    counts = shown(root)
    assert [counts[id(node)] for node in (root, *wide, deep)] == [3, 15, 15, 15, 12]
    assert sum(counts.values()) == MOST


def test_of_a_root_with_more_inputs_than_a_page_carries_the_first_are_shown() -> None:
    root = Node("X", "root", {}, (), inputs=tuple(leaf(str(i)) for i in range(MOST + 5)))
    assert shown(root) == {id(root): MOST}


def test_every_input_shown_leads_to_its_own_page(get: Any) -> None:
    page = get(f"/en/explain/RD_INDEX/{KEY}").text
    tree = json.loads(get(f"/explain/RD_INDEX/{KEY}.json").text)["root"]
    for below in tree["inputs"]:
        assert f'href="/en/explain/{below["dataflow"]}/{below["key"]}"' in page
    assert len(page.encode()) <= 60_000


def test_an_explanation_names_every_source_below_it() -> None:
    low = Node("X", "low", {"SOURCE": "S_B"}, ())
    bundle = Bundle("X", "many", "in", None, 3, 1.0)
    root = Node(
        "X", "root", {"SOURCE": "S_A"}, (), inputs=(Node("X", "m", {}, (), inputs=(low, bundle)), leaf("l"))
    )
    assert sources_in(root) == {"S_A", "S_B"}


def test_an_explanation_for_programs_says_where_its_sources_stand(get: Any) -> None:
    told = json.loads(get(f"/explain/RD_INDEX/{KEY}.json").text)["sources"]
    assert told["S_INVENTED"]["publisher"] == {"zh": "教程", "en": "The tutorial"}
    assert (told["S_INVENTED"]["url"], told["S_INVENTED"]["accessed"]) == (None, None)


def test_a_figure_is_explained_by_its_source(get: Any) -> None:
    tree = json.loads(get(f"/explain/RD_INDEX/{KEY}.json").text)["root"]
    while tree["inputs"]:
        tree = tree["inputs"][-1]
    page = get(f"/en/explain/{tree['dataflow']}/{tree['key']}")
    assert page.status_code == 200
    assert "Source" in page.text


def test_an_observation_that_is_not_there_is_not_found_with_what_is(get: Any) -> None:
    answer = get("/en/explain/RD_INDEX/A.990001.READING.SCORE.1999")
    assert answer.status_code == 404
    assert "TIME_PERIOD=1999" in answer.text
    assert "2024" in answer.text
