"""``ledger``, ``work`` and ``jobs`` as their users call them."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Command


@pytest.fixture
def home(sealed_home: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sealed_home, tmp_path / "home")


def test_a_ledger_that_holds_says_so_and_one_reached_into_names_the_event(
    home: Path, xinxiao: Command
) -> None:
    said = xinxiao("ledger", "verify", "--home", home)
    assert said.code == 0
    assert "event" in said.out
    with sqlite3.connect(home / "ledger.sqlite") as other:
        other.execute("DROP TRIGGER event_update")
        other.execute("UPDATE event SET actor = 'nobody' WHERE sequence = 1")
    other.close()
    said = xinxiao("ledger", "verify", "--home", home)
    assert said.code == 1
    assert "event: event 1 does not fit" in said.out or "第 1 个事件不符" in said.out


def test_heads_kept_elsewhere_are_held_against_the_chains(
    home: Path, tmp_path: Path, xinxiao: Command
) -> None:
    kept = tmp_path / "heads.csv"
    kept.write_text(f"day,chain,sequence,hash\n2026-01-01,event,1,{'a' * 64}\n")
    said = xinxiao("ledger", "verify", "--heads", kept, "--home", home)
    assert said.code == 1
    kept.write_text("day,chain,sequence,hash\n2026-01-01,event\n")
    said = xinxiao("ledger", "verify", "--heads", kept, "--home", home)
    assert said.code == 1
    assert "heads.csv" in said.err
    assert "2" in said.err


def test_verifying_what_is_new_begins_after_what_was_verified(home: Path, xinxiao: Command) -> None:
    first = xinxiao("ledger", "verify", "--new", "--home", home)
    again = xinxiao("ledger", "verify", "--new", "--home", home)
    assert (first.code, again.code) == (0, 0)
    assert ("3 " in first.out, "0 " in again.out) == (True, True)


def test_events_are_listed_as_json_lines(home: Path, xinxiao: Command) -> None:
    said = xinxiao("ledger", "events", "--home", home)
    listed = [json.loads(line) for line in said.out.splitlines()]
    assert [(event["sequence"], event["kind"]) for event in listed] == [
        (1, "release.sealed"),
        (2, "release.checked"),
        (3, "release.published"),
    ]
    said = xinxiao("ledger", "events", "--chain", "reading", "--home", home)
    assert [json.loads(line)["kind"] for line in said.out.splitlines()] == ["ledger.read"]


def test_roles_are_for_servers(home: Path, xinxiao: Command) -> None:
    assert xinxiao("ledger", "migrate", "--home", home).code == 0
    said = xinxiao("ledger", "migrate", "--writer", "w", "--home", home)
    assert said.code == 1
    assert "--writer" in said.err


def test_work_once_plans_and_ends_and_jobs_lists(home: Path, xinxiao: Command) -> None:
    assert xinxiao("work", "--once", "--home", home).code == 0
    listed = json.loads(xinxiao("jobs", "--format", "json", "--home", home).out)
    assert {job["kind"] for job in listed} == {
        *("ledger.head", "release.verify", "cache.compact"),
        *("report.remind", "report.scrutiny"),
        *("case.clocks", "case.retention", "list.lapse"),
    }
    assert {job["state"] for job in listed} == {"due"}
    said = xinxiao("jobs", "--retry", "ledger.head", "2020-01-01", "--home", home)
    assert said.code == 1
    assert "2020-01-01" in said.err


@pytest.mark.parametrize("how", ["signal", "input"])
def test_a_worker_ends_when_told_or_when_whoever_started_it_ends(home: Path, how: str) -> None:
    command = [sys.executable, "-m", "xinxiao", "work", "--attached", "--home", str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        for _ in range(1_200):
            with sqlite3.connect(home / "ledger.sqlite") as other:
                planned = other.execute("SELECT count(*) FROM job").fetchone() >= (1,)
            other.close()
            if planned:
                break
            time.sleep(0.1)
        assert planned
        assert running.poll() is None
        assert running.stdin is not None
        if how == "signal":
            running.send_signal(signal.SIGTERM)
        else:
            running.stdin.close()
        assert running.wait(60) == 0
