"""Check draws (xinxiao-draw-1) and firms' own proofs (xinxiao-draw-proof-1) with Python 3.9 or later and nothing else.

python3 verify_draw.py FILE [FILE ...]  ends with 0 if all is right, else with 1 and a line for each fault: file, code, words, what it is
about. Of several files of one series the numbers are checked too. Why each check: docs/explanation/draws.md."""
import json, re, sys
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any
KEYS = set(re.split("[,\n]", """at issue source takes,at issue source value witnesses,body entries people qualification,entry list version
before bodies cap code exclusions inspectors kind number of plan roster since sources strata synthetic task until,commitment number
areas body conflicts person qualifications recusals,body passed people subject,name since until,codes stratum,count sha256,person why
approver commitment number reason,count merkle sha256,denominator numerator,event published sha256,inspector subject,line stratum
commitment exclusions format inspectors lines pairs roster seed selected terms values,person ticket,reason subject,sequence sha256
commitment drawn format line path place seed stratum subject terms ticket values,stratum subject ticket
least population ratio rounding sha256 size stratum"""))
DAY, U = "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "[1-9ANY][0-9A-HJ-NP-RTUWXY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}"
TYPES = {key: form for keys, form in {  # by key: of a string after "=", else of what is written; any other string is one line without a bar
    "bodies cap entries exclusions inspectors lines pairs passed qualifications roster selected sources strata terms values": "noun",
    "before event of ratio": "None", "count inspector least numerator place population size": "[0-9]{1,9}", "areas": "=[0-9]{1,6}",
    "denominator sequence people": "[1-9][0-9]{0,8}", "subject": f"={U}|[0-9]{{1,9}}", "recusals": f"={U}", "codes": r"=[0-9A-Z\n]*",
    "number": "=[A-Z][A-Z0-9-]{0,30}-(19|20)[0-9]{2}-[0-9]{4}", "since until": f"=(19|20)[0-9]{{2}}{DAY}", "synthetic drawn": "True|False",
    "at published": f"=(19|20)[0-9]{{2}}{DAY}T([01][0-9]|2[0-3])(:[0-5][0-9]){{2}}Z", "kind": "=(first|repeat|void)",
    "sha256 merkle seed ticket commitment path": "=[0-9a-f]{64}", "line": "=([0-9a-f]{64})?", "rounding": "=(up|down|half_up)",
    "why": "=(unqualified|expired|conflict|recusal|full)", "format": "=xinxiao-draw(-proof)?-1"}.items() for key in keys.split()}
def _noun(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = [(k, one) for k, v in pairs for one in (v if isinstance(v, list) else [v]) if not isinstance(one, (dict, list))]
    if " ".join(k for k, _ in pairs) not in KEYS or not all(
            re.fullmatch(TYPES.get(k, r"=[^\x00-\x1f\x7f|]{1,500}"), f"={one}" if isinstance(one, str) else str(one)) for k, one in plain):
        raise ValueError(pairs)
    return dict(pairs)
def _plain(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
def _hash(value: Any) -> str:
    return sha256(value.encode() if isinstance(value, str) else _plain(value)).hexdigest()
def _above(nodes: list[bytes]) -> list[bytes]:
    return [sha256(b"\1" + b"".join(nodes[i:i + 16])).digest() for i in range(0, len(nodes), 16)]
def _led(at: bytes, place: int, count: int, path: list[list[str]]) -> str:  # the root that a path leads to
    for others in path:
        own, family = place % 16, [bytes.fromhex(one) for one in others]
        fits = place < count > 1 and len(family) == min(16, count - place + own) - 1
        at, place, count = _above([*family[:own], at, *family[own:]])[0] if fits else b"", place // 16, -(-count // 16)
    return at.hex() if (place, count) == (0, 1) else ""
def _low(task: Any) -> list[tuple[bytes, str]]:  # the lowest tickets of some names, in order
    seed, before, names, most = task
    key, h = bytes.fromhex(seed).ljust(64, b"\0"), sha256
    i, o = bytes(b ^ 0x36 for b in key) + before.encode(), bytes(b ^ 0x5C for b in key)
    return sorted([(h(o + h(i + n.encode()).digest()).digest(), n) for n in names])[:most]
def _why(t: Any, body: Any, p: Any, subject: str) -> str:
    held = [q for q in p["qualifications"] if q["name"] == body["qualification"]]
    return ("unqualified" if not held else "expired" if not any(q["since"] <= t["since"] and t["until"] <= q["until"] for q in held) else
            "conflict" if {subject, *(e["entry"] for e in body["entries"])}.intersection(p["conflicts"]) else
            "recusal" if subject in p["recusals"] else "")
def _pairs(task: Any) -> list[Any]:
    seed, t, people, subjects = task
    found, load = [], list[str]()
    for s, body in [(s, body) for s in subjects for body in t["bodies"]]:
        pair: Any = {"subject": s, "body": body["body"], "people": [], "passed": []}
        for ticket, n in _low((seed, f"{s}|", [n for n, p in people.items() if
                p["body"] == body["body"] and (not p["areas"] or s[2:8].startswith(tuple(p["areas"])))], None)):
            why = _why(t, body, people[n], s) or "full" * (0 < t["cap"]["inspector"] <= load.count(n))
            pair["passed" if why else "people"].append({"person": n, **({"why": why} if why else {"ticket": ticket.hex()})})
            if len(pair["people"]) == body["people"]:
                break
        load += [one["person"] for one in pair["people"]]
        found.append(pair)
    return found
def _head(r: Any, add: Any) -> None:
    t, c, of, was = r["terms"], r["commitment"], r["terms"]["of"], (r["terms"]["before"] or {"number": ""})["number"]
    (series, year, own), void = t["number"].rsplit("-", 2), (t["kind"] == "void",) * 2
    add((of is None) != (t["kind"] == "first") or (not t["strata"], not t["sources"]) != void
        or (of and of["number"] >= t["number"]), "KIND 首次、重抽、作废与所引抽取不相符 kind and the draw referred to do not fit")
    add(was != f"{series}-{year}-{int(own) - 1:04}" if own != "0001" else was and (was[:-9] != f"{series}-" or was >= t["number"]),
        "NUMBER_SKIPPED 抽取号不连续 a number was skipped", t["number"])
    add(_hash(t) != c["sha256"], "COMMITMENT 承诺不是抽取条件的哈希 the commitment is not the hash of the terms")
    add([(v["source"], v["issue"]) for v in r["values"]] != [(s["source"], s["issue"]) for s in t["sources"]],
        "SOURCES 随机源与公布的不同 other sources of randomness than announced")
    add({s["source"] for s, v in zip(t["sources"], r["values"]) if not c["published"] < s["at"] <= v["at"]},
        "EARLY 随机值早于承诺或公布的时间 randomness from before it may be")
    add(_hash("|".join([t["number"], c["sha256"], *(v["value"] for v in r["values"])])) != r["seed"],
        "SEED 种子不是由承诺与随机值算出 the seed does not follow from commitment and values")
def _own(r: Any, add: Any) -> None:
    t, s = r["terms"], r["subject"]
    add(_led(sha256(f"\0{s}|{r['stratum']}".encode()).digest(), r["place"], t["roster"]["count"], r["path"]) != t["roster"]["merkle"],
        "PROOF 证明到不了承诺的根 the path does not lead to the committed root", s)
    add(_low((r["seed"], "", [s], 1))[0][0].hex() != r["ticket"], "TICKET 票值或次序有误 a wrong ticket or order", s)
    add(r["drawn"] != (r["ticket"] <= r["line"]), "LINE 入选线有误，或是否抽中与之不符 a wrong line, or drawn or not against it", s)
def _draw(r: Any, add: Any, run: Any) -> None:
    t, lines, want, people = r["terms"], [], {}, {p["person"]: p for p in r["inspectors"][::-1]}
    held, names = {p["stratum"]: p["codes"] for p in r["roster"]}, [s["stratum"] for s in t["strata"]]
    for s in t["strata"]:
        n, q, text = s["stratum"], s["ratio"] or {"numerator": 0, "denominator": 1}, held.get(s["stratum"], "")
        codes = text.split("\n") if text else []
        add(not (codes == sorted(set(codes)) and re.fullmatch(f"(?:{U}\n)*", text + "\n" * bool(text)))
            or (len(codes), _hash(text)) != (s["population"], s["sha256"]), "ROSTER 名册与承诺的不同 another roster than committed", n)
        extra = {"down": 0, "half_up": q["denominator"], "up": 2 * q["denominator"] - 2}[s["rounding"]]
        size = (2 * s["population"] * q["numerator"] + extra) // (2 * q["denominator"])
        add(s["size"] != min(s["population"], max(s["least"], size)), "SIZE 抽取数量不合比例 not as many as the ratio gives", n)
        tasks = [(r["seed"], "", codes[i:i + 65536], s["size"]) for i in range(0, len(codes), 65536)]
        low = sorted(one for part in run(_low, tasks) for one in part)[:s["size"]]
        want.update({code: {"stratum": n, "subject": code, "ticket": ticket.hex()} for ticket, code in low})
        lines.append({"line": low[-1][0].hex() if low else "", "stratum": n})
    every = sorted([f"{code}|{name}" for name in names for code in held.get(name, "").split("\n") * bool(held.get(name))])
    codes = [line.split("|")[0] for line in every]
    nodes = [sha256(b"\0" + line.encode()).digest() for line in every] or [sha256(b"").digest()]
    while len(nodes) > 1:
        nodes = _above(nodes)
    sealed = {"count": len(set(codes)), "merkle": nodes[0].hex(), "sha256": _hash("\n".join(codes))}
    add([p["stratum"] for p in r["roster"]] != names or sealed != t["roster"], "ROSTER 名册与承诺的不同 another roster than committed")
    for key in ("exclusions", "inspectors"):
        add({"count": len(r[key]), "sha256": _hash(r[key])} != t[key], f"{key.upper()} 清单与承诺的不同 another list than committed")
    have = {one["subject"]: one for one in r["selected"]}
    add({e["subject"] for e in r["exclusions"]} & {*codes, *have}, "EXCLUDED 已剔除者在册或被抽中 excluded, yet on the roster or drawn")
    add(r["lines"] != lines, "LINE 入选线有误，或是否抽中与之不符 a wrong line, or drawn or not against it")
    add({*want} - {*have}, "LEFT_OUT 应抽中而未列入 should be drawn and is not")
    add({*have} - {*want}, "NOT_DRAWN 未抽中而被列入 listed, yet not drawn")
    add({*want} == {*have} and r["selected"] != [*want.values()], "TICKET 票值或次序有误 a wrong ticket or order")
    subjects, bodies = [*want], {b["body"]: b for b in t["bodies"]}
    tasks = [(r["seed"], t, people, subjects[i:i + 100]) for i in range(0, len(subjects), 100)]
    pairs = [p for part in run(_pairs, tasks if not t["cap"]["inspector"] else [(r["seed"], t, people, subjects)]) for p in part]
    add({p["subject"] for p in r["pairs"] if len({one["person"] for one in p["people"]}) < len(p["people"])},
        "SAME_PERSON 同一人被抽作两名检查人员 one person twice for a subject")
    add({f"{p['subject']} {n}" for p in r["pairs"] for n in (one["person"] for one in p["people"]) if p["body"] not in bodies
         or n not in people or _why(t, bodies[p["body"]], people[n], p["subject"])}, "UNFIT 检查人员不合条件或应回避 an inspector who may not")
    right, said = [{(p["subject"], p["body"]): p for p in some} for some in (pairs, r["pairs"])]
    add({key[0] for key in {*right, *said} if right.get(key) != said.get(key)} or pairs != r["pairs"],
        "PAIR 检查人员不是按票值产生 not the inspectors the tickets give")
def check(content: bytes, add: Any, run: Any = map) -> Any:
    """Check one file: every fault is added; gives its record, or None for what is none."""
    try:
        r = json.loads(content, object_pairs_hook=_noun)
        assert _plain(r) == content.strip(b" \t\r\n")
        _head(r, add)
        _own(r, add) if r["format"] == "xinxiao-draw-proof-1" else _draw(r, add, run)
        return r
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, RecursionError):
        return add(True, "FORM 写法不规范 not written as draws are")
def _series(records: list[Any], add: Any) -> None:  # no number is missing, none is used for two draws
    held = {(r["terms"]["number"], r["commitment"]["sha256"]) for r in records}
    told = held | {(m["number"], m["commitment"]) for r in records for m in [r["terms"]["before"]] if m}
    add({n for n, c in told for m, d in told if n == m and c != d}, "NUMBER_TWICE 抽取号用了两次 a number was used twice")
    add({n for n, _ in told if n > min(held)[0]} - {n for n, _ in held}, "NUMBER_SKIPPED 抽取号不连续 a number was skipped")
if __name__ == "__main__":
    faults: Any = set()
    def _told(file: str, bad: Any, words: str, where: str = "") -> None:
        faults.update(f"{file}: DRAW_{words}: {one}".strip(": ") for one in (bad if isinstance(bad, set) else [where] * bool(bad)))
    with ProcessPoolExecutor() as pool:
        read = [check(Path(f).read_bytes(), lambda *a, f=f: _told(f, *a), pool.map) for f in sys.argv[1:]]
    _series([r for r in read if r], lambda *a: _told("", *a)) if any(read) else None
    sys.exit("\n".join(sorted(faults)) or 0)
