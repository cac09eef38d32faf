"""The door for systems of respondents: tokens, one report, many reports, and what each is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.people import Browser, account
from tests.reporting import issued, key
from tests.unit.collect.made import UNIT, bundle
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.collect.access_token import Reach
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.people import Account, Grant
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect import reports, tokens

OTHER = "91330100799655058B"
ROLES = ("filler", "statistical_head", "unit_head")
REPORT = f"/api/v1/reports/F_M/2026-08/{UNIT}"
WHOLE = {"A": "3", "B": "2.50", "K": "01", "R1_Q": "1", "R1_V": "1", "R2_Q": "1", "R2_V": "1"}


class Firm:
    """A firm's own system, with a token of each reach."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self.grants = tuple(Grant(role, unit) for unit in (UNIT, OTHER) for role in ROLES)  # type: ignore[arg-type]
        self.account: Account = account(ports, *self.grants)
        self.browser = Browser(create(ports))
        self.secrets = {reach: self.make(reach) for reach in ("draft", "submit")}

    def call(self, later: timedelta = timedelta()) -> Call:
        return Call(self.ports, Actor.signed_in(self.account.id, self.grants), clock() + later)

    def make(self, reach: Reach, days: int = 30) -> str:
        return tokens.make(self.call(), f"ERP {reach}", reach, days)[1]

    def send(
        self, path: str, body: Any, reach: str = "submit", kind: str = "application/json"
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "authorization": f"Bearer {self.secrets[reach]}",
            "content-type": kind,
            "accept-language": "en",
        }
        return self.browser.send("POST", path, headers=headers, content=content)

    def get(self, path: str, secret: str = "") -> httpx.Response:
        return self.browser.get(path, headers={"authorization": f"Bearer {secret or self.secrets['draft']}"})

    def draft(self) -> dict[str, str]:
        held = self.ports.reports.draft(key(bundle(), "2026-08", UNIT))
        return content_of(held.content).cells if held else {}


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    ports = bootstrap.ports(tmp_path / "home")
    issued(ports, bundle(), "2026-08", UNIT, OTHER)
    yield Firm(ports)
    ports.ledger.close()


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_report_is_saved_as_a_draft_and_submitted_with_a_receipt(firm: Firm) -> None:
    saved = firm.send(REPORT, {"cells": WHOLE}, "draft")
    assert saved.status_code == 200
    assert (saved.json()["status"], saved.json()["revision"]) == ("draft", 1)
    assert [one["code"] for one in saved.json()["read"]] == ["ENTRY_READ"]
    assert firm.draft()["T"] == "5.5"
    sent = firm.send(REPORT, {"cells": WHOLE, "act": "submit"})
    assert sent.status_code == 201
    receipt = sent.json()["receipt"]
    assert json.loads(receipt["payload"])["channel"] == "api"
    again = firm.send(REPORT, {"cells": WHOLE, "act": "submit"})
    assert again.json()["receipt"] == receipt


def test_numbers_of_json_are_read_as_they_are_written(firm: Firm) -> None:
    body = b'{"cells": {"A": 0.10, "B": 12345678901234567890.12, "R1_Q": 1e3, "R2_Q": 1e999, "R1_V": null, "R2_V": NaN}}'
    sent = firm.send(REPORT, body)
    assert firm.draft() == {
        "A": "0.1",
        "B": "12345678901234567890.12",
        "R1_Q": "1e3",
        "R2_Q": "1e999",
        "R2_V": "NaN",
    } | {"T": "12345678901234567890.22"}
    assert [(one["code"], one["item"]) for one in sent.json()["read"] if one["level"] == "error"] == [
        ("ENTRY_NUMBER", name) for name in ("R1_Q", "R2_Q", "R2_V")
    ]


def test_what_blocks_a_submission_comes_back_in_the_one_shape_of_an_error(firm: Firm) -> None:
    sent = firm.send(REPORT, {"cells": WHOLE | {"A": "1", "K": "09"}, "act": "submit"})
    assert sent.status_code == 422
    said = sent.json()
    assert said["error"]["code"] == "DATA"
    assert said["status"] == "refused"
    assert [(one["code"], one["item"]) for one in said["read"] if one["level"] == "error"] == [
        ("ENTRY_CODE", "K")
    ]
    assert ("rule", "explain") in [(one["fault"], one["severity"]) for one in said["findings"]]
    assert firm.ports.reports.find(key(bundle(), "2026-08", UNIT)).number == 0


def test_an_explanation_lets_it_pass(firm: Firm) -> None:
    words = {"R_A": "八月起乙项业务并入新设子公司的收入"}
    sent = firm.send(REPORT, {"cells": WHOLE | {"A": "1"}, "explanations": words, "act": "submit"})
    assert sent.status_code == 201


def test_a_draft_that_was_saved_meanwhile_is_not_overwritten(firm: Firm) -> None:
    assert firm.send(REPORT, {"cells": {"A": "1"}}).json()["revision"] == 1
    late = firm.send(REPORT, {"cells": {"A": "2"}})
    assert late.status_code == 409
    assert (late.json()["error"]["code"], late.json()["revision"]) == ("CONFLICT", 1)
    assert firm.draft()["A"] == "1"
    assert firm.send(REPORT, {"cells": {"A": "2"}, "base": 1}).json()["revision"] == 2


def test_nobody_submits_over_what_they_have_not_seen(firm: Firm) -> None:
    sent = firm.send(REPORT, {"cells": WHOLE, "act": "submit"})
    assert (sent.status_code, sent.json()["number"], sent.headers["etag"]) == (201, 1, '"1-0"')
    blind = firm.send(REPORT, {"cells": WHOLE | {"A": "4"}, "act": "submit"})
    assert (blind.status_code, blind.json()["number"]) == (409, 1)
    assert "submission 1" in blind.json()["error"]["message"]
    stale = firm.send(REPORT, {"cells": WHOLE | {"A": "4"}, "act": "submit", "after": 0})
    assert stale.status_code == 409
    seen = firm.send(REPORT, {"cells": WHOLE | {"A": "4"}, "act": "submit", "after": 1})
    assert (seen.status_code, seen.json()["number"]) == (201, 2)
    again = firm.send(REPORT, {"cells": WHOLE | {"A": "4"}, "act": "submit", "after": 1})
    assert (again.status_code, again.json()["receipt"]) == (201, seen.json()["receipt"])
    first = firm.send(REPORT, {"cells": WHOLE, "act": "submit", "after": 0})
    assert first.json()["receipt"] == sent.json()["receipt"]
    assert firm.ports.reports.find(key(bundle(), "2026-08", UNIT)).number == 2


def test_what_was_returned_is_submitted_again_by_who_knows_of_it_alone(firm: Firm) -> None:
    sent = firm.send(REPORT, {"cells": WHOLE, "act": "submit"})
    above = Actor.signed_in(
        account(firm.ports, Grant("statistician", "440300")).id, (Grant("statistician", "440300"),)
    )
    reports.return_(Call(firm.ports, above, clock()), key(bundle(), "2026-08", UNIT), "请核对口径后重报")
    blind = firm.send(REPORT, {"cells": WHOLE, "act": "submit"})
    assert (blind.status_code, "returned" in blind.json()["error"]["message"]) == (409, True)
    retried = firm.send(REPORT, {"cells": WHOLE, "act": "submit", "after": 0})
    assert retried.json()["receipt"] == sent.json()["receipt"]
    assert firm.ports.reports.find(key(bundle(), "2026-08", UNIT)).state == "returned"
    assert firm.send(REPORT, {"cells": WHOLE, "act": "submit", "after": 1}).json()["number"] == 2


def test_a_tag_says_what_was_seen(firm: Firm) -> None:
    def send(tag: str, body: dict[str, Any] | bytes) -> httpx.Response:
        kind = "text/csv" if isinstance(body, bytes) else "application/json"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {firm.secrets['submit']}", "content-type": kind, "if-match": tag}
        return firm.browser.send("POST", REPORT, headers=headers, content=content)

    assert firm.get(REPORT).headers["etag"] == '"0-0"'
    assert send('"0-0"', {"cells": {"A": "1"}}).status_code == 200
    assert firm.get(REPORT).headers["etag"] == '"0-1"'
    late = send('"0-0"', b"ITEM,VALUE\nA,2\n")
    assert (late.status_code, late.headers["etag"], firm.draft()["A"]) == (412, '"0-1"', "1")
    assert send('"0-1"', b"ITEM,VALUE\nA,2\n").status_code == 200
    assert send('"0-2"', {"cells": WHOLE, "act": "submit"}).status_code == 201
    for act in ("submit", "draft"):
        over = send('"0-2"', {"cells": WHOLE | {"A": "4"}, "act": act})
        assert (over.status_code, over.json()["number"], over.headers["etag"]) == (
            412,
            1,
            over.headers["etag"],
        )
    assert send("*", {"cells": WHOLE, "act": "examine"}).status_code == 200
    for wrong in ("1-0", '"x"', 'W/"1-0"', '"1-0", "1-1"'):
        assert send(wrong, {"cells": {}}).status_code == 400
    assert send('"1-0"', {"cells": {}, "after": 0}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"cells": 3}',
        b'{"cell": {}}',
        b'{"cells": {"A": "1", "A": "2"}}',
        b'{"act": "delete"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"cells": {"A": {"x": 1}}}',
        b'{"cells": {"A": "\\ud800"}}',
        b'{"cells": {"\\ud800": "1"}}',
        b'{"cells": {}, "signers": {"filler": "\\udfff"}}',
        b'{"after": 1e3}',
        b'{"after": -1}',
        b'{"cells":' * 50_000,
    ],
)
def test_what_is_of_another_shape_is_told_and_changes_nothing(firm: Firm, body: bytes) -> None:
    sent = firm.send(REPORT, body)
    assert sent.status_code in (400, 422)
    assert set(sent.json()["error"]) == {"code", "message", "hint", "request"}
    assert firm.draft() == {}


@pytest.mark.parametrize("words", ["a\x00b", "\u202e3201", "\u200b", "a\x1b[31m", "a\ufeffb"])
def test_characters_that_nobody_sees_are_kept_told_and_not_submitted(firm: Firm, words: str) -> None:
    sent = firm.send(REPORT, {"cells": WHOLE | {"W": words}})
    told = [(one["fault"], one["items"]) for one in sent.json()["findings"] if one["blocks"]]
    assert told == [("invisible", ["W"])]
    assert firm.draft()["W"] == words
    assert firm.send(REPORT, {"cells": WHOLE | {"W": words}, "act": "submit"}).status_code == 422
    assert "U+" in sent.json()["findings"][0]["message"]


@pytest.mark.parametrize("account", ["\x00", "'; --", "x" * 100, "李"])
def test_who_cannot_be_an_account_does_not_sign(firm: Firm, account: str) -> None:
    sent = firm.send(REPORT, {"cells": WHOLE, "act": "submit", "signers": {"filler": account}})
    assert (sent.status_code, sent.json()["error"]["code"]) == (400, "DATA")


def test_a_line_that_is_no_text_breaks_no_answer(firm: Firm) -> None:
    good = json.dumps({"form": "F_M", "period": "2026-08", "unit": UNIT, "cells": {"A": 1}}).encode()
    body = b"\n".join([good.replace(b"1}", b'"\\ud800"}'), b"[" * 300_000, b"x" * 1_000_001, good])
    *made, total = lines(firm.send("/api/v1/files?act=examine", body, kind="application/x-ndjson"))
    assert [(one["line"], one["status"]) for one in made] == [
        (1, "refused"), (2, "refused"), (3, "refused"), (4, "examined"),
    ]  # fmt: skip
    assert total["rows"] == 4


def test_one_report_comes_as_lines_of_items_also_in_gb18030(firm: Firm) -> None:
    content = 'ITEM,VALUE\nA,"1,000"\nB,不适用\nW,本月正常经营\n'.encode("gb18030")
    sent = firm.send(REPORT, content, kind="text/csv")
    assert sent.status_code == 200
    assert firm.draft() == {"A": "1000", "W": "本月正常经营", "T": "1000"}
    assert [one["code"] for one in sent.json()["read"]] == ["FILE_ENCODING_READ", "ENTRY_READ"]


def test_mojibake_is_a_finding(firm: Firm) -> None:
    garbled = "本月正常".encode().decode("latin-1")
    sent = firm.send(REPORT, {"cells": {"W": garbled}})
    assert [one["code"] for one in sent.json()["read"]] == ["ENTRY_GARBLED"]
    broken = firm.send(REPORT, b"ITEM,VALUE\nW,\xe6\x9c\xac\xff\n", kind="text/csv")
    assert broken.status_code == 422
    assert [one["code"] for one in broken.json()["read"]] == ["FILE_ENCODING"]


@pytest.mark.parametrize("kind", ["text/csv", "application/x-ndjson"])
def test_many_reports_come_in_one_file_and_each_is_told_what_became_of_it(firm: Firm, kind: str) -> None:
    rows = [
        (UNIT, WHOLE),
        (OTHER, WHOLE | {"A": "x"}),
        ("91110000100000000X", WHOLE),
        (UNIT, WHOLE | {"A": "4"}),
        (UNIT, WHOLE | {"A": "5"}),
    ]
    seen = ["", "", "", "", "1"]
    if kind == "text/csv":
        head = ["FORM", "PERIOD", "UNIT", "SEEN:NUMBER", *WHOLE]
        each_row = zip(rows, seen, strict=True)
        table = [head, *(["F_M", "2026-08", unit, n, *cells.values()] for (unit, cells), n in each_row)]
        body = "\n".join(",".join(row) for row in table).encode() + b"\n"
    else:
        each = (
            {
                "form": "F_M",
                "period": "2026-08",
                "unit": unit,
                "cells": cells,
                **({"after": int(n)} if n else {}),
            }
            for (unit, cells), n in zip(rows, seen, strict=True)
        )
        body = "\n".join(["", *map(json.dumps, each)]).encode() + b"\n"
    sent = firm.send("/api/v1/files?act=submit", body, kind=kind)
    assert sent.headers["content-type"] == "application/x-ndjson"
    *made, total = lines(sent)
    assert [(one["line"], one["status"]) for one in made] == [
        (2, "submitted"),
        (3, "refused"),
        (4, "refused"),
        (5, "refused"),
        (6, "submitted"),
    ]
    assert [made[i]["error"]["code"] for i in (2, 3)] == ["NOT_ALLOWED", "CONFLICT"]
    assert total == {"rows": 5, "examined": 0, "draft": 0, "submitted": 2, "refused": 3}
    assert firm.ports.reports.find(key(bundle(), "2026-08", UNIT)).number == 2


def test_a_file_that_cannot_be_read_or_a_row_of_it_is_told(firm: Firm) -> None:
    sent = firm.send("/api/v1/files", b"FORM,UNIT\nF_M,x\n", kind="text/csv")
    assert [one["code"] for one in lines(sent)[0]["read"]] == ["CSV_HEADER"]
    good = json.dumps({"form": "F_M", "period": "2026-08", "unit": UNIT, "cells": {"A": 1}})
    sent = firm.send("/api/v1/files", f"{{oops\n{good}\n".encode(), kind="application/x-ndjson")
    first, second, total = lines(sent)
    assert (first["line"], first["status"], first["error"]["code"]) == (1, "refused", "DATA")
    assert (second["status"], total["rows"]) == ("draft", 2)


def test_the_file_is_kept_as_it_came(firm: Firm) -> None:
    body = b"FORM,PERIOD,UNIT,A\nF_M,2026-08," + UNIT.encode() + b",1\n"
    firm.send("/api/v1/files", body, kind="text/csv")
    handed = [e for e in firm.ports.ledger.events.events() if e.kind == "file.handed_in"]
    assert firm.ports.blobs.get(handed[0].fact["sha256"]) == body


def test_a_token_does_no_more_than_it_is_for(firm: Firm) -> None:
    refused = firm.send(REPORT, {"cells": WHOLE, "act": "submit"}, "draft")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "NOT_ALLOWED")
    assert firm.send("/api/v1/files?act=submit", b"x", "draft", "text/csv").status_code == 403
    nobody = firm.send(REPORT.replace(UNIT, "91110000100000000X"), {"cells": {}}, "draft")
    assert nobody.status_code == 403
    assert (
        firm.browser.get(
            "/zh/desk", headers={"authorization": f"Bearer {firm.secrets['submit']}"}
        ).status_code
        == 303
    )


@pytest.mark.parametrize("secret", ["", "x", "xinxiao_", "xinxiao_" + "A" * 43])
def test_without_a_token_that_holds_nothing_is_told(firm: Firm, secret: str) -> None:
    answer = firm.get(REPORT, secret or "-")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "NOT_SIGNED_IN")


def test_a_token_ends_by_its_time_by_its_owner_and_with_its_account(firm: Firm) -> None:
    secret = firm.make("draft", days=1)
    assert tokens.shown(firm.call(), secret) is not None
    assert tokens.shown(firm.call(timedelta(days=1, seconds=1)), secret) is None
    made = next(one for one in tokens.own(firm.call()) if one.name == "ERP draft")
    tokens.end(firm.call(), made.id)
    kinds = [event.kind for event in firm.ports.ledger.events.events() if event.kind.startswith("token.")]
    assert kinds == ["token.made"] * 3 + ["token.ended"]


def test_the_ledger_holds_no_secret_of_a_token(firm: Firm, tmp_path: Path) -> None:
    secret = firm.make("submit")
    assert all(secret.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_the_state_of_a_report_and_what_is_due_are_told(firm: Firm) -> None:
    due = firm.get("/api/v1/reports").json()["reports"]
    assert {one["report"] for one in due} == {f"F_M/2026-08/{unit}" for unit in (UNIT, OTHER)}
    said = firm.get(REPORT).json()
    assert (said["state"], said["revision"], [item["id"] for item in said["items"]][:3]) == (
        "due",
        0,
        ["A", "B", "T"],
    )


def test_a_page_lets_one_make_and_end_a_token_and_shows_its_secret_once(firm: Firm) -> None:
    from xinxiao.uses.collect import sessions

    secret = sessions.begin(replace(firm.call(), actor=SYSTEM), firm.account.id)
    browser = Browser.of(firm.browser.door, secret)
    made = browser.post("/zh/reports/tokens", {"name": "财务系统", "reach": "submit", "days": "30"})
    shown = made.text.partition('id="secret">')[2].partition("<")[0]
    assert shown.startswith("xinxiao_")
    assert firm.get(REPORT, shown).status_code == 200
    page = browser.get("/zh/reports/tokens")
    assert shown not in page.text
    token = next(one for one in tokens.own(firm.call()) if one.name == "财务系统")
    assert browser.post("/zh/reports/tokens/end", {"id": token.id}).status_code == 303
    assert firm.get(REPORT, shown).status_code == 401
    assert (
        browser.post("/zh/reports/tokens", {"name": "x", "reach": "draft", "days": "9999"}).status_code == 422
    )


def test_the_door_is_described_in_openapi(firm: Firm) -> None:
    said = firm.browser.get("/openapi.json").json()
    path = said["paths"]["/api/v1/reports/{form}/{period}/{unit}"]
    assert {"get", "head", "post"} <= set(path)
    assert [parameter["name"] for parameter in path["parameters"]] == ["form", "period", "unit", "act"]
    assert path["post"]["security"] == [{"token": []}]
    assert set(path["post"]["requestBody"]["content"]) == {"application/json", "text/csv"}
    assert {"401", "403", "409", "412", "413", "415", "422"} <= set(path["post"]["responses"])
    assert set(said["components"]["schemas"]["Given"]["properties"]) >= {"cells", "marks", "act", "base"}
    assert set(said["paths"]["/api/v1/files"]["post"]["requestBody"]["content"]) == {
        "text/csv",
        "application/x-ndjson",
    }
