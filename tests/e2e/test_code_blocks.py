"""Every code block of the READMEs, the tutorial and the how-to pages runs as printed, or says why not.

A comment before a block says what it is, where it is not simply run: ``<!-- file: PATH -->`` for what stands in a file,
``<!-- runs until stopped -->`` for a server, ``<!-- not run here: REASON -->``. Blocks of one page are one course: what
an earlier block made is there for a later one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from xinxiao.entry.cli.main import run

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    *(
        str(page.relative_to(ROOT))
        for part in ("tutorial", "howto")
        for page in sorted((ROOT / "docs" / part).glob("*.md"))
    ),
]
BLOCK = re.compile(r"(?:^<!-- (?P<said>.*?) -->\n)?^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.M | re.S)
SERVER = """
{command} > served.log 2>&1 &
for _ in $(seq 600); do
  url=$(grep -o 'http://[0-9.:]*' served.log | head -n 1 || true)
  if [ -n "$url" ] && python3 -c "import urllib.request; urllib.request.urlopen('$url/')"; then break; fi
  sleep 0.2
done
python3 -c "import urllib.request; assert urllib.request.urlopen('$url/').status == 200" || {{ cat served.log; exit 3; }}
"""


@dataclass(frozen=True)
class Block:
    """A fenced block: what the comment before it says, its language, its text."""

    said: str
    language: str
    code: str

    @property
    def step(self) -> str:
        """It as a part of a shell script; nothing for one that is not run. Python sees what earlier blocks defined."""
        word, _, rest = self.said.partition(": ")
        if word == "not run here":
            assert len(rest) > 10, f"no reason: {self.code}"
            return ""
        if word == "file":
            return f"cat > {rest} <<'END_OF_FILE'\n{self.code}END_OF_FILE\n"
        if self.said == "runs until stopped":
            return SERVER.format(command=self.code.strip())
        assert not self.said, f"{self.said} is none of the things a comment before a block may say"
        if self.language == "python":
            return f"cat >> course.py <<'END_OF_BLOCK'\n{self.code}END_OF_BLOCK\npython3 course.py\n"
        assert self.language == "sh", f"neither run nor explained:\n{self.code}"
        return self.code


def blocks(page: str) -> list[Block]:
    found = [
        Block(m["said"] or "", m["language"], m["code"])
        for m in BLOCK.finditer((ROOT / page).read_text("utf-8"))
    ]
    assert len(found) * 2 == len(re.findall(r"^```", (ROOT / page).read_text("utf-8"), re.M)), page
    return found


@pytest.fixture(scope="session")
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as the README's first command leaves it: with one release of the programme we ship."""
    home = tmp_path_factory.mktemp("first-home")
    assert (
        run(["run", "--programme", str(ROOT / "programmes" / "information-consumption"), "--home", str(home)])
        == 0
    )
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like the repository after the README's first command."""
    for name in ("programmes", "tests", "docs", "src"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.mark.skipif(shutil.which("bash") is None, reason="the pages speak to a POSIX shell")
@pytest.mark.parametrize(
    "page", [pytest.param(p, marks=pytest.mark.long if p == "README.zh-CN.md" else ()) for p in PAGES]
)
def test_the_blocks_of_a_page_run_as_printed(
    page: str, folder: Path, first_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    steps = [block.step for block in blocks(page)]
    script = "\n".join(["set -euo pipefail", "trap 'kill $(jobs -p) 2> /dev/null || true' EXIT", *steps])
    if "curl " in script and shutil.which("curl") is None:
        pytest.skip("needs curl")
    home = shutil.copytree(first_home, tmp_path_factory.mktemp("home") / "home")
    environ = os.environ | {
        "PATH": f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "XINXIAO_HOME": str(home),
        "BROWSER": "true",
    }
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environ,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def test_both_readmes_print_the_same_commands() -> None:
    """So that those of the Chinese one run as well, which only the long tests run for themselves."""
    chinese, english = (
        [re.sub(r" +#.*", "", block.step) for block in blocks(page)]
        for page in ("README.zh-CN.md", "README.md")
    )
    assert len(english) == 3
    assert chinese == english


def test_a_block_that_is_neither_run_nor_explained_is_refused() -> None:
    with pytest.raises(AssertionError, match="neither run nor explained"):
        _ = Block("", "yaml", "a: 1\n").step
    with pytest.raises(AssertionError, match="no reason"):
        _ = Block("not run here: no", "sh", "true\n").step
    with pytest.raises(AssertionError, match="none of the things"):
        _ = Block("not run", "sh", "true\n").step
