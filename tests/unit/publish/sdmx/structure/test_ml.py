"""Structures as SDMX-ML of both versions: what the standard's schemas take, with everything that JSON says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from lxml import etree

from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Artefact, Item, Node, Ref, Scheme, Tree
from xinxiao.publish.sdmx.structure.dialects import ML_2_1, ML_3_0, Dialect
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.publish.sdmx.structure.ml import message

Faults = Mapping[str, Callable[[bytes], list[str]]]
BOTH = pytest.mark.parametrize("dialect", [ML_2_1, ML_3_0], ids=["2.1", "3.0"])


def written(dialect: Dialect, head: Header, *artefacts: Artefact) -> bytes:
    return b"".join(message(dialect, head, artefacts))


def names(dialect: Dialect) -> dict[str, str]:
    return {prefix.removeprefix("xmlns:"): uri for prefix, uri in dialect.namespaces.items()}


@BOTH
def test_a_whole_release_is_a_valid_message(
    dialect: Dialect, head: Header, every: tuple[Artefact, ...], ml_faults: Faults
) -> None:
    content = written(dialect, head, *every)
    assert ml_faults[dialect.version](content) == []
    root = etree.fromstring(content)
    assert len(root.findall(".//str:Codelist", names(dialect))) == 13
    assert [e.text for e in root.findall("mes:Header/mes:ID", names(dialect))] == [head.id]


@BOTH
def test_each_artefact_alone_is_valid_whole_and_as_a_stub(
    dialect: Dialect, head: Header, every: tuple[Artefact, ...], ml_faults: Faults
) -> None:
    for artefact in every:
        for told in (artefact, replace(artefact, stub=True)):
            assert ml_faults[dialect.version](written(dialect, head, told)) == [], artefact.ref


@BOTH
def test_names_are_in_both_languages_chinese_first(
    dialect: Dialect, head: Header, every: tuple[Artefact, ...]
) -> None:
    area = next(a for a in every if a.ref.id == "CL_AREA")
    found = etree.fromstring(written(dialect, head, area)).findall(".//str:Codelist/com:Name", names(dialect))
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [(name.get(lang), name.text) for name in found] == [("zh", "地区"), ("en", "Places")]


@BOTH
def test_what_no_document_may_hold_and_what_has_a_meaning_in_it_are_written_safely(
    dialect: Dialect, head: Header, ml_faults: Faults
) -> None:
    odd = Text(zh='<a & "b">\x00', en="plain")
    ref = Ref("codelist", "A", "CL_X", "1.0.0")
    content = written(dialect, head, Artefact(ref, odd, Scheme((Item("x", odd),))))
    assert ml_faults[dialect.version](content) == []
    found = etree.fromstring(content).find(".//str:Code/com:Name", names(dialect))
    assert found is not None
    assert found.text == '<a & "b">\ufffd'


def test_a_parent_that_begins_with_a_digit_is_an_annotation_where_the_schema_does_not_take_it(
    head: Header, ml_faults: Faults
) -> None:
    ref = Ref("codelist", "A", "CL_X", "1.0.0")
    name = Text(zh="一", en="One")
    codes = (Item("1", name), Item("B", name), Item("11", name, parent="1"), Item("BB", name, parent="B"))
    for dialect, above, told in ((ML_2_1, ["1", "B"], []), (ML_3_0, ["B"], ["1"])):
        content = written(dialect, head, Artefact(ref, name, Scheme(codes)))
        assert ml_faults[dialect.version](content) == []
        root = etree.fromstring(content)
        parents = root.findall(".//str:Parent", names(dialect))
        assert [p.text or p[0].get("id") for p in parents] == above
        assert [t.text for t in root.findall(".//com:AnnotationTitle", names(dialect))] == told


@BOTH
def test_a_hierarchy_has_its_codes_below_each_other_with_levels_and_days(
    dialect: Dialect, head: Header, ml_faults: Faults
) -> None:
    name = Text(zh="一", en="One")
    codes = Ref("codelist", "A", "CL_X", "1.0.0")
    below = Node("B", "LOW", "2010-01-02", "2020-03-04")
    tree = Tree(codes, (Node("A", "TOP", below=(below,)),), (Item("TOP", name), Item("LOW", name)))
    content = written(dialect, head, Artefact(Ref("hierarchy", "A", "H_X", "1.0.0"), name, tree))
    assert ml_faults[dialect.version](content) == []
    inner = etree.fromstring(content).find(".//str:HierarchicalCode/str:HierarchicalCode", names(dialect))
    assert inner is not None
    assert dict(inner.attrib) == {
        "id": "B",
        "validFrom": "2010-01-02T00:00:00Z",
        "validTo": "2020-03-04T00:00:00Z",
    }
    assert [
        level.get("id") for level in etree.fromstring(content).iterfind(".//str:Level[@id]", names(dialect))
    ] == [
        "TOP",
        "LOW",
    ]
