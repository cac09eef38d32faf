"""The audit as a document: it says everything, in both languages alike, with raw values behind the words."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index import Audit
from xinxiao.publish.documents import Names, audit_document
from xinxiao.publish.documents.document import Document, Facts, Figure, Paragraph, Table

SECTIONS = [
    "findings",
    "framework",
    "data",
    "method",
    "coherence",
    "importance",
    "results",
    "uncertainty",
    "removal",
]
EXHIBITS = [
    "findings",
    "tree",
    "framework",
    "coverage",
    "statistics",
    "method",
    "coherence",
    "correlations",
    "pairs",
    "components",
    "weights",
    "importance",
    "intervals",
    "ranking",
    "map",
    "contributions",
    "imputed",
    "trajectories",
    "factors",
    "ranks",
    "indices",
    "sensitivity",
    "changes",
    "leave_one_out",
    "removal",
]
GRID = {f"U{n:02d}": (n // 4, n % 4) for n in range(1, 13)}


@pytest.fixture(scope="module")
def english(made: Audit) -> Document:
    return audit_document(made, "en", grid=GRID)


def exhibit(document: Document, ident: str) -> Table | Figure:
    return next(e for e in document.exhibits if e.id == ident)


def table(document: Document, ident: str) -> Table:
    found = exhibit(document, ident)
    assert isinstance(found, Table)
    return found


def words(document: Document) -> Iterable[str]:
    yield from (document.title, document.lead, document.foot)
    for section in document.sections:
        yield section.head
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield block.text
            elif isinstance(block, Facts):
                yield from (word for fact in block.facts for word in fact)
            else:
                yield from (block.caption, block.says)


def test_the_sections_follow_the_steps_of_the_handbook_and_findings_come_first(english: Document) -> None:
    assert [s.id for s in english.sections] == SECTIONS
    assert [e.id for e in english.exhibits] == EXHIBITS


def test_both_languages_say_the_same_things_in_the_same_order(made: Audit, english: Document) -> None:
    chinese = audit_document(made, "zh", grid=GRID)
    assert chinese.title == "小型指数审计报告"
    assert english.title == "Audit of Small index"
    for one, other in zip(english.sections, chinese.sections, strict=True):
        assert [b.kind for b in one.blocks] == [b.kind for b in other.blocks]
    for mine, theirs in zip(english.exhibits, chinese.exhibits, strict=True):
        assert (mine.id, len(mine.rows)) == (theirs.id, len(theirs.rows))
        assert [list(row) for row in mine.rows] == [list(row) for row in theirs.rows]


def test_every_word_of_a_section_is_said_and_no_place_is_left_to_fill(made: Audit) -> None:
    for language in ("zh", "en"):
        for said in words(audit_document(made, language, grid=GRID)):
            assert said.strip()
            assert "{" not in said


def test_every_section_begins_with_what_it_means(english: Document) -> None:
    assert all(isinstance(s.blocks[0], Paragraph) for s in english.sections)


def test_facts_are_the_numbers_of_the_audit(english: Document) -> None:
    told = {s.id: dict(b.facts) for s in english.sections for b in s.blocks if isinstance(b, Facts)}
    assert told["framework"] == {"Indicators": "6", "Groups": "3", "Levels": "3"}
    assert told["data"] == {
        "Period": "2023",
        "Places": "12",
        "Figures there (observed or estimated)": "98.6%",
    }
    assert told["method"] == {"Version of the method": "2023", "Goalposts set on": "2021"}
    assert told["uncertainty"]["Models"] == "1,280"
    assert told["uncertainty"]["Seed"] == "2023"
    assert told["uncertainty"]["Intervals hold"] == "90%"


def test_tables_hold_raw_values_and_figures_the_rows_they_draw(made: Audit, english: Document) -> None:
    assert [r["ALPHA"] for r in table(english, "coherence").rows] == [c.alpha for c in made.coherence]
    assert {r["NAME"]: r["SHIFT"] for r in table(english, "removal").rows} == {
        r.code: r.shift for r in made.removals
    }
    assert table(english, "statistics").rows[0]["MAX"] == made.statistics["max"][0]
    position = made.result.framework.position
    pairs = exhibit(english, "correlations").rows
    assert len(pairs) == 9 * 8 / 2
    for row in pairs:
        assert row["R"] == made.correlations.coefficients[position[row["ONE"]], position[row["OTHER"]]]


def test_the_ranking_has_rank_score_its_interval_and_the_groups_best_first(
    made: Audit, english: Document
) -> None:
    assert made.uncertainty is not None
    first = table(english, "ranking").rows[0]
    at = made.result.units.index("U11")
    assert list(first) == ["REF_AREA", "RANK", "SCORE", "SCORE_LOW", "SCORE_HIGH", "ACCESS", "USE"]
    assert (first["REF_AREA"], first["RANK"]) == ("U11", 1)
    assert first["SCORE"] == made.result.of("INDEX")[-1, at]
    assert first["SCORE_LOW"] == made.uncertainty.score_low[-1, at]


def test_contributions_add_up_to_the_score(made: Audit, english: Document) -> None:
    rows = exhibit(english, "contributions").rows
    for i, unit in enumerate(made.result.units):
        total = sum(r["CONTRIBUTION"] for r in rows if r["REF_AREA"] == unit)
        assert total == pytest.approx(made.result.of("INDEX")[-1, i], abs=1e-9)


def test_findings_come_most_serious_first_and_say_nodes_by_name(made: Audit, english: Document) -> None:
    lines = table(english, "findings").lines
    assert len(lines) == len(made.findings)
    assert [line[0].raw for line in lines] == sorted(
        (line[0].raw for line in lines), key=["error", "warning", "note"].index
    )
    said = [line[1].text for line in lines if line[2].text == "index_audit.pair_high"]
    assert said[0].startswith("Fixed broadband subscriptions and Mobile broadband subscriptions in Access")


def test_settings_are_told_in_words_of_the_language(made: Audit, english: Document) -> None:
    chinese = audit_document(made, "zh")
    told = {row["STAGE"]: row["SETTINGS"] for row in table(english, "method").rows}
    assert told["impute in time"] == "method: linear; longest gap in periods: 2"
    assert told["aggregate"] == "groups: Small index (method: geometric mean)"
    assert table(chinese, "method").rows[-1]["SETTINGS"] == "分组：小型指数（方法：几何平均）"


def test_names_of_the_reader_replace_those_of_the_framework(made: Audit) -> None:
    names = Names(nodes={"INDEX": "My index"}, units={"U11": "Eleven"}, measures={"% of income": "per cent"})
    document = audit_document(made, "en", names)
    assert document.title == "Audit of My index"
    assert table(document, "ranking").lines[0][0].text == "Eleven"
    assert table(document, "ranking").lines[0][0].code == "U11"
    assert table(document, "framework").lines[2][3].text == "per cent"


def test_without_assumptions_one_sentence_stands_for_the_doubt(bare: Audit) -> None:
    document = audit_document(bare, "en")
    doubt = next(s for s in document.sections if s.id == "uncertainty")
    assert [b.kind for b in doubt.blocks] == ["paragraph"]
    assert {"intervals", "ranks", "sensitivity"}.isdisjoint(e.id for e in document.exhibits)


def test_an_index_of_one_period_names_none_and_draws_no_course(bare: Audit) -> None:
    document = audit_document(bare, "en")
    assert document.lead.startswith("70 places, 65 indicators, one period.")
    assert exhibit(document, "ranking").caption == "Ranking of this period"
    assert "trajectories" not in [e.id for e in document.exhibits]
    assert list(table(document, "coverage").rows[0]) == ["NAME", "AVAILABLE"]


def test_a_figure_draws_at_most_sixty_rows_and_says_so(bare: Audit) -> None:
    figure = exhibit(audit_document(bare, "en"), "contributions")
    assert figure.says.endswith("Drawn are the first 60 of 70.")
    assert len({r["REF_AREA"] for r in figure.rows}) == 60
    assert len(table(audit_document(bare, "en"), "ranking").lines) == 70


def test_scores_on_a_narrow_scale_have_two_decimals(bare: Audit) -> None:
    line = table(audit_document(bare, "en"), "ranking").lines[0]
    assert math.isclose(float(line[2].text), line[2].raw, abs_tol=0.005)


def test_a_name_in_the_other_language_is_better_than_a_code(bare: Audit) -> None:
    assert audit_document(bare, "en").title == "Audit of 全部"
    assert table(audit_document(bare, "zh"), "removal").lines[0][0].text.startswith("Indicator i")


@pytest.mark.parametrize("width", [348, 720, 760])
def test_every_figure_is_an_image_with_its_title_and_sentence(english: Document, width: int) -> None:
    for figure in english.exhibits:
        if isinstance(figure, Figure):
            drawn = figure.svg(width)
            assert f'width="{width}"' in drawn
            assert f'<title id="{figure.id}-{width}-t">{figure.caption}</title>' in drawn
            assert "<desc" in drawn


def test_the_chart_of_indicators_left_out_has_the_most_powerful_first(made: Audit, english: Document) -> None:
    rows = exhibit(english, "leave_one_out").rows
    own = {r.code: (r.shift, r.largest) for r in made.removals if r.level == 1}
    assert {row["INDICATOR"]: (row["MEAN_RANK_CHANGE"], row["LARGEST"]) for row in rows} == own
    shifts = [row["MEAN_RANK_CHANGE"] for row in rows]
    assert shifts == sorted(shifts, reverse=True)
    assert len(rows) == 6


def test_places_that_rest_on_imputed_figures_are_listed_with_the_share_of_their_score(
    made: Audit, english: Document
) -> None:
    listed = {row["REF_AREA"]: row["IMPUTED_SHARE"] for row in table(english, "imputed").rows}
    parts, last = index.contribution_rows_table(made.result), len(made.result.units) * 6
    points, marks = (np.array(parts.columns[c].cells()[-last:]).reshape(-1, 6) for c in ("POINTS", "IMPUTED"))
    shares = np.where(marks, np.abs(points), 0).sum(axis=1) / np.abs(points).sum(axis=1)
    units = made.result.units
    assert listed == pytest.approx({u: s for u, s in zip(units, shares, strict=True) if s}, abs=1e-12)
    assert 0 < len(listed) < len(units)


def test_an_index_without_imputed_figures_has_no_list_of_them() -> None:
    units = tuple("UVWX")
    panel = index.Panel(np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 1.0], [4.0, 3.0]]), units, ("a", "b"))
    nodes = [index.Indicator(code=code, parent="I") for code in ("a", "b")]
    spec = index.IndexSpec(framework=index.framework_of(nodes, [index.Group(code="I")]))
    made = index.audit(index.build(spec, panel))
    assert "imputed" not in [e.id for e in audit_document(made, "en").exhibits]
