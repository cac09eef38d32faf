"""Numbers are made to meet rules: parts below wholes, bands that add up, and nothing where a rule looks elsewhere."""

from __future__ import annotations

import msgspec
import numpy as np
import pyarrow as pa

from tests.reported import form
from xinxiao.model.collect.form import Form, RuleSpec, Severity
from xinxiao.model.text import Text
from xinxiao.process.conform import Conformed

WORD = Text(zh="词", en="word")


def ruled(*rules: tuple[str, Severity]) -> Form:
    """The form of tests (SALES with two places, STAFF without) with rules of its own."""
    made = tuple(
        RuleSpec(id=f"R{at}", rule=rule, severity=severity, says=WORD, remedy=WORD)
        for at, (rule, severity) in enumerate(rules)
    )
    return msgspec.structs.replace(form(), rules=made)


def conformed(own: Form, sales: list[int], staff: list[int], kind: str = "A") -> tuple[list[int], list[int]]:
    scaled = {"SALES": np.array(sales, np.int64), "STAFF": np.array(staff, np.int64)}
    shares = [np.full(len(sales), 0.8)] * len(own.rules)
    Conformed(own, "2026-08", scaled, {"KIND": pa.array([kind] * len(sales))}, shares).conform()
    return scaled["SALES"].tolist(), scaled["STAFF"].tolist()


def test_a_part_is_scaled_below_its_whole_and_what_fits_stays() -> None:
    own = ruled(("SALES <= STAFF", "must"))
    # 80 in a hundred of 100.00
    assert conformed(own, [99_900, 1_000], [100, 100]) == ([8_000, 1_000], [100, 100])


def test_what_must_be_larger_is_raised() -> None:
    # 500.00 is 80 in a hundred of 625.00
    assert conformed(ruled(("SALES >= 10 * STAFF", "must")), [100], [50]) == ([62_500], [50])


def test_what_must_be_equal_is_equal_to_the_last_place() -> None:
    assert conformed(ruled(("SALES = STAFF", "must")), [333, 0], [100, 7]) == ([10_000, 700], [100, 7])
    assert conformed(ruled(("SALES = 0", "release")), [333], [1]) == ([0], [1])


def test_a_condition_that_does_not_hold_asks_nothing() -> None:
    own = ruled(('when KIND = "B" then SALES = 0', "must"))
    assert conformed(own, [5], [1], "A") == ([5], [1])
    assert conformed(own, [5], [1], "B") == ([0], [1])
    own = ruled(("when STAFF = 0 then SALES = 0", "must"))
    assert conformed(own, [5, 5], [0, 1]) == ([0, 5], [0, 1])


def test_rules_about_other_periods_and_forms_change_nothing() -> None:
    own = ruled(("SALES <= timeshift(SALES, -1)", "must"), ("SALES <= OTHER_M#SALES", "must"))
    assert conformed(own, [5], [1]) == ([5], [1])


def test_the_strictest_rule_has_the_last_word() -> None:
    own = ruled(("SALES <= STAFF", "must"), ("SALES >= 2 * STAFF", "explain"))
    (sales,), (staff,) = conformed(own, [10_000], [100])
    assert (sales, staff) == (8_000, 100)
