"""The typesetter: Typst with the bundled font. It needs no browser, no network and no font of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from xinxiao.errors import Unavailable
from xinxiao.publish.fonts import FAMILY, FOLDER, spelt
from xinxiao.settings import chosen

LATIN = "Libertinus Serif"
"""The font that the typesetter brings along."""
PIXEL = 0.75
"""A px in points."""
TWICE = 192.0
"""Points per inch of a picture with two dots for each px."""
_TIMESTAMP = 1_503_532_800
"""A fixed creation time: the bytes must not depend on the clock."""


def printable(words: str) -> str:
    """Words as they can be printed: rare characters that the bundled font lacks are spelt as their number.

    Where ``XINXIAO_FONTS`` names a folder of more fonts, they are left to those.
    """
    return words if chosen("fonts") else spelt(words)


def typeset(
    main: str, files: Mapping[str, str | bytes], form: Literal["pdf", "png"], ppi: float | None = None
) -> bytes:
    """A Typst source with the files it names, set. ``XINXIAO_FONTS`` may name a folder with more fonts.

    Raises ``Unavailable`` when the typesetter gives nothing; its own errors are faults of ours.
    """
    import typst

    with TemporaryDirectory() as place:
        root = Path(place)
        for name, content in {**files, "main.typ": main}.items():
            (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
        done = typst.compile(
            str(root / "main.typ"),
            root=str(root),
            font_paths=_fonts(typst),
            format=form,
            ppi=ppi,
            timestamp=_TIMESTAMP,
        )
    if not isinstance(done, bytes):
        raise Unavailable("the typesetter gave no document")
    return done


def _fonts(typst: Any) -> Any:
    """The bundled font, those of ``XINXIAO_FONTS`` and the typesetter's own; none of the machine."""
    folders = [str(FOLDER), *filter(None, (chosen("fonts"),))]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def _side(svg: str, name: str) -> float:
    """A side of a drawing in px, as its first element says. Raises ``ValueError`` where it does not."""
    return float(svg.partition(f' {name}="')[2].partition('"')[0])


def dots(svg: str) -> int:
    """How many dots a drawing has as PNG."""
    return round(_side(svg, "width") * 2 * _side(svg, "height") * 2)


def png(svg: str) -> bytes:
    """A drawing as PNG, two dots for each px, the same bytes every time. Raises ``ValueError`` for a drawing without width."""
    width = _side(svg, "width")
    main = f'#set page(width: auto, height: auto, margin: 0pt)\n#set text(font: "{FAMILY}")\n'
    main += f'#image("drawing.svg", width: {width * PIXEL}pt)\n'
    return typeset(main, {"drawing.svg": printable(svg)}, "png", TWICE)
