"""Markup in every text a case can hold or a programme can say: no page of oversight lets any of it out as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest

from tests.officers import COUNTY, PARENTS, PUBLIC, Desk, Knows, Matters, Registered, desk, named
from tests.people import Browser
from tests.unit.oversight.test_evidence import PDF
from tests.workflows import FIRM, permits
from xinxiao.model.collect.people import Grant
from xinxiao.model.oversight.rule import Rule
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import cases

BAD = "<img src=x onerror=alert(1)>\"'&{{7*7}}"
"""What must come out as text wherever it was put in."""


def planted(what: str) -> str:
    """A marked text, so that a page that lets it out says which."""
    return f"{what}{BAD}"


def _named(said: object, path: str = "") -> object:
    """The same file of a workflow, with markup in each name, hint and article."""
    if isinstance(said, dict):
        made = {key: _named(value, f"{path}{key}") for key, value in said.items()}
        if set(made) == {"zh", "en"}:
            return {language: planted(f"{path}-{language}-") for language in made}
        return made | ({"article": planted("article")[:90]} if "article" in made else {})
    if isinstance(said, list):
        return [_named(one, f"{path}{i}.") for i, one in enumerate(said)]
    return said


def workflow() -> Workflow:
    """The permits, each text of which is markup."""
    said = permits(**PUBLIC, note={"zh": "", "en": ""})
    for act in said["acts"]:
        act.pop("entry", None)
        act["publishes"] = ["RESULT"] if act["id"] == "GRANT" else []
        act["basis"] = [{"rule": "RULE_ONE", "article": ""}]
    return msgspec.convert(_named(said), Workflow)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One permit that waits, with a suggestion; one that went all the way."""
    folder = tmp_path_factory.mktemp("planted")
    file = folder / "file"
    file.write_bytes(PDF)
    name = named(planted("name"), planted("name"))
    known = Knows(
        workflow(),
        names=dict.fromkeys(PARENTS, name),
        outcomes={"YES": name, "NO": name},
        rules={
            one: Rule(id=one, name=name, valid_from="2026-01-01", source="S")
            for one in ("RULE_ONE", "RULE_TWO")
        },
    )
    with desk(folder, known) as plain:
        oversight = replace(
            plain.ports.oversight,
            subjects=Registered({FIRM: planted("firm")}),
            lists=Matters(planted("matter")),
        )
        made = Desk(replace(plain.ports, oversight=oversight), plain.now)
        words = {"CONTACT": planted("contact"), "SITE": planted("site")}
        one = made.opened(**words)
        cases.suggest(made.system(), one.id, "TEST", planted("words"), planted("method"))
        two = made.opened(**words)
        anna, bert, cora = (
            made.office(name, Grant(role, COUNTY))  # type: ignore[arg-type]
            for name, role in (("anna", "case_officer"), ("bert", "case_officer"), ("cora", "supervisor"))
        )
        cases.act(anna, two.id, Wanted("EXAMINE", 1), [(planted("file"), file)])
        cases.act(bert, two.id, Wanted("PROPOSE", 2, {"OUTCOME": "YES"}))
        cases.act(cora, two.id, Wanted("GRANT", 3, reason=planted("reason")))
        yield made


def _let_out(html: str) -> list[str]:
    """What of the planted markup a page has as markup: elements, attributes that run, and templates that were filled."""
    return [
        *re.findall(r".{40}<img src=x", html),
        *re.findall(r"<[^>]*\sonerror=[^>]*>", html),
        *re.findall(r"&49|'49", html),
    ]


def test_no_page_lets_markup_out(held: Desk) -> None:
    seen, waiting, officer = (
        set[str](),
        ["/zh/desk/cases", "/en/desk/cases", "/zh/oversight", "/en/oversight"],
        Grant("case_officer", COUNTY),
    )
    browser, planted_ones = held.browser(officer), 0
    while waiting:
        path = waiting.pop()
        if path in seen or len(seen) > 120:
            continue
        seen.add(path)
        found = browser.get(path)
        assert found.status_code == 200, path
        assert _let_out(found.text) == [], path
        planted_ones += "onerror=alert(1)&gt;" in found.text
        links = re.findall(r'href="(/(?:zh|en)/(?:desk/cases|oversight)[^"#]*)', found.text)
        waiting += [
            link.replace("&amp;", "&")
            for link in links
            if not link.endswith((".csv", ".json")) and ".csv?" not in link and ".json?" not in link
        ]
    assert len(seen) > 20 and planted_ones > 15


def test_what_is_refused_is_shown_as_text(held: Desk) -> None:
    browser = held.browser(Grant("case_officer", COUNTY))
    sent = {"seen": "9", "reason": planted("mine"), "on": BAD[:10], "value.FIRST": BAD, "entry": BAD}
    for path in ("desk/cases/PER-2026-000001/acts/TEST", "desk/cases/open/PERMIT/ASK"):
        refused = browser.post(f"/zh/{path}", sent)
        assert refused.status_code in (403, 409, 422) and _let_out(refused.text) == []
        assert "mine&lt;img" in refused.text
    for path in (
        f"desk/cases?q={BAD}",
        f"desk/cases/{BAD}",
        f"desk/cases/open/{BAD}",
        f"oversight/published?q={BAD}",
        f"oversight/published/{BAD}",
    ):
        assert _let_out(browser.get(f"/zh/{path}".replace("#", "")).text) == [], path
    shown = browser.post("/zh/desk/cases/PER-2026-000001/show", {"reason": planted("核对联系人")})
    assert shown.status_code == 200 and _let_out(shown.text) == [] and "contact&lt;img" in shown.text


def test_files_for_people_hold_no_formula_and_no_header_of_theirs(held: Desk) -> None:
    reader = Browser(held.door)
    assert reader.get("/zh/oversight/published.csv", params={"q": "a\r\nset-cookie: x"}).status_code == 400
    assert "set-cookie" not in reader.get("/zh/oversight/published.csv", params={"q": "set-cookie"}).headers
