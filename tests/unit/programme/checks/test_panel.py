"""Annual figures as arrays."""

from __future__ import annotations

from xinxiao.programme.checks.panel import panels_of
from xinxiao.programme.load import load_bytes


def test_a_panel_knows_the_row_of_each_figure_and_of_a_gap_none(tiny: dict[str, bytes]) -> None:
    lines = tiny["figures/people.csv"].decode().splitlines(keepends=True)
    kept = "".join(line for line in lines if ",910000,POP,_Z,2016," not in line)
    panels = panels_of(load_bytes({**tiny, "figures/people.csv": kept.encode()}))
    panel = next(p for p in panels.panels if p.indicator == "POP")
    at = panel.areas.index("910000")
    assert [panels.place(row)[1] if row >= 0 else None for row in panel.row[at].tolist()] == [
        2,
        None,
        3,
        4,
        5,
        6,
    ]
    assert [panels.cell(row, "TIME_PERIOD") for row in panel.row[at].tolist() if row >= 0] == [
        "2015", "2017", "2018", "2019", "2020"
    ]  # fmt: skip
