"""Under which name and seal documents are issued, and where they are checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.errors import SettingFault
from xinxiao.uses.oversight import issuing


def test_a_document_is_checked_where_the_portal_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        issuing.address("zh", "TZ-2026-000001")
        == "http://127.0.0.1:8765/zh/oversight/documents/TZ-2026-000001"
    )
    monkeypatch.setenv("XINXIAO_ADDRESS", "https://stats.example.org")
    monkeypatch.setenv("XINXIAO_ROOT", "/xinxiao")
    assert (
        issuing.address("en", "A-2026-000001")
        == "https://stats.example.org/xinxiao/en/oversight/documents/A-2026-000001"
    )


def test_body_and_seal_are_those_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert (issuing.body(), issuing.seal()) == ("", None)
    (tmp_path / "seal.png").write_bytes(b"\x89PNG\r\n\x1a\nrest")
    monkeypatch.setenv("XINXIAO_BODY", "某省通信管理局")
    monkeypatch.setenv("XINXIAO_SEAL", str(tmp_path / "seal.png"))
    assert (issuing.body(), issuing.seal()) == ("某省通信管理局", b"\x89PNG\r\n\x1a\nrest")


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"0" * 1_000_000])
def test_a_seal_that_is_no_small_png_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "seal.png").write_bytes(content)
    monkeypatch.setenv("XINXIAO_SEAL", str(tmp_path / "seal.png"))
    with pytest.raises(SettingFault) as refused:
        issuing.seal()
    assert refused.value.told is not None
    assert refused.value.told.name == "seal_picture"


def test_a_seal_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XINXIAO_SEAL", str(tmp_path / "none.png"))
    with pytest.raises(SettingFault):
        issuing.seal()
