"""Scopes: which definition a name means, of those it has figures in; none is guessed."""

from __future__ import annotations

import pytest

from xinxiao.model.scope import NOT_APPLICABLE, TOTAL, meant


def test_an_indicator_that_declares_its_scope_means_it_whatever_was_asked() -> None:
    assert meant("NARROW", "WIDE", {"NARROW", "WIDE", "_Z"}) == "NARROW"


def test_a_declared_scope_without_figures_means_nothing_and_no_other_stands_in() -> None:
    assert meant("NARROW", "WIDE", {"WIDE"}) is None
    assert meant("NARROW", None, {"_Z"}) is None
    assert meant("NARROW", None, ()) is None


def test_without_one_of_its_own_the_scope_of_the_formula_or_index_that_asked_is_meant() -> None:
    assert meant(None, "WIDE", {"NARROW", "WIDE", "_Z"}) == "WIDE"


def test_else_figures_without_a_scope_are_meant() -> None:
    assert meant(None, None, {"NARROW", "WIDE", "_Z"}) == "_Z"
    assert meant(None, "OTHER", {"NARROW", "_Z"}) == "_Z"


def test_else_the_only_scope_there_is() -> None:
    assert meant(None, None, {"NARROW"}) == "NARROW"
    assert meant(None, "OTHER", ("NARROW",)) == "NARROW"


@pytest.mark.parametrize("asked", [None, "OTHER"])
def test_of_two_scopes_none_is_guessed_in_whichever_order_they_stand(asked: str | None) -> None:
    assert meant(None, asked, ["NARROW", "WIDE"]) is None
    assert meant(None, asked, ["WIDE", "NARROW"]) is None
    assert meant(None, asked, []) is None


def test_an_empty_declaration_is_none() -> None:
    assert meant("", None, {"NARROW"}) == "NARROW"


def test_the_codes_of_sdmx_for_not_applicable_unspecified_and_total() -> None:
    assert (NOT_APPLICABLE, TOTAL) == ("_Z", "_T")
