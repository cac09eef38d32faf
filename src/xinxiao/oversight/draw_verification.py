"""Whether a draw is what it says: everything is made again from the file alone, and every difference is told.

The stand-alone program (``standalone/verify_draw.py``) and the page that does it in the browser are written apart from
this and from each other; tests hold all three against each other. What is compared with what stands in
``docs/explanation/draws.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from xinxiao.model.oversight.draw import Commitment, Fault, Proof, Record, Share, Terms, Value
from xinxiao.oversight.canonical import digest
from xinxiao.oversight.draw import commit, drawn_of, sealed, seeded
from xinxiao.oversight.draw_file import read_draw
from xinxiao.oversight.draw_results import result_faults
from xinxiao.oversight.merkle import led_to
from xinxiao.oversight.roster import Roster, roster_in
from xinxiao.oversight.tickets import Across, ticket

_CODES = re.compile(r"(?:[1-9ANY][0-9A-HJ-NP-RTUWXY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}\n)*")


def verify(content: bytes, numbers: Mapping[str, str] | None = None, across: Across = map) -> list[Fault]:
    """All that is wrong with the file of a draw, or with a proof; nothing for a sound one.

    ``numbers``: the commitment of every number of the series, where the ledger's list is at hand.
    """
    found = read_draw(content)
    if found is None:
        return [Fault("DRAW_FORM")]
    faults = set(_head(found.terms, found.commitment, found.values, found.seed))
    if numbers is not None and numbers.get(found.terms.number) != found.commitment.sha256:
        faults.add(Fault("DRAW_NUMBER_UNKNOWN", found.terms.number))
    faults |= set(_own(found) if isinstance(found, Proof) else _whole(found, across))
    return sorted(faults)


def verify_series(contents: Iterable[bytes]) -> list[Fault]:
    """What is wrong with the numbers of several files of one series: one is missing between them, or was used for two draws."""
    found = [one for one in map(read_draw, contents) if one is not None]
    held = {(one.terms.number, one.commitment.sha256) for one in found}
    told = held | {(b.number, b.commitment) for one in found if (b := one.terms.before) is not None}
    numbers = sorted(number for number, _ in told)
    faults = {Fault("DRAW_NUMBER_TWICE", one) for one, after in pairwise(numbers) if one == after}
    first = min((number for number, _ in held), default="")
    missing = {number for number in numbers if number > first} - {number for number, _ in held}
    return sorted(faults | {Fault("DRAW_NUMBER_SKIPPED", number) for number in missing})


def _head(terms: Terms, commitment: Commitment, values: tuple[Value, ...], seed: str) -> Iterator[Fault]:
    """Kind, number, commitment, sources and seed."""
    if not _kind_fits(terms):
        yield Fault("DRAW_KIND")
    if not _number_follows(terms):
        yield Fault("DRAW_NUMBER_SKIPPED", terms.number)
    if commit(terms) != commitment.sha256:
        yield Fault("DRAW_COMMITMENT")
    if [(v.source, v.issue) for v in values] != [(s.source, s.issue) for s in terms.sources]:
        yield Fault("DRAW_SOURCES")
    for source, value in zip(terms.sources, values, strict=False):
        if not commitment.published < source.at <= value.at:
            yield Fault("DRAW_EARLY", source.source)
    if seeded(terms.number, commitment.sha256, values) != seed:
        yield Fault("DRAW_SEED")


def _kind_fits(terms: Terms) -> bool:
    """A first draw refers to none, another to an earlier one; strata and sources are there unless it makes one void."""
    refers = terms.of is not None and terms.of.number < terms.number
    drawing = bool(terms.strata) and bool(terms.sources)
    if terms.kind == "void":
        return refers and not terms.strata and not terms.sources
    return drawing and (terms.of is None if terms.kind == "first" else refers)


def _number_follows(terms: Terms) -> bool:
    """The number before is one less; the first of a year follows one of an earlier year, or none."""
    series, own = terms.number[:-4], int(terms.number[-4:])
    before = terms.before.number if terms.before is not None else ""
    if own != 1:
        return before == f"{series}{own - 1:04}"
    return not before or (before[:-9] == terms.number[:-9] and before < terms.number)


def _whole(record: Record, across: Across) -> Iterator[Fault]:
    roster = roster_in(record.roster)
    yield from _roster_faults(record, roster, across)
    for stratum in record.terms.strata:
        share = Share(stratum="", ratio=stratum.ratio, rounding=stratum.rounding, least=stratum.least)
        if stratum.size != drawn_of(stratum.population, share):
            yield Fault("DRAW_SIZE", stratum.stratum)
    if sealed(record.exclusions) != record.terms.exclusions:
        yield Fault("DRAW_EXCLUSIONS")
    if sealed(record.inspectors) != record.terms.inspectors:
        yield Fault("DRAW_INSPECTORS")
    yield from result_faults(record, roster, across)


def _roster_faults(record: Record, roster: Roster, across: Across) -> Iterator[Fault]:
    """Each stratum, then all of them: form, order, count and hash."""
    texts = {part.stratum: part.codes for part in record.roster}
    for stratum in record.terms.strata:
        text, codes = texts.get(stratum.stratum, ""), roster.strata.get(stratum.stratum, ())
        same = (len(codes), digest(text.encode())) == (stratum.population, stratum.sha256)
        if not (same and _CODES.fullmatch(f"{text}\n" if text else "") and _ascend(codes)):
            yield Fault("DRAW_ROSTER", stratum.stratum)
    names = [stratum.stratum for stratum in record.terms.strata]
    seal = Roster({name: roster.strata.get(name, ()) for name in names}).seal(across)
    once = len(names) == 1 or len({code for codes in roster.strata.values() for code in codes}) == seal.count
    if [part.stratum for part in record.roster] != names or not once or seal != record.terms.roster:
        yield Fault("DRAW_ROSTER")


def _ascend(codes: tuple[str, ...]) -> bool:
    return all(map(str.__lt__, codes, codes[1:]))


def _own(proof: Proof) -> Iterator[Fault]:
    """A subject's own ticket: on the roster, right, and on the side of the line that it is said to be."""
    line = f"{proof.subject}|{proof.stratum}"
    if led_to(line, proof.place, proof.terms.roster.count, proof.path) != proof.terms.roster.merkle:
        yield Fault("DRAW_PROOF", proof.subject)
    if ticket(proof.seed, proof.subject) != proof.ticket:
        yield Fault("DRAW_TICKET", proof.subject)
    if proof.drawn != (proof.ticket <= proof.line):
        yield Fault("DRAW_LINE", proof.subject)
