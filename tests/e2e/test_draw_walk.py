"""A draw from the file of a plan to what anybody checks outside, by commands alone, by different people, on both databases; and what is
refused on the way, in words."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tests import listed
from tests.databases import KINDS, database
from tests.e2e.conftest import Command, Spoken
from xinxiao import bootstrap
from xinxiao.files.workbook import Page, write
from xinxiao.oversight.canonical import canonical
from xinxiao.store.ledger import Ledger

LIST = "TELECOM_INSPECTION"
MATTER = "电信业务经营许可证持有者年报报送情况"
HEADER = ["计划编号", "任务名称", "抽查类型", "对象", "发起", "比例(数量)", "方式", "起止", "事项"]
PLAN = write(
    [Page("计划", HEADER, [["T1", "持证企业年报", "不定向", "持证企业", "MIIT", "A=50%;D=100%", "书面", "2026年12月10日至12月31日", MATTER]])],
    "2026",
)  # fmt: skip
INSPECTORS = """人员编号,单位,资质,有效期起,有效期止
P1,MIIT,LAW_ENFORCEMENT,2026-01-01,2027-12-31
P2,MIIT,LAW_ENFORCEMENT,2026-01-01,2027-12-31
P3,MIIT,LAW_ENFORCEMENT,2026-01-01,2026-06-30
"""
SUBJECTS = """统一社会信用代码,企业名称,行政区划代码,登记状态,信用风险分类,许可证类别
914403001922038216,甲,440000,存续,A,增值电信业务
91440400192548256N,乙,440000,存续,A,增值电信业务
91110000802100433B,丙,110000,存续,D,增值电信业务
9144030071526726XG,丁,440000,注销,A,增值电信业务
"""
MORNING = datetime(2026, 12, 7, 2, tzinfo=UTC)
SOURCE, NEXT = (f"LOTTERY|202614{n}|seven numbers|2026-12-0{n + 2}T08:00:00Z" for n in (5, 6))
VALUE = "LOTTERY|2026145|03 07 12 19 25 31 08|2026-12-07T08:30:00Z|W1|W2"
AGAIN = "LOTTERY|2026146|01 02 03 04 05 06 07|2026-12-08T08:30:00Z|W1"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
ONE, TWO, THREE = (f"DRAW-2026-000{n}" for n in (1, 2, 3))


class Walk:
    """A home in which people run commands, each under their own name, at a time that is set."""

    def __init__(self, xinxiao: Command, place: Path, patch: pytest.MonkeyPatch) -> None:
        self.run, self.place, self.patch, self._ledgers = xinxiao, place, patch, list[Ledger]()
        patch.setattr(bootstrap, "Ledger", self._opened)
        self.at(MORNING)

    def _opened(self, *urls: str) -> Ledger:
        self._ledgers.append(Ledger(*urls))
        return self._ledgers[-1]

    def close(self) -> None:
        """Let go of what the end of a process would."""
        for one in self._ledgers:
            one.close()
        self._ledgers.clear()

    def at(self, moment: datetime) -> None:
        self.patch.setattr(bootstrap, "clock", lambda: moment)

    def tried(self, who: str, *words: object) -> Spoken:
        self.patch.setenv("LOGNAME", who)
        try:
            return self.run(*words, "--home", self.place / "home")
        finally:
            self.close()

    def did(self, who: str, *words: object) -> str:
        said = self.tried(who, *words)
        assert said.code == 0, said.err
        return said.out

    def refused(self, who: str, *words: object) -> str:
        said = self.tried(who, *words)
        assert said.code == 1, said.out
        return said.err

    def file(self, name: str, content: bytes | str) -> Path:
        path = self.place / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def act(self, who: str, case: str, act: str, seen: int, *more: object) -> str:
        return self.did(who, "case", "act", case, act, "--seen", seen, *more)

    def plan(self) -> str:
        """The plan comes in, and is put in force by three others."""
        path, digest = self.file("plan.xlsx", PLAN), sha256(PLAN).hexdigest()
        values = [
            word
            for one in ("YEAR_OF_PLAN=2026", "PLAN_NUMBER=2026-1", f"PLAN_HASH={digest}")
            for word in ("--value", one)
        ]
        said = self.did("anna", "case", "open", "PLAN", "DRAFT", "--area", "CN", *values, "--evidence", path)
        case = said.split()[0]
        self.act("anna", case, "PROPOSE", 1, "--value", f"PLAN_HASH={digest}")
        self.act("chen", case, "REVIEW", 2, "--reason", "checked")
        self.act("dai", case, "APPROVE", 3, "--reason", "agreed")
        self.act("anna", case, "PUBLISH", 4)
        return case

    def prepare(self, plan: str, source: str, *more: object) -> tuple[str, str, str]:
        """Number, commitment and case of a draw that waits for approval."""
        people = self.file("people.csv", INSPECTORS)
        said = self.did(
            "anna", "draw", "prepare", self.place / "plan.xlsx", "--task", "T1", "--plan-case", plan,
            "--inspectors", people, "--source", source, *more,
        )  # fmt: skip
        number = re.search(r"DRAW-2026-[0-9]{4}", said)
        commitment, case = re.search(r"[0-9a-f]{64}", said), re.search(r"DA-2026-[0-9]{6}", said)
        assert number is not None and commitment is not None and case is not None, said
        return number[0], commitment[0], case[0]

    def exported(self, number: str) -> Path:
        return self.file(f"{number}.json", self.did("anna", "draw", "export", number))


@pytest.fixture(params=KINDS)
def walk(
    request: pytest.FixtureRequest, tmp_path: Path, xinxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Walk]:
    with database(request.param, tmp_path) as url:
        monkeypatch.setenv("XINXIAO_LEDGER", url)
        ports = bootstrap.ports(tmp_path / "home")
        listed.issue(ports.oversight, LIST)
        ports.ledger.close()
        made = Walk(xinxiao, tmp_path, monkeypatch)
        table = made.file("subjects.csv", SUBJECTS)
        made.did("anna", "subjects", "import", table, "--source", "SYNTHETIC", "--day", "2026-12-01")
        yield made


def test_a_draw_goes_from_a_plan_to_a_proof_and_a_void_one_is_repeated(walk: Walk) -> None:
    plan = walk.plan()
    number, commitment, case = walk.prepare(plan, SOURCE)
    assert number == ONE
    assert "PROPOSED" in walk.refused("anna", "draw", "commit", case)
    assert "somebody else" in walk.refused(
        "anna", "case", "act", case, "APPROVE", "--seen", 1, "--reason", "x"
    )
    walk.act("chen", case, "APPROVE", 1, "--reason", "agreed")
    assert commitment in walk.did("anna", "draw", "commit", case)
    assert "DRAW-2026-0001 is not drawn yet" in walk.refused("anna", "draw", "export", ONE)
    early = walk.refused("anna", "draw", "draw", ONE, "--value", VALUE)  # the source has not spoken
    assert "2026-12-07T08:00:00Z" in early
    walk.at(MORNING + timedelta(hours=8))
    other = walk.refused("anna", "draw", "draw", ONE, "--value", VALUE.replace("2026145", "2026144"))
    assert "Values must be given, in this order, of LOTTERY 2026145" in other
    before = walk.refused("anna", "draw", "draw", ONE, "--value", VALUE.replace("08:30", "07:59"))
    assert "LOTTERY" in before and "2026-12-07T08:00:00Z" in before
    assert "2" in walk.did("anna", "draw", "draw", ONE, "--value", VALUE)
    assert walk.refused("anna", "draw", "draw", ONE, "--value", VALUE) != ""
    shown = walk.did("anna", "draw", "show", ONE)
    assert ONE in shown and commitment in shown and "LOTTERY" in shown
    first = walk.exported(ONE)
    assert (
        "all is right (draw DRAW-2026-0001, 3 on the roster, 2 drawn" in walk.run("draw", "verify", first).out
    )
    numbers = walk.file("numbers.txt", "".join(
        " ".join(line.split("\t")[:2]) + "\n" for line in walk.did("anna", "draw", "show").splitlines()
    ))  # fmt: skip
    assert walk.run("draw", "verify", first, "--numbers", numbers).code == 0
    program = walk.file("verify_draw.py", walk.run("draw", "program").out)
    assert subprocess.run([sys.executable, "-I", "-S", program, first], check=False).returncode == 0
    proof = walk.file("proof.json", walk.run("draw", "proof", first, "91110000802100433B").out)
    checked = walk.run("draw", "check-proof", proof)
    assert (checked.code, "91110000802100433B has ticket " in checked.out, ": drawn;" in checked.out) == (
        0,
        True,
        True,
    )
    # it is void, keeps its file, and is repeated
    paper = walk.file("a.pdf", PDF)
    walk.act("anna", case, "PROPOSE_VOID", 3, "--reason", "a witness was absent", "--evidence", paper)
    assert walk.refused("anna", "draw", "assign", ONE) != ""
    assert ONE in walk.refused("anna", "draw", "void", ONE, "--reason", "witness absent")
    walk.act("dai", case, "MAKE_VOID", 4, "--reason", "so it is")
    assert TWO in walk.did("anna", "draw", "void", ONE, "--reason", "witness absent")
    assert walk.exported(ONE).read_bytes() == first.read_bytes()
    third, _, again = walk.prepare(plan, NEXT)
    assert third == THREE
    walk.act("chen", again, "APPROVE", 1, "--reason", "agreed")
    walk.did("anna", "draw", "commit", again)
    walk.at(MORNING + timedelta(days=1, hours=8))
    walk.did("anna", "draw", "draw", THREE, "--value", AGAIN)
    opened = walk.did("anna", "draw", "assign", THREE).splitlines()
    assert opened[:2] == ["IN-2026-000001", "IN-2026-000002"]
    held = json.loads(walk.did("anna", "case", "show", "IN-2026-000001", "--format", "json"))
    assert (held["values"]["METHOD"], held["values"]["KIND"], held["values"]["DRAW"]) == (
        "PAPER",
        "GENERAL_CHECK",
        THREE,
    )
    assert {held["values"]["INSPECTOR_1"], held["values"]["INSPECTOR_2"]} == {"P1", "P2"}
    files = [first, walk.exported(TWO), walk.exported(THREE)]
    assert walk.run("draw", "verify", *files).code == 0
    assert "DRAW-2026-0002" in walk.run("draw", "verify", files[0], files[2]).out  # a skipped number
    assert walk.run("draw", "verify", files[0], files[2]).code == 1
    assert walk.tried("anna", "ledger", "verify").code == 0


def test_a_draw_is_repeated_under_a_number_that_names_the_void_one(walk: Walk) -> None:
    plan = walk.plan()
    _, commitment, case = walk.prepare(plan, SOURCE)
    walk.act("chen", case, "APPROVE", 1, "--reason", "agreed")
    walk.did("anna", "draw", "commit", case)
    walk.at(MORNING + timedelta(hours=8))
    walk.did("anna", "draw", "draw", ONE, "--value", VALUE)
    paper = walk.file("a.pdf", PDF)
    walk.act("anna", case, "PROPOSE_VOID", 3, "--reason", "a witness was absent", "--evidence", paper)
    walk.act("dai", case, "MAKE_VOID", 4, "--reason", "so it is")
    two, _, again = walk.prepare(plan, NEXT, "--repeats", ONE, "--reason", "witness absent")
    walk.act("chen", again, "APPROVE", 1, "--reason", "agreed")
    walk.did("anna", "draw", "commit", again)
    walk.at(MORNING + timedelta(days=1, hours=8))
    walk.did("anna", "draw", "draw", two, "--value", AGAIN)
    file = json.loads(walk.exported(two).read_bytes())
    assert (two, file["terms"]["kind"], file["terms"]["of"]["number"]) == (TWO, "repeat", ONE)
    assert (file["terms"]["of"]["commitment"], file["terms"]["of"]["reason"]) == (
        commitment,
        "witness absent",
    )
    assert file["terms"]["of"]["approver"] == "operator:dai"
    assert walk.run("draw", "verify", walk.exported(ONE), walk.exported(TWO)).code == 0


def test_what_is_changed_afterwards_is_told_in_words(walk: Walk) -> None:
    plan = walk.plan()
    _, _, case = walk.prepare(plan, SOURCE)
    walk.act("chen", case, "APPROVE", 1, "--reason", "agreed")
    walk.did("anna", "draw", "commit", case)
    walk.at(MORNING + timedelta(hours=8))
    walk.did("anna", "draw", "draw", ONE, "--value", VALUE)
    sound = json.loads(walk.exported(ONE).read_bytes())

    def said(**changes: object) -> str:
        path = walk.file("other.json", canonical(sound | changes))
        told = walk.run("draw", "verify", path)
        assert told.code == 1
        return told.out

    early = [sound["values"][0] | {"at": "2026-12-07T01:00:00Z"}]
    assert "randomness from before the commitment, or from before its announced time: LOTTERY" in said(
        values=early
    )
    other = [sound["values"][0] | {"source": "DICE"}]
    assert "DRAW_SOURCES" in said(values=other)
    fewer = [sound["roster"][0] | {"codes": sound["roster"][0]["codes"].split("\n")[0]}, *sound["roster"][1:]]
    assert "DRAW_ROSTER" in said(roster=fewer)
    terms = sound["terms"] | {"before": {"number": "DRAW-2026-0000", "commitment": "0" * 64}}
    assert "DRAW_COMMITMENT" in said(terms=terms)
