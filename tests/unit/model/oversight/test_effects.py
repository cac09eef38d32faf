"""Each field of a workflow's file is read by something that acts on it: where, by noun and field. A field nobody reads fails here."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from types import ModuleType

import msgspec
import pytest

from tests.nouns import SOURCE
from xinxiao.model.oversight import clock, masking, rule, workflow

GIVEN, WHO, DECIDE, MOVES = (f"oversight/{name}.py" for name in ("given", "who", "decide", "moves"))
NAMES, CLOCKS, VOID = (f"programme/checks/oversight_{name}.py" for name in ("names", "clocks", "void"))
FORM, PUBLIC = "entry/portal/oversight/cases/acting.py", "entry/portal/oversight/published/view.py"
READ: dict[str, dict[str, str]] = {
    "Field": {
        "kind": GIVEN, "codelist": GIVEN, "personal": GIVEN, "basis": "uses/oversight/personal.py", "hint": FORM,
    },
    "EvidenceSpec": {"least": GIVEN, "most": GIVEN, "kinds": GIVEN},
    "Condition": {"field": GIVEN, "is_": GIVEN},
    "ActSpec": {
        "by": WHO, "unlike": WHO, "from_": DECIDE, "to": DECIDE, "returns": DECIDE, "needs": GIVEN, "takes": GIVEN,
        "reason": GIVEN, "evidence": GIVEN, "entry": GIVEN, "distinct": GIVEN, "only_if": GIVEN, "any_of": GIVEN,
        "done": GIVEN, "after": GIVEN, "within": GIVEN, "documents": DECIDE, "publishes": DECIDE, "withdraws": DECIDE,
        "opens": "uses/oversight/going_by.py", "decides": WHO, "back_dated": DECIDE, "recusal": WHO, "basis": FORM,
    },
    "State": {"ends": DECIDE, "review": DECIDE},
    "Recusal": {"pending": WHO, "basis": NAMES},
    "DocumentVersion": {
        "rule": "uses/oversight/letters.py", "article": "oversight/documents.py", "valid_from": DECIDE,
        "template": "uses/oversight/letters.py", "fields": "uses/oversight/letters.py",
        "confirmed": "uses/oversight/letter_words.py",
    },
    "DocumentSpec": {
        "prefix": "uses/oversight/letters.py", "versions": DECIDE, "replaces": "uses/oversight/document_check.py",
    },
    "Publication": {
        "fields": "uses/oversight/published.py", "documents": "uses/oversight/published.py",
        "within": "programme/checks/oversight_people.py", "ends": DECIDE, "basis": PUBLIC, "confirmed": PUBLIC,
    },
    "Retention": dict.fromkeys(("length", "basis", "confirmed"), "uses/oversight/erasure.py"),
    "Workflow": {
        "prefix": "uses/oversight/cases.py", "about": DECIDE, "valid_from": DECIDE, "valid_to": DECIDE,
        "crossing": "uses/oversight/going_by.py", "states": DECIDE, "fields": "uses/oversight/going_by.py", "acts": DECIDE, "clocks": MOVES,
        "documents": DECIDE, "publications": DECIDE, "retention": "uses/oversight/erasure.py", "recusal": WHO,
        "basis": NAMES, "note": "entry/portal/oversight/cases/opening.py", "visit": "uses/oversight/visits.py",
    },
    "Visit": {"people": DECIDE, "day": DECIDE, "acts": "uses/oversight/visits.py"},
    "Length": dict.fromkeys(("number", "unit"), "oversight/counting.py"),
    "Extension": {"length": MOVES, "most": MOVES},
    "ClockVersion": {
        "rule": MOVES, "article": MOVES, "valid_from": MOVES, "valid_to": "oversight/due.py", "length": MOVES,
        "first_day": "oversight/due.py", "last_day": "oversight/due.py", "suspension_day": "oversight/counting.py",
        "resumption_day": "oversight/counting.py", "extension": MOVES, "confirmed": MOVES,
    },
    "ClockSpec": {
        "versions": MOVES, "until": MOVES, "starts": MOVES, "since": MOVES, "set_by": MOVES, "stops": MOVES,
        "drops": MOVES, "suspends": MOVES, "resumes": MOVES, "extends": MOVES, "crossing": "oversight/overdue.py",
        "runs_out": "oversight/overdue.py", "beforehand": MOVES,
    },
    "MaskRule": {
        **dict.fromkeys(("kind", "first", "last", "least", "fill", "whole", "apart", "after", "shapes"), "oversight/mask.py"),
        "basis": "programme/checks/masking.py", "confirmed": VOID,
    },
    "MaskingSpec": {"rules": "oversight/mask.py"},
    "Basis": {"rule": NAMES, "article": FORM},
    "Rule": {
        "number": "uses/oversight/letter_words.py", "valid_from": CLOCKS, "valid_to": CLOCKS, "follows": NAMES,
        "source": NAMES, "confirmed": VOID, "amendments": NAMES,
    },
    "RulesFile": {"rules": "programme/oversight.py"},
}  # fmt: skip
WORDS = {("Workflow", "version"), ("ClockVersion", "evidence")}
"""Written for who reads the file: which version it is beside its hash, and how a rule is known beside `confirmed`."""


def nouns() -> dict[str, type[msgspec.Struct]]:
    modules: tuple[ModuleType, ...] = (workflow, clock, masking, rule)
    return {
        name: made
        for module in modules
        for name, made in vars(module).items()
        if inspect.isclass(made) and issubclass(made, msgspec.Struct) and made.__module__ == module.__name__
    }


@cache
def read_in(file: str) -> frozenset[str]:
    """What a module reads of anything: attributes, and names it asks for by word."""
    tree = list(ast.walk(ast.parse((SOURCE / file).read_text("utf-8"))))
    words = {node.value for node in tree if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return frozenset({node.attr for node in tree if isinstance(node, ast.Attribute)} | words)


@pytest.mark.parametrize("noun", sorted(READ))
def test_each_field_is_read_by_what_acts_on_it(noun: str) -> None:
    told = {name for name in nouns()[noun].__struct_fields__ if (noun, name) not in WORDS} - {"id", "name"}
    assert set(READ[noun]) == told
    assert {name: file for name, file in READ[noun].items() if name not in read_in(file)} == {}


def test_every_noun_of_the_files_is_in_the_table() -> None:
    assert set(nouns()) == set(READ)
