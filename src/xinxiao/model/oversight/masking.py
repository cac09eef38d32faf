"""Masking: how much of what is kept of a person is shown to whoever states no reason to see it. The rules are the programme's."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from xinxiao.model.oversight.rule import Basis
from xinxiao.model.oversight.workflow import FieldKind
from xinxiao.model.ranges import Few
from xinxiao.model.text import Noun

Fill = Annotated[str, Meta(min_length=1, max_length=20)]
Shape = Annotated[str, Meta(min_length=3, max_length=40, pattern=r"^[#X*@0-9]+\Z")]
Part = Annotated[str, Meta(min_length=1, max_length=20)]


class MaskRule(Noun, frozen=True, kw_only=True):
    """How one kind of field is masked: so many characters are shown at its beginning and its end, and between them stands ``fill``, always
    the same, so that it does not tell how much it hides."""

    kind: FieldKind
    first: Annotated[int, Meta(ge=0, le=20)] = 0
    last: Annotated[int, Meta(ge=0, le=20)] = 0
    least: Annotated[
        int, Meta(ge=1, le=50, description="characters that are hidden; of a shorter value all are")
    ] = 1
    fill: Fill = "＊＊＊"
    whole: Annotated[
        Few[Part],
        Meta(description="beginnings that are shown whole in place of `first`: surnames of two characters"),
    ] = ()
    apart: Annotated[
        Few[Part],
        Meta(description="what is added, in order, to tell several apart that look the same (甲, 乙)"),
    ] = ()
    after: Annotated[str, Meta(max_length=1, description="what follows this character is shown too (@)")] = ""
    shapes: Annotated[
        Few[Shape],
        Meta(
            description="how such values look where they stand in free text: # is a digit, X a digit or x, * some letters, digits and marks of an address, anything else itself; blanks and hyphens between are passed over"
        ),
    ] = ()
    basis: Few[Basis] = ()
    confirmed: bool = True


class MaskingSpec(Noun, frozen=True, kw_only=True):
    """`oversight/masking.yaml`: how personal fields are masked, by kind."""

    rules: Annotated[Few[MaskRule], Meta(min_length=1)]
