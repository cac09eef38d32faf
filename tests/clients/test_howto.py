"""The code of the how-to for Python and R: each block as it stands there, on a portal that answers elsewhere."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import pytest

from tests.clients.conftest import Published
from tests.e2e.test_code_blocks import Block, blocks

PAGE = "docs/howto/read-from-python-r-excel.md"
OWN = "http://127.0.0.1:8765"


def block(mark: str) -> Block:
    """The one block of the page that has a mark."""
    [found] = [block for block in blocks(PAGE) if mark in block.code]
    assert OWN in found.code
    return found


def ran(published: Published, mark: str) -> dict[str, Any]:
    """What a block of Python leaves behind."""
    names: dict[str, Any] = {}
    exec(compile(block(mark).code.replace(OWN, published.url), PAGE, "exec"), names)
    return names


def test_httpx_and_pandas_read_the_indicators_of_beijing_since_2020(published: Published) -> None:
    values = ran(published, "import httpx")["values"]
    named = {name.partition(": ")[0]: values[name] for name in values}
    assert set(named["REF_AREA"]) == {"110000: 北京市"}
    assert min(named["TIME_PERIOD"]) == "2020"


def test_sdmx1_reads_the_indicators_of_beijing_since_2020(published: Published) -> None:
    pytest.importorskip("sdmx", reason="clients stand in an environment of their own")
    values = ran(published, "import sdmx")["values"]
    assert set(values.index.get_level_values("REF_AREA")) == {"110000"}
    assert min(values.index.get_level_values("TIME_PERIOD")) == "2020"


@pytest.mark.skipif(not os.environ.get("XINXIAO_TEST_R"), reason="XINXIAO_TEST_R says that R has rsdmx")
def test_rsdmx_reads_the_indicators_of_beijing_since_2020(published: Published) -> None:
    code = block("rsdmx::readSDMX").code.replace(OWN, published.url)
    said = code + '\ncat(unique(values$REF_AREA), min(values$obsTime), nrow(values) > 10, sep = "\\n")\n'
    done = subprocess.run(
        ["Rscript", "-e", said], capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    assert done.stdout.split() == ["110000", "2020", "TRUE"], done.stderr[-2000:]
