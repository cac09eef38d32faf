"""What is one area's own at the desks of oversight, for tests: a permit of one county with a mark in whatever it holds, and a list
with a version on its way; and what is sent to each address of the desks, as those may whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from tests import planned, sealing
from tests.officers import COUNTY, NATION, OTHER, PROVINCE, Desk, Knows, Registered, public
from tests.unit.oversight.test_evidence import PDF
from tests.unit.portal.test_lists import ENTRIES, FOLDER, HEAD, LIST, act, sent
from tests.workflows import FIRM
from xinxiao.model.collect.people import Grant, Role
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.model.release import sha256
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.call import Ports
from xinxiao.uses.oversight import cases
from xinxiao.uses.oversight.case_ports import Definition

CASE, LETTER = "PER-2026-000001", "LET-2026-000001"
OF_CASE = ("乌木工坊", "申石匠", "申某", "栗木巷七号", "75,091", "ElmFile", "%PDF-", "柳木建议")
"""The name of whom it is about; a person's, open and masked; words that are sealed; a sum that is not; what a file of evidence holds;
what each file begins with; words of a suggestion."""
OF_LIST = ("梨木事项", "梨木理由")
"""An entry of the version on its way, and why there is to be one."""
HANDLING: tuple[tuple[Role, str], ...] = (("case_officer", COUNTY), ("supervisor", PROVINCE))
"""Whose the case is."""
ELSEWHERE: tuple[tuple[Role, str], ...] = (("case_officer", OTHER), ("supervisor", "920000"))
"""Who handles cases, and this one not."""
TYPESETTER = find_spec("typst") is not None
"""Whether documents can be made here."""
REASON = "核对原件内容"
_ROWS = "个人信息收集使用规则的公开和告知"


class Lettered(Knows):
    """A programme whose permits are proposed by a letter, where there is a typesetter; with the workflows of plans and draws."""

    @property
    def workflows(self) -> Mapping[str, Workflow]:
        return {**super().workflows, **planned.flows()}

    def current(self, workflow: str) -> Definition | None:
        found = self.workflows.get(workflow)
        content = msgspec.json.encode(found)
        return None if found is None else Definition(found, sha256(content), content)

    def template(self, name: str, language: str = "zh") -> str | None:
        return "# 审批表\n\n编号：{{document.number}}\n联系地址：{{field.SITE}}\n"


def lettered() -> Workflow:
    """The permits, of which nothing is public before they are granted."""
    version = {"rule": "RULE_ONE", "valid_from": "2026-01-01", "template": "letter", "fields": ["SITE"]}
    letter = {"id": "LETTER", "name": {"zh": "函", "en": "letter"}, "prefix": "LET", "versions": [version]}
    said = msgspec.to_builtins(public())
    said["documents"] = [letter] if TYPESETTER else []
    for one in said["acts"]:
        one["documents"] = ["LETTER"] if TYPESETTER and one["id"] == "PROPOSE" else []
    return msgspec.convert(said, Workflow)


@dataclass(frozen=True)
class Asking:
    """How one address is asked: its parts, further queries, and what is sent."""

    parts: Mapping[str, str]
    queries: tuple[str, ...] = ()
    fields: Mapping[str, str] | None = None
    files: Any = None


def planting(ports: Ports) -> Desk:
    """A desk over these stores, on which the case and the list are planted."""
    oversight = replace(
        ports.oversight,
        known=Lettered(lettered()),
        content=sealing.content(ports.oversight.personal.erased),
        subjects=Registered({FIRM: OF_CASE[0]}),
    )
    return Desk(replace(ports, oversight=oversight))


def planted(desk: Desk, folder: Path) -> Mapping[str, Asking]:
    """Plant them; how each address is asked for them."""
    _case(desk, folder)
    _list(desk)
    commitment = planned.planted(desk, folder, EntryRef(list=LIST, version=1, code="A-1"))
    drawing = {
        f"/{{lang}}/{pattern}": Asking(one.parts, fields=one.fields, files=one.files)
        for pattern, one in planned.asking(commitment).items()
    }
    return {**asking(desk), **drawing}


def _case(desk: Desk, folder: Path) -> None:
    made = desk.opened(CONTACT="申石匠", SITE="栗木巷七号")
    anna, bert = (desk.office(name, Grant("case_officer", COUNTY)) for name in ("anna", "bert"))
    file = folder / "record.pdf"
    file.write_bytes(evidence())
    made = cases.act(anna, made.id, Wanted("EXAMINE", made.number), [("record.pdf", file)]).case
    made = cases.act(bert, made.id, Wanted("PROPOSE", made.number, {"OUTCOME": "YES", "FEE": "75091"})).case
    cases.suggest(desk.system(), made.id, "GRANT", "柳木建议", "rule-7")


def _list(desk: Desk) -> None:
    """A list that holds, and a second version that was proposed."""
    one, two = (desk.browser(Grant("case_officer", NATION)) for _ in range(2))
    three = desk.browser(Grant("supervisor", NATION))
    assert one.post("/zh/desk/lists", files=sent(HEAD + ENTRIES)).status_code == 303
    done = [
        act(two, desk.ports, "review"),
        act(three, desk.ports, "approve", approval="1"),
        act(three, desk.ports, "issue"),
    ]
    assert done == [303, 303, 303]
    fields, files = version()
    assert one.post(f"/zh/desk/lists/{LIST}/versions", fields, files=files).status_code == 303


def evidence() -> bytes:
    """A file with a mark."""
    return PDF.replace(b"%%EOF", b"% ElmFile\n%%EOF")


def version() -> tuple[dict[str, str], Any]:
    """A further version of the list, as the desk takes it."""
    rows = (FOLDER / f"{LIST}.csv").read_text("utf-8")
    assert _ROWS in rows
    fields = {"starts": "2027-01-01", "ends": "", "reason": "梨木理由"}
    return fields, sent(rows.replace(_ROWS, "梨木事项"), "rows.csv")


def asking(desk: Desk) -> Mapping[str, Asking]:
    """How each address of the desks is asked for what is planted, by the end of its pattern."""
    held = desk.ports.oversight.cases.find(CASE).number
    register = desk.ports.oversight.lists.register(LIST)[0]
    fields, files = version()
    case, own = {"case": CASE}, {"list": LIST}
    opens = {"seen": "0", "value.RECEIVED": "2026-06-01", "subject": FIRM, "area": COUNTY}
    given = {"act": "return", "content": register.versions[-1].sha256, "reason": REASON, "approval": "2"}
    ends = {"entry": "A-1", "day": "2026-06-01", "reason": REASON}
    decided = {"proposed": "1", "decision": "approve", "approval": "3", "reason": ""}
    shown = {"reason": REASON}
    made: dict[str, Asking] = {
        "desk/cases": Asking({}, ("q=PER-2026", f"q={FIRM}", "q=乌木", "workflow=PERMIT&state=PROPOSED")),
        "desk/cases/open/{workflow}": Asking({"workflow": "PERMIT"}),
        "desk/cases/open/{workflow}/{act}": Asking({"workflow": "PERMIT", "act": "ASK"}, fields=opens),
        "desk/cases/{case}": Asking(case, ("act=GRANT&suggestion=4",)),
        "desk/cases/{case}/visit": Asking(case),
        "desk/cases/{case}/acts/{act}": Asking(
            {**case, "act": "GRANT"}, fields={"seen": str(held), "reason": "符合条件"}
        ),
        "desk/cases/{case}/show": Asking(case, fields=shown),
        "desk/cases/{case}/evidence/{number}/{file}": Asking(
            {**case, "number": "2", "file": "1"}, fields=shown
        ),
        "desk/cases/{case}/documents/{number}": Asking({**case, "number": LETTER}, fields=shown),
        "desk/personal": Asking({}),
        "desk/personal/{case}": Asking(case),
        "desk/personal/{case}/erasures": Asking(
            case, fields={"part": "person", "rule": "RULE_ONE", "article": "1", **shown}
        ),
        "desk/personal/{case}/decisions": Asking(
            case, fields={"asked": "1", "decision": "approve", "reason": ""}
        ),
        "desk/personal/{case}/holds": Asking(case, fields=shown),
        "desk/personal/{case}/holds/ends": Asking(case, fields={"hold": "1", **shown}),
        "desk/personal/{case}/copies": Asking(case, fields={"form": "text", **shown}),
        "desk/lists": Asking({}, fields={}, files=sent((HEAD + ENTRIES).replace(LIST, "FURTHER"))),
        "desk/lists/{list}": Asking(own),
        "desk/lists/{list}/versions": Asking(own, fields=fields, files=files),
        "desk/lists/{list}/acts": Asking(own, fields=given),
        "desk/lists/{list}/ends": Asking(own, fields=ends),
        "desk/lists/{list}/ends/decisions": Asking(own, fields=decided),
    }
    receipt = {"/desk/cases/{case}/receipts/{number}.json": Asking({**case, "number": "3"})}
    return {f"/{{lang}}/{pattern}": one for pattern, one in made.items()} | receipt


def left(ports: Ports) -> tuple[Any, ...]:
    """What is there of cases and lists: that anything happened shows in the mark of their chain."""
    return (ports.oversight.chain.mark(), ports.oversight.cases.find(CASE).number)
