"""Settings, declared as data: name, environment variable, default, what is possible. An argument wins over the
environment."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from xinxiao.errors import SettingFault, told

EngineName = Literal["duckdb", "spark"]
WorkPlace = Literal["with", "apart"]
LogLevel = Literal["info", "warning", "error"]
LogForm = Literal["json", "text"]
CipherName = Literal["AES-256-GCM", "SM4-GCM"]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
ROOT = r"(/[A-Za-z0-9._~-]+)*"
"""What an address may begin with before the portal's own: parts of letters, digits and ``._~-``, no slash at the end."""
ORIGIN = r"(https?://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,39}\])(:[0-9]{1,5})?)?"
"""Where the portal is found from outside: scheme, host and perhaps a port, no slash at the end."""
ISSUER = r"(https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?)?"
"""The address of an identity provider."""
NAME = r"[A-Za-z0-9.:_-]{1,255}"
"""What names a host: letters, digits, ``.``, ``-``, and colons in IPv6."""


@dataclass(frozen=True)
class Setting:
    """One setting; its meaning stands in the texts under ``cli.settings.<name>``.

    It may be one of ``choices``, a whole number within ``span``, or a text that ``form`` fits, whichever is given. A ``secret``
    one is shown nowhere.
    """

    name: str
    variable: str
    default: str
    choices: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    form: str = ""
    secret: bool = False

    @property
    def possible(self) -> str:
        """What it may be, in a line; empty when anything."""
        if self.span:
            return f"{self.span[0]} … {self.span[1]}"
        return ", ".join(choice for choice in self.choices if choice) or self.form

    def fits(self, value: str) -> bool:
        """Whether it may have this value."""
        if self.span:
            known = re.fullmatch(r"[0-9]{1,9}", value)
            return bool(known) and self.span[0] <= int(value) <= self.span[1]
        if self.choices:
            return value in self.choices
        return not self.form or bool(re.fullmatch(self.form, value))


SETTINGS = (
    Setting("home", "XINXIAO_HOME", "~/.local/share/xinxiao"),
    Setting("ledger", "XINXIAO_LEDGER", "sqlite:///HOME/ledger.sqlite"),
    Setting("oversight", "XINXIAO_OVERSIGHT", ""),
    Setting("engine", "XINXIAO_ENGINE", "duckdb", get_args(EngineName)),
    Setting("language", "XINXIAO_LANG", "", ("", "zh", "en")),
    Setting("fonts", "XINXIAO_FONTS", ""),
    Setting("zone", "XINXIAO_ZONE", "Asia/Shanghai"),
    Setting("smtp", "XINXIAO_SMTP", ""),
    Setting("mail_from", "XINXIAO_MAIL_FROM", ""),
    Setting("mail_to", "XINXIAO_MAIL_TO", ""),
    Setting("host", "XINXIAO_HOST", "127.0.0.1", form=NAME),
    Setting("port", "XINXIAO_PORT", "8765", span=(0, 65_535)),
    Setting("root", "XINXIAO_ROOT", "", form=ROOT),
    Setting("address", "XINXIAO_ADDRESS", "", form=ORIGIN),
    Setting("proxies", "XINXIAO_PROXIES", "127.0.0.1,::1"),
    Setting("workers", "XINXIAO_WORKERS", "1", span=(1, 64)),
    Setting("heavy", "XINXIAO_HEAVY", "1", span=(1, 16)),
    Setting("work", "XINXIAO_WORK", "with", get_args(WorkPlace)),
    Setting("secret_file", "XINXIAO_SECRET_FILE", ""),
    Setting("session_idle", "XINXIAO_SESSION_IDLE", "30", span=(1, 240)),
    Setting("session_longest", "XINXIAO_SESSION_LONGEST", "12", span=(1, 24)),
    Setting("oidc_issuer", "XINXIAO_OIDC_ISSUER", "", form=ISSUER),
    Setting("oidc_client", "XINXIAO_OIDC_CLIENT", ""),
    Setting("oidc_secret_file", "XINXIAO_OIDC_SECRET_FILE", ""),
    Setting("keys", "XINXIAO_KEYS", "sqlite:///HOME/keys/keys.sqlite"),
    Setting("master_key_file", "XINXIAO_MASTER_KEY_FILE", ""),
    Setting("master_key", "XINXIAO_MASTER_KEY", "", secret=True),
    Setting("cipher", "XINXIAO_CIPHER", "AES-256-GCM", get_args(CipherName)),
    Setting("body", "XINXIAO_BODY", ""),
    Setting("seal", "XINXIAO_SEAL", ""),
    Setting("log", "XINXIAO_LOG", "", ("", *get_args(LogLevel))),
    Setting("log_form", "XINXIAO_LOG_FORM", "json", get_args(LogForm)),
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
class Signing:
    """How people sign in: minutes after which an idle session ends, and hours after which any does."""

    idle: int = 30
    longest: int = 12


@dataclass(frozen=True)
class IdentityProvider:
    """Where people may sign in elsewhere (OpenID Connect): the issuer's address, this portal's id there, and the file of its secret."""

    issuer: str = ""
    client: str = ""
    secret_file: str = ""


@dataclass(frozen=True)
class Keeping:
    """Where keys of cases are kept: the URL of the key store; the file of the master keys they are wrapped with, or these themselves where
    the environment holds them; and how content is encrypted."""

    store: str = ""
    master_file: Path = Path("master-key")
    master: str = field(default="", repr=False)
    cipher: CipherName = "AES-256-GCM"


@dataclass(frozen=True)
class Settings:
    """The settings in force. ``oversight``: the URL by which oversight opens the ledger; empty: as all do."""

    home: Path
    ledger: str
    engine: EngineName
    zone: ZoneInfo
    mail: Mail
    secret_file: Path = Path("secret")
    signing: Signing = Signing()
    provider: IdentityProvider = IdentityProvider()
    oversight: str = ""
    keeping: Keeping = Keeping()

    def moved(self, place: Path) -> Settings:
        """The same with the home at another place, and with it a ledger that is a file in it."""
        own, other = (f"sqlite:///{folder}/" for folder in (self.home, place))
        inside = self.ledger.startswith(own)
        moved = self.ledger.replace(own, other, 1) if inside else self.ledger
        oversight = moved if self.oversight == self.ledger else self.oversight
        secret, master = (
            place / file.name if file.parent == self.home else file
            for file in (self.secret_file, self.keeping.master_file)
        )
        store = self.keeping.store
        keeping = replace(
            self.keeping,
            store=store.replace(own, other, 1) if store.startswith(own) else store,
            master_file=master,
        )
        same = replace(self, home=place, secret_file=secret, keeping=keeping)
        return replace(same, ledger=moved, oversight=oversight)


NAMED = (
    *("home", "ledger", "oversight", "engine", "zone", "smtp", "mail_from", "mail_to"),
    *("oidc_issuer", "oidc_client", "oidc_secret_file", "secret_file", "session_idle", "session_longest"),
    *("keys", "master_key_file", "master_key", "cipher"),
)
"""The settings behind :class:`Settings`."""


@dataclass(frozen=True)
class Serving:
    """How the portal is served.

    ``root`` is what the address of every page begins with, ``address`` where readers find it (scheme and host; as each
    request says, where empty), ``proxies`` from where headers of a proxy are believed,
    ``workers`` how many processes answer, ``heavy`` how many further ones each of them has for heavy work; ``work``
    says whether a worker is started with the portal or runs apart from it.
    """

    host: str = "127.0.0.1"
    port: int = 8765
    root: str = ""
    address: str = ""
    proxies: tuple[Network, ...] = ()
    workers: int = 1
    heavy: int = 1
    work: WorkPlace = "with"

    def trusts(self, address: str) -> bool:
        """Whether a peer at this address is one of the proxies."""
        try:
            peer = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(peer in network for network in self.proxies)


def setting(name: str) -> Setting:
    """The setting of this name."""
    return next(s for s in SETTINGS if s.name == name)


def chosen(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """What the environment says for a setting, or its default. Raises :class:`SettingFault` for what is not possible."""
    known = setting(name)
    value = environ.get(known.variable, "") or known.default
    if not known.fits(value):
        raise _impossible(known, value, known.possible)
    return value


def _impossible(known: Setting, value: str, possible: str) -> SettingFault:
    return SettingFault(
        f"{known.variable}={value}",
        told("bad_setting", variable=known.variable, value=value[:80], known=possible),
    )


def settings(home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the argument, the environment and the defaults. Raises :class:`SettingFault` for a bad choice."""
    value = {name: chosen(name, environ) for name in NAMED}
    place = (home or Path(value["home"])).expanduser().resolve()
    ledger, oversight = (_placed(value[name], place) for name in ("ledger", "oversight"))
    if (
        oversight.startswith("sqlite") and oversight != ledger
    ):  # a file has no roles: it would be another ledger
        raise _impossible(setting("oversight"), oversight, ledger)
    return Settings(
        home=place,
        ledger=ledger,
        engine=cast(EngineName, value["engine"]),
        zone=_zone(value["zone"]),
        mail=_mail(value["smtp"], value["mail_from"], value["mail_to"]),
        provider=IdentityProvider(value["oidc_issuer"], value["oidc_client"], value["oidc_secret_file"]),
        secret_file=Path(value["secret_file"]).expanduser() if value["secret_file"] else place / "secret",
        signing=Signing(int(value["session_idle"]), int(value["session_longest"])),
        oversight=oversight,
        keeping=Keeping(
            _placed(value["keys"], place),
            Path(value["master_key_file"]).expanduser() if value["master_key_file"] else place / "master-key",
            value["master_key"],
            cast(CipherName, value["cipher"]),
        ),
    )


def _placed(url: str, home: Path) -> str:
    return url.replace("HOME", str(home), 1) if url.startswith("sqlite:///HOME/") else url


def serving(
    given: Mapping[str, str | int | None] | None = None, environ: Mapping[str, str] = os.environ
) -> Serving:
    """How the portal is served: what is ``given`` by name wins over the environment.

    Raises :class:`SettingFault` for what is not possible.
    """
    own = {setting(name).variable: str(value) for name, value in (given or {}).items() if value is not None}
    environ = {**environ, **own}
    return Serving(
        host=chosen("host", environ),
        port=int(chosen("port", environ)),
        root=chosen("root", environ),
        address=chosen("address", environ),
        proxies=_networks(environ),
        workers=int(chosen("workers", environ)),
        heavy=int(chosen("heavy", environ)),
        work=cast(WorkPlace, chosen("work", environ)),
    )


@dataclass(frozen=True)
class Issuing:
    """How documents of cases are issued: by which body (empty: that of the area), what the address begins with at which anybody may
    check them, and the picture of the seal, if there is one."""

    body: str = ""
    address: str = ""
    seal: Path | None = None


def issuing(environ: Mapping[str, str] = os.environ) -> Issuing:
    """How documents are issued. Without an address of the portal, it is the one it listens on. Raises as :func:`chosen`."""
    seal = chosen("seal", environ)
    own = chosen("address", environ) or f"http://{chosen('host', environ)}:{chosen('port', environ)}"
    return Issuing(
        chosen("body", environ), own + chosen("root", environ), Path(seal).expanduser() if seal else None
    )


TOGETHER = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder through which processes count together; prometheus_client reads it when it is imported."""


@contextmanager
def handed_on(home: Path, folder: str) -> Iterator[None]:
    """Processes started meanwhile find this home, and the folder through which they count together."""
    before = dict(os.environ)
    os.environ.update({setting("home").variable: str(home), TOGETHER: folder})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def child_environment(**more: str) -> dict[str, str]:
    """The environment a program is started in: this one's, and more."""
    return {**os.environ, **more}


def counts_together() -> bool:
    """Whether this is one of several processes that count together."""
    return bool(os.environ.get(TOGETHER))


def _networks(environ: Mapping[str, str]) -> tuple[Network, ...]:
    text = chosen("proxies", environ)
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip() != "none")
    except ValueError as error:
        raise _impossible(setting("proxies"), text, "127.0.0.1, 10.0.0.0/8, ::1, none") from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise _impossible(setting("zone"), name, "Asia/Shanghai, UTC, …") from error


def _mail(server: str, sender: str, recipients: str) -> Mail:
    if not server:
        return Mail()
    try:
        place = urlsplit(server)
        sound = place.scheme in SCHEMES and bool(place.hostname) and place.port != 0
    except ValueError:
        sound = False
    if not sound:
        known = ", ".join(f"{scheme}://HOST:PORT" for scheme in SCHEMES)
        raise _impossible(setting("smtp"), without_password(server), known)
    told = tuple(address.strip() for address in recipients.split(",") if address.strip())
    for name, addresses in (("mail_from", (sender,)), ("mail_to", told or ("",))):
        for address in addresses:
            if not _ADDRESS.fullmatch(address):
                raise _impossible(setting(name), address, "name@example.org")
    return Mail(server, sender, told)


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    return re.sub(r"(?<=://)([^/@:]*):[^/@]*@", r"\1:***@", url)
