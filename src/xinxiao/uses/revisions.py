"""Revisions: what differs between two releases of one programme, and why."""

from __future__ import annotations

from xinxiao.errors import DataFault
from xinxiao.release.revise import Revisions, compare
from xinxiao.uses import releases
from xinxiao.uses.call import Call


def revisions(call: Call, old: str, new: str) -> Revisions:
    """Every difference, by how much, and why. Raises :class:`DataFault` for releases of two programmes."""
    one, two = releases.find(call, old), releases.find(call, new)
    if one.programme.id != two.programme.id:
        raise DataFault(
            f"{one.programme.id}, {two.programme.id}",
            told="two_programmes",
            old=one.programme.id,
            new=two.programme.id,
        )
    return compare(one, two, releases.lookup(call, one), releases.lookup(call, two))
