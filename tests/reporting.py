"""Reporting for tests: a form issued to some units, and people who report for them."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa

from xinxiao.model.actor import SYSTEM
from xinxiao.model.collect.bundle import Bundle, Circumstances, Place
from xinxiao.model.collect.facts import FormIssued
from xinxiao.model.collect.report import Issue, ReportKey, units_hash
from xinxiao.model.event import moment
from xinxiao.model.text import Text
from xinxiao.uses.call import Call, Ports, clock

AREA = "440300"


def issued(ports: Ports, bundle: Bundle, period: str, *units: str) -> Issue:
    """A form issued for a period to units that all lie in one area; open since yesterday and due in a week."""
    where = Circumstances(
        programme="trial",
        levels=("nation", "province"),
        areas=(
            Place(id="000000", level="nation", name=Text(zh="全国", en="nation")),
            Place(id=AREA, parent="000000", level="province", name=Text(zh="甲", en="A")),
        ),
        zone="Asia/Shanghai",
    )
    population = pa.table({"unit": list(units), "area": [AREA] * len(units), "industry": ["I"] * len(units)})
    now = clock()
    fact = FormIssued(
        form=bundle.form.id,
        period=period,
        version=bundle.form.version,
        bundle=ports.blobs.put(bundle.content),
        circumstances=ports.blobs.put(where.content),
        opens=moment(now - timedelta(days=1)),
        due=moment(now + timedelta(days=7)),
        reports=len(units),
        units=units_hash(sorted(units)),
    )
    return ports.reports.issue(fact, population, Call(ports, SYSTEM, now).actor.line, moment(now))


def key(bundle: Bundle, period: str, unit: str) -> ReportKey:
    """The report of a unit."""
    return ReportKey(bundle.form.id, period, unit)
