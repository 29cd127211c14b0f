"""The command ``gilclaims new``: the claims that follow from an answer, and the file that they are written into."""

import ast
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pytest_gilclaims.instruments.statement import Statement
from pytest_gilclaims.report.call_source import source_of_function, source_of_statement
from pytest_gilclaims.report.claims_file import claims_file
from pytest_gilclaims.report.store import read_record
from tests.answers import an_answer
from tests.commands import gilclaims

RUFF = shutil.which("ruff", path=Path(sys.executable).parent) or shutil.which("ruff")
PARSE = source_of_function("mine:parse")


def an_awaited_answer(**changes: Any) -> dict[str, Any]:
    """Invent an answer about a coroutine of a tenth of a second, of which a loop makes four at once."""
    answer = an_answer(**{"awaited": True, "does": "waits", "seconds_of_call": 0.1, "loop": "gains", **changes})
    answer["loop"].update(low=changes.get("low", 3.5))
    return answer


def claims_in(text: str) -> dict[str, str]:
    """Read the claims of a file: what each judges, with what is expected of it and where it applies."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            [decorator] = node.decorator_list
            [*_, last] = node.body
            assert isinstance(decorator, ast.Call)
            assert isinstance(last, ast.Expr)
            assert isinstance(last.value, ast.Call)
            assert ast.get_docstring(node)
            words = [f" {ast.unparse(word)}" for word in decorator.keywords]
            found[ast.literal_eval(decorator.args[0])] = ast.unparse(last.value.args[0]) + "".join(words)
    return found


def comments_in(text: str) -> str:
    """Read what a file says in comments, in one line."""
    return " ".join(line.removeprefix("#").strip() for line in text.splitlines() if line.startswith("#"))


@pytest.mark.parametrize(
    ("answer", "claims"),
    [
        (
            an_answer(lock="keeps", threads="nothing"),
            {
                "computes": "computes(mine.parse)",
                "releases-the-gil": "releases_the_lock(mine.parse) expect=refuted",
                "scales": "scales(mine.parse) expect=refuted.when(GIL_ON)",
            },
        ),
        (
            an_answer(lock="releases", threads="gains"),
            {
                "computes": "computes(mine.parse)",
                "releases-the-gil": "releases_the_lock(mine.parse)",
                "scales": "scales(mine.parse)",
            },
        ),
        (
            an_answer(does="both", lock="releases", threads="slower", workers=8),
            {
                "does-not-only-compute": "never(computes(mine.parse))",
                "does-not-only-wait": "never(waits(mine.parse))",
                "releases-the-gil": "releases_the_lock(mine.parse)",
                "scales": "scales(mine.parse, workers=8) expect=refuted",
            },
        ),
        (
            an_answer(does="waits", lock="off", threads="gains"),
            {
                "waits": "waits(mine.parse)",
                "scales": "scales(mine.parse) needs=GIL_OFF",
                "stays-free-threaded": "stays_free_threaded('import mine')",
            },
        ),
        (
            an_answer(lock="off", threads="nothing"),
            {
                "computes": "computes(mine.parse)",
                "scales": "scales(mine.parse) expect=refuted",
                "stays-free-threaded": "stays_free_threaded('import mine')",
            },
        ),
        (
            an_awaited_answer(),
            {"waits": "waits(mine.parse)", "gives-way": "never(blocks_the_loop(mine.parse, longer_than=0.05))"},
        ),
        (an_awaited_answer(loop="nothing", low=0.9), {"waits": "waits(mine.parse)"}),
        (an_awaited_answer(low=1.5), {"waits": "waits(mine.parse)"}),
        (an_awaited_answer(seconds_of_call=0.001), {"waits": "waits(mine.parse)"}),
    ],
)
def test_what_is_decided_becomes_a_claim(answer: dict[str, Any], claims: dict[str, str]) -> None:
    text = claims_file(answer, PARSE, "mine")
    assert claims_in(text) == {f"mine.parse-{name}": judged for name, judged in claims.items()}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (an_answer(does=None, lock="keeps", why={"does": "not decided: too noisy"}), "was not decided: too noisy."),
        (an_answer(lock=None, why={"lock": "too short"}), "Whether it releases the GIL was not decided: too short."),
        (an_answer(why={"threads": "one held up"}), "What threads gain was not decided: one held up."),
        (an_answer(lock="off"), "Ask again on an interpreter that has it on."),
        (an_answer(lock="keeps", threads="nothing"), "Whether it scales without the lock, a run tells."),
        (an_awaited_answer(loop=None, why={"loop": "no end"}), "What an event loop gains was not decided: no end."),
        (an_awaited_answer(loop="nothing", low=0.9), "judge(blocks_the_loop(mine.parse, longer_than=0.05))"),
        (an_awaited_answer(seconds_of_call=0.001), "It takes 1 ms: too short"),
    ],
)
def test_what_is_not_decided_becomes_a_comment(answer: dict[str, Any], said: str) -> None:
    assert said in comments_in(claims_file(answer, PARSE, "mine"))


def test_an_answer_in_which_nothing_is_decided_becomes_no_file() -> None:
    with pytest.raises(ValueError, match=r"^work\(\): nothing was decided, .*\(--budget 30\)$"):
        claims_file(an_answer(does=None, lock=None), PARSE, "mine")


CALLS = [
    ("", "sum(range(9))"),
    ("import zlib", "zlib.compress(b'')"),
    ("import json, zlib; text = '[1]'", "json.loads(text)"),
    ("from json import loads\ntext = '[1]'\nmore = 2", "loads(text), more"),
    ("def double(n):\n  return 2 * n", "double(4)"),
    ("factor = 3\ndef times(n):\n  return factor * n", "times(4)"),
    ('text = """one\n  two"""', "len(text)"),
    ("import string; limit = 4; import math as m", "m.sqrt(limit)"),
    ("import string; limit = 4", "sum(range(3))"),
    ("found = []\nfor n in range(3):\n  found.append(n)", "found[-1]"),
    ("n = 3", "m = n + 1\nm * 2"),
    ("n = 3", "m = n + 1"),
    ("", repr('"' * 3) + " + " + repr("\\")),
    ("size = 3", "[size * size for size in range(size)]"),
]


def module_of(text: str) -> ModuleType:
    """Import a file of claims."""
    module = ModuleType("claims")
    exec(compile(text, "claims.py", "exec"), vars(module))
    return module


@pytest.mark.parametrize(("setup", "text"), CALLS)
@pytest.mark.parametrize("shared", [False, True])
def test_a_file_makes_the_call_that_was_asked_about(setup: str, text: str, shared: bool) -> None:
    written = claims_file(an_answer(), source_of_statement(setup, text, shared=shared), "mine")
    module = module_of(written)
    made = [module.prepared()] if hasattr(module, "prepared") else []
    assert module.the_call(*made) == Statement(setup=setup, text=text).made()()
    argument = f"{'shared' if shared else 'own'}=prepared"
    assert all((argument in judged) == bool(made) for judged in claims_in(written).values())


def test_an_awaited_statement_becomes_a_coroutine_function() -> None:
    source = source_of_statement("import asyncio; nap = 0.1", "await asyncio.sleep(nap)", shared=False)
    assert source.definitions[-1].startswith("async def the_call(nap):")
    assert "longer_than=0.05" in claims_file(an_awaited_answer(), source, "mine")


@pytest.mark.parametrize(
    ("setup", "text", "title"),
    [
        ("", "work()", "`work()`"),
        ("", "re.match('\\\\d', text)", "the call"),
        ("", "work(" + "1, " * 40 + ")", "`work(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1…`"),
    ],
)
def test_a_statement_names_the_call_as_far_as_a_docstring_can(setup: str, text: str, title: str) -> None:
    written = claims_file(an_answer(), source_of_statement(setup, text, shared=False), "mine")
    assert (ast.get_docstring(ast.parse(written)) or "").startswith(f"Claims about {title}.")


@pytest.mark.parametrize(
    ("setup", "text", "said"),
    [
        ("count = 0", "global count; count += 1", "put the call into a function of a module"),
        ("n = 1\nfrom json import *", "loads(str(n))", "cannot stand in a function"),
        ("from mine import claim", "claim()", "the setup gives 'claim' a meaning"),
    ],
)
def test_what_no_file_can_say_is_refused_in_one_sentence(setup: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        claims_file(an_answer(), source_of_statement(setup, text, shared=False), "mine")


@pytest.mark.skipif(RUFF is None, reason="no ruff to be had")
@pytest.mark.parametrize("answer", [an_answer(threads="gains"), an_awaited_answer(), an_answer(lock="off")])
def test_a_file_is_as_ruff_would_write_it(answer: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "mine.py").touch()
    setup = "import zlib, theirs; data = bytes(range(256)) * 4000"
    for number, shared in enumerate([False, True]):
        source = source_of_statement(setup, "theirs.work(zlib.compress(data))", shared=shared)
        (tmp_path / f"test_{number}.py").write_text(claims_file(answer, source, "mine"))
    (tmp_path / "test_function.py").write_text(claims_file(answer, PARSE, "mine", own={"mine"}))
    for command in (["check", "--isolated"], ["format", "--isolated", "--diff"]):
        outcome = subprocess.run([str(RUFF), *command], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_claims_about_a_call_that_sleeps_are_written_and_decided(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("import time\ndef nap():\n    time.sleep(0.02)\n")
    outcome = gilclaims("new", "mine:nap", "-o", "claims/test_mine_claims.py", cwd=tmp_path)
    file = tmp_path / "claims" / "test_mine_claims.py"
    if outcome.returncode == 2 and "nothing was decided" in outcome.stderr:
        pytest.skip("the machine is too busy to decide anything")
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.splitlines()[-3].endswith("python -m pytest --claims claims/test_mine_claims.py")
    assert set(claims_in(file.read_text())) <= {
        f"mine.nap-{name}" for name in ("waits", "releases-the-gil", "scales", "stays-free-threaded")
    }
    options = ["-oclaims_min_decided=0", "--claims-budget=4", "--claims-json=record.json"]
    command = [sys.executable, "-m", "pytest", "--claims", "claims/test_mine_claims.py", *options]
    decided = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert decided.returncode == 0, decided.stdout + decided.stderr
    record = read_record(tmp_path / "record.json")
    assert {claim.id for claim in record.claims} == set(claims_in(file.read_text()))
    assert not any(claim.surprise for claim in record.claims)


def test_a_file_that_is_there_is_kept_unless_it_is_to_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / "claims" / "test_nap_claims.py"
    file.parent.mkdir()
    file.write_text("kept\n")
    (tmp_path / "mine.py").write_text("import time\ndef nap():\n    time.sleep(0.02)\n")
    outcome = gilclaims("new", "mine:nap", cwd=tmp_path)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert outcome.stderr.endswith("exists: name another file by -o, or replace it by --force\n")
    assert file.read_text() == "kept\n"
    forced = gilclaims("new", "--budget=1", "mine:nap", "--force", cwd=tmp_path)
    assert "exists" not in forced.stderr
    assert (file.read_text() != "kept\n") == (forced.returncode == 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-s", "x = 1", "mine:parse"], "mine:parse: a function is called as it is"),
        ([], "ask about one call"),
        (["def ("], "the statement is not valid Python"),
        (["nowhere:call"], "ModuleNotFoundError: No module named 'nowhere'"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence_and_no_file(arguments: list[str], said: str, tmp_path: Path) -> None:
    outcome = gilclaims("new", *arguments, cwd=tmp_path)
    assert (outcome.returncode, outcome.stdout) == (2, "")
    assert said in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
