"""What was published stays in reach in the version it was published in: structures, schemas, data and what there is of them.

The first release, of what was known at the end of 2024, has RD_INDICATORS(1.0.0); the second, of what was known in July 2025,
has RD_INDICATORS(1.9.0) and other areas; a third, with version 1.10.0, is a draft.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.nouns import TUTORIAL
from tests.unit.portal.conftest import Get, asker
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.model.release import Release
from xinxiao.model.text import Text
from xinxiao.uses import releases, workflow
from xinxiao.uses.call import Call
from xinxiao.uses.run import run

CSV_2, CSV_1 = (
    "application/vnd.sdmx.data+csv;version=2.0.0",
    "application/vnd.sdmx.data+csv;version=1.0.0",
)
ML_2_1 = "application/vnd.sdmx.structure+xml;version=2.1"
NOTICE = Text(zh="表格有误", en="A table is wrong")
FLOW = "EXAMPLE_CITY/RD_INDICATORS"
KEY = "A.990001.LENT_PC.PUBLIC_LIBRARIES"


def versioned(folder: Path, version: str) -> Path:
    """The tutorial's programme with RD_INDICATORS, the areas and the concepts of another version."""
    shutil.copytree(TUTORIAL, folder)
    for name, old in {
        "dataflows.yaml": ("- id: RD_INDICATORS\n    version: 1.0.0", "id: CS_READING\n  version: 1.0.0"),
        "codelists.yaml": ("- id: CL_AREA\n    version: 1.0.0",),
    }.items():
        text = (folder / name).read_text("utf-8")
        for part in old:
            assert part in text
            text = text.replace(part, part.replace("1.0.0", version))
        (folder / name).write_text(text.replace("CL_AREA(1.0.0)", f"CL_AREA({version})"), "utf-8")
    return folder


class Home:
    """A portal over two releases and a draft, and the operator's call on it."""

    def __init__(self, call: Call, made: Sequence[Release]) -> None:
        self.call = call
        self.first, self.second, self.third = made
        self.get: Get = asker(create(call.ports))

    def later(self, days: int) -> Call:
        return replace(self.call, now=self.call.now + timedelta(days=days))

    def withdraw(self, release: Release) -> None:
        workflow.withdraw(self.later(3), release.id, NOTICE, "a wrong table")
        self.call.ports.head.refresh()

    def refs(self, path: str, kind: str) -> list[str]:
        """The versions of the artefacts of a kind in an answer, in its order."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return [f"{one['id']}({one['version']})" for one in json.loads(answer.content)["data"][kind]]

    def rows(self, path: str, accept: str = CSV_2) -> list[tuple[str, str, str]]:
        """The dataflow, the period and the value of each row."""
        answer = self.get(path, accept=accept)
        assert answer.status_code == 200, answer.text
        rows = csv.DictReader(io.StringIO(answer.text))
        name = "STRUCTURE_ID" if accept == CSV_2 else "DATAFLOW"
        return [(row[name], row["TIME_PERIOD"], row["OBS_VALUE"]) for row in rows]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sequence[Release]]:
    """A home with them, to be copied."""
    folder = tmp_path_factory.mktemp("versions")
    call = bootstrap.call(folder / "home")
    one, two = (replace(call, now=call.now + timedelta(days=days)) for days in (1, 2))
    made = (
        run(call, TUTORIAL, None, "2024-12-31"),
        run(one, versioned(folder / "second", "1.9.0")),
        run(two, versioned(folder / "third", "1.10.0"), draft=True),
    )
    call.ports.ledger.close()
    return folder / "home", made


@pytest.fixture
def home(sealed: tuple[Path, Sequence[Release]], tmp_path: Path) -> Iterator[Home]:
    call = bootstrap.call(shutil.copytree(sealed[0], tmp_path / "home"))
    yield Home(call, sealed[1])
    call.ports.ledger.close()


OLD = [
    ("EXAMPLE_CITY:RD_INDICATORS(1.0.0)", year, value)
    for year, value in (("2021", "1.1"), ("2022", "1.298"), ("2023", "1.496"))
]
NEW = [
    *(("EXAMPLE_CITY:RD_INDICATORS(1.9.0)", year, value) for _, year, value in OLD),
    ("EXAMPLE_CITY:RD_INDICATORS(1.9.0)", "2024", "1.694"),
]


def test_every_version_that_was_published_is_found_the_newest_first(home: Home) -> None:
    new, old = "RD_INDICATORS(1.9.0)", "RD_INDICATORS(1.0.0)"
    for kind, key in (("dataflow", "dataflows"), ("datastructure", "dataStructures")):
        for version, found in {
            "1.0.0": [old],
            "*": [new, old],
            "~": [new],
            "+": [new],
            "1.0+.0": [new],
            "1.0.0,1.9.0": [new, old],
            "": [new],
        }.items():
            assert home.refs(f"/sdmx/v2/structure/{kind}/{FLOW}/{version}", key) == found, version
    lists = home.refs("/sdmx/v2/structure/codelist/EXAMPLE_CITY/CL_AREA/*", "codelists")
    assert lists == ["CL_AREA(1.9.0)", "CL_AREA(1.0.0)"]
    along = "/sdmx/v2/structure/dataflow/EXAMPLE_CITY/RD_INDICATORS/1.0.0?references=descendants"
    assert "CL_AREA(1.0.0)" in home.refs(along, "codelists")
    assert home.refs(along, "conceptSchemes") == ["CS_READING(1.0.0)"]
    for version, count in {"all": 2, "latest": 1, "1.0.0": 1, "1.9.0": 1}.items():
        answer = home.get(f"/sdmx/v1/dataflow/{FLOW}/{version}", accept=ML_2_1)
        assert (answer.status_code, answer.content.count(b":Dataflow ")) == (200, count), version


def test_a_draft_is_found_by_nobody_until_it_is_live(home: Home) -> None:
    for path in (f"structure/dataflow/{FLOW}/1.10.0", f"data/dataflow/{FLOW}/1.10.0"):
        assert home.get(f"/sdmx/v2/{path}").status_code == 404
    call = home.later(2)
    workflow.check(call, home.third.id)
    workflow.publish(call, home.third.id)
    home.call.ports.head.refresh()
    assert home.refs(f"/sdmx/v2/structure/dataflow/{FLOW}/*", "dataflows") == [
        *("RD_INDICATORS(1.10.0)", "RD_INDICATORS(1.9.0)", "RD_INDICATORS(1.0.0)"),
    ]
    assert home.rows(f"/sdmx/v2/data/dataflow/{FLOW}/~/{KEY}")[0][0] == "EXAMPLE_CITY:RD_INDICATORS(1.10.0)"


def test_data_of_a_version_come_from_the_newest_release_that_holds_it(home: Home) -> None:
    for version, found in {
        "1.0.0": OLD,
        "1.9.0": NEW,
        "~": NEW,
        "+": NEW,
        "1.0+.0": NEW,
        "*": [*NEW, *OLD],
        "1.0.0,1.9.0": [*NEW, *OLD],
    }.items():
        assert home.rows(f"/sdmx/v2/data/dataflow/{FLOW}/{version}/{KEY}") == found, version
    flow = "/sdmx/v1/data/EXAMPLE_CITY,RD_INDICATORS"
    assert home.rows(f"{flow}/{KEY}", CSV_1) == NEW
    assert home.rows(f"{flow},latest/{KEY}", CSV_1) == NEW
    assert home.rows(f"{flow},1.0.0/{KEY}", CSV_1) == OLD
    assert home.rows(f"{flow},all/{KEY}", CSV_1) == [*NEW, *OLD]
    assert home.get(f"/sdmx/v2/data/dataflow/{FLOW}/1.1.0/{KEY}").status_code == 404
    agreement = "/sdmx/v2/data/provisionagreement/EXAMPLE_CITY/PA_RD_INDICATORS/1.0.0"
    assert home.rows(f"{agreement}/{KEY}") == OLD


def test_a_message_of_two_versions_is_of_the_newest_release_and_names_both(home: Home) -> None:
    answer = home.get(f"/sdmx/v2/data/dataflow/{FLOW}/*/{KEY}", accept_language="en")
    told = json.loads(answer.content)
    assert told["meta"]["id"] == home.second.id
    urns = [one["links"][0]["urn"] for one in told["data"]["structures"]]
    assert [urn.rpartition("(")[2] for urn in urns] == ["1.9.0)", "1.0.0)"]


def test_history_and_changes_are_of_the_version_asked_for(home: Home) -> None:
    old = f"/sdmx/v2/data/dataflow/{FLOW}/1.0.0/{KEY}"
    assert home.rows(f"{old}?includeHistory=true") == OLD
    assert home.get(f"{old}?updatedAfter=2999-01-01T00:00:00Z").status_code == 204
    since = releases.record(home.call, home.first.id).since
    changed = home.rows(f"/sdmx/v2/data/dataflow/{FLOW}/1.9.0/{KEY}?updatedAfter={since.replace('+', '%2B')}")
    assert changed == NEW[-1:]


def test_what_there_is_and_what_may_be_are_told_of_an_older_version(home: Home) -> None:
    offered = home.get(f"/sdmx/v2/availability/dataflow/{FLOW}/1.0.0/{KEY}").json()["data"]["dataConstraints"]
    assert [note["title"] for note in offered[0]["annotations"]] == ["3", "1"]
    path = f"/sdmx/v2/schema/dataflow/{FLOW}"
    assert home.refs(f"{path}/1.0.0", "dataStructures") == ["RD_INDICATORS(1.0.0)"]
    assert home.refs(path, "dataStructures") == ["RD_INDICATORS(1.9.0)"]


def test_what_only_a_withdrawn_release_held_is_gone_and_its_notice_is_told(home: Home) -> None:
    home.withdraw(home.first)
    for path in (
        f"v2/structure/dataflow/{FLOW}/1.0.0",
        "v2/structure/codelist/EXAMPLE_CITY/CL_AREA/1.0.0",
        f"v2/schema/dataflow/{FLOW}/1.0.0",
        f"v2/data/dataflow/{FLOW}/1.0.0/{KEY}",
        f"v2/availability/dataflow/{FLOW}/1.0.0",
        f"v1/dataflow/{FLOW}/1.0.0",
        "v1/data/EXAMPLE_CITY,RD_INDICATORS,1.0.0/all",
        "v1/availableconstraint/EXAMPLE_CITY,RD_INDICATORS,1.0.0",
    ):
        answer = home.get(f"/sdmx/{path}", accept="application/json", accept_language="en")
        assert answer.status_code == 410, path
        (error,) = answer.json()["errors"]
        assert error["code"] == 100
        assert error["title"].startswith(f"The release {home.first.id} was withdrawn at ")
        assert error["title"].endswith(": A table is wrong")
        assert error["detail"] == f"Its manifest and the notice stay at /releases/{home.first.id}."
    answer = home.get(f"/sdmx/v1/dataflow/{FLOW}/1.0.0", accept=ML_2_1, accept_language="zh")
    assert (answer.status_code, "表格有误" in answer.text) == (410, True)
    assert home.refs(f"/sdmx/v2/structure/dataflow/{FLOW}/*", "dataflows") == ["RD_INDICATORS(1.9.0)"]
    assert home.rows(f"/sdmx/v2/data/dataflow/{FLOW}/*/{KEY}") == NEW
    assert home.get(f"/sdmx/v2/structure/dataflow/{FLOW}/1.1.0").status_code == 404


def test_what_was_shown_at_a_moment_and_is_withdrawn_since_is_gone_and_not_unknown(home: Home) -> None:
    at = releases.record(home.call, home.first.id).since.replace("+", "%2B")
    flow = f"/sdmx/v2/structure/dataflow/{FLOW}/1.0.0?asOf={at}"
    assert home.get(flow).status_code == 200
    assert home.get(f"/sdmx/v2/structure/dataflow/{FLOW}/1.9.0?asOf={at}").status_code == 404
    home.withdraw(home.first)
    assert home.get(flow).status_code == 410
    assert home.get(f"/sdmx/v2/schema/dataflow/{FLOW}/1.0.0?asOf={at}").status_code == 410
    assert home.get(f"/sdmx/v2/data/dataflow/{FLOW}/1.0.0?asOf={at}").status_code == 410
    before = "2000-01-01T00:00:00Z"
    assert home.get(f"{flow.partition('?')[0]}?asOf={before}").status_code == 404


def test_what_another_release_holds_too_stays_when_one_is_withdrawn(home: Home) -> None:
    home.withdraw(home.second)
    assert home.rows(f"/sdmx/v2/data/dataflow/{FLOW}/~/{KEY}") == OLD
    assert home.refs("/sdmx/v2/structure/dataflow/EXAMPLE_CITY/RD_INDEX/1.0.0", "dataflows") == [
        "RD_INDEX(1.0.0)"
    ]
    home.withdraw(home.first)
    assert home.get("/sdmx/v2/structure/dataflow").status_code == 410
    assert home.get("/sdmx/v1/data/RD_INDEX/all").status_code == 410
