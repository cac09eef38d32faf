"""The policy's own programme, run for both of its cycles: do the sealed numbers mean what they should?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import msgspec
import pytest

from tests.nouns import POLICY
from xinxiao import bootstrap, cycle
from xinxiao.errors import Unavailable, told
from xinxiao.model.dataset import Dataset
from xinxiao.model.programme import Programme
from xinxiao.model.release import Release, Sealed
from xinxiao.programme.load import load
from xinxiao.release.explain import Bundle, Node
from xinxiao.texts import LANGUAGES, catalogue
from xinxiao.uses import releases
from xinxiao.uses import run as running
from xinxiao.uses.call import Call
from xinxiao.uses.data import data
from xinxiao.uses.explain import explain
from xinxiao.uses.revisions import revisions
from xinxiao.uses.run import run
from xinxiao.uses.verify import verify

PUBLISHED = {"IC_FIGURES", "IC_IO"}
YEARS = [str(year) for year in range(2012, 2024)]
INDEX_YEARS = [str(year) for year in range(2016, 2024)]
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Real:
    """A home with two releases of the policy's programme: ``old`` of cycle C2022, ``new`` of C2023."""

    call: Call
    old: Release
    new: Release

    def rows(self, dataflow: str, release: Release | None = None, **where: str | Sequence[str]) -> Rows:
        asked = {name: [codes] if isinstance(codes, str) else codes for name, codes in where.items()}
        found: Rows = data(self.call, dataflow, asked, (release or self.new).id).table.to_pylist()
        return found

    def one(self, dataflow: str, **where: str) -> dict[str, Any]:
        (row,) = self.rows(dataflow, **where)
        return row

    def datasets(self, release: Release) -> dict[str, Dataset]:
        return {name: releases.dataset(self.call, release, name) for name in release.datasets}


@pytest.fixture(scope="module")
def real(policy_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    call = bootstrap.call(copytree(policy_home, tmp_path_factory.mktemp("real") / "home"))
    old, new = (releases.find(call, entry.id) for entry in releases.entries(call))
    yield Real(call, old, new)
    call.ports.ledger.close()


def test_the_headline_is_5_8_trillion_yuan_in_2020_under_the_wording_of_2018(real: Real) -> None:
    for dataflow in ("IC_FIGURES", "IC_INDICATORS"):
        row = real.one(dataflow, INDICATOR="IC_SCALE", TIME_PERIOD="2020")
        assert (row["SCOPE"], row["UNIT_MEASURE"]) == ("MIIT_SCALE_2018", "TRN_YUAN")
        assert float(row["OBS_VALUE"]) == 5.8
        assert row["GRADE"] == "A-"


def test_no_year_of_the_published_scale_stands_under_both_wordings(real: Real) -> None:
    by_scope = defaultdict(set)
    for row in real.rows("IC_FIGURES", INDICATOR="IC_SCALE", FREQ="A"):
        by_scope[row["SCOPE"]].add(row["TIME_PERIOD"])
    assert max(by_scope["MIIT_SCALE_2017"]) == "2017"
    assert min(by_scope["MIIT_SCALE_2018"]) == "2018"


@pytest.mark.parametrize(
    ("target", "scope", "period", "value", "verdict", "reason"),
    [
        ("T1", "MIIT_SCALE_2018", "2020", 5.8, "MISSED", "BELOW"),
        ("T2", "MIIT_SCALE_2018", "2020", None, "NOT_VERIFIABLE", "ESTIMATES_DISAGREE"),
        ("T3", "_Z", "2019-08", 98.0, "MET_EARLY", "REACHED_EARLY"),
        ("T4", "_Z", "2020", None, "NOT_VERIFIABLE", "ONLY_PROXY"),
        ("T5", "_Z", "2020", None, "NOT_VERIFIABLE", "ONLY_PROXY"),
        ("T6", "_Z", "2019-10", 1.0, "MET_EARLY", "REACHED_EARLY"),
    ],
)
def test_the_six_targets_are_judged_plainly(
    real: Real, target: str, scope: str, period: str, value: float | None, verdict: str, reason: str
) -> None:
    row = real.one("IC_TARGETS", TARGET=target, SCOPE=scope, MEASURE="OUTCOME", TIME_PERIOD=period)
    assert (row["OBS_VALUE"], row["VERDICT"], row["REASON"]) == (value, verdict, reason)


def test_who_looked_ahead_from_2017_2018_or_2019_gave_six_trillion_a_chance_above_nine_in_ten(
    real: Real,
) -> None:
    rows = real.rows("IC_TARGETS", TARGET="T1", MEASURE="PROBABILITY")
    chances = {row["TIME_PERIOD"]: row["OBS_VALUE"] for row in rows}
    assert chances == pytest.approx({"2017-12": 0.930, "2018-12": 0.949, "2019-12": 0.940}, abs=0.0006)
    assert [row["COMMENT"].startswith(f"known on {row['TIME_PERIOD']}-31") for row in rows] == [True] * 3


def test_the_nation_consumed_1_8782_trillion_yuan_in_the_narrow_scope_in_2020(real: Real) -> None:
    where = {"REF_AREA": "CN", "SCOPE": "NARROW_IO", "PRODUCT": "_T", "TIME_PERIOD": "2020"}
    row = real.one("IC_ACCOUNT", **where)
    assert row["OBS_VALUE"] == pytest.approx(18_782, abs=1)
    assert row["UNIT_MEASURE"] == "100M_YUAN"
    assert row["COMMENT"] == "experimental"


def test_provinces_add_up_to_the_nation_in_every_year_and_product(real: Real) -> None:
    nation: dict[tuple[str, str], float] = {}
    provinces: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in real.rows("IC_ACCOUNT", SCOPE="NARROW_IO"):
        place = row["PRODUCT"], row["TIME_PERIOD"]
        if row["REF_AREA"] == "CN":
            nation[place] = row["OBS_VALUE"]
        else:
            provinces[place][row["REF_AREA"]] = row["OBS_VALUE"]
    assert sorted(nation) == [(product, year) for product in "GS" for year in YEARS] + [
        ("_T", y) for y in YEARS
    ]
    assert {len(of) for of in provinces.values()} == {31}
    for place, value in nation.items():
        assert sum(provinces[place].values()) == pytest.approx(value, rel=1e-6)
        assert min(provinces[place].values()) > 0


def test_every_account_value_lies_in_its_interval(real: Real) -> None:
    rows = real.rows("IC_ACCOUNT")
    assert [row for row in rows if not row["LOWER"] <= row["OBS_VALUE"] <= row["UPPER"]] == []


@pytest.mark.parametrize(
    ("area", "year", "expected"),
    [
        ("110000", "2017", (488.3523174, 435.0474983, 548.188386)),
        ("110000", "2022", (663.9335668, 372.5561302, 1183.198303)),
        ("640000", "2014", (109.5739335, 76.71229707, 156.5126762)),
    ],
)
def test_the_interval_of_a_province_is_that_of_the_first_edition(
    real: Real, area: str, year: str, expected: tuple[float, float, float]
) -> None:
    row = real.one("IC_ACCOUNT", REF_AREA=area, PRODUCT="_T", TIME_PERIOD=year, SCOPE="NARROW_IO")
    assert (row["OBS_VALUE"], row["LOWER"], row["UPPER"]) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("kind", "value"), [("I", 2.21), ("II", 3.03)])
def test_a_yuan_of_narrow_consumption_pulled_2_21_yuan_of_output_or_3_03_with_households(
    real: Real, kind: str, value: float
) -> None:
    where = {
        "REF_AREA": "CN",
        "SCOPE": "NARROW_IO",
        "EFFECT": "OUTPUT",
        "SECTOR": "_T",
        "MEASURE": "MULTIPLIER",
    }
    row = real.one("IC_PULL", **where, MULTIPLIER_TYPE=kind, TIME_PERIOD="2020")
    assert row["OBS_VALUE"] == pytest.approx(value, abs=0.005)
    assert row["UNIT_MEASURE"] == "YUAN_PER_YUAN"


def test_pull_by_sector_adds_up_to_the_whole(real: Real) -> None:
    parts: dict[tuple[str, ...], float] = defaultdict(float)
    whole: dict[tuple[str, ...], float] = {}
    dimensions = ("REF_AREA", "SCOPE", "EFFECT", "MULTIPLIER_TYPE", "MEASURE", "TIME_PERIOD")
    for row in real.rows("IC_PULL"):
        place = tuple(row[name] for name in dimensions)
        if row["SECTOR"] == "_T":
            whole[place] = row["OBS_VALUE"]
        else:
            parts[place] += row["OBS_VALUE"]
    assert set(parts) <= set(whole)
    assert all(value == pytest.approx(whole[place], rel=1e-6) for place, value in parts.items())


def index_of(real: Real, measure: str, release: Release | None = None) -> dict[tuple[str, str], float]:
    """The top of the index: value by (REF_AREA, TIME_PERIOD)."""
    rows = real.rows("IC_INDEX", release, INDICATOR="IC_INDEX", MEASURE=measure)
    return {(row["REF_AREA"], row["TIME_PERIOD"]): row["OBS_VALUE"] for row in rows}


def test_the_index_covers_31_provinces_from_2016_to_2023_and_ranks_them_1_to_31(real: Real) -> None:
    scores, ranks = index_of(real, "SCORE"), index_of(real, "RANK")
    assert len(scores) == 31 * 8
    assert all(0 <= score <= 100 for score in scores.values())
    for year in INDEX_YEARS:
        of_year = sorted((rank, area) for (area, period), rank in ranks.items() if period == year)
        assert [rank for rank, _ in of_year] == list(range(1, 32))
        assert [area for _, area in of_year] == sorted(
            (area for _, area in of_year), key=lambda area: -scores[area, year]
        )


def test_beijing_leads_the_index_of_2023_before_shanghai(real: Real) -> None:
    ranks = index_of(real, "RANK")
    assert (ranks["110000", "2023"], ranks["310000", "2023"]) == (1, 2)


def test_contributions_add_up_to_the_score(real: Real) -> None:
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for row in real.rows("IC_INDEX", MEASURE="CONTRIBUTION"):
        totals[row["REF_AREA"], row["TIME_PERIOD"]] += row["OBS_VALUE"]
    scores = index_of(real, "SCORE")
    assert totals == pytest.approx(scores, abs=1e-6)


def test_median_rank_and_published_rank_lie_between_the_bounds_and_chances_between_0_and_1(
    real: Real,
) -> None:
    names = ("RANK_LOWER", "RANK", "RANK_MEDIAN", "RANK_UPPER", "SCORE_LOWER", "SCORE", "SCORE_UPPER")
    found = {name: index_of(real, name) for name in names}
    for place in found["RANK"]:
        low, rank, median, high, bottom, score, top = (found[name][place] for name in names)
        assert 1 <= low <= median <= high <= 31
        assert low <= rank <= high
        assert bottom <= score <= top
    top_ones, rises = index_of(real, "P_TOP"), index_of(real, "P_RISE")
    assert all(0 <= chance <= 1 for chance in (*top_ones.values(), *rises.values()))
    assert sorted({year for _, year in rises}) == INDEX_YEARS[1:]


def test_each_of_the_42_tasks_has_one_light_that_the_programme_declares(real: Real) -> None:
    rows = real.rows("IC_TASKS", ITEM="LIGHT")
    programme = releases.programme(real.call, real.new).programme
    assert [row["TASK"] for row in rows] == [f"{number:02d}" for number in range(1, 43)]
    assert {row["LIGHT"] for row in rows} <= {light.id for light in programme.lights}


def test_every_statement_of_evidence_has_a_source(real: Real) -> None:
    rows = [row for row in real.rows("IC_TASKS") if row["ITEM"][0] == "E" and row["ITEM"][1:].isdigit()]
    assert len(rows) > 80
    assert [row for row in rows if not row["SOURCE"]] == []


def test_every_derived_observation_has_inputs_and_each_of_them_is_in_the_release(real: Real) -> None:
    for release in (real.old, real.new):
        datasets = real.datasets(release)
        places = {name: [key.split(".") for key in made.keys.to_pylist()] for name, made in datasets.items()}
        known: dict[tuple[str, tuple[bool, ...]], set[tuple[str, ...]]] = {}
        for name, made in datasets.items():
            assert {len(place) for place in places[name]} == {len(made.dataflow.dimensions)}
            columns = (made.inputs.column(c).to_pylist() for c in ("IN_DATAFLOW", "IN_KEY"))
            for flow, key in set(zip(*columns, strict=True)):
                parts = key.split(".")
                given = tuple(bool(part) for part in parts)
                if (flow, given) not in known:
                    known[flow, given] = {named(place, given) for place in places[flow]}
                assert named(parts, given) in known[flow, given], f"{name}: {flow} {key}"
            keys = set(made.keys.to_pylist())
            with_inputs = set(made.inputs.column("KEY").to_pylist())
            assert with_inputs <= keys
            if name not in PUBLISHED | {"IC_TARGETS", "IC_TASKS"}:
                assert with_inputs == keys, name


def named(parts: Sequence[str], given: Sequence[bool]) -> tuple[str, ...]:
    """The places of a key that are given."""
    return tuple(part for part, there in zip(parts, given, strict=True) if there)


def test_targets_and_tasks_without_inputs_are_what_the_programme_itself_states(real: Real) -> None:
    for name in ("IC_TARGETS", "IC_TASKS"):
        made = releases.dataset(real.call, real.new, name)
        derived = set(made.inputs.column("KEY").to_pylist())
        rows = zip(made.keys.to_pylist(), made.table.to_pylist(), strict=True)
        stated = [row for key, row in rows if key not in derived]
        if name == "IC_TARGETS":
            assert all(
                row["OBS_VALUE"] is None or row["SOURCE"] or row["METHOD"] == "TARGET_ASKED" for row in stated
            )
            assert len(stated) == 11
        else:  # evidence and milestones, and the lights of tasks that have nothing else
            assert all(row["ITEM"][1:].isdigit() or row["OBS_VALUE"] is None for row in stated)


def test_the_score_of_a_province_is_explained_down_to_published_figures_with_source_and_vintage(
    real: Real,
) -> None:
    where = {"REF_AREA": "440000", "INDICATOR": "IC_INDEX", "MEASURE": "SCORE", "TIME_PERIOD": "2023"}
    nodes = list(walk(explain(real.call, "IC_INDEX", where, real.new.id).root))
    figures = [node for node in nodes if isinstance(node, Node) and node.dataflow == "IC_FIGURES"]
    assert len(figures) > 20
    for figure in figures:
        assert figure.observation["SOURCE"]
        assert figure.observation["GRADE"]
        assert figure.observation["VINTAGE"] <= real.new.as_of
    assert {node.dataflow for node in nodes} >= {
        "IC_INDEX",
        "IC_INDICATORS",
        "IC_ACCOUNT",
        "IC_IO",
        "IC_FIGURES",
    }


def walk(node: Node | Bundle) -> Iterator[Node | Bundle]:
    yield node
    for child in node.inputs if isinstance(node, Node) else ():
        yield from walk(child)


def test_every_code_in_a_release_has_a_name_in_both_languages(real: Real) -> None:
    opened = releases.programme(real.call, real.new)
    assert opened.index is not None
    tree = {node.code for node in (*opened.index.framework.indicators, *opened.index.framework.groups)}
    listed = codes_of(opened.programme)
    listed["CL_INDICATOR"] |= tree
    rooms = {"METHOD": "method", "REASON": "targets.reason"}
    nameless = set()
    for release in (real.old, real.new):
        for name, made in real.datasets(release).items():
            for part in made.dataflow.components:
                if part.codelist is None and part.id not in rooms:
                    continue
                codes = made.table.column(part.id).unique().drop_null().to_pylist()
                known = listed[part.codelist] if part.codelist else set()
                nameless |= {
                    (name, part.id, code, language)
                    for code in codes
                    for language in LANGUAGES
                    if code not in known and f"{rooms.get(part.id)}.{code}" not in catalogue(language)
                }
    assert sorted(nameless) == []


def codes_of(programme: Programme) -> dict[str, set[str]]:
    """The codes of every list: those of its file, or the ids of the nouns it is made of, and its further ones."""
    made: dict[str, set[str]] = {
        "file": set(),
        "indicators": set(programme.indicators),
        "scopes": set(programme.scopes),
        "sources": set(programme.sources),
        "targets": {target.id for target in programme.targets},
        "tasks": {f"{task.id:0>2}" for task in programme.tasks},
        "lights": {light.id for light in programme.lights},
    }
    listed = {name: {code.id for code in held.codes} for name, held in programme.codelists.items()}
    listed["CL_AREA"] |= {area.id for area in programme.areas}
    listed["CL_UNIT"] |= set(programme.units)
    return {
        name: codes | made[programme.heads[name].made_of] if name in programme.heads else codes
        for name, codes in listed.items()
    }


def test_no_figure_was_unknown_on_the_day_the_release_looks_back_from(real: Real) -> None:
    for release, day in ((real.old, "2024-06-30"), (real.new, "2025-12-31")):
        assert release.as_of == day
        vintages = releases.dataset(real.call, release, "IC_FIGURES").table.column("VINTAGE").to_pylist()
        assert max(vintages) <= day
        assert all(date.fromisoformat(vintage) for vintage in set(vintages))


def test_two_releases_live_side_by_side_and_the_first_stays_as_it_was(real: Real) -> None:
    assert [entry.cycle for entry in releases.entries(real.call)] == ["C2022", "C2023"]
    assert releases.find(real.call).id == real.new.id
    first = index_of(real, "SCORE", real.old)
    assert sorted({year for _, year in first}) == INDEX_YEARS[:-1]
    assert {row["TIME_PERIOD"] for row in real.rows("IC_ACCOUNT", real.old)} == set(YEARS[:-1])
    (old,) = real.rows(
        "IC_INDICATORS", real.old, REF_AREA="110000", INDICATOR="GDP", TIME_PERIOD="2018", FREQ="A"
    )
    new = real.one("IC_INDICATORS", REF_AREA="110000", INDICATOR="GDP", TIME_PERIOD="2018", FREQ="A")
    assert (old["OBS_VALUE"], new["OBS_VALUE"]) == (30_319.98, 35_161.4)


def test_what_was_revised_between_two_releases_is_listed_with_its_reason(real: Real) -> None:
    found = revisions(real.call, real.old.id, real.new.id)
    rows = found.table.to_pylist()
    assert found.files == ()
    assert {row["CHANGE"] for row in rows} == {"REVISED", "ADDED", "WITHDRAWN"}
    assert [row for row in rows if not row["REASON"]] == []
    assert {row["WHY"] for row in rows} == {"VINTAGE", "INPUTS"}
    (gdp,) = [row for row in rows if row["KEY"] == "A.110000.GDP._Z.2018" and row["DATAFLOW"] == "IC_FIGURES"]
    assert (gdp["OLD"], gdp["NEW"], gdp["WHY"]) == (30_319.98, 35_161.4, "VINTAGE")
    assert gdp["REASON"].startswith("2025-09-30; S_NBS_PROV_CLEANED; revised after the fifth economic census")


def test_both_releases_can_be_recomputed_to_the_same_bytes(real: Real) -> None:
    held = verify(real.call, real.new.id)
    assert held.faults == ()
    assert held.same_code
    assert {check.what for check in held.checks} >= {"IC_INDEX", "IC_INDEX inputs", "IC_INDEX.parquet"}


def test_verify_names_the_dataset_whose_bytes_were_changed(
    real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Made:
        release = real.old

    blob = real.call.ports.blobs.verified(real.old.datasets["IC_TARGETS"].sha256)
    whole = blob.read_bytes()
    monkeypatch.setattr(cycle, "run", lambda *_: Made)  # recomputing is held by the test before
    blob.chmod(0o644)
    try:
        blob.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
        found = verify(real.call, real.old.id)
    finally:
        blob.write_bytes(whole)
        blob.chmod(0o444)
    assert [(check.what, check.state) for check in found.faults] == [("IC_TARGETS.parquet", "tampered")]
    assert verify(real.call, real.old.id).holds


def test_a_run_that_dies_while_it_stores_leaves_the_last_release_as_the_answer(
    real: Real, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = replace_as_of(real.new, "2026-06-30")
    loaded, blobs = load(POLICY), real.call.ports.blobs
    contents = {digest: blobs.get(digest) for digest in later.blobs[:-1]}
    sealed = Sealed(later, contents | {later.sha256: later.manifest})
    put = blobs.put

    def dies(content: bytes) -> str:
        if content == later.manifest:
            raise Unavailable("killed", told("lake_write", path="", reason="killed"))
        return put(content)

    monkeypatch.setattr(running, "load", lambda _: loaded)
    monkeypatch.setattr(cycle, "run", lambda *_: sealed)
    with monkeypatch.context() as patched:
        patched.setattr(blobs, "put", dies)
        with pytest.raises(Unavailable):
            run(real.call, POLICY)
    assert releases.find(real.call).id == real.new.id
    assert not blobs.has(later.sha256)
    again = bootstrap.call(real.call.ports.home)
    assert [entry.cycle for entry in releases.entries(again)] == ["C2022", "C2023"]
    assert releases.find(again).sha256 == real.new.sha256
    again.ports.ledger.close()


def replace_as_of(release: Release, day: str) -> Release:
    """The same release as if it had been sealed looking back from another day."""
    return msgspec.structs.replace(release, as_of=day)
