"""The whole portal over the policy's release, followed from its first page: no address leads nowhere."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest

from tests.nouns import POLICY
from xinxiao import bootstrap
from xinxiao.entry.cli.main import run
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.http_request import HttpRequest

pytestmark = pytest.mark.long
EACH = 40
"""Addresses followed of each kind: the same route with the same parameters, whatever their values."""
LINK = re.compile(rb'(?:href|src|action)="([^"]*)"')
ID = re.compile(rb'id="([^"]*)"')


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    """The portal over one release of the policy's programme."""
    home: Path = tmp_path_factory.mktemp("home")
    assert run(["run", "--programme", str(POLICY), "--home", str(home)]) == 0
    return create(bootstrap.ports(home))


def kind(address: str) -> str:
    """What an address is one of many of: its first two words and its last extension, and its parameters."""
    parts = urlsplit(address)
    words = parts.path.strip("/").split("/")
    names = "&".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    return f"{'/'.join(words[:2])}/{len(words)}.{parts.path.rpartition('.')[2][:5]}?{names}"


def test_every_address_that_a_page_names_answers(door: Door) -> None:
    waiting, met, seen, wrong = ["/zh/", "/en/"], {"/zh/", "/en/"}, Counter[str](), list[str]()
    while waiting:
        address = waiting.pop(0)
        parts = urlsplit(address)
        answer = door.respond(HttpRequest("GET", parts.path, parts.query.encode()))
        if answer.status in (301, 307, 308):
            place = dict(answer.headers)["location"]
            if place not in met:
                met.add(place)
                waiting.append(place)
            continue
        if answer.status != 200:
            wrong.append(f"{answer.status} {address}")
            continue
        if b"<html" not in answer.body[:400]:
            continue
        ids = {unescape(found.decode()) for found in ID.findall(answer.body)}
        for found in LINK.findall(answer.body):
            link = unescape(found.decode())
            if link.startswith("#"):
                if link[1:] and link[1:] not in ids:
                    wrong.append(f"no {link} on {address}")
                continue
            target = urljoin(address, link).partition("#")[0]
            if urlsplit(target).netloc or target.startswith("data:") or target in met:
                continue
            met.add(target)
            if seen[kind(target)] < EACH:
                seen[kind(target)] += 1
                waiting.append(target)
    assert wrong == [], "\n".join(wrong)
    assert sum(seen.values()) > 1_000
