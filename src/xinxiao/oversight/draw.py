"""A draw in five verbs: :func:`terms` and :func:`commit` before there is chance, :func:`seeded`, :func:`drawn` and :func:`record` after.

Nothing here reads a clock, a store or chance: the same roster, inspectors and values give the same bytes everywhere, in whatever
order they are given. :func:`xinxiao.oversight.draw_verification.verify` checks the file, as anyone can with the
stand-alone program of ``standalone/``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import msgspec

from xinxiao.errors import DataFault, told
from xinxiao.model.oversight.draw import (
    FORMAT,
    Commitment,
    CutOff,
    Draft,
    Drawn,
    Exclusion,
    Inspector,
    ListSeal,
    Record,
    Share,
    Stratum,
    Terms,
    Ticket,
    Value,
)
from xinxiao.oversight.canonical import canonical, digest
from xinxiao.oversight.pairing import paired
from xinxiao.oversight.roster import Roster
from xinxiao.oversight.tickets import Across, lowest, seed_of

N = TypeVar("N", bound=msgspec.Struct)


def drawn_of(population: int, share: Share | Stratum) -> int:
    """How many of a stratum are drawn: the rounded ratio or ``least``, whichever is more, and no more than there are."""
    size = 0
    if share.ratio is not None:
        over, rest = divmod(population * share.ratio.numerator, share.ratio.denominator)
        up = rest > 0 if share.rounding == "up" else 2 * rest >= share.ratio.denominator
        size = over + (up and share.rounding != "down")
    return min(population, max(size, share.least))


def exclusions_in_order(exclusions: Iterable[Exclusion]) -> tuple[Exclusion, ...]:
    """Exclusions as the file has them: by subject, then reason."""
    return tuple(sorted(exclusions, key=lambda one: (one.subject, one.reason)))


def inspectors_in_order(inspectors: Iterable[Inspector]) -> tuple[Inspector, ...]:
    """Inspectors as the file has them: by id. Raises :class:`DataFault` for an id that two have."""
    found = tuple(sorted(inspectors, key=lambda one: one.person))
    for one, after in pairwise(found):
        if one.person == after.person:
            raise DataFault(f"{one.person} twice", told("draw_person_twice", person=one.person))
    return found


def sealed(items: Sequence[msgspec.Struct]) -> ListSeal:
    """Count and SHA-256 of a list."""
    return ListSeal(count=len(items), sha256=digest(canonical(items)))


def terms(
    draft: Draft,
    roster: Roster,
    exclusions: Iterable[Exclusion],
    inspectors: Iterable[Inspector],
    across: Across = map,
) -> Terms:
    """What is committed of a draw.

    Raises :class:`DataFault` for a draft with a field that is not written as its noun says, for a person whose id two have, and for a
    roster that has other strata than the shares.
    """
    draft = _sound(draft)
    if tuple(roster.strata) != tuple(share.stratum for share in draft.shares):
        raise DataFault(
            f"strata {list(roster.strata)}", told("draw_strata", strata=", ".join(roster.strata) or "-")
        )
    fields = {name: getattr(draft, name) for name in draft.__struct_fields__ if name != "shares"}
    return Terms(
        **fields,
        strata=tuple(_stratum(share, roster.strata[share.stratum]) for share in draft.shares),
        roster=roster.seal(across),
        exclusions=sealed([_sound(one) for one in exclusions_in_order(exclusions)]),
        inspectors=sealed([_sound(one) for one in inspectors_in_order(inspectors)]),
    )


def commit(committed: Terms) -> str:
    """The commitment: SHA-256 of the terms' canonical JSON, 64 hexadecimal digits. What is published before there is chance."""
    return digest(canonical(committed))


def seeded(number: str, commitment: str, values: Iterable[Value | str]) -> str:
    """The seed from what the sources said, in the order of the terms: SHA-256 of ``number|commitment|value1|value2…``."""
    return seed_of(number, commitment, (v.value if isinstance(v, Value) else v for v in values))


def drawn(
    committed: Terms, roster: Roster, inspectors: Iterable[Inspector], seed: str, across: Across = map
) -> Drawn:
    """What a seed gives: of each stratum the subjects with the lowest tickets, and who inspects them.

    A pair has fewer people than its body asks where there are no more that may: whoever runs the draw has to see to those.
    """
    found: dict[str, Ticket] = {}
    lines: list[CutOff] = []
    for stratum in committed.strata:
        name = stratum.stratum
        low = lowest(seed, roster.strata.get(name, ()), stratum.size, across)
        for made, code in low:
            subject = code.decode()
            found[subject] = Ticket(subject=subject, stratum=name, ticket=made.hex())
        lines.append(CutOff(stratum=name, line=low[-1][0].hex() if low else ""))
    pairs = paired(committed, list(found), inspectors, seed, across)
    return Drawn(lines=tuple(lines), selected=tuple(found.values()), pairs=pairs)


def record(
    committed: Terms,
    commitment: Commitment,
    values: Iterable[Value],
    roster: Roster,
    exclusions: Iterable[Exclusion],
    inspectors: Iterable[Inspector],
    result: Drawn,
) -> bytes:
    """The file of a draw, canonical JSON in UTF-8. Raises :class:`DataFault` for a value that is not written as its noun says."""
    said = tuple(_sound(one) for one in values)
    return canonical(
        Record(
            format=FORMAT,
            terms=committed,
            commitment=_sound(commitment),
            values=said,
            seed=seeded(committed.number, commitment.sha256, said),
            roster=roster.parts(),
            exclusions=exclusions_in_order(exclusions),
            inspectors=inspectors_in_order(inspectors),
            lines=result.lines,
            selected=result.selected,
            pairs=result.pairs,
        )
    )


def _stratum(share: Share, codes: Sequence[str]) -> Stratum:
    return Stratum(
        stratum=share.stratum,
        population=len(codes),
        sha256=digest("\n".join(codes).encode()),
        ratio=share.ratio,
        rounding=share.rounding,
        least=share.least,
        size=drawn_of(len(codes), share),
    )


def _sound(noun: N) -> N:
    """A noun whose fields are as it says."""
    plain: Any = msgspec.to_builtins(noun)
    try:
        return msgspec.convert(plain, type(noun))
    except msgspec.ValidationError as error:
        raise DataFault(
            str(error), told("draw_field", noun=type(noun).__name__, reason=str(error))
        ) from error
