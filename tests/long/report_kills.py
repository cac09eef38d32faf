"""Kill respondents' portals while reports are submitted, over and over, and look whether every receipt handed out still holds.

``python tests/long/report_kills.py URL HOME COUNT SEED``: kills ``COUNT`` writers at random moments; a line of JSON says what
happened. Each writer submits from several threads, reviews in between, and tells every receipt it was given.
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
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config  # noqa: F401 - imported before forking, so that each writer starts at once

from tests.collecting import KEY, SHOP, Listed, collecting, content, owner, programme, statistician
from xinxiao.errors import XinxiaoError
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.receipt import key_of, receipt_of, verify_receipt
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reports

THREADS = 4
SHOPS = tuple(f"{SHOP[:-2]}{n:02d}" for n in range(10, 30))


def main(arguments: list[str]) -> None:
    """Run the campaign."""
    url, home, count, seed = arguments
    folder = programme(Path(home).with_name("programme"))
    frame = Listed(units=tuple((unit, "910101", "G52") for unit in SHOPS))
    with collecting(Path(home), url, frame) as call:
        forms.issue(call, "SHOP_M", KEY.period, folder)
    print(json.dumps(campaign(url, Path(home), int(count), int(seed))))


def campaign(url: str, home: Path, count: int, seed: int) -> dict[str, Any]:
    """Kill ``count`` writers; what they were given receipts for must be there."""
    chance, told = random.Random(seed), list[str]()
    for number in range(count):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            submit_forever(url, home, number, write)
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


def submit_forever(url: str, home: Path, number: int, write: int) -> None:
    """Submit and review from several threads, and tell each receipt."""
    with collecting(home, url) as call:

        def works(thread: int) -> None:
            chance = random.Random(number * 100 + thread)
            for turn in range(10_000):
                unit = chance.choice(SHOPS)
                key = ReportKey(KEY.form, KEY.period, unit)
                try:
                    orders = str(1 + (number * 10_000 + turn * 10 + thread) % 10**9)
                    receipt = reports.submit(owner(call, unit), key, content(ORDERS=orders))
                    os.write(write, json.dumps(json.loads(receipt.json)).encode() + b"\n")
                    if turn % 3 == 0:
                        reports.query(statistician(call), key, "请核对订单数")
                    if turn % 5 == 0:
                        reports.accept(statistician(call), key, receipt.said["sha256"])
                except XinxiaoError:  # somebody else was there first
                    continue

        threads = [threading.Thread(target=works, args=(n,)) for n in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    os._exit(0)


def looked(url: str, home: Path, told: list[str]) -> dict[str, Any]:
    """What of the receipts is not there or does not hold, and whether the ledger fits."""
    lost, torn = list[int](), list[int]()
    with collecting(home, url) as call:
        for line in told:
            receipt = receipt_of(line.encode())
            if call.ports.ledger.events.at(receipt.sequence) != receipt.mark:
                lost.append(receipt.sequence)
                continue
            held = call.ports.reports.submission(key_of(receipt), receipt.said["number"])
            if held is None or not verify_receipt(receipt, held.content).holds or _is_other(held.content):
                torn.append(receipt.sequence)
        misfit = call.ports.ledger.verify("event")[1]
        numbers = _numbers(call)
    return {
        "receipts": len(told),
        "lost": lost,
        "torn": torn,
        "numbers": numbers,
        "misfit": str(misfit or ""),
    }


def _is_other(held: bytes) -> bool:
    return content_of(held).canonical != held


def _numbers(call: Call) -> list[str]:
    """Reports whose versions are not 1, 2, 3 … up to the last."""
    wrong = []
    for report in call.ports.reports.listed(KEY.form, KEY.period):
        found = [call.ports.reports.submission(report.key, n) for n in range(1, report.number + 2)]
        if [each is not None for each in found] != [True] * report.number + [False]:
            wrong.append(report.unit)
    return wrong


if __name__ == "__main__":
    main(sys.argv[1:])
