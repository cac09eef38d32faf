"""Kill who handles cases while they act, over and over, and look whether every receipt handed out still holds.

``python tests/long/case_kills.py URL HOME COUNT SEED``: kills ``COUNT`` writers at random moments; a line of JSON says what
happened. Each writer opens cases and acts on them from several threads, with clocks being noticed in between.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config  # noqa: F401 - imported before forking, so that each writer starts at once

from tests.casework import ANNA, BERT, OPERATOR, Desk
from tests.workflows import FIRM
from xinxiao.errors import XinxiaoError
from xinxiao.model.receipt import receipt_of
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import cases, clocks, receipts

THREADS = 4


def main(arguments: list[str]) -> None:
    """Run the campaign."""
    url, home, count, seed = arguments
    first = Desk(url, Path(home))
    cases.open_(first.of(ANNA), "PERMIT", _opening())
    first.close()
    print(json.dumps(campaign(url, Path(home), int(count), int(seed))))


def _opening() -> Wanted:
    values = {"RECEIVED": "2026-06-01", "CONTACT": "somebody"}
    return Wanted("ASK", values=values, subject=FIRM, area="110000")


def campaign(url: str, home: Path, count: int, seed: int) -> dict[str, Any]:
    """Kill ``count`` writers; what they were given receipts for must be there."""
    chance, told = random.Random(seed), list[str]()
    for number in range(count):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            act_forever(url, home, number, write)
        os.close(write)
        early = chance.random() < 0.1
        if not early:  # most are killed while they write, some while they open
            select.select([read], [], [], 30)
        time.sleep(chance.uniform(0, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(read) as said:
            told += [line for line in said if line.endswith("\n")]
    return {"killed": count, **looked(url, home, told)}


def act_forever(url: str, home: Path, number: int, write: int) -> None:
    """Open and act from several threads, and tell each receipt."""
    desk = Desk(url, home)
    desk.now += timedelta(days=number % 20)

    def works(thread: int) -> None:
        chance = random.Random(number * 100 + thread)
        office = desk.of((ANNA, BERT)[thread % 2])
        for turn in range(10_000):
            try:
                if turn % 4 == 0:
                    done = cases.open_(office, "PERMIT", _opening())
                else:
                    last = desk.ports.cases.listed(cases.CaseQuery(most=20))
                    seen = cases.find(office, chance.choice(last).case_id)
                    act = "TEST" if seen.clocks[0].state == "running" else "TESTED"
                    done = cases.act(office, seen.id, Wanted(act, seen.number, reason="words"))
                os.write(write, json.dumps(json.loads(done.receipt.json)).encode() + b"\n")
                if turn % 5 == 4:
                    clocks.notice(desk.system)
            except XinxiaoError:  # somebody else was there first
                continue

    threads = [threading.Thread(target=works, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os._exit(0)


def looked(url: str, home: Path, told: list[str]) -> dict[str, Any]:
    """What of the receipts is not there or does not hold, whether all that was sealed opens, and whether the ledger fits."""
    desk = Desk(url, home)
    lost, unread = list[int](), list[str]()
    for line in told:
        found, verdict = receipts.check(desk.of(OPERATOR), line.encode())
        if receipt_of(line.encode()) != found or not verdict.holds or verdict.ledger != "holds":
            lost.append(found.sequence)
    rows = desk.ports.cases.listed(cases.CaseQuery(most=100_000))
    for row in rows:
        opened = desk.ports.content.opened(row.case_id, desk.ports.cases.contents(row.case_id))
        if any(one.lost or one.erased for one in opened.values()):
            unread.append(row.case_id)
    misfit = desk.ledger.verify("oversight")[1]
    numbers = [row.case_id for row in rows]
    return {
        "receipts": len(told),
        "cases": len(rows),
        "events": desk.ledger.oversight.mark().sequence,
        "lost": lost,
        "unread": unread,
        "twice": len(numbers) - len(set(numbers)),
        "misfit": str(misfit or ""),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
