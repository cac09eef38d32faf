"""The register of subjects from the command line, and the frame that copies from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Command
from tests.subjects import ONE, TWO, listed, with_subjects


def test_a_register_is_kept_from_the_command_line_and_the_frame_copies_it(
    tmp_path: Path, xinxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINXIAO_LANG", "en")
    programme, home = with_subjects(tmp_path / "tiny"), ("--home", tmp_path / "home")
    on = ("--programme", programme, *home)
    rows = [
        f"{ONE},甲书店,甲局,910100,P1,A类,存续,发行,SHOP,440301103097413",
        f"{TWO},乙印厂,乙局,920000,P2,D,注销,,,",
        "1,x,x,910100,P1,A,LIVE,,,",
    ]
    file = listed(tmp_path, rows)
    said = xinxiao("subjects", "import", file, "--source", "REGISTRY", "--day", "2026-01-01", *on)
    assert said.code == 1
    assert "3 rows read: 2 versions recorded, 0 as held, 0 repeated, 1 refused" in said.out
    assert (tmp_path / "list.csv.refused.csv").read_text("utf-8").splitlines() == [
        "line,code,name,authority,area,industry,risk,state,tags,further,why",
        "4,1,x,x,910100,P1,A,LIVE,,,USCC_FORM",
    ]
    assert (
        xinxiao("subjects", "list", "--where", "licence=SALE", "--count", "--day", "2026-02-01", *on).out
        == "1\n"
    )
    assert "甲书店" in xinxiao("subjects", "show", ONE.lower(), *home).out
    out = tmp_path / "out.csv"
    assert xinxiao("subjects", "export", "--out", out, "--day", "2026-02-01", *on).code == 0
    assert [line.split(",")[0] for line in out.read_text("utf-8").splitlines()] == ["code", ONE, TWO]
    units = tmp_path / "units.csv"
    said = xinxiao("frame", "import", units, "--from-subjects", "state=LIVE", "--day", "2026-02-01", *on)
    assert "1 subjects of oversight were written into" in said.out
    assert (
        "1 rows read: 0 versions recorded, 0 as held, 0 repeated, 1 refused" in said.out
    )  # the frame needs a size
    shown = xinxiao("ledger", "verify", *home)
    assert "oversight: 1 events fit" in shown.out
    assert xinxiao("subjects", "list", "--where", "colour=RED", *on).code != 0
