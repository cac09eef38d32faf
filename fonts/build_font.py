"""Make the bundled Chinese font: Noto Sans SC, cut down to the characters that can be printed here.

    python fonts/build_font.py [folder of Debian's fonts-noto-cjk]

wants fontTools (dependency group ``clients``). Kept are GB 2312, ASCII and Latin-1, and every character of the
programmes and of the product's texts; the shapes are untouched, hints are left out. Noto Sans CJK is under the SIL Open Font
License 1.1, whose text lies beside the result.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INTO = ROOT / "src" / "xinxiao" / "publish" / "fonts"
DEBIAN = Path("/usr/share/fonts/opentype/noto")
FAMILY = "Noto Sans SC"
SIMPLIFIED = "Noto Sans CJK SC"
"""The face of the collections that is cut."""
TEXTS = {".yaml", ".md", ".csv"}
PLACES = ("programmes", "src/xinxiao/texts")
_TIME = 3_600_000_000
"""Seconds since 1904 that the font says it was made at: the same bytes whenever it is built."""


def gb2312() -> set[str]:
    """The 7,445 characters of GB 2312-80."""
    found = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                found.add(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def written() -> Iterator[str]:
    """The texts of the programmes and of the product."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*")):
            if path.suffix in TEXTS and path.is_file():
                yield path.read_text("utf-8", errors="ignore")


def wanted() -> set[str]:
    """Every character that the font is to have: printable ones only."""
    latin = {chr(point) for point in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    return {c for c in latin | gb2312() | set().union(*written()) if unicodedata.category(c)[0] != "C"}


def build(collection: Path, style: str, characters: set[str]) -> set[str]:
    """Cut one face. The characters that it lacks are returned."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTCollection

    font = next(f for f in TTCollection(collection).fonts if f["name"].getDebugName(1).startswith(SIMPLIFIED))
    held = {chr(point) for point in font.getBestCmap()}
    options = Options(
        hinting=False,
        layout_features=["kern", "tnum"],
        drop_tables=["BASE", "VORG", "vhea", "vmtx"],
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
    )
    cutter = Subsetter(options)
    cutter.populate(unicodes=[ord(c) for c in characters & held])
    cutter.subset(font)
    for record in font["name"].names:
        named = {1: FAMILY, 4: f"{FAMILY} {style}", 6: f"NotoSansSC-{style}", 3: f"{FAMILY} {style} subset"}
        if record.nameID in named:
            record.string = named[record.nameID]
    font["head"].created = font["head"].modified = _TIME
    font.recalcTimestamp = False
    font.save(INTO / f"NotoSansSC-{style}.otf")
    return characters - held


def main() -> None:
    """Cut both faces and say what they are."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else DEBIAN
    characters = wanted()
    INTO.mkdir(exist_ok=True)
    lacking: set[str] = set()
    for style in ("Regular", "Bold"):
        lacking |= build(place / f"NotoSansCJK-{style}.ttc", style, characters)
        size = (INTO / f"NotoSansSC-{style}.otf").stat().st_size
        print(
            style,
            f"{size:,} bytes, {len(characters - lacking):,} characters; lacking:",
            "".join(sorted(lacking)),
        )
    (INTO / "characters.txt").write_text("".join(sorted(characters - lacking)), "utf-8")


if __name__ == "__main__":
    main()
