"""What is shipped for a server names commands, settings and files that there are."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import pytest
import typer

from xinxiao.entry.cli.commands import app
from xinxiao.settings import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
UNITS = ("xinxiao.service", "xinxiao-work.service")
PAGE = (ROOT / "docs" / "howto" / "deploy.md").read_text("utf-8")


def unit(name: str) -> configparser.ConfigParser:
    """A unit of systemd; a key that comes twice counts once."""
    found = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string((ROOT / "deploy" / name).read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_starts_a_command_that_there_is_with_options_it_has(name: str) -> None:
    program, command, *options = shlex.split(unit(name)["Service"]["ExecStart"])
    known = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]
    assert program == "/opt/xinxiao/bin/xinxiao"
    assert set(options) <= {option for parameter in known.params for option in parameter.opts}


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_nobody_in_particular_and_writes_nowhere_else(name: str) -> None:
    service = unit(name)["Service"]
    assert (service["User"], service["NoNewPrivileges"], service["ProtectSystem"]) == (
        "xinxiao",
        "yes",
        "strict",
    )
    assert service["StateDirectory"] == "xinxiao"
    assert f"EnvironmentFile={service['EnvironmentFile']}" in (ROOT / "deploy" / name).read_text("utf-8")
    assert service["EnvironmentFile"] in PAGE


def test_every_setting_that_the_page_names_is_one() -> None:
    named = set(re.findall(r"XINXIAO_[A-Z_]+", PAGE))
    assert named <= {setting.variable for setting in SETTINGS}
    assert len(named) >= 10


def test_what_the_page_installs_is_shipped() -> None:
    shipped = {path.name for path in (ROOT / "deploy").iterdir()}
    assert set(re.findall(r"deploy/([\w.-]+\w)", PAGE)) | set(UNITS) == shipped
