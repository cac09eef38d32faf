"""The codes of a list, as a programme tells them and as its checks see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nouns import POLICY, TINY, TUTORIAL
from xinxiao.programme.checks.known import Known
from xinxiao.programme.load import load


@pytest.mark.parametrize("folder", [POLICY, TUTORIAL, TINY], ids=lambda folder: folder.name)
def test_a_programme_tells_the_codes_its_checks_know(folder: Path) -> None:
    loaded = load(folder)
    programme = loaded.programme
    assert programme is not None
    known = Known(loaded, programme)
    lists = {c.codelist for flow in programme.flows.values() for c in flow.components if c.codelist}
    assert "CL_SCOPE" in lists or folder != POLICY
    for codelist in sorted(lists):
        assert set(programme.codes(codelist)) == known.codes(codelist), codelist
        assert len(set(programme.codes(codelist))) == len(programme.codes(codelist)) > 0


def test_a_list_made_of_nouns_has_their_ids_and_its_further_codes_and_no_list_has_none() -> None:
    programme = load(POLICY).programme
    assert programme is not None
    assert {"CONTENT_IO", "_Z"} <= set(programme.codes("CL_SCOPE"))
    assert programme.codes("CL_NOTHING") == ()
