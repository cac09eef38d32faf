"""The bundled font has every character that is printed here; what it lacks is spelt, never an empty box."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from xinxiao.publish.documents import typesetter
from xinxiao.publish.fonts import FAMILY, FOLDER, characters, lacking, spelt

ROOT = Path(__file__).resolve().parents[3]


def _public() -> list[Path]:
    places = (ROOT / "src" / "xinxiao" / "texts", ROOT / "programmes")
    return [p for place in places for p in place.rglob("*") if p.suffix in (".yaml", ".md", ".csv")]


def test_every_character_of_public_texts_and_programmes_is_in_the_font() -> None:
    assert len(_public()) > 60
    missing = lacking(path.read_text("utf-8-sig") for path in _public())
    assert [f"U+{ord(c):04X} {unicodedata.name(c, '?')}" for c in missing] == []


def test_the_font_has_the_characters_of_gb_2312_and_latin_1() -> None:
    han = {
        bytes((high, low)).decode("gb2312")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if not (high == 0xD7 and low > 0xF9)
    }
    assert len(han) == 6763
    assert han <= characters()
    assert set(map(chr, range(0x20, 0x7F))) <= characters()


def test_a_character_the_font_lacks_is_spelt_as_its_number() -> None:
    assert lacking(["信息\n", "𬭎A✕"]) == ["✕", "𬭎"]
    assert lacking(["ł\u024f\t"]) == []
    assert lacking(["\u0250"]) == ["\u0250"]
    assert spelt("𬭎是镄") == "[U+2CB4E]是镄"
    assert spelt("信息") == "信息"


def test_more_fonts_are_left_what_the_bundled_one_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert typesetter.printable("𬭎") == "[U+2CB4E]"
    monkeypatch.setenv("XINXIAO_FONTS", "/nowhere")
    assert typesetter.printable("𬭎") == "𬭎"


def test_the_font_is_two_faces_with_their_licence_in_less_than_four_megabytes() -> None:
    typst = pytest.importorskip("typst", reason="the typesetter is not installed")
    held = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])
    assert list(held.families()) == [FAMILY]
    assert sum(path.stat().st_size for path in FOLDER.glob("*.otf")) < 4_000_000
    licence = (FOLDER / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Copyright" in licence
