"""What check passes runs, and what does not run check tells: one thing changed anywhere in a programme with all parts.

The programme is the tiny one with input-output tables, an account and a pull. Neither checking nor running it may end in a
traceback, whatever stands in its files.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.nouns import NOBODY, TINY, files_of, homeless, with_account
from tests.property.shown import Changed
from xinxiao import cycle
from xinxiao.errors import ProgrammeFault
from xinxiao.model.dataset import Dataset
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes
from xinxiao.programme.loaded import Loaded
from xinxiao.release.seal import seal
from xinxiao.uses import check
from xinxiao.uses.run import sound

FILES = with_account(files_of(TINY))
Files = dict[str, bytes]


def changed(files: Mapping[str, bytes], file: str, old: str, new: str) -> Files:
    text = files[file].decode()
    assert old in text, (file, old)
    return {**files, file: text.replace(old, new, 1).encode()}


def holds(files: Mapping[str, bytes]) -> None:
    """Check tells an error exactly when a run stops; what both compile is compiled once here."""
    loaded = load_bytes(files)
    if loaded.programme is None or loaded.errors:
        with pytest.raises(ProgrammeFault):
            sound(loaded)
        return
    found, made = tried(loaded)
    assert all(f.line_text(language) for f in found for language in ("zh", "en"))
    if not any(f.level == "error" for f in found):
        item = loaded.programme.cycle()
        sealed = seal(loaded.programme, loaded.indices, loaded.files, item, item.as_of, NOBODY, made)
        assert set(sealed.release.datasets) == set(made)


def tried(loaded: Loaded) -> tuple[tuple[Finding, ...], Mapping[str, Dataset]]:
    """What the use finds in a programme that is read already, and the datasets of the last cycle it tried."""
    made: dict[str, Dataset] = {}
    compiled = cycle.compiled

    def kept(*arguments: object) -> dict[str, Dataset]:
        made.update(compiled(*arguments))  # type: ignore[arg-type]
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(check, "load", lambda folder: loaded)
        patched.setattr(cycle, "compiled", kept)
        return check.check(homeless()), made


Change = tuple[str, str, str]
CHANGES: tuple[Change, ...] = (
    # a field left out
    ("programme.yaml", "count_unit: INDEX\n", ""),
    ("programme.yaml", "levels: [nation, province, prefecture]\n", ""),
    ("programme.yaml", "issued: 2017-08-13\n", ""),
    ("indicators.yaml", "    unit: 10K_ACCOUNTS\n", ""),
    ("indicators.yaml", "    formula: USERS / POP\n", ""),
    ("indicators.yaml", "    kind: per_head\n", ""),
    ("targets.yaml", "    unit: 100M_YUAN\n", ""),
    ("targets.yaml", "    value: 100\n", ""),
    ("targets.yaml", "    indicator: SIZE\n", ""),
    ("targets.yaml", "    scopes: [NARROW]\n", ""),
    ("targets.yaml", "    baseline: '2016'\n", ""),
    ("tasks.yaml", "    deadline: 2020-12-31\n", ""),
    ("tasks.yaml", "        reached: 2018-05-01\n", ""),
    ("account.yaml", "unit: 100M_YUAN\n", ""),
    ("account.yaml", "        sectors: ['20']\n", ""),
    ("account.yaml", "    areas: nation\n", ""),
    ("pull.yaml", "employment: {multiplier: PERSONS_PER_10K_YUAN, level: 10K_PERSONS}\n", ""),
    ("io.yaml", "employment: GROUPS\n", ""),
    ("io.yaml", "persons: 10K_PERSONS\n", ""),
    # a row or a column left out
    ("codelists/CL_MEASURE.csv", "SCORE,得分,Score,INDEX\n", ""),
    ("codelists/CL_MEASURE.csv", "ERROR,误差,Error,PERCENT\n", ""),
    ("codelists/CL_MEASURE.csv", "GAP,差距,Gap,PERCENT\n", ""),
    ("codelists/CL_UNIT.csv", "INDEX,指数,index,point,1\n", ""),
    ("codelists/CL_AREA.csv", "930000,丙省,Province C,province,CN,,,,3,1,丙,S_BOOK\n", ""),
    ("codelists/CL_AREA.csv", "CN,全国,Nation,nation,,,,,,,全国,S_BOOK\n", ""),
    ("index/framework.csv", "POP,INDEX,indicator,1,,,10K_PERSONS,0.4,0,10000\n", ""),
    ("io/sectors.csv", "42,2017,20,制造,Making,20\n", ""),
    ("io/national.csv", "2017,CN,42,T,20,GO,1.5e+06,S_BOOK\n", ""),
    ("io/employment.csv", "2017,20,150,S_BOOK,20\n", ""),
    ("figures/people.csv", "A,930000,POP,_Z,2018,2021-09-30,2030,10K_PERSONS,A,A,S_BOOK,\n", ""),
    ("codelists/CL_MEASURE.csv", "NAME_EN,UNIT", "NAME_EN,NOTE_ZH"),
    ("io/sectors.csv", ",GROUP", ",GRUPPE"),
    ("dataflows.yaml", "      - {id: METHOD}\n", ""),
    # another unit
    ("indicators.yaml", "unit: 100M_YUAN", "unit: PERCENT"),
    ("indicators.yaml", "unit: PER_100_PERSONS", "unit: PERCENT"),
    ("targets.yaml", "unit: 100M_YUAN", "unit: 10K_PERSONS"),
    ("programme.yaml", "count_unit: INDEX", "count_unit: PERCENT"),
    ("account.yaml", "unit: 100M_YUAN", "unit: 10K_PERSONS"),
    ("account.yaml", "unit: 100M_YUAN", "unit: PERCENT"),
    ("io.yaml", "unit: 10K_YUAN", "unit: 10K_PERSONS"),
    ("io.yaml", "persons: 10K_PERSONS", "persons: 10K_YUAN"),
    ("pull.yaml", "{multiplier: PERSONS_PER_10K_YUAN", "{multiplier: PERCENT"),
    ("pull.yaml", "level: 10K_PERSONS", "level: 100M_YUAN"),
    ("pull.yaml", "value_added: {multiplier: YUAN_PER_YUAN", "value_added: {multiplier: 100M_YUAN"),
    ("codelists/CL_MEASURE.csv", "Error,PERCENT", "Error,10K_PERSONS"),
    ("codelists/CL_UNIT.csv", "1e8 * yuan", "1e8 * person"),
    ("codelists/CL_UNIT.csv", "1e8 * yuan", "0 * yuan"),
    # another scope
    ("account.yaml", "scope: NARROW", "scope: WIDE"),
    ("account.yaml", "scope: NARROW", "scope: _Z"),
    ("pull.yaml", "demand: [NARROW]", "demand: [WIDE]"),
    ("pull.yaml", "demand: [NARROW]", "demand: []"),
    ("pull.yaml", "published: [WIDE]", "published: [NARROW]"),
    ("targets.yaml", "scopes: [NARROW]", "scopes: [WIDE]"),
    ("targets.yaml", "scopes: [NARROW]", "scopes: [NARROW, WIDE]"),
    ("targets.yaml", "scopes: [NARROW]", "scopes: [NARROW, NARROW]"),
    ("programme.yaml", "headline_scope: NARROW", "headline_scope: _Z"),
    ("figures/people.csv", "A,CN,SIZE,WIDE,2018", "A,CN,SIZE,NARROW,2019"),
    ("indicators.yaml", "unit: 100M_YUAN\n", "unit: 100M_YUAN\n    scope: WIDE\n"),
    ("indicators.yaml", "formula: growth(USERS)", "formula: growth(SIZE)"),
    # another code, year or number
    ("programme.yaml", "nation: CN", "nation: '910000'"),
    ("programme.yaml", "first: 2015", "first: 2020"),
    ("programme.yaml", "first: 2015", "first: 1900"),
    ("programme.yaml", "last: 2020", "last: 2100"),
    ("programme.yaml", "as_of: 2021-12-31", "as_of: 2015-01-01"),
    ("programme.yaml", "as_of: 2021-12-31", "as_of: 2021-03-01"),
    ("programme.yaml", "levels: [nation, province, prefecture]", "levels: [nation, prefecture, province]"),
    ("targets.yaml", "kind: level", "kind: growth"),
    ("targets.yaml", "kind: level", "kind: share"),
    ("targets.yaml", "kind: level", "kind: pull"),
    ("targets.yaml", "kind: level", "kind: milestone"),
    ("targets.yaml", "value: 100", "value: 0"),
    ("targets.yaml", "value: 100", "value: -100"),
    ("targets.yaml", "baseline: '2016'", "baseline: '2016-Q2'"),
    ("targets.yaml", "baseline: '2016'", "baseline: '2020'\n    growth: 10.0"),
    ("targets.yaml", "deadline: 2020-12-31", "deadline: 2020-06-30"),
    ("targets.yaml", "tasks: [1]", "tasks: [1]\n    known_in: [2019-12-31, 1900-01-01]\n    precision: 0.5"),
    ("account.yaml", "first: 2015", "first: 2018"),
    ("account.yaml", "last: 2020", "last: 2100"),
    ("account.yaml", "final_uses: [FU101]", "final_uses: []"),
    ("account.yaml", "final_uses: [FU101]", "final_uses: [FU999]"),
    ("account.yaml", "sectors: ['20']", "sectors: ['20', '20']"),
    ("account.yaml", "id: G", "id: S"),
    ("account.yaml", "id: G", "id: _T"),
    ("account.yaml", "national_indicator: USERS_PC", "national_indicator: SHARE"),
    ("account.yaml", "national_indicator: USERS_PC", "national_indicator: SIZE"),
    ("account.yaml", "national_indicator: USERS_PC", "national_indicator: USERS_PC\n        link: POP"),
    ("account.yaml", "final_uses: [FU101]\n", "final_uses: [FU101]\nmethod: chow_lin\n"),
    ("account.yaml", "areas: nation", "areas: all"),
    ("pull.yaml", "national_years: [2017]", "national_years: [2015, 2017]"),
    ("pull.yaml", "national_years: [2017]", "national_years: []"),
    ("io.yaml", "households: [FU101]", "households: []"),
    ("io.yaml", "imports: [IM]", "imports: []"),
    ("io.yaml", "output: GO", "together: X\noutput: GO"),
    ("io/national.csv", "2017,CN,42,T,20,GO,1.5e+06", "2017,CN,42,T,20,GO,0"),
    ("io/national.csv", "2017,CN,42,T,20,20,300000", "2017,CN,42,T,20,20,1.5e+06"),
    ("io/national.csv", "2017,CN,42,T,20,FU101,900000", "2017,CN,42,T,20,FU101,-900000"),
    ("io/national.csv", "2017,CN,42,T,VA001,20", "2017,CN,42,T,VA.001,20"),
    ("io/sectors.csv", "42,2017,20", "42,20l7,20"),
    ("io/sectors.csv", "42,2017,20", "forty,2017,20"),
    ("io/employment.csv", "2017,20,150", "20l7,20,150"),
    ("figures/people.csv", ",1010,10K_PERSONS", ",0,10K_PERSONS"),
    ("figures/people.csv", ",1010,10K_PERSONS", ",-1010,10K_PERSONS"),
    ("figures/people.csv", ",1010,10K_PERSONS", ",99999999999999999999999999,10K_PERSONS"),
    ("figures/people.csv", "A,910000,POP,_Z,2016,2021-09-30", "A,910000,POP,_Z,0000,2021-09-30"),
    ("figures/people.csv", "A,910000,POP,_Z,2016,2021-09-30", "A,910000,POP,_Z,2016,2021-09-31"),
    ("figures/people.csv", "A,910000,POP,_Z,2016", "A,910000,POP,_Z,2016-06"),
    ("index/method.yaml", "  - step: aggregate\n    default: {method: arithmetic}\n", ""),
    ("index/method.yaml", "  - step: weights\n    method: given\n", ""),
    (
        "index/method.yaml",
        "  - step: normalise\n    default: {method: goalposts, outside: keep}\n    range: [0, 100]\n",
        "",
    ),
    ("index/framework.csv", "SHARE,PART", "SIZE,PART"),
    ("index/framework.csv", "0.5,0,100\nSHARE", "0,0,100\nSHARE"),
    ("index/method.yaml", "range: [0, 100]", "range: [100, 0]"),
    ("index/method.yaml", "range: [0, 100]", "range: [5, 5]"),
    ("index/method.yaml", "method: arithmetic", "method: geometric"),
    ("index/method.yaml", "method: given", "method: bod"),
    ("index/method.yaml", "method: goalposts", "method: z_score"),
    ("dataflows.yaml", "attachment: [MEASURE]", "attachment: [REF_AREA]"),
    ("dataflows.yaml", "attachment: [EFFECT, MEASURE]", "attachment: [SECTOR]"),
    ("dataflows.yaml", "{id: OBS_VALUE, kind: decimal, places: 6}", "{id: OBS_VALUE, kind: decimal, places: 0}"),
    ("dataflows.yaml", "{id: OBS_VALUE, kind: decimal, places: 6}", "{id: OBS_VALUE, kind: decimal, places: 18}"),
    ("dataflows.yaml", "      - {id: METHOD}\n      - {id: FORMULA}", "      - {id: METHOD, required: true}\n      - {id: FORMULA}"),
    ("dataflows.yaml", "      - {id: GRADE}\n", "      - {id: GRADE, required: true}\n"),
    ("codelists.yaml", "  - id: CL_MEASURE\n    version: 1.0.0", "  - id: CL_MEASURE\n    version: 1.0.1"),
    ("io/national.csv", "2017,CN,42,T,20,IM", "2017,CN,forty,T,20,IM"),
    ("dataflows.yaml", "      - {id: COMMENT}\n", "      - {id: COMMENT}\n      - {id: COMMENT}\n"),
    ("dataflows.yaml", "      - {id: TRACKER}\n", "      - {id: LIGHT}\n"),
    ("dataflows.yaml", "      - {id: OBS_STATUS, required: true}\n", ""),
    ("dataflows.yaml", "      - {id: GRADE, required: true}\n", ""),
    ("dataflows.yaml", "      - {id: DECIMALS, required: true}\n", ""),
    ("dataflows.yaml", "      - {id: SOURCE, required: true}\n", ""),
)  # fmt: skip


def _name(change: Change) -> str:
    file, old, new = change
    return f"{file}: {old.strip()[:40]} -> {new.strip()[:40]}"


@pytest.mark.parametrize("change", CHANGES, ids=map(_name, CHANGES))
def test_whatever_is_changed_what_check_passes_runs_and_what_does_not_run_check_tells(change: Change) -> None:
    holds(changed(FILES, *change))


@pytest.mark.parametrize("missing", sorted(FILES))
def test_whichever_file_is_missing_what_check_passes_runs_and_what_does_not_run_check_tells(
    missing: str,
) -> None:
    holds({name: content for name, content in FILES.items() if name != missing})


FORMULAS = (
    "4G / A", "4G / POP", "4G", "USERS /", "/ POP", "USERS POP", "USERS / 0", "usrs / POP", "growth()",
    "lag(USERS, POP)", "account(NARROW)", "account(POP, POP)", "account(NARROW, _T) / POP", "USERS_PC",
    "USERS_GROWTH / POP", "growth(growth(USERS_PC))", "USERS ** 2", "(USERS", "1e400 * USERS", "USERS / (POP - POP)",
    "growth(" * 24 + "USERS" + ")" * 24, "nation(nation(USERS)) / POP", "0 * USERS / POP", "SIZE / POP", "_Z / POP",
    "__import__('os')", "USERS / POP # comment", "USERS / lag(USERS)", "用户 / 人口", "-USERS / POP",
)  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_of_the_indicator_that_moves_the_account_ends_in_findings_or_in_a_run(formula: str) -> None:
    quoted = formula.replace('"', '\\"')
    holds(changed(FILES, "indicators.yaml", "USERS / POP", f'"{quoted}"'))


# ---- lines left out, doubled, and cells or words exchanged for others of the same file

SMALL = tuple(name for name in sorted(FILES) if not name.startswith("texts/"))


@st.composite
def touched(draw: st.DrawFn) -> Changed:
    """Files with one to three lines left out, doubled, or with a word exchanged for one from the same file."""
    files = Changed(FILES)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(SMALL))
        lines = files.get(name, FILES[name]).decode().splitlines()
        if not lines:
            continue
        at = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["drop", "double", "word", "word", "word", "odd"]))
        if how == "drop":
            del lines[at]
        elif how == "double":
            lines.insert(at, lines[at])
        else:
            mark = "," if name.endswith(".csv") else ": "
            words = sorted({word for line in lines for word in line.split(mark)[1:]}) or [""]
            odd = ["0", "-1", "1e9", "", "X", "0000", "9999", "_Z", "_T", "[]", "null", "2020-06", "1.5"]
            parts = lines[at].split(mark)
            if len(parts) > 1:
                place = draw(st.integers(1, len(parts) - 1))
                parts[place] = draw(st.sampled_from(odd if how == "odd" else words))
                lines[at] = mark.join(parts)
        files[name] = ("\n".join(lines) + "\n").encode()
    return files


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=40, suppress_health_check=SLOW)
@given(files=touched())
def test_forty_programmes_touched_in_up_to_three_places_run_or_are_told(files: Files) -> None:
    holds({**FILES, **files})


@pytest.mark.long
@settings(max_examples=1500, derandomize=False, suppress_health_check=SLOW)
@given(files=touched())
def test_fifteen_hundred_programmes_touched_in_up_to_three_places_run_or_are_told(files: Files) -> None:
    holds({**FILES, **files})
