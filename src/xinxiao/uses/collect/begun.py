"""Whether an installation has anything to show: a release, or people and forms of a collection that began before any."""

from __future__ import annotations

from xinxiao.errors import NotFound
from xinxiao.uses import releases
from xinxiao.uses.call import Call


def demand_shown(call: Call) -> None:
    """Raise :class:`NotFound` where no release is live, nobody has an account and no form was issued: nothing could be shown."""
    try:
        releases.find(call)
    except NotFound:
        if not begun(call):
            raise


def begun(call: Call) -> bool:
    """Whether collecting began: somebody has an account, or a form was issued."""
    return bool(call.ports.people.listed("", "", 1) or call.ports.reports.issues())
