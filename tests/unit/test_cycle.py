"""One cycle as a straight line of verbs: parts a programme does not declare are left out, and a day bounds what is known."""

from __future__ import annotations

import pytest

from tests.nouns import CODE, TINY, TUTORIAL, files_of, with_account
from tests.overseen import overseen
from xinxiao import cycle
from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.programme.load import load_bytes
from xinxiao.programme.loaded import Loaded
from xinxiao.programme.read import read_bytes


@pytest.fixture(scope="module")
def tiny() -> Loaded:
    return load_bytes(files_of(TINY))


@pytest.fixture(scope="module")
def whole() -> Loaded:
    return load_bytes(with_account(files_of(TINY)))


def test_a_programme_without_an_account_has_none_and_no_pull_and_no_cells(tiny: Loaded) -> None:
    assert list(cycle.compiled(tiny, None, None)) == [
        "TINY_FIGURES", "TINY_INDICATORS", "TINY_TARGETS", "TINY_TASKS", "TINY_INDEX",
    ]  # fmt: skip


def test_a_programme_with_an_account_and_without_a_pull_has_the_account_alone() -> None:
    files = {name: content for name, content in with_account(files_of(TINY)).items() if name != "pull.yaml"}
    made = cycle.compiled(load_bytes(files), None, None)
    assert "TINY_ACCOUNT" in made
    assert "TINY_PULL" not in made


def test_a_programme_with_all_parts_fills_every_dataflow_it_declares(whole: Loaded) -> None:
    assert whole.programme is not None
    made = cycle.compiled(whole, None, None)
    assert set(made) == set(whole.programme.flows)
    assert all(data.rows > 0 for data in made.values())
    assert {data.dataflow.id for data in made.values()} == set(made)


def test_every_input_of_a_derived_number_is_in_the_same_cycle(whole: Loaded) -> None:
    made = cycle.compiled(whole, None, None)
    keys = {name: set(data.keys.to_pylist()) for name, data in made.items()}
    for data in made.values():
        for edge in data.inputs.to_pylist():
            if "" not in edge["IN_KEY"].split("."):
                assert edge["IN_KEY"] in keys[edge["IN_DATAFLOW"]], edge


def test_cells_whose_source_was_not_published_yet_are_not_known(whole: Loaded) -> None:
    early, late = (cycle.compiled(whole, None, day) for day in ("2021-09-29", "2021-09-30"))
    assert "TINY_IO" not in early
    assert late["TINY_IO"].rows == 32


def test_an_index_of_an_earlier_day_that_lacks_figures_is_left_out_and_of_the_cycles_own_day_a_fault(
    tiny: Loaded,
) -> None:
    assert "TINY_INDEX" not in cycle.compiled(tiny, None, "2021-09-29")
    figures = files_of(TINY)["figures/people.csv"].decode().splitlines(keepends=True)
    without = "".join(line for line in figures if ",SHARE," not in line).encode()
    lacking = read_bytes({**files_of(TINY), "figures/people.csv": without})
    with pytest.raises(ProgrammeFault):
        cycle.compiled(lacking, None, None)


def test_the_same_files_give_the_same_release_whatever_their_order() -> None:
    files = dict(files_of(TUTORIAL))
    backwards = dict(reversed(files.items()))
    one, two = (cycle.run(read_bytes(f), None, None, CODE).release for f in (files, backwards))
    assert one.sha256 == two.sha256


def test_checking_a_programme_changes_no_byte_of_its_release(tiny: Loaded) -> None:
    read = read_bytes(files_of(TINY))
    assert cycle.run(read, None, None, CODE).release == cycle.run(tiny, None, None, CODE).release


def test_a_cycle_there_is_not_is_refused_before_anything_is_computed(tiny: Loaded) -> None:
    heard: list[str] = []
    with pytest.raises(NotFound):
        cycle.run(tiny, "C1999", None, CODE, lambda step, done, total: heard.append(step))
    assert heard == []


def test_a_programme_that_cannot_be_read_is_refused_with_its_findings() -> None:
    broken = read_bytes({"programme.yaml": b"id: [\n"})
    with pytest.raises(ProgrammeFault) as caught:
        cycle.run(broken, None, None, CODE)
    assert caught.value.findings == broken.findings


def test_every_step_is_told_once_in_order(tiny: Loaded) -> None:
    heard: list[tuple[str, int]] = []
    cycle.run(tiny, None, None, CODE, lambda step, done, total: heard.append((step, done)))
    assert heard == [*((step, i) for i, step in enumerate(cycle.STEPS)), ("seal", 9)]


def test_a_programme_whose_dataflows_have_other_names_gives_the_same_numbers(tiny: Loaded) -> None:
    files = {name: content.replace(b"TINY_", b"OTHER_") for name, content in files_of(TINY).items()}
    one, two = cycle.compiled(tiny, None, None), cycle.compiled(load_bytes(files), None, None)
    assert set(two) == {name.replace("TINY_", "OTHER_") for name in one}
    for name, data in one.items():
        other = two[name.replace("TINY_", "OTHER_")]
        assert other.table.equals(data.table)
        assert other.keys.equals(data.keys)


def test_what_oversight_does_changes_no_release_and_is_in_none(tiny: Loaded) -> None:
    changed = load_bytes(overseen(("version: '1'", "version: '2'")))
    before, after = (cycle.run(one, None, None, CODE).release for one in (tiny, changed))
    assert changed.sha256 != tiny.sha256
    assert after.id == before.id
    assert [path for path in after.files if path.startswith("oversight/")] == []
