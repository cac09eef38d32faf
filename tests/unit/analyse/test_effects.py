"""What another figure does is what two real computations differ by: the same functions make both."""

from __future__ import annotations

import math
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from tests.nouns import TUTORIAL, files_of
from xinxiao.analyse import indicators, targets
from xinxiao.analyse.effects import Change, Effect, Effects, effects
from xinxiao.analyse.programme_index.computation import inputs_of
from xinxiao.index import Panel, Result, build
from xinxiao.model.vintage import vintage
from xinxiao.programme.load import load_bytes
from xinxiao.programme.loaded import Loaded

FORMULAS = ("LENT / POP", "share(LENT)", "growth(LENT)", "nation(LENT) / POP", "LENT_PC - LENT_PC / 2")


def tutorial(*edits: tuple[str, str, str]) -> Loaded:
    """The tutorial with texts of its files replaced: (file, old, new)."""
    files = dict(files_of(TUTORIAL))
    for file, old, new in edits:
        assert old in files[file].decode(), old
        files[file] = files[file].decode().replace(old, new).encode()
    return load_bytes(files)


def of(loaded: Loaded) -> Effects:
    made = effects(loaded)
    assert made is not None
    return made


def really(loaded: Loaded) -> tuple[Panel, Result]:
    """The index as a cycle computes it: figures to indicators to panel."""
    programme, spec = loaded.programme, next(iter(loaded.indices.values()))
    assert programme is not None
    cycle = programme.cycle(None)
    known = vintage(loaded.figures, cycle.as_of)
    told = indicators.compile(programme, known, None, cycle.first, cycle.last)
    panel = inputs_of(programme, spec, told, cycle).panel
    return panel, build(spec, panel)


def with_formula(formula: str, *rows: tuple[str, str]) -> Loaded:
    """The tutorial with another formula of readers, and with some texts of its figures replaced."""
    return tutorial(
        ("indicators.yaml", "formula: READERS / POP", f"formula: {formula}"),
        ("programme.yaml", "first: 2021", "first: 2021\n    index_first: 2022"),
        ("index/method.yaml", "base: 2021-2021", "base: 2022-2022"),
        *(("figures/reading.csv", *row) for row in rows),
    )


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("nation", [True, False])
def test_the_effect_of_another_figure_is_the_difference_of_two_real_builds(
    formula: str, nation: bool
) -> None:
    whole = ("A,990000,LENT,PUBLIC_LIBRARIES,2022,2023-03-31,1446031,ITEMS,A,B,S_INVENTED,\n", "")
    typed = () if nation else (whole,)  # without one the nation is the sum of its parts
    before = with_formula(formula, *typed)
    after = with_formula(formula, *typed, (",330282,", ",495423,"))
    change = Change("LENT", "PUBLIC_LIBRARIES", "990002", 2022, 495423.0)
    made = of(before)
    (index,) = made.indices
    panel, one = really(before)
    other_panel, other = really(after)
    for mine, real in ((made.panel(index), panel), (made.panel(index, [change]), other_panel)):
        assert (mine.units, mine.times, mine.indicators) == (real.units, real.times, real.indicators)
        assert mine.values == pytest.approx(real.values, rel=1e-12, nan_ok=True)
    groups = ("READING", "SUPPLY", "USE")
    points = max(np.nanmax(np.abs(one.of(code) - other.of(code))) for code in groups)
    places = max(np.nanmax(np.abs(one.rank_of(code) - other.rank_of(code))) for code in groups)
    assert points > 1.0
    assert made.of([change]) == Effect(pytest.approx(points, rel=1e-9), places, 0)


def test_two_changes_are_made_at_once_and_leave_what_stood_as_it_was() -> None:
    made = of(tutorial())
    (index,) = made.indices
    before = made.panel(index).values.copy()
    swap = [
        Change("OPEN_HOURS", "_Z", "990001", 2024, 40.0),
        Change("OPEN_HOURS", "_Z", "990002", 2024, 50.0),
    ]
    after = made.panel(index, swap).values
    assert after[3, :2, 1].tolist() == [40.0, 50.0]
    assert np.array_equal(np.delete(after, 3, axis=0), np.delete(before, 3, axis=0))
    assert np.array_equal(made.panel(index).values, before)


def test_a_figure_nothing_is_made_of_or_of_no_place_moves_nothing() -> None:
    made = of(tutorial())
    assert made.read == {
        "LIBRARIES_PER10K", "OPEN_HOURS", "LENT_PC", "READER_SHARE", "LIBRARIES", "POP", "LENT", "READERS",
    }  # fmt: skip
    for change in (
        Change("NOTHING", "_Z", "990001", 2024, 1.0),
        Change("POP", "_Z", "990009", 2024, 1.0),
        Change("POP", "_Z", "990001", 2030, 1.0),
        Change("POP", "ANOTHER", "990001", 2024, 1.0),
    ):
        assert made.of([change]) == Effect(0.0, 0.0, 0)


def test_a_figure_without_which_there_is_no_index_moves_everything() -> None:
    made = of(tutorial())
    areas = [f"99000{number}" for number in range(1, 6)]
    gone = [Change("OPEN_HOURS", "_Z", area, year, math.nan) for area in areas for year in range(2021, 2025)]
    assert made.of(gone) == Effect(math.inf, math.inf, 0)
    one = [change for change in gone if change.area == "990001"]
    assert made.of(one).points < math.inf  # the others make up for a county's hours


def lent(value: float, area: str = "990000", year: int = 2024) -> Change:
    return Change("LENT", "PUBLIC_LIBRARIES", area, year, value)


@pytest.mark.parametrize(
    ("changes", "verdicts"),
    [
        ([lent(1_890_119.0)], 0),  # as it stands: 15.6 per cent a year, short of two million
        ([lent(2_000_000.0)], 1),  # reached
        ([lent(1_500_000.0)], 1),  # no longer 15 per cent a year
        ([lent(math.nan)], 2),  # nothing to judge by
        ([lent(2_000_000.0, year=2023)], 1),  # reached and lost again
        ([lent(2_000_000.0, area="990001")], 0),  # not the nation
    ],
)  # fmt: skip
def test_a_figure_of_the_nation_is_held_against_the_targets_judged_by_it(
    changes: list[Change], verdicts: int
) -> None:
    assert of(tutorial()).of(changes).verdicts == verdicts


def test_an_effect_is_material_beyond_half_a_point_two_places_or_by_a_verdict() -> None:
    assert not Effect(0.5, 2.0, 0).material
    assert Effect(0.51, 0.0, 0).material
    assert Effect(0.0, 3.0, 0).material
    assert Effect(0.0, 0.0, 1).material


def test_verdicts_are_by_target_scope_and_measure() -> None:
    loaded = tutorial()
    assert loaded.programme is not None
    judged = targets.compile(loaded.programme, vintage(loaded.figures, "2025-06-30"))
    assert targets.verdicts(judged) == {
        ("T1", "PUBLIC_LIBRARIES", "OUTCOME"): "MISSED",
        ("T1", "PUBLIC_LIBRARIES", "OUTCOME_GROWTH"): "MET",
        ("T2", "_Z", "OUTCOME"): "MET_EARLY",
    }


def test_an_index_made_from_the_account_is_left_out() -> None:
    loaded = tutorial()
    assert loaded.programme is not None
    assert of(loaded).apart == {}
    own = dict(loaded.programme.indicators)
    own["LENT_PC"] = msgspec.structs.replace(own["LENT_PC"], formula="LENT / account(READING, _T)")
    made = of(replace(loaded, programme=msgspec.structs.replace(loaded.programme, indicators=own)))
    assert (made.indices, {*made.apart}) == ({}, {*loaded.indices})
    assert made.of([Change("OPEN_HOURS", "_Z", "990001", 2024, 1.0)]) == Effect(0.0, 0.0, 0)
    (read,) = made.apart.values()
    assert {"LENT", "POP", "OPEN_HOURS"} <= read


def test_a_programme_without_index_and_targets_has_no_effects() -> None:
    loaded = tutorial()
    assert loaded.programme is not None
    bare = replace(loaded, index_reads={})
    assert of(bare).indices == {}
    without = msgspec.structs.replace(loaded.programme, targets=())
    assert effects(replace(bare, programme=without)) is None
    assert effects(replace(loaded, programme=None)) is None
