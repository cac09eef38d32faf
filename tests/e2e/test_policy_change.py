"""A change of policy is a change of files: nothing of it needs code."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.e2e.conftest import Command


def rows(xinxiao: Command, home: Path, flow: str, *where: str) -> list[dict[str, str]]:
    conditions = [part for condition in where for part in ("--where", condition)]
    return list(csv.DictReader(io.StringIO(xinxiao("data", flow, *conditions, "--home", home).out)))


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_another_value_of_a_target_is_judged_anew(xinxiao: Command, home: Path, programme: Path) -> None:
    outcome = ("TARGET=T1", "MEASURE=OUTCOME", "TIME_PERIOD=2024")
    before = {row["VERDICT"] for row in rows(xinxiao, home, "RD_TARGETS", *outcome)}
    replaced(programme / "targets.yaml", "value: 2000000", "value: 1000000")
    assert xinxiao("run", "--programme", programme, "--home", home).code == 0
    after = {row["VERDICT"] for row in rows(xinxiao, home, "RD_TARGETS", *outcome)}
    assert "MISSED" in before
    assert "MISSED" not in after


def test_an_indicator_is_added_to_the_index(xinxiao: Command, home: Path, programme: Path) -> None:
    indicators = programme / "indicators.yaml"
    added = (
        "  - id: LENT_PER_READER\n"
        "    name: {zh: 每位读者借书, en: Books lent per reader}\n"
        "    unit: ITEMS_PER_PERSON\n"
        "    definition: {zh: 外借册数除以读者。, en: Books lent over readers.}\n"
        "    formula: LENT / READERS\n"
        "    scope: PUBLIC_LIBRARIES\n"
        "    kind: ratio\n"
        "    minimum: 0.0\n"
    )
    indicators.write_text(indicators.read_text("utf-8") + added, "utf-8")
    tree = programme / "index" / "framework.csv"
    replaced(tree, "PERCENT,0.5,6.4,25.6", "PERCENT,0.3,6.4,25.6")
    row = "LENT_PER_READER,USE,indicator,1,,,ITEMS_PER_PERSON,0.2,2,10\n"
    tree.write_text(tree.read_text("utf-8").rstrip("\n") + "\n" + row, "utf-8")
    said = xinxiao("run", "--programme", programme, "--home", home)
    assert said.code == 0, said.err
    found = rows(
        xinxiao, home, "RD_INDEX", "INDICATOR=LENT_PER_READER", "MEASURE=NORMALISED", "TIME_PERIOD=2024"
    )
    assert len(found) == 5
    why = xinxiao(
        "explain",
        "RD_INDEX",
        "INDICATOR=USE",
        "MEASURE=SCORE",
        "REF_AREA=990001",
        "TIME_PERIOD=2024",
        "--home",
        home,
    )
    assert "0.5 * LENT_PC + 0.3 * READER_SHARE + 0.2 * LENT_PER_READER" in why.out


def test_another_weight_that_does_not_sum_to_one_is_a_finding_with_its_line(
    xinxiao: Command, programme: Path
) -> None:
    replaced(programme / "index" / "framework.csv", "INDEX_POINTS,0.6", "INDEX_POINTS,0.7")
    said = xinxiao("check", programme)
    assert said.code == 1
    assert "index/framework.csv:" in said.out


def test_one_more_task_is_tracked(xinxiao: Command, home: Path, programme: Path) -> None:
    tasks = programme / "tasks.yaml"
    added = (
        "  - id: 43\n"
        "    title: {zh: 流动书车, en: Book buses}\n"
        "    articles: ['9']\n"
        "    bodies: [CULTURE]\n"
        "    trackers: [T]\n"
        "    deadline: '2024-12-31'\n"
    )
    tasks.write_text(tasks.read_text("utf-8") + added, "utf-8")
    said = xinxiao("run", "--programme", programme, "--home", home)
    assert said.code == 0, said.err
    assert [row["LIGHT"] for row in rows(xinxiao, home, "RD_TASKS", "TASK=43", "ITEM=LIGHT")] == ["NONE"]


def test_another_policy_is_another_folder(xinxiao: Command, home: Path, programme: Path) -> None:
    replaced(programme / "programme.yaml", "id: tutorial-reading", "id: public-baths")
    replaced(programme / "programme.yaml", "release_prefix: TR", "release_prefix: PB")
    said = xinxiao("run", "--programme", programme, "--home", home)
    assert said.release.startswith("PB-2024-")
    assert said.release in xinxiao("releases", "--home", home).out
    both = xinxiao("revisions", "TR-2024", "PB-2024", "--home", home)
    assert both.code == 1
    assert "two programmes" in both.err
