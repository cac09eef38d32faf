"""The configuration of nginx that is shipped, before a real portal: what it keeps, and what it never keeps."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

import httpx
import pytest

from tests.nouns import TUTORIAL
from xinxiao import bootstrap
from xinxiao.entry.portal.headers import SECURITY
from xinxiao.uses.run import run

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = [pytest.mark.nginx, pytest.mark.skipif(NGINX is None, reason="needs nginx")]
AROUND = """
daemon off;
pid {place}/pid;
error_log {place}/errors;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
  uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  include {place}/xinxiao.conf;
}}
"""


def free_port() -> int:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def until(holds: Callable[[], bool], most: float = 60) -> None:
    """Wait until something holds."""
    end = time.monotonic() + most
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=30).status_code < 500
    except httpx.HTTPError:
        return False


@contextmanager
def program(command: list[str], **environ: str) -> Iterator[int]:
    """A program that runs meanwhile, told to end afterwards."""
    with subprocess.Popen(
        command, env=os.environ | environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            yield running.pid
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


@contextmanager
def portal(home: Path, port: int, **environ: str) -> Iterator[int]:
    """The portal over a home."""
    command = [sys.executable, "-m", "xinxiao", "serve", "--no-browser", "--port", str(port)]
    with program([*command, "--home", str(home)], **environ) as number:
        until(lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        yield number


@contextmanager
def nginx(place: Path, upstream: int) -> Iterator[httpx.Client]:
    """nginx as shipped, on another port, before a portal."""
    port = free_port()
    shipped = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for shown, own in {
        "127.0.0.1:8765": f"127.0.0.1:{upstream}",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx/xinxiao": f"{place}/cache",
    }.items():
        assert shipped.count(shown) == 1, shown
        shipped = shipped.replace(shown, own)
    place.chmod(0o755)
    (place / "xinxiao.conf").write_text(shipped, "utf-8")
    (place / "nginx.conf").write_text(AROUND.format(place=place), "utf-8")
    assert NGINX is not None
    with program([NGINX, "-c", str(place / "nginx.conf"), "-g", "user root;" if os.getuid() == 0 else ""]):
        until(lambda: answers(f"http://127.0.0.1:{port}/metrics"))
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            yield client


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one release."""
    call = bootstrap.call(tmp_path_factory.mktemp("nginx-home"))
    run(call, TUTORIAL)
    call.ports.ledger.close()
    return call.ports.home


@pytest.fixture(scope="module")
def site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """nginx before a portal over it."""
    port = free_port()
    with portal(home, port), nginx(tmp_path_factory.mktemp("nginx"), port) as client:
        yield client


def cache(answer: httpx.Response) -> str:
    return answer.headers["x-cache"]


def test_who_asks_second_is_answered_from_the_cache_under_an_id_of_their_own(site: httpx.Client) -> None:
    first, second = site.get("/en/methods"), site.get("/en/methods")
    assert (first.status_code, cache(first), cache(second)) == (200, "MISS", "HIT")
    assert first.content == second.content
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert len(second.headers["x-request-id"]) == 32
    assert second.headers["cache-control"] == "no-cache"


def test_what_is_old_is_asked_for_again_by_its_tag_while_readers_get_what_there_is(
    site: httpx.Client,
) -> None:
    site.get("/en/scopes")
    until(lambda: cache(site.get("/en/scopes")) in ("STALE", "UPDATING"))
    until(lambda: cache(site.get("/en/scopes")) == "HIT")


@pytest.mark.parametrize("path", ["/en/about", "/nothing", "/openapi.json", "/zh/index?year=1"])
def test_every_header_comes_once(site: httpx.Client, path: str) -> None:
    for _ in range(2):
        names = [name.lower() for name, _ in site.get(path).headers.multi_items()]
        assert len(names) == len(set(names))
        assert {name for name, _ in SECURITY} | {"x-request-id"} <= set(names)


def test_languages_are_not_mixed(site: httpx.Client) -> None:
    for _ in range(2):
        for tongue in ("en", "zh", "en;q=0.5, zh", "fr, en"):
            wanted = "zh" if "zh" in tongue else "en"
            found = site.get("/", headers={"accept-language": tongue})
            assert (found.status_code, found.headers["location"]) == (302, f"/{wanted}/")
    assert cache(site.get("/", headers={"accept-language": "en"})) == "HIT"


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/en/index?year=1", 400), ("/data/NOPE.csv", 404)]
)
def test_errors_are_kept_by_nobody(site: httpx.Client, path: str, status: int) -> None:
    found = [site.get(path) for _ in range(3)]
    assert {answer.status_code for answer in found} == {status}
    assert {cache(answer) for answer in found} == {"MISS"}


@pytest.mark.parametrize("header", ["cookie", "authorization"])
def test_who_may_be_somebody_is_answered_by_the_portal_and_nothing_of_it_is_kept(
    site: httpx.Client, header: str
) -> None:
    path = {"cookie": "/en/releases", "authorization": "/zh/releases"}[header]
    assert cache(site.get(path, headers={header: "a=b"})) == "BYPASS"
    assert cache(site.get(path)) == "MISS"
    assert cache(site.get(path, headers={header: "a=b"})) == "BYPASS"


def test_a_sealed_file_is_kept_and_given_in_parts(site: httpx.Client) -> None:
    manifest = site.get(f"/releases/{site.get('/releases.json').json()[0]['id']}/manifest.json").json()
    digest = next(iter(manifest["datasets"].values()))["sha256"]
    whole = site.get(f"/blob/{digest}")
    part = site.get(f"/blob/{digest}", headers={"range": "bytes=4-11"})
    assert (cache(whole), cache(part), part.status_code) == ("MISS", "HIT", 206)
    assert part.content == whole.content[4:12]
    assert part.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert site.get(f"/blob/{digest}", headers={"if-none-match": whole.headers["etag"]}).status_code == 304


def test_a_part_of_a_file_nobody_asked_for_before_is_that_part(site: httpx.Client) -> None:
    address = site.get("/data/RD_INDEX.csv").headers["location"]
    part = site.get(address, headers={"range": "bytes=0-9"})
    assert (part.status_code, len(part.content)) == (206, 10)
    assert part.content == site.get(address).content[:10]


def test_health_and_measures_are_not_for_everybody(site: httpx.Client) -> None:
    assert {site.get(path).status_code for path in ("/healthz", "/metrics", "/x/metrics")} == {404}


def test_a_long_head_or_body_goes_no_further(site: httpx.Client) -> None:
    assert site.get("/en/about", headers={"x-long": "a" * 20_000}).status_code == 400
    assert site.post("/en/about", content=b"a" * 22_100_000).status_code == 413


def test_a_new_release_is_seen_and_a_portal_that_is_gone_is_stood_in_for(home: Path, tmp_path: Path) -> None:
    own, port = Path(shutil.copytree(home, tmp_path / "home")), free_port()
    with nginx(tmp_path, port) as client:
        with portal(own, port):
            before = client.get("/releases.json").json()
            programme = Path(shutil.copytree(TUTORIAL, tmp_path / "programme"))
            notes = programme / "programme.yaml"
            notes.write_text(notes.read_text("utf-8") + "\n# another day\n", "utf-8")
            call = bootstrap.call(own)
            new = run(call, programme).id
            call.ports.ledger.close()
            assert new not in {entry["id"] for entry in before}
            until(lambda: client.get("/releases.json").json()[0]["id"] == new)
            until(lambda: new in client.get("/en/releases").text)
        until(lambda: client.get("/en/releases").headers["x-cache"] == "STALE")
        assert client.get("/en/never-asked-before").status_code == 502


def test_below_a_root_pages_and_their_files_are_found(home: Path, tmp_path: Path) -> None:
    port = free_port()
    with portal(home, port, XINXIAO_ROOT="/xinxiao"), nginx(tmp_path, port) as client:
        assert client.get("/xinxiao", headers={"accept-language": "en"}).headers["location"] == "/xinxiao/en/"
        page = client.get("/xinxiao/en/")
        style = page.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
        assert style.startswith("/xinxiao/static/style.css?v=")
        assert [cache(client.get(style)) for _ in range(2)] == ["MISS", "HIT"]
        assert client.get("/xinxiao/metrics").status_code == 404
