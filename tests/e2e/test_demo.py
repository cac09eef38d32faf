"""A home that the demonstration filled, asked as people ask: every page and file of oversight says that it is invented, all states are there,
and every draw holds."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.demonstrated import SUBJECTS, demonstrated
from tests.nouns import POLICY
from tests.people import Browser
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.errors import Conflict
from xinxiao.model.actor import SYSTEM
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.oversight.draw_verification import verify, verify_series
from xinxiao.programme.oversight import read_oversight
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect import sessions
from xinxiao.uses.ledger import heads
from xinxiao.uses.ledger import verify as chains
from xinxiao.uses.oversight import demonstration, draws
from xinxiao.uses.oversight.office import Office

LINK = re.compile(r'href="(/(?:zh|en)/[^"#]*|/draws/[^"#]*)"')
OPEN = re.compile(r"/(zh|en)/(oversight|lists|draws)\b|/draws/")
DESK = re.compile(r"/(zh|en)/(desk|me)\b")
SAYS = re.compile("模拟|虚构|synthetic|invented", re.IGNORECASE)
MOST = 150
"""Addresses that one walk asks for."""


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    home = shutil.copytree(demonstrated(tmp_path_factory), tmp_path_factory.mktemp("demo") / "home")
    made = bootstrap.ports(Path(home))
    yield made
    made.ledger.close()


def office(ports: Ports) -> Office:
    call = Call(ports, bootstrap.operator(), clock())
    return Office(ports.oversight, call.actor, call.now)


def walk(browser: Browser, start: list[str], within: re.Pattern[str]) -> dict[str, str]:
    """What stands at each address that links lead to, a few of every kind; nothing leads nowhere."""
    seen, waiting, found, kinds = set(start), list(start), dict[str, str](), Counter[str]()
    while waiting and len(found) < MOST:
        address = waiting.pop(0)
        answer = browser.get(address)
        if answer.status_code == 303:  # an address that leads to the form of the case's state
            answer = browser.get(answer.headers["location"])
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        found[address] = answer.text
        for link in map(unescape, LINK.findall(answer.text)):
            kind = re.sub(r"[A-Z]+-\d+-\d+|[0-9a-f]{64}|[0-9A-Z]{18}|TI-\d+", "*", link)
            if link not in seen and within.match(link) and "/en/" not in link and kinds[kind] < 3:
                kinds[kind] += 1
                seen.add(link)
                waiting.append(link)
    return found


def test_every_page_and_file_of_oversight_says_that_it_is_invented(ports: Ports) -> None:
    found = walk(Browser(create(ports)), ["/zh/oversight", "/zh/lists", "/zh/draws", "/en/oversight"], OPEN)
    assert len(found) > 30
    assert [address for address, words in found.items() if not SAYS.search(words)] == []


@pytest.mark.parametrize("name", ["syn-officer-bj", "syn-supervisor-1"])
def test_every_page_of_the_desk_says_that_it_is_invented(ports: Ports, name: str) -> None:
    account, _ = ports.people.by_login([name])[name]
    secret = sessions.begin(Call(ports, SYSTEM, clock()), account.id, "whole")
    found = walk(Browser.of(create(ports), secret), ["/zh/desk/cases", "/zh/me", "/en/desk/cases"], DESK)
    assert len(found) > 10
    assert [
        address for address, words in found.items() if "模拟" not in words and "invented" not in words
    ] == []


def test_cases_of_inspections_stand_in_every_state_and_all_are_marked(ports: Ports) -> None:
    rows = ports.oversight.cases.listed(CaseQuery(most=10_000))
    assert all(row.synthetic for row in rows)
    (workflow,) = (one for one in ports.oversight.known.workflows.values() if one.id == "INSPECTION")
    states = {row.state for row in rows if row.workflow == "INSPECTION"}
    assert states == {one.id for one in workflow.states}
    areas = {row.area for row in rows if row.workflow == "INSPECTION"}
    assert len(areas) >= 4


def test_draws_stand_in_every_state_and_each_holds(ports: Ports) -> None:
    every = ports.oversight.draws.listed()
    assert Counter(one.state for one in every) == {
        "assigned": 4, "void": 2, "voiding": 1, "drawn": 1, "committed": 1
    }  # fmt: skip
    assert all(one.committed.synthetic for one in every)
    asked = office(ports)
    files = [draws.exported(asked, one.committed.number) for one in every if one.drawn is not None]
    listed = {one.committed.number: one.committed.commitment for one in every}
    assert [verify(file, listed) for file in files] == [[] for _ in files]
    assert verify_series(files) == []


def test_the_list_has_its_next_version_on_its_way_and_an_erasure_waits(ports: Ports) -> None:
    register, _ = ports.oversight.lists.register("TELECOM_INSPECTION")
    assert [(one.number, one.state) for one in register.versions] == [(1, "issued"), (2, "reviewed")]
    assert [end.entry for end in register.ends] == ["TI-03"]
    content = ports.oversight.lists.content(register.issued[-1])
    assert content.synthetic
    asked = [
        one
        for row in ports.oversight.cases.listed(CaseQuery(workflow="INSPECTION", most=10_000))
        for one in ports.oversight.personal.erasures(row.case_id)
    ]
    assert {one.state for one in asked} == {"open"}


def test_chains_hold_and_a_head_is_published_for_each_day(ports: Ports) -> None:
    call = Call(ports, bootstrap.operator(), clock())
    assert all(held.misfit is None for held in chains(call))
    published = heads(call)
    assert len(published) > 100
    assert published[-1].oversight is not None
    assert published[-1].oversight.sequence > 300  # what was done in oversight
    moments = [event.at for event in ports.oversight.chain.events()]
    assert moments == sorted(moments)
    assert moments[-1] <= call.at


def test_what_is_there_is_not_filled_again(ports: Ports, tmp_path: Path) -> None:
    with pytest.raises(Conflict) as caught:
        demonstration.load(office(ports), {}, demonstration.Wanted(tmp_path, SUBJECTS), POLICY)
    assert caught.value.told is not None
    assert caught.value.told.name == "demonstration_there"
    with pytest.raises(Conflict) as caught:
        demonstration.load(office(ports), {}, demonstration.Wanted(tmp_path, 100_001), POLICY)
    assert caught.value.told is not None
    assert caught.value.told.name == "demonstration_many"


def test_the_file_of_the_programme_is_sound() -> None:
    content = (POLICY / demonstration.FILE).read_bytes()
    assert read_oversight({demonstration.FILE: content}).findings == ()
