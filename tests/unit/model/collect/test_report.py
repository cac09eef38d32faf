"""How a report stands after what happened to it, and what may happen next."""

from __future__ import annotations

import pytest

from xinxiao.errors import Conflict, NotFound
from xinxiao.model.collect import facts
from xinxiao.model.collect.report import (
    FOLLOWS,
    Report,
    ReportKey,
    State,
    after,
    fold,
    key_of,
    units_hash,
)
from xinxiao.model.event import START, Event, Mark, appended

KEY = {"form": "SHOP_M", "period": "2026-08", "unit": "S-1"}
NEW = Report(**KEY, area="910101", industry="G52", issue=1, due="2026-09-08T16:00:00.000+00:00")
HASH = "a" * 64


def events(*said: facts.ReportFact, at: str = "2026-09-03T01:00:00.000+00:00") -> list[Event]:
    made, mark = list[Event](), START
    for fact in said:
        made += appended(mark, "person:x", at, [(fact.kind, fact.payload)])
        mark = Mark(made[-1].sequence, made[-1].hash)
    return made


def submitted(number: int, *held: str, late: bool = False, sha256: str = HASH) -> facts.ReportSubmitted:
    return facts.ReportSubmitted(
        **KEY,
        number=number,
        sha256=sha256,
        version="1.0.0",
        channel="web",
        signers={},
        held=[*held],
        late=late,
    )


def queried(number: int, thread: int) -> facts.ReportQueried:
    return facts.ReportQueried(**KEY, number=number, thread=thread, items=[], level="county", sha256=HASH)


def returned(number: int, rank: int = 3) -> facts.ReportReturned:
    return facts.ReportReturned(**KEY, number=number, level="county", rank=rank, sha256=HASH)


def accepted(number: int, rank: int = 3, content: str = HASH) -> facts.ReportAccepted:
    return facts.ReportAccepted(**KEY, number=number, content=content, level=f"level{rank}", rank=rank)


def released(number: int, rule: str) -> facts.ReportReleased:
    return facts.ReportReleased(**KEY, number=number, rule=rule, level="nation", sha256=HASH)


def asked(request: int) -> facts.ExtensionAsked:
    return facts.ExtensionAsked(**KEY, request=request, until="2026-09-10T00:00:00.000+00:00", sha256=HASH)


def decided(request: int, until: str = "2026-09-11T00:00:00.000+00:00") -> facts.ExtensionDecided:
    return facts.ExtensionDecided(**KEY, request=request, until=until, level="county", sha256=HASH)


def answered(thread: int) -> facts.ReportAnswered:
    return facts.ReportAnswered(**KEY, thread=thread, sha256=HASH)


def standing(*said: facts.ReportFact) -> Report:
    return fold(NEW, events(*said))


REACHED: dict[State, tuple[facts.ReportFact, ...]] = {
    "due": (),
    "held": (submitted(1, "R1"),),
    "submitted": (submitted(1),),
    "returned": (submitted(1), returned(1)),
    "accepted": (submitted(1), accepted(1)),
}
NEXT: dict[str, facts.ReportFact] = {
    "query": queried(1, 1),
    "return": returned(1),
    "accept": accepted(1, rank=2),
    "release": released(1, "R1"),
    "ask": asked(1),
}


@pytest.mark.parametrize("state", REACHED)
def test_each_state_is_reached_and_lets_just_its_acts_follow(state: State) -> None:
    held = standing(*REACHED[state])
    assert held.state == state
    tries = NEXT | {"submit": submitted(held.number + 1)}
    for act, fact in tries.items():
        said = events(fact)[0]
        if act in FOLLOWS[state]:
            assert after(held, said).event == 1
            continue
        with pytest.raises(Conflict) as caught:
            after(held, said)
        assert caught.value.told is not None
        assert caught.value.told.values["state"] == state
        assert caught.value.told.values["act"] == act


def test_what_may_be_done_now_is_told_with_the_refusal() -> None:
    with pytest.raises(Conflict) as caught:
        standing(accepted(1))
    assert caught.value.told is not None
    assert caught.value.told.values["allowed"] == "submit, ask"


def test_a_finding_that_waits_holds_a_report_until_each_is_released() -> None:
    held = standing(submitted(1, "R1", "R2"), released(1, "R2"))
    assert (held.state, held.held) == ("held", ("R1",))
    assert after(held, events(released(1, "R1"))[0]).state == "submitted"
    with pytest.raises(Conflict):
        after(held, events(released(1, "R2"))[0])


def test_a_later_submission_opens_what_was_accepted_and_binds_nothing_to_the_new_content() -> None:
    held = standing(submitted(1), accepted(1, rank=0), submitted(2, sha256="b" * 64))
    assert (held.state, held.accepted, held.accepted_sha256, held.sha256) == ("submitted", "", "", "b" * 64)


def test_a_level_accepts_what_one_below_accepted_and_none_below_accepts_or_returns_what_it_did() -> None:
    held = standing(submitted(1), accepted(1, rank=3), accepted(1, rank=1))
    assert (held.accepted, held.rank) == ("level1", 1)
    for late in (accepted(1, rank=1), accepted(1, rank=2), returned(1, rank=2)):
        with pytest.raises(Conflict):
            after(held, events(late)[0])
    assert after(held, events(returned(1, rank=1))[0]).state == "returned"


def test_nobody_accepts_another_content_or_an_older_version() -> None:
    held = standing(submitted(1), submitted(2, sha256="b" * 64))
    for wrong in (
        accepted(1),
        accepted(2, content=HASH),
        returned(1),
        queried(1, 1),
        submitted(2),
        submitted(4),
    ):
        with pytest.raises(Conflict):
            after(held, events(wrong)[0])


def test_threads_stand_beside_the_state_and_only_an_open_one_is_answered() -> None:
    held = standing(submitted(1), queried(1, 1), queried(1, 2), answered(1), submitted(2))
    assert (held.state, held.threads, held.open_threads) == ("submitted", 2, (2,))
    with pytest.raises(Conflict):
        after(held, events(answered(1))[0])


def test_more_time_is_asked_for_once_at_a_time_and_given_or_refused() -> None:
    open_one = standing(asked(1))
    with pytest.raises(Conflict):
        after(open_one, events(asked(2))[0])
    given = after(open_one, events(decided(1))[0])
    assert (given.ends, given.requested) == ("2026-09-11T00:00:00.000+00:00", "")
    refused = fold(NEW, events(asked(1), decided(1, "")))
    assert refused.ends == NEW.due
    assert fold(NEW, events(asked(1), decided(1, ""), asked(2), decided(2))).ends > NEW.due


def test_whether_a_report_was_on_time_is_that_of_its_first_version() -> None:
    assert standing(submitted(1), returned(1), submitted(2, late=True)).timely == "yes"
    assert standing(submitted(1, late=True), submitted(2)).timely == "no"


def test_a_clock_that_jumps_back_changes_nothing_about_the_order() -> None:
    first, second = events(submitted(1), submitted(2))
    jumped = Event(
        2, second.prev_hash, second.hash, second.actor, "1999-01-01T00:00:00", second.kind, second.payload
    )
    assert fold(NEW, [first, jumped]).number == 2


def test_a_key_is_three_parts_of_an_address_and_anything_else_is_not_found() -> None:
    assert key_of("SHOP_M/2026-08/91440300192317458F") == ReportKey("SHOP_M", "2026-08", "91440300192317458F")
    for wrong in (
        "",
        "SHOP_M/2026-08",
        "shop/2026-08/AAA",
        "SHOP_M/2026-13/AAA",
        "SHOP_M/2026-08/a'b",
        "S/2026/AAA/x",
    ):
        with pytest.raises(NotFound):
            key_of(wrong)


def test_a_list_of_units_has_the_hash_that_sha256sum_gives() -> None:
    # printf 'A-1\nB-2\n' | sha256sum
    assert units_hash(["A-1", "B-2"]) == "bacd73e416176f977668296ef230960504db5d9b0c1e5a10a7c1e347a522b60e"
