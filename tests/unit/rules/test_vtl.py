"""Rules are written out as VTL's own text."""

from __future__ import annotations

from xinxiao.rules.parse import parse
from xinxiao.rules.vtl import expression, vtl


def test_the_rules_of_a_form_are_one_ruleset_over_the_variables_they_name() -> None:
    rules = {
        "R1": parse("when A > 0 then sum(A, B) * 2 = timeshift(F_M#A, -12)"),
        "R2": parse('-A - (B - 1) < 2 and (KIND not_in {"x", "y"} or isnull(01_C))'),
    }
    assert vtl("IC_M", rules, {"R1": "must"}) == (
        "define datapoint ruleset IC_M (variable '01_C', A, 'timeshift(F_M#A, -12)', B, KIND) is\n"
        '  R1 : when A > 0 then ((A + B) * 2) = \'timeshift(F_M#A, -12)\' errorcode "R1" errorlevel "must" ;\n'
        '  R2 : (((-A) - (B - 1)) < 2) and ((KIND not_in {"x", "y"}) or isnull(\'01_C\')) errorcode "R2"\n'
        "end datapoint ruleset;\n"
    )


def test_a_part_reads_back_as_itself() -> None:
    for text in (
        "A - (B - C) = -(-1)",
        "not (A = 1 and not (B = 2))",
        "if A = 1 then (if B = 1 then true else false) else A in {-1, 2.5}",
        'nvl(timeshift(F#A, -3), 0) >= round(abs(B) / 3, 2) xor length("x") = 1',
        "between(sum(A, B), -1, +1)".replace("+", ""),
    ):
        then = parse(text).then
        assert parse(expression(then)).then == then


def test_the_month_is_asked_of_the_component_of_time() -> None:
    # vtlengine 1.9.6 reads this ruleset
    rules = {"R": parse("when getmonth(TIME_PERIOD) > 1 then A >= timeshift(A, -1)")}
    assert vtl("F_M", rules) == (
        "define datapoint ruleset F_M (variable A, 'timeshift(A, -1)', TIME_PERIOD) is\n"
        "  R : when getmonth(TIME_PERIOD) > 1 then A >= 'timeshift(A, -1)' errorcode \"R\"\n"
        "end datapoint ruleset;\n"
    )
    then = parse("-getmonth(TIME_PERIOD) * 2 < A").then
    assert parse(expression(then)).then == then
