"""The bridge from IC_INDICATORS through the index engine to IC_INDEX."""

from __future__ import annotations

from typing import Any

import msgspec
import pyarrow as pa
import pytest

from tests.nouns import WORD, flow, observations, programme_file
from tests.nouns import programme as programme_of
from xinxiao.analyse import programme_index
from xinxiao.errors import ProgrammeFault
from xinxiao.index.layouts.folder import read_spec
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.index import IndexSpec
from xinxiao.model.codelist import Area
from xinxiao.model.dataset import Dataset, dataset
from xinxiao.model.programme import ONLY_INDEX, CycleSpec, Indicator, Programme

CYCLE = CycleSpec(id="C", name=WORD, as_of="2024-06-30", release_date="2024-07-01", first=2022, last=2023)
FRAMEWORK = (
    "code,parent,type,direction,name_zh,name_en,unit,weight,lower,upper\n"
    "TOP,,group,,总,Top,INDEX_POINTS,1,,\n"
    "GOOD,TOP,indicator,1,好,Good,UNITS,0.75,0,10\n"
    "BAD,TOP,indicator,-1,坏,Bad,UNITS,0.25,0,20\n"
)
METHOD = (
    "stages:\n"
    "  - step: normalise\n    default: {method: goalposts, outside: keep}\n    range: [0, 100]\n"
    "  - step: weights\n    method: given\n"
    "  - step: aggregate\n    default: {method: arithmetic}\n"
)
FILES = {"framework.csv": FRAMEWORK.encode(), "method.yaml": METHOD.encode()}
VALUES = {
    ("GOOD", "990001", "2022"): 4.0, ("GOOD", "990002", "2022"): 8.0,
    ("GOOD", "990001", "2023"): 5.0, ("GOOD", "990002", "2023"): 9.0,
    ("BAD", "990001", "2022"): 5.0, ("BAD", "990002", "2022"): 15.0,
    ("BAD", "990001", "2023"): 5.0, ("BAD", "990002", "2023"): 20.0,
}  # fmt: skip


def programme() -> Programme:
    file = programme_file(id="x", headline="GOOD", headline_scope="S", cycles=(CYCLE,))
    areas = tuple(Area(id=i, name=WORD, level="province") for i in ("990001", "990002"))
    made = {code: Indicator(id=code, name=WORD, unit="UNITS", definition=WORD) for code in ("GOOD", "BAD")}
    return programme_of(file, areas=areas, indicators=made)


def spec(files: dict[str, bytes]) -> IndexSpec:
    read = read_spec(files)
    assert read.findings == ()
    assert read.spec is not None
    return read.spec


def indicators(values: dict[tuple[str, str, str], float], scope: str = "_Z") -> Dataset:
    columns: dict[str, list[Any]] = {
        "INDICATOR": [code for code, _, _ in values],
        "REF_AREA": [area for _, area, _ in values],
        "TIME_PERIOD": [year for _, _, year in values],
        "OBS_VALUE": list(values.values()),
        "GRADE": ["B" if code == "BAD" else "A" for code, _, _ in values],
    }
    return observations("indicators", columns, FREQ="A", SCOPE=scope)


def rows(made: Dataset) -> dict[str, dict[str, Any]]:
    names = made.dataflow.dimensions
    return {".".join(row[name] for name in names): row for row in made.table.to_pylist()}


MADE = programme_index.compile(programme(), ONLY_INDEX, spec(FILES), indicators(VALUES), CYCLE)


def test_a_score_is_the_weighted_mean_of_values_between_fixed_goalposts() -> None:
    found = rows(MADE)
    assert found["A.990001.INDEX.GOOD.NORMALISED.2022"]["OBS_VALUE"] == 40.0
    assert found["A.990001.INDEX.BAD.NORMALISED.2022"]["OBS_VALUE"] == 75.0
    assert found["A.990001.INDEX.TOP.SCORE.2022"]["OBS_VALUE"] == 0.75 * 40 + 0.25 * 75
    assert found["A.990001.INDEX.TOP.SCORE.2022"]["FORMULA"] == "0.75 * GOOD + 0.25 * BAD"
    assert found["A.990001.INDEX.BAD.NORMALISED.2022"]["FORMULA"] == "(BAD - 20) / (0 - 20) * 100"


def test_contributions_add_up_to_the_score() -> None:
    found = rows(MADE)
    parts = [found[f"A.990002.INDEX.{code}.CONTRIBUTION.2023"]["OBS_VALUE"] for code in ("GOOD", "BAD")]
    assert parts == [67.5, 0.0]
    assert found["A.990002.INDEX.TOP.SCORE.2023"]["OBS_VALUE"] == 67.5


def test_the_better_score_has_rank_one_and_the_worst_grade_below_shows() -> None:
    found = rows(MADE)
    assert found["A.990002.INDEX.TOP.RANK.2023"]["OBS_VALUE"] == 1.0
    assert found["A.990001.INDEX.TOP.RANK.2023"]["OBS_VALUE"] == 2.0
    assert found["A.990001.INDEX.TOP.SCORE.2023"]["GRADE"] == "B"
    assert found["A.990001.INDEX.GOOD.NORMALISED.2023"]["GRADE"] == "A"


def test_every_row_has_recorded_inputs_that_lead_to_indicators() -> None:
    assert set(rows(MADE)) == set(MADE.inputs.column("KEY").to_pylist())
    edges = [row for row in MADE.inputs.to_pylist() if row["KEY"] == "A.990001.INDEX.TOP.SCORE.2022"]
    assert [(e["ROLE"], e["IN_KEY"], e["WEIGHT"]) for e in edges] == [
        ("child", "A.990001.INDEX.BAD.NORMALISED.2022", 0.25),
        ("child", "A.990001.INDEX.GOOD.NORMALISED.2022", 0.75),
    ]
    edge = next(row for row in MADE.inputs.to_pylist() if row["KEY"] == "A.990001.INDEX.GOOD.NORMALISED.2022")
    assert (edge["IN_DATAFLOW"], edge["IN_KEY"]) == ("IC_INDICATORS", "A.990001.GOOD._Z.2022")


def test_assumptions_give_intervals_that_hold_the_score() -> None:
    declared = (
        "seed: 1\nreplicates: 64\ntop: [1]\nassumptions:\n"
        "  - {name: weights, stage: weights, kind: perturb, spread: 0.2}\n"
    )
    files = FILES | {"assumptions.yaml": declared.encode()}
    found = rows(programme_index.compile(programme(), ONLY_INDEX, spec(files), indicators(VALUES), CYCLE))
    score, low, high = (
        found[f"A.990001.INDEX.TOP.{m}.2022"]["OBS_VALUE"] for m in ("SCORE", "SCORE_LOWER", "SCORE_UPPER")
    )
    assert low < score < high
    assert found["A.990002.INDEX.TOP.P_TOP.2022"]["OBS_VALUE"] == 1.0
    assert found["A.990002.INDEX.TOP.RANK_LOWER.2022"]["OBS_VALUE"] == 1.0
    assert "A.990001.INDEX.TOP.P_RISE.2023" in found
    assert "A.990001.INDEX.TOP.P_RISE.2022" not in found


def test_an_indicator_without_data_is_a_fault_of_the_programme_that_names_it() -> None:
    only = {key: value for key, value in VALUES.items() if key[0] == "GOOD"}
    with pytest.raises(ProgrammeFault) as caught:
        programme_index.compile(programme(), ONLY_INDEX, spec(FILES), indicators(only), CYCLE)
    assert [(f.file, f.line, f.code) for f in caught.value.findings] == [  # type: ignore[attr-defined]
        ("index/framework.csv", 0, "INDEX_NO_DATA")
    ]


def in_scope(scope: str) -> IndexSpec:
    own = spec(FILES)
    leaves = tuple(msgspec.structs.replace(leaf, scope=scope) for leaf in own.framework.indicators)
    return msgspec.structs.replace(own, framework=Framework(indicators=leaves, groups=own.framework.groups))


def test_figures_of_another_scope_than_the_one_declared_do_not_enter() -> None:
    with pytest.raises(ProgrammeFault) as caught:
        programme_index.compile(
            programme(), ONLY_INDEX, in_scope("OWN"), indicators(VALUES, scope="OTHER"), CYCLE
        )
    said = [dict(f.places) for f in caught.value.findings]  # type: ignore[attr-defined]
    assert [(f["indicator"], f["scope"], f["scopes"]) for f in said] == [
        ("GOOD", "OWN", "OTHER"),
        ("BAD", "OWN", "OTHER"),
    ]


def test_figures_of_the_only_scope_there_is_enter_and_point_at_it() -> None:
    made = programme_index.compile(
        programme(), ONLY_INDEX, spec(FILES), indicators(VALUES, scope="OTHER"), CYCLE
    )
    assert rows(made)["A.990001.INDEX.TOP.SCORE.2022"]["OBS_VALUE"] == 0.75 * 40 + 0.25 * 75
    edge = next(row for row in made.inputs.to_pylist() if row["KEY"] == "A.990001.INDEX.GOOD.NORMALISED.2022")
    assert edge["IN_KEY"] == "A.990001.GOOD.OTHER.2022"


def test_of_two_scopes_none_is_guessed() -> None:
    two = indicators(VALUES, scope="OTHER").table, indicators(VALUES, scope="ANOTHER").table
    both = dataset(flow("indicators"), pa.concat_tables(two))
    with pytest.raises(ProgrammeFault) as caught:
        programme_index.compile(programme(), ONLY_INDEX, spec(FILES), both, CYCLE)
    assert dict(caught.value.findings[0].places)["scopes"] == "ANOTHER, OTHER"  # type: ignore[attr-defined]


def test_a_value_that_was_imputed_is_marked_and_points_at_the_series_it_came_from() -> None:
    method = METHOD.replace("stages:\n", "stages:\n  - step: impute\n    method: mean\n").encode()
    known = {key: value for key, value in VALUES.items() if key != ("GOOD", "990001", "2022")}
    made = programme_index.compile(
        programme(), ONLY_INDEX, spec(FILES | {"method.yaml": method}), indicators(known), CYCLE
    )
    row = rows(made)["A.990001.INDEX.GOOD.NORMALISED.2022"]
    assert (row["OBS_VALUE"], row["OBS_STATUS"]) == (80.0, "I")
    edges = [edge for edge in made.inputs.to_pylist() if edge["KEY"] == "A.990001.INDEX.GOOD.NORMALISED.2022"]
    assert [(e["ROLE"], e["IN_DATAFLOW"], e["IN_KEY"]) for e in edges] == [
        ("imputed_from", "IC_INDICATORS", "A.990001.GOOD._Z.")
    ]


@pytest.mark.parametrize(
    ("stage", "formula"),
    [
        ("default: {method: goalposts, outside: keep}\n    range: null", "(BAD - 20) / (0 - 20) * 1"),
        ("default: {method: goalposts, outside: keep}", "(BAD - 20) / (0 - 20) * 100"),
        ("default: {method: goalposts, outside: keep}\n    range: [0, 100]", "(BAD - 20) / (0 - 20) * 100"),
        ("default: {method: goalposts, outside: keep}\n    range: [1, 7]", "1 + (BAD - 20) / (0 - 20) * 6"),
        ("default: {method: minmax}\n    range: [0, 100]", "minmax(BAD)"),
    ],
)
def test_the_formula_of_a_normalised_value_says_its_goalposts_and_its_range(stage: str, formula: str) -> None:
    old = "default: {method: goalposts, outside: keep}\n    range: [0, 100]"
    method = METHOD.replace(old, stage).encode()
    made = programme_index.compile(
        programme(), ONLY_INDEX, spec(FILES | {"method.yaml": method}), indicators(VALUES), CYCLE
    )
    assert rows(made)["A.990002.INDEX.BAD.NORMALISED.2022"]["FORMULA"] == formula


def test_contributions_to_a_geometric_mean_are_slopes_times_values_rounded_to_a_millionth() -> None:
    method = METHOD.replace("{method: arithmetic}", "{method: geometric}").encode()
    made = programme_index.compile(
        programme(),
        ONLY_INDEX,
        spec(FILES | {"method.yaml": method}),
        indicators(VALUES | {("BAD", "990002", "2023"): 19.0}),
        CYCLE,
    )
    found = rows(made)
    score = 40.0**0.75 * 75.0**0.25
    assert found["A.990001.INDEX.TOP.SCORE.2022"]["OBS_VALUE"] == pytest.approx(score)
    parts = [found[f"A.990001.INDEX.{code}.CONTRIBUTION.2022"]["OBS_VALUE"] for code in ("GOOD", "BAD")]
    assert parts == pytest.approx([0.75 * score, 0.25 * score], abs=1e-6)
    assert [round(part, 6) for part in parts] == parts


def inputs(made: Dataset, key: str) -> list[tuple[str, str, float | None]]:
    return [(e["ROLE"], e["IN_KEY"], e["WEIGHT"]) for e in made.inputs.to_pylist() if e["KEY"] == key]


def test_ranks_and_contributions_say_their_formula_and_point_at_scores() -> None:
    found = rows(MADE)
    assert found["A.990001.INDEX.TOP.RANK.2022"]["FORMULA"] == "1 + #{j : TOP[j] > TOP[990001]}"
    assert inputs(MADE, "A.990001.INDEX.TOP.RANK.2022") == [
        ("ranked", "A..INDEX.TOP.SCORE.2022", None),
        ("score", "A.990001.INDEX.TOP.SCORE.2022", None),
    ]
    assert found["A.990001.INDEX.GOOD.CONTRIBUTION.2022"]["FORMULA"] == "d(TOP)/d(GOOD) * GOOD"
    assert inputs(MADE, "A.990001.INDEX.GOOD.CONTRIBUTION.2022") == [
        ("normalised", "A.990001.INDEX.GOOD.NORMALISED.2022", 0.75),
        ("score", "A.990001.INDEX.TOP.SCORE.2022", None),
    ]
    # Nothing is nought times any slope: no weight is told.
    assert inputs(MADE, "A.990002.INDEX.BAD.CONTRIBUTION.2023")[0] == (
        "normalised", "A.990002.INDEX.BAD.NORMALISED.2023", None,
    )  # fmt: skip
    assert {row["COMMENT"] for row in found.values()} == {None}


def test_intervals_say_their_share_their_runs_and_the_assumptions_and_are_estimates() -> None:
    declared = (
        "seed: 1\nreplicates: 64\ntop: [1]\nassumptions:\n"
        "  - {name: weights, stage: weights, kind: perturb, spread: 0.2}\n"
    )
    files = FILES | {"assumptions.yaml": declared.encode()}
    made = programme_index.compile(programme(), ONLY_INDEX, spec(files), indicators(VALUES), CYCLE)
    found = rows(made)
    formulas = {
        measure: found[f"A.990001.INDEX.TOP.{measure}.2023"]["FORMULA"]
        for measure in (
            "SCORE_LOWER",
            "SCORE_UPPER",
            "RANK_LOWER",
            "RANK_MEDIAN",
            "RANK_UPPER",
            "P_TOP",
            "P_RISE",
        )
    }
    assert formulas == {
        "SCORE_LOWER": "5 % (SCORE), n = 64",
        "SCORE_UPPER": "95 % (SCORE), n = 64",
        "RANK_LOWER": "5 % (RANK), n = 64",
        "RANK_MEDIAN": "50 % (RANK), n = 64",
        "RANK_UPPER": "95 % (RANK), n = 64",
        "P_TOP": "P(RANK <= 1), n = 64",
        "P_RISE": "P(TOP[t] > TOP[t-1]) + P(=)/2, n = 64",
    }
    row = found["A.990001.INDEX.TOP.SCORE_LOWER.2023"]
    assert (row["OBS_STATUS"], row["METHOD"], row["COMMENT"]) == ("E", "INDEX_INTERVAL", "weights")
    assert inputs(made, "A.990001.INDEX.TOP.P_RISE.2023") == [
        ("before", "A.990001.INDEX.TOP.SCORE.2022", None),
        ("ranked", "A..INDEX.TOP.SCORE.", None),
        ("score", "A.990001.INDEX.TOP.SCORE.2023", None),
    ]
    assert [role for role, _, _ in inputs(made, "A.990001.INDEX.TOP.SCORE_LOWER.2023")] == ["ranked", "score"]
