"""The index of a programme: its folder against what the programme declares; one fault does not hide another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes

Told = Callable[..., list[Finding]]
FRAMEWORK = "index/framework.csv"


def places(found: list[Finding] | tuple[Finding, ...]) -> list[tuple[str, int, str]]:
    return [(f.file, f.line, f.code) for f in found]


def without(files: dict[str, bytes], *names: str) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name not in names}


def test_an_index_without_its_method_is_a_missing_file_and_no_default(tiny: dict[str, bytes]) -> None:
    found = load_bytes(without(tiny, "index/method.yaml")).errors
    assert places(found) == [("index/method.yaml", 0, "FILE_MISSING")]


def test_a_method_without_its_tree_is_told_too(tiny: dict[str, bytes]) -> None:
    found = load_bytes(without(tiny, FRAMEWORK)).errors
    assert found
    assert {f.file for f in found} <= {FRAMEWORK, "index/method.yaml"}


def test_a_programme_without_an_index_has_none_and_no_fault(tiny: dict[str, bytes]) -> None:
    loaded = load_bytes(without(tiny, FRAMEWORK, "index/method.yaml"))
    assert not loaded.indices
    assert loaded.errors == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("POP,INDEX,indicator,1,,,10K", "POP,INDEX,indicator,1,人口,,10K", 6, "NODE_NAMED"),
        ("POP,INDEX,indicator,1,,,10K", "POP,INDEX,indicator,1,,People,10K", 6, "NODE_NAMED"),
        ("POP,INDEX,indicator,1,", "POP,INDEX,indicator,-1,", 6, "NODE_DIRECTION"),
        ("10K_PERSONS,0.4", "PERCENT,0.4", 6, "NODE_UNIT"),
        ("0.4,0,10000", "0.4,10000,0", 6, "GOALPOSTS"),
        ("10K_PERSONS,0.4", "10K_PERSONS,-0.4", 6, "WEIGHT_NEGATIVE"),
        ("10K_PERSONS,0.4", "10K_PERSONS,0.3", 2, "WEIGHT_SUM"),
        ("10K_PERSONS,0.4", "10K_PERSONS,nan", 6, "CSV_NUMBER"),
        ("POP,INDEX,indicator", "PUP,INDEX,indicator", 6, "INDICATOR_UNKNOWN"),
        ("POP,INDEX,indicator", "POP,INDX,indicator", 6, "index.framework_parent_unknown"),
        ("POP,INDEX,indicator", "SHARE,INDEX,indicator", 6, "index.framework_duplicate"),
        ("POP,INDEX,indicator", "POP,INDEX,indcator", 6, "index.cell"),
    ],
)
def test_a_fault_of_a_node_is_told_at_its_line(told: Told, old: str, new: str, line: int, code: str) -> None:
    assert (FRAMEWORK, line, code) in places(told(FRAMEWORK, (old, new)))


def test_an_unknown_parent_does_not_hide_weights_elsewhere_that_sum_to_another_number(told: Told) -> None:
    found = told(FRAMEWORK, ("POP,INDEX", "POP,INDX"), ("PERCENT,0.5", "PERCENT,0.7"))
    assert (FRAMEWORK, 6, "index.framework_parent_unknown") in places(found)
    sums = [f for f in found if f.code == "WEIGHT_SUM" and f.line == 3]
    assert [dict(f.places)["total"] for f in sums] == ["1.2"]


@pytest.mark.parametrize(
    ("structural", "code"),
    [
        (("POP,INDEX", "POP,INDX"), "index.framework_parent_unknown"),
        (("POP,INDEX", "SHARE,INDEX"), "index.framework_duplicate"),
        (("POP,INDEX", "POP,SHARE"), "index.framework_parent_is_indicator"),
        (("PART,INDEX", "PART,PART"), "index.framework_cycle"),
        (("POP,INDEX", "POP,"), "index.framework_orphan"),
    ],
)
def test_no_structural_fault_hides_a_name_a_direction_or_a_unit_of_another_node(
    told: Told, structural: tuple[str, str], code: str
) -> None:
    found = told(
        FRAMEWORK,
        structural,
        ("USERS_PC,PART,indicator,1,,,PER_100_PERSONS", "USERS_PC,PART,indicator,-1,名,Name,PERCENT"),
    )
    told_codes = {f.code for f in found}
    assert code in told_codes
    assert told_codes >= {"NODE_NAMED", "NODE_DIRECTION", "NODE_UNIT"}


def test_a_fault_of_the_method_does_not_hide_one_of_the_tree(tiny: dict[str, bytes]) -> None:
    files = {
        **tiny,
        FRAMEWORK: tiny[FRAMEWORK].replace(b"PERCENT,0.5", b"PERCENT,0.7"),
        "index/method.yaml": tiny["index/method.yaml"].replace(b"step: normalise", b"step: normalize"),
    }
    assert {(f.file, f.code) for f in load_bytes(files).errors} >= {
        (FRAMEWORK, "WEIGHT_SUM"),
        ("index/method.yaml", "FIELD_VALUE"),
    }


def test_indicators_of_the_tree_take_names_units_and_scopes_from_the_programme(
    tiny: dict[str, bytes],
) -> None:
    spec = load_bytes(tiny).indices["INDEX"]
    assert spec is not None
    leaf = next(leaf for leaf in spec.framework.indicators if leaf.code == "USERS_PC")
    assert (leaf.name_zh, leaf.name_en, leaf.unit, leaf.scope) == (
        "每百人用户",
        "Users per 100 persons",
        "PER_100_PERSONS",
        "",
    )


@pytest.mark.parametrize(
    ("add", "told_at"),
    [
        ("seed: 1\nreplicates: 1000000000\nassumptions: []\n", 2),
        ("seed: 1\nreplicates: -5\nassumptions: []\n", 2),
        ("seed: 1\nreplicates: 64\ntop: [1000000000]\nassumptions: []\n", None),
        ("seed: 1\nreplicates: many\nassumptions: []\n", 2),
        ("seed: x\nassumptions: []\n", 1),
    ],
)
def test_a_count_beyond_any_use_is_a_finding_and_never_fills_the_memory(
    tiny: dict[str, bytes], add: str, told_at: int | None
) -> None:
    found = load_bytes({**tiny, "index/assumptions.yaml": add.encode()}).errors
    lines = {f.line for f in found if f.file == "index/assumptions.yaml"}
    assert lines == ({told_at} if told_at is not None else lines)
    assert {f.file for f in found} <= {"index/assumptions.yaml"}


def test_goalposts_in_another_unit_are_told_where_the_unit_is_named(told: Told) -> None:
    found = told("indicators.yaml", ("unit: 10K_PERSONS", "unit: 10K_ACCOUNTS"))
    assert (FRAMEWORK, 6, "NODE_UNIT") in places(found)
