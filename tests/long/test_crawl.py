"""The whole portal over two releases of the policy, a few addresses of every kind: none leads nowhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.listed import issue
from tests.long.crawl import Walk
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.entry.portal.routes import TABLE

pytestmark = pytest.mark.long
UNLINKED = (
    *("/robots.txt", "/healthz", "/metrics", "/releases.json", "/ledger/heads.json"),
    *(
        "/quality/{flow}.json",
        "/data/{flow}.csv",
        "/sdmx/v1/data/{flow}",
        "/sdmx/v1/availableconstraint/{flow}",
    ),
    *("/sdmx/v2/data/dataflow/*/{flow}", "/sdmx/v2/availability/dataflow/*/{flow}"),
    "/sdmx/v2/schema/dataflow/{agency}/{flow}/{version}",
)
"""Addresses for programs, which no page need name."""
STRUCTURES = {
    *("agencyscheme", "dataproviderscheme", "organisationscheme", "categoryscheme", "categorisation"),
    *("conceptscheme", "codelist", "hierarchicalcodelist", "datastructure", "dataflow", "provisionagreement"),
    *("contentconstraint", "actualconstraint", "structure"),
}
"""Kinds of artefacts in SDMX REST 1 that a release has; of the others there is none, which is said with 404."""

REFUSED = (400, 404)
UNOFFERED = {
    **dict.fromkeys(("svg", "png"), REFUSED),
    **dict.fromkeys(("csv", "json", "bib", "txt"), (200, *REFUSED)),
}
"""How a file beside a page is answered that the page does not offer: pictures of no figure are refused, values and a
citation may be had all the same."""


OF_CASES = {
    *("/{lang}/oversight/published/{case}", "/{lang}/oversight/documents/{number}"),
    *(f"/{{lang}}/draws/{{number}}{page}" for page in ("", "/verify", "/check", "/proof")),
    *("/draws/{number}.json", "/draws/{number}/proof.json"),
    *("/{lang}/draws/plans/{case}", "/draws/plans/{case}/file"),
}
"""What is there once a case made something public, or a document, or a draw was made: this home has no case."""


@pytest.fixture
def walk(policy_home: Path, tmp_path: Path) -> Walk:
    """A walk over the portal of two releases."""
    home = Path(shutil.copytree(policy_home, tmp_path / "home"))
    ports = bootstrap.ports(home)
    for number in (1, 2):
        issue(ports.oversight, "TELECOM_INSPECTION", number)
    door = create(ports)
    return Walk(door, tuple(release.id for release in door.site.views.entries))


def test_a_few_addresses_of_every_kind_answer_and_every_link_of_a_menu_or_list(
    walk: Walk, record_property: Callable[[str, object], None]
) -> None:
    view = walk.door.site.views.view("")
    flow = view.flow(view.steps[0])
    walk.follow(
        [
            "/",
            "/zh/",
            "/en/",
            *(address.format(flow=flow.id, agency=flow.agency, version=flow.version) for address in UNLINKED),
        ]
    )
    record_property("table", walk.told())
    assert walk.wrong == [], "\n".join(walk.wrong[:40])
    assert len(walk.met) > 10_000
    for route in TABLE.routes:
        if route.pattern.startswith("/sdmx/v1/") and route.pattern.endswith("{item}"):
            kind = route.pattern.split("/")[3]
            assert walk.status(f"/sdmx/v1/{kind}/all/all") == (200 if kind in STRUCTURES else 404), kind
    offered, patterns = set(walk.asked), {route.pattern for route in TABLE.routes}
    for page in sorted(patterns & offered):
        for form, said in UNOFFERED.items():
            if f"{page}.{form}" in patterns - offered:
                address = f"{urlsplit(walk.asked[page][0]).path}.{form}"
                assert walk.status(address) in said, address
    public = {r.pattern for r in TABLE.routes if r.session == "none" and "GET" in r.methods}
    assert public - set(walk.asked) == OF_CASES
