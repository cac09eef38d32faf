from __future__ import annotations

import pytest

from xinxiao import index
from xinxiao.errors import DataFault, NotFound


def _tree() -> index.Framework:
    return index.framework_of(
        [
            index.Indicator(code="a", parent="p"),
            index.Indicator(code="b", parent="p", weight=3.0),
            index.Indicator(code="c", parent="top"),
        ],
        [index.Group(code="top"), index.Group(code="p", parent="top")],
    )


def test_groups_come_bottom_up_and_levels_are_found() -> None:
    tree = _tree()
    assert tree.group_codes == ("p", "top")
    assert (tree.levels, tree.top) == (3, "top")
    assert tree.codes == ("a", "b", "c", "p", "top")


def test_an_indicator_may_hang_directly_under_the_top() -> None:
    tree = _tree()
    assert tree.children_of("top") == ("c", "p")
    assert tree.leaves_of("top") == ("a", "b", "c")
    assert tree.ancestor_at("a", 3) == "top"
    assert tree.ancestor_at("c", 2) == ""


def test_removing_both_children_of_a_group_removes_the_group() -> None:
    assert _tree().without(["a", "b"]).codes == ("c", "top")
    assert _tree().without(["p"]).codes == ("c", "top")


def test_removing_everything_is_refused() -> None:
    with pytest.raises(DataFault):
        _tree().without(["top"])


def test_an_unknown_code_is_answered_with_the_codes_there_are() -> None:
    with pytest.raises(NotFound, match="a, b, c, p, top"):
        _tree().node("z")


def test_a_cycle_a_stranger_and_a_childless_group_are_reported_together() -> None:
    with pytest.raises(DataFault) as caught:
        index.framework_of(
            [index.Indicator(code="a", parent="nowhere")],
            [index.Group(code="x", parent="y"), index.Group(code="y", parent="x"), index.Group(code="top")],
        )
    text = str(caught.value)
    assert "a: index.framework_parent_unknown" in text
    assert "x: index.framework_cycle" in text
    assert "top: index.framework_childless" in text
