"""The tools that answer the same question: is the second arm faster?

Each one is used as its documentation says, at its defaults, in processes of its own, and is held against the same
bounds. What it measures is read from its own files.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.comparisons import COMPARISONS, NOT_FASTER, Answer, Comparison

ROOT = Path(__file__).parents[1]

Figure = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which comparison a tool is asked about, and whether the lock is on where it runs."""

    name: str
    locked: bool

    @property
    def comparison(self) -> Comparison:
        return COMPARISONS[self.name]

    def arm(self, name: str) -> str:
        """Write an arm as source code."""
        return f"arm_of({self.name!r}, {name!r}, locked={self.locked})"


class ToolError(Exception):
    """A tool came to no answer because it failed."""


def run(folder: Path, *arguments: str) -> str:
    """Run a module of this interpreter in a folder and return what it printed.

    Raises ToolError if it fails.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_ADDOPTS"}
    outcome = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        said = (outcome.stderr.strip() or outcome.stdout.strip()).splitlines()
        raise ToolError(f"{arguments[0]} ended with {outcome.returncode}: {said[-1] if said else 'nothing was said'}")
    return outcome.stdout


def ask_engine(question: Question, folder: Path) -> tuple[Answer, Figure]:
    """By races and the judge of this project."""
    output = json.loads(run(folder, "benchmarks.engine", question.name, "on" if question.locked else "off"))
    return Answer(output["answer"]), output["figure"]


BENCHMARK_TESTS = """
import pytest
from benchmarks.comparisons import arm_of

@pytest.mark.parametrize("arm", [{arms}], ids={names})
def test_arm(benchmark, arm):
    benchmark(arm)
"""


def ask_pytest_benchmark(question: Question, folder: Path) -> tuple[Answer, Figure]:
    """By two benchmark tests, whose medians are compared; minima, which its table is sorted by, are kept too."""
    names = list(question.comparison.arms)
    tests = BENCHMARK_TESTS.format(arms=", ".join(map(question.arm, names)), names=names)
    (folder / "test_arms.py").write_text(tests)
    run(folder, "pytest", "-q", "--benchmark-json=figures.json", "test_arms.py")
    benchmarks = json.loads((folder / "figures.json").read_text())["benchmarks"]
    stats = {benchmark["param"]: benchmark["stats"] for benchmark in benchmarks}
    speedups = {kind: stats[names[0]][kind] / stats[names[1]][kind] for kind in ("median", "min")}
    return question.comparison.answer_to(speedups["median"]), speedups


def ask_pyperf(question: Question, folder: Path) -> tuple[Answer, Figure]:
    """By ``timeit`` for each arm and ``compare_to``, which says how much faster if its t-test finds it significant."""
    names = list(question.comparison.arms)
    for name in names:
        set_up = f"from benchmarks.comparisons import arm_of; arm = {question.arm(name)}"
        run(folder, "pyperf", "timeit", "-q", "-o", f"{name}.json", "-s", set_up, "arm()")
    said = run(folder, "pyperf", "compare_to", *(f"{name}.json" for name in names)).strip()
    return question.comparison.answer_to(speedup_said_by_pyperf(said)), {"said": said}


def speedup_said_by_pyperf(text: str) -> float:
    """Read how many times faster the second file is; 1 where the difference is not significant.

    Raises ToolError if the text does not say.
    """
    if found := re.search(r"([\d.]+)x (faster|slower)", text):
        factor = float(found[1])
        return factor if found[2] == "faster" else 1 / factor
    if "not significant" in text.lower() or "no change" in text:
        return 1.0
    raise ToolError(f"pyperf compare_to said {text!r}")


MATRIX_TESTS = """
from benchmarks.comparisons import arm_of
from benchmatrix import BenchmarkCase, make_benchmark_test

cases = [BenchmarkCase.from_values("as it is")]
test_arm = make_benchmark_test({{"arm": {arm}}}, cases, metrics=["single_call_latency"])
"""

ANSWERS_OF_BENCHMATRIX = {
    "improved": (Answer.YES, Answer.YES),
    "unchanged": (Answer.NO, Answer.NO),
    "regressed": (Answer.NO, Answer.YES),
    "inconclusive": (Answer.UNDECIDED, Answer.UNDECIDED),
}
"""What its words mean where the question is whether the second arm is faster, and whether the two differ."""


def ask_benchmatrix(question: Question, folder: Path) -> tuple[Answer, Figure]:
    """By paired collections of one metric, with the bound for "no gain" as its threshold."""
    names = list(question.comparison.arms)
    for name in names:
        (folder / name).mkdir()
        (folder / name / "test_arm.py").write_text(MATRIX_TESTS.format(arm=question.arm(name)))
    baseline, candidate = names
    pytest = (sys.executable, "-m", "pytest", "--benchmark-only", "test_arm.py")
    run(
        folder,
        *("benchmatrix", "collect-paired", "--output", "pairs"),
        *("--baseline-cwd", baseline, "--candidate-cwd", candidate, "--", *pytest, ":::", *pytest),
    )
    threshold = f"{100 * (1 - 1 / NOT_FASTER):.2f}%"
    compare = ("benchmatrix", "compare", "pairs", "--paired", "--threshold", threshold, "--format", "json")
    (cell,) = json.loads(run(folder, *compare))["comparisons"]
    if cell["regression"] not in ANSWERS_OF_BENCHMATRIX:
        raise ToolError(f"benchmatrix compare said {cell['regression']!r}")
    answer = ANSWERS_OF_BENCHMATRIX[cell["regression"]][question.comparison.two_sided]
    return answer, {"said": cell["regression"], "improvement": cell["improvement_percent"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Something that answers questions, and the module that it needs."""

    ask: Callable[[Question, Path], tuple[Answer, Figure]]
    module: str

    @property
    def is_installed(self) -> bool:
        return find_spec(self.module) is not None


TOOLS: Mapping[str, Tool] = {
    "gilclaims": Tool(ask=ask_engine, module="pytest_gilclaims"),
    "pytest-benchmark": Tool(ask=ask_pytest_benchmark, module="pytest_benchmark"),
    "pyperf": Tool(ask=ask_pyperf, module="pyperf"),
    "benchmatrix": Tool(ask=ask_benchmatrix, module="benchmatrix"),
}


def attempt(tool: Tool, question: Question) -> dict[str, Any]:
    """Ask a tool once, and say what it answered and after how many seconds; a tool that fails answers nothing."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        outcome: dict[str, Any]
        try:
            answer, figure = tool.ask(question, Path(folder))
            outcome = {"answer": answer, "figure": figure}
        except ToolError as error:
            outcome = {"answer": None, "error": str(error)}
        return {**outcome, "seconds": round(time.perf_counter() - started, 2)}
