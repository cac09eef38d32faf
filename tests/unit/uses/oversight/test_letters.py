"""Documents that acts make, from the shipped files: numbered, sealed, opened again, and checked by anybody with their file or number."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from tests.casework import ANNA, CORA, FAR, Desk
from tests.databases import KINDS, database
from tests.nouns import POLICY
from xinxiao.errors import NotFound
from xinxiao.model.actor import Actor
from xinxiao.model.collect.people import Grant
from xinxiao.oversight.wanted import Wanted
from xinxiao.store.blobs import Blobs
from xinxiao.uses.oversight import cases, letters
from xinxiao.uses.oversight.document_check import asked, of_file
from xinxiao.uses.oversight.known import ProgrammeKnown

pytest.importorskip("typst", reason="the typesetter is not installed")
DORA = Actor.signed_in("dora", (Grant("supervisor", "110000"),))
ANYBODY = Actor("reader")
CASE, NUMBER = "PL-2026-000001", "JH-2026-000001"
HASH = "a" * 64


@pytest.fixture(params=KINDS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose programme has the shipped files of oversight; a plan was approved on 8 January 2026."""
    with database(request.param, tmp_path) as url:
        made = Desk(url, tmp_path)
        for name in ("oversight", "codelists"):
            shutil.copytree(POLICY / name, made.folder / name, dirs_exist_ok=True)
        for name in ("codelists.yaml", "calendar.yaml", "programme.yaml"):
            shutil.copy(POLICY / name, made.folder / name)
        says = ProgrammeKnown(lambda given: given or made.folder, Blobs(tmp_path / "lake"))
        made.ports = replace(made.ports, known=says)
        _approved(made, tmp_path)
        yield made
        made.ledger.close()


def _approved(desk: Desk, folder: Path) -> None:
    (folder / "plan.csv").write_text("序号,抽查任务名称\n1,年报\n", "utf-8")
    file = [("plan.csv", folder / "plan.csv")]
    desk.now = datetime(2026, 1, 8, 2, tzinfo=UTC)
    values = {"YEAR_OF_PLAN": "2026", "PLAN_NUMBER": "P-2026-1"}
    cases.open_(desk.of(ANNA), "PLAN", Wanted("DRAFT", values=values, area="110000"), file, synthetic=True)
    cases.act(desk.of(ANNA), CASE, Wanted("PROPOSE", 1, {"PLAN_HASH": HASH}))
    cases.act(desk.of(CORA), CASE, Wanted("REVIEW", 2, reason="比例合适"))
    cases.act(desk.of(DORA), CASE, Wanted("APPROVE", 3, reason="同意"))


def test_an_act_makes_its_document_which_only_those_who_handle_the_case_can_read(desk: Desk) -> None:
    (made,) = cases.find(desk.of(ANNA), CASE).documents
    assert (made.document, made.number, made.rule) == ("APPROVAL", NUMBER, "PLAN_NOTICE")
    pdf = letters.opened(desk.of(ANNA), CASE, NUMBER)
    assert pdf.startswith(b"%PDF-")
    assert made.sha256 == sha256(pdf).hexdigest()
    assert pdf not in desk.ports.blobs.get(made.kept)
    words = letters.opened(desk.of(ANNA), CASE, NUMBER, "text")
    assert made.words == sha256(words).hexdigest()
    assert words.decode().startswith(
        f"年度抽查计划审批表\n编号：{NUMBER}\n案件编号：{CASE}\n- 计划年度：2026\n"
    )
    assert of_file(desk.of(ANYBODY), words, NUMBER).standing == "holds"
    for actor, number in ((FAR, NUMBER), (ANNA, "JH-2026-000009")):
        with pytest.raises(NotFound):
            letters.opened(desk.of(actor), CASE, number)


def test_anybody_checks_it_by_file_by_number_and_by_words(desk: Desk) -> None:
    office, pdf = desk.of(ANYBODY), letters.opened(desk.of(ANNA), CASE, NUMBER)
    found = of_file(office, pdf)
    assert (found.standing, found.number, found.made, found.synthetic) == (
        "holds",
        NUMBER,
        "2026-01-08",
        True,
    )
    assert asked(office, NUMBER) == found
    assert asked(office, NUMBER, found.words) == found
    assert of_file(office, pdf + b" ").standing == "unknown"
    assert of_file(office, pdf + b" ", NUMBER).standing == "differs"
    assert asked(office, "JH-2026-000002").standing == "unknown"


def test_a_plan_that_is_changed_takes_its_approval_out_of_public(desk: Desk) -> None:
    cases.act(desk.of(ANNA), CASE, Wanted("PUBLISH", 4))
    assert asked(desk.of(ANYBODY), NUMBER).standing == "holds"
    cases.act(desk.of(CORA), CASE, Wanted("CHANGE", 5, {"CHANGES": "减少一项"}, reason="调整"))
    assert asked(desk.of(ANYBODY), NUMBER).standing == "withdrawn"


def test_a_document_is_erased_with_the_keys_of_its_case(desk: Desk) -> None:
    desk.ports.content.keys.destroy(CASE)
    with pytest.raises(NotFound):
        letters.opened(desk.of(ANNA), CASE, NUMBER)
    assert asked(desk.of(ANYBODY), NUMBER).standing == "holds"
