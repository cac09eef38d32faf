"""Vintages of figures and of releases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.nouns import TUTORIAL
from xinxiao.errors import NotFound
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.text import Text
from xinxiao.uses import releases, workflow
from xinxiao.uses.call import Call
from xinxiao.uses.run import run
from xinxiao.uses.triangles import vintages


def test_figures_have_vintages_of_their_own(sealed: Call) -> None:
    found = vintages(sealed, "RD_FIGURES")
    days = set(
        releases.dataset(sealed, releases.find(sealed), "RD_FIGURES").table.column("VINTAGE").to_pylist()
    )
    assert set(found.names) == days
    assert list(found.names) == sorted(days)
    twice = [row for row in found.averages.to_pylist() if row["PAIRS"]]
    assert all(row["MEAN_ABSOLUTE_REVISION"] >= abs(row["MEAN_REVISION"]) for row in twice)


def test_of_all_else_each_live_release_up_to_this_one_is_a_vintage(own: Call) -> None:
    first = releases.find(own)
    earlier = run(own, TUTORIAL, None, "2024-06-30")
    draft = run(own, TUTORIAL, None, "2024-09-30", draft=True)
    found = vintages(own, "RD_INDICATORS")
    assert (found.names, found.left) == ((earlier.id, first.id), 0)
    assert found.averages.num_rows > 0
    assert vintages(own, "RD_INDICATORS", earlier.id).names == (earlier.id,)
    assert vintages(own, "RD_INDICATORS", earlier.id).averages.num_rows == 0
    assert draft.id not in vintages(replace(own, actor=ANONYMOUS), "RD_INDICATORS").names
    workflow.withdraw(own, earlier.id, Text(zh="误", en="wrong"), "x")
    assert vintages(own, "RD_INDICATORS").names == (first.id,)


def test_a_revision_is_that_of_the_two_releases(own: Call) -> None:
    earlier, last = run(own, TUTORIAL, None, "2024-06-30"), releases.find(own)
    found = vintages(own, "RD_INDICATORS")
    row = max(found.averages.to_pylist(), key=lambda row: row["MEAN_ABSOLUTE_REVISION"])
    shown = found.triangle(row["SERIES"])
    pairs = [
        (shown.cells[earlier.id, period].value, shown.cells[last.id, period].value)
        for period in shown.columns
        if (earlier.id, period) in shown.cells and (last.id, period) in shown.cells
    ]
    assert row["PAIRS"] == len(pairs)
    assert row["MEAN_REVISION"] == pytest.approx(sum(b - a for a, b in pairs) / len(pairs))


def test_a_series_there_is_not_is_refused_with_those_like_it(sealed: Call) -> None:
    with pytest.raises(NotFound) as caught:
        vintages(sealed, "RD_INDICATORS").triangle("A.X.Y.Z")
    assert caught.value.told.name == "no_series"
    with pytest.raises(NotFound):
        vintages(sealed, "NONE")
