"""Revisions: what differs between two releases of one programme, and why."""

from __future__ import annotations

from xinxiao.errors import DataFault, told
from xinxiao.release.revise import Revisions, compare
from xinxiao.uses import releases
from xinxiao.uses.call import Call


def revisions(call: Call, old: str | None = None, new: str | None = None) -> Revisions:
    """Every difference, by how much, and why; without ``new`` to the last release, without ``old`` from the one before.

    Raises :class:`DataFault` for releases of two programmes, :class:`NotFound` where there is no earlier one.
    """
    two = releases.find(call, new)
    one = releases.find(call, old) if old is not None else releases.before(call, two)
    if one.programme.id != two.programme.id:
        raise DataFault(
            f"{one.programme.id}, {two.programme.id}",
            told("two_programmes", old=one.programme.id, new=two.programme.id),
        )
    renamed = releases.programme(call, two).programme.file.renamed
    return compare(one, two, releases.lookup(call, one), releases.lookup(call, two), renamed)
