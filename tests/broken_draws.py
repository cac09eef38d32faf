"""Files of draws in each of which one thing is wrong, with the faults that whoever verifies it must tell."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.draws import SIX, body, code, codes, draft, inspector, made
from xinxiao.model.oversight.draw import Before, Exclusion, Ratio, Record, Reference, Share, SourceOfChance
from xinxiao.oversight.canonical import canonical, digest
from xinxiao.oversight.draw_file import read_draw

Told = set[tuple[str, str]]
"""Codes without ``DRAW_``, and what they are about."""
PEOPLE = (
    *(inspector(f"P{i}") for i in range(6)),
    inspector("U", qualifications=()),
    inspector("X", recusals=tuple(codes(60))),
    inspector("B1", body="CAC"),
)
ONE = "1" * 64


def sound() -> bytes:
    """A draw of 3 of 60 in stratum A and half of six in B, with one excluded."""
    shares = (
        Share(stratum="A", ratio=Ratio(numerator=1, denominator=20)),
        Share(stratum="B", ratio=Ratio(numerator=1, denominator=2)),
    )
    dice = draft().sources[0]
    index = SourceOfChance(source="index", issue="2026-03-05", takes="last two digits", at=dice.at)
    own = draft(
        shares=shares,
        sources=(dice, index),
        bodies=(body(), body(body="CAC", people=1)),
        number="DRAW-2026-0007",
        before=Before(number="DRAW-2026-0006", commitment=ONE),
    )
    out = (Exclusion(subject=code(999), reason="CAP"), Exclusion(subject=code(998), reason="CLOSED"))
    return made(own, {"A": codes(60), "B": SIX}, PEOPLE, out)


def void() -> bytes:
    """A number under which the first draw is made void."""
    of = Reference(
        number="DRAW-2026-0007", commitment=ONE, reason="一人弃权 a witness was missing", approver="S9"
    )
    before = Before(number="DRAW-2026-0007", commitment=ONE)
    return made(
        draft(kind="void", of=of, before=before, number="DRAW-2026-0008", shares=(), sources=(), bodies=()),
        {},
        PEOPLE[:1],
    )


def repeated() -> bytes:
    """A draw that repeats another."""
    of = Reference(number="DRAW-2025-0400", commitment=ONE, reason="roster was wrong", approver="S9")
    before = Before(number="DRAW-2025-0400", commitment=ONE)
    return made(draft(kind="repeat", of=of, before=before))


def rewritten(change: Callable[[dict[str, Any]], object], content: bytes | None = None) -> bytes:
    """A sound file with one thing changed."""
    plain = json.loads(content or sound())
    change(plain)
    return canonical(plain)


def committed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The same, with a commitment and a seed that fit what was changed: by whoever could publish it so."""

    def again(plain: dict[str, Any]) -> None:
        change(plain)
        own = plain["commitment"]["sha256"] = digest(canonical(plain["terms"]))
        values = [value["value"] for value in plain["values"]]
        plain["seed"] = digest("|".join([plain["terms"]["number"], own, *values]).encode())

    return rewritten(again)


def record_of(content: bytes) -> Record:
    """The draw that a sound file holds."""
    found = read_draw(content)
    assert isinstance(found, Record)
    return found


SOUND = json.loads(sound())
FIRST, SECOND = (one["subject"] for one in SOUND["selected"][:2])
NOT = next(c for c in sorted(codes(60)) if c not in {one["subject"] for one in SOUND["selected"]})
TWO = [one["person"] for one in SOUND["pairs"][0]["people"]]
OTHER = next(f"P{i}" for i in range(6) if f"P{i}" not in TWO)


def _put_in(plain: dict[str, Any]) -> None:
    plain["selected"].append({"subject": NOT, "stratum": "A", "ticket": ONE})


def _roster(plain: dict[str, Any], text: Callable[[list[str]], list[str]]) -> None:
    part = plain["roster"][0]
    part["codes"] = "\n".join(text(part["codes"].split("\n")))


def _person(name: str, place: int = 1, pair: int = 0) -> Callable[[dict[str, Any]], None]:
    def change(plain: dict[str, Any]) -> None:
        plain["pairs"][pair]["people"][place]["person"] = name

    return change


def _at(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(plain: dict[str, Any]) -> None:
        for step in path[:-1]:
            plain = plain[step]
        plain[path[-1]] = value

    return change


def _swap(*path: Any) -> Callable[[dict[str, Any]], None]:
    def change(plain: Any) -> None:
        for step in path:
            plain = plain[step]
        plain[0], plain[1] = plain[1], plain[0]

    return change


CHANGES: Mapping[str, tuple[Callable[[dict[str, Any]], Any], Told]] = {
    "a value that came to be before the commitment": (
        _at("values", 0, "at", value="2026-03-02T08:59:59Z"), {("EARLY", "dice")},
    ),
    "a value from before the announced time": (_at("values", 1, "at", value="2026-03-05T11:59:59Z"), {("EARLY", "index")}),
    "a commitment published when the dice fell": (
        _at("commitment", "published", value="2026-03-05T12:00:00Z"), {("EARLY", "dice"), ("EARLY", "index")},
    ),
    "another value": (_at("values", 0, "value", value="7"), {("SEED", "")}),
    "values in another order": (_swap("values"), {("SOURCES", ""), ("SEED", "")}),
    "sources in another order": (_swap("terms", "sources"), {("SOURCES", ""), ("COMMITMENT", "")}),
    "a source taken away": (lambda p: p["terms"]["sources"].pop(), {("SOURCES", ""), ("COMMITMENT", "")}),
    "a value taken away": (lambda p: p["values"].pop(), {("SOURCES", ""), ("SEED", "")}),
    "another issue of the index": (_at("values", 1, "issue", value="2026-03-06"), {("SOURCES", "")}),
    "another plan": (_at("terms", "plan", value="PLAN-2027"), {("COMMITMENT", "")}),
    "another number": (
        _at("terms", "number", value="DRAW-2026-0009"),
        {("COMMITMENT", ""), ("SEED", ""), ("NUMBER_SKIPPED", "DRAW-2026-0009")},
    ),
    "a seed of one's own": (_at("values", 1, "value", value="8"), {("SEED", "")}),
    "exclusions forgotten": (lambda p: p["exclusions"].pop(), {("EXCLUSIONS", "")}),
    "another reason of an exclusion": (_at("exclusions", 0, "reason", value="FRIEND"), {("EXCLUSIONS", "")}),
    "an inspector taken off the list": (lambda p: p["inspectors"].pop(0), {("INSPECTORS", ""), *(
        ("PAIR", one["subject"]) for one in SOUND["selected"]), *(("UNFIT", f"{one['subject']} B1") for one in SOUND["selected"])}),
    "a selected one left out": (lambda p: p["selected"].pop(0), {("LEFT_OUT", FIRST)}),
    "one put in who was not drawn": (_put_in, {("NOT_DRAWN", NOT)}),
    "the selected in another order": (_swap("selected"), {("TICKET", "")}),
    "a selected one twice": (lambda p: p["selected"].append(p["selected"][0]), {("TICKET", "")}),
    "a ticket of one's own": (_at("selected", 0, "ticket", value=ONE), {("TICKET", "")}),
    "another line": (_at("lines", 0, "line", value=ONE), {("LINE", "")}),
    "lines in another order": (_swap("lines"), {("LINE", "")}),
    "another person than the tickets give": (_person(OTHER), {("PAIR", FIRST)}),
    "the same person twice": (_person(TWO[0]), {("SAME_PERSON", FIRST), ("PAIR", FIRST)}),
    "a person without the qualification": (_person("U"), {("UNFIT", f"{FIRST} U"), ("PAIR", FIRST)}),
    "a person who was recused": (_person("X"), {("UNFIT", f"{FIRST} X"), ("PAIR", FIRST)}),
    "a person whom nobody knows": (_person("NOBODY"), {("UNFIT", f"{FIRST} NOBODY"), ("PAIR", FIRST)}),
    "a pair in another order": (_swap("pairs", 0, "people"), {("PAIR", FIRST)}),
    "a pair left out": (lambda p: p["pairs"].pop(0), {("PAIR", FIRST)}),
    "pairs in another order": (_swap("pairs"), {("PAIR", "")}),
    "one passed over without a reason": (_at("pairs", 0, "passed", value=[{"person": OTHER, "why": "full"}]), {("PAIR", FIRST)}),
    "strata of the roster in another order": (_swap("roster"), {("ROSTER", "")}),
    "a roster with another in it": (
        lambda p: _roster(p, lambda own: sorted([*own, code(5_000_000)])), {("ROSTER", "A"), ("ROSTER", "")},
    ),
    "a roster with one taken out": (
        lambda p: _roster(p, lambda own: [c for c in own if c != NOT]), {("ROSTER", "A"), ("ROSTER", "")},
    ),
    "a roster in another order": (lambda p: _roster(p, lambda own: own[::-1]), {("ROSTER", "A")}),
    "a roster with a line too many": (lambda p: _roster(p, lambda own: [*own, ""]), {("ROSTER", "A")}),
}  # fmt: skip
"""What is changed in a sound file, and the faults: exactly these where the draw itself stays the same, at least where it does not."""
LEAST = {"a roster with another in it", "a roster with one taken out", "a roster with a line too many"}
"""Changes of the roster may change who is drawn, which is told too."""

COMMITTED: Mapping[str, tuple[Callable[[dict[str, Any]], Any], Told]] = {
    "fewer than the ratio gives": (_at("terms", "strata", 0, "size", value=2), {("SIZE", "A")}),
    "no source of chance": (
        lambda p: (p["terms"].update(sources=[]), p.update(values=[])), {("KIND", "")},
    ),
    "a first draw that refers to another": (
        _at("terms", "of", value={"number": "DRAW-2026-0001", "commitment": ONE, "reason": "r", "approver": "a"}), {("KIND", "")},
    ),
    "a repeat of none": (_at("terms", "kind", value="repeat"), {("KIND", "")}),
    "a skipped number": (_at("terms", "number", value="DRAW-2026-0009"), {("NUMBER_SKIPPED", "DRAW-2026-0009")}),
    "the first of a year after a later one": (
        _at("terms", "number", value="DRAW-2026-0001"), {("NUMBER_SKIPPED", "DRAW-2026-0001")},
    ),
    "none before though the number is not the first": (
        _at("terms", "before", value=None), {("NUMBER_SKIPPED", "DRAW-2026-0007")},
    ),
    "an excluded one on the roster": (
        lambda p: (p["exclusions"].insert(0, {"subject": FIRST, "reason": "CAP"}),
                   p["terms"].update(exclusions={"count": 3, "sha256": digest(canonical(p["exclusions"]))})),
        {("EXCLUDED", FIRST)},
    ),
    "another Merkle root": (_at("terms", "roster", "merkle", value=ONE), {("ROSTER", "")}),
}  # fmt: skip
"""What is changed before it is committed; another seed draws others, so these faults are told at least."""

FORMS: Mapping[str, Callable[[bytes], bytes]] = {
    "nothing": lambda content: b"",
    "no JSON": lambda content: content[:-1],
    "a blank more": lambda content: content.replace(b'":', b'": ', 1),
    "a mark before": lambda content: b"\xef\xbb\xbf" + content,
    "bytes that are no text": lambda content: content.replace(b"PLAN-2026", b"PLAN-\xff026"),
    "half of a character": lambda content: content.replace(b"PLAN-2026", b"PLAN-\\ud8002"),
    "a character spelt out": lambda content: content.replace(b"PLAN-2026", b"PLAN-202\\u0036"),
    "a key twice": lambda content: content.replace(b'"plan":', b'"plan":"x","plan":', 1),
    "a key nobody knows": lambda content: content.replace(b'"plan":', b'"pain":"x","plan":', 1),
    "a key gone": lambda content: content.replace(b'"plan":"PLAN-2026",', b"", 1),
    "a fraction": lambda content: content.replace(b'"people":2', b'"people":2.0'),
    "a number as text": lambda content: content.replace(b'"people":2', b'"people":"2"'),
    "too large a number": lambda content: content.replace(b'"people":2', b'"people":9007199254740993'),
    "nobody": lambda content: content.replace(b'"people":2', b'"people":0'),
    "no number": lambda content: content.replace(b'"people":2', b'"people":NaN'),
    "nothing where something must be": lambda content: content.replace(b'"plan":"PLAN-2026"', b'"plan":null'),
    "a bar in a value": lambda content: content.replace(b'"value":"2', b'"value":"2|', 1),
    "a line end in a value": lambda content: content.replace(b'"value":"2', b'"value":"2\\n', 1),
    "an empty value": lambda content: content.replace(b'"value":"20237331128159211123"', b'"value":""'),
    "a time of another kind": lambda content: content.replace(
        b"2026-03-02T09:00:00Z", b"2026-03-02 09:00:00"
    ),
    "a time that is none": lambda content: content.replace(b"2026-03-02T09:00:00Z", b"2026-03-02T24:00:00Z"),
    "a code in small letters": lambda content: content.replace(b'"subject":"91', b'"subject":"9a', 1),
    "another format": lambda content: content.replace(b"xinxiao-draw-1", b"xinxiao-draw-2"),
    "a rounding nobody knows": lambda content: content.replace(b'"rounding":"up"', b'"rounding":"even"', 1),
    "an endless list": lambda content: b"[" * 100_000,
}
"""What is no file of a draw at all."""
