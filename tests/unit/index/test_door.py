"""``from xinxiao import index``: everything the documentation names is there, and nothing hides a module."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import xinxiao.analyse.programme_index
import xinxiao.uses
from xinxiao import index

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    "docs/howto/index-from-a-folder.md",
    "docs/howto/audit-an-index.md",
    "docs/explanation/index-methods.md",
    "docs/explanation/index-uncertainty.md",
]
INNER = {
    "coherence.arrays": "pieces the steps share",
    "doubt.account": "demand_some: what every kind of analysis asks of its replicates",
    "doubt.checks": "what read_folder and analyse check",
    "doubt.draw": "the random vectors of analyse",
    "doubt.factors": "the assumptions as analyse varies them",
    "doubt.inert": "which assumptions analyse refuses",
    "doubt.intervals": "what analyse says of its replicates",
    "doubt.uncertainty": "sound_factors: what analyse and replicates check alike",
    "layouts.coin_tool": "the layouts as read_workbook tells them apart",
    "layouts.coinr": "the layouts as read_workbook tells them apart",
    "doubt.joe_kuo": "the numbers that sobol_design is made of",
    "doubt.rows": "what becomes of the replicates of analyse",
    "doubt.sequence": "the points of sobol_design",
    "doubt.values": "the value stages as analyse replays them",
    "doubt.variants": "the stages as the alternatives change them",
    "doubt.play": "how analyse plays its replicates",
    "doubt.summary": "what analyse says of its replicates, some units at a time",
    "doubt.turnout": "which alternatives analyse lost replicates of",
    "layouts.data": "a file of read_folder",
    "layouts.foreign": "what read_workbook and xinxiao index new make of other people's files",
    "layouts.plain_table": "a table, as xinxiao index new takes it",
    "layouts.workbook": "foreign_workbook: the half of read_workbook that xinxiao index new uses",
    "layouts.parameters": "checks of read_folder",
    "layouts.folder": "read_spec and check_spec: the half of read_folder that a programme uses",
    "layouts.sample": "a file of points becomes the array that analyse takes",
    "layouts.tree": "a file of read_folder",
    "pipeline.cache": "the keys of build",
    "pipeline.checks": "what build checks",
    "pipeline.effects": "what build checks: options without effect",
    "pipeline.result": "default_aggregation",
    "pipeline.run": "sound_inputs: what build and analyse check alike",
    "pipeline.stages": "the steps as build performs them",
    "spec.changes": "override, on a stage and on a method",
    "spec.effects": "which choice reads which option",
    "spec.framework": "faults_of: what framework_of checks",
    "spec.method": "the name and step of a stage",
    "spec.panel": "demand_room: the limit of a panel",
    "spec.parameters": "what the parameters of a method may be",
    "spec.periods": "what a code and a period of an axis may be",
    "spec.source": "the columns that panel_from_long and panel_from_wide take",
    "spec.table": "the columns a Table is made of",
    "steps.aggregate": "aggregation_parameters, and scores without a look at the domain",
    "steps.combine": "logarithm: what one geometric mean hands on to another",
    "steps.custom": "is_known and run_custom: custom, as build and analyse use it",
    "steps.domain": "what each method is defined for",
    "steps.regress": "impute(method='regression')",
    "steps.treat": "treated_values: treat, as analyse needs it",
    "steps.winsorise": "a part of treat",
    "tables.axes": "the columns of tables",
    "tables.csv_bytes": "rounded: the digits of write_csv",
    "analysis.structure": "coherence_table and importance_table, as an audit holds them",
    "analysis.whatif": "rescore: the scores of what-if",
    "weights.framework": "checks of a weight rule",
}
"""Modules with public functions that are not at the door, and why."""


def _modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(index.__path__, f"{index.__name__}.")
    return [import_module(info.name) for info in found if not info.ispkg]


def test_the_list_of_the_door_is_what_the_door_has_and_names_nothing_twice() -> None:
    for door in (index, index.arrays):
        assert [name for name in door.__all__ if not hasattr(door, name)] == []
        assert len(door.__all__) == len(set(door.__all__))
        public = {name for name, value in vars(door).items() if not name.startswith("_")}
        modules = {name for name in public if isinstance(getattr(door, name), ModuleType)}
        assert public - modules - {"annotations"} <= set(door.__all__)


@pytest.mark.parametrize("page", PAGES)
def test_every_name_the_documentation_asks_of_the_door_is_there(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    code = "\n".join(
        [*re.findall(r"```python\n(.*?)```", text, re.DOTALL), *re.findall(r"`([^`\n]+)`", text)]
    )
    asked = set(re.findall(r"(?<![\w./-])index\.((?:arrays\.)?[A-Za-z_]\w*)", code)) - {"xlsx"}
    assert asked or "explanation" in page
    for name in asked:
        place = index.arrays if name.startswith("arrays.") else index
        assert hasattr(place, name.removeprefix("arrays.")), name


def test_every_public_function_of_the_engine_is_at_the_door_or_is_named_with_a_reason() -> None:
    reached = {id(getattr(door, name)) for door in (index, index.arrays) for name in door.__all__}
    hidden: dict[str, list[str]] = {}
    for module in _modules():
        short = module.__name__.removeprefix("xinxiao.index.")
        for name, value in vars(module).items():
            own = inspect.isfunction(value) and value.__module__ == module.__name__
            if own and not name.startswith("_") and id(value) not in reached:
                hidden.setdefault(short, []).append(name)
    assert {name: names for name, names in hidden.items() if name not in INNER} == {}
    assert [name for name in INNER if name not in hidden] == []


def test_no_name_of_the_door_hides_a_folder_or_a_module() -> None:
    inside = {info.name for info in pkgutil.iter_modules(index.__path__)}
    assert inside & set(index.__all__) == {"arrays"}
    assert isinstance(index.arrays, ModuleType)


@pytest.mark.parametrize(
    "package",
    [index, xinxiao.uses, xinxiao.analyse.programme_index]
    + [import_module(f"xinxiao.index.{i.name}") for i in pkgutil.iter_modules(index.__path__) if i.ispkg],
    ids=lambda package: package.__name__,
)
def test_no_function_has_the_name_of_a_module_beside_it(package: ModuleType) -> None:
    beside = {info.name for info in pkgutil.iter_modules(package.__path__)}
    assert [name for name in beside if inspect.isroutine(getattr(package, name, None))] == []


def test_every_table_function_gives_a_table_and_no_other_an_array() -> None:
    tables = {name for name in index.__all__ if name.endswith("_table")}
    assert len(tables) == 35
    for name in index.__all__:
        value = getattr(index, name)
        if inspect.isfunction(value):
            given = inspect.signature(value).return_annotation
            assert (given == "Table") == (name in tables), name
            assert given not in ("Array", "Floats"), name


def test_tables_of_every_kind_carry_the_codes_of_their_axes() -> None:
    folder = index.read_folder(ROOT / "tests/data/index-small")
    result = index.build(folder.spec, folder.panel)
    matrix = index.correlation_table(result, ["broadband", "mobile", "INDEX"])
    assert matrix["INDICATOR"].tolist() == ["broadband", "mobile", "INDEX"]
    assert matrix.column_names == ("INDICATOR", "broadband", "mobile", "INDEX")
    np.testing.assert_allclose(np.diag(matrix.array), 1.0)
    parts = index.contribution_table(result)
    assert parts.column_names == ("REF_AREA", "TIME_PERIOD", "IMPUTED", *result.framework.indicator_codes)
    np.testing.assert_allclose(parts.array.sum(axis=1), result.of("INDEX").ravel())
    beats = index.outranking_table(result, "ACCESS")
    np.testing.assert_allclose(beats.array + beats.array.T, 1.0 - np.eye(12), atol=1e-12)
    change = index.change_table(result, "2021", "2022")
    np.testing.assert_allclose(change.array[:, 1:].sum(axis=1), change["TOTAL"])
    shares = index.benefit_of_the_doubt_table(result, "ACCESS", lower=0.2)
    np.testing.assert_allclose(shares.array[:, 2:].sum(axis=1), 1.0)
    assert index.cluster_table(result).column_names == ("REF_AREA", "CLUSTER")
    assert index.statistics_table(result.inputs).rows()[0]["AVAILABLE"] == 12
    assert index.availability_table(result.inputs, result.framework).array.shape == (36, 7)
    assert index.adequacy_table(result, "USE")["INDICATOR"].tolist()[0] == "USE"


def test_a_pillar_named_like_a_column_keeps_both() -> None:
    tree = index.framework_of(
        [index.Indicator(code="a", parent="SCORE"), index.Indicator(code="b", parent="RANK")],
        [index.Group(code=c, parent="top") for c in ("SCORE", "RANK")] + [index.Group(code="top")],
    )
    panel = index.Panel(np.array([[1.0, 2.0], [3.0, 5.0]]), ("U", "V"), ("a", "b"))
    ranking = index.ranking_table(index.build(index.IndexSpec(framework=tree), panel))
    assert ranking.column_names == ("RANK", "REF_AREA", "SCORE", "SCORE_", "RANK_")
