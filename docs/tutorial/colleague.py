"""What a colleague does in a browser, for the tutorial: comes in by an invitation, and fills in forms of the desk. Standard library alone.

python3 colleague.py first NAME CODE             set a password and one-time codes
python3 colleague.py fill NAME PAGE FORM [FIELD=VALUE ...]   on a page, the form that goes to an address ending with FORM
"""

import base64
import hmac
import http.cookiejar
import os
import pathlib
import re
import secrets
import struct
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

DESK = os.environ["DESK"]


class Forms(HTMLParser):
    """The forms of a page: for each where it goes, and its fields with what stands in them."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
        elif tag == "input" and self.found and given.get("type") == "hidden" and "name" in given:
            self.found[-1][1][given["name"]] = given.get("value", "")


class Browser:
    """A browser of somebody, whose cookies stay in a file."""

    def __init__(self, name):
        self.jar = http.cookiejar.LWPCookieJar(f"{name}.cookies")
        if pathlib.Path(self.jar.filename).exists():
            self.jar.load(ignore_discard=True)
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, address, fields=None):
        sent = None if fields is None else urllib.parse.urlencode(fields).encode()
        try:
            with self.opener.open(address, sent) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            said = re.sub(r"<[^>]*>|\s+", " ", error.read().decode())
            sys.exit(f"{error.code} {address}: {' '.join(said.split())[:1500]}")
        self.jar.save(ignore_discard=True)
        return text

    def fill(self, page, form, fields, text=""):
        text = text or self.ask(f"{DESK}/{page}")
        action, hidden = next(one for one in Forms(text).found if one[0].endswith(form))
        return self.ask(urllib.parse.urljoin(DESK, action), {**hidden, **fields})


def code(secret):
    """The one-time code of now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    made = hmac.digest(key, struct.pack(">Q", int(time.time()) // 30), "sha1")
    number = struct.unpack(">I", made[made[-1] & 15 :][:4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def main(what, name, *rest):
    browser = Browser(name)
    if what == "first":
        password = secrets.token_urlsafe(12)
        fields = {"name": name, "code": rest[0], "password": password, "again": password}
        browser.fill("first", "first", fields)
        shown = browser.ask(f"{DESK}/me/code")
        secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', shown)[1].replace(" ", "")
        browser.fill("me/code", "me/code", {"code": code(secret)}, shown)
        print(f"{name} is in, with the password {password}")
    else:
        page, form, *given = rest
        browser.fill(page, form, dict(one.split("=", 1) for one in given))
        print(f"{name}: {form} on {page}")


main(*sys.argv[1:])
