"""How long a draw of 5,000 subjects takes, with its pairing of 2,000 inspectors, and its verification by all three ways but the browser.

    python bench/bench_draw.py [--subjects 50000 500000 5000000] [--drawn 5000] [--inspectors 2000] [--processes 2] [--alone]

Subjects are invented codes in random order, as a register gives them. Drawing: the roster is put in order and sealed (SHA-256 and
Merkle root), the terms committed, subjects drawn, inspectors paired, the file written. Verifying: from the bytes of the file.
Beside, in the same run: the same number of HMACs by ``hmac.digest`` and of leaves by ``hashlib`` in a bare loop of one
process, scaled up from a hundredth of them. ``--alone`` runs the stand-alone program too.
"""

from __future__ import annotations

import argparse
import hmac
import resource
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.draws import ANNOUNCED, CAME, PUBLISHED, draft, inspector  # noqa: E402
from xinxiao.model.collect.code import ALPHABET, OWN, OWN_CHECKS, OWN_WEIGHTS, WEIGHTS  # noqa: E402
from xinxiao.model.oversight.draw import Commitment, Drawn, Share, Value  # noqa: E402
from xinxiao.oversight.draw import commit, drawn, record, seeded, terms  # noqa: E402
from xinxiao.oversight.draw_verification import verify  # noqa: E402
from xinxiao.oversight.roster import gathered  # noqa: E402
from xinxiao.oversight.side_by_side import across_processes  # noqa: E402
from xinxiao.oversight.tickets import Across  # noqa: E402


def codes(count: int) -> pa.Array:
    """So many sound codes in random order."""
    random = np.random.default_rng(7)
    own = random.permutation(np.arange(10_000_000, 10_000_000 + count))
    digits = np.stack([own // 10**place % 10 for place in range(7, -1, -1)], axis=1)
    checks = np.array([OWN.index(char) for char in OWN_CHECKS])[digits @ np.array(OWN_WEIGHTS) % 11]
    places = np.array([ALPHABET.find(char) for char in OWN])
    values = np.concatenate(
        [np.tile([9, 1, 1, 1, 0, 0, 0, 0], (count, 1)), digits, places[checks][:, None]], axis=1
    )
    values = np.concatenate([values, (-(values @ np.array(WEIGHTS)) % 31)[:, None]], axis=1)
    letters = np.frombuffer(ALPHABET.encode(), np.uint8)[values]
    offsets = np.arange(0, 18 * (count + 1), 18, dtype=np.int32)
    return pa.StringArray.from_buffers(
        count, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(letters))
    )


def made(count: int, wanted: int, people: int, across: Across) -> tuple[bytes, Drawn]:
    """A draw from the register to its file."""
    inspectors = [inspector(f"P{n:05}") for n in range(people)]
    own = draft(shares=(Share(stratum="A", least=wanted),))
    given = codes(count)
    start = time.perf_counter()
    roster = gathered(given, pa.array(["A"] * count), ["A"])
    ordered = time.perf_counter()
    committed = terms(own, roster, (), inspectors, across)
    sealed = time.perf_counter()
    commitment = Commitment(sha256=commit(committed), published=PUBLISHED)
    value = Value(source="dice", issue="1", value="20237331128159211123", at=max(ANNOUNCED, CAME))
    seed = seeded(own.number, commitment.sha256, [value])
    result = drawn(committed, roster, inspectors, seed, across)
    paired = time.perf_counter()
    content = record(committed, commitment, [value], roster, (), inspectors, result)
    written = time.perf_counter()
    print(
        f"  draw {written - start:6.2f} s: ordered {ordered - start:.2f}, sealed {sealed - ordered:.2f}, "
        f"drawn and paired {paired - sealed:.2f}, written {written - paired:.2f} ({len(content) / 1e6:.0f} MB)"
    )
    return content, result


def bare(count: int, wanted: int, people: int) -> float:
    """Processor seconds that a bare loop takes for as many HMACs and leaves, from a hundredth of them."""
    key, message, leaf = bytes(32), b"911100001000000000", b"\0911100001000000000|A"
    start = time.process_time()
    for _ in range((count + wanted * people) // 100):
        hmac.digest(key, message, "sha256")
    for _ in range(count // 100):
        sha256(leaf).digest()
    return (time.process_time() - start) * 100


def main() -> None:
    """Draw and verify at each size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--subjects", type=int, nargs="*", default=[50_000, 500_000, 5_000_000])
    parser.add_argument("--drawn", type=int, default=5_000)
    parser.add_argument("--inspectors", type=int, default=2_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--alone", action="store_true")
    own = parser.parse_args()
    for count in own.subjects:
        print(f"{own.drawn} of {count} subjects, {own.inspectors} inspectors, {own.processes} processes")
        begun = worked()
        with across_processes(10**9, own.processes) as across:
            content, result = made(count, own.drawn, own.inspectors, across)
        drew = worked()
        with across_processes(10**9, own.processes) as across:
            start = time.perf_counter()
            faults = verify(content, across=across)
            took = time.perf_counter() - start
        done = worked()
        loop = bare(count, own.drawn, own.inspectors)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"  verification {took:6.2f} s, {len(faults)} faults, {len(result.selected)} drawn; peak {peak:.0f} MB"
        )
        print(
            f"  processors worked {drew - begun:.2f} s to draw and {done - drew:.2f} s to verify: {(drew - begun) / loop:.2f} "
            f"and {(done - drew) / loop:.2f} of the {loop:.2f} s of a bare loop of hmac and hashlib"
        )
        if own.alone:
            alone(content)


def worked() -> float:
    """Seconds of processors so far, of this process and of those that ended: what a busy machine changes least."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def alone(content: bytes) -> None:
    """The stand-alone program on the same file."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(content)
        file.flush()
        program = ROOT / "src" / "xinxiao" / "oversight" / "standalone" / "verify_draw.py"
        start = time.perf_counter()
        done = subprocess.run([sys.executable, str(program), file.name], capture_output=True)
        print(f"  stand-alone program {time.perf_counter() - start:6.2f} s, exit code {done.returncode}")


if __name__ == "__main__":
    main()
