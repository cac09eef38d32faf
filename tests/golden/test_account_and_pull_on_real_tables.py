"""The account, the pull, the targets and the tasks on the figures of the shipped programme."""

from collections.abc import Mapping

import numpy as np
import pytest

from tests.nouns import POLICY
from xinxiao.analyse import account, pull, targets
from xinxiao.analyse.account.choose import compare
from xinxiao.analyse.pull.model import economy, leontief
from xinxiao.model.dataset import Dataset
from xinxiao.model.io_table import concordances, tables
from xinxiao.model.vintage import Vintage, vintage
from xinxiao.programme.load import load
from xinxiao.programme.loaded import Loaded

AS_OF = "2025-12-31"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(POLICY)


@pytest.fixture(scope="module")
def known(loaded: Loaded) -> Vintage:
    return vintage(loaded.figures, AS_OF)


@pytest.fixture(scope="module")
def compiled(loaded: Loaded, known: Vintage) -> dict[str, Dataset]:
    own = loaded.programme
    io = tables(loaded.io)
    kept, errors = account.compile(own, known, io, loaded.sectors)
    called = pull.compile(own, io, loaded.sectors, loaded.employment, kept, known)
    judged = targets.compile(own, known, kept, called)
    return {"account": kept, "errors": errors, "pull": called, "targets": judged}


def value(data: Dataset, column: str = "OBS_VALUE", **where: str) -> object:
    rows = [r for r in data.table.to_pylist() if all(r[k] == v for k, v in where.items())]
    assert len(rows) == 1, where
    return rows[0][column]


def sums(data: Dataset) -> Mapping[tuple[str, str], tuple[float, float]]:
    found: dict[tuple[str, str], list[float]] = {}
    for row in data.table.to_pylist():
        if row["SCOPE"] == "NARROW_IO":
            pair = found.setdefault((row["PRODUCT"], row["TIME_PERIOD"]), [0.0, 0.0])
            pair[row["REF_AREA"] != "CN"] += row["OBS_VALUE"]
    return {key: (pair[0], pair[1]) for key, pair in found.items()}


@pytest.mark.parametrize(
    ("year", "goods", "services"),
    [("2012", 3694.8, 5897.5), ("2015", 5964.6, 6384.1), ("2017", 6063.7, 8617.1), ("2020", 6310.1, 12472.2)],
)
def test_in_table_years_the_nations_account_is_the_table_and_has_no_interval(compiled, year, goods, services):
    for product, expected in (("G", goods), ("S", services)):
        where = {"REF_AREA": "CN", "SCOPE": "NARROW_IO", "PRODUCT": product, "TIME_PERIOD": year}
        assert value(compiled["account"], **where) == pytest.approx(expected, abs=0.06)
        assert value(compiled["account"], "LOWER", **where) == value(compiled["account"], "UPPER", **where)


def test_thirty_one_provinces_add_up_to_the_nation_in_every_year_and_product(compiled):
    found = sums(compiled["account"])
    assert len(found) == 36
    assert all(abs(parts / nation - 1) < 1e-9 for nation, parts in found.values())


def test_every_observation_equals_its_weighted_table_cells(compiled, loaded):
    cells = dict(
        zip(
            (
                ".".join(map(str, key))
                for key in zip(
                    *(loaded.io.table.column(c).to_pylist() for c in loaded.io.dataflow.dimensions),
                    strict=True,
                )
            ),
            loaded.io.table.column("OBS_VALUE").to_pylist(),
            strict=True,
        )
    )
    explained: dict[str, float] = {}
    for edge in compiled["account"].inputs.to_pylist():
        if edge["ROLE"] == "BENCHMARK":
            cell = float(cells[edge["IN_KEY"]])
            explained[edge["KEY"]] = explained.get(edge["KEY"], 0.0) + edge["WEIGHT"] * cell
    rows = [r for r in compiled["account"].table.to_pylist() if r["PRODUCT"] != "_T"]
    names = compiled["account"].dataflow.dimensions
    assert len(rows) == 792
    assert all(
        explained[".".join(r[n] for n in names)] == pytest.approx(r["OBS_VALUE"], rel=1e-9) for r in rows
    )


def test_the_error_of_2020_services_left_out_is_4_6_per_cent(compiled):
    where = {"REF_AREA": "CN", "SCOPE": "NARROW_IO", "PRODUCT": "S", "TIME_PERIOD": "2020"}
    assert value(compiled["errors"], MEASURE="ERROR", **where) == pytest.approx(4.6, abs=0.1)
    assert value(compiled["errors"], MEASURE="ERROR_AHEAD_3", **where) == pytest.approx(-13.4, abs=0.1)


def test_the_shipped_indicators_miss_no_more_than_the_alternatives_by_a_wide_margin(loaded, known):
    trials = compare(
        loaded.programme,
        known,
        tables(loaded.io),
        loaded.sectors,
        [("URBAN_POP", None), ("HOUSEHOLD_INCOME", "GDP"), ("POP", None)],
    )
    found = {(t.product, t.indicator, t.method): t.rmse_in_use for t in trials if t.scope == "NARROW_IO"}
    assert found[("G", "URBAN_POP", "denton_cholette")] == pytest.approx(8.1, abs=0.1)
    assert found[("S", "HOUSEHOLD_INCOME", "denton_cholette")] == pytest.approx(12.1, abs=0.1)
    assert found[("S", "HOUSEHOLD_INCOME", "chow_lin")] > found[("S", "HOUSEHOLD_INCOME", "denton_cholette")]


def test_findings_name_the_provinces_whose_tables_disagree(loaded):
    found = account.findings(loaded.programme, tables(loaded.io), loaded.sectors)
    assert {dict(f.places)["area"] for f in found} == {"540000", "630000"}
    assert all("{" not in f.message("zh") + f.message("en") for f in found)


@pytest.mark.parametrize(
    ("year", "sector", "output", "value_added", "domestic", "imported"),
    [
        (2017, "20", 2.339, 0.570, 5820, 243),
        (2017, "31", 2.000, 0.926, 8228, 389),
        (2018, "31", 2.064, 0.925, 11203, 168),
        (2020, "20", 2.349, 0.570, 5974, 336),
        (2020, "31", 2.149, 0.932, 12421, 51),
    ],
)
def test_type_one_multipliers_of_the_two_sectors_match_an_independent_computation(
    loaded, year, sector, output, value_added, domestic, imported
):
    shelf, codes = tables(loaded.io).by_place, loaded.programme.tables
    own = [t for (area, y, _), t in shelf.items() if (area, y) == ("CN", year)]
    lists = concordances(loaded.sectors, codes.sectors)
    listed = [lists[(t.level, t.year)] for t in own]
    found = economy(own, listed, codes=codes, final_uses=("FU101", "FU102", "FU103"))
    place = found.sectors.index(sector)
    requirements = leontief(found, "I")
    assert requirements[:, place].sum() == pytest.approx(output, abs=0.001)
    assert (found.value_added / found.output * requirements[:, place]).sum() == pytest.approx(
        value_added, abs=0.001
    )
    table = shelf[("CN", year, 42)]
    assert table.value(sector, "TC", "D") / 1e4 == pytest.approx(domestic, abs=0.6)
    assert table.value(sector, "TC", "M") / 1e4 == pytest.approx(imported, abs=0.6)


def test_multipliers_are_at_least_one_and_closing_for_households_never_lowers_them(compiled):
    found: dict[tuple[str, ...], dict[str, float]] = {}
    for row in compiled["pull"].table.to_pylist():
        if row["MEASURE"] == "MULTIPLIER" and row["SECTOR"] == "_T":
            place = (row["REF_AREA"], row["SCOPE"], row["EFFECT"], row["TIME_PERIOD"])
            found.setdefault(place, {})[row["MULTIPLIER_TYPE"]] = row["OBS_VALUE"]
    assert len(found) == 31 * 2 * 2 + 9 * 2 + 7
    assert all(both["II"] >= both["I"] for both in found.values())
    assert all(both["I"] >= 1 for place, both in found.items() if place[2] == "OUTPUT")


def test_the_published_scale_pulls_12_6_trillion_by_type_one_and_17_2_by_type_two(compiled):
    where = {
        "REF_AREA": "CN",
        "SCOPE": "MIIT_SCALE_2018",
        "EFFECT": "OUTPUT",
        "SECTOR": "_T",
        "TIME_PERIOD": "2020",
        "MEASURE": "LEVEL",
    }
    assert value(compiled["pull"], MULTIPLIER_TYPE="I", **where) == pytest.approx(125752, abs=1)
    assert value(compiled["pull"], MULTIPLIER_TYPE="II", **where) == pytest.approx(172358, abs=1)


@pytest.mark.parametrize(
    ("target", "period", "verdict", "reason"),
    [
        ("T1", "2020", "MISSED", "BELOW"),
        ("T2", "2020", "NOT_VERIFIABLE", "ESTIMATES_DISAGREE"),
        ("T3", "2019-08", "MET_EARLY", "REACHED_EARLY"),
        ("T4", "2020", "NOT_VERIFIABLE", "ONLY_PROXY"),
        ("T5", "2020", "NOT_VERIFIABLE", "ONLY_PROXY"),
        ("T6", "2019-10", "MET_EARLY", "REACHED_EARLY"),
    ],
)
def test_the_six_targets_are_judged(compiled, loaded, target, period, verdict, reason):
    own = next(t for t in loaded.programme.targets if t.id == target)
    where = {
        "TARGET": target,
        "MEASURE": "OUTCOME",
        "TIME_PERIOD": period,
        "SCOPE": (own.scopes or ("_Z",))[0],
    }
    assert value(compiled["targets"], "VERDICT", **where) == verdict
    assert value(compiled["targets"], "REASON", **where) == reason


def test_growth_is_said_to_fall_short_across_the_change_of_wording_and_only_marginally(compiled):
    where = {"TARGET": "T1", "MEASURE": "OUTCOME_GROWTH", "SCOPE": "_X"}
    assert value(compiled["targets"], **where) == pytest.approx(10.43, abs=0.01)
    assert value(compiled["targets"], "LOWER", **where) == pytest.approx(9.84, abs=0.01)
    assert value(compiled["targets"], "UPPER", **where) == pytest.approx(11.03, abs=0.01)
    assert value(compiled["targets"], "REASON", **where) == "GROWTH_ACROSS_BELOW_WITHIN_ROUNDING"


def test_the_chance_seen_in_2018_uses_only_figures_known_by_then(compiled):
    where = {"TARGET": "T1", "MEASURE": "PROBABILITY", "TIME_PERIOD": "2018-12"}
    assert value(compiled["targets"], **where) == pytest.approx(0.95, abs=0.01)
    used = [
        e["IN_KEY"]
        for e in compiled["targets"].inputs.to_pylist()
        if e["ROLE"] == "KNOWN" and ".PROBABILITY.2018-12" in e["KEY"]
    ]
    assert len(used) == 5
    assert all(key.rsplit(".", 1)[1] <= "2018-12-31" for key in used)


def test_every_derived_row_has_a_method_and_inputs(compiled):
    for name in ("account", "pull"):
        data = compiled[name]
        assert all(data.table.column("METHOD").to_pylist())
        keys = {".".join(str(r[d]) for d in data.dataflow.dimensions) for r in data.table.to_pylist()}
        assert keys == set(data.inputs.column("KEY").to_pylist())


def test_bounds_hold_their_value(compiled):
    rows = compiled["account"].table.to_pylist()
    assert all(r["LOWER"] <= r["OBS_VALUE"] <= r["UPPER"] for r in rows)
    assert np.isfinite([r["OBS_VALUE"] for r in rows]).all()
