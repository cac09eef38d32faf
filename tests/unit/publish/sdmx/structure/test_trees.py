"""Hierarchies: codes below each other, areas with levels by their names."""

from __future__ import annotations

from xinxiao.model.codelist import Code
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Artefact, Tree
from xinxiao.publish.sdmx.structure.trees import nodes

NAME = Text(zh="一", en="One")


def test_codes_stand_below_their_parents_with_the_days_they_held() -> None:
    codes = (
        Code(id="B", name=NAME, parent="A", valid_from="2010-01-02", valid_to="2011-03-04"),
        Code(id="A", name=NAME),
        Code(id="C", name=NAME, parent="LOST"),
    )
    first, second = nodes(codes)
    assert (first.code, second.code, [node.code for node in first.below]) == ("A", "C", ["B"])
    assert (first.below[0].valid_from, first.below[0].valid_to) == ("2010-01-02", "2011-03-04")


def test_areas_have_levels_by_the_names_of_the_programme(every: tuple[Artefact, ...]) -> None:
    [area] = [artefact for artefact in every if artefact.ref.kind == "hierarchy"]
    assert isinstance(area.body, Tree)
    assert [(level.id, level.name.zh, level.name.en) for level in area.body.levels] == [
        ("NATION", "全市", "City"),
        ("PROVINCE", "县", "Counties"),
    ]
    [top] = area.body.nodes
    assert (top.level, {node.level for node in top.below}) == ("NATION", {"PROVINCE"})
