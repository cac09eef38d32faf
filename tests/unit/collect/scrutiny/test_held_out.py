"""How many planted errors the tests find with their defaults: on panels like the one these were chosen on, drawn anew, and on harder
ones that nothing was chosen on."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.forms import small_form
from tests.panel import HARD, ITEMS, KIND, KINDS, Setting, panel, scrutinised, told

FORM = small_form("F", ITEMS)
CHOSEN, HELD_OUT = (40,), (101, 102, 103, 104, 105)
"""The seed that was looked at while defaults were chosen, and seeds nobody looked at."""
MEASURED = [
    (KIND, CHOSEN, 70, {"slip": (30, 41, 30), "copied": (30, 30, 30), "gross": (40, 41, 40), "last_digit": (15, 15, 15)}),
    (KIND, HELD_OUT, 350, {"slip": (150, 180, 150), "copied": (150, 150, 150), "gross": (200, 217, 200), "last_digit": (75, 74, 74)}),
    (HARD, HELD_OUT, 203, {"slip": (150, 234, 148), "copied": (150, 120, 120), "gross": (200, 1386, 183), "last_digit": (75, 75, 74)}),
]  # fmt: skip
"""Setting, seeds; of the first hundred firms of the queue, how many have a slip or a gross error (of 70 a panel); of each kind how
many were planted, told, and both."""


def measure(setting: Setting, seeds: tuple[int, ...]) -> tuple[int, dict[str, tuple[int, int, int]]]:
    """The same, computed."""
    first, counts = 0, {kind: Counter[str]() for kind in KINDS}
    for seed in seeds:
        periods, planted = panel(seed, setting)
        found = scrutinised(FORM, periods)
        queue = list(dict.fromkeys(one.unit for one in found.suspicions))[:100]
        first += len(set(queue) & (planted["slip"] | planted["gross"]))
        for kind, units in told(found, planted).items():
            counts[kind].update(planted=len(planted[kind]), told=len(units), right=len(units & planted[kind]))
    return first, {kind: (own["planted"], own["told"], own["right"]) for kind, own in counts.items()}


@pytest.mark.parametrize(
    ("setting", "seeds", "queue", "found"), MEASURED, ids=("chosen", "held-out", "held-out-hard")
)
def test_planted_errors_are_found_as_often_as_the_page_says(
    setting: Setting,
    seeds: tuple[int, ...],
    queue: int,
    found: dict[str, tuple[int, int, int]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, made = measure(setting, seeds)
    with capsys.disabled():
        print(f"\n  first hundred of the queue: {first} of {70 * len(seeds)} slips and gross errors")
        for kind, (planted, alarms, right) in made.items():
            print(
                f"  {kind}: planted {planted}, told {alarms}, recall {right / planted:.2f}, precision {right / alarms:.2f}"
            )
    assert (first, made) == (queue, found)
