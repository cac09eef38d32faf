"""Two products with tables of 2012, 2014, 2016 and 2018 and a level indicator: a table is predicted to be as the last was."""

import numpy as np
import pytest

from tests.nouns import WORD
from xinxiao.analyse.account.benchmarks import Benchmark
from xinxiao.analyse.account.indicator import Movement
from xinxiao.analyse.account.nation import Benchmarked
from xinxiao.analyse.account.record import Record, records
from xinxiao.model.account import AccountProduct, AccountScope, AccountSpec

YEARS = tuple(range(2012, 2019))
PRODUCT = AccountProduct(id="G", name=WORD, sectors=("20",), national_indicator="I", provincial_indicator="I")
SPEC = AccountSpec(
    name=WORD,
    unit="100M_YUAN",
    first=2012,
    last=2018,
    final_uses=("FU101",),
    scopes=(AccountScope(scope="N", products=(PRODUCT,)),),
)


def part(*values, product="G", years=(2012, 2014, 2016, 2018)):
    kept = tuple(Benchmark(year, value, ()) for year, value in zip(years, values, strict=True))
    movement = Movement(dict.fromkeys(YEARS, 100.0), {})
    none = np.zeros(len(YEARS))
    return Benchmarked(product, "I", YEARS, movement, kept, np.zeros((7, 4)), none, none, ())


def test_every_later_table_is_looked_up_in_the_interval_of_every_early_year():
    # From 2014 the errors are ln 1.1 each way, so the interval holds a step of ten per cent; from 2016 as well.
    parts, whole = records(SPEC, [part(100.0, 110.0, 100.0, 110.0)])
    assert parts == (Record(3, 3),)
    assert whole == Record(3, 3)
    assert whole.percent == 100.0


def test_a_table_out_of_reach_counts_against_the_interval():
    # Two tables that agree to a thousandth promise that nothing moves; the next doubles.
    parts, _ = records(SPEC, [part(100.0, 100.1, 200.0, 200.0)])
    assert parts == (Record(1, 3),)
    assert parts[0].percent == pytest.approx(100 / 3)


def test_a_sum_is_tried_where_all_its_parts_have_tables():
    goods = part(100.0, 110.0, 100.0, 110.0)
    services = part(100.0, 110.0, 100.0, product="S", years=(2012, 2014, 2016))
    parts, whole = records(SPEC, [goods, services])
    assert [record.tried for record in (*parts, whole)] == [1, 1, 1]


def test_with_one_table_or_none_nothing_is_tried():
    assert records(SPEC, [part(100.0, years=(2012,))]) == ((Record(0, 0),), Record(0, 0))
    assert records(SPEC, []) == ((), Record(0, 0))


def test_errors_that_cancelled_twice_do_not_narrow_the_interval_of_the_sum():
    # Goods rose and services fell by the same; then both rise by a tenth. The sum's own errors were zero.
    goods = part(100.0, 125.0, 137.5, years=(2012, 2014, 2016))
    services = part(125.0, 100.0, 110.0, product="S", years=(2012, 2014, 2016))
    _, whole = records(SPEC, [goods, services])
    assert whole == Record(1, 1)
