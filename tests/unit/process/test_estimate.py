"""Totals of what was reported, against numbers by hand."""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

import pyarrow as pa
import pytest

from xinxiao.process.estimate import Cell, Design, Estimates, estimate

DESIGN = Design(strata=("size",))


def _units(*rows: tuple[str, str, str | None, str], asked: list[bool] | None = None) -> pa.Table:
    """Rows of area, size, value and answer."""
    area, size, value, answer = zip(*rows, strict=True)
    return pa.table(
        {
            "area": list(area),
            "size": list(size),
            "value": pa.array([None if v is None else Decimal(v) for v in value], pa.decimal128(38, 2)),
            "answer": list(answer),
            "asked": asked or [True] * len(rows),
        }
    )


def _whole(found: Estimates) -> Cell:
    (cell,) = [cell for cell in found.cells if not cell.by]
    return cell


def test_everybody_answered_so_the_total_is_their_sum_without_error() -> None:
    units = _units(("a", "L", "10.25", "number"), ("a", "L", "0", "number"), ("b", "S", "5", "number"))
    cell = _whole(estimate(units, DESIGN, [()], places=2))
    assert (cell.value, cell.error, cell.status, cell.rate) == (Decimal("15.25"), 0.0, "A", 1.0)


def test_those_who_answered_stand_for_their_stratum_with_cochrans_error() -> None:
    # S: 4 of the frame, 10 and 14 heard: 4/2 * 24 = 48; s² = 8; 4² * (1 - 2/4) * 8 / 2 = 32. L: all heard, 100.
    units = _units(
        ("a", "S", "10", "number"),
        ("a", "S", "14", "number"),
        ("a", "S", None, "absent"),
        ("b", "S", None, "blank"),
        ("b", "L", "100", "number"),
    )
    cell = _whole(estimate(units, DESIGN, [()]))
    assert cell.value == Decimal(148)
    assert cell.error == pytest.approx(sqrt(32))
    assert (cell.status, cell.rate, cell.weighted) == ("E", 3 / 5, 3 / 5)


def test_a_domain_within_a_stratum_has_the_error_of_not_knowing_how_many_are_in_it() -> None:
    # three of six heard: 10, 0 in the domain a, 20 outside. T_a = 6/3 * 10 = 20; of 10, 0, 0: mean 10/3, s² = 100/3
    # variance = 36 * (1 - 3/6) * (100/3) / 3 = 200
    units = _units(
        ("a", "S", "10", "number"),
        ("a", "S", "0", "number"),
        ("b", "S", "20", "number"),
        *[("a", "S", None, "absent")] * 3,
    )
    found = {cell.codes: cell for cell in estimate(units, DESIGN, [("area",)]).cells}
    assert found[("a",)].value == Decimal(20)
    assert found[("a",)].error == pytest.approx(sqrt(200))


def test_zero_not_applicable_not_collected_blank_and_absent_are_five_things() -> None:
    units = _units(
        ("a", "S", "8", "number"),
        ("a", "S", "0", "number"),
        ("a", "S", None, "M"),
        ("a", "S", None, "L"),
        ("a", "S", None, "blank"),
        ("a", "S", None, "absent"),
    )
    cell = _whole(estimate(units, DESIGN, [()]))
    # 8, 0 and nothing of three that answered stand for six
    assert (cell.answered, cell.value) == (3, Decimal(16))
    assert cell.answers == (("number", 2), ("M", 1), ("L", 1), ("blank", 1), ("absent", 1))
    assert cell.contributors == 1


def test_a_stratum_without_answers_leaves_undefined_what_lies_in_it_and_nothing_else() -> None:
    units = _units(("a", "S", None, "absent"), ("a", "L", "3", "number"), ("b", "L", "4", "number"))
    found = estimate(units, DESIGN, [("area",), ()])
    by = {cell.codes: cell for cell in found.cells}
    assert (by[("a",)].value, by[("a",)].status, by[("a",)].error) == (None, "M", None)
    assert by[("b",)].value == Decimal(4)
    assert by[()].value is None
    assert [stratum.name for stratum in found.empty] == ["size=S"]


def test_a_single_answer_for_several_has_a_total_but_no_error() -> None:
    units = _units(("a", "S", "5", "number"), ("a", "S", None, "absent"))
    cell = _whole(estimate(units, DESIGN, [()]))
    assert (cell.value, cell.error) == (Decimal(10), None)


def test_a_thin_stratum_is_joined_only_as_declared() -> None:
    rows = [
        ("a", "S", "5", "number"),
        ("a", "L", "7", "number"),
        ("a", "L", "9", "number"),
        ("a", "S", None, "absent"),
        ("b", "S", "1", "number"),
        ("b", "S", "1", "number"),
    ]
    apart = estimate(_units(*rows), Design(("area", "size")), [()])
    joined = estimate(_units(*rows), Design(("area", "size"), (("area",),)), [()])
    assert _whole(apart).value == Decimal(10 + 16 + 2)
    # area a is one stratum now: 4/3 * 21 = 28; b stays as it was
    assert _whole(joined).value == Decimal(28 + 2)
    assert [stratum.name for stratum in joined.strata] == ["area=b, size=S", "area=a"]


def test_a_sample_weighs_by_what_was_drawn_and_who_was_not_asked_did_not_refuse() -> None:
    units = _units(
        ("a", "S", "2", "number"),
        ("a", "S", None, "absent"),
        ("a", "S", None, "absent"),
        ("a", "L", "30", "number"),
        asked=[True, True, False, True],
    )
    cell = _whole(estimate(units, DESIGN, [()]))
    assert cell.value == Decimal(2 * 3 + 30)
    assert cell.rate == 2 / 3
    # weights by design 3/2 and 1: (1.5 + 1) / (3 + 1)
    assert cell.weighted == 2.5 / 4


def test_sums_of_38_digits_are_exact_and_halves_go_to_even() -> None:
    large = "9" * 36 + ".99"
    units = _units(("a", "S", large, "number"), ("a", "S", large, "number"))
    assert _whole(estimate(units, DESIGN, [()], places=2)).value == Decimal("1" + "9" * 36 + ".98")
    half = _units(("a", "S", "0.25", "number"), ("a", "S", None, "absent"))
    assert _whole(estimate(half, DESIGN, [()])).value == Decimal(0)


def test_bad_calls_are_told() -> None:
    units = _units(("a", "S", "1", "number"), asked=[False])
    with pytest.raises(ValueError, match="not asked"):
        estimate(units, DESIGN, [()])
    with pytest.raises(ValueError, match="no column group"):
        estimate(units, Design(("group",)), [()])


def test_a_stratified_sample_gives_the_published_total_and_error_of_agstrat() -> None:
    # Lohr 1999 (Sampling: Design and Analysis, section 4.1), acres of farms in 1992: 909,736,035 with a standard error of
    # 50,417,248; R survey's svytotal gives the same. Values made to have the published means and variances of each stratum.
    strata = {
        "NC": (1054, 103, 300504.16, 29618183543.0),
        "NE": (220, 21, 97629.81, 7647472708.0),
        "S": (1382, 135, 211315.04, 53587487856.0),
        "W": (422, 41, 662295.51, 396185950266.0),
    }
    rows: list[tuple[str, str, str | None, str]] = []
    for name, (_, drawn, mean, variance) in strata.items():
        half = drawn // 2  # all four are odd: one at the mean, the others as far above it as below
        far = sqrt(variance * (drawn - 1) / (2 * half))
        values = [mean, *[mean + far, mean - far] * half]
        rows += [("a", name, f"{value:.2f}", "number") for value in values]
    sizes = {(name,): size for name, (size, *_) in strata.items()}
    cell = _whole(estimate(_units(*rows), Design(("size",), sizes=sizes), [()]))
    assert float(cell.value or 0) == pytest.approx(909_736_035, rel=1e-7)
    assert cell.error == pytest.approx(50_417_248, rel=1e-6)
    assert (cell.rate, cell.weighted, cell.status) == (1.0, 1.0, "E")


def test_who_did_not_answer_in_a_sample_is_stood_for_by_those_of_the_stratum_who_did() -> None:
    # T of 100 with 4 drawn, 2 answered: 100/2 * (3 + 5) = 400; s² = 2, 100² * (1 - 2/100) * 2 / 2 = 9800. U of 10, 2 drawn and
    # heard: 10/2 * (1 + 3) = 20; s² = 2, 10² * (1 - 2/10) * 2 / 2 = 80. Weighted response: (25 * 2 + 5 * 2) / (25 * 4 + 5 * 2)
    units = _units(
        ("a", "T", "3", "number"),
        ("a", "T", "5", "number"),
        ("a", "T", None, "absent"),
        ("b", "T", None, "blank"),
        ("a", "U", "1", "number"),
        ("b", "U", "3", "number"),
    )
    cell = _whole(estimate(units, Design(("size",), sizes={("T",): 100, ("U",): 10}), [()]))
    assert cell.value == Decimal(420)
    assert cell.error == pytest.approx(sqrt(9800 + 80))
    assert cell.rate == pytest.approx(4 / 6)
    assert cell.weighted == pytest.approx(60 / 110)


def test_a_sample_without_what_its_weights_need_is_refused() -> None:
    units = _units(("a", "T", "3", "number"), ("a", "U", "3", "number"))
    with pytest.raises(ValueError, match="no size of stratum"):
        estimate(units, Design(("size",), sizes={("T",): 5}), [()])
    with pytest.raises(ValueError, match="more drawn"):
        estimate(units, Design(("size",), sizes={("T",): 5, ("U",): 0}), [()])
    with pytest.raises(ValueError, match="not joined"):
        estimate(units, Design(("size",), (("area",),), sizes={("T",): 5, ("U",): 5}), [()])
