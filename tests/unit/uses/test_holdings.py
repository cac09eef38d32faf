"""What readers were shown of a dataflow: what was withdrawn since is given to nobody, whatever moment is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.nouns import TUTORIAL
from xinxiao.errors import Withdrawn
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.selection import Target
from xinxiao.model.text import Text
from xinxiao.uses import holdings, releases, workflow
from xinxiao.uses.call import Call
from xinxiao.uses.run import run

NOTICE = Text(zh="误", en="wrong")
FLOW = Target(contexts=("dataflow",), ids=("RD_INDICATORS",))


def test_what_was_live_then_and_is_withdrawn_since_is_told_and_not_given(own: Call) -> None:
    first = releases.find(own)
    since = releases.record(own, first.id).since
    later = replace(own, now=own.now + timedelta(days=1))
    run(later, TUTORIAL, None, "2024-06-30")
    reader = replace(later, actor=ANONYMOUS)
    (held,) = holdings.holdings(reader, FLOW, since)
    assert held.release.id == first.id
    assert [state.release.id for state in holdings.through_time(reader, held)] == [first.id]
    last = replace(own, now=own.now + timedelta(days=2))
    workflow.withdraw(last, first.id, NOTICE, "bad")
    with pytest.raises(Withdrawn) as caught:
        holdings.holdings(reader, FLOW, since)
    assert caught.value.told.values["release"] == first.id
    (now,) = holdings.holdings(reader, FLOW)
    assert now.release.as_of == "2024-06-30"
    assert holdings.before(reader, now, since) is None
    assert [(s.release.id, s.since) for s in holdings.through_time(reader, now)] == [
        (now.release.id, last.at)
    ]
