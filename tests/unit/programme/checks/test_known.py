"""What checks know of a programme."""

from __future__ import annotations

from xinxiao.programme.checks.known import Known
from xinxiao.programme.load import load_bytes


def test_provinces_of_some_years_are_those_valid_in_any_with_the_years_in_which_they_are(
    tiny: dict[str, bytes],
) -> None:
    areas = tiny["codelists/CL_AREA.csv"].decode()
    own = next(line for line in areas.splitlines() if line.startswith("920000,"))
    assert own.startswith("920000,乙省,Province B,province,CN,,,")
    ended = own.replace("province,CN,,,", "province,CN,,2018-12-31,", 1)
    loaded = load_bytes({**tiny, "codelists/CL_AREA.csv": areas.replace(own, ended).encode()})
    known = Known(loaded, loaded.parts)
    found, valid = known.provinces((2017, 2018, 2019))
    assert [area.id for area in found] == ["910000", "920000", "930000", "940000", "950000"]
    assert valid[1].tolist() == [True, True, False]
    assert valid[0].tolist() == [True, True, True]
    assert [area.id for area in known.provinces((2019,))[0]] == ["910000", "930000", "940000", "950000"]
    assert known.provinces((2017, 2018, 2019))[1] is valid
