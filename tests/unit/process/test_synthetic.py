"""An invented population says that it is, passes the checks of real codes, and its errors are those of the key."""

from __future__ import annotations

import time
from collections import Counter

import msgspec
import numpy as np
import pytest

from tests.reported import form
from xinxiao.model.collect.code import faults, faults_of
from xinxiao.model.collect.content import Content, is_number
from xinxiao.model.collect.synthetic import is_synthetic, synthetic_of
from xinxiao.process import synthetic

CODES = synthetic.Codes(("110101", "110102", "310101"), ("I", "C"), ("L", "M", "S", "W"), ("G",))


def made(count: int, seed: int = 1) -> synthetic.pa.Table:
    return synthetic.population(count, CODES, seed, lambda area: area[:2])


def test_codes_are_of_the_range_of_nobody_and_pass_both_checks() -> None:
    codes = synthetic.codes_of(2_000)
    assert not faults_of(codes).any()
    assert faults(codes[1].as_py()) == ()
    assert len(set(codes.to_pylist())) == synthetic_of(codes) == 2_000
    assert codes[0].as_py().startswith("91000000")
    assert not is_synthetic("914403001922038216")


def test_a_population_is_the_same_for_a_seed_and_every_name_says_it_is_invented() -> None:
    assert made(300).equals(made(300))
    assert not made(300).equals(made(300, seed=2))
    assert all("模拟" in name for name in made(300).column("name").to_pylist())
    sizes = Counter(made(1_000).column("size").to_pylist())
    assert sizes == {"L": 20, "M": 80, "S": 300, "W": 600}
    level = np.sort(np.asarray(made(1_000).column("level")))[::-1]
    assert level[:100].sum() / level.sum() > 0.35  # a tenth of the firms makes up much of the whole


def test_reports_are_canonical_contents_whose_year_only_grows() -> None:
    units = made(50)
    now = synthetic.reports(form(), units, "2026-03", 1, {"CL_GRADE": ("A", "B")})
    before = synthetic.reports(form(), units, "2026-02", 1, {"CL_GRADE": ("A", "B")})
    assert all(map(is_number, now["SALES"].to_pylist()))
    assert all(
        float(later) > float(earlier)
        for later, earlier in zip(now["SALES"].to_pylist(), before["SALES"].to_pylist(), strict=True)
    )
    for content in synthetic.contents(now).to_pylist():
        assert msgspec.json.decode(content, type=Content).canonical == content


def test_errors_are_as_many_as_asked_and_each_stands_in_the_key() -> None:
    units = made(90)
    now = synthetic.contents(synthetic.reports(form(), units, "2026-03", 1, {"CL_GRADE": ("A",)}))
    before = synthetic.contents(synthetic.reports(form(), units, "2026-02", 1, {"CL_GRADE": ("A",)}))
    wrong, key = synthetic.spoilt(form(), units, now, before, 45, 1, "2026-03")
    assert Counter(key.column("error").to_pylist()) == dict.fromkeys(synthetic.ERRORS, 5)
    place = {unit: at for at, unit in enumerate(units.column("unit").to_pylist())}
    changed = {at for at in range(90) if now[at] != wrong[at]}
    assert changed <= {place[unit] for unit in key.column("unit").to_pylist()}
    for row in key.to_pylist():
        at = place[row["unit"]]
        if row["error"] == "copied":
            assert wrong[at] == before[at]
        elif row["error"] != "duplicate":
            cells = msgspec.json.decode(wrong[at].as_py(), type=Content).cells
            assert cells.get(row["item"], "") == row["wrong"]
    with pytest.raises(ValueError, match="91 errors"):
        synthetic.spoilt(form(), units, now, before, 91, 1, "2026-03")


def test_a_hundred_thousand_take_seconds() -> None:
    began = time.process_time()
    units = made(100_000)
    synthetic.contents(synthetic.reports(form(), units, "2026-03", 1, {}))
    assert time.process_time() - began < 20
