"""``forms issue`` and ``reports``: a form issued, its reports listed, a receipt checked by its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.collecting import KEY, UNITS, collecting, content, owner, programme
from xinxiao.entry.cli.commands import app
from xinxiao.model.collect.receipt import Receipt
from xinxiao.uses.collect import forms, reports


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one report submitted; its receipt and content lie beside it."""
    place = tmp_path / "home"
    with collecting(place) as call:
        forms.issue(call, "SHOP_M", "2026-08", programme(tmp_path / "programme"))
        receipt = reports.submit(owner(call), KEY, content())
    (tmp_path / "receipt.json").write_bytes(receipt.json)
    (tmp_path / "receipt.txt").write_text(receipt.text, "utf-8")
    (tmp_path / "content.json").write_bytes(content().canonical)
    return place


def run(home: Path, *arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [*map(str, arguments), "--home", str(home)], env={"XINXIAO_LANG": "en"})
    return done.exit_code, done.output


def test_reports_are_listed_with_how_they_stand_and_no_values(home: Path) -> None:
    code, said = run(home, "reports", "list", "SHOP_M", "2026-08", "--format", "json")
    assert code == 0
    assert [(row["unit"], row["state"], row["timely"]) for row in json.loads(said)] == sorted(
        (unit, "submitted" if unit == KEY.unit else "due", "yes" if unit == KEY.unit else "")
        for unit, *_ in UNITS
    )
    code, said = run(home, "reports", "list", "SHOP_M", "2026-08", "--state", "submitted")
    assert said.split("\t")[:2] == [KEY.unit, "submitted"]
    assert run(home, "reports", "list", "SHOP_M", "2026-07")[0] == 1


def test_a_report_is_shown_with_the_events_that_moved_it(home: Path) -> None:
    code, said = run(home, "reports", "show", KEY.text)
    lines = [json.loads(line) for line in said.splitlines()]
    assert code == 0
    assert lines[0]["state"] == "submitted"
    assert [line["kind"] for line in lines[1:]] == ["report.submitted"]
    assert "120.5" not in said
    assert run(home, "reports", "show", "SHOP_M/2026-08/NOT-THERE")[0] == 1


@pytest.mark.parametrize("name", ["receipt.json", "receipt.txt"])
def test_a_receipt_holds_with_its_content(home: Path, name: str) -> None:
    place = home.parent
    code, said = run(home, "reports", "receipt", "verify", place / name, "--content", place / "content.json")
    assert (code, said.count(": holds"), said.count("could not be asked")) == (0, 3, 1)


def test_a_receipt_or_a_content_that_was_changed_fails(home: Path) -> None:
    place, kept = home.parent, (home.parent / "receipt.json").read_text("utf-8")
    (place / "other.json").write_text(kept.replace("own1", "own2"), "utf-8")
    assert run(home, "reports", "receipt", "verify", place / "other.json")[0] == 1
    (place / "content.json").write_text('{"cells":{"ORDERS":"43"}}', "utf-8")
    code, said = run(
        home, "reports", "receipt", "verify", place / "receipt.json", "--content", place / "content.json"
    )
    assert (code, "the content kept: fails" in said) == (1, True)


def test_a_receipt_that_this_ledger_never_gave_fails_and_what_is_none_is_told(home: Path) -> None:
    place = home.parent
    with collecting(place / "elsewhere") as call:
        forms.issue(call, "SHOP_M", "2026-08", place / "programme")
        foreign: Receipt = reports.submit(owner(call), KEY, content(ORDERS="7"))
    (place / "foreign.json").write_bytes(foreign.json)
    code, said = run(home, "reports", "receipt", "verify", place / "foreign.json")
    assert (code, "this ledger: fails" in said) == (1, True)
    assert "published heads: could not be asked" in said
    (place / "none.json").write_text("{}", "utf-8")
    assert run(home, "reports", "receipt", "verify", place / "none.json")[0] == 1
    assert run(home, "reports", "receipt", "verify", place / "missing.json")[0] == 1


def test_a_receipt_is_followed_to_a_head_that_somebody_kept(home: Path, tmp_path: Path) -> None:
    with collecting(home) as call:
        reports.submit(owner(call), KEY, content(ORDERS="44"))
        mark = call.ports.ledger.events.mark()
    heads = tmp_path / "heads.csv"
    heads.write_text(f"day,chain,sequence,hash\n2026-09-03,event,{mark.sequence},{mark.hash}\n", "utf-8")
    receipt = home.parent / "receipt.json"
    code, said = run(home, "reports", "receipt", "verify", receipt, "--heads", heads)
    assert (code, "published heads: holds" in said) == (0, True)
    heads.write_text(f"day,chain,sequence,hash\n2026-09-03,event,{mark.sequence},{'0' * 64}\n", "utf-8")
    assert run(home, "reports", "receipt", "verify", receipt, "--heads", heads)[0] == 1
