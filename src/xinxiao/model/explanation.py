"""Whether an explanation explains: not empty, not a formula, not the rule itself, not one sentence for every rule.

The method: texts are normalised (NFKC, case folded, every character that is neither letter nor digit left out, runs of one
character made one). Of what is left every phrase of the programme's list and every filler is struck out, the longest first; what
remains must have ``least`` characters, of which some are letters that differ. This catches formulas however they are strung together
("经核实，情况属实，数据无误。"), repeats ("无误无误无误"), and punctuation. It cannot tell whether an explanation is true: that is for whoever
reviews it. The same holds of any reason that somebody must give, such as why they want to see what is masked. Grounds: notices of statistical offices on 核实性 findings, which refuse "核实无误" by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from msgspec import Meta

from xinxiao.model.ranges import Few
from xinxiao.model.text import Noun, Text

WhyNot = Literal["", "empty", "short", "formulaic", "rule", "same"]
"""Why an explanation is none: there is none, it is too short, it says nothing, it repeats the rule, it is that of every other."""
Phrase = Annotated[str, Meta(min_length=1, max_length=100)]


class ExplanationSpec(Noun, frozen=True, kw_only=True):
    """`explanations.yaml`, what counts as an explanation where a rule asks for one; `oversight/reasons.yaml`, what counts as a reason
    to see, erase or hand out what is kept of a person."""

    least: Annotated[
        int, Meta(ge=2, le=200, description="letters, digits and characters an explanation has at least")
    ] = 8
    formulas: Annotated[
        Few[Phrase],
        Meta(description="phrases that explain nothing, however they are strung together (核实无误)"),
    ] = ()
    fillers: Annotated[
        Few[Phrase],
        Meta(description="words that may stand beside such a phrase and add nothing (经, 已, 特此说明)"),
    ] = ()


_RUN = re.compile(r"(.)\1+")
_REPEAT = re.compile(r"(.{1,12}?)\1+")
SAME_FROM = 3
"""So many rules explained in one and the same words are not explained."""
FEW = 4
"""Different letters or characters that an explanation has at least; digits are none."""


def plain(words: str) -> str:
    """A text without what carries no meaning: width, case, blanks, punctuation, characters in a row."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return _RUN.sub(r"\1", "".join(char for char in folded if char.isalnum()))


def why_not(words: str, says: Text, spec: ExplanationSpec) -> WhyNot:
    """Why a text is no explanation of a finding whose rule ``says`` something; empty when it may be one."""
    held = plain(words)
    if not held:
        return "empty"
    if any(held in plain(own) or _covers(held, plain(own)) for own in (says.zh, says.en)):
        return "rule"
    said = _REPEAT.sub(r"\1", held)
    left = _without(said, (*spec.formulas, *spec.fillers))
    if len(left) >= spec.least and _letters(left) >= FEW:
        return ""
    return "formulaic" if len(left) < len(held) or _letters(held) < FEW else "short"


def _letters(held: str) -> int:
    """Different letters and characters; digits alone say nothing."""
    return len({char for char in held if char.isalpha()})


def _covers(held: str, own: str) -> bool:
    """Whether a text is that of a rule and hardly more."""
    return bool(own) and own in held and len(held) - len(own) < len(own) // 4


def _without(held: str, phrases: Iterable[str]) -> str:
    whole = {plain(each) for each in phrases} - {""}
    whole |= {_REPEAT.sub(r"\1", each) for each in whole}  # as the text itself was
    for phrase in sorted(whole, key=lambda each: (-len(each), each)):
        held = held.replace(phrase, "")
    return held


def same_for_all(explanations: Mapping[str, str]) -> frozenset[str]:
    """The rules whose explanation is word for word that of so many others that it cannot be about any of them."""
    by_words: dict[str, list[str]] = {}
    for rule, words in explanations.items():
        by_words.setdefault(plain(words), []).append(rule)
    return frozenset(rule for rules in by_words.values() if len(rules) >= SAME_FROM for rule in rules)
