"""The record of reports for whoever runs the installation: how each stands and what moved it.

Nothing here shows a reported value, a question or a name: events hold hashes of them.
"""

from __future__ import annotations

from xinxiao.model.collect.report import Report, ReportKey, State
from xinxiao.model.event import Event
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reach


def standing(
    call: Call, form: str, period: str, state: State | None = None, after: str = "", most: int = 500
) -> tuple[Report, ...]:
    """How reports of a form and period stand, by unit, those after a unit. Raises :class:`NotFound` for what was not issued.

    That it was seen is recorded first.
    """
    call.demand("operate")
    issue = forms.issue_of(call, form, period)
    reach.read(call, "report list", f"{issue.form}/{issue.period}")
    states = None if state is None else (state,)
    return call.ports.reports.listed(issue.form, issue.period, None, states, after, most)


def events(call: Call, key: ReportKey) -> tuple[Report, tuple[Event, ...]]:
    """How a report stands, and the events that moved it. Raises :class:`NotFound`. That it was seen is recorded first."""
    call.demand("operate")
    found = call.ports.reports.find(key)
    reach.read(call, "report events", key.text)
    return found, tuple(told.event for told in call.ports.reports.history(key))
