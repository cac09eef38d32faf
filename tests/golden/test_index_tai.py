"""The Technology Achievement Index, the running example of the OECD/JRC Handbook (2008).

Source: UNDP, *Human Development Report 2001*, Technical note 2 (method, goalposts) and annex table A2.1 (indicators and
index). Four dimensions of two indicators, equal weights throughout; telephones and electricity in logarithms,
capped at the OECD average (901 lines and 6 969 kWh). The report computed from unrounded indicators, so a score
from its printed ones may differ by one unit of the third decimal.

Not checked against the original: no public copy of table A2.1 with its indicators was found. The five index values agree with a
public listing of the TAI to its two decimals (NationMaster, "Technological achievement": 0.74, 0.73, 0.70, 0.70, 0.67).
"""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index

# code: (dimension, lower, upper)
INDICATORS = {
    "patents": ("creation", 0.0, 994.0),
    "royalties": ("creation", 0.0, 272.6),
    "internet": ("recent", 0.0, 232.4),
    "exports": ("recent", 0.0, 80.8),
    "telephones": ("old", 1.0, 901.0),
    "electricity": ("old", 22.0, 6969.0),
    "schooling": ("skills", 0.8, 12.0),
    "enrolment": ("skills", 0.1, 27.4),
}
PUBLISHED = {
    "FIN": ((187.0, 125.6, 200.2, 50.7, 1203.0, 14129.0, 10.0, 27.4), 0.744),
    "USA": ((289.0, 130.0, 179.1, 66.2, 993.0, 11832.0, 12.0, 13.9), 0.733),
    "SWE": ((271.0, 156.6, 125.8, 59.7, 1247.0, 13955.0, 11.4, 15.3), 0.703),
    "JPN": ((994.0, 64.6, 49.0, 80.8, 1007.0, 7322.0, 9.5, 10.0), 0.698),
    "KOR": ((779.0, 9.8, 4.8, 66.7, 938.0, 4497.0, 10.8, 23.2), 0.666),
}


def _tai() -> index.Result:
    nodes = [
        index.Indicator(code=code, parent=dimension, lower=lower, upper=upper)
        for code, (dimension, lower, upper) in INDICATORS.items()
    ]
    groups = [index.Group(code=c, parent="TAI") for c in ("creation", "recent", "old", "skills")]
    panel = index.Panel(np.array([row for row, _ in PUBLISHED.values()]), tuple(PUBLISHED), tuple(INDICATORS))
    linear = index.NormaliseRule(method="goalposts", outside="truncate")
    logs = index.NormaliseRule(method="goalposts", outside="truncate", scale="log")
    method = index.Method(
        stages=(
            index.NormaliseSpec(
                default=linear, indicators={"telephones": logs, "electricity": logs}, range=(0.0, 1.0)
            ),
            index.AggregateSpec(),
        )
    )
    tree = index.framework_of(nodes, [*groups, index.Group(code="TAI")])
    return index.build(index.IndexSpec(framework=tree, method=method), panel)


@pytest.mark.parametrize("country", list(PUBLISHED))
def test_the_tai_of_2001_is_reproduced_to_one_unit_of_its_third_decimal(country: str) -> None:
    result = _tai()
    score = float(result.of("TAI")[result.units.index(country)])
    assert abs(score - PUBLISHED[country][1]) <= 0.001


def test_finland_the_united_states_sweden_japan_korea_is_the_published_order() -> None:
    assert _tai().rank_of("TAI").tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_koreas_electricity_is_the_only_old_diffusion_below_the_cap() -> None:
    # ln(4497 / 22) / ln(6969 / 22) = 5.3202 / 5.7583
    result = _tai()
    assert result.of("old")[:4].tolist() == [1.0, 1.0, 1.0, 1.0]
    assert result.of("electricity")[4] == pytest.approx(0.9239, abs=5e-5)
