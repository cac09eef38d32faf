"""The table of jobs: planned once, leased to one, ended with what they did."""

from __future__ import annotations

import threading

import pytest

from xinxiao.errors import Conflict, NotFound
from xinxiao.model.event import LedgerRead
from xinxiao.model.job import Done, Planned
from xinxiao.store.ledger import Ledger

FACT = LedgerRead(how="x", first=1, last=1)


def at(minute: int) -> str:
    return f"2026-01-15T08:{minute:02d}:00.000+00:00"


def until(kind: str) -> str:
    return at(30)


def day(key: str, minute: int = 0, kind: str = "head") -> Planned:
    return Planned(kind, key, at(minute))


def test_a_job_is_planned_once(ledger: Ledger) -> None:
    ledger.jobs.plan([day("1")])
    ledger.jobs.plan([day("1", 9), day("2")])
    assert [(j.key, j.due, j.state, j.tries) for j in ledger.jobs.shown()] == [
        ("1", at(0), "due", 0),
        ("2", at(0), "due", 0),
    ]


def test_only_what_is_due_is_leased(ledger: Ledger) -> None:
    ledger.jobs.plan([day("1", 5)])
    assert ledger.jobs.lease("w", at(4), until) is None
    job = ledger.jobs.lease("w", at(5), until)
    assert job is not None
    assert (job.key, job.state, job.tries, job.lease, job.leased_until) == ("1", "leased", 1, "w", at(30))


def test_of_a_kind_one_runs_at_a_time_the_earliest_first(ledger: Ledger) -> None:
    ledger.jobs.plan([day("2"), day("1"), day("1", 3, "other")])
    first = ledger.jobs.lease("a", at(10), until)
    other = ledger.jobs.lease("b", at(10), until)
    assert first is not None
    assert other is not None
    assert (first.key, other.kind) == ("1", "other")
    assert ledger.jobs.lease("c", at(10), until) is None
    ledger.jobs.complete(first, "system", at(11), Done("ok"))
    second = ledger.jobs.lease("c", at(11), until)
    assert second is not None
    assert second.key == "2"


def test_one_that_is_put_off_holds_back_the_later_ones_of_its_kind(ledger: Ledger) -> None:
    ledger.jobs.plan([day("1"), day("2")])
    job = ledger.jobs.lease("a", at(1), until)
    assert job is not None
    ledger.jobs.put_off(job, at(20), "mail_refused")
    assert ledger.jobs.lease("a", at(2), until) is None
    again = ledger.jobs.lease("a", at(20), until)
    assert again is not None
    assert (again.key, again.tries, again.outcome) == ("1", 2, "mail_refused")


def test_one_given_up_holds_back_nothing_and_can_be_retried(ledger: Ledger) -> None:
    ledger.jobs.plan([day("1"), day("2")])
    job = ledger.jobs.lease("a", at(1), until)
    assert job is not None
    ledger.jobs.fail(job, at(2), "system")
    second = ledger.jobs.lease("a", at(3), until)
    assert second is not None
    assert second.key == "2"
    assert ledger.jobs.counts() == {("head", "failed"): 1, ("head", "leased"): 1}
    ledger.jobs.retry("head", "1", at(4))
    assert [(j.key, j.state, j.tries) for j in ledger.jobs.shown("due")] == [("1", "due", 0)]
    with pytest.raises(NotFound):
        ledger.jobs.retry("head", "1", at(4))


def test_a_lease_that_ran_out_goes_to_another_and_what_the_first_did_is_not_kept(ledger: Ledger) -> None:
    ledger.jobs.plan([day("1")])
    slow = ledger.jobs.lease("slow", at(0), lambda kind: at(5))
    assert ledger.jobs.lease("quick", at(4), until) is None
    quick = ledger.jobs.lease("quick", at(5), until)
    assert slow is not None
    assert quick is not None
    assert (quick.id, quick.tries) == (slow.id, 2)
    for lost in (
        lambda: ledger.jobs.complete(slow, "system", at(6), Done("ok", [FACT], [day("9")])),
        lambda: ledger.jobs.put_off(slow, at(6), "x"),
        lambda: ledger.jobs.fail(slow, at(6), "x"),
    ):
        with pytest.raises(Conflict) as caught:
            lost()
        assert caught.value.told is not None
        assert caught.value.told.name == "job_lost"
    assert ledger.events.mark().sequence == 0
    (event,) = ledger.jobs.complete(quick, "system", at(7), Done("ok", [FACT], [day("2")]))
    assert event.sequence == 1
    assert [(j.key, j.state) for j in ledger.jobs.shown()] == [("2", "due"), ("1", "done")]
    with pytest.raises(Conflict):
        ledger.jobs.complete(quick, "system", at(8), Done("ok", [FACT]))
    assert ledger.events.mark().sequence == 1


def test_workers_at_once_do_each_job_once(ledger: Ledger) -> None:
    ledger.jobs.plan([day("1", 0, f"kind{n}") for n in range(12)])

    def work(name: str) -> None:
        while job := ledger.jobs.lease(name, at(1), until):
            ledger.jobs.complete(job, name, at(1), Done("ok", [FACT]))

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.events.mark().sequence == 12
    assert {j.tries for j in ledger.jobs.shown("done")} == {1}


def test_jobs_that_ended_long_ago_are_forgotten_but_for_the_last_of_a_kind(ledger: Ledger) -> None:
    for key in ("1", "2", "3"):
        ledger.jobs.plan([day(key)])
        job = ledger.jobs.lease("w", at(1), until)
        assert job is not None
        ledger.jobs.complete(job, "system", at(int(key)), Done("ok"))
    assert ledger.jobs.forget(at(3)) == 2
    assert ledger.jobs.last_key("head") == "3"
    assert ledger.jobs.last_key("none") == ""
