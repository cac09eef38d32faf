"""The account, the pull, the targets and the tasks on the figures of the shipped programme."""

import statistics
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
LEVELS = ("LEVEL", "LEVEL_INITIAL", "LEVEL_DIRECT", "LEVEL_INDIRECT", "LEVEL_UPSTREAM", "LEVEL_OUTSIDE")


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


def test_every_national_observation_equals_its_weighted_table_cells(compiled, loaded):
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
        if edge["ROLE"] == "BENCHMARK" and edge["WEIGHT"] is not None:
            cell = float(cells[edge["IN_KEY"]])
            explained[edge["KEY"]] = explained.get(edge["KEY"], 0.0) + edge["WEIGHT"] * cell
    national = [
        r for r in compiled["account"].table.to_pylist() if r["PRODUCT"] != "_T" and r["REF_AREA"] == "CN"
    ]
    names = compiled["account"].dataflow.dimensions
    assert len(national) == 48
    assert all(
        explained[".".join(r[n] for n in names)] == pytest.approx(r["OBS_VALUE"], rel=1e-9) for r in national
    )


def test_every_province_is_its_weighted_share_of_the_nation(compiled):
    data = compiled["account"]
    values = dict(zip(data.keys.to_pylist(), data.table.column("OBS_VALUE").to_pylist(), strict=True))
    shares = {e["KEY"]: e for e in data.inputs.to_pylist() if e["ROLE"] == "CONTROL"}
    assert len(shares) == 31 * 2 * 12
    assert all(
        e["WEIGHT"] * values[e["IN_KEY"]] == pytest.approx(values[key], rel=1e-9) for key, e in shares.items()
    )


def measured(compiled, product, measure, scope="NARROW_IO"):
    """A measure of the whole method, in per cent, of the nation's rows."""
    rows = [
        r
        for r in compiled["errors"].table.to_pylist()
        if (r["REF_AREA"], r["SCOPE"], r["PRODUCT"], r["MEASURE"]) == ("CN", scope, product, measure)
    ]
    assert len(rows) == 1
    return rows[0]["OBS_VALUE"], rows[0]["COMMENT"]


def test_told_in_real_time_every_interval_would_have_held_all_six_later_tables(compiled):
    # With the errors of the sum itself, where goods and services happened to cancel, four of six were inside.
    for product in ("G", "S", "_T"):
        assert measured(compiled, product, "COVERED") == (
            100.0,
            "experimental; 6 of 6 later tables inside",
        )
    assert measured(compiled, "_T", "DEPENDENCE")[0] == pytest.approx(29.8, abs=0.1)
    assert measured(compiled, "S", "COVERED", "CONTENT_IO")[1] == "experimental; 2 of 3 later tables inside"


def test_a_provincial_table_is_believed_by_half_and_the_choice_is_published_with_its_rivals(compiled):
    found = {
        product: tuple(
            round(measured(compiled, product, m)[0], 1)
            for m in ("RELIABILITY", "MISSED_BELIEVED", "MISSED_TABLE", "MISSED_NATION")
        )
        for product in ("G", "S")
    }
    assert found == {"G": (50.0, 36.9, 43.0, 36.0), "S": (50.0, 52.7, 58.2, 44.1)}
    assert measured(compiled, "G", "COVERED_HELD_OUT")[0] == pytest.approx(2700 / 31)
    assert "27 of 31" in measured(compiled, "G", "COVERED_HELD_OUT")[1]
    assert "28 of 31" in measured(compiled, "S", "COVERED_HELD_OUT")[1]


def test_ningxia_and_qinghai_are_no_longer_above_beijing_by_the_noise_of_one_table(compiled, loaded):
    # Residents at the end of 2023, in ten thousand: Beijing 2186, Ningxia 729, Qinghai 594. Hundred million yuan.
    per_head = {
        area: value(compiled["account"], REF_AREA=area, SCOPE="NARROW_IO", PRODUCT="_T", TIME_PERIOD="2023")
        * 1e4
        / people
        for area, people in (("110000", 2185.8), ("640000", 729.0), ("630000", 594.0))
    }
    assert per_head["110000"] == pytest.approx(2931, abs=5)
    assert per_head["640000"] == pytest.approx(1419, abs=5)
    assert per_head["630000"] == pytest.approx(974, abs=5)


def test_one_error_of_two_tables_is_counted_once(compiled):
    rows = [
        r for r in compiled["errors"].table.to_pylist() if r["REF_AREA"] != "CN" and r["MEASURE"] == "ERROR"
    ]
    assert len(rows) == 31 * 2
    assert {r["TIME_PERIOD"] for r in rows} == {"2017"}


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


def test_the_published_scale_pulls_12_6_trillion_in_all_6_9_beyond_itself_and_4_7_outside_its_sectors(
    compiled,
):
    where = {
        "REF_AREA": "CN",
        "SCOPE": "MIIT_SCALE",
        "EFFECT": "OUTPUT",
        "SECTOR": "_T",
        "TIME_PERIOD": "2020",
        "MULTIPLIER_TYPE": "I",
    }
    found = {name: value(compiled["pull"], MEASURE=name, **where) for name in LEVELS}
    assert found["LEVEL"] == pytest.approx(125752, abs=1)
    assert found["LEVEL_UPSTREAM"] == pytest.approx(68947, abs=1)
    assert found["LEVEL_OUTSIDE"] == pytest.approx(46807, abs=1)
    assert found["LEVEL"] == pytest.approx(
        found["LEVEL_INITIAL"] + found["LEVEL_DIRECT"] + found["LEVEL_INDIRECT"]
    )


def test_of_4_07_trillion_pulled_by_narrow_consumption_2_23_are_beyond_it_and_1_52_outside_its_sectors(
    compiled,
):
    where = {
        "REF_AREA": "CN",
        "SCOPE": "NARROW_IO",
        "EFFECT": "OUTPUT",
        "SECTOR": "_T",
        "TIME_PERIOD": "2020",
        "MULTIPLIER_TYPE": "I",
    }
    found = {name: value(compiled["pull"], MEASURE=name, **where) / 1e4 for name in LEVELS}
    assert found["LEVEL"] == pytest.approx(4.072, abs=0.001)
    assert found["LEVEL_UPSTREAM"] == pytest.approx(2.233, abs=0.001)
    assert found["LEVEL_OUTSIDE"] == pytest.approx(1.516, abs=0.001)


def test_no_level_of_type_two_has_a_demand_that_households_decide(compiled, loaded):
    closed = [
        r
        for r in compiled["pull"].table.to_pylist()
        if r["MULTIPLIER_TYPE"] == "II" and not r["MEASURE"].startswith("MULTIPLIER")
    ]
    exogenous = {"LEVEL_GOVERNMENT", "LEVEL_INVESTMENT", "LEVEL_EXPORTS"}
    assert {r["MEASURE"] for r in closed} == exogenous
    demanded = {
        edge["IN_KEY"].rsplit(".", 1)[1]
        for edge in compiled["pull"].inputs.to_pylist()
        if edge["ROLE"] == "DEMAND" and ".LEVEL_" in edge["KEY"]
    }
    assert demanded == {"FU103", "FU201", "FU202", "EX"}
    assert not demanded & set(loaded.programme.tables.households)


def test_what_enters_a_multiplier_as_demand_is_final_consumption_and_nothing_else(compiled):
    cells = {
        edge["IN_KEY"].split(".")[-1]
        for edge in compiled["pull"].inputs.to_pylist()
        if edge["ROLE"] == "DEMAND" and ".MULTIPLIER" in edge["KEY"]
    }
    assert cells == {"FU101", "FU102", "FU103"}


@pytest.mark.parametrize(
    ("target", "period", "verdict", "reason"),
    [
        ("T1", "2020", "MISSED", "BELOW"),
        ("T2", "2020", "MISSED", "ESTIMATES_NONE_REACHES"),
        ("T3", "2018", "MET_EARLY", "REACHED_EARLY"),
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


def test_growth_is_said_to_fall_short_and_only_marginally(compiled):
    where = {"TARGET": "T1", "MEASURE": "OUTCOME_GROWTH", "SCOPE": "MIIT_SCALE"}
    assert value(compiled["targets"], **where) == pytest.approx(10.43, abs=0.01)
    assert value(compiled["targets"], "LOWER", **where) == pytest.approx(9.84, abs=0.01)
    assert value(compiled["targets"], "UPPER", **where) == pytest.approx(11.03, abs=0.01)
    assert value(compiled["targets"], "REASON", **where) == "GROWTH_BELOW_WITHIN_ROUNDING"


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
    assert all(r["UPPER"] > 1.5 * r["OBS_VALUE"] for r in rows if r["REF_AREA"] != "CN")
    assert np.isfinite([r["OBS_VALUE"] for r in rows]).all()


def page(name: str) -> str:
    """A page of explanation, on one line."""
    path = POLICY.parent.parent / "docs" / "explanation" / f"{name}.md"
    return " ".join(path.read_text(encoding="utf-8").split())


def test_the_page_of_the_account_says_what_the_data_say(compiled):
    told = page("account")
    for product in ("G", "S", "_T"):
        where = {"REF_AREA": "CN", "SCOPE": "NARROW_IO", "PRODUCT": product, "TIME_PERIOD": "2023"}
        low, high = (value(compiled["account"], end, **where) for end in ("LOWER", "UPPER"))
        assert f"{product} {value(compiled['account'], **where):,.0f} ({low:,.0f}–{high:,.0f})" in told
    for measure in ("MISSED_TABLE", "MISSED_BELIEVED", "MISSED_NATION"):
        pair = [f"{measured(compiled, product, measure)[0]:.1f}" for product in ("G", "S")]
        assert f"{pair[0]} | {pair[1]}" in told.replace("**", "")
    assert f"{measured(compiled, '_T', 'DEPENDENCE')[0] / 100:.2f} for NARROW_IO" in told
    errors: dict[str, list[float]] = {"G": [], "S": []}
    for row in compiled["errors"].table.to_pylist():
        if row["REF_AREA"] != "CN" and row["MEASURE"] == "ERROR":
            errors[row["PRODUCT"]].append(abs(row["OBS_VALUE"]))
    medians = {product: statistics.median(found) for product, found in errors.items()}
    assert f"31 a product, median {medians['G']:.0f} per cent for G, {medians['S']:.0f} for S" in told


@pytest.mark.parametrize("scope", ["NARROW_IO", "CONTENT_IO"])
def test_the_page_of_the_pull_says_what_the_data_say(compiled, scope):
    where = {"REF_AREA": "CN", "SCOPE": scope, "TIME_PERIOD": "2020"}
    bought = value(compiled["account"], PRODUCT="_T", **where) / 1e4
    pulled = [
        value(compiled["pull"], EFFECT="OUTPUT", SECTOR="_T", MULTIPLIER_TYPE="I", MEASURE=name, **where)
        / 1e4
        for name in ("LEVEL", "LEVEL_UPSTREAM", "LEVEL_OUTSIDE")
    ]
    assert f"| {scope} | {bought:.2f} | " + " | ".join(f"{v:.2f}" for v in pulled) + " |" in page("pull")
