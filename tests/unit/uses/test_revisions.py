"""Revisions between two sealed releases of one programme."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.nouns import TINY, TUTORIAL
from xinxiao.errors import DataFault, NotFound
from xinxiao.uses import releases
from xinxiao.uses.call import Call
from xinxiao.uses.revisions import revisions
from xinxiao.uses.run import run


def test_a_recounted_figure_is_told_with_its_reason_and_what_followed_from_it(
    own: Call, tmp_path: Path
) -> None:
    folder = shutil.copytree(TUTORIAL, tmp_path / "programme")
    row = "A,990001,READERS,_Z,2024,2025-05-31,104000,PERSONS,A,B,S_INVENTED,recounted\n"
    with (folder / "figures" / "reading.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    first = releases.find(own)
    found = revisions(own, first.id, run(own, folder).id)
    rows = {(row["DATAFLOW"], row["KEY"]): row for row in found.table.to_pylist()}
    figure = rows["RD_FIGURES", "A.990001.READERS._Z.2024"]
    assert (figure["CHANGE"], figure["OLD"], figure["NEW"]) == ("REVISED", 104819.0, 104000.0)
    assert figure["DIFFERENCE"] == -819.0
    assert figure["RELATIVE"] == pytest.approx(-819 / 104819)
    assert (figure["WHY"], figure["REASON"]) == ("VINTAGE", "2025-05-31; S_INVENTED; recounted")
    share = rows["RD_INDICATORS", "A.990001.READER_SHARE._Z.2024"]
    assert share["WHY"] == "INPUTS"
    assert share["REASON"].startswith("RD_FIGURES:A.990001.READERS._Z.2024.2025-05-31")
    assert found.files == ("figures/reading.csv",)
    assert {row["WHY"] for row in found.table.to_pylist()} == {"VINTAGE", "INPUTS"}


def test_a_release_does_not_differ_from_itself(sealed: Call) -> None:
    name = releases.find(sealed).id
    found = revisions(sealed, name, name)
    assert (found.table.num_rows, found.files) == (0, ())


def test_looking_back_turns_every_change_round(own: Call) -> None:
    first, then = releases.find(own), run(own, TUTORIAL, None, "2024-06-30")
    there, back = revisions(own, first.id, then.id), revisions(own, then.id, first.id)
    turned = {"ADDED": "WITHDRAWN", "WITHDRAWN": "ADDED", "REVISED": "REVISED"}
    one = {(r["DATAFLOW"], r["KEY"]): (r["CHANGE"], r["OLD"], r["NEW"]) for r in there.table.to_pylist()}
    two = {
        (r["DATAFLOW"], r["KEY"]): (turned[r["CHANGE"]], r["NEW"], r["OLD"]) for r in back.table.to_pylist()
    }
    assert one == two
    assert {change for change, _, _ in one.values()} >= {"WITHDRAWN", "REVISED"}


def test_releases_of_two_programmes_are_not_compared(own: Call) -> None:
    other = run(own, TINY)
    with pytest.raises(DataFault) as caught:
        revisions(own, releases.entries(own)[0].id, other.id)
    assert (caught.value.told.name, caught.value.told.values["new"]) == ("two_programmes", "tiny")


def test_a_release_there_is_not_is_answered_with_those_near(sealed: Call) -> None:
    with pytest.raises(NotFound) as caught:
        revisions(sealed, "TR-2024", "TR-2042")
    assert str(caught.value.told.values["known"]).startswith("TR-2024-")


SLUMP = """
exemptions:
  - id: SLUMP
    finding: FIGURE_UNLIKE
    indicator: LENT
    scope: PUBLIC_LIBRARIES
    areas: ['990001']
    periods: ['2024']
    reason: {zh: 闭馆大修。, en: Closed for repair.}
"""


def test_the_relative_change_of_a_negative_value_keeps_the_sign_of_the_change(
    own: Call, tmp_path: Path
) -> None:
    folder = shutil.copytree(TUTORIAL, tmp_path / "programme")
    file = folder / "figures" / "reading.csv"
    (folder / "exemptions.yaml").write_text(SLUMP, "utf-8")
    whole = "A,990000,LENT,PUBLIC_LIBRARIES,2024,2025-03-31,1890119,ITEMS,A,B,S_INVENTED,\n"
    text = file.read_text("utf-8").replace(whole, "")  # the nation is what its parts add up to
    file.write_text(text.replace(",716562,", ",630000,"), "utf-8")
    first = run(own, folder)
    file.write_text(text.replace(",716562,", ",631000,"), "utf-8")
    second = run(own, folder)
    rows = revisions(own, first.id, second.id).table.to_pylist()
    growth = next(r for r in rows if r["KEY"] == "A.990001.LENT_GROWTH.PUBLIC_LIBRARIES.2024")
    assert growth["OLD"] < growth["NEW"] < 0
    assert growth["DIFFERENCE"] > 0
    assert growth["RELATIVE"] > 0
