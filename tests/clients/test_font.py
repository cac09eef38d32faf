"""The bundled font as fontTools reads it: it has what its list says, in both faces, and is what it is called."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from xinxiao.publish.fonts import FAMILY, FOLDER, characters


@pytest.mark.parametrize("style", ["Regular", "Bold"])
def test_each_face_has_every_character_of_the_list(style: str) -> None:
    with TTFont(FOLDER / f"NotoSansSC-{style}.otf") as font:
        assert characters() <= {chr(point) for point in font.getBestCmap()}
        names = font["name"]
        assert (names.getDebugName(1), names.getDebugName(2)) == (FAMILY, style)
        assert names.getDebugName(14) == "http://scripts.sil.org/OFL"
