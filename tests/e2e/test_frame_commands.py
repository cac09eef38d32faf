"""``frame`` as its users call it: taking in, looking, changing, linking, checking; and an import that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import KINDS, database
from tests.e2e.conftest import Command
from tests.frames import SOUND, sheet, with_frame
from xinxiao.store.collect.frame import Frame
from xinxiao.store.ledger import Ledger

ONE, TWO, THREE, _ = SOUND
KILLED = """
import os, signal, sys
from pathlib import Path
from xinxiao import bootstrap
from xinxiao.store.ledger import rows
from xinxiao.uses.collect.frame_import import import_frame
whole = rows.insert
def half(connection, table, held, first, event):
    whole(connection, table, (batch[: batch.num_rows // 2] for batch in held), first, event)
    os.kill(os.getpid(), signal.SIGKILL)
rows.insert = half
import_frame(bootstrap.call(Path(sys.argv[1])), Path(sys.argv[2]), "2026-01-01", folder=Path(sys.argv[3]))
"""


def test_a_register_is_kept_from_the_command_line(
    tmp_path: Path, xinxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    programme, home = with_frame(tmp_path / "tiny"), ("--home", tmp_path / "home")
    on = ("--programme", programme, *home)
    file = sheet(
        tmp_path,
        [
            f"{ONE},甲,910000,P1,BIG,,in,found",
            f"{TWO.lower()},乙,950100,P2,LOW,,in,grown",
            "1,丙,910000,P1,LOW,,in,found",
        ],
    )
    said = xinxiao("frame", "import", file, "--day", "2026-01-01", *on)
    assert said.code == 1
    assert "3 rows read: 2 versions recorded, 0 as held, 0 repeated, 1 refused" in said.out
    assert (tmp_path / "units.csv.findings.csv").read_text("utf-8").splitlines() == [
        "line,column,value,level,code",
        f"3,code,{TWO.lower()},note,USCC_WRITTEN",
        "3,area,950100,warning,CELL_NOT_IN_FORCE",
        "4,code,1,error,USCC_FORM",
    ]
    assert xinxiao("frame", "import", file, "--whole", "--day", "2026-02-01", *on).code == 1
    listed = json.loads(xinxiao("frame", "list", "--day", "2026-01-01", "--format", "json", *on).out)
    assert [row["unit"] for row in listed] == sorted([ONE, TWO])
    below = xinxiao("frame", "list", "--day", "2026-01-01", "--area", "950000", *on).out.splitlines()
    assert [line.split("\t")[0] for line in below[1:]] == [TWO]
    counts = xinxiao("frame", "list", "--day", "2026-01-01", "--count", "size", *on).out
    assert counts.splitlines() == ["size\tunits", "BIG\t1", "LOW\t1"]
    changed = xinxiao("frame", "change", ONE, "--day", "2026-03-01", "--size", "LOW", *on)
    assert (changed.code, changed.out.splitlines()[1].split("\t")[6]) == (0, "LOW")
    assert xinxiao("frame", "change", ONE, "--day", "2026-03-01", "--size", "HUGE", *on).code == 1
    linked = xinxiao("frame", "link", "merged", f"{TWO}:{ONE}", "--day", "2026-04-01", *home)
    assert linked.out == f"2026-04-01 {TWO} merged into {ONE}, share 1\n"
    history = json.loads(xinxiao("frame", "show", ONE, "--format", "json", *home).out)
    assert [version["event"] for version in history["versions"]] == [1, 2]
    assert history["predecessors"][0]["predecessor"] == TWO
    assert xinxiao("ledger", "verify", *home).code == 0
    assert xinxiao("frame", "show", "HH-9", *home).code == 1


def test_a_file_without_findings_leaves_none(tmp_path: Path, xinxiao: Command) -> None:
    programme = with_frame(tmp_path / "tiny")
    file = sheet(tmp_path, [f"{ONE},甲,910000,P1,BIG,,in,found"])
    assert xinxiao("frame", "import", file, "--programme", programme, "--home", tmp_path / "home").code == 0
    assert not (tmp_path / "units.csv.findings.csv").exists()
    missing = xinxiao(
        "frame", "import", tmp_path / "no.csv", "--programme", programme, "--home", tmp_path / "home"
    )
    assert missing.code == 1
    assert not (tmp_path / "no.csv.findings.csv").exists()


def test_codes_are_checked_in_both_languages(xinxiao: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for language, word in (("en", "sound"), ("zh", "正确")):
        monkeypatch.setenv("XINXIAO_LANG", language)
        said = xinxiao("frame", "check", "９１４４０３００１９２２０３８２１６")
        assert (said.code, said.out) == (0, f"914403001922038216\t{word}\n")
    assert xinxiao("frame", "check", ONE, "911000001000044477").code == 1
    assert xinxiao("frame", "check", "914403001922038203").code == 0  # recorded, with a warning


@pytest.mark.parametrize("kind", KINDS)
def test_an_import_that_is_killed_while_it_writes_has_recorded_nothing(kind: str, tmp_path: Path) -> None:
    programme = with_frame(tmp_path / "tiny")
    file = sheet(tmp_path, [f"HH-{i:06d},甲,910000,BIG" for i in range(20_000)], "unit,name,area,size")
    with database(kind, tmp_path) as url:
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, str(tmp_path / "home"), str(file), str(programme)],
            env=os.environ | {"XINXIAO_LEDGER": url},
            capture_output=True,
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        ledger = Ledger(url)
        assert ledger.events.mark().sequence == 0
        assert Frame(ledger).last() == 0
        assert ledger.verify("event")[1] is None
        ledger.close()
