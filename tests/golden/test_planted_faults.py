"""The published table of what checks find (docs/explanation/checks.md), planted again in small."""

from __future__ import annotations

import re

import pytest

from tests.nouns import PROGRAMMES, ROOT
from tests.planted import synthetic
from tests.planted.measure import Ground, ground, plant
from tests.planted.plants import KINDS
from xinxiao.analyse.weighing import weighed
from xinxiao.programme.load import load, load_bytes

FEW = 8
PAGE = ROOT / "docs" / "explanation" / "checks.md"
ROW = re.compile(r"^\| (?P<kind>[^|]+?) \| (?P<found>\d+) of (?P<planted>\d+) \|", re.MULTILINE)


def published() -> dict[str, float]:
    """The share found in the real programme, by kind."""
    rows = ROW.finditer(PAGE.read_text("utf-8"))
    return {row["kind"]: int(row["found"]) / int(row["planted"]) for row in rows}


@pytest.fixture(scope="module")
def real() -> Ground:
    return ground(load(PROGRAMMES / "information-consumption"))


def test_every_kind_is_published_and_no_other() -> None:
    assert list(published()) == list(KINDS)


@pytest.mark.parametrize("kind", list(KINDS))
def test_checks_find_as_much_as_is_published(real: Ground, kind: str) -> None:
    share = published()[kind]
    count = plant(real, FEW, 11, (kind,))[kind]
    assert count.planted > 0
    # three standard deviations of a share of so few, and a fault's worth
    allowed = 3 * (max(share * (1 - share), 0.02) / count.planted) ** 0.5
    assert abs(count.found / count.planted - share) <= allowed + 1e-9


@pytest.mark.parametrize(
    "kind", ["one figure × 10", "one figure ÷ 10,000", "a figure missing, or under a neighbour's code"]
)
def test_gross_faults_are_found_every_time(kind: str) -> None:
    count = plant(ground(load_bytes(synthetic.files(3))), FEW, 5, (kind,))[kind]
    assert (count.planted, count.found) == (FEW, FEW)


def test_at_most_one_row_in_a_thousand_is_told_for_nothing() -> None:
    found = rows = 0
    for seed in range(1000, 1020):
        loaded = load_bytes(synthetic.files(seed))
        rows += loaded.rows.num_rows
        found += sum(item.code.startswith("FIGURE_") for item in weighed(loaded))
    assert rows == 60_000
    assert found <= 60
