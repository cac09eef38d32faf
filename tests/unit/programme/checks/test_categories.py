"""What a check finds in `categories.yaml`."""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.programme.load import load_bytes

HEAD = "id: CS_PLAN\nversion: 1.0.0\nname: {zh: 部分, en: Parts}\ncategories:\n"


def found(tiny: Mapping[str, bytes], *rows: str) -> list[tuple[int, str, str]]:
    own = load_bytes(dict(tiny)).programme
    assert own is not None
    every = f"  - {{id: REST, name: {{zh: 其余, en: Rest}}, dataflows: [{', '.join(own.flows)}]}}\n"
    lines = "".join(f"  - {{{row}, name: {{zh: 一, en: One}}}}\n" for row in rows)
    loaded = load_bytes({**tiny, "categories.yaml": (HEAD + every + lines).encode()})
    return [
        (f.line, f.code, str(dict(f.places).get("value") or dict(f.places).get("id")))
        for f in loaded.findings
        if f.file == "categories.yaml"
    ]


def test_categories_within_those_before_them_are_sound(tiny: Mapping[str, bytes]) -> None:
    assert found(tiny, "id: A", "id: B, parent: A", "id: C, parent: B") == []


def test_a_parent_that_comes_later_or_never_is_told(tiny: Mapping[str, bytes]) -> None:
    assert found(tiny, "id: A, parent: B", "id: B", "id: C, parent: NONE") == [
        (6, "CATEGORY_PARENT", "B"),
        (8, "CATEGORY_PARENT", "NONE"),
    ]


def test_a_dataflow_there_is_not_and_an_id_twice_are_told(tiny: Mapping[str, bytes]) -> None:
    assert found(tiny, "id: A, dataflows: [NO_FLOW]", "id: A") == [
        (6, "CATEGORY_FLOW", "NO_FLOW"),
        (7, "ID_DUPLICATE", "A"),
    ]


def test_a_dataflow_outside_all_categories_is_told(tiny: Mapping[str, bytes]) -> None:
    content = (HEAD + "  - {id: A, name: {zh: 一, en: One}}\n").encode()
    own = load_bytes(dict(tiny)).programme
    assert own is not None
    told = [f for f in load_bytes({**tiny, "categories.yaml": content}).findings if f.code == "CATEGORY_NONE"]
    assert sorted(dict(f.places)["value"] for f in told) == sorted(own.flows)
    assert {f.level for f in told} == {"warning"}
