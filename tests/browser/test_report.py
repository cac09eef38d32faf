"""The stand-alone report of an index: quiet, accessible, and never wider than the screen or the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import violations
from xinxiao import index
from xinxiao.publish.documents import audit_html
from xinxiao.texts import Language

pytestmark = pytest.mark.browser
SMALL = Path(__file__).resolve().parents[1] / "data" / "index-small"


@pytest.fixture(scope="module")
def made() -> index.Audit:
    """The audit of the small index."""
    folder = index.read_folder(SMALL)
    return index.audit(index.build(folder.spec, folder.panel), index.analyse(folder.spec, folder.panel))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_report_is_quiet_accessible_and_never_wider_than_the_screen(
    browser: Browser, made: index.Audit, lang: Language, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("request", lambda r: faults.append(r.url))
    page.set_content(audit_html(made, lang))
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown = [svg.is_visible() for svg in page.locator("svg").all()]
    assert shown == [width > 760, width <= 760] * (len(shown) // 2)
    assert violations(page) == []
    page.close()


def test_the_report_prints_its_wide_figures(browser: Browser, made: index.Audit) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.set_content(audit_html(made, "en"))
    page.emulate_media(media="print")
    assert page.locator(".wide").first.is_visible()
    assert not page.locator(".narrow").first.is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.close()
