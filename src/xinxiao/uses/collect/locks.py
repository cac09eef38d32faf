"""Locks of accounts: the holder is told by mail, where there is an address and a way, for it may be others who tried. A message
holds no secret and no address to go to; the record names the account alone."""

from __future__ import annotations

from datetime import datetime

from xinxiao.model.collect.people_facts import LockMailed
from xinxiao.model.event import Event
from xinxiao.model.job import Done, Job, Planned
from xinxiao.texts import LANGUAGES, text
from xinxiao.uses.call import Call

MAIL = "mail.locked"
"""The job that tells the holder of an account of one lock."""


def tell(call: Call, event: Event) -> None:
    """Have the holder of an account told that it was locked."""
    if call.ports.post.can_send:
        call.ports.ledger.jobs.plan([Planned(MAIL, f"{event.sequence:012d}", call.at)])


def mail(call: Call, job: Job) -> Done:
    """Send the message of one lock; that it was sent is recorded. Nobody is told whose account was ended, or has no address."""
    event = call.ports.reports.event(int(job.key))
    account, until = event.fact["account"], event.fact["until"]
    held = call.ports.people.account(account)
    if held is None or held.state != "active" or not held.email:
        return Done("nobody to tell")
    since, ends = (
        f"{datetime.fromisoformat(moment).astimezone(call.ports.zone):%Y-%m-%d %H:%M}"
        for moment in (event.at, until)
    )
    places = {"since": since, "until": ends}
    subject = text(LANGUAGES[0], "collect.locked.subject")
    said = "\n\n".join(text(language, "collect.locked.text", **places) for language in LANGUAGES)
    call.ports.post.send(f"{MAIL} {event.sequence}", subject, f"{said}\n", [held.email])
    return Done("sent", [LockMailed(account=account, until=until)])
