"""The policy's own programme, run for both of its cycles: do the sealed numbers mean what they should?"""

from __future__ import annotations

import math
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


def test_the_headline_is_5_8_trillion_yuan_in_2020(real: Real) -> None:
    for dataflow in ("IC_FIGURES", "IC_INDICATORS"):
        row = real.one(dataflow, INDICATOR="IC_SCALE", TIME_PERIOD="2020")
        assert (row["SCOPE"], row["UNIT_MEASURE"]) == ("MIIT_SCALE", "TRN_YUAN")
        assert float(row["OBS_VALUE"]) == 5.8
        assert row["GRADE"] == "A-"


def test_the_published_scale_is_one_series_with_the_wording_of_its_day_beside_each_figure(real: Real) -> None:
    rows = real.rows("IC_FIGURES", INDICATOR="IC_SCALE", FREQ="A")
    assert {row["SCOPE"] for row in rows} == {"MIIT_SCALE"}
    assert [
        (row["TIME_PERIOD"], row["WORDING"]) for row in sorted(rows, key=lambda row: row["TIME_PERIOD"])
    ] == [
        *((year, "_U") for year in ("2012", "2013", "2014", "2016")),
        *(("2017", "W2018_01"), ("2018", "W2018_10"), ("2020", "W2018_10"), ("2021", "W2018_10")),
    ]


def test_the_ministry_s_own_growth_of_2018_is_11_1_per_cent(real: Real) -> None:
    row = real.one("IC_FIGURES", INDICATOR="IC_YOY", TIME_PERIOD="2018")
    assert (float(row["OBS_VALUE"]), row["GRADE"], row["SOURCE"]) == (11.1, "B", "S_MIIT_CITYTOUR_2019")


def test_mean_growth_2016_2020_was_10_43_per_cent_and_by_rounding_9_84_to_11_03(real: Real) -> None:
    row = real.one("IC_TARGETS", TARGET="T1", MEASURE="OUTCOME_GROWTH")
    found = (row["SCOPE"], round(row["OBS_VALUE"], 2), round(row["LOWER"], 2), round(row["UPPER"], 2))
    assert found == ("MIIT_SCALE", 10.43, 9.84, 11.03)
    assert (row["VERDICT"], row["REASON"]) == ("MISSED", "GROWTH_BELOW_WITHIN_ROUNDING")


@pytest.mark.parametrize(
    ("target", "scope", "period", "value", "verdict", "reason"),
    [
        ("T1", "MIIT_SCALE", "2020", 5.8, "MISSED", "BELOW"),
        ("T2", "MIIT_SCALE", "2020", None, "MISSED", "ESTIMATES_NONE_REACHES"),
        ("T3", "_Z", "2018", 98.0, "MET_EARLY", "REACHED_EARLY"),
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


def test_lights_rest_on_evidence_that_matches_the_annex_and_lies_by_the_deadline(real: Real) -> None:
    lights = {int(row["TASK"]): row["LIGHT"] for row in real.rows("IC_TASKS", ITEM="LIGHT")}
    assert sorted(task for task, light in lights.items() if light == "DONE") == [12, 16]
    assert {lights[task] for task in (23, 27, 42, 20, 40, 39, 6)} == {"EVIDENCE"}
    assert {lights[task] for task in (1, 13, 28, 29, 30, 31, 33, 36)} == {"NONE"}
    late = real.rows("IC_TASKS", TASK="01", TIMING="LATER")
    assert {row["ITEM"] for row in late} >= {"E01", "E05"}


def test_who_looked_ahead_from_2017_2018_or_2019_gave_six_trillion_a_chance_above_nine_in_ten(
    real: Real,
) -> None:
    rows = real.rows("IC_TARGETS", TARGET="T1", MEASURE="PROBABILITY")
    chances = {row["TIME_PERIOD"]: row["OBS_VALUE"] for row in rows}
    assert chances == pytest.approx({"2017-12": 0.930, "2018-12": 0.949, "2019-12": 0.920}, abs=0.0006)
    trend = real.one("IC_TARGETS", TARGET="T1", MEASURE="PROBABILITY_TREND", TIME_PERIOD="2018-12")
    assert trend["OBS_VALUE"] == pytest.approx(0.22, abs=0.01)
    damped = real.one("IC_TARGETS", TARGET="T1", MEASURE="PROBABILITY_DAMPED", TIME_PERIOD="2018-12")
    assert damped["OBS_VALUE"] == pytest.approx(0.6401, abs=0.0001)
    assert [row["COMMENT"].startswith(f"known on {row['TIME_PERIOD']}-31") for row in rows] == [True] * 3


def test_a_row_of_the_record_is_explained_down_to_the_figures_known_on_its_day(real: Real) -> None:
    where = {"TARGET": "T1", "MODEL": "LAST", "HORIZON": "3", "MEASURE": "BRIER", "TIME_PERIOD": "2020"}
    row = real.one("IC_TARGETS_RECORD", **where)
    assert (row["KNOWN_ON"], round(row["OBS_VALUE"], 4)) == ("2018-08-17", 0.4994)
    root = explain(real.call, "IC_TARGETS_RECORD", where, real.new.id).root
    inputs = {item.role: item for item in root.inputs if isinstance(item, Node)}
    assert inputs["OUTCOME"].key == "A.CN.IC_SCALE.MIIT_SCALE.2020.2021-05-17"
    known = [item.key for item in inputs["PREDICTED"].inputs if isinstance(item, Node)]
    assert [key.rsplit(".", 1)[1] for key in known] == [
        *("2013-07-24", "2014-12-31", "2015-12-31", "2017-08-31", "2018-08-17")
    ]


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
        ("110000", "2023", (640.7, 352.6, 1164.3)),
        (
            "640000",
            "2014",
            (51.1, 30.9, 84.5),
        ),  # 109.6 by its own tables, which stand alone among all provinces
        ("630000", "2023", (57.8, 30.0, 111.5)),
    ],
)
def test_a_province_is_a_level_with_the_interval_another_of_its_tables_would_lie_in(
    real: Real, area: str, year: str, expected: tuple[float, float, float]
) -> None:
    row = real.one("IC_ACCOUNT", REF_AREA=area, PRODUCT="_T", TIME_PERIOD=year, SCOPE="NARROW_IO")
    assert (row["OBS_VALUE"], row["LOWER"], row["UPPER"]) == pytest.approx(expected, abs=0.06)


def test_no_growth_of_consumption_is_told_of_a_province_or_beyond_the_last_table(real: Real) -> None:
    rows = real.rows("IC_INDICATORS", INDICATOR="IC_GROWTH")
    assert {(row["REF_AREA"], row["TIME_PERIOD"]) for row in rows} == {
        ("CN", str(year)) for year in range(2013, 2021)
    }


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


def index_of(
    real: Real, measure: str, release: Release | None = None, index: str = "OBSERVED"
) -> dict[tuple[str, str], float]:
    """The top of an index: value by (REF_AREA, TIME_PERIOD)."""
    rows = real.rows("IC_INDEX", release, INDEX=index, INDICATOR="IC_INDEX", MEASURE=measure)
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


def test_every_input_of_the_headline_is_an_observation_and_the_account_stands_only_beside_it(
    real: Real,
) -> None:
    def told(index: str, column: str) -> set[str]:
        return {row[column] for row in real.rows("IC_INDEX", INDEX=index, MEASURE="NORMALISED")}

    assert told("OBSERVED", "OBS_STATUS") == {"A"}
    assert not any(code.startswith("IC_") for code in told("OBSERVED", "INDICATOR"))
    assert told("EXPERIMENTAL", "INDICATOR") - told("OBSERVED", "INDICATOR") == {"IC_PC", "IC_SERVICE_SHARE"}
    assert index_of(real, "SCORE_LOWER", index="EDITION_1") == {}


def test_the_noise_of_the_account_in_the_experimental_index_is_what_its_own_intervals_imply(
    real: Real,
) -> None:
    rows = real.rows("IC_ACCOUNT", SCOPE="NARROW_IO", PRODUCT="_T", TIME_PERIOD="2023")
    wide = sorted(math.log(row["UPPER"] / row["LOWER"]) / 2 for row in rows if row["REF_AREA"] != "CN")
    spec = releases.programme(real.call, real.new).indices["EXPERIMENTAL"]
    noise = next(item for item in spec.varied if item.kind == "noise")
    assert noise.relative["IC_PC"] == pytest.approx(wide[len(wide) // 2] / 1.645, rel=0.1)


def test_contributions_add_up_to_the_score(real: Real) -> None:
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for row in real.rows("IC_INDEX", INDEX="OBSERVED", MEASURE="CONTRIBUTION"):
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
            if name not in PUBLISHED | {"IC_TARGETS", "IC_TASKS", "IC_DOMAINS"}:
                assert with_inputs == keys, name


def test_domains_without_inputs_are_the_classes_that_tables_cannot_tell(real: Real) -> None:
    made = releases.dataset(real.call, real.new, "IC_DOMAINS")
    derived = set(made.inputs.column("KEY").to_pylist())
    rows = zip(made.keys.to_pylist(), made.table.to_pylist(), strict=True)
    stated = [row for key, row in rows if key not in derived]
    assert {row["METHOD"] for row in stated} == {"DOMAIN_NOT_MEASURABLE"}
    assert [row["DOMAIN"] for row in stated] == [
        "INDUSTRY",
        "INDUSTRY_INTEGRATION",
        "INDUSTRY_PLATFORM",
        "INDUSTRY_SUPPORT",
        "PUBLIC_HOME_CARE",
    ]
    content = real.one(
        "IC_DOMAINS", DOMAIN="LIFE_CONTENT", MEASURE="FINAL_USE", REF_AREA="CN", TIME_PERIOD="2020"
    )
    assert content["OBS_VALUE"] is None
    assert (round(content["LOWER"]), round(content["UPPER"])) == (841, 20302)


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
            assert len(stated) == 10
        else:  # evidence and milestones, and the lights of tasks that have nothing else
            assert all(row["ITEM"][1:].isdigit() or row["OBS_VALUE"] is None for row in stated)


def test_the_score_of_a_province_is_explained_down_to_published_figures_with_source_and_vintage(
    real: Real,
) -> None:
    where = {
        "REF_AREA": "440000",
        "INDEX": "EXPERIMENTAL",
        "INDICATOR": "IC_INDEX",
        "MEASURE": "SCORE",
        "TIME_PERIOD": "2023",
    }
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
    tree = {node.code for index in opened.indices.values() for node in index.framework.every}
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
        "indices": {head.id for head in programme.indices},
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
