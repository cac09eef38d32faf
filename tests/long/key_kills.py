"""Kill what changes a key store at every durable step it takes, and look whether every key is readable, or gone for good.

``python tests/long/key_kills.py rotate|destroy|make|erase URL FOLDER``; a line of JSON says what happened.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.keeping import ANNA, BO, LAW, RULES, World
from xinxiao.errors import NotFound
from xinxiao.model.event import Mark
from xinxiao.store.oversight import keys as key_store
from xinxiao.store.oversight.keys import Keys
from xinxiao.store.oversight.masters import Masters
from xinxiao.uses.oversight import erasure, personal

COUNT = 7
"""Keys, which are wrapped anew in three transactions."""
key_store.BATCH = 3
MARK = Mark(9, "9" * 64)
MOST = 200


def main(arguments: list[str]) -> None:
    """Run one campaign."""
    what, url, folder = arguments
    print(
        json.dumps(
            {"rotate": rotate, "destroy": destroy, "make": make, "erase": erase}[what](url, Path(folder))
        )
    )


def opened(url: str, folder: Path) -> Keys:
    """The store, with its master keys in a file."""
    return Keys(url, Masters(folder / "master"))


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Do something in another process that dies at its step of this number; whether it died."""
    child = os.fork()
    if child == 0:
        _die_at(step)
        act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise SystemExit(f"step {step}: exit {os.WEXITSTATUS(status)}")
    return os.WIFSIGNALED(status)


def _die_at(last: int) -> None:
    taken = 0

    def step() -> None:
        nonlocal taken
        taken += 1
        if taken == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def stepping(original: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **named: Any) -> Any:
            step()
            made = original(*arguments, **named)
            step()
            return made

        return stepped

    os.fsync, os.link = stepping(os.fsync), stepping(os.link)
    Path.replace = stepping(Path.replace)  # type: ignore[method-assign]
    dialect = sa.engine.default.DefaultDialect
    for name in ("do_execute", "do_executemany", "do_commit", "do_begin"):
        setattr(dialect, name, stepping(getattr(dialect, name)))


def rotate(url: str, folder: Path) -> dict[str, Any]:
    """Kill rotations, each a step later than the one before, until one gets through; then forget the former master keys likewise."""
    keys = opened(url, folder)
    held = {f"C-{number}": keys.secret(f"C-{number}", "case") for number in range(COUNT)}
    keys.close()
    faults, killed = list[str](), 0
    for act in ("rotate", "forget"):
        step = 1
        while killed_at(step, lambda act=act: getattr(opened(url, folder), act)()):  # type: ignore[misc]
            faults += [f"{act} {step}: {case}" for case, key in held.items() if now(url, folder, case) != key]
            faults += left(folder)
            killed, step = killed + 1, step + 1
    keys = opened(url, folder)
    found = {case: keys.secret(case, "case") for case in held}
    masters, waiting = len(keys.masters.held()), keys.held().waiting
    keys.close()
    return {"killed": killed, "faults": faults, "same": found == held, "masters": masters, "waiting": waiting}


def destroy(url: str, folder: Path) -> dict[str, Any]:
    """Kill destructions, each a step later; what was destroyed stays so, and what was not is whole."""
    keys = opened(url, folder)
    held = {f"C-{number}": keys.secret(f"C-{number}", "case") for number in range(COUNT)}
    keys.close()
    faults, killed, step, gone = list[str](), 0, 1, False
    while killed_at(step, lambda: opened(url, folder).destroy_all([("C-1", None), ("C-2", ["case"])], MARK)):
        one, two = now(url, folder, "C-1"), now(url, folder, "C-2")
        faults += [f"{step}: half"] if (one is None) != (two is None) else []
        faults += [f"{step}: back"] if gone and one is not None else []
        faults += [f"{step}: another"] if one not in (None, held["C-1"]) else []
        gone = one is None
        faults += [f"{step}: {case}" for case in ("C-0", "C-3") if now(url, folder, case) != held[case]]
        killed, step = killed + 1, step + 1
    ended = now(url, folder, "C-1") is None and now(url, folder, "C-2") is None
    return {"killed": killed, "faults": faults, "ended": ended}


def make(url: str, folder: Path) -> dict[str, Any]:
    """Kill the making of a store, its master key and its first key: whoever comes next goes on."""
    faults, killed, step = list[str](), 0, 1
    while killed_at(step, lambda: opened(url, folder).secret("C-1", "case")):
        killed, step = killed + 1, step + 1
        if step % 5 == 0:
            faults += [] if now(url, folder, f"D-{step}") is not None else [f"{step}: no key"]
    faults += left(folder, whole=True)
    return {"killed": killed, "faults": faults}


def erase(url: str, folder: Path) -> dict[str, Any]:
    """Kill an erasure, from its approval in the chain to the key, at each step: once the chain says so nobody is shown anything, and
    who comes next carries it out."""
    world = World(url, folder)
    file = world.open("C-1", NAME="张三", STORY="说过")
    rules = ("person", [LAW], "当事人依法要求删除其登记信息")
    asked = erasure.ask(world.of(ANNA), file, RULES, *rules)
    world.close()
    faults, killed, step, said = list[str](), 0, 1, False
    while killed_at(step, lambda: _approve(url, folder, asked)):
        world = World(url, folder)
        now_said = "case.key_destroyed" in world.kinds()
        shown = personal.masked(world.of(ANNA), file, RULES)[0]
        faults += [f"{step}: shown"] if now_said and "NAME" in shown.values else []
        faults += [f"{step}: gone unsaid"] if not now_said and "NAME" not in shown.values else []
        faults += [f"{step}: unsaid"] if said and not now_said else []
        faults += [f"{step}: the rest"] if shown.values.get("STORY") != "＊＊＊" else []
        faults += [f"{step}: {found}"] if (found := world.ledger.verify("oversight")[1]) else []
        if now_said:
            erasure.carry_out(world.system)
            gone = world.ports.content.opened("C-1", file.rows)[1].erased == ("NAME",)
            faults += [] if gone else [f"{step}: key left"]
        world.close()
        said, killed, step = now_said, killed + 1, step + 1
        if said and step > MOST:
            break
    world = World(url, folder)
    erasure.carry_out(world.system)
    ended = world.ports.content.opened("C-1", file.rows)[1].erased == ("NAME",)
    count = world.kinds().count("case.key_destroyed")
    world.close()
    return {"killed": killed, "faults": faults, "ended": ended, "facts": count}


def _approve(url: str, folder: Path, asked: int) -> None:
    """Approve; where it is approved already, carry it out."""
    world = World(url, folder)
    try:
        erasure.approve(world.of(BO), world.file("C-1"), asked)
    except NotFound:
        erasure.carry_out(world.system)


def now(url: str, folder: Path, case: str) -> object:
    """The key of a case as a process that comes later finds it."""
    keys = opened(url, folder)
    try:
        return keys.secret(case, "case")
    finally:
        keys.close()


def left(folder: Path, *, whole: bool = False) -> list[str]:
    """What others may read of the files of keys."""
    found = [file for file in folder.rglob("*") if file.is_file() and file.stat().st_mode & 0o077]
    return [f"{file.name} is open to others" for file in found] + (
        [] if not whole or (folder / "master").exists() else ["no master key"]
    )


if __name__ == "__main__":
    main(sys.argv[1:])
