"""A draw and what is wrong with it, in words."""

from __future__ import annotations

from xinxiao.model.oversight.draw import Fault, Proof
from xinxiao.oversight.draw_file import read_draw
from xinxiao.texts import Language, text


def said_of(fault: Fault, language: Language) -> str:
    """What is wrong, and with what."""
    words = text(language, f"oversight_draw.fault.{fault.code}")
    return text(language, "oversight_draw.about", words=words, where=fault.where) if fault.where else words


def summary(content: bytes, language: Language) -> str:
    """What a sound file says, in a line; empty for what is none."""
    found = read_draw(content)
    if found is None:
        return ""
    number, synthetic = found.terms.number, found.terms.synthetic
    if isinstance(found, Proof):
        outcome = text(language, f"oversight_draw.{'drawn' if found.drawn else 'not_drawn'}")
        places = {"subject": found.subject, "ticket": found.ticket, "line": found.line or "-"}
        line = text(language, "oversight_draw.own", number=number, drawn=outcome, **places)
    else:
        drawn, count = len(found.selected), found.terms.roster.count
        line = text(
            language, "oversight_draw.record", number=number, count=count, drawn=drawn, seed=found.seed
        )
    mark = text(language, "oversight_draw.synthetic")
    return text(language, "oversight_draw.marked", line=line, mark=mark) if synthetic else line
