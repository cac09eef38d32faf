"""What an explanation of a finding must not be: the words of a programme for what explains nothing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from xinxiao.model.ranges import Few
from xinxiao.model.text import Noun

Phrase = Annotated[str, Meta(min_length=1, max_length=100)]


class ExplanationSpec(Noun, frozen=True, kw_only=True):
    """`explanations.yaml`: what counts as an explanation where a rule asks for one."""

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
