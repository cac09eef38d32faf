"""A subject's own ticket: whether it is on the roster of a draw and was drawn, with the proof, and without the roster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.cache import Cache
from xinxiao.model.collect.code import faults as code_faults
from xinxiao.model.collect.code import normal
from xinxiao.model.oversight.draw import Proof, Terms
from xinxiao.oversight.draw_file import read_draw
from xinxiao.oversight.draw_proof import proof_at
from xinxiao.oversight.merkle_tree import Tree, place_of, tree
from xinxiao.oversight.roster import Roster
from xinxiao.uses.oversight.draw_pages import outcome
from xinxiao.uses.oversight.draw_parts import exclusions_of
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.store_ports import Blobs

LONGEST = 40
"""Characters of a code as people write it."""
KEPT = 160_000_000
"""Bytes of trees that are kept: of two rosters of five million and more of smaller ones."""
Standing = Literal["on", "left_out", "not_on", "to_come", "nothing"]
"""On the roster; left out of it with a reason; neither; not drawn yet; a number under which nothing is drawn."""
_trees = Cache[str, Tree](KEPT, lambda digest, kept: 1_000 + sum(map(len, kept.levels)))


@dataclass(frozen=True)
class OwnTicket:
    """How a subject stands in a draw: the code as it is kept; reasons of who is left out; the proof of who is on the roster, as a noun
    and as the file of it."""

    code: str
    standing: Standing
    reasons: tuple[str, ...] = ()
    proof: Proof | None = None
    file: bytes = b""


def own(office: Office, number: str, code: str) -> OwnTicket:
    """How a subject stands in a draw, however its code is written.

    Raises :class:`NotFound` for no such draw, and for files of it that are not here; :class:`DataFault` for what is no code.
    """
    standing, wanted = office.ports.draws.find(number), sound(code)
    if standing.committed.draw_kind == "void":
        return OwnTicket(wanted, "nothing")
    if standing.drawn is None:
        return OwnTicket(wanted, "to_come")
    blobs, found = office.ports.blobs, outcome(office.ports.blobs, standing)
    if found is None:
        raise NotFound(f"{number}: no file", told("draw_gone", number=number))
    texts = {one.stratum: blobs.get(one.sha256) for one in found.terms.strata}
    place = place_of(texts, wanted)
    if place is None:
        reasons = _reasons(blobs, found.terms, wanted)
        return OwnTicket(wanted, "left_out" if reasons else "not_on", reasons)
    path = _tree(found.terms, texts).path(place.family, place.place)
    line = next((one.line for one in found.lines if one.stratum == place.stratum), "")
    file = proof_at(found, wanted, place.stratum, place.place, path, line)
    made = read_draw(file)
    return OwnTicket(wanted, "on", proof=made if isinstance(made, Proof) else None, file=file)


def sound(code: str) -> str:
    """A code as it is kept. Raises :class:`DataFault` for what is none, with what is wrong with it."""
    wanted = normal(code)
    wrong = code_faults(wanted)
    shown = ascii(code[:LONGEST])[1:-1]
    if "form" in wrong:
        raise DataFault(f"{shown} is no code", told("draw_code_form", code=shown))
    if "mod31" in wrong:  # what else may be wrong does not keep a code off a roster
        raise DataFault(f"{shown}: check character", told("draw_code_check", code=shown))
    return wanted


def _tree(terms: Terms, texts: dict[str, bytes]) -> Tree:
    def made() -> Tree:
        codes = {name: tuple(text.decode().split("\n")) if text else () for name, text in texts.items()}
        return tree(Roster(codes).lines)

    return _trees.get(terms.roster.merkle, made)


def _reasons(blobs: Blobs, terms: Terms, code: str) -> tuple[str, ...]:
    """Why a subject is left out; the list is taken apart only where its code stands in it."""
    if code.encode() not in blobs.get(terms.exclusions.sha256):
        return ()
    return tuple(one.reason for one in exclusions_of(blobs, terms) if one.subject == code)
