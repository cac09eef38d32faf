import numpy as np
import pyarrow as pa
import pytest

from tests.nouns import WORD as TEXT
from tests.nouns import flow, table_spec
from xinxiao.analyse.pull.demand import demand
from xinxiao.analyse.pull.employment import intensity
from xinxiao.analyse.pull.model import economy, effect, leontief
from xinxiao.model.account import AccountProduct, AccountScope
from xinxiao.model.io_table import IoTable, Sector

CODES = table_spec()
LIST = (Sector("01", "01", {}), Sector("20", "20", {}), Sector("99", "99", {}))
SCOPE = AccountScope(
    scope="N",
    products=(
        AccountProduct(id="G", name=TEXT, sectors=("20",), national_indicator="I", provincial_indicator="I"),
    ),
)


def table(cells, area="CN"):
    return IoTable.of(flow("cells"), (area, 2017, 42), {("T", *key): value for key, value in cells.items()})


NATION = {
    ("01", "01"): 10.0, ("01", "20"): 20.0, ("20", "01"): 10.0, ("20", "20"): 20.0,
    ("01", "GO"): 100.0, ("20", "GO"): 100.0, ("01", "FU101"): 70.0, ("20", "FU101"): 60.0, ("20", "EX"): 30.0,
    ("20", "IM"): 20.0, ("VA001", "01"): 40.0, ("VA001", "20"): 30.0, ("TVA", "01"): 80.0, ("TVA", "20"): 60.0,
}  # fmt: skip


def test_the_nations_imports_are_a_share_of_what_stays_at_home():
    own = economy([table(NATION)], [LIST], codes=CODES, final_uses=("FU101",))
    share = 20 / (100 + 20 - 30)
    assert own.domestic.tolist() == pytest.approx([1.0, 1 - share])
    assert own.flows[1].tolist() == pytest.approx([10 * (1 - share), 20 * (1 - share)])


def test_a_provinces_inflow_is_a_share_of_all_supply():
    cells = {**NATION, ("20", "IF"): 80.0, ("20", "OF"): 60.0}
    own = economy([table(cells, "110000")], [LIST], codes=CODES, final_uses=("FU101",))
    assert own.domestic[1] == pytest.approx(1 - 100 / 200)


def test_sectors_without_output_are_dropped():
    assert economy([table(NATION)], [LIST], codes=CODES, final_uses=("FU101",)).sectors == ("01", "20")


def test_a_table_without_a_list_of_its_sectors_is_no_model():
    assert economy([table(NATION)], [()], codes=CODES, final_uses=("FU101",)) is None


def test_a_non_competitive_table_gives_its_own_domestic_block():
    cells = {(o, r, c): v for (r, c), v in NATION.items() for o in (("T",) if r[0] in "VT" else ("D", "M"))}
    cells |= {("D", "20", "TC"): 45.0, ("M", "20", "TC"): 15.0}
    own = economy(
        [IoTable.of(flow("cells"), ("CN", 2017, 42), cells)], [LIST], codes=CODES, final_uses=("FU101",)
    )
    assert own.domestic.tolist() == pytest.approx([1.0, 0.75])
    assert own.flows[0].tolist() == [10.0, 20.0]


def test_a_sector_nobody_buys_of_is_all_from_home_in_a_table_that_tells_origins_apart():
    cells = {
        ("D", "20", "TC"): 45.0,
        ("M", "20", "TC"): 15.0,
        ("D", "01", "GO"): 5.0,
        ("D", "20", "GO"): 90.0,
    }
    own = economy(
        [IoTable.of(flow("cells"), ("CN", 2017, 42), cells)], [LIST], codes=CODES, final_uses=("FU101",)
    )
    assert dict(zip(own.sectors, own.domestic.tolist(), strict=True)) == {"01": 1.0, "20": 0.75}


def test_type_two_adds_what_pay_buys():
    own = economy([table(NATION)], [LIST], codes=CODES, final_uses=("FU101",))
    closed = np.zeros((3, 3))
    closed[:2, :2] = own.flows / own.output
    closed[:2, 2] = own.households / 70.0
    closed[2, :2] = [0.4, 0.3]
    assert np.allclose(leontief(own, "II"), np.linalg.inv(np.eye(3) - closed)[:2, :2])


def test_demand_is_split_into_domestic_mix_and_share():
    shelf = [table(NATION)]
    own = economy(shelf, [LIST], codes=CODES, final_uses=("FU101",))
    wanted = demand(own, SCOPE, shelf, [LIST], ("FU101",), "T")
    assert wanted.mix.tolist() == [0.0, 1.0]
    assert wanted.domestic == pytest.approx(1 - 20 / 90)
    assert wanted.keys == ("CN.2017.42.T.20.FU101",)


def test_the_mix_of_two_sectors_weighs_each_by_what_of_it_is_from_home():
    product = SCOPE.products[0]
    both = AccountScope(
        scope="N",
        products=(
            AccountProduct(
                id="G", name=TEXT, sectors=("01", "20"), national_indicator="I", provincial_indicator="I"
            ),
        ),
    )
    assert product.sectors == ("20",)
    shelf = [table(NATION)]
    own = economy(shelf, [LIST], codes=CODES, final_uses=("FU101",))
    wanted = demand(own, both, shelf, [LIST], ("FU101",), "T")
    home = 60 * (1 - 20 / 90)  # of 60 bought; the 70 of the first sector are all from home
    assert wanted.mix.tolist() == pytest.approx([70 / (70 + home), home / (70 + home)])
    assert wanted.domestic == pytest.approx((70 + home) / 130)


def test_a_detailed_scope_takes_the_sectors_with_its_marks_and_no_others():
    marked = (
        Sector("01", "01", {"IC_CONTENT": "a"}),
        Sector("20", "20", {"IC_CONTENT": "b"}),
        Sector("99", "99", {}),
    )
    product = AccountProduct(
        id="G", name=TEXT, sectors=(), marks=("b",), national_indicator="I", provincial_indicator="I"
    )
    shelf = [table(NATION)]
    own = economy(shelf, [marked], codes=CODES, final_uses=("FU101",))
    scope = AccountScope(scope="C", detail="IC_CONTENT", products=(product,))
    assert demand(own, scope, shelf, [marked], ("FU101",), "T").mix.tolist() == [0.0, 1.0]


def test_a_detailed_scope_has_no_demand_in_a_table_without_its_marks():
    scope = AccountScope(scope="C", detail="IC_CONTENT", products=SCOPE.products)
    own = economy([table(NATION)], [LIST], codes=CODES, final_uses=("FU101",))
    assert demand(own, scope, [table(NATION)], [LIST], ("FU101",), "T") is None


def detailed(cells, level=149):
    return IoTable.of(
        flow("cells"), ("CN", 2017, level), {("T", *key): value for key, value in cells.items()}
    )


def test_demand_is_read_from_the_most_detailed_table_that_says_what_was_bought():
    both = AccountScope(
        scope="N",
        products=(
            AccountProduct(
                id="G", name=TEXT, sectors=("01", "20"), national_indicator="I", provincial_indicator="I"
            ),
        ),
    )
    own = economy([table(NATION)], [LIST], codes=CODES, final_uses=("FU101",))
    finer = detailed({("01", "FU101"): 10.0, ("20", "FU101"): 0.0})
    for shelf in ([table(NATION), finer], [finer, table(NATION)]):
        found = demand(own, both, shelf, [LIST, LIST], ("FU101",), "T")
        assert found.mix.tolist() == [1.0, 0.0]
        assert found.keys == ("CN.2017.149.T.01.FU101", "CN.2017.149.T.20.FU101")
    silent = detailed({("01", "01"): 10.0})
    assert demand(own, both, [silent, table(NATION)], [LIST, LIST], ("FU101",), "T").keys == (
        "CN.2017.42.T.01.FU101",
        "CN.2017.42.T.20.FU101",
    )


def test_a_cell_that_is_not_there_is_no_input_of_demand_and_a_sector_outside_the_economy_buys_nothing():
    product = AccountProduct(
        id="G", name=TEXT, sectors=("20", "99"), national_indicator="I", provincial_indicator="I"
    )
    scope = AccountScope(scope="N", products=(product,))
    cells = {**NATION, ("99", "FU101"): 20.0, ("20", "FU102"): 5.0}
    own = economy([table(NATION)], [LIST], codes=CODES, final_uses=("FU101",))
    found = demand(own, scope, [table(cells)], [LIST], ("FU101", "FU102", "FU103"), "T")
    assert found.mix.tolist() == [0.0, 1.0]
    assert found.domestic == pytest.approx(65 * (1 - 20 / 90) / 85)
    assert found.keys == ("CN.2017.42.T.20.FU101", "CN.2017.42.T.20.FU102", "CN.2017.42.T.99.FU101")


@pytest.mark.parametrize("bought", [0.0, -1.0])
def test_there_is_no_demand_where_nothing_was_bought(bought):
    own = economy([table(NATION)], [LIST], codes=CODES, final_uses=("FU101",))
    shelf = [table({("20", "FU101"): bought})]
    assert demand(own, SCOPE, shelf, [LIST], ("FU101",), "T") is None


def test_effects_count_value_added_per_output():
    requirements = np.array([[1.2, 0.4], [0.2, 1.5]])
    assert effect(requirements, np.array([0.0, 1.0]), np.array([0.8, 0.6])).tolist() == pytest.approx(
        [0.32, 0.9]
    )


def test_employment_of_joined_sectors_is_shared_by_output_and_of_absent_ones_moves_on():
    figures = pa.table(
        {"TIME_PERIOD": ["2017"] * 3, "SECTORS42": ["01 20", "35", "36"], "OBS_VALUE": [30.0, 5.0, 10.0]}
    )
    persons = intensity(figures, "SECTORS42", 2017, ("01", "20", "36"), np.array([100.0, 200.0, 50.0]))
    assert (persons * np.array([100.0, 200.0, 50.0])).tolist() == pytest.approx([10.0, 20.0, 15.0])
    assert intensity(figures, "SECTORS42", 2020, ("01",), np.array([1.0])) is None


def persons(*rows, year=2017, sectors=("01", "20"), output=(100.0, 300.0)):
    """Persons by sector of (codes, persons) of one year."""
    columns = {
        "TIME_PERIOD": ["2017"] * len(rows),
        "SECTORS42": [codes for codes, _ in rows],
        "OBS_VALUE": [value for _, value in rows],
    }
    types = {"TIME_PERIOD": pa.string(), "SECTORS42": pa.string(), "OBS_VALUE": pa.float64()}
    figures = pa.table({name: pa.array(values, types[name]) for name, values in columns.items()})
    found = intensity(figures, "SECTORS42", year, sectors, np.array(output))
    return None if found is None else (found * np.array(output)).tolist()


@pytest.mark.parametrize("codes", ["01 20", "01,20", "01|20", "20, 01"])
def test_persons_of_several_sectors_are_shared_by_output_however_their_codes_are_joined(codes):
    assert persons((codes, 40.0)) == pytest.approx([10.0, 30.0])


def test_persons_of_a_sector_without_output_go_to_the_next_higher_code_whatever_the_order_of_rows():
    assert persons(("20", 5.0), ("15", 2.0), ("01", 1.0)) == pytest.approx([1.0, 7.0])
    assert persons(("20", 5.0), ("10", 2.0), ("15", 2.0), ("00", 4.0), ("01", 1.0)) == pytest.approx(
        [5.0, 9.0]
    )
    assert persons(("99", 5.0), ("01", 1.0)) == [1.0, 0.0]


def test_a_year_without_figures_or_with_missing_ones_only_has_no_persons():
    assert persons(("01", None), ("20", 3.0)) == [0.0, 3.0]
    assert persons(("01", None)) is None
    assert persons(("01", 1.0), year=2018) is None
    assert persons(("99", 1.0)) == [0.0, 0.0]


def imported(exports, imports):
    """The share from home of a sector of output 100."""
    cells = {("01", "01"): 1.0, ("01", "GO"): 100.0, ("01", "EX"): exports, ("01", "IM"): imports}
    return economy([table(cells)], [LIST], codes=CODES, final_uses=("FU101",)).domestic.tolist()


def test_what_is_from_home_lies_between_nothing_and_all():
    assert imported(0.0, 300.0) == [0.25]
    assert imported(120.0, 40.0) == [0.0]  # 40 of 20 that stay
    assert imported(140.0, 40.0) == [1.0]  # nothing stays
    assert imported(150.0, 40.0) == [1.0]
    assert imported(0.0, -10.0) == [1.0]


def test_a_table_without_flows_is_no_economy_and_of_two_the_more_detailed_is_taken():
    assert economy([table({("01", "GO"): 1.0})], [LIST], codes=CODES, final_uses=()) is None
    assert economy([], [], codes=CODES, final_uses=()) is None
    finer = detailed({("01", "01"): 1.0, ("01", "GO"): 7.0})
    for shelf in ([table(NATION), finer], [finer, table(NATION)]):
        found = economy(shelf, [LIST, LIST], codes=CODES, final_uses=())
        assert (found.output.tolist(), found.keys) == ([7.0], (finer.key(origin="T"),))


def test_sectors_that_share_a_harmonised_code_are_one():
    joined = (Sector("01", "A", {}), Sector("20", "A", {}), Sector("99", "B", {}))
    own = economy([table(NATION)], [joined], codes=CODES, final_uses=("FU101",))
    assert own.sectors == ("A",)
    assert (own.output.tolist(), own.value_added.tolist(), own.pay.tolist()) == ([200.0], [140.0], [70.0])
    share = 20 / (200 + 20 - 30)
    assert own.flows.tolist() == [[pytest.approx(60 * (1 - share))]]
    assert own.households.tolist() == pytest.approx([130 * (1 - share)])
