"""One owner of each thing: where a second one grows back, the place is named. Searched by syntax, not by words."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import cache

import pytest

from tests.nouns import SOURCE
from tests.source import of_kind

PORTAL = "entry/portal/"


def importers(*modules: str) -> set[str]:
    """Files that import one of these modules, or anything from it, wherever in the file."""
    found = set()
    for file, node in (*of_kind(ast.Import), *of_kind(ast.ImportFrom)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        if any(name == module or name.startswith(module + ".") for name in names for module in modules):
            found.add(file)
    return found


def where(kind: type[ast.AST], holds: Callable[[ast.AST], bool]) -> list[str]:
    """Places (file:line) of the syntax of a kind for which ``holds``."""
    return [f"{file}:{getattr(node, 'lineno', 0)}" for file, node in of_kind(kind) if holds(node)]


def listing(*words: str) -> list[str]:
    """Places where these words stand together in a tuple, a list or a set."""

    def holds(node: ast.AST) -> bool:
        return set(words) <= {text(item) for item in getattr(node, "elts", ())}

    return [place for kind in (ast.Tuple, ast.List, ast.Set) for place in where(kind, holds)]


def outside(places: Iterable[str], *owners: str) -> list[str]:
    """The places that are in none of the owners; an owner ending in a slash is a whole room."""
    return sorted(
        place
        for place in places
        if not any(
            place.partition(":")[0] == owner or (owner.endswith("/") and place.startswith(owner))
            for owner in owners
        )
    )


@cache
def called(node: ast.AST) -> str:
    """The dotted name of what is called, or nothing."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def text(node: ast.AST) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@cache
def docstrings() -> set[int]:
    """Ids of the nodes that are documentation."""
    found = set()
    for _, node in of_kind(ast.Expr):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
    return found


def literals(words: Iterable[str]) -> list[str]:
    """Places where one of these words stands as a text that is no documentation."""
    wanted, documented = set(words), docstrings()
    return where(ast.Constant, lambda node: text(node) in wanted and id(node) not in documented)


# ---- lists

AGAIN = {
    "store/ledger/migrations/": "a migration keeps the columns of its day",
    "store/ledger/links.py": "the order a hash is made in",
}
"""Where a list of another module may stand again, each with the reason."""


def test_a_list_of_words_stands_in_one_module() -> None:
    """But for columns: which of them a key has is said where it is made."""
    found: dict[frozenset[str], set[str]] = {}
    for kind in (ast.Tuple, ast.List, ast.Set):
        for file, node in of_kind(kind):
            words = [text(item) for item in getattr(node, "elts", ())]
            again = "REF_AREA" in words or any(file.startswith(other) for other in AGAIN)
            if len(words) > 2 and all(words) and not again:
                found.setdefault(frozenset(map(str, words)), set()).add(file)
    assert {tuple(sorted(words)): files for words, files in found.items() if len(files) > 1} == {}


# ---- formulas


def test_a_formula_is_parsed_in_one_module_and_nothing_is_evaluated_as_python() -> None:
    assert importers("lark") == {
        "model/formula.py",
        "rules/parse.py",
    }  # formulas over series, rules over items
    parsed = where(
        ast.Call, lambda n: called(n) in ("ast.parse", "ast.literal_eval", "eval", "exec", "compile")
    )
    assert outside(parsed, "store/source.py") == []  # which follows the imports of this program itself


def test_functions_of_formulas_are_listed_once() -> None:
    assert outside(listing("lag", "growth", "nation", "share", "account"), "model/formula.py") == []


# ---- units


def test_units_mean_what_one_module_says() -> None:
    assert importers("pint") == {"model/unit.py"}
    assert (
        outside(
            literals(["yuan", "person", "percent"]),
            "model/unit.py",
            "model/actor.py",
            "model/oversight/content.py",
            "oversight/standalone/verify_draw.py",  # one who inspects
        )
        == []
    )


def test_no_factor_of_a_unit_stands_in_a_verb() -> None:
    """A power of ten beside an amount is a unit that nobody declared."""

    def power(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Constant)
            and isinstance(node.value, float)
            and node.value in (1e4, 1e8, 1e-4, 1e-8)
        )

    rooms = ("analyse/account/", "analyse/pull/", "analyse/targets/", "analyse/tasks/", "analyse/indicators/")
    assert [place for place in where(ast.Constant, power) if place.startswith(rooms)] == []


# ---- files


def test_yaml_is_read_in_one_module_and_the_programs_own_texts_in_another() -> None:
    assert importers("yaml") == {"files/yaml.py", "texts/__init__.py"}


def test_csv_is_read_in_the_room_of_files() -> None:
    names = ("read_csv", "open_csv", "csv.reader", "DictReader", "genfromtxt", "loadtxt")
    assert outside(where(ast.Call, lambda n: called(n).endswith(names)), "files/") == []


def test_cells_are_split_at_commas_by_a_reader_and_by_nothing_else() -> None:
    def split(node: ast.AST) -> bool:
        return called(node).endswith(".split") and any(text(item) == "," for item in node.args)  # type: ignore[attr-defined]

    assert (
        outside(where(ast.Call, split), "entry/cli/options.py", "settings.py", "store/source.py", PORTAL)
        == []
    )  # conditions and addresses that a person types; the names of an import


def test_bytes_of_files_become_text_in_one_module() -> None:
    def decoded(node: ast.AST) -> bool:
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            return False
        encodings = [text(item) for item in node.args]
        return node.func.attr == "decode" and any(
            e and e.lower().startswith(("utf", "gb")) for e in encodings
        )

    reasons = (
        "files/decode.py",
        "model/receipt.py",  # what we wrote ourselves, as its hash shows
        PORTAL,  # what a browser sends
    )
    assert outside(where(ast.Call, decoded), *reasons) == []
    own = (
        "texts/__init__.py",
        "publish/documents/",
        "publish/fonts/",
        "store/source.py",
        PORTAL,
    )  # files of this program itself
    read = where(ast.Call, lambda n: called(n).endswith(".read_text"))
    assert outside(read, "uses/notes.py", *own) == []


def test_archives_are_unpacked_in_one_module() -> None:
    """What is sent is packed in another; evidence that is packed is unpacked to be measured, and thrown away."""
    owners = {"files/sheet.py", "entry/portal/compressed.py", "oversight/evidence.py"}
    assert importers("gzip", "zlib") == owners


def test_shapes_are_held_against_values_in_one_module() -> None:
    assert importers("jsonschema") == {"files/convert.py"}


# ---- keys


def test_keys_are_made_and_taken_apart_in_one_module() -> None:
    dots = where(
        ast.Call,
        lambda n: (
            isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute)
            and (
                (n.func.attr == "join" and text(n.func.value) == ".")
                or (
                    n.func.attr in ("split", "rsplit", "partition", "rpartition")
                    and any(text(a) == "." for a in n.args)
                )
            )
        ),
    )
    others = (
        "model/key.py",
        "model/version_query.py",  # parts of versions
        "files/convert.py",  # fields of a file
        "store/source.py",  # names of modules
        "errors/",  # the name of a library
        "programme/codelists.py",
        "programme/consequences.py",  # names of files
        "index/",  # which has no keys
        PORTAL,  # names of texts
    )
    assert outside(dots, *others) == []
    joined = where(
        ast.Call,
        lambda n: called(n).endswith("binary_join_element_wise") and any(text(a) == "." for a in n.args),
    )  # type: ignore[attr-defined]
    assert outside(joined, "model/key.py") == []


# ---- gathering


def test_observations_are_gathered_in_one_class() -> None:
    assert (
        outside(importers("xinxiao.model.dataset.INPUTS_SCHEMA"), "model/observations.py", "release/seal.py")
        == []
    )
    made = [place for place in importers("xinxiao.model.dataset.dataset") if place.startswith("analyse/")]
    assert made == []


def test_no_list_of_edges_is_kept_beside_it() -> None:
    columns = {"KEY", "ROLE", "IN_DATAFLOW", "IN_KEY", "WEIGHT"}

    def schema(node: ast.AST) -> bool:
        words = {text(n) for n in ast.walk(node)} if isinstance(node, ast.Call) else set()
        return called(node).endswith("schema") and columns <= words

    assert outside(where(ast.Call, schema), "model/dataset.py") == []


# ---- vintages


def test_the_latest_vintage_is_found_once_and_read_by_all() -> None:
    users = importers("xinxiao.model.vintage.latest", "xinxiao.model.vintage.known")
    assert users == {"release/revise.py", "programme/checks/panel.py"}
    vintages = where(ast.Call, lambda n: called(n) == "vintage")
    # a cycle looks once; what a figure in doubt would do is asked before there is a cycle
    assert outside(vintages, "cycle.py", "model/vintage.py", "analyse/effects.py") == []


# ---- caches

UNBOUNDED = {
    "files/convert.py": "shapes of this program's own nouns",
    "index/spec/effects.py": "shapes of a method's own parts",
    "texts/__init__.py": "languages",
}
"""Where a function with arguments may be remembered without a bound, each with what bounds its arguments."""


def test_what_is_kept_is_kept_in_the_one_cache() -> None:
    assert outside(importers("collections.OrderedDict"), "model/cache.py") == []
    assert outside(importers("cachetools", "diskcache"), "") == []


def test_a_function_remembered_without_a_bound_has_arguments_that_have_one() -> None:
    decorated = []
    for file, node in of_kind(ast.FunctionDef):
        if isinstance(node, ast.FunctionDef) and (node.args.args or node.args.kwonlyargs):
            names = [ast.unparse(d) for d in node.decorator_list]
            unbounded = ("lru_cache(None", "lru_cache(maxsize=None", "functools.lru_cache(maxsize=None")
            if any(n in ("cache", "functools.cache") or n.startswith(unbounded) for n in names):
                decorated.append(f"{file}:{node.lineno}")
    assert outside(decorated, *UNBOUNDED) == []
    assert [name for name in UNBOUNDED if not (SOURCE / name).exists()] == []


def test_threads_lock_in_few_places() -> None:
    locks = where(ast.Call, lambda n: called(n) in ("threading.Lock", "threading.RLock", "Lock", "RLock"))
    assert (
        outside(
            locks,
            "model/cache.py",
            "index/doubt/archive.py",
            "store/tables.py",
            "store/ledger/",
            "uses/head.py",
            PORTAL,
        )
        == []
    )


# ---- grades and scopes


def test_grades_are_listed_once() -> None:
    assert outside(listing("A", "A-"), "model/grade.py") == []


def test_frequencies_of_periods_are_listed_once() -> None:
    assert outside(listing("A", "S", "Q", "M"), "model/period.py") == []
    assert outside(literals(["S[12]", "Q[1-4]"]), "model/ranges.py") == []


@pytest.mark.parametrize("code", ["_Z", "_T"])
def test_codes_of_scopes_and_totals_are_named_once(code: str) -> None:
    assert outside(literals([code]), "model/scope.py") == []


def test_names_of_the_columns_that_a_structure_gives_a_meaning_are_said_once() -> None:
    assigned = where(
        ast.Assign,
        lambda n: (
            isinstance(n, ast.Assign)
            and text(n.value) in ("VINTAGE", "DECIMALS", "OBS_VALUE")
            and isinstance(n.targets[0], ast.Name)
        ),
    )
    assert outside(assigned, "model/structure.py", PORTAL) == []


# ---- the world outside


def test_the_clock_the_user_and_the_environment_are_asked_in_one_place_each() -> None:
    names = ("datetime.now", "time.time", "date.today", "datetime.today", "datetime.utcnow")
    clocks = where(ast.Call, lambda n: called(n) in names)
    assert outside(clocks, "uses/call.py", PORTAL) == []
    assert outside(importers("getpass", "pwd"), "bootstrap.py") == []
    environment = where(
        ast.Attribute, lambda n: isinstance(n, ast.Attribute) and n.attr in ("environ", "getenv")
    )
    assert outside(environment, "settings.py", "entry/language.py", "entry/cli/programme.py") == []


def test_chance_is_drawn_in_the_engine_from_a_seed() -> None:
    others = ("bootstrap.py", PORTAL, "uses/collect/")  # a worker's name; secrets of sessions and accounts
    assert outside(importers("random", "secrets", "uuid"), *others) == []
    drawn = where(ast.Call, lambda n: "random.default_rng" in called(n) or "random.seed" in called(n))
    invented = ("demonstration.py", "demonstration_subjects.py")  # what is invented has a seed too
    own = (f"uses/oversight/{name}" for name in invented)
    assert outside(drawn, "index/", "process/synthetic/", *own) == []


def test_engines_and_databases_are_known_in_the_store_alone() -> None:
    assert (
        outside(importers("duckdb", "pyspark", "sqlalchemy", "alembic", "sqlite3", "psycopg"), "store/") == []
    )


def test_whether_content_may_be_opened_is_decided_by_the_one_who_opens_it() -> None:
    opens = where(ast.Call, lambda node: called(node) == "cipher.unseal")
    assert outside(opens, "store/oversight/content.py", "store/oversight/keys.py", "store/seal.py") == []
    finds = where(ast.Call, lambda node: called(node).endswith("keys.find"))
    assert outside(finds, "store/oversight/content.py") == []
    made = where(ast.Call, lambda node: called(node) == "Content" and len(getattr(node, "args", ())) > 1)
    assert outside(made, "bootstrap.py", "publish/sdmx/") == []


def test_findings_are_made_by_one_function() -> None:
    made = where(ast.Call, lambda n: called(n) in ("Finding", "finding.Finding"))
    assert outside(made, "model/codes.py") == []


def test_hashes_are_computed_by_one_function() -> None:
    hashed = where(ast.Call, lambda n: called(n).startswith("hashlib."))
    assert outside(hashed, "model/event.py", "model/release.py", "store/blobs.py", "index/", PORTAL) == []


def test_the_significance_of_a_change_is_decided_by_one_function() -> None:
    deciders = where(ast.Call, lambda n: called(n).rpartition(".")[2] == "change_direction")
    assert {place.partition(":")[0] for place in deciders} == {
        "index/doubt/intervals.py",
        "entry/portal/index/changes.py",
    }
    tell_tales = ("SCORE_LOWER", "SCORE_UPPER", "P_RISE", "score_low", "score_high", ".rises")
    compared = where(
        ast.Compare,
        lambda n: (
            isinstance(n, ast.Compare)
            and any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in n.ops)
            and any(word in ast.unparse(n) for word in tell_tales)
        ),
    )
    assert compared == []


def test_the_name_of_a_node_of_an_index_is_read_where_a_tree_is_shown_and_checked_to_stand_once() -> None:
    read = where(ast.Attribute, lambda n: isinstance(n, ast.Attribute) and n.attr in ("name_zh", "name_en"))
    shown = ("entry/portal/tree.py", "publish/documents/voice.py", "publish/sdmx/structure/codes.py")
    assert outside(read, "index/", "programme/checks/index.py", *shown) == []
