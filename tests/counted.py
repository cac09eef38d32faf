"""Cases that are counted: a tiny programme that declares aggregates of a made-up workflow, and cases that are put into the chain as they are
wanted, day by day."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import yaml

from tests.casework import plain
from tests.nouns import TUTORIAL
from tests.offices import ports_of
from tests.workflows import named
from xinxiao.files.yaml import write_yaml
from xinxiao.model.actor import Actor
from xinxiao.model.oversight.case_facts import CaseActed, ClockMove, ClockRanOut, PublicationMove
from xinxiao.store.ledger import Ledger
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.ports import OversightPorts

SAID = {"zh": "词", "en": "word"}
OPERATOR = Actor("operator", "root")
INDICATORS = {
    "opened": "OPENED",
    "ended": "ENDED",
    "open": "STILL_OPEN",
    "in_time": "IN_TIME",
    "late": "LATE",
    "ran_out": "RAN_OUT",
    "published": "PUBLISHED",
    "days": "DAYS",
}
COLUMNS = {
    "WORKFLOW": "text",
    "RESULT": "text",
    "CONF_STATUS": "text",
    "AS_OF_EVENT": "integer",
    "AS_OF_HASH": "text",
    "SYNTHETIC": "text",
}


def aggregates(**changes: Any) -> dict[str, Any]:
    """What the programme declares."""
    one = {
        "workflow": "PERMIT",
        "code": "PERMIT",
        "scope": "PERMITS",
        "levels": ["nation", "province"],
        "counts": list(INDICATORS),
        "days_of": "ANSWER",
        "classes": [
            {"code": "YES", "any_of": [{"field": "OUTCOME", "is": ["YES"]}]},
            {"code": "NO", "any_of": [{"field": "OUTCOME", "is": ["NO"]}]},
        ],
    }
    measures = [{"counts": count, "indicator": name} for count, name in INDICATORS.items()]
    return {
        "by": ["supervisor"],
        "area": "990000",
        "measures": measures,
        "workflows": [one | changes],
    }


def permits() -> dict[str, Any]:
    """The made-up workflow as a file without faults would say it, whose result becomes public."""
    flow = plain(
        publications=[{**named(id="RESULT"), "fields": ["OUTCOME"], "basis": [{"rule": "RULE_ONE"}]}],
        retention={"length": {"number": 1, "unit": "year"}, "basis": [{"rule": "RULE_ONE"}]},
    )
    flow.pop("recusal")
    flow["crossing"] = flow["clocks"][0]["crossing"] = "keep"
    flow["states"] = [one for one in flow["states"] if not one.get("review")]
    flow["acts"] = [one for one in flow["acts"] if not one.get("recusal")]
    grant = next(one for one in flow["acts"] if one["id"] == "GRANT")
    grant |= {"reason": True, "publishes": ["RESULT"]}
    return flow


def programme(place: Path, said: dict[str, Any] | None = None, *, synthetic: bool = True) -> Path:
    """The tutorial's programme with a workflow and aggregates of it."""
    shutil.copytree(TUTORIAL, place)
    (place / "oversight/workflows").mkdir(parents=True)
    flow = permits()
    (place / "oversight/workflows/PERMIT.yaml").write_bytes(write_yaml(flow))
    (place / "oversight/aggregates.yaml").write_bytes(write_yaml(said or aggregates()))
    rules = [
        {"id": name, "name": SAID, "valid_from": "2026-01-01", "source": "S_INVENTED"}
        for name in ("RULE_ONE", "RULE_TWO")
    ]
    (place / "oversight/rules.yaml").write_bytes(write_yaml({"rules": rules}))
    made = [{"id": name, "name": SAID, "unit": "ITEMS", "definition": SAID} for name in INDICATORS.values()]
    (place / "indicators_oversight.yaml").write_bytes(write_yaml({"indicators": made}))
    scope = {"id": "PERMITS", "name": SAID, "holder": SAID, "kind": "estimated", "definition": SAID}
    (place / "scopes_oversight.yaml").write_bytes(write_yaml({"scopes": [scope]}))
    outcome = [{"id": code, "name": SAID} for code in ("YES", "NO")]
    listed = {"id": "CL_OUTCOME", "version": "1.0.0", "name": SAID, "codes": outcome}
    (place / "codelists/CL_OUTCOME.yaml").write_bytes(write_yaml(listed))
    _declare(place)
    file = place / "programme.yaml"
    if not synthetic:
        file.write_text(file.read_text("utf-8").replace("synthetic: true", "synthetic: false"), "utf-8")
    return place


def _declare(place: Path) -> None:
    """Have a dataflow for the numbers."""
    held = yaml.safe_load((place / "dataflows.yaml").read_text("utf-8"))
    held["concept_scheme"]["concepts"] += [
        {"id": name, "name": SAID, "kind": kind} for name, kind in COLUMNS.items()
    ]
    needed = ("UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS", "SOURCE", "AS_OF_EVENT", "AS_OF_HASH", "SYNTHETIC")
    held["dataflows"].append(
        {
            "id": "RD_CASES",
            "version": "1.0.0",
            "name": SAID,
            "description": SAID,
            "role": "figures",
            "step": "cases",
            "dimensions": [
                *("FREQ", "REF_AREA", "WORKFLOW", "RESULT"),
                *("INDICATOR", "SCOPE", "TIME_PERIOD", "VINTAGE"),
            ],
            "measures": [{"id": "OBS_VALUE", "kind": "decimal", "places": 1}],
            "attributes": [
                *({"id": name, "required": True} for name in needed),
                *({"id": name} for name in ("DECIMALS", "GRADE", "COMMENT")),
            ],
        }
    )
    (place / "dataflows.yaml").write_bytes(write_yaml(held))


@dataclass
class Registry:
    """Cases of permits in a chain, put there by what happens to them."""

    ports: OversightPorts
    ledger: Ledger
    folder: Path
    number: int = 0
    synthetic: bool = False
    begun: dict[str, int] = field(default_factory=dict)

    @classmethod
    def made(cls, url: str, folder: Path, place: Path) -> Registry:
        """An empty one, which goes by the programme in ``place``."""
        ledger = Ledger(url)
        return cls(ports_of(ledger, folder, place), ledger, place)

    def office(self, day: str, actor: Actor = OPERATOR) -> Office:
        """A call at noon of a day."""
        return Office(
            self.ports,
            actor,
            datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=4),
        )

    def opened(self, on: str, area: str = "990001", firm: str = "", entered: str = "", **more: Any) -> str:
        """A case that was opened on a day; ``firm``: whom it is about, each about another if none is given."""
        self.number += 1
        case = f"PER-2026-{self.number:06d}"
        clock = ClockMove(
            clock="ANSWER", run=1, move="started", on=on, due="2027-12-31", rule="R", version="2026-01-01"
        )
        self._say(
            case, on, entered, act="ASK", state="ASKED", subject=firm or f"F{self.number:06d}", area=area,
            clocks=(clock,), synthetic=self.synthetic, **more,
        )  # fmt: skip
        return case

    def ended(self, case: str, on: str, entered: str = "", late: bool = False, outcome: str = "YES") -> None:
        """It ends with a result that becomes public, in time or late."""
        move = ClockMove(clock="ANSWER", run=1, move="met_late" if late else "met", on=on)
        shown = PublicationMove(publication="RESULT", move="begun")
        self._say(
            case, on, entered, act="GRANT", state="DONE", ends=True, clocks=(move,), publications=(shown,),
            values={"OUTCOME": outcome},
        )  # fmt: skip

    def reopened(self, case: str, on: str) -> None:
        """It is open again."""
        self._say(case, on, "", act="ASK", state="ASKED")

    def ran_out(self, case: str, day: str) -> None:
        """Its clock ran out at the end of a day."""
        held = self.ports.cases.find(case)
        fact = ClockRanOut(
            case=case, number=held.number + 1, clock="ANSWER", run=1, day=day, due=day, noticed=day
        )
        self.ports.cases.append("system", self._at(day), [fact], held)

    def _say(self, case: str, on: str, entered: str, *, ends: bool = False, **more: Any) -> None:
        held = None if more["act"] == "ASK" and more.get("area") else self.ports.cases.find(case)
        fact = CaseActed(
            case=case, number=1 if held is None else held.number + 1, workflow="PERMIT", definition="d" * 64,
            ends=ends, on=on, role="case_officer", **more,
        )  # fmt: skip
        self.ports.cases.append("person:anna", self._at(entered or on), [fact], held)

    def _at(self, day: str) -> str:
        return f"{day}T04:00:00.000+00:00"


def builtins(noun: Any) -> Any:
    """A noun as a file would say it."""
    return msgspec.to_builtins(noun)
