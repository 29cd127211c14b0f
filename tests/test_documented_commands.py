"""The documents keep their word: every command in them is run as it stands there, here or by the CI script."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from pytest_gilclaims.report.archive import unpack
from pytest_gilclaims.report.store import write_record
from tests.commands import BASE, inherited

ROOT = Path(__file__).parents[1]
CI = (ROOT / ".ci" / "run").read_text()

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "noxfile.py")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs").glob("*.py")),
    *sorted((ROOT / "benchmarks").glob("*.py")),
]

PROGRAM = r"(?:gilclaims|pytest|nox|python3?|\.venv/bin/\S+) "
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
KINDS = ("", "sh", "yaml")
"""Blocks whose commands are run here; those for a console are run by the tests of tutorials."""
LINE_OF_A_BLOCK = re.compile(rf"^(?:\$ |- run: )?({PROGRAM}.*)$", flags=re.MULTILINE)
LINE_OF_A_DOCSTRING = re.compile(rf"^    ({PROGRAM}.*)$", flags=re.MULTILINE)
IN_A_SENTENCE = re.compile(rf"(?<!`)(`{{1,2}})({PROGRAM}[^`\n]+)\1(?!`)")

VERDICTS = r"^\d+ claims?: .* · no surprise$"

PRINTS = {
    "python -X gil=1 -m pytest --claims": VERDICTS,
    "python -X tracemalloc -m pytest --claims": VERDICTS,
    "gilclaims trace DOCUMENT": r"^2 sentences: .*; \d+ to look at$",
    "gilclaims trace DOCUMENT.md --suite my/claims": r"^\d+ sentences: 1 with claims; \d+ to look at$",
    "gilclaims trace DOCUMENT.md --suite my/claims --accept": r"^\d+ sentences: 1 with claims; \d+ to look at$",
    "gilclaims read DOCUMENT.md RECORD… -o page.html": r"\A\Z",
    "gilclaims matrix RECORD…": r"^\d+ claims, \d+ of them decided alike \(--all shows them\)$",
    "gilclaims badges RECORD… -o DIR": r"^\d+ badges in DIR$",
    "gilclaims html RECORD… -o FILE": r"\A\Z",
    "gilclaims timeline RECORD -o FILE": r"\A\Z",
    "gilclaims compare OLD NEW": r"^0 claims changed$",
    "gilclaims run": r"^page: claims-survey/page\.html$",
    "gilclaims run -o survey": r"^page: survey/page\.html$",
    "gilclaims list": r"^  gil\.running-needs-the-lock: refuted with GIL off, otherwise holds$",
    "gilclaims explain ID [RECORD]": r"(?s)^expected: .*^\S gil\.running-needs-the-lock: ",
    "gilclaims ask -s SETUP STATEMENT": r"^→ ",
    "gilclaims new -s SETUP STATEMENT": r"^claims/test_sum_claims\.py: \d claims?$|\A\Z",
    "gilclaims ask --python VERSION --python VERSION -s SETUP STATEMENT": r"^→ ",
    "gilclaims ask --json-schema": r'^  "type": "object",$',
    "gilclaims ask -s 'import zlib; data = bytes(range(256)) * 4000' 'zlib.compress(data)'": r"^→ ",
    "gilclaims ask -s 'import time' 'time.sleep(0.02)'": r"^→ ",
    "gilclaims ask --workers 1,2,4,8 -s 'import zlib; data = bytes(range(256)) * 4000' 'zlib.compress(data)'": r"^→ ",
    "python docs/report.py": VERDICTS,
    "python docs/schema.py": r"\A\Z",
    "python docs/picture.py [RECORD...]": r"\A\Z",
    "python -m benchmarks.cases [--cases CASES.toml] [--budget SECONDS] [NAME…]": r"^sleep +(waits|\?) ",
    "pytest --claims benchmarks/claimed_cases.py": VERDICTS,
    "pytest --claims-falsify benchmarks/claimed_cases.py": VERDICTS,
    "python benchmarks/startup_cost.py [--rounds 30]": r"^pytest-gilclaims costs a run \S+ ms \(.*, 1 rounds\)$",
    "python benchmarks/verdicts_under_load.py PYTHON... [--loads 0 2 4 8] [--runs 20] [--out FILE.json]": (
        r"^contradictions: none$"
    ),
}
"""What is to be read when a command was run here. All others that begin with pytest end with their verdicts."""

BY_CI = [
    "nox -s claims-3.13t",
    "nox -s docs",
    "nox -s lint",
    "nox -s package",
    "nox -s survey",
    "nox -s tests-3.14",
    "nox -s wheel-3.13t",
    "pytest --claim 'sandbox.*' --claims-with pyodide=DIR",
    "pytest --claim future.extensions-not-ready",
]
"""Commands that need what an environment of ours does not have: nox, Pyodide, NumPy."""

OF_BENCHMARKS = [
    "python -m benchmarks.engine COMPARISON on|off",
    "python -m benchmarks.equal_arms [--simulated 2000] [--real 100] [--loads 0 2] [--rounds 100]",
    "python -m benchmarks.judging_cost [--rounds 100 1000 10000] [--looks 20] [--seconds 10]",
    "python -m benchmarks.time_to_verdict [--repeats 10] [--loads 0 2] [--only COMPARISON…] [--tools TOOL…] [--out FILE]",  # noqa: E501
]
"""Commands that the tests of the benchmarks run, with little to do each."""

STATUS = {
    "gilclaims trace DOCUMENT": {1},
    "gilclaims trace DOCUMENT.md --suite my/claims": {1},
    "gilclaims trace DOCUMENT.md --suite my/claims --accept": {1},
    "gilclaims new -s SETUP STATEMENT": {0, 2},
    "python benchmarks/startup_cost.py [--rounds 30]": {0, 1},
}
"""Exit statuses other than 0: a document that its ledger does not know; what a busy machine may not decide;
a limit that a slow one may exceed."""

PLACEHOLDERS = {
    "RECORD…": "one.json two.json",
    "RECORD...": "one.json two.json",
    "PYTHON...": "python",
    "SECONDS": "1",
    "NAME…": "sleep",
    "SETUP": "pass",
    "STATEMENT": "'sum(range(20000))'",
    "VERSION": sys.executable,
    "ID": "gil.running-needs-the-lock",
    "/tmp/record.json": "../record.json",
    "CASES.toml": "benchmarks/cases.toml",
}
"""What readers fill in, besides the files that lie in their folder by the very name that the documents use."""

QUICK = ["--claim=gil.running-needs-the-lock", "--claim=gil.ten-downloads*"]
OF_CASES = ["--claim=cases.waits[sleep]"]
UNDECIDED = ["-o", "claims_min_decided=0"]
"""A busy machine may leave claims undecided."""

SHORTER = {
    "gilclaims run": ["--python", str(BASE), "--", *QUICK],
    "gilclaims new": ["--budget", "3"],
    "python benchmarks/startup_cost.py": ["--rounds", "1"],
    "python benchmarks/verdicts_under_load.py": ["--loads", "1", "--runs", "1", *QUICK],
}
"""What is added to a command that would take minutes."""


def commands_of(document: Path) -> Iterator[str]:
    """Find the commands in a document: in its blocks and its sentences, or in the docstrings of a module."""
    text = document.read_text(encoding="utf-8")
    if document.suffix == ".py":
        docstrings = "\n\n".join(docstrings_of(text))
        yield from LINE_OF_A_DOCSTRING.findall(docstrings)
        yield from (command for _, command in IN_A_SENTENCE.findall(docstrings))
        return
    for kind, block in BLOCK.findall(text):
        if kind in KINDS:
            yield from LINE_OF_A_BLOCK.findall(block)
    yield from (command for _, command in IN_A_SENTENCE.findall(text))


def docstrings_of(source: str) -> Iterator[str]:
    """Read the docstrings of a module, its functions and its classes."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            yield ast.get_docstring(node) or ""


def blocks_that_ci_reads() -> Iterator[tuple[str, str]]:
    """Find which block, under which heading of which document, the CI script reads and runs."""
    for name, heading in re.findall(r"\$\(block (\S+) '([^']+)'\)", CI):
        document = (ROOT / name).read_text(encoding="utf-8")
        found = re.search(rf"^#+ {heading}\n.*?^```sh\n(.*?)^```", document, flags=re.MULTILINE | re.DOTALL)
        assert found, f"{name} has no block under {heading!r}, which .ci/run wants to read"
        yield name, found[1]


FOUND: dict[str, list[str]] = {}
for file in DOCUMENTS:
    for command in commands_of(file):
        FOUND.setdefault(command, []).append(file.name)
IN_BLOCKS = {line for _, block in blocks_that_ci_reads() for line in LINE_OF_A_BLOCK.findall(block)}
BY_TUTORIAL = set(LINE_OF_A_BLOCK.findall((ROOT / "docs" / "tutorial-your-code.md").read_text(encoding="utf-8")))
"""Commands that the test of the tutorial runs, in the folder that its reader has by then."""

HERE = [command for command in FOUND if command in PRINTS or (command.startswith("pytest ") and command not in BY_CI)]

RUN = {*HERE, *BY_CI, *OF_BENCHMARKS, *IN_BLOCKS, *BY_TUTORIAL}


def test_commands_are_found_wherever_a_reader_would_find_them(tmp_path: Path) -> None:
    markdown = tmp_path / "document.md"
    markdown.write_text(
        "Say `gilclaims list`, not `pytest`.\n\n```sh\npython3 -m this\n```\n\n```python\npytest \n```\n\n"
        "```\n$ nox -l\nout\n```\n\n```yaml\n- run: pytest -v\n```\n"
    )
    assert list(commands_of(markdown)) == ["python3 -m this", "nox -l", "pytest -v", "gilclaims list"]
    module = tmp_path / "module.py"
    module.write_text(
        '"""Do.\n\n    python module.py\n\nIt does.\n"""\ndef f():\n    """Or ``nox -s lint``."""\n    "`nox -l`"\n'
    )
    assert list(commands_of(module)) == ["python module.py", "nox -s lint"]
    assert {"README.md", "CONTRIBUTING.md", "everywhere.md", "findings.md", "noxfile.py", "report.py"} <= {
        name for names in FOUND.values() for name in names
    }


def test_every_command_of_the_documents_is_run_by_somebody() -> None:
    nobody = {command: places for command, places in FOUND.items() if command not in RUN}
    assert nobody == {}, "run them in PRINTS, or in .ci/run and say so in BY_CI"


def test_no_command_is_run_that_no_document_has_any_more() -> None:
    assert [command for command in (*PRINTS, *BY_CI, *OF_BENCHMARKS) if command not in FOUND] == []


@pytest.mark.parametrize("command", OF_BENCHMARKS)
def test_the_tests_of_the_benchmarks_run_each_of_them(command: str) -> None:
    name = command.split()[2].removeprefix("benchmarks.")
    # The engine is run by what compares it with other tools.
    runner = "time_to_verdict" if name == "engine" else name
    assert f'run_benchmark("{runner}"' in (ROOT / "tests" / "test_benchmarks.py").read_text()


@pytest.mark.parametrize("command", BY_CI)
def test_the_ci_script_runs_what_it_is_said_to_run(command: str) -> None:
    steps = "\n".join(line for line in CI.splitlines() if not line.lstrip().startswith(("#", "step ", "echo ")))
    assert re.search(rf"(?<!\S){re.escape(command)}(?![^\s);])", steps)


def test_the_ci_script_reads_every_block_of_the_readme_and_of_contributing_that_is_for_a_shell() -> None:
    blocks = {
        (name, block)
        for name in ("README.md", "CONTRIBUTING.md")
        for block in re.findall(r"^```sh\n(.*?)^```", (ROOT / name).read_text(), flags=re.MULTILINE | re.DOTALL)
    }
    assert set(blocks_that_ci_reads()) == blocks


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader's folder: records of a run of their own and of others, a document, claims."""
    folder = tmp_path_factory.mktemp("reader")
    for name, (_, record) in zip(("one.json", "two.json"), unpack(ROOT / "docs" / "records.tar.xz"), strict=False):
        write_record(record, folder / name)
    made = in_a_shell(shlex.join(["pytest", "--claims", QUICK[0], *UNDECIDED, "--claims-json=RECORD"]), folder)
    assert made.returncode == 0, made.stdout + made.stderr
    for name in ("OLD", "NEW"):
        shutil.copy(folder / "RECORD", folder / name)
    (folder / "DOCUMENT").write_text("There is one lock. It is called the GIL.\n")
    (folder / "DOCUMENT.md").write_text("There is one lock. <!-- claim: gil.running-needs-the-lock --> Is there?\n")
    (folder / "my").mkdir()
    shutil.copytree(ROOT / "claims", folder / "my" / "claims")
    return folder


@pytest.fixture
def reader(prepared: Path, tmp_path: Path) -> Path:
    """The folder of one reader, who finds nothing there of what others did."""
    return shutil.copytree(prepared, tmp_path / "reader")


@pytest.fixture
def clone(reader: Path) -> Path:
    """A clone of the repository, with what that reader has."""
    left_out = shutil.ignore_patterns(".*", "__pycache__", "screenshots", "claims-survey", "build", "dist")
    return shutil.copytree(ROOT, reader, ignore=left_out, dirs_exist_ok=True)


def in_a_shell(command: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as who has activated the environment of these tests."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=inherited() | {"PATH": path} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def filled_in(command: str) -> str:
    """Write a command as readers do: with all that is optional, and with names of their own."""
    words = re.sub(r" \[(.+?)\](?= |$)", r" \1", command).split(" ")
    typed = " ".join(PLACEHOLDERS.get(word, word) for word in words)
    more = next((words for beginning, words in SHORTER.items() if command.startswith(beginning)), [])
    return " ".join([typed, *map(shlex.quote, more)])


def options_of_pytest(command: str) -> str:
    """Choose a few quick claims where none are chosen: what a command means is not a matter of how many there are."""
    has_chosen = "--claim " in command or "--claims-demo" in command
    few = OF_CASES if "claimed_cases" in command else QUICK
    return shlex.join(UNDECIDED if has_chosen else [*UNDECIDED, *few])


@pytest.mark.skipif(os.name == "nt", reason="the documents speak to a shell of POSIX")
@pytest.mark.parametrize("command", HERE)
def test_a_documented_command_runs_and_says_what_it_should(command: str, request: pytest.FixtureRequest) -> None:
    if "picture.py" in command and not (shutil.which("chromium") and find_spec("playwright")):
        pytest.skip("no Chromium, or no playwright to drive it")
    if command.startswith("gilclaims run") and not BASE.exists():
        pytest.skip("no installation that environments could be made of")
    is_of_the_clone = re.search(r"\bdocs/\w+\.py|\bbenchmarks[./]", command)
    folder: Path = request.getfixturevalue("clone" if is_of_the_clone else "reader")
    expected = PRINTS.get(command, VERDICTS)
    options = options_of_pytest(command) if expected == VERDICTS else ""
    outcome = in_a_shell(filled_in(command), folder, PYTEST_ADDOPTS=options)
    told = outcome.stdout + outcome.stderr
    assert outcome.returncode in STATUS.get(command, {0}), told
    assert re.search(expected, outcome.stdout, flags=re.MULTILINE), told
