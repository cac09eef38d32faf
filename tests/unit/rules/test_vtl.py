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
