import pytest

from xinxiao.analyse import account
from xinxiao.analyse.account.indicator import movements
from xinxiao.errors import ProgrammeFault


def compiled(country):
    return account.compile(country.programme, country.known, country.io, country.sectors)


def value(data, area, year, product="G", column="OBS_VALUE"):
    rows = [
        r
        for r in data.table.to_pylist()
        if (r["REF_AREA"], r["TIME_PERIOD"], r["PRODUCT"]) == (area, year, product)
    ]
    return rows[0][column]


def test_the_nation_meets_its_tables_and_moves_with_its_indicator(country):
    kept, _ = compiled(country())
    assert value(kept, "CN", "2012") == pytest.approx(100.0)
    assert value(kept, "CN", "2013") == pytest.approx(25.0 * (100 / 20 + 200 / 30) / 2)
    assert value(kept, "CN", "2015") == pytest.approx(35.0 * 200 / 30)


def test_too_few_provinces_to_measure_reliability_share_out_the_nation_as_their_last_tables_say(country):
    # The tables of 2014 give 50 and 110, the indicator stood at 10 and 20: per unit of it 5 and 5.5.
    kept, errors = compiled(country())
    assert value(kept, "120000", "2014") == pytest.approx(110.0 * 200 / 160)
    assert value(kept, "110000", "2012") == pytest.approx(100.0 * 50 / (50 + 55))
    assert value(kept, "110000", "2015", column="LOWER") is None
    assert not {"RELIABILITY", "COVERED_HELD_OUT"} & set(errors.table.column("MEASURE").to_pylist())


def test_a_province_is_a_level_whose_change_is_said_not_to_be_measured(country):
    kept, _ = compiled(country())
    assert value(kept, "110000", "2015", column="METHOD") == "ACCOUNT_PROVINCE"
    assert value(kept, "110000", "2015", "_T", "METHOD") == "ACCOUNT_PROVINCE_SUM"
    assert "change not measurable" in value(kept, "110000", "2015", column="COMMENT")
    assert "change not measurable" in value(kept, "110000", "2015", "_T", "COMMENT")
    assert [value(kept, "CN", y, "_T", "METHOD") for y in ("2014", "2015")] == [
        "ACCOUNT_SUM",
        "ACCOUNT_SUM_EXTRAPOLATED",
    ]


def test_a_province_is_its_share_of_the_nation_in_value_and_in_inputs(country):
    kept, _ = compiled(country())
    own = [e for e in kept.inputs.to_pylist() if e["KEY"] == "A.110000.NARROW.G.2013"]
    control = next(e for e in own if e["ROLE"] == "CONTROL")
    assert control["IN_KEY"] == "A.CN.NARROW.G.2013"
    assert control["WEIGHT"] * value(kept, "CN", "2013") == pytest.approx(value(kept, "110000", "2013"))
    assert {e["ROLE"] for e in own} == {"BENCHMARK", "INDICATOR", "CONTROL"}


def test_provinces_add_up_in_years_without_tables_too(country):
    kept, _ = compiled(country())
    for year in ("2013", "2015"):
        assert value(kept, "110000", year) + value(kept, "120000", year) == pytest.approx(
            value(kept, "CN", year), rel=1e-12
        )


def test_intervals_widen_after_the_last_table_and_vanish_at_it(country):
    kept, _ = compiled(country())
    at, after = ([value(kept, "CN", y, column=c) for c in ("LOWER", "UPPER")] for y in ("2014", "2015"))
    assert at[0] == at[1]
    assert after[0] < value(kept, "CN", "2015") < after[1]


def test_how_far_a_province_is_from_its_own_tables_is_published(country):
    _, errors = compiled(country())
    found = {
        (r["REF_AREA"], r["TIME_PERIOD"]): r["OBS_VALUE"]
        for r in errors.table.to_pylist()
        if r["MEASURE"] == "ADJUSTMENT"
    }
    assert found[("110000", "2012")] == pytest.approx((100 * 50 / 105 / 60 - 1) * 100)
    assert found[("110000", "2014")] == pytest.approx((200 / 160 - 1) * 100)


def test_a_table_with_no_consumption_is_left_out_and_told(country):
    odd = country(second=(0.0, 160.0))
    kept, _ = compiled(odd)
    assert value(kept, "110000", "2014") + value(kept, "120000", "2014") == pytest.approx(200.0)
    assert value(kept, "110000", "2014") > 0
    codes = [f.code for f in account.findings(odd.programme, odd.io, odd.sectors)]
    assert codes == ["ACCOUNT_BENCHMARK_NOT_POSITIVE"]


def test_a_share_that_more_than_triples_is_told(country):
    odd = country(second=(5.0, 155.0))
    found = account.findings(odd.programme, odd.io, odd.sectors)
    assert [(f.code, dict(f.places)["area"]) for f in found] == [("ACCOUNT_SHARE_JUMPS", "110000")]


def test_the_account_ends_with_the_last_year_its_indicator_covers(country):
    kept, _ = compiled(country(last=2023))
    assert max(kept.table.column("TIME_PERIOD").to_pylist()) == "2015"


def test_a_formula_moves_the_account_and_its_figures_are_the_inputs(country, indicator):
    made = country(indicators=(indicator("DOUBLE", "POP * 2 + POP"),))
    movement = movements(made.programme, made.known).of("120000", "DOUBLE")
    assert movement.values[2013] == 45.0
    assert set(movement.keys[2013]) == {"A.120000.POP._Z.2013.2020-01-01"}


def test_a_formula_that_refers_to_itself_is_refused(country, indicator):
    made = country(indicators=(indicator("LOOP", "LOOP + POP"),))
    with pytest.raises(ProgrammeFault, match="refers to itself"):
        movements(made.programme, made.known).of("120000", "LOOP")


def test_a_formula_with_functions_moves_the_account_by_figures_of_both_years(country, indicator):
    made = country(indicators=(indicator("GROWN", "growth(POP)"),))
    movement = movements(made.programme, made.known).of("120000", "GROWN")
    assert movement.values[2013] == pytest.approx(0.5)
    assert movement.keys[2013] == (
        "A.120000.POP._Z.2013.2020-01-01",
        "A.120000.POP._Z.2012.2020-01-01",
    )


def test_a_formula_with_the_account_cannot_move_the_account(country, indicator):
    made = country(indicators=(indicator("ROUND", "account(NARROW, G) / POP"),))
    with pytest.raises(ProgrammeFault, match="cannot move the account"):
        movements(made.programme, made.known).of("120000", "ROUND")
