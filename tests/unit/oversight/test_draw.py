"""A draw gives the numbers the reference gives, whatever order its roster came in, and two different people who may."""

from __future__ import annotations

import hmac
import json
from hashlib import sha256

import pytest

from tests.draws import DICE, SIX, SIX_SEED, SIX_SHA256, body, code, codes, draft, inspector, made
from xinxiao.errors import DataFault
from xinxiao.model.oversight.draw import Cap, Exclusion, Inspector, Qualification, Ratio, Share, Terms
from xinxiao.oversight.canonical import canonical
from xinxiao.oversight.draw import commit, drawn, drawn_of, seeded, terms
from xinxiao.oversight.draw_verification import verify
from xinxiao.oversight.roster import Roster, gathered
from xinxiao.oversight.side_by_side import LARGE, across_processes
from xinxiao.oversight.tickets import EVERY, estimate, lowest, ticket


def roster_of(found: list[str], name: str = "A") -> Roster:
    return gathered(found, [name] * len(found), [name])


def of(found: list[str], people: list[Inspector], **fields: object) -> Terms:
    return terms(draft(**fields), roster_of(found), (), people)


PEOPLE = [inspector(f"P{i}") for i in range(5)]


def test_the_roster_of_six_firms_has_the_hash_of_the_reference() -> None:
    assert roster_of(list(SIX)).seal().sha256 == SIX_SHA256


def test_the_seed_is_that_of_the_reference() -> None:
    assert seeded("DRAW-2026-0001", SIX_SHA256, [DICE]) == SIX_SEED


def test_the_tickets_of_six_firms_are_those_of_the_reference() -> None:
    low = lowest(SIX_SEED, SIX, 6)
    assert (low[0][0].hex()[:16], low[0][1]) == ("2fc2951c1085abbe", b"91110000802100433B")
    assert (low[1][0].hex()[:8], low[1][1]) == ("30416c0e", b"9144030071526726XG")
    assert low[5][1] == b"91440400192548256N"


def test_a_ticket_is_what_the_standard_library_says() -> None:
    key = bytes.fromhex(SIX_SEED)
    assert ticket(SIX_SEED, SIX[0]) == hmac.digest(key, SIX[0].encode(), "sha256").hex()
    low = lowest(SIX_SEED, codes(3_000), 50)
    all_of = sorted((hmac.digest(key, c.encode(), "sha256"), c.encode()) for c in codes(3_000))
    assert low == all_of[:50]


def test_an_estimate_that_is_too_low_loses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    right = lowest(SIX_SEED, codes(500), 20)
    monkeypatch.setattr("xinxiao.oversight.tickets.estimate", lambda wanted, count: b"\0" * 32)
    assert lowest(SIX_SEED, codes(500), 20) == right


def test_an_estimate_lies_above_the_share_that_is_wanted() -> None:
    assert estimate(10, 20) == EVERY
    assert int.from_bytes(estimate(5_000, 5_000_000), "big") / 2**256 == pytest.approx(5_600 / 5_000_000)


def test_the_order_a_roster_comes_in_changes_nothing() -> None:
    found = codes(50)
    assert made(strata={"A": found}) == made(strata={"A": sorted(found)}) == made(strata={"A": found[::-1]})


def test_codes_are_written_in_the_usual_way_first() -> None:
    odd = ["９１11 0000-802100433b", *SIX[:3]]
    assert roster_of(odd).strata["A"] == tuple(sorted((SIX[3], *SIX[:3])))


@pytest.mark.parametrize(
    ("found", "name"),
    [
        (["911000001000044477"], "draw_code"),
        (["91100000100004447I"], "draw_code"),
        ([SIX[0], SIX[0].lower()], "draw_twice"),
    ],
)
def test_a_code_that_is_nobodys_or_stands_twice_is_refused(found: list[str], name: str) -> None:
    with pytest.raises(DataFault) as caught:
        roster_of(found)
    assert caught.value.told is not None
    assert caught.value.told.name == name


def test_a_code_whose_organisation_part_fails_its_check_may_be_drawn() -> None:
    assert roster_of(["91350100M000100Y43"]).strata["A"] == ("91350100M000100Y43",)


def test_a_stratum_without_a_share_is_refused() -> None:
    with pytest.raises(DataFault) as caught:
        gathered(SIX, ["B"] * 6, ["A"])
    assert caught.value.told is not None
    assert caught.value.told.name == "draw_stratum"
    with pytest.raises(DataFault) as caught:
        terms(draft(), roster_of(list(SIX), "B"), (), PEOPLE)
    assert caught.value.told is not None
    assert caught.value.told.name == "draw_strata"


@pytest.mark.parametrize(
    ("population", "share", "size"),
    [
        (101, Share(stratum="A", ratio=Ratio(numerator=3, denominator=100), rounding="up"), 4),
        (101, Share(stratum="A", ratio=Ratio(numerator=3, denominator=100), rounding="down"), 3),
        (101, Share(stratum="A", ratio=Ratio(numerator=3, denominator=100), rounding="half_up"), 3),
        (150, Share(stratum="A", ratio=Ratio(numerator=3, denominator=100), rounding="half_up"), 5),
        (100, Share(stratum="A", ratio=Ratio(numerator=3, denominator=100), rounding="up"), 3),
        (100, Share(stratum="A", ratio=Ratio(numerator=3, denominator=100), least=7), 7),
        (5, Share(stratum="A", least=7), 5),
        (0, Share(stratum="A", ratio=Ratio(numerator=1, denominator=2), least=1), 0),
    ],
)
def test_how_many_are_drawn(population: int, share: Share, size: int) -> None:
    assert drawn_of(population, share) == size


def test_the_commitment_is_the_hash_of_the_terms_and_of_everything_they_hold() -> None:
    first = of(list(SIX), PEOPLE)
    assert commit(first) == sha256(canonical(first)).hexdigest()
    others = [
        of(list(SIX[:5]), PEOPLE),
        of(list(SIX), PEOPLE[:4]),
        of(list(SIX), PEOPLE, task="T2"),
        terms(draft(), roster_of(list(SIX)), [Exclusion(subject=code(1), reason="CAP")], PEOPLE),
    ]
    assert len({commit(one) for one in (first, *others)}) == 5


def test_pairs_are_the_two_lowest_tickets_of_those_who_may() -> None:
    committed = of(list(SIX), PEOPLE)
    pairs = drawn(committed, roster_of(list(SIX)), PEOPLE, SIX_SEED).pairs
    first = pairs[0]
    assert first.subject == "91110000802100433B"
    key = bytes.fromhex(SIX_SEED)
    by_hand = sorted(
        (hmac.digest(key, f"{first.subject}|P{i}".encode(), "sha256").hex(), f"P{i}") for i in range(5)
    )
    assert [(one.ticket, one.person) for one in first.people] == by_hand[:2]
    assert first.passed == ()


def test_whoever_may_not_is_passed_over_with_the_reason() -> None:
    """Of five, each with another reason, only two are left for the firm: the reasons stand in the order of tickets."""
    firm = "91110000802100433B"
    old = (Qualification(name="Q", since="2020-01-01", until="2026-06-29"),)
    people = [
        inspector("P0", qualifications=()),
        inspector("P1", qualifications=old),
        inspector("P2", conflicts=(firm,)),
        inspector("P3", recusals=(firm,)),
        inspector("P4", conflicts=("M1",)),
        inspector("P5"),
        inspector("P6"),
        inspector("P7", areas=("44",)),
    ]
    committed = of(list(SIX), people)
    first = drawn(committed, roster_of(list(SIX)), people, SIX_SEED).pairs[0]
    assert first.subject == firm
    assert {one.person for one in first.people} == {"P5", "P6"}
    why = {"P0": "unqualified", "P1": "expired", "P2": "conflict", "P3": "recusal", "P4": "conflict"}
    assert {one.person: one.why for one in first.passed}.items() <= why.items()
    last = max(one.ticket for one in first.people)
    before = [p for p in why if ticket(SIX_SEED, f"{firm}|{p}") < last]
    assert sorted(one.person for one in first.passed) == before


def test_a_qualification_that_ends_on_the_last_day_holds() -> None:
    held = (Qualification(name="Q", since="2026-04-01", until="2026-06-30"),)
    people = [inspector("P0", qualifications=held), inspector("P1", qualifications=held)]
    assert all(
        len(p.people) == 2 for p in drawn(of(list(SIX), people), roster_of(list(SIX)), people, SIX_SEED).pairs
    )


def test_who_is_full_is_passed_over_and_a_pair_may_stay_short() -> None:
    people = [inspector("P0"), inspector("P1"), inspector("P2")]
    six = (Share(stratum="A", least=6),)
    committed = of(list(SIX), people, cap=Cap(subject=1, inspector=2), shares=six)
    result = drawn(committed, roster_of(list(SIX)), people, SIX_SEED)
    pairs = result.pairs
    assert [len(one.people) for one in pairs] == [2, 2, 2, 0, 0, 0]
    assert result.short(committed.bodies) == pairs[3:]
    assert {one.why for one in pairs[5].passed} == {"full"}
    assert len(pairs[5].passed) == 3


def test_no_one_is_twice_in_a_pair_however_few_there_are() -> None:
    for count in (1, 2, 3):
        people = [inspector(f"P{i}") for i in range(count)]
        committed = of(codes(300), people, shares=(Share(stratum="A", least=300),))
        for pair in drawn(committed, roster_of(codes(300)), people, SIX_SEED).pairs:
            assert len({one.person for one in pair.people}) == len(pair.people) == min(2, count)


def test_more_people_than_are_looked_at_first_are_looked_at_when_needed() -> None:
    """Of 400 only the last two by ticket may inspect: all 398 before them are passed over."""
    firm = SIX[0]
    order = sorted((ticket(SIX_SEED, f"{firm}|P{i:03}"), f"P{i:03}") for i in range(400))
    fit = {name for _, name in order[-2:]}
    people = [inspector(p, qualifications=inspector(p).qualifications if p in fit else ()) for _, p in order]
    committed = of([firm], people)
    [pair] = drawn(committed, roster_of([firm]), people, SIX_SEED).pairs
    assert [one.person for one in pair.people] == [name for _, name in order[-2:]]
    assert [one.person for one in pair.passed] == [name for _, name in order[:-2]]


def test_each_body_of_a_joint_inspection_sends_its_own_people() -> None:
    people = [*PEOPLE, *(inspector(f"C{i}", body="CAC") for i in range(3))]
    committed = of(list(SIX), people, bodies=(body(), body(body="CAC", people=1)))
    pairs = drawn(committed, roster_of(list(SIX)), people, SIX_SEED).pairs
    assert [(one.body, len(one.people)) for one in pairs] == [("MSA", 2), ("CAC", 1)] * 2
    assert {one.person[0] for pair in pairs if pair.body == "CAC" for one in pair.people} == {"C"}


def test_people_go_only_to_their_areas() -> None:
    people = [inspector("P0", areas=("4403",)), inspector("P1", areas=("44", "11")), inspector("P2")]
    committed = of(list(SIX), people, shares=(Share(stratum="A", least=6),))
    found = {
        p.subject: {o.person for o in p.people}
        for p in drawn(committed, roster_of(list(SIX)), people, SIX_SEED).pairs
    }
    assert found[SIX[2]] == {"P2"}
    assert found[SIX[3]] == found[SIX[5]] == {"P1", "P2"}


def test_a_person_listed_twice_is_refused() -> None:
    with pytest.raises(DataFault) as caught:
        of(list(SIX), [inspector("P0"), inspector("P0")])
    assert caught.value.told is not None
    assert caught.value.told.name == "draw_person_twice"


@pytest.mark.parametrize(
    "fields", [{"number": "DRAW-1"}, {"plan": ""}, {"since": "2026-4-1"}, {"code": "a|b"}]
)
def test_a_field_that_is_not_written_as_it_must_be_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(DataFault) as caught:
        of(list(SIX), PEOPLE, **fields)
    assert caught.value.told is not None
    assert caught.value.told.name == "draw_field"


def test_the_file_is_canonical_json() -> None:
    content = made()
    assert (
        content
        == json.dumps(json.loads(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
    assert json.loads(content)["format"] == "xinxiao-draw-1"


def test_nobody_is_drawn_from_nobody() -> None:
    found = json.loads(made(strata={"A": []}))
    assert (found["selected"], found["lines"]) == ([], [{"line": "", "stratum": "A"}])
    assert found["terms"]["roster"]["sha256"] == sha256(b"").hexdigest() == found["terms"]["roster"]["merkle"]


def test_a_draw_in_two_processes_is_the_same_draw() -> None:
    found, people = codes(300), [inspector(f"P{i}", areas=("11",) if i % 3 else ()) for i in range(30)]
    committed = of(found, people, shares=(Share(stratum="A", least=250),), cap=Cap(subject=0, inspector=20))
    alone = drawn(committed, roster_of(found), people, SIX_SEED)
    with across_processes(LARGE) as across:
        assert across is not map
        assert drawn(committed, roster_of(found), people, SIX_SEED, across) == alone
        assert roster_of(found).seal(across) == committed.roster
        assert verify(made(strata={"A": found}), across=across) == []
    with across_processes(LARGE - 1) as across:
        assert across is map


def test_a_large_roster_is_put_in_order_by_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xinxiao.oversight.roster.LARGE", 10)
    assert roster_of(codes(101)).strata["A"] == tuple(sorted(codes(101)))
