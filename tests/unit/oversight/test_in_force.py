"""Times of law of an open case whose file changed: those in force, as its own file counts."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tests.workflows import named, noun, permits, version
from xinxiao.oversight.in_force import File, in_force

TWO = version(10, "day", rule="RULE_TWO", article="15", valid_from="2026-07-01")


def clocked(*versions: dict[str, Any], **changes: Any) -> File:
    said = permits()
    said["clocks"][0] |= {"versions": list(versions), "extends": [], **changes}
    return File(noun(said), str(len(versions)) * 64)


def test_a_further_version_is_taken_from_todays_file_and_says_until_when_the_one_before_holds() -> None:
    own, today = clocked(version(5, "day")), clocked(version(6, "day", valid_to="2026-06-30"), TWO)
    found = in_force(own, today)
    first, second = found.workflow.clocks[0].versions
    assert (first.fixed.number, first.valid_to) == (5, "2026-06-30")
    assert (second.rule, second.fixed.number) == ("RULE_TWO", 10)
    assert found.files == {("ANSWER", "RULE_TWO", "2026-07-01"): "2" * 64}
    assert found.workflow.acts == own.workflow.acts


def test_nothing_changes_where_todays_file_is_the_same_or_not_there() -> None:
    own = clocked(version(5, "day"))
    assert in_force(own, own).workflow == own.workflow == in_force(own, None).workflow
    assert in_force(own, own).files == {}


def test_a_clock_that_todays_file_counts_in_another_way_is_left_as_it_is() -> None:
    own, today = (
        clocked(version(5, "day")),
        clocked(version(5, "day", valid_to="2026-06-30"), TWO, since=None),
    )
    assert in_force(own, today).workflow.clocks == own.workflow.clocks
    gone = File(replace(today.workflow, clocks=()), "3" * 64)
    assert in_force(own, gone).workflow.clocks == own.workflow.clocks


def test_a_template_of_a_new_rule_is_taken_where_the_case_has_its_fields() -> None:
    def lettered(*rules: tuple[str, str, list[str]]) -> File:
        versions = [
            {"rule": rule, "valid_from": day, "template": "letter", "fields": own} for rule, day, own in rules
        ]
        said = permits(documents=[{**named(id="LETTER"), "prefix": "LET", "versions": versions}])
        return File(noun(said), str(len(rules)) * 64)

    first = ("RULE_ONE", "2026-01-01", ["SITE"])
    second, third = ("RULE_TWO", "2026-07-01", ["SITE", "FEE"]), ("RULE_TWO", "2026-08-01", ["OTHER"])
    found = in_force(lettered(first), lettered(first, second, third)).workflow.documents[0].versions
    assert [(one.rule, one.valid_from) for one in found] == [
        ("RULE_ONE", "2026-01-01"),
        ("RULE_TWO", "2026-07-01"),
    ]


def test_how_long_something_is_public_follows_todays_file_too() -> None:
    def public(*ends: dict[str, Any]) -> File:
        return File(
            noun(permits(publications=[{**named(id="RESULT"), "fields": [], "ends": list(ends)}])),
            str(len(ends)) * 64,
        )

    found = in_force(public(version(1, "year")), public(version(1, "year", valid_to="2026-06-30"), TWO))
    assert [one.valid_to for one in found.workflow.publications[0].ends] == ["2026-06-30", None]
