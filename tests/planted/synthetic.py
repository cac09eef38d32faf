"""A programme made up for planting: forty counties, fifteen years, growth with heavy tails, each area as wild as it is."""

from __future__ import annotations

import numpy as np

from tests.nouns import PROGRAMMES

AREAS, FIRST, LAST = 40, 2010, 2024
SERIES = {
    "POP": ("_Z", "PERSONS", 3e5, 0.8, 0.01, 0.003, 0),
    "LIBRARIES": ("_Z", "UNITS", 300.0, 0.5, 0.03, 0.02, 0),
    "LENT": ("PUBLIC_LIBRARIES", "ITEMS", 3e5, 0.9, 0.07, 0.05, 0),
    "READERS": ("_Z", "PERSONS", 4e4, 0.8, 0.05, 0.03, 0),
    "OPEN_HOURS": ("_Z", "HOURS", 40.0, 0.15, 0.01, 0.01, 1),
}
"""By indicator: scope, unit, typical size, spread over areas, yearly growth, scatter of a year (both in logs), decimals."""
FREEDOM = 4
"""Degrees of freedom of Student's t: tails as heavy as those of the real programme's series."""


def files(seed: int) -> dict[str, bytes]:
    """The tutorial's programme with these areas and figures."""
    folder = PROGRAMMES / "tutorial-reading"
    held = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    head = held["codelists/CL_AREA.csv"].decode().splitlines()[:2]
    codes = [f"99{i:04d}" for i in range(1, AREAS + 1)]
    areas = [f"{code},县{code},County {code},province,990000,,,,,,,S_INVENTED" for code in codes]
    held["codelists/CL_AREA.csv"] = ("\n".join([*head, *areas]) + "\n").encode()
    header = held["figures/reading.csv"].decode().splitlines()[0]
    held["figures/reading.csv"] = (
        "\n".join([header, *_rows(codes, np.random.default_rng(seed))]) + "\n"
    ).encode()
    file = held["programme.yaml"].decode().replace("first: 2021", f"first: {FIRST}")
    held["programme.yaml"] = file.encode()
    return held


def _rows(codes: list[str], random: np.random.Generator) -> list[str]:
    years = range(FIRST, LAST + 1)
    found = []
    for name, (scope, unit, size, spread, growth, scatter, places) in SERIES.items():
        common = growth + 0.3 * growth * random.standard_normal(len(years))
        for code in codes:
            wild = scatter * np.exp(0.4 * random.standard_normal())
            own = np.log(size) + spread * random.standard_normal()
            steps = (
                common
                + 0.2 * growth * random.standard_normal()
                + wild * random.standard_t(FREEDOM, len(years))
            )
            for year, value in zip(years, np.exp(own + np.cumsum(steps)), strict=True):
                found.append(
                    f"A,{code},{name},{scope},{year},{year + 1}-03-31,{value:.{places}f},{unit},A,B,S_INVENTED,"
                )
    return found
