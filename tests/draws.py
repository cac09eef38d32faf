"""Draws for tests: six firms whose tickets the reference gives, invented inspectors, and files of draws of any size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xinxiao.model.collect.code import ALPHABET, OWN, OWN_CHECKS, OWN_WEIGHTS, WEIGHTS
from xinxiao.model.oversight.draw import (
    Body,
    Commitment,
    Draft,
    EntryOfList,
    Exclusion,
    Inspector,
    Qualification,
    Ratio,
    Share,
    SourceOfChance,
    Value,
)
from xinxiao.oversight.draw import commit, drawn, record, seeded, terms
from xinxiao.oversight.roster import gathered

SIX = (
    "914403001922038216",
    "9144030071526726XG",
    "91330100799655058B",
    "91110000802100433B",
    "91110108551385082Q",
    "91440400192548256N",
)
SIX_SHA256 = "868b9fdf5ec911236322ab13f1e20e8e6530ad14514d62ab87b65eb33a4fec5d"
DICE = "20237331128159211123"
SIX_SEED = "41d74c9b92a2d7fd7642305f8bc229df7fe788b87870db884589e57f96c70346"
PUBLISHED, ANNOUNCED, CAME = "2026-03-02T09:00:00Z", "2026-03-05T12:00:00Z", "2026-03-05T12:15:00Z"


def code(number: int, area: str = "110000") -> str:
    """The invented code of a firm, sound in both its check characters."""
    own = f"{number:08d}"
    own += OWN_CHECKS[sum(OWN.index(c) * w for c, w in zip(own, OWN_WEIGHTS, strict=True)) % 11]
    first = f"91{area}{own}"
    return first + ALPHABET[-sum(ALPHABET.index(c) * w for c, w in zip(first, WEIGHTS, strict=True)) % 31]


def codes(count: int, area: str = "110000") -> list[str]:
    """So many invented codes, in no order."""
    return [code(number * 7919 % 100_000_000, area) for number in range(1, count + 1)]


def inspector(person: str, **fields: Any) -> Inspector:
    """A person with the qualification Q for the whole decade, unless told otherwise."""
    held = (Qualification(name="Q", since="2020-01-01", until="2029-12-31"),)
    return Inspector(**({"person": person, "body": "MSA", "qualifications": held} | fields))


def body(**fields: Any) -> Body:
    """A body that inspects one matter by two people with the qualification Q."""
    entry = EntryOfList(list="L1", version="1.0.0", entry="M1")
    return Body(**({"body": "MSA", "entries": (entry,), "qualification": "Q", "people": 2} | fields))


def draft(**fields: Any) -> Draft:
    """A first draw of 3 of 100 from stratum A, at least 2, by dice that fall three days after the commitment."""
    source = SourceOfChance(source="dice", issue="1", takes="twenty digits in order", at=ANNOUNCED)
    usual = {
        "number": "DRAW-2026-0001", "plan": "PLAN-2026", "task": "T1", "bodies": (body(),),
        "shares": (Share(stratum="A", ratio=Ratio(numerator=3, denominator=100), least=2),),
        "sources": (source,), "since": "2026-04-01", "until": "2026-06-30", "code": "xinxiao-0", "synthetic": True,
    }  # fmt: skip
    return Draft(**(usual | fields))


def made(
    own: Draft | None = None,
    strata: dict[str, Iterable[str]] | None = None,
    inspectors: Iterable[Inspector] = (),
    exclusions: Iterable[Exclusion] = (),
    value: str = DICE,
) -> bytes:
    """The file of a draw."""
    own = own or draft()
    people = tuple(inspectors) or tuple(inspector(f"P{i}") for i in range(5))
    pairs = [
        (c, name) for name, members in ({"A": SIX} if strata is None else strata).items() for c in members
    ]
    roster = gathered([c for c, _ in pairs], [n for _, n in pairs], [s.stratum for s in own.shares])
    committed = terms(own, roster, exclusions, people)
    commitment = Commitment(sha256=commit(committed), published=PUBLISHED)
    values = tuple(
        Value(source=s.source, issue=s.issue, value=f"{value}{i or ''}", at=CAME, witnesses=("W1", "W2"))
        for i, s in enumerate(own.sources)
    )
    seed = seeded(own.number, commitment.sha256, values)
    result = drawn(committed, roster, people, seed)
    return record(committed, commitment, values, roster, exclusions, people, result)
