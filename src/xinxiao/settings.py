"""Settings, declared as data: name, environment variable, default. An argument wins over the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from xinxiao.errors import SettingFault, told

EngineName = Literal["duckdb", "spark"]


@dataclass(frozen=True)
class Setting:
    """One setting; its meaning stands in the texts under ``cli.settings.<name>``."""

    name: str
    variable: str
    default: str
    choices: tuple[str, ...] = ()


SETTINGS = (
    Setting("home", "XINXIAO_HOME", "~/.local/share/xinxiao"),
    Setting("ledger", "XINXIAO_LEDGER", "sqlite:///HOME/ledger.sqlite"),
    Setting("engine", "XINXIAO_ENGINE", "duckdb", get_args(EngineName)),
    Setting("language", "XINXIAO_LANG", "", ("", "zh", "en")),
    Setting("fonts", "XINXIAO_FONTS", ""),
)


@dataclass(frozen=True)
class Settings:
    """The settings in force."""

    home: Path
    ledger: str
    engine: EngineName


def chosen(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """What the environment says for a setting, or its default. Raises :class:`SettingFault` for what is not possible."""
    setting = next(s for s in SETTINGS if s.name == name)
    value = environ.get(setting.variable, "") or setting.default
    if setting.choices and value not in setting.choices:
        raise SettingFault(
            f"{setting.variable}={value}",
            told(
                "bad_setting",
                variable=setting.variable,
                value=value,
                known=", ".join(c for c in setting.choices if c),
            ),
        )
    return value


def settings(home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the argument, the environment and the defaults. Raises :class:`SettingFault` for a bad choice."""
    value = {s.name: chosen(s.name, environ) for s in SETTINGS}
    place = (home or Path(value["home"])).expanduser().resolve()
    return Settings(
        home=place,
        ledger=value["ledger"].replace("HOME", str(place), 1)
        if value["ledger"].startswith("sqlite:///HOME/")
        else value["ledger"],
        engine=cast(EngineName, value["engine"]),
    )
