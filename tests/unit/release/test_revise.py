"""Revisions: what differs between two releases, and why."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from tests.nouns import observations, part
from tests.nouns import release as manifest
from xinxiao.model.dataset import Dataset, Input
from xinxiao.model.programme import Renaming
from xinxiao.model.release import Code, Release
from xinxiao.release.lookup import Lookup
from xinxiao.release.revise import compare

OLD_KEY = "A.990001.LENT._Z.2024.2025-03-31"
NEW_KEY = "A.990001.LENT._Z.2024.2026-03-31"
MADE_KEY = "A.990001.LENT_PC._Z.2024"


def figures(*rows: tuple[str, float, str]) -> Dataset:
    columns: dict[str, list[Any]] = {
        "VINTAGE": [r[0] for r in rows], "OBS_VALUE": [r[1] for r in rows], "COMMENT": [r[2] for r in rows],
    }  # fmt: skip
    fixed = {
        "FREQ": "A", "REF_AREA": "990001", "INDICATOR": "LENT", "SCOPE": "_Z", "TIME_PERIOD": "2024",
        "SOURCE": "S_B",
    }  # fmt: skip
    return observations("figures", columns, **fixed)


def made(value: float, key: str, formula: str = "LENT / POP", status: str = "A") -> Dataset:
    row = {
        "FREQ": "A", "REF_AREA": "990001", "INDICATOR": "LENT_PC", "SCOPE": "_Z", "TIME_PERIOD": "2024",
        "FORMULA": formula, "OBS_STATUS": status,
    }  # fmt: skip
    edges = [(MADE_KEY, "LENT", "IC_FIGURES", key, None)]
    return observations("indicators", {"OBS_VALUE": [value]}, edges, **row)


def release(mark: str, files: dict[str, str], code: str = "1") -> Release:
    return manifest(
        code=Code(version="0.1.0", sha256=code * 64),
        datasets={"IC_FIGURES": part(mark), "IC_INDICATORS": part(mark)},
        files=files,
    )


def lookup(held: dict[str, Dataset]) -> Lookup:
    return Lookup({name: data.dataflow for name, data in held.items()}, held.__getitem__)


def rows(
    old: dict[str, Dataset], new: dict[str, Dataset], files: dict[str, str] | None = None, code: str = "1"
) -> list[dict[str, Any]]:
    before, after = release("a", {"x.yaml": "1"}), release("b", files or {"x.yaml": "1"}, code)
    found = compare(before, after, lookup(old), lookup(new))
    listed: list[dict[str, Any]] = found.table.to_pylist()
    return listed


FIRST = {"IC_FIGURES": figures(("2025-03-31", 30.0, "")), "IC_INDICATORS": made(3.0, OLD_KEY)}


def test_a_newer_vintage_is_a_revision_with_its_source_and_comment() -> None:
    revised = figures(("2025-03-31", 30.0, ""), ("2026-03-31", 33.0, "recounted"))
    figure, indicator = rows(FIRST, {"IC_FIGURES": revised, "IC_INDICATORS": made(3.3, NEW_KEY)})
    assert (figure["KEY"], figure["CHANGE"]) == ("A.990001.LENT._Z.2024", "REVISED")
    assert (figure["OLD"], figure["NEW"], figure["DIFFERENCE"], figure["RELATIVE"]) == (30.0, 33.0, 3.0, 0.1)
    assert (figure["WHY"], figure["REASON"]) == ("VINTAGE", "2026-03-31; S_B; recounted")
    assert (indicator["WHY"], indicator["REASON"]) == ("INPUTS", f"IC_FIGURES:{NEW_KEY}")


def test_another_formula_is_a_change_of_method() -> None:
    (found,) = rows(FIRST, FIRST | {"IC_INDICATORS": made(3.1, OLD_KEY, "LENT / READERS")})
    assert (found["WHY"], found["REASON"]) == ("METHOD", "LENT / READERS")


def test_a_change_without_revised_inputs_is_laid_to_the_changed_file_of_the_programme() -> None:
    changed = FIRST | {"IC_INDICATORS": made(3.1, OLD_KEY)}
    (found,) = rows(FIRST, changed, {"x.yaml": "2"})
    assert (found["WHY"], found["REASON"]) == ("PROGRAMME", "x.yaml")


def test_a_change_without_revised_inputs_or_files_is_laid_to_the_code_where_that_changed() -> None:
    changed = FIRST | {"IC_INDICATORS": made(3.1, OLD_KEY)}
    (found,) = rows(FIRST, changed, code="2")
    assert (found["WHY"], found["REASON"]) == ("CODE", "111111111111 -> 222222222222")
    (found,) = rows(FIRST, changed)
    assert found["WHY"] == "INPUTS"


def test_a_judgement_may_change_while_the_value_stands() -> None:
    (found,) = rows(FIRST, FIRST | {"IC_INDICATORS": made(3.0, OLD_KEY, status="E")})
    assert (found["DIFFERENCE"], found["ATTRIBUTES"]) == (0.0, "OBS_STATUS: A -> E")


def test_values_in_another_unit_have_no_difference_and_the_change_of_unit_is_told() -> None:
    row = {
        "FREQ": "A",
        "REF_AREA": "990001",
        "INDICATOR": "LENT_PC",
        "SCOPE": "_Z",
        "TIME_PERIOD": "2024",
        "OBS_STATUS": "A",
    }
    old, new = (
        {"IC_INDICATORS": observations("indicators", {"OBS_VALUE": [value]}, UNIT_MEASURE=unit, **row)}
        for value, unit in ((3.0, "10K_ITEMS"), (30000.0, "ITEMS"))
    )
    (found,) = rows(old, new)
    assert (found["OLD"], found["NEW"], found["DIFFERENCE"], found["RELATIVE"]) == (3.0, 30000.0, None, None)
    assert found["ATTRIBUTES"] == "UNIT_MEASURE: 10K_ITEMS -> ITEMS"
    same = {"IC_INDICATORS": observations("indicators", {"OBS_VALUE": [3.0]}, UNIT_MEASURE="ITEMS", **row)}
    (found,) = rows(old, same)
    assert (found["CHANGE"], found["DIFFERENCE"]) == ("REVISED", None)


def test_what_is_new_is_added_and_what_is_gone_is_withdrawn() -> None:
    gone = {name: data for name, data in FIRST.items() if name != "IC_INDICATORS"}
    before = release("a", {})
    after = msgspec.structs.replace(before, datasets={"IC_FIGURES": before.datasets["IC_FIGURES"]})
    one, two = lookup(FIRST), lookup(gone)
    assert compare(before, after, one, two).table.column("CHANGE").to_pylist() == ["WITHDRAWN"]
    assert compare(after, before, two, one).table.column("CHANGE").to_pylist() == ["ADDED"]


def test_equal_releases_have_no_differences() -> None:
    assert rows(FIRST, FIRST) == []


def test_differences_come_in_the_order_of_their_keys() -> None:
    def years(value: float) -> Dataset:
        times = [str(year) for year in range(2024, 2004, -1)]
        fixed = {"FREQ": "A", "REF_AREA": "990001", "INDICATOR": "LENT", "SCOPE": "_Z", "SOURCE": "S_B"}
        columns = {"TIME_PERIOD": times, "OBS_VALUE": [value] * 20}
        return observations("figures", columns, **fixed, VINTAGE="2025-03-31", COMMENT="")

    found = rows({"IC_FIGURES": years(1.0)}, {"IC_FIGURES": years(2.0)})
    assert [row["KEY"] for row in found] == [f"A.990001.LENT._Z.{year}" for year in range(2005, 2025)]


def test_a_relative_difference_is_of_the_size_of_the_old_value_and_of_nothing_there_is_none() -> None:
    def growth(value: float) -> dict[str, Dataset]:
        return {"IC_INDICATORS": made(value, OLD_KEY)}

    (found,) = rows(growth(-4.0), growth(-3.0))
    assert (found["DIFFERENCE"], found["RELATIVE"]) == (1.0, 0.25)
    (found,) = rows(growth(0.0), growth(3.0))
    assert (found["DIFFERENCE"], found["RELATIVE"]) == (3.0, None)


def scoped(*rows: tuple[str, float]) -> Dataset:
    columns: dict[str, list[Any]] = {"SCOPE": [r[0] for r in rows], "OBS_VALUE": [r[1] for r in rows]}
    fixed = {
        "FREQ": "A",
        "REF_AREA": "990001",
        "INDICATOR": "LENT",
        "TIME_PERIOD": "2024",
        "VINTAGE": "2025-03-31",
    }
    return observations("figures", columns, **fixed)


def told(old: Dataset, new: Dataset, *renamed: Renaming) -> list[tuple[str, str, float | None, float | None]]:
    before, after = release("a", {"x.yaml": "1"}), release("b", {"x.yaml": "2"})
    pair = lookup({"IC_FIGURES": old}), lookup({"IC_FIGURES": new})
    found = compare(before, after, *pair, renamed).table.to_pylist()
    return [(row["CHANGE"], row["KEY"], row["OLD"], row["NEW"]) for row in found]


ONE = Renaming(dimension="SCOPE", old=("S_NEW", "S_OLD"), new="S_ONE")


def test_a_renamed_code_goes_on_under_its_new_name_and_only_what_differs_is_told() -> None:
    assert told(scoped(("S_OLD", 7.0)), scoped(("S_ONE", 7.0)), ONE) == []
    assert told(scoped(("S_OLD", 7.0)), scoped(("S_ONE", 8.0)), ONE) == [
        ("REVISED", "A.990001.LENT.S_ONE.2024", 7.0, 8.0)
    ]


def test_without_the_renaming_one_key_is_withdrawn_and_the_other_added() -> None:
    assert [row[0] for row in told(scoped(("S_OLD", 7.0)), scoped(("S_ONE", 7.0)))] == ["WITHDRAWN", "ADDED"]


def test_of_two_old_codes_in_one_new_key_the_first_named_goes_on_and_the_other_is_withdrawn() -> None:
    assert told(scoped(("S_OLD", 7.0), ("S_NEW", 9.0)), scoped(("S_ONE", 9.0)), ONE) == [
        ("WITHDRAWN", "A.990001.LENT.S_OLD.2024", 7.0, None)
    ]


def test_a_renaming_of_a_dimension_that_a_dataflow_has_not_changes_nothing() -> None:
    other = Renaming(dimension="PRODUCT", old=("S_OLD",), new="S_ONE")
    assert [row[0] for row in told(scoped(("S_OLD", 7.0)), scoped(("S_OLD", 8.0)), other)] == ["REVISED"]


def lent(*rows: tuple[str, str, str, str]) -> Dataset:
    names = ("REF_AREA", "VINTAGE", "OBS_VALUE", "COMMENT")
    columns: dict[str, list[Any]] = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    columns["OBS_VALUE"] = [Decimal(value) for value in columns["OBS_VALUE"]]
    fixed = {"FREQ": "A", "INDICATOR": "LENT", "SCOPE": "_Z", "TIME_PERIOD": "2024", "SOURCE": "S_B"}
    return observations("figures", columns, **fixed)


def per_head(*rows: tuple[str, float, str, str], edges: Sequence[Input] = ()) -> Dataset:
    names = ("REF_AREA", "OBS_VALUE", "METHOD", "GRADE")
    columns: dict[str, list[Any]] = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    return observations("account", columns, edges, FREQ="A", SCOPE="_Z", PRODUCT="_Z", TIME_PERIOD="2024")


def test_each_reason_has_its_words_also_where_one_comparison_has_them_all() -> None:
    old = {
        "IC_FIGURES": lent(
            ("990001", "2025-03-31", "0.1", ""), ("990002", "2025-03-31", "5", ""), ("990003", "2025-03-31", "7", "")
        ),
        "IC_ACCOUNT": per_head(
            ("990001", 1.0, "SHARE", "A"), ("990002", 2.0, "SHARE", "A"), ("990003", 3.0, "SHARE", "A"),
            ("990004", 4.0, "SHARE", "A"), ("990005", 5.0, "SHARE", "A"),
        ),
    }  # fmt: skip
    one, two = "A.990001.LENT._Z.2024.2026-03-31", "A.990002.LENT._Z.2024.2026-03-31"
    made = "A.{}._Z._Z.2024".format
    new = {
        "IC_FIGURES": lent(
            ("990001", "2025-03-31", "0.1", ""), ("990001", "2026-03-31", "0.3", "recounted"),
            ("990002", "2026-03-31", "6", ""), ("990003", "2025-03-31", "7", ""),
        ),
        "IC_ACCOUNT": per_head(
            ("990001", 1.5, "SHARE", "A"), ("990002", 2.5, "RAKED", "A"), ("990003", 3.5, "SHARE", "B"),
            ("990004", 4.0, "SHARE", "B"), ("990006", 6.0, "SHARE", "A"),
            edges=[
                (made("990001"), "A", "IC_FIGURES", one, None),
                (made("990001"), "B", "IC_FIGURES", "A.990003.LENT._Z.2024.2025-03-31", None),
                (made("990001"), "C", "IC_FIGURES", "A.990002....", None),
                (made("990001"), "D", "IC_FIGURES", ".....2026-03-31", None),
                (made("990001"), "E", "IC_FIGURES", two, None),
                (made("990002"), "A", "IC_FIGURES", two, None),
                (made("990003"), "A", "IC_FIGURES", "A.990003....", None),
                (made("990004"), "A", "IC_FIGURES", "A.990003.LENT", None),
                (made("990006"), "A", "IC_FIGURES", "..OTHER...", None),
                (made("990006"), "B", "IC_FIGURES", "..LENT...", None),
            ],
        ),
    }  # fmt: skip
    before = manifest(datasets={name: part("a") for name in old}, files={"x.yaml": "1"})
    after = manifest(datasets={name: part("b") for name in old}, files={"x.yaml": "2", "y.csv": "1"})
    found = compare(before, after, lookup(old), lookup(new)).table
    whole = found.select(["KEY", "CHANGE", "OLD", "NEW", "DIFFERENCE", "ATTRIBUTES", "WHY", "REASON"])
    files = "x.yaml, y.csv"
    assert [tuple(row.values()) for row in whole.to_pylist()] == [
        ("A.990001.LENT._Z.2024", "REVISED", 0.1, 0.3, 0.2, None, "VINTAGE", "2026-03-31; S_B; recounted"),
        ("A.990002.LENT._Z.2024", "REVISED", 5.0, 6.0, 1.0, None, "VINTAGE", "2026-03-31; S_B"),
        (made("990001"), "REVISED", 1.0, 1.5, 0.5, None, "INPUTS",
         f"IC_FIGURES:{one}, IC_FIGURES:A.990002...., IC_FIGURES:.....2026-03-31 (+1)"),
        (made("990002"), "REVISED", 2.0, 2.5, 0.5, None, "METHOD", "RAKED"),
        (made("990003"), "REVISED", 3.0, 3.5, 0.5, "GRADE: A -> B", "PROGRAMME", files),
        (made("990004"), "REVISED", 4.0, 4.0, 0.0, "GRADE: A -> B", "PROGRAMME", files),
        (made("990005"), "WITHDRAWN", 5.0, None, None, None, "PROGRAMME", files),
        (made("990006"), "ADDED", None, 6.0, None, None, "INPUTS", "IC_FIGURES:..LENT..."),
    ]  # fmt: skip


def test_a_figure_that_was_absent_is_revised_and_one_that_stays_absent_is_not() -> None:
    def held(value: str | None) -> dict[str, Dataset]:
        fixed = {
            "REF_AREA": "990001",
            "INDICATOR": "LENT",
            "SCOPE": "_Z",
            "VINTAGE": "2025-03-31",
            "FREQ": "A",
        }
        columns: dict[str, list[Any]] = {"OBS_VALUE": [None if value is None else Decimal(value)]}
        return {"IC_FIGURES": observations("figures", columns, **fixed, TIME_PERIOD="2024")}

    (found,) = rows(held(None), held("3"))
    assert (found["CHANGE"], found["OLD"], found["NEW"], found["DIFFERENCE"]) == ("REVISED", None, 3.0, None)
    assert rows(held(None), held(None)) == []


def test_releases_whose_dataflow_has_other_dimensions_have_no_observation_in_common() -> None:
    old = made(3.0, OLD_KEY)
    new = {"IC_INDICATORS": figures(("2025-03-31", 30.0, ""))}
    found = rows({"IC_INDICATORS": old}, new)
    assert [row["CHANGE"] for row in found] == ["ADDED", "WITHDRAWN"]
