"""Contacts: what is an e-mail address, what a web address, and what neither."""

from __future__ import annotations

import pytest

from xinxiao.model.contact import Contact


@pytest.mark.parametrize(
    ("line", "mail", "page", "href"),
    [
        ("desk@stats.example.org", "desk@stats.example.org", "", "mailto:desk@stats.example.org"),
        ("https://example.org/ask?a=1", "", "https://example.org/ask?a=1", "https://example.org/ask?a=1"),
        ("http://example.org", "", "http://example.org", "http://example.org"),
        ("010-1234 5678 转 9", "", "", ""),
        ("write to desk@example.org", "", "", ""),
        ("javascript:alert(1)@example.org", "", "", ""),
        ("https://", "", "", ""),
        ("a@b", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_a_contact_is_an_address_only_when_all_of_it_is_one(
    line: str, mail: str, page: str, href: str
) -> None:
    found = Contact(line)
    assert (found.mail, found.page, found.href) == (mail, page, href)
    assert bool(found) is (line != "")
