"""What a draw is made of, kept by the hashes that its terms hold: whoever has the terms finds the rest, and nothing else fits."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from xinxiao.errors import NotFound, told
from xinxiao.model.oversight.draw import Exclusion, Inspector, Terms
from xinxiao.oversight.canonical import canonical
from xinxiao.oversight.draw import exclusions_in_order, inspectors_in_order
from xinxiao.oversight.roster import Roster
from xinxiao.uses.store_ports import Blobs

_TERMS = msgspec.json.Decoder(Terms)
_EXCLUSIONS = msgspec.json.Decoder(tuple[Exclusion, ...])
_INSPECTORS = msgspec.json.Decoder(tuple[Inspector, ...])


def keep(
    blobs: Blobs,
    terms: Terms,
    roster: Roster,
    exclusions: tuple[Exclusion, ...],
    inspectors: tuple[Inspector, ...],
) -> str:
    """Keep the parts of a draw; the hash of the terms, which is the commitment."""
    for codes in roster.strata.values():
        blobs.put("\n".join(codes).encode())
    blobs.put(canonical(exclusions_in_order(exclusions)))
    blobs.put(canonical(inspectors_in_order(inspectors)))
    return blobs.put(canonical(terms))


def terms_of(blobs: Blobs, commitment: str) -> Terms:
    """The terms of a commitment. Raises :class:`NotFound` or :class:`Tampered`."""
    return _TERMS.decode(blobs.get(commitment))


def roster_of(blobs: Blobs, terms: Terms) -> Roster:
    """The roster of terms. Raises :class:`NotFound` or :class:`Tampered`."""
    texts = {one.stratum: blobs.get(one.sha256).decode() for one in terms.strata}
    return Roster({name: tuple(text.split("\n")) if text else () for name, text in texts.items()})


def exclusions_of(blobs: Blobs, terms: Terms) -> tuple[Exclusion, ...]:
    """Whom the roster leaves out. Raises :class:`NotFound` or :class:`Tampered`."""
    return _EXCLUSIONS.decode(blobs.get(terms.exclusions.sha256))


def inspectors_of(blobs: Blobs, terms: Terms) -> tuple[Inspector, ...]:
    """Who may inspect. Raises :class:`NotFound` or :class:`Tampered`."""
    return _INSPECTORS.decode(blobs.get(terms.inspectors.sha256))


def keep_inspectors(blobs: Blobs, inspectors: tuple[Inspector, ...]) -> str:
    """Keep who may inspect before anything else of a draw is known; the hash."""
    return blobs.put(canonical(inspectors_in_order(inspectors)))


def inspectors_at(blobs: Blobs, digest: str) -> tuple[Inspector, ...]:
    """Who may inspect, as they were kept. Raises :class:`NotFound` for a hash of nothing, or of something else."""
    try:
        return _INSPECTORS.decode(blobs.get(digest))
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise NotFound(f"{digest} are no inspectors", told("no_file", path=digest)) from error


def second(now: datetime) -> str:
    """A time as files of draws hold it: UTC to the second."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
