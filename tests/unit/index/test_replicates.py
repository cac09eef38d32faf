"""Replicates at scale: kept in memory or on disk, played in any blocks by any threads, drawn again where they fail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinxiao import index
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.analysis.audit import _answered
from xinxiao.index.coherence.arrays import rank_series
from xinxiao.index.doubt import archive, intervals, play, score, summary, uncertainty
from xinxiao.index.doubt.archive import Archive
from xinxiao.index.doubt.factors import factors_of
from xinxiao.index.doubt.replicate import Replayer
from xinxiao.index.doubt.turnout import Turnout
from xinxiao.index.spec.parameters import AGGREGATIONS

TREE = index.framework_of([index.Indicator(code=c, parent="I") for c in "ab"], [index.Group(code="I")])
RNG = np.random.default_rng(11)
CUBE = np.exp(RNG.standard_normal((3, 9, 2)))
PANEL = index.Panel(CUBE, tuple(f"u{n}" for n in range(9)), ("a", "b"), ("2021", "2022", "2023"))
GEOMETRIC = {"default": {"method": "geometric"}}


def choice(name: str, stage: str, **choices: dict[str, object]) -> index.Assumption:
    given = tuple(index.Alternative(name=k, parameters=v) for k, v in choices.items())
    return index.Assumption(name=name, stage=stage, kind="alternatives", alternatives=given)


MEAN = choice("mean", "aggregate", arithmetic={}, geometric=GEOMETRIC)
NOISE = index.Assumption(name="error", stage="inputs", kind="noise", relative={"*": 0.1})
WEIGHTS = index.Assumption(name="weights", stage="weights", kind="perturb", spread=0.5)
TREATED = index.Method(
    stages=(
        index.TreatSpec(),
        index.NormaliseSpec(range=(1.0, 100.0)),
        index.WeightSpec(),
        index.AggregateSpec(),
    )
)
BARE = index.Method(stages=(index.WeightSpec(), index.AggregateSpec()))


def spec(*assumptions: index.Assumption, method: index.Method = TREATED, **more: object) -> index.IndexSpec:
    declared = index.Assumptions(assumptions=assumptions, **more)  # type: ignore[arg-type]
    return index.IndexSpec(framework=TREE, method=method, assumptions=declared)


def bytes_of(found: index.Uncertainty) -> list[bytes]:
    assert found.change is not None
    assert found.superiority is not None
    arrays = [
        getattr(found, f"{name}_{end}")
        for name in ("score", "rank")
        for end in ("mean", "low", "median", "high")
    ]
    arrays += [found.superiority, *found.top.values(), *msgspec.structs.astuple(found.change)]
    return [np.ascontiguousarray(a).tobytes() for a in arrays]


@pytest.mark.parametrize("rows", [1, 7, 40])
@pytest.mark.parametrize("processors", [1, 3])
@pytest.mark.parametrize("held", [0, 1 << 30])
@pytest.mark.parametrize("mode", ["sample_only", "sample"])
def test_blocks_threads_and_where_replicates_are_kept_change_no_byte(
    rows: int, processors: int, held: int, mode: uncertainty.Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = spec(MEAN, NOISE, WEIGHTS, replicates=20, top=(2, 3))
    known = bytes_of(index.analyse(given, PANEL, mode=mode))
    monkeypatch.setattr(play, "_ROWS_AT_ONCE", rows)
    monkeypatch.setattr(play.os, "cpu_count", lambda: processors)
    monkeypatch.setattr(uncertainty, "Archive", lambda m, cells: Archive(m, cells, held))
    monkeypatch.setattr(summary, "_NUMBERS_AT_ONCE", 40)
    assert bytes_of(index.analyse(given, PANEL, mode=mode)) == known


@pytest.mark.parametrize("held", [0, 1 << 30])
def test_every_combination_is_summed_alike_in_memory_and_on_disk(
    held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    how = choice("normal", "normalise", minmax={}, rank={"default": {"method": "percentile_rank"}})
    given = spec(MEAN, how)
    known = index.analyse(given, PANEL)
    monkeypatch.setattr(play, "_ROWS_AT_ONCE", 3)
    monkeypatch.setattr(uncertainty, "Archive", lambda m, cells: Archive(m, cells, held))
    found = index.analyse(given, PANEL)
    assert (found.mode, found.replicates) == ("exact", 4)
    assert bytes_of(found) == bytes_of(known)
    inert = choice("inert", "aggregate", one={}, two={"default": {"missing_threshold": 0.5}})
    with pytest.raises(ProgrammeFault, match="inert changes nothing"):
        index.analyse(spec(how, inert), PANEL)


@pytest.mark.parametrize("held", [0, 1 << 30])
def test_an_archive_gives_back_what_was_put_in_cell_by_cell(held: int) -> None:
    scores = np.arange(35.0).reshape(5, 7)
    ranks = -scores.astype(np.float32)
    with Archive(5, 7, held) as kept:
        assert kept.spilled is (held == 0)
        for start, stop in ((3, 5), (0, 3)):
            kept.put(start, scores[start:stop], ranks[start:stop])
        for start, stop in ((0, 7), (2, 4), (6, 7)):
            found = kept.read(start, stop)
            assert found[0].tolist() == scores[:, start:stop].T.tolist()
            assert found[1].tolist() == ranks[:, start:stop].T.tolist()
        parts = list(kept.scores_by_block(2, 4))
        assert [(rows.start, rows.stop) for rows, _ in parts] == [(0, 3), (3, 5)]
        assert np.concatenate([part for _, part in parts]).tolist() == scores[:, 2:4].tolist()


def test_replicates_are_kept_in_memory_up_to_the_limit_and_not_beyond() -> None:
    assert archive.HELD == 402_653_184
    for held, spilled in ((12 * 6, False), (12 * 6 - 1, True)):
        with Archive(2, 3, held) as kept:
            assert kept.spilled is spilled


def test_a_file_that_was_cut_short_is_no_replicates() -> None:
    with Archive(2, 3, 0) as kept:
        kept.put(0, np.zeros((2, 3)), np.zeros((2, 3), np.float32))
        assert kept._file is not None
        kept._file.truncate(50)
        with pytest.raises(EOFError, match="cut short"):
            kept.read(0, 3)


@settings(max_examples=60)
@given(
    st.integers(1, 40).flatmap(
        lambda m: st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=m, max_size=m)
    ),
    st.integers(1, 9),
)
def test_quantiles_read_from_disk_are_the_exact_ones(rows: list[list[float]], block: int) -> None:
    scores = np.array(rows)
    even = np.full(len(scores), 1 / len(scores))
    with Archive(len(scores), 3, 0) as kept:
        for start in range(0, len(scores), block):
            part = scores[start : start + block]
            kept.put(start, part, intervals.rank_replicates(part[:, None])[:, 0])
        counted = summary.Counted(np.ones(len(scores), np.bool_), even)
        found = summary.summarise(kept, (1, 3), counted, 0.9, (1,))
    for name, point in (("low", 0.05), ("median", 0.5), ("high", 0.95)):
        exact = np.quantile(scores, point, axis=0)
        assert getattr(found.score, name)[0] == pytest.approx(exact, rel=1e-12, abs=1e-9)
    assert found.change is None


@settings(max_examples=100)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([0.0, -0.0, 1.0, 10.0, -10.0, 9.99999999996, 1.00000000004, float("nan")]),
            st.floats(-1e9, 1e9).filter(lambda x: x == 0 or abs(x) > 1e-200),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_ranks_by_one_sort_of_integers_are_those_of_the_printed_scores(scores: list[float]) -> None:
    row = np.array(scores)
    found = intervals.rank_replicates(row[None, None])[0, 0]
    assert found == pytest.approx(rank_series(-row[None], "min")[0], nan_ok=True)


def test_more_units_than_places_in_a_key_are_ranked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intervals, "_PLACE_DIGITS", 2)
    for scores, ranks in (([4.0, 3, 2, 1], [1, 2, 3, 4]), ([5.0, 5, 4, 3, 2], [1, 1, 3, 4, 5])):
        assert intervals.rank_replicates(np.array([[scores]]))[0, 0].tolist() == ranks


def test_a_replicate_that_fails_is_drawn_again_with_the_same_alternatives() -> None:
    """The geometric mean has no value where an error takes an indicator below zero; the arithmetic mean always has one."""
    noise = index.Assumption(name="error", stage="inputs", kind="noise", absolute={"a": 1.0})
    data = index.Panel(np.array([[1.0, 1], [2, 2], [3, 3], [4, 4]]), tuple("wxyz"), ("a", "b"))
    found = index.analyse(spec(MEAN, noise, method=BARE, replicates=256), data, mode="sample_only")
    assert (found.replicates, found.used, found.failed) == (256, 256, 0)
    arithmetic, geometric = found.turnout
    assert (arithmetic.alternative, arithmetic.asked, arithmetic.used, arithmetic.failures) == (
        "arithmetic",
        128,
        128,
        0,
    )
    assert (geometric.alternative, geometric.asked, geometric.used, geometric.share) == (
        "geometric",
        128,
        128,
        0.5,
    )
    # One unit at 1 with a standard error of 1 falls to zero in 15.9 % of tries, one at 2 in 2.3 %.
    assert 10 < geometric.failures < 50
    assert found.redrawn == geometric.failures
    why = "geometric score of 'I' is undefined: 'a' must be positive"
    assert geometric.faults == found.faults == {why: found.redrawn}
    (said,) = _answered(found)
    assert said.code == "index_audit.replicates_redrawn"
    assert f"{found.redrawn} tries failed" in said.message("en")
    assert float(found.score_low.min()) > 0.0


def test_a_combination_that_never_works_is_given_up_after_ten_draws_and_its_alternatives_are_named() -> None:
    never = np.array([[0.0, 1], [2, 2], [3, 3]])
    data = index.Panel(never, tuple("xyz"), ("a", "b"))
    given = spec(MEAN, WEIGHTS, method=BARE, replicates=8)
    found = index.analyse(given, data, mode="sample_only")
    assert (found.replicates, found.used, found.failed, found.redrawn) == (8, 4, 4, 40)
    assert found.turnout[1] == Turnout(
        assumption="mean",
        alternative="geometric",
        probability=0.5,
        asked=4,
        used=0,
        share=0.0,
        failures=44,
        faults={"geometric score of 'I' is undefined: 'a' must be positive": 44},
    )
    assert found.turnout[0].share == 1.0
    said = {f.code: f for f in _answered(found)}
    assert set(said) == {
        "index_audit.replicates_failed",
        "index_audit.replicates_redrawn",
        "index_audit.alternative_lost",
    }
    lost = dict(said["index_audit.alternative_lost"].places)
    assert (lost["alternative"], lost["share"], lost["probability"]) == ("geometric", "0.0%", "50.0%")
    table = index.turnout_table(found)
    assert table["SHARE"].tolist() == [1.0, 0.0]
    assert table["REASONS"][1].startswith("geometric score of 'I' is undefined")


def test_a_new_vector_is_free_of_those_that_were_drawn_and_no_draw_is_shared() -> None:
    asked: list[int] = []

    class Always(Replayer):
        def run(self, choices):  # type: ignore[no-untyped-def]
            asked.extend(choices[:, 0].tolist())
            made = super().run(choices)
            return msgspec.structs.replace(made, scores=np.full_like(made.scores, np.nan))

    given = spec(NOISE)
    player = Always(given, PANEL, factors_of(given))
    referee = play.Referee(np.ones((3, 9)), np.ones((3, 9)), screened=False)
    made = play.play(player, np.arange(4)[:, None], referee, fresh=100)
    assert play.REDRAWS == 10
    assert sorted(asked) == sorted(n + 100 * k for n in range(4) for k in range(11))
    assert made.failures == Counter({((-1,), play.MISSING): 44})
    assert not made.whole.any()


def test_nothing_is_drawn_again_where_every_combination_is_listed() -> None:
    data = index.Panel(np.array([[0.0, 1], [2, 2], [3, 3]]), tuple("xyz"), ("a", "b"))
    found = index.analyse(spec(MEAN, method=BARE), data)
    assert (found.mode, found.replicates, found.used, found.failed, found.redrawn) == ("exact", 2, 1, 1, 0)


def test_no_replicate_at_all_is_an_error_with_the_reason() -> None:
    never = choice("mean", "aggregate", one=GEOMETRIC, two={"default": {"method": "harmonic"}})
    data = index.Panel(np.array([[0.0, 1], [2, 2], [3, 3]]), tuple("xyz"), ("a", "b"))
    with pytest.raises(DataFault, match="no replicate gives a complete ranking") as caught:
        index.analyse(spec(never, method=BARE), data)
    assert "geometric score of 'I' is undefined" in (caught.value.hint or "")


def test_a_change_of_rank_is_taken_within_replicates_too() -> None:
    """Unit x beats y by 1 in the first year and loses by 1 in the second, in every replicate, wherever both stand."""
    level = np.linspace(0, 100, 20)
    scores = np.stack(
        [np.stack([level + 1, level], axis=1), np.stack([level + 1, level + 2], axis=1)], axis=1
    )
    found = intervals.changes(scores, np.full(20, 1 / 20), 0.9)
    assert found.rank_mean.tolist() == [[1.0, -1.0]]
    assert (found.rank_low.tolist(), found.rank_high.tolist()) == ([[1.0, -1.0]], [[1.0, -1.0]])
    assert found.mean[0] == pytest.approx([0.0, 2.0])
    assert found.rises[0] == pytest.approx([0.5, 1.0])
    assert found.significant.tolist() == [[False, True]]


def test_means_leave_out_what_is_missing() -> None:
    samples = np.array([[1.0, np.nan], [3.0, 5.0], [2.0, np.nan]])
    assert intervals.mean(samples, np.array([0.25, 0.25, 0.5])).tolist() == [2.0, 5.0]
    assert intervals.share_where(samples > 1.5, np.array([0.25, 0.25, 0.5])).tolist() == [0.75, 0.25]
    assert intervals.share_where(samples > 1.5, np.full(3, 1 / 3)) == pytest.approx([2 / 3, 1 / 3])


def test_the_temporary_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive.tempfile, "tempdir", str(tmp_path))
    with Archive(2, 3, 0) as kept:
        kept.put(0, np.ones((2, 3)), np.ones((2, 3), np.float32))
        assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("method", sorted(AGGREGATIONS))
def test_scores_had_a_few_units_at_a_time_are_those_of_all_units_at_once(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parameters = {"exponent": 0.5} if method == "power" else {}
    how = index.AggregateSpec(default=index.AggregationSpec(method=method, parameters=parameters))
    own = index.Method(stages=(index.NormaliseSpec(range=(1.0, 100.0)), index.WeightSpec(), how))
    given = spec(WEIGHTS, method=own)
    choices = np.arange(5)[:, None]
    monkeypatch.setattr(score, "_CHUNK_SCORES", 20)
    monkeypatch.setattr(score, "_CHUNK_CELLS", 5)
    few = Replayer(given, PANEL, factors_of(given)).run(choices)
    monkeypatch.setattr(score, "looks_across", lambda *_: True)
    whole = Replayer(given, PANEL, factors_of(given)).run(choices)
    assert few.faults == {}
    assert few.scores.tobytes() == whole.scores.tobytes()
