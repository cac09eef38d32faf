"""Settings, declared as data: name, environment variable, default. An argument wins over the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

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
    Setting("zone", "XINXIAO_ZONE", "Asia/Shanghai"),
    Setting("smtp", "XINXIAO_SMTP", ""),
    Setting("mail_from", "XINXIAO_MAIL_FROM", ""),
    Setting("mail_to", "XINXIAO_MAIL_TO", ""),
)
SCHEMES = ("smtp", "smtp+starttls", "smtps")
"""How a mail server may be spoken to."""
_ADDRESS = re.compile(r"[^@\s,<>]{1,64}@[A-Za-z0-9.-]{1,255}")


@dataclass(frozen=True)
class Mail:
    """Where messages go: the server's URL (empty: none is sent), who sends, and to whom."""

    server: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """The settings in force."""

    home: Path
    ledger: str
    engine: EngineName
    zone: ZoneInfo
    mail: Mail


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
        zone=_zone(value["zone"]),
        mail=_mail(value["smtp"], value["mail_from"], value["mail_to"]),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise _wrong("zone", name, "Asia/Shanghai, UTC, …") from error


def _mail(server: str, sender: str, recipients: str) -> Mail:
    if not server:
        return Mail()
    try:
        place = urlsplit(server)
        sound = place.scheme in SCHEMES and bool(place.hostname) and place.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise _wrong(
            "smtp", without_password(server), ", ".join(f"{scheme}://HOST:PORT" for scheme in SCHEMES)
        )
    told = tuple(address.strip() for address in recipients.split(",") if address.strip())
    for name, addresses in (("mail_from", (sender,)), ("mail_to", told or ("",))):
        for address in addresses:
            if not _ADDRESS.fullmatch(address):
                raise _wrong(name, address, "name@example.org")
    return Mail(server, sender, told)


def _wrong(name: str, value: str, known: str) -> SettingFault:
    variable = next(s.variable for s in SETTINGS if s.name == name)
    return SettingFault(
        f"{variable}={value}", told("bad_setting", variable=variable, value=value, known=known)
    )


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    return re.sub(r"(?<=://)([^/@:]*):[^/@]*@", r"\1:***@", url)
