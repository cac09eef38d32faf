"""A collection to walk through: the policy's monthly form of platforms, issued to four of them on the command line.

The clock of the installation stands at nine in Shanghai on 8 October 2026 and goes on from there: September is reported until the
12th. All reported the same for August. Somebody reports for each; two people are statisticians of the province.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.nouns import POLICY
from xinxiao import bootstrap
from xinxiao.entry.cli.main import run
from xinxiao.model.actor import Actor
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.people import RESPONDENTS, Grant
from xinxiao.model.collect.report import ReportKey
from xinxiao.model.collect.sums import totalled
from xinxiao.uses.call import Call, Ports
from xinxiao.uses.collect import forms, reports

FORM, PERIOD, BEFORE = "IC_PLATFORM_M", "2026-09", "2026-08"
FIRMS = (
    ("91440300192317458F", "鹏程市集网络有限公司", "440305"),
    ("91440300MA5DA0XY03", "南山生活服务有限公司", "440305"),
    ("91440101MA59KXNH9T", "羊城优选电子商务有限公司", "440106"),
    ("91440605MA4UJN8W0C", "岭南工品互联有限公司", "440605"),
)
"""Code, name and county of each."""
TRADE = {
    "DEVICES": ("30200", "150.5"), "GOODS": ("182000", "2100"), "LIFE": ("45600.25", "1320"), "TRAVEL": ("8800", "61"),
    "CONTENT": ("5200", "410"), "EDU": ("960", "8.2"), "MED": ("310", "5.5"), "INPUTS": ("12500", "4.1"),
}  # fmt: skip
OTHER = {
    "MOBILE": "251000", "OWN": "40000", "EXPORT": "3100", "IMPORT": "2200", "RURAL": "15400", "FARM": "9800", "REFUND": "21000",
    "REV_FEE": "9100", "REV_AD": "4300", "REV_MEMBER": "880", "REV_SUPPORT": "2600", "REV_TECH": "140", "REV_SALE": "33100",
    "REV_OTHER": "52.5", "SHOPS": "18200", "SHOPS_RURAL": "2100", "ACTIVE": "410.5", "BUYERS": "96.2", "MEMBERS": "31",
    "CASES": "5200", "CASES_TIME": "5010", "CASES_FAKE": "120", "SHUT": "64",
}  # fmt: skip
"""What the first reported for August: in 10,000 yuan and 10,000 orders since January, and the rest."""


@dataclass
class Clock:
    """The clock of an installation: begins at a moment and goes on from there."""

    begins: datetime
    since: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return self.begins + timedelta(seconds=time.monotonic() - self.since)

    def to(self, moment: datetime) -> None:
        """Put it to a moment."""
        self.begins, self.since = moment, time.monotonic()


@dataclass
class Installation:
    """A home where the form is issued, its clock, and the codes of invitations by e-mail address."""

    ports: Ports
    clock: Clock
    invited: dict[str, str]


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """Everything up to the day on which the first firm opens its desk, done by commands."""
    clock = Clock(datetime(2026, 9, 3, 1, 0, tzinfo=UTC))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(POLICY)
        patch.setenv("XINXIAO_HOME", str(folder / "home"))
        places = ("bootstrap", "entry.portal.release_views", "uses.collect.places")
        for place in (*(f"xinxiao.{place}" for place in places), "tests.people"):
            patch.setattr(f"{place}.clock", clock)
        command("frame", "import", _frame(folder / "frame.csv"), "--day", "2026-01-01")
        command("forms", "issue", FORM, BEFORE)
        ports = bootstrap.ports(folder / "home")
        _august(Call(ports, Actor("operator", "me"), clock()))
        clock.to(datetime(2026, 10, 8, 1, 0, tzinfo=UTC))
        command("forms", "issue", FORM, PERIOD)
        invited = _invited(folder)
        yield Installation(ports, clock, invited)


def command(*words: object) -> None:
    """A command that succeeds."""
    assert run([str(word) for word in words]) == 0, words


def key(firm: int = 0, period: str = PERIOD) -> ReportKey:
    """The report of a firm."""
    return ReportKey(FORM, period, FIRMS[firm][0])


def _frame(file: Path) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["code", "name", "area", "industry", "size", "group", "reason"])
        rows.writerows((code, name, area, "6431", "LARGE", "PLATFORM", "found") for code, name, area in FIRMS)
    return file


def _august(call: Call) -> None:
    columns = ("AMT", "ORD")
    cells = {
        f"{row}_{c}": value for row, pair in TRADE.items() for c, value in zip(columns, pair, strict=True)
    }
    content = totalled(forms.form(call, FORM).form, Content(cells={**cells, **OTHER}))
    for number, (unit, _, _) in enumerate(FIRMS):
        by = Actor.signed_in("was-here", tuple(Grant(role, unit) for role in RESPONDENTS))
        reports.submit(Call(call.ports, by, call.now), key(number, BEFORE), content)


def _invited(folder: Path) -> dict[str, str]:
    table, out = folder / "people.csv", folder / "codes.csv"
    rows = [
        f"{role},陈晓,{unit},,firm{n}@example.org"
        for n, (unit, _, _) in enumerate(FIRMS)
        for role in RESPONDENTS
    ]
    rows += [f"statistician,林静,,440000,desk{number}@example.org" for number in range(2)]
    table.write_text("\n".join(["role,name,unit,area,email", *rows, ""]), "utf-8")
    command("people", "invite", table, "--out", out)
    with out.open(encoding="utf-8", newline="") as opened:
        return {row["email"]: row["code"] for row in csv.DictReader(opened) if row["code"]}
