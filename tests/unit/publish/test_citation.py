"""Citations, written by hand after the rules."""

from __future__ import annotations

from dataclasses import replace

from xinxiao.publish.citation import Citation, bibtex, gbt7714

CITED = Citation(
    "IC-2023-ab_c",
    "编制组",
    "规模 & 走势",
    "信息消费统计",
    "IC-2023-ab",
    "2026-01-15",
    "2026-11-29",
    "https://a.org/zh/?release=IC-2023-ab#trend",
)


def test_gbt_7714_has_author_title_mark_days_and_address_in_its_order() -> None:
    assert gbt7714(CITED) == (
        "编制组. 规模 & 走势: 信息消费统计, IC-2023-ab[DS/OL]. (2026-01-15)[2026-11-29]. "
        "https://a.org/zh/?release=IC-2023-ab#trend.\n"
    )


def test_bibtex_keeps_names_whole_and_escapes_what_tex_reads() -> None:
    assert bibtex(CITED) == (
        "@misc{IC-2023-ab-c,\n"
        "  author = {{编制组}},\n"
        "  title = {{规模 \\& 走势}},\n"
        "  howpublished = {信息消费统计},\n"
        "  edition = {IC-2023-ab},\n"
        "  year = {2026},\n"
        "  date = {2026-01-15},\n"
        "  url = {https://a.org/zh/?release=IC-2023-ab#trend},\n"
        "  urldate = {2026-11-29}\n"
        "}\n"
    )
    strange = bibtex(replace(CITED, title="50 % of {x}_1\n~^\\"))
    assert (
        "title = {{50 \\% of \\{x\\}\\_1 \\textasciitilde{}\\textasciicircum{}\\textbackslash{}}}" in strange
    )
