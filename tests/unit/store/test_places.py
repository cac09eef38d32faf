"""Places: where programmes are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.errors import NotFound
from xinxiao.store.places import programme_folder


def test_real_programmes_come_before_tutorials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tutorial-a", "zoo"):
        (tmp_path / "programmes" / name).mkdir(parents=True)
        (tmp_path / "programmes" / name / "programme.yaml").write_text("id: x\n")
    monkeypatch.chdir(tmp_path)
    assert programme_folder().name == "zoo"


def programme_at(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or ("programme.yaml",):
        (folder / name).write_text("id: x\n")
    return folder


def test_the_folder_asked_for_is_taken_wherever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme_at(tmp_path / "programmes" / "usual")
    asked = programme_at(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    assert programme_folder(asked) == asked


@pytest.mark.parametrize("mark", ["dataflows.yaml", "indicators.yaml", "sources.yaml"])
def test_a_folder_with_one_file_of_a_programme_is_one_that_was_begun(tmp_path: Path, mark: str) -> None:
    asked = programme_at(tmp_path / "begun", mark)
    assert programme_folder(asked) == asked


def test_a_folder_with_nothing_of_a_programme_is_named_and_not_guessed_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme_at(tmp_path / "programmes" / "usual")
    monkeypatch.chdir(tmp_path)
    other = programme_at(tmp_path / "other", "readme.txt")
    for asked, told in ((other, "no_programme_file"), (tmp_path / "nowhere", "no_folder")):
        with pytest.raises(NotFound) as caught:
            programme_folder(asked)
        assert (caught.value.told.name, caught.value.told.values["path"]) == (told, str(asked))


def test_the_working_directory_comes_before_what_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = programme_at(tmp_path / "programmes" / "mine")
    monkeypatch.chdir(tmp_path)
    assert programme_folder() == own


def test_where_nothing_is_found_the_places_looked_in_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xinxiao.store.places._places", lambda: (tmp_path / "a", tmp_path / "b"))
    with pytest.raises(NotFound) as caught:
        programme_folder()
    assert caught.value.told.name == "no_programme"
    assert caught.value.told.values["places"] == f"{tmp_path / 'a'}; {tmp_path / 'b'}"
