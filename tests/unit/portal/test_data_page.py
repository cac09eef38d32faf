"""Data pages: values by period or row by row, codes as names or as they are, and what is said above the table."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from math import prod

import pyarrow as pa
import pytest

from tests.unit.portal.conftest import Get
from xinxiao.entry.portal.data import pivot, view
from xinxiao.entry.portal.data.view import downloads
from xinxiao.entry.portal.data.words import NAMES
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Rows
from xinxiao.uses import releases


def table(page: str) -> list[list[str]]:
    """The words of each cell of the table, line by line, the header first; labels before values."""
    inner = page[page.index('id="preview"') :]
    lines = re.findall(r"<tr.*?</tr>", inner[: inner.index("</table>")], re.S)
    cells = [re.findall(r"<t[hd][ >].*?</t[hd]>", line, re.S) for line in lines]
    return [
        [html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", c))).strip() for c in line]
        for line in cells
    ]


def heads(page: str) -> list[str]:
    """The first word of each head: labels that a whole column carries stand behind it."""
    return [head.split()[0] for head in table(page)[0]]


def said(page: str) -> dict[str, str]:
    """What is the same in all rows."""
    inner = page[page.index('class="facts same"') :]
    return dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", inner[: inner.index("</dl>")]))


def test_periods_stand_side_by_side_and_what_is_the_same_is_said_once(get: Get) -> None:
    page = get("/en/data/RD_INDEX?INDICATOR=READING&MEASURE=SCORE").text
    _, first, *rest = table(page)
    assert heads(page) == ["Place", "2021", "2022", "2023", "2024"]
    assert said(page)["Measure"] == "Score"
    assert len(rest) + 1 == 5
    held = json.loads(get("/en/data/RD_INDEX.json?INDICATOR=READING&MEASURE=SCORE").text)["exhibits"][0][
        "rows"
    ]
    assert [round(held[0][year], 1) for year in ("2021", "2024")] == [
        float(first[1].split()[-1]),
        float(first[4].split()[-1]),
    ]
    assert held[0]["REF_AREA"] == "990001"


@pytest.mark.parametrize(
    ("names", "head", "word"),
    [
        ("names", "Place", "County A"),
        ("codes", "REF_AREA", "990001"),
        ("both", "Place REF_AREA", "County A (990001)"),
    ],
)
def test_codes_stand_as_names_or_as_codes_or_as_both(get: Get, names: str, head: str, word: str) -> None:
    page = get(f"/en/data/RD_INDEX?INDICATOR=READING&MEASURE=SCORE&names={names}").text
    assert (table(page)[0][0], table(page)[1][0]) == (head, word)


def test_rows_one_by_one_have_their_value_before_what_else_is_said(get: Get) -> None:
    page = get("/en/data/RD_INDEX?INDICATOR=READING&MEASURE=SCORE&layout=long").text
    assert heads(page)[:3] == ["Place", "Period", "Value"]
    assert len(table(page)) == 21
    assert {"Measure": "Score", "Frequency": "Annual"}.items() <= said(page).items()


def test_a_stretch_of_periods_is_shown_with_the_way_to_the_others(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pivot, "PERIODS", 3)
    last = get("/en/data/RD_INDEX?INDICATOR=READING&MEASURE=RANK").text
    assert heads(last)[1:] == ["2022", "2023", "2024"]
    assert ("Earlier periods" in last, "Later periods" in last) == (True, False)
    first = get("/en/data/RD_INDEX?INDICATOR=READING&MEASURE=RANK&window=2").text
    assert heads(first)[1:] == ["2021"]
    assert ("Earlier periods" in first, "Later periods" in first) == (False, True)
    assert get("/en/data/RD_INDEX?INDICATOR=READING&MEASURE=RANK&window=3").status_code == 400


def test_of_several_vintages_the_last_is_shown_and_that_is_said(
    get: Get, english: PageRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = get("/en/data/RD_FIGURES").text
    assert "Of a figure published several times the last is shown here" in page
    assert "VINTAGE" not in table(page)[0][0]
    assert "Of a figure" not in get("/en/data/RD_INDEX").text
    sealed = releases.observations(english.call, english.view.release, "RD_FIGURES").slice(0, 1)
    revised = pa.concat_tables([sealed, sealed])
    revised = revised.set_column(
        revised.schema.get_field_index("VINTAGE"), "VINTAGE", pa.array(["2024-01-01", "2025-01-01"])
    ).set_column(revised.schema.get_field_index("OBS_VALUE"), "OBS_VALUE", pa.array([7.0, 9.0]))
    monkeypatch.setattr(type(english.view), "rows", lambda view, step: Rows(revised))
    shown = pivot.Pivot(replace(english, parameters=(NAMES,)), "figures", {}).shown()
    assert ([line[1].raw for line in shown.grid.cells], shown.vintages) == ([9.0], True)
    chosen = pivot.Pivot(replace(english, parameters=(NAMES,)), "figures", {"VINTAGE": "2024-01-01"}).shown()
    assert ([line[1].raw for line in chosen.grid.cells], chosen.vintages) == ([7.0], False)


def test_of_several_frequencies_that_of_the_longest_periods_is_shown_and_the_others_named(
    english: PageRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = releases.observations(english.call, english.view.release, "RD_FIGURES").slice(0, 1)
    both = pa.concat_tables([sealed, sealed])
    both = both.set_column(0, "FREQ", pa.array(["M", "A"])).set_column(
        both.schema.get_field_index("TIME_PERIOD"), "TIME_PERIOD", pa.array(["2024-05", "2024"])
    )
    monkeypatch.setattr(type(english.view), "rows", lambda view, step: Rows(both))
    shown = pivot.Pivot(replace(english, parameters=(NAMES,)), "figures", {}).shown()
    assert [column.id for column in shown.grid.columns] == ["SERIES", "2024"]
    assert ([code for code, _ in shown.others], shown.frequency) == (["M"], "Annual")
    monthly = pivot.Pivot(replace(english, parameters=(NAMES,)), "figures", {"FREQ": "M"}).shown()
    assert ([column.id for column in monthly.grid.columns], monthly.others) == (["SERIES", "2024-05"], ())


def test_every_kind_of_file_is_offered_labelled_ones_first_at_addresses_of_the_release(get: Get) -> None:
    page = get("/en/data/RD_INDEX?MEASURE=SCORE").text
    inner = page[page.index('class="takes"') :]
    hrefs = [html.unescape(href) for href in re.findall(r'href="([^"]+)"', inner[: inner.index("</dl>")])]
    release = hrefs[0].split("/")[2]
    assert re.fullmatch(r"TR-2024-[0-9a-f]{12}", release)
    home = f"/releases/{release}/data/RD_INDEX"
    assert hrefs == [
        f"{home}.xlsx?MEASURE=SCORE&lang=en&layout=wide",
        f"{home}.xlsx?MEASURE=SCORE&lang=en&layout=long",
        f"{home}.csv?MEASURE=SCORE&lang=en&layout=wide",
        f"{home}.csv?MEASURE=SCORE&lang=en&layout=long",
        f"{home}.csv?MEASURE=SCORE&lang=en&layout=long&bom=yes",
        f"{home}.jsonstat?MEASURE=SCORE&lang=en&layout=cube",
        f"{home}.zip?lang=en",
        f"{home}.csv?MEASURE=SCORE",
        f"{home}.json?MEASURE=SCORE",
        f"{home}.parquet?MEASURE=SCORE",
    ]
    assert {get(href).status_code for href in hrefs} == {200}


def test_rows_are_put_together_by_columns_in_the_order_of_the_table() -> None:
    rows = Rows(
        pa.table(
            {
                "A": ["y", "x", "y", "x", None],
                "T": ["1", "1", "2", "3", "2"],
                "V": [1.0, 2.0, 3.0, 4.0, 5.0],
            }
        )
    )
    every, count = rows.grouped(("A",), 0, 9, {})
    assert ([[row["V"] for row in group] for group in every], count) == ([[1.0, 3.0], [2.0, 4.0], [5.0]], 3)
    second, count = rows.grouped(("A",), 1, 1, {"T": ["2", "3", "nowhere"]})
    assert ([[row["V"] for row in group] for group in second], count) == ([[4.0]], 3)
    chosen, count = rows.grouped(("A", "T"), 0, 9, {}, A="x")
    assert ([[row["V"] for row in group] for group in chosen], count) == ([[2.0], [4.0]], 2)
    assert rows.grouped(("A",), 0, 9, {"T": []}) == ([], 0)


def test_a_cube_is_offered_up_to_its_limit_and_not_beyond(
    english: PageRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = english.view.flow(english.view.step("RD_INDEX"))
    rows = english.view.rows(english.view.step("RD_INDEX"))
    cells = prod(len(rows.distinct(name)) for name in flow.dimensions)
    periods = len(rows.distinct("TIME_PERIOD"))

    def offered(where: dict[str, str]) -> bool:
        _, files = downloads(english, flow, where)[0]
        return any(".jsonstat" in address for _, address in files)

    monkeypatch.setattr(view, "MOST_CELLS", cells)
    assert offered({})
    monkeypatch.setattr(view, "MOST_CELLS", cells - 1)
    assert not offered({})
    assert periods > 1
    assert offered({"TIME_PERIOD": rows.distinct("TIME_PERIOD")[0]})
