"""What an audit found, first of all: every finding, most serious first."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.index import Audit
from xinxiao.model.finding import LEVELS, Finding
from xinxiao.publish.documents.audit.settings import word
from xinxiao.publish.documents.document import Cell, Section
from xinxiao.publish.documents.voice import Voice

_NODES = ("group", "indicator", "node", "one", "other")


def findings(made: Audit, voice: Voice) -> Section:
    """How many there are of each level, and all of them."""
    counts = [(level, str(sum(f.level == level for f in made.findings))) for level in LEVELS]
    order = sorted(made.findings, key=lambda f: (LEVELS.index(f.level), f.code, f.places))
    lines = [
        (Cell(voice.say(f"level.{f.level}"), f.level), Cell(_said(f, made, voice)), Cell(f.code))
        for f in order
    ]
    columns = voice.columns(level="text", message="long", code="code")
    return voice.section("findings", voice.facts(*counts), voice.table("findings", columns, lines))


def _said(found: Finding, made: Audit, voice: Voice) -> str:
    """The message with nodes, places and assumptions by name."""
    factors = made.uncertainty.factors if made.uncertainty else ()
    titles = {f.name: f.assumption.title(voice.language) for f in factors}

    def named(key: str, value: str) -> str:
        if key in _NODES:
            return voice.node(value)
        if key == "names":
            return voice.join([titles.get(name, name) for name in value.split(", ")])
        if key == "policy":
            return word(value, voice)
        return voice.unit(value) if key == "unit" else value

    return replace(found, places=tuple((k, named(k, v)) for k, v in found.places)).message(voice.language)
