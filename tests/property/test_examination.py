"""Reports at random, frozen and examined as a whole: each has the findings that the server has of it by itself."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.rules import WORDS, canonical, rule
from tests.unit.collect.made import bundle, form, item, text
from xinxiao.collect.examine import Beside, examined
from xinxiao.collect.links import comparable
from xinxiao.collect.whole import Frozen, planned, whys
from xinxiao.model.collect.content import Content, content_of
from xinxiao.model.collect.form import Form, RuleSpec, Section
from xinxiao.model.collect.snapshot import ABOUT, SUBMITTED
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.rules.expression import appearing
from xinxiao.rules.parse import parse
from xinxiao.store.collect.columns import write
from xinxiao.store.collect.examined import examine

RULES, UNITS = 40, 50
PERIOD = "2026-08"
SPEC = ExplanationSpec(least=6, formulas=("核实无误",), fillers=("经",))
SAID = (
    "新开两家分店，八月并入",
    "核实无误",
    "经核实无误。",
    "甲乙丙丁",
    "",
    "同一句话说明全部",
    "=1+1 公式开头的说明",
)
"""Explanations, of which some explain nothing; the empty one stands for the words of the rule."""
PLACES = {"SALES": 2, "COST": 2, "STAFF": 0, "SHARE": 4}
HELD = {"SALES", "COST", "STAFF", "SHARE", "KIND", "NOTE"}


@dataclass
class Made:
    """A form with rules, all forms by form and periods before (twelve before, sales had two more places), and contents by unit."""

    own: Form
    forms: dict[tuple[str, int], Form]
    contents: dict[tuple[str, int], dict[str, Content]]


def _form(name: str, rules: tuple[RuleSpec, ...] = (), places: int = 2) -> Form:
    items = [item(id, places=n if id != "SALES" else places) for id, n in PLACES.items()]
    items += [item("KIND", type="code", codelist="CL_KIND"), item("NOTE", type="text", most=2000)]
    section = Section(id="S", name=text("节", "section"), items=tuple(items))
    return form(id=name, sections=(section,), rules=rules)


def _rules(random: Random) -> tuple[RuleSpec, ...]:
    found: list[RuleSpec] = []
    while len(found) < RULES:
        made = rule(random)
        if {one.item for one in appearing(made)} <= HELD:  # a form's numbers have six places at most
            said = text(f"规则{len(found)}", f"rule {len(found)}")
            severity = random.choice(("must", "release", "explain"))
            found.append(
                RuleSpec(id=f"R{len(found)}", rule=made.text, severity=severity, says=said, remedy=said)
            )
    return tuple(found)


def _content(random: Random, usual: bool, form: Form) -> Content:
    cells: dict[str, str] = {}
    marks: dict[str, Any] = {}
    for one in form.items:
        chance = random.random()
        if chance < 0.15:
            continue
        if chance < 0.2:
            marks[one.id] = random.choice("ML")
        elif one.type == "number":
            digits = random.choice((0, 1, 2, 3, 4 if usual else 38 - one.places))
            whole = random.randint(0, 10**digits - 1) * random.choice((1, 1, -1))
            number = canonical(Decimal(whole).scaleb(-random.randint(0, one.places)))
            cells[one.id] = "0" if number in ("-0", None) else str(number)
        else:
            cells[one.id] = random.choice([word for word in WORDS if word])
    asked = [one for one in form.rules if one.severity == "explain"]
    told = {one.id: random.choice(SAID) or one.says.zh for one in asked if random.random() < 0.5}
    return content_of(Content(cells=cells, marks=marks, explanations=told).canonical)


def _made(seed: int, usual: bool) -> Made:
    random = Random(seed)
    own = _form("F_M", _rules(random))
    forms = {
        ("", 0): own,
        ("", 1): _form("F_M"),
        ("", 12): _form("F_M", places=4),
        ("OTHER_M", 12): _form("OTHER_M"),
    }
    contents: dict[tuple[str, int], dict[str, Content]] = {}
    for pair, what in forms.items():
        contents[pair] = {
            f"U-{number:03d}": _content(random, usual, what)
            for number in range(UNITS)
            if pair == ("", 0) or random.random() < 0.9
        }
    return Made(own, forms, contents)


def _frozen(place: Path, form: Form, contents: dict[str, Content]) -> Frozen:
    """A snapshot of these contents, and of one unit that sent nothing."""
    rows = [
        {"unit": unit, "state": "submitted", "number": 2, "version": "1", "sha256": "", "submitted_at": ""}
        | {"content": content.canonical, "before": None}
        for unit, content in sorted(contents.items())
    ]
    rows.append({"unit": "Z", "state": "due", "number": 0} | dict.fromkeys(("version", "sha256"), ""))
    table = pa.Table.from_pylist(rows, SUBMITTED)
    frame = pa.table({name: pa.array([], pa.string()) for name in ("unit", *ABOUT, "valid_from")})
    write(form, table.to_batches(), frame, place)
    return Frozen(place, form, comparable(form, form, {}))


def _server(made: Made) -> dict[tuple[str, str], tuple[str, str, dict[str, str]]]:
    """By unit and rule: verdict, why an explanation is none, and values."""
    found = {}
    for unit, content in made.contents["", 0].items():
        beside = {
            (form or "F_M", before): held[unit]
            for (form, before), held in made.contents.items()
            if before and unit in held
        }
        whole = Beside(beside, {"OTHER_M": bundle(made.forms["OTHER_M", 12])}, PERIOD)
        for one in examined(bundle(made.own), content, whole, SPEC):
            if one.fault == "rule":
                found[unit, one.rule] = (one.verdict, one.why, dict(one.values))
    return found


def _batch(made: Made, folder: Path) -> tuple[list[dict[str, Any]], Counter[str]]:
    known = {
        pair: _frozen(folder / f"{at}.parquet", made.forms[pair], held)
        for at, (pair, held) in enumerate(made.contents.items())
    }
    plan = planned(made.own, PERIOD, known, {"OTHER_M": made.forms["OTHER_M", 12]})
    assert plan.needs == {}
    place = folder / "findings.parquet"
    reports, explained, tallies = examine(plan, place, lambda given: whys(made.own.rules, given, SPEC))
    assert (reports, explained) == (UNITS, True)
    rows = pq.read_table(place).to_pylist()
    counted = Counter((row["rule"], row["verdict"]) for row in rows)
    for tally in tallies:
        assert sum(tally.counts.values()) == UNITS
        assert {v: n for v, n in tally.counts.items() if n and v != "holds"} == {
            v: n for (name, v), n in counted.items() if name == tally.rule
        }
        assert tally.explained == sum(row["rule"] == tally.rule and row["why"] == "" for row in rows)
    return rows, Counter({v: sum(tally.counts[v] for tally in tallies) for v in tallies[0].counts})


def compared(seed: int, usual: bool, folder: Path) -> Counter[str]:
    made = _made(seed, usual)
    rows, counts = _batch(made, folder)
    server = _server(made)
    batch = {
        (row["unit"], row["rule"]): (row["verdict"], row["why"] or "", json.loads(row["values"]))
        for row in rows
        if row["verdict"] != "unknown"
    }
    assert batch == server
    by_id = {one.id: one for one in made.own.rules}
    for row in rows:
        spec = by_id[row["rule"]]
        given = made.contents["", 0][row["unit"]].explanations.get(row["rule"])
        asks = spec.severity == "explain" and row["verdict"] == "fails"
        assert row["explanation"] == (given if asks else None)
        assert (row["why"] is None) == (not asks)
        assert (row["says_zh"], row["remedy_en"]) == (spec.says.zh, spec.remedy.en)
        assert (row["form"], row["period"], row["number"], row["state"]) == ("F_M", PERIOD, 2, "submitted")
        assert row["items"] == ", ".join(one.text for one in appearing(parse(spec.rule)))
    return counts


@pytest.mark.parametrize("seed", range(3))
def test_usual_reports_have_the_findings_the_server_has(seed: int, tmp_path: Path) -> None:
    compared(seed, True, tmp_path)


@pytest.mark.parametrize("seed", range(100, 103))
def test_reports_of_up_to_38_digits_have_the_findings_the_server_has(seed: int, tmp_path: Path) -> None:
    compared(seed, False, tmp_path)


def test_every_verdict_and_every_worth_of_an_explanation_is_among_them(tmp_path: Path) -> None:
    for folder in ("usual", "large"):
        (tmp_path / folder).mkdir()
    counts = compared(0, True, tmp_path / "usual") + compared(100, False, tmp_path / "large")
    assert all(counts[verdict] for verdict in ("holds", "fails", "unknown", "undefined", "overflow"))
    worth = {
        row["why"]
        for folder in ("usual", "large")
        for row in pq.read_table(tmp_path / folder / "findings.parquet").to_pylist()
    }
    assert worth == {None, "", "empty", "short", "formulaic", "rule", "same"}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1_000, 1_030))
def test_more_reports_have_the_findings_the_server_has(seed: int, tmp_path: Path) -> None:
    compared(seed, seed % 2 == 0, tmp_path)
