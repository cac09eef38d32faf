"""Checks of what is declared and has no figures, and of provenance."""

from __future__ import annotations

from tests.findings import places
from xinxiao.programme.load import load_bytes


def test_a_table_of_figures_without_provenance_names_the_file_it_wants(tiny: dict[str, bytes]) -> None:
    files = {name: content for name, content in tiny.items() if name != "figures/people.yaml"}
    found = list(load_bytes(files).findings)
    assert places(found) == [("figures/people.csv", 0, "PROVENANCE_MISSING")]
    assert dict(found[0].places) == {"beside": "figures/people.yaml"}


def test_an_indicator_without_figures_and_formula_is_told(tiny: dict[str, bytes]) -> None:
    lines = tiny["figures/people.csv"].decode().splitlines(keepends=True)
    kept = "".join(line for line in lines if ",SHARE," not in line).encode()
    found = [
        f for f in load_bytes({**tiny, "figures/people.csv": kept}).findings if f.code == "INDICATOR_EMPTY"
    ]
    assert [dict(f.places) for f in found] == [{"indicator": "SHARE"}]
