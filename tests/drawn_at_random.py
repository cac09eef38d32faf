"""Draws at random: strata, ratios, bodies, people with and without the right to inspect; and something changed in them, or nothing."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from msgspec.structs import replace

from tests.draws import ANNOUNCED, CAME, PUBLISHED, body, codes, draft, inspector, made
from xinxiao.model.oversight.draw import (
    Before,
    Cap,
    Commitment,
    Drawn,
    EntryOfList,
    Exclusion,
    Inspector,
    Qualification,
    Ratio,
    Reference,
    Share,
    SourceOfChance,
)
from xinxiao.oversight.canonical import canonical
from xinxiao.oversight.draw import commit, record, terms
from xinxiao.oversight.roster import gathered


def draw(random: Random) -> bytes:
    """The file of a draw of up to 300 subjects in up to four strata."""
    strata = [f"S{i}" if random.random() < 0.7 else f"层{i}" for i in range(random.randint(1, 4))]
    every = codes(random.randint(0, 300), random.choice(["110000", "440300"]))
    members: dict[str, list[str]] = {name: [] for name in strata}
    for code in every:
        members[random.choice(strata)].append(code)
    shares = tuple(_share(random, name) for name in strata)
    bodies = tuple(
        body(body=name, people=random.randint(1, 3), entries=_matters(random))
        for name in ["MSA", "CAC"][: random.randint(1, 2)]
    )
    sources = tuple(
        SourceOfChance(source=f"源{i}", issue=str(i), takes="all digits", at=ANNOUNCED)
        for i in range(random.randint(1, 3))
    )
    cap = Cap(subject=1, inspector=random.choice([0, 0, 1, 5]))
    own = draft(shares=shares, bodies=bodies, sources=sources, cap=cap, **_kind(random))
    people = [_person(random, i, every) for i in range(random.randint(1, 40))]
    out = [Exclusion(subject=code, reason="CAP") for code in codes(random.randint(0, 3), "310000")]
    return made(own, members, people, out, value=str(random.randint(0, 10**9)))


def void(random: Random) -> bytes:
    """The file of a number under which another draw is made void: nothing is drawn under it."""
    own = draft(bodies=(), shares=(), sources=(), **_kind(random, "void"))
    roster = gathered([], [], [])
    committed = terms(own, roster, (), ())
    commitment = Commitment(sha256=commit(committed), published=PUBLISHED)
    return record(committed, commitment, (), roster, (), (), Drawn(lines=(), selected=(), pairs=()))


def _kind(random: Random, kind: str = "") -> dict[str, Any]:
    """A first draw, or one that repeats another, or makes it void; with the draw before it."""
    kind = kind or random.choice(["first", "first", "repeat"])
    if kind == "first":
        return {}
    own = random.randint(2, 9999)
    before = Before(number=f"DRAW-2026-{own - 1:04}", commitment=f"{random.getrandbits(256):064x}")
    of = Reference(
        number=f"DRAW-2026-{random.randint(1, own - 1):04}",
        commitment=f"{random.getrandbits(256):064x}",
        reason=random.choice(["见证人缺席", "a witness was absent"]),
        approver="person:dai",
    )
    if of.number == before.number:
        of = replace(of, commitment=before.commitment)
    return {"number": f"DRAW-2026-{own:04}", "kind": kind, "of": of, "before": before}


def _matters(random: Random) -> tuple[EntryOfList, ...]:
    """One matter or two of a body."""
    every = [
        EntryOfList(list="L1", version="1.0.0", entry="M1"),
        EntryOfList(list="单2", version="2", entry="M2"),
    ]
    return tuple(every[: random.randint(1, 2)])


def _share(random: Random, name: str) -> Share:
    rounding: Any = random.choice(["up", "down", "half_up"])
    ratio = Ratio(numerator=random.randint(0, 40), denominator=random.randint(41, 100))
    return Share(
        stratum=name,
        ratio=ratio if random.random() < 0.8 else None,
        rounding=rounding,
        least=random.randint(0, 4),
    )


def _person(random: Random, place: int, every: list[str]) -> Inspector:
    since = random.choice(["2020-01-01", "2026-04-01", "2026-04-02"])
    until = random.choice(["2029-12-31", "2026-06-30", "2026-06-29"])
    name = random.choice(["Q", "Q", "Q", "OTHER"])
    return inspector(
        f"{random.choice('PQ检')}{place}",
        body=random.choice(["MSA", "MSA", "CAC"]),
        qualifications=(Qualification(name=name, since=since, until=until),),
        areas=random.choice([(), (), ("44",), ("11", "31"), ("440300",)]),
        conflicts=tuple(random.sample([*every, "M1"], k=min(len(every), random.choice([0, 0, 1, 20])))),
        recusals=tuple(random.sample(every, k=min(len(every), random.choice([0, 0, 1, 20])))),
    )


def changed(random: Random, content: bytes) -> bytes:
    """The file with one value changed, one item of a list dropped, doubled or moved, anywhere; as canonical JSON."""
    plain = json.loads(content)
    places = list(_places(plain, ()))
    path, value = random.choice(places)
    holder = plain
    for step in path[:-1]:
        holder = holder[step]
    if isinstance(value, list):
        _shuffled(random, value)
    elif isinstance(holder, list) and random.random() < 0.5:
        del holder[path[-1]]
    else:
        holder[path[-1]] = _other(random, value)
    return canonical(plain)


def _places(value: Any, path: tuple[Any, ...]) -> Any:
    if path:
        yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, own in items:
        yield from _places(own, (*path, step))


def _shuffled(random: Random, items: list[Any]) -> None:
    if items and random.random() < 0.4:
        items.append(random.choice(items))
    elif items and random.random() < 0.5:
        items.pop(random.randrange(len(items)))
    else:
        items.reverse()


def _other(random: Random, value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(0, value + random.choice([-1, 1, 5]))
    if isinstance(value, str) and value:
        place = random.randrange(len(value))
        own = value[place]
        other = random.choice([c for c in "0123456789abcdefABCDEF层" if c != own])
        return value[:place] + random.choice([other, "", own * 2]) + value[place + 1 :]
    return random.choice([None, "", 0, CAME])
